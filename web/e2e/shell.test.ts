import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { axe, overflow, small } from './kit/axe';
import { phone, Tablet, tablet as size } from './kit/browser';
import { answerWell, begin, finish } from './kit/checking';
import { offered } from './kit/newer';
import { tab } from './kit/keyboard';
import { change, press, signIn } from './kit/person';
import { Proxy } from './kit/proxy';
import { Server } from './kit/server';

let server: Server;
let proxy: Proxy;
let tablet: Tablet;
let page: Page;
const hosts = new Set<string>();

beforeAll(async () => {
  server = await Server.start();
  proxy = await Proxy.before(server);
  tablet = await Tablet.open(proxy.base);
  listen();
});
afterAll(async () => {
  await tablet?.close();
  await proxy?.close();
  await server?.close();
});
beforeEach(() => proxy.heal());

/** Every host that the browser asks for anything. */
const listen = (): void => void tablet.context.on('request', (asked) => /^https?:/.test(asked.url()) && hosts.add(new URL(asked.url()).host));

/** Goes to a room and waits for its own heading: that of the one before stands for a moment yet. */
const go = async (path: string): Promise<void> => {
  await page.evaluate((hash) => {
    if ((location.hash || '#/') !== `#${hash}`) {
      document.querySelectorAll('h1').forEach((h) => (h.dataset['left'] = ''));
      location.hash = hash;
    }
  }, path);
  await page.locator('h1:not([data-left]):visible').first().waitFor();
};
const lock = (): Promise<void> => page.getByRole('button', { name: 'Lock the tablet' }).click();

test('set-up ends with a proof: "Ready to use offline" is said when each thing was seen to be so, and not before', async () => {
  page = await tablet.goto();
  await page.getByLabel('Enrolment code').waitFor();
  expect(await axe(page)).toEqual([]);
  expect(await small(page)).toEqual([]);
  await page.getByLabel('Enrolment code').fill('NOPE-NOPE');
  await page.getByLabel('Name of this tablet').fill('LA1');
  await page.getByRole('button', { name: 'Set up', exact: true }).click();
  await page.getByText('This code is not known, was used already or has run out').waitFor();
  await page.getByLabel('Enrolment code').fill((await server.code()).toLowerCase());
  await page.getByRole('button', { name: 'Set up', exact: true }).click();
  await page.getByRole('button', { name: 'Start the app again' }).waitFor();
  expect(await page.getByText('Ready to use offline', { exact: true }).count()).toBe(0);
  expect(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: 'Start the app again' }).click();
  await page.getByText('Ready to use offline', { exact: true }).waitFor();
  await page.getByText(/Files of the app kept on the tablet: (\d+) of \1$/).waitFor();
  expect(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: 'Begin', exact: true }).click();
  await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
});

test('a PIN signs in without signal, a wrong one says so, five wrong ones wait, and nobody is kept from recording', async () => {
  proxy.signal(false);
  expect(await axe(page)).toEqual([]);
  expect(await small(page)).toEqual([]);
  await page.getByRole('listitem').getByRole('button', { name: 'Terry' }).click();
  for (let i = 0; i < 4; i++) {
    await press(page, '000000');
    await page.getByText('That PIN is not right').waitFor();
  }
  await press(page, '000000');
  await page.getByText(/Too many wrong PINs\. Your PIN works again at \d\d:\d\d/).waitFor();
  expect(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: 'Carry on without signing in' }).click();
  await page.getByRole('banner').getByText('not verified').waitFor();
  await change(page, 'Sam');
  await page.getByRole('banner').getByText('signed in here only').waitFor();
  proxy.signal(true);
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await page.getByRole('banner').getByText('signed in here only').waitFor({ state: 'detached' });
});

test('with no check begun, Today offers a newer build, and it is used when somebody says so', async () => {
  await offered(page, proxy, 'second');
  await go('/');
  await page.getByRole('button', { name: 'Use it now' }).click();
  await page.waitForFunction(() => document.documentElement.dataset['build'] === 'second');
  await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
  await signIn(page, 'Sam');
});

