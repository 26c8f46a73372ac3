import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Proxy } from './proxy';

/** The build that ships, in a later version: another page under another name. */
function newer(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'runup-newer-'));
  cpSync(join(import.meta.dirname, '..', '..', 'dist'), folder, { recursive: true });
  const page = join(folder, 'index.html');
  writeFileSync(page, readFileSync(page, 'utf8').replace('<html lang="en-GB">', `<html lang="en-GB" data-build="${name}">`));
  const worker = join(folder, 'sw.js');
  writeFileSync(worker, readFileSync(worker, 'utf8').replace(/VERSION="[0-9a-f]+"/, `VERSION="${name}"`));
  return folder;
}

/** A newer build is on the server, and the tablet has found it. */
export async function offered(page: Page, proxy: Proxy, name: string): Promise<void> {
  proxy.build(newer(name));
  await page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration())?.update()));
  await page.waitForFunction(async () => ((await navigator.serviceWorker.getRegistration())?.waiting ?? null) !== null);
}
