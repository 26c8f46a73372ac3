import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { axe, overflow, small } from './kit/axe';
import { phone, Tablet, tablet as size } from './kit/browser';
import { answerWell, begin, finish } from './kit/checking';
import { tab } from './kit/keyboard';
import { change, ready, signIn } from './kit/person';
import { Proxy } from './kit/proxy';
import { Server } from './kit/server';

let server: Server;
let proxy: Proxy;
let tablet: Tablet;
let page: Page;

/** Whatever the hour and the weekday, these are wanted today: what must be done before their use is due at once. */
beforeAll(async () => {
  server = await Server.start('--demo-ladder', 'fast');
  const rosa = await server.as('rosa.radiographer');
  for (const machine of ['linac-1', 'linac-2', 'hoist-1']) {
    await rosa('POST', `/v1/equipment/${machine}/use-today`, { reason: 'Emergency treatment' });
  }
  proxy = await Proxy.before(server);
  tablet = await Tablet.open(proxy.base);
  page = await ready(tablet, server, 'Amir');
});
afterAll(async () => {
  await tablet?.close();
  await proxy?.close();
  await server?.close();
});
beforeEach(async () => {
  proxy.heal();
  await page.setViewportSize(size);
  await at('/');
});

const runUp = 'Daily run-up, linac';
/** Opened for use today, or due by the plan where its hour has come: the first of them. */
const row = (machine: string) => page.locator('li.due', { hasText: runUp }).filter({ has: page.locator('.due__name', { hasText: new RegExp(`^${machine}$`) }) }).first();

async function at(path: string): Promise<void> {
  await page.evaluate((hash) => (location.hash = hash), path);
  await page.locator('main h1:visible').waitFor();
}

