import { afterAll, beforeAll, expect, test } from 'vitest';
import { Tablet } from './kit/browser';
import { Proxy } from './kit/proxy';
import { Server } from './kit/server';

let server: Server;
let proxy: Proxy;
let tablet: Tablet;

beforeAll(async () => {
  server = await Server.start();
  proxy = await Proxy.before(server);
  tablet = await Tablet.open(proxy.base);
});
afterAll(async () => {
  await tablet?.close();
  await proxy?.close();
  await server?.close();
});

test('C7: the app is opened without a network, after a reload and after the battery was empty', async () => {
  const page = await tablet.goto();
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  proxy.signal(false);
  await page.reload();
  expect(await page.title()).toBe('Runup');
  await tablet.kill();
  await tablet.start();
  await tablet.goto();
  expect(await tablet.page.title()).toBe('Runup');
});
