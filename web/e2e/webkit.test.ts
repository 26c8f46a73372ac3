import { afterAll, beforeAll, expect, test } from 'vitest';
import { pin } from './kit/person';
import { Server } from './kit/server';
import { lacking, WebKit } from './kit/webkit';

// WebKitGTK is the engine of an iPad's Safari and not an iPad: no Home Screen, no keyboard of iOS, no seven days. Its
// automated sessions are ephemeral, so that nothing outlives the browser: what a restart keeps is tried in Chromium.

const hoist = 'Patient hoist, before the first lift';
const why = lacking();
if (why !== undefined) {
  console.warn(`WebKit not driven: ${why}`);
}

let server: Server;
let webkit: WebKit;

beforeAll(async () => {
  if (why !== undefined) {
    return;
  }
  server = await Server.start();
  // Whatever the hour and the weekday, the hoist is wanted today.
  await (await server.as('rosa.radiographer'))('POST', '/v1/equipment/hoist-1/use-today', { reason: 'Emergency treatment' });
  webkit = await WebKit.open();
});
afterAll(async () => {
  await webkit?.close();
  await server?.close();
});

const button = (words: string): string => `//button[normalize-space()='${words}']`;
const box = (label: string): string => `//*[@id=//label[contains(., '${label}')]/@for]`;

test.skipIf(why !== undefined)('WebKit: set up, signed in by PIN, a hoist check done and sent', { timeout: 60_000 }, async () => {
  const began = Date.now();
  await webkit.goto(`${server.base}/`);
  await webkit.fill(box('Enrolment code'), await server.code());
  await webkit.fill(box('Name of this tablet'), 'WebKit tablet');
  await webkit.click(button('Set up'));
  await webkit.click(button('Start the app again'));
  // The app says so itself once its store, its key, its worker and every file of it are there.
  await webkit.find(`//*[normalize-space(text())='Ready to use offline']`);
  expect(await webkit.run(`return (await navigator.serviceWorker.ready).active.state`)).toBe('activated');
  expect(await webkit.run<string>(`return indexedDB.databases().then(async ([{ name }]) => {
    const opened = indexedDB.open(name);
    const db = await new Promise((done, fail) => { opened.onsuccess = () => done(opened.result); opened.onerror = fail; });
    const rows = await Promise.all([...db.objectStoreNames].map((store) => new Promise((done) => { const all = db.transaction(store).objectStore(store).getAll(); all.onsuccess = () => done(all.result); })));
    db.close();
    const keys = [];
    const look = (v) => v instanceof CryptoKey ? keys.push(v) : v !== null && typeof v === 'object' && Object.values(v).forEach(look);
    look(rows);
    const own = keys.find((key) => key.type === 'private');
    return own.algorithm.namedCurve + (own.extractable ? ' extractable' : ' not extractable');
  })`)).toBe('P-256 not extractable');
  await webkit.click(button('Begin'));
  await webkit.click(`//li//button[contains(., 'Sam')]`);
  for (const digit of pin) {
    await webkit.click(button(digit));
  }
  await webkit.find(`//header//button[contains(., 'Sam')]`);

  await webkit.click(`//li[contains(@class, 'due')][contains(., '${hoist}')]//button`);
  await webkit.find(`//fieldset[contains(@class, 'line')]`);
  const lines = await webkit.run<string[]>(`return [...document.querySelectorAll('fieldset.line')].map((line) => line.id)`);
  expect(lines.length).toBeGreaterThan(5);
  for (const id of lines) {
    await webkit.click(`//fieldset[@id='${id}']//label[normalize-space()='Yes' or contains(., 'Calibrated') or contains(., 'The label still says')]`);
  }
  await webkit.click(button('Finish'));
  await webkit.click(button('Finish and save'));
  await webkit.find(`//*[normalize-space()='Sent']`);
  const { items } = await (await server.as('rosa.radiographer'))('GET', '/v1/checks?equipment=hoist-1&limit=1');
  expect(items[0]).toMatchObject({ verdict: 'pass', checklist: 'hoist-pre-use' });
  expect(Date.parse(items[0].receivedAt)).toBeGreaterThanOrEqual(began);
});