/** For the eye of whoever looks, where SHOTS names a folder. */
async function shot(name: string): Promise<void> {
  const folder = process.env['SHOTS'];
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${name}.png`) });
  }
}

/** Nothing that axe finds, nothing too small for a glove, nothing to scroll sideways for: wide, narrow and in large type. */
async function fit(name: string): Promise<void> {
  await page.evaluate(() => scrollTo(0, 0));
  await shot(name);
  expect(await axe(page), name).toEqual([]);
  expect(await small(page), name).toEqual([]);
  await page.setViewportSize(phone);
  await shot(`${name}-phone`);
  expect(await overflow(page), `${name} on a phone`).toBe(0);
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await overflow(page), `${name} at 320 px`).toBe(0);
  await page.setViewportSize(size);
  await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
  expect(await overflow(page), `${name} at 200 %`).toBe(0);
  await page.evaluate(() => (document.documentElement.style.fontSize = ''));
}

test('Today without a network: what is due, from the last pull, with its age', async () => {
  await row('LA1').getByText(/^(Due now$|was due by )/).waitFor(); // by the plan, whatever the hour
  await fit('today-due');
  proxy.signal(false);
  await page.reload();
  await signIn(page, 'Amir');
  await row('LA1').getByRole('button', { name: /^Start/ }).waitFor();
  expect(await page.locator('.today__asof').textContent()).toMatch(/^As of \d\d:\d\d, (just now|\d+ minutes? ago)$/);
  await fit('today-offline');
});

test('at a quarter of this machine’s speed and offline, Today is usable soon after it is opened', async () => {
  proxy.signal(false);
  await tablet.throttle(4);
  const times: number[] = [];
  for (let i = 0; i < 5; i++) {
    await page.reload({ waitUntil: 'commit' });
    await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
    await row('LA1').waitFor({ state: 'attached' }); // it is made beneath the list of people, and only uncovered by the PIN
    times.push(await page.evaluate(() => performance.now()));
  }
  await signIn(page, 'Amir');
  await row('LA1').getByRole('button', { name: /^Start/ }).waitFor();
  await tablet.throttle(1);
  const median = times.sort((a, b) => a - b)[2] ?? 0;
  console.log(`offline start to a usable Today at 4x: ${times.map(Math.round).join(', ')} ms`);
  expect(median).toBeLessThan(10_000); // the aim is 1.5 s, and the figures are printed: what fails here waits for a network
});

test('what happens elsewhere is on the screen without a touch: a claim, and equipment taken out of use', async () => {
  const other = await Tablet.open(server.base);
  try {
    const theirs = await ready(other, server, 'Terry');
    await theirs.evaluate(() => (location.hash = '/start/linac-2'));
    await theirs.locator('li.due', { hasText: runUp }).getByRole('button').first().tap();
    await theirs.waitForURL(/#\/check\//);
    await row('LA2').getByText(/^Being done by Terry .* since \d\d:\d\d, on LA1 tablet$/).waitFor();
    expect(await row('LA2').getByRole('button', { name: /^Start/ }).count()).toBe(1);
  } finally {
    await other.close();
  }
});

test('a label typed by hand: another machine’s begins nothing and is named, the right one begins the check', async () => {
  await row('LA1').getByRole('link', { name: /^Scan/ }).tap();
  const box = page.getByLabel('Scan, or type what is on the label');
  await box.waitFor();
  await fit('find');
  await box.fill('RUNUP:linac-2');
  await page.keyboard.press('Enter');
  const wrong = page.getByRole('alert').filter({ hasText: 'This is another machine' });
  await wrong.waitFor();
  expect(await wrong.locator('dd').allTextContents()).toEqual(['LA1', 'LA2']);
  expect(await wrong.getByRole('heading').evaluate((h) => h === document.activeElement)).toBe(true);
  await fit('wrong-machine');
  await wrong.getByRole('button', { name: 'I am at LA1: scan again' }).tap();
  await box.fill('19-linac1');
  await page.getByRole('button', { name: 'Find' }).tap();
  await page.waitForURL(/#\/check\//);
  await at('/');
  const begun = page.getByRole('region', { name: 'Begun and not finished' });
  await begun.getByText(/^Started by Amir .* at \d\d:\d\d\. 0 of \d+ answered\.$/).waitFor();
  await fit('today-begun');
});

test('by keyboard alone: from the top of Today to a check, with nothing focused under the bar', async () => {
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const seen: string[] = [];
  for (let i = 0; i < 40; i++) {
    expect(await tab(page)).toBe('');
    const words = await page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
    seen.push(words);
    if (words.startsWith('Start') && words.includes('LA2')) {
      break;
    }
  }
  expect(seen.at(-1)).toMatch(/^Start.*LA2$/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/#\/check\//);
});

test('one machine: how it stands, what is due, what was found last', async () => {
  await at('/start/linac-1');
  await page.getByRole('region', { name: 'Due here' }).waitFor();
  await page.getByRole('region', { name: 'Last results' }).getByRole('listitem').first().waitFor();
  await fit('start');
});

test('a check finished without a signal is done here and not sent; then it is simply done', async () => {
  proxy.signal(false);
  await begin(page, 'hoist-1', 'Patient hoist, before the first lift');
  await answerWell(page);
  await finish(page);
  await at('/');
  await page.getByText(/^Done today/).tap();
  const done = page.locator('li.past', { hasText: 'Mobile hoist' });
  await done.getByText('Done on this tablet, not sent yet').waitFor();
  await fit('today-done-here');
  proxy.heal();
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await done.getByText('Done', { exact: true }).waitFor();
});

test('unsafe, reported without a signal: what to do, whom to phone, and the truth until somebody answers', async () => {
  proxy.signal(false);
  await at('/report?equipment=hoist-1');
  await fit('report');
  await page.getByRole('button', { name: 'Report it' }).tap();
  await page.getByRole('alert').filter({ hasText: 'Something is missing' }).waitFor();
  await fit('report-missing');
  await page.getByLabel('Something is unsafe').check();
  await page.getByText('Do not use Mobile hoist, lower floor. Put a notice on it.').waitFor();
  await page.getByLabel('What did you see?').fill('A sling loop is torn');
  await page.locator('#report-photo').setInputFiles({ name: 'IMG_0001.png', mimeType: 'image/png', buffer: readFileSync(join(import.meta.dirname, '..', 'public', 'icon-512.png')) });
  await page.getByText('1 photo kept on this tablet').waitFor();
  await page.getByRole('button', { name: 'Report it' }).tap();
  await page.getByText('Nobody has been told yet.').waitFor();
  expect(await page.getByRole('link', { name: /2101/ }).count()).toBe(1);
  await fit('report-saved');
  proxy.heal();
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await page.getByText('Runup has it.', { exact: true }).waitFor();
  const filed = proxy.pushed().filter((op) => op.payload.type === 'report.filed');
  expect(filed.map((op) => op.payload)).toMatchObject([{ kind: 'unsafe', equipment: 'hoist-1', text: 'A sling loop is torn', blobs: [expect.stringMatching(/^[0-9a-f]{64}$/)] }]);
  const rosa = await server.as('rosa.radiographer');
  const open = (await rosa('GET', '/v1/escalations?equipment=hoist-1&state=open'))['items'][0];
  await rosa('POST', `/v1/escalations/${open.id}/acknowledge`, { version: open.version });
  await page.getByText(/^Rosa .* is dealing with it\.$/).waitFor();
  await expect.poll(() => proxy.seen.filter((s) => s.method === 'PUT' && s.path.startsWith('/v1/blobs/')).map((s) => s.status)).toContain(201);
  await at('/');
  const hold = page.getByRole('region', { name: 'Not to be used as usual' }).getByRole('listitem').filter({ hasText: 'Mobile hoist' });
  expect(await hold.textContent()).toMatch(/Do not use: awaiting review.*A sling loop is torn.*Rosa .* is dealing with it/);
  await fit('today-out-of-use');
});

test('forms for paper: chosen, one A4 form after another, without a network', async () => {
  proxy.signal(false);
  await at('/paper');
  await fit('paper');
  await page.getByRole('button', { name: 'None' }).tap();
  await page.getByLabel(`LA1: ${runUp}`).check();
  await page.getByLabel(/^Emergency call buttons: /).check();
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  const pages = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  expect(pages).toBeGreaterThanOrEqual(3);
  expect(pages).toBeLessThanOrEqual(6);
  expect(pdf).toMatch(/\/MediaBox \[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/);
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByRole('banner').isVisible()).toBe(false);
  expect(await page.locator('.sheet').evaluateAll((all) => all.map((s) => s.querySelector('h2')?.textContent))).toEqual([runUp, 'Emergency call buttons, round of all points']);
  expect(await page.locator('.sheet').first().textContent()).toContain('Checklist version');
  await page.emulateMedia({ media: null });
  await at('/labels');
  await fit('labels');
  expect((await page.pdf({ preferCSSPageSize: true })).toString('latin1').match(/\/Type\s*\/Page\b/g)?.length).toBe(2);
});

test('one list of what to restock and order, and what was ordered is noted with the server', async () => {
  await change(page, 'Sam');
  await at('/restock');
  const ordered = page.getByRole('button', { name: /^Ordered/ });
  await ordered.first().waitFor();
  await fit('restock');
  await ordered.first().tap();
  await page.getByText(/^Ordered by Sam .*, \d\d:\d\d$/).waitFor();
});

test('nothing due, in Welsh, and news that is old', async () => {
  await change(page, 'Ada');
  await page.getByText('Nothing is due for you.').waitFor();
  await fit('today-empty');
  await change(page, 'Amir');
  await page.getByRole('button', { name: 'Cymraeg' }).tap();
  await row('LA2').waitFor();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('cy');
  await fit('today-welsh');
  await page.getByRole('button', { name: 'English' }).tap();
  proxy.signal(false);
  await tablet.clockOff(3 * 3_600_000);
  await page.reload();
  await signIn(page, 'Amir');
  await page.getByText(/Not heard from Runup for [23] hours/).waitFor();
  await fit('today-old');
});