test('locking covers a check and keeps it as it stood, for whoever takes it on', async () => {
  await begin(page, 'hoist-1', 'Patient hoist');
  await page.locator('fieldset.line .choose__one').first().tap();
  const picked = await page.getByRole('radio', { checked: true }).count();
  expect(picked).toBeGreaterThan(0);
  await lock();
  await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
  expect(await page.locator('fieldset.line').first().isVisible()).toBe(false);
  await signIn(page, 'Rosa');
  await page.locator('fieldset.line').first().waitFor();
  expect(await page.getByRole('radio', { checked: true }).count()).toBe(picked);
});

test('C7: the app and what was begun are there offline, after a reload and after the battery was empty', async () => {
  proxy.signal(false);
  await page.reload();
  await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
  await tablet.kill();
  await tablet.start();
  listen();
  page = await tablet.goto();
  await signIn(page, 'Sam');
  await page.getByRole('heading', { name: /^Today/ }).waitFor();
  await page.getByText('Mobile hoist', { exact: false }).first().waitFor();
});

test('C2, C12: a guest network is named as what it is, and "All sent" is said only on the word of the server', async () => {
  proxy.next(/^\/v1\/sync\//, 'html', 1000);
  await report();
  await page.getByRole('banner').getByText(/\d+ not sent yet/).waitFor();
  await go('/outbox');
  await page.getByRole('button', { name: 'Send now' }).click();
  await page.getByText('This network answers with a page that is not Runup', { exact: false }).waitFor();
  expect(await page.getByText('All sent', { exact: true }).count()).toBe(0);
  expect(await axe(page)).toEqual([]);
  expect(await small(page)).toEqual([]);
  proxy.heal();
  await page.getByRole('button', { name: 'Send now' }).click();
  await page.getByRole('main').getByText('All sent', { exact: true }).waitFor();
  expect(await page.getByRole('banner').getByText('All sent').count()).toBe(1);
  expect(await axe(page)).toEqual([]);
});

/** Files the shortest report that there is, by the app's own form. */
async function report(): Promise<void> {
  await go('/report?equipment=hoist-1');
  await page.getByLabel('A fault').check();
  await page.getByLabel('What did you see?').fill('A wheel squeaks');
  await page.getByRole('button', { name: 'Report it' }).tap();
}

test('help opens with nobody signed in and without signal, and takes no touch while it is wiped', async () => {
  proxy.signal(false);
  await go('/');
  await lock();
  await page.getByRole('banner').getByRole('link', { name: 'Help and phone numbers' }).click();
  await page.locator('main').getByRole('link', { name: /2101/ }).waitFor();
  await page.getByText(/^As Runup said it at \d\d:\d\d\.$/).waitFor();
  expect(await axe(page)).toEqual([]);
  expect(await small(page)).toEqual([]);
  await page.getByRole('button', { name: 'Wipe the screen now' }).click();
  await page.getByRole('timer').waitFor();
  expect(await axe(page)).toEqual([]);
  await page.touchscreen.tap(size.width / 2, 30);
  expect(await page.evaluate(() => location.hash)).toBe('#/help');
  await page.keyboard.press('Escape');
  await page.getByRole('timer').waitFor({ state: 'detached' });
});

test('signing in and switching go by the keyboard alone, and no control that has the focus is covered', async () => {
  await page.evaluate(() => (location.hash = '/'));
  await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
  await tabTo('Sam Okafor');
  await page.keyboard.press('Enter');
  await page.getByLabel('Your PIN, six digits').focus();
  await page.keyboard.type('482615');
  await page.getByRole('heading', { name: /^Today/ }).waitFor();
  for (let i = 0; i < 25; i++) {
    expect(await tab(page)).toBe('');
  }
});

/** Tab until a control whose words begin so has the focus. */
async function tabTo(words: string): Promise<void> {
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((start) => document.activeElement?.closest('button')?.textContent?.includes(start) ?? false, words)) {
      return;
    }
  }
  throw new Error(`no Tab reaches ${words}`);
}

