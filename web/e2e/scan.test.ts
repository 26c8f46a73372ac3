import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import encodeQR from 'qr';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Tablet } from './kit/browser';
import { offered } from './kit/newer';
import { signIn } from './kit/person';
import { Proxy } from './kit/proxy';
import { Server } from './kit/server';

let server: Server;
let proxy: Proxy;
let tablet: Tablet;
let code: string;

beforeAll(async () => {
  server = await Server.start();
  proxy = await Proxy.before(server);
  code = await server.code();
  tablet = await Tablet.open(proxy.base, { camera: film(`${proxy.base}/#enrol=${code}`) });
});
afterAll(async () => {
  await tablet?.close();
  await proxy?.close();
  await server?.close();
});

test('the enrolment code is scanned inside the app, by a reader that comes from this server and stays', async () => {
  const page = await tablet.goto();
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await page.getByRole('button', { name: 'Scan the code' }).click();
  await expect.poll(() => page.getByLabel('Enrolment code').inputValue()).toBe(code);
  expect(await page.locator('video').count()).toBe(0);
  expect(proxy.seen.filter((s) => s.path.endsWith('.wasm')).map((s) => s.status)).toEqual([200]);
  await page.reload();
  await page.getByRole('button', { name: 'Scan the code' }).click();
  await expect.poll(() => page.evaluate(kept)).toBe(1);
  proxy.signal(false);
  await page.reload();
  await page.getByRole('button', { name: 'Scan the code' }).click();
  await expect.poll(() => page.getByLabel('Enrolment code').inputValue()).toBe(code);
});

test('set-up keeps the reader before it says ready, so that the first label is read without a signal, after an update too', async () => {
  proxy.heal();
  const other = await Tablet.open(proxy.base, { camera: film(`${proxy.base}/equipment/hoist-1`) });
  try {
    const page = await other.goto();
    proxy.next(/\.wasm$/, 'html', 1000);
    await page.getByLabel('Enrolment code').fill(await server.code());
    await page.getByLabel('Name of this tablet').fill('CT tablet');
    await page.getByRole('button', { name: 'Set up', exact: true }).click();
    await page.getByRole('button', { name: 'Start the app again' }).click();
    await page.getByText('Not ready to use offline yet').waitFor({ timeout: 60_000 }); // it looks again for a quarter of a minute
    await page.getByText('or the network holds it back', { exact: false }).waitFor();
    expect(await page.getByRole('button', { name: 'Begin all the same' }).count()).toBe(1);
    expect(await page.evaluate(kept)).toBe(0);
    proxy.heal();
    await page.getByRole('button', { name: 'Check again' }).click();
    await page.getByText('Ready to use offline', { exact: true }).waitFor();
    expect(await page.evaluate(kept)).toBe(1);
    await page.getByRole('button', { name: 'Begin', exact: true }).click();
    await signIn(page, 'Sam');
    proxy.signal(false);
    await reads(page, false);
    proxy.signal(true);
    await page.evaluate(() => (location.hash = '/'));
    await offered(page, proxy, 'next');
    await page.getByRole('button', { name: 'Use it now' }).click();
    await page.waitForFunction(() => document.documentElement.dataset['build'] === 'next');
    await signIn(page, 'Sam');
    proxy.signal(false);
    await reads(page, true);
  } finally {
    await other.close();
  }
});

/** The label in front of the camera opens its machine. The camera is open from the start where a label was once read. */
async function reads(page: Page, before: boolean): Promise<void> {
  await page.evaluate(() => (location.hash = '/find'));
  if (!before) {
    await page.getByRole('button', { name: 'Use the camera' }).click();
  }
  await page.waitForFunction(() => location.hash === '#/start/hoist-1');
}

/** How many readers the service worker keeps: what the browser's own cache holds may go at any time. */
async function kept(): Promise<number> {
  const names = await caches.keys();
  const all = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return all.flat().filter((asked) => asked.url.endsWith('.wasm')).length;
}

/** A camera that looks at a label: one frame of raw film, again and again. */
function film(text: string): string {
  const rows = encodeQR(text, 'raw') as boolean[][];
  const [width, height, size] = [640, 480, 8];
  const left = (width - rows.length * size) >> 1;
  const top = (height - rows.length * size) >> 1;
  const grey = Buffer.alloc(width * height, 235);
  rows.forEach((row, y) => row.forEach((dark, x) => dark && square(grey, width, left + x * size, top + y * size, size)));
  const path = join(mkdtempSync(join(tmpdir(), 'runup-film-')), 'label.y4m');
  const frame = Buffer.concat([Buffer.from('FRAME\n'), grey, Buffer.alloc(width * height / 2, 128)]);
  writeFileSync(path, Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`), frame, frame]));
  return path;
}

function square(grey: Buffer, width: number, x: number, y: number, size: number): void {
  for (let row = y; row < y + size; row++) {
    grey.fill(16, row * width + x, row * width + x + size);
  }
}
