import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import encodeQR from 'qr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Tablet } from './kit/browser';
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
  await expect.poll(() => page.getByLabel('Enrolment code').inputValue(), { timeout: 20_000 }).toBe(code);
  expect(await page.locator('video').count()).toBe(0);
  expect(proxy.seen.filter((s) => s.path.endsWith('.wasm')).map((s) => s.status)).toEqual([200]);
  await page.reload();
  await page.getByRole('button', { name: 'Scan the code' }).click();
  await expect.poll(() => page.evaluate(kept), { timeout: 20_000 }).toBe(1);
  proxy.signal(false);
  await page.reload();
  await page.getByRole('button', { name: 'Scan the code' }).click();
  await expect.poll(() => page.getByLabel('Enrolment code').inputValue(), { timeout: 20_000 }).toBe(code);
});

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