test('before the tablet locks it says so: a key or a touch anywhere keeps the person, silence locks it, and what was begun is kept', async () => {
  await go('/');
  const before = await drafts();
  const warning = page.getByRole('alertdialog', { name: 'Are you still there?' });
  const gone = (): Promise<void> => warning.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Lock the tablet' }).focus();
  await passes(155_000);
  await warning.waitFor();
  expect(await axe(page)).toEqual([]);
  expect(await small(page)).toEqual([]);
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Stay signed in');
  for (const width of [320, phone.width]) {
    await page.setViewportSize({ width, height: 640 });
    expect(await overflow(page)).toBe(0);
    expect(await page.getByRole('button', { name: 'Stay signed in' }).isVisible()).toBe(true);
  }
  await page.setViewportSize(size);
  await page.keyboard.press('Enter');
  await gone();
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Lock the tablet');
  await passes(155_000);
  await warning.waitFor();
  const there = await page.locator('.due button').first().boundingBox();
  await page.touchscreen.tap((there?.x ?? 0) + 10, Math.min((there?.y ?? 0) + 10, size.height - 10));
  await gone();
  expect(await page.evaluate(() => location.hash)).toBe('#/');
  await page.getByRole('banner').getByRole('button', { name: 'Sam' }).waitFor();
  await passes(155_000);
  await warning.waitFor();
  await passes(30_000);
  await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
  await gone();
  expect(await drafts()).toEqual(before);
  await page.reload();
  await signIn(page, 'Sam');
});

/** The tablet lay about for so long. */
const passes = (ms: number): Promise<void> =>
  page.evaluate((more) => {
    const real = Date.now;
    Date.now = () => real() + more;
  }, ms);

test('nothing is lost at 320 px, at 200 % text, in forced colours and with reduced motion, in English and in Welsh', async () => {
  for (const path of ['/', '/outbox', '/help', '/setup']) {
    await go(path);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await overflow(page), `${path} at 320 px`).toBe(0);
    await page.setViewportSize(phone);
    expect(await overflow(page), `${path} on a phone`).toBe(0);
    await page.setViewportSize(size);
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
    expect(await overflow(page), `${path} at 200 %`).toBe(0);
    await page.evaluate(() => (document.documentElement.style.fontSize = ''));
    await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
    expect(await axe(page), `${path} in forced colours`).toEqual([]);
    await page.emulateMedia({ forcedColors: 'none', reducedMotion: 'no-preference' });
  }
  await page.getByRole('button', { name: 'Cymraeg' }).click();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('cy');
  expect(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: 'English' }).click();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('en-GB');
});

test('C6: a newer build waits while a check is begun, and opens with that check intact', async () => {
  await offered(page, proxy, 'third');
  await notOffered();
  const before = await drafts();
  expect(before.length).toBeGreaterThan(0);
  await expect.poll(reopened, { timeout: 60_000 }).toBe('third');
  expect(await drafts()).toEqual(before);
});

/** The build that a new page finds: the browser takes the newer one once no page of the older is left, in its own time. */
async function reopened(): Promise<string | undefined> {
  const again = await tablet.context.newPage();
  await page.close();
  page = again;
  await page.waitForTimeout(1000);
  await tablet.goto();
  await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
  return page.evaluate(() => document.documentElement.dataset['build']);
}

/** On Today, and for long enough: that it waits comes to the page a moment after the browser has it. */
async function notOffered(): Promise<void> {
  await go('/');
  await page.getByRole('heading', { name: /^Today/ }).waitFor();
  await page.waitForTimeout(1500);
  expect(await page.getByRole('button', { name: 'Use it now' }).count()).toBe(0);
}

test('C6: the build that waited is offered when the check is finished', async () => {
  await signIn(page, 'Sam');
  await offered(page, proxy, 'fourth');
  await notOffered();
  await begin(page, 'hoist-1', 'Patient hoist');
  await answerWell(page);
  await finish(page);
  expect(await drafts()).toEqual([]);
  await go('/');
  await page.getByRole('button', { name: 'Use it now' }).waitFor();
});

const drafts = (): Promise<unknown[]> =>
  page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((found) => {
      const opening = indexedDB.open('runup');
      opening.onsuccess = () => found(opening.result);
    });
    const all = await new Promise<{ id: string; readings: unknown }[]>((found) => {
      const asked = db.transaction('drafts').objectStore('drafts').getAll();
      asked.onsuccess = () => found(asked.result as { id: string; readings: unknown }[]);
    });
    db.close();
    return all.map(({ id, readings }) => ({ id, readings }));
  });

test('no other machine was asked for anything', () => {
  expect([...hosts]).toEqual([new URL(proxy.base).host]);
});
