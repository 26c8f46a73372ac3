import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { axe, overflow, small } from './kit/axe';
import { phone, Tablet, tablet as size } from './kit/browser';
import { answerWell, begin, finish, fromTap, goneOn, question, signalUntil, type } from './kit/checking';
import { tab } from './kit/keyboard';
import { change, press, ready, signIn } from './kit/person';
import { Proxy } from './kit/proxy';
import { Server } from './kit/server';

let server: Server;
let proxy: Proxy;
let tablet: Tablet;
let page: Page;

beforeAll(async () => {
  server = await Server.start('--demo-ladder', 'fast');
  // Whatever the hour and the weekday, the hoist is wanted today.
  await (await server.as('rosa.radiographer'))('POST', '/v1/equipment/hoist-1/use-today', { reason: 'Emergency treatment' });
  proxy = await Proxy.before(server);
  tablet = await Tablet.open(proxy.base);
  page = await ready(tablet, server);
});
afterAll(async () => {
  await tablet?.close();
  await proxy?.close();
  await server?.close();
});
beforeEach(async () => {
  proxy.heal();
  await tablet.throttle(1);
});

const hoist = 'Patient hoist, before the first lift';
/** What stands half under a bar at this moment can be scrolled out: the keyboard's test sees to that. */
const wrong = async (on: Page): Promise<string[]> => (await axe(on)).filter((finding) => !finding.includes('partially obscured'));
const sent = (type: string): any[] => proxy.pushed().filter((op) => op.payload.type === type).map((op) => op.payload);

test('a hoist check is at most 15 taps from Today to saved when all is well, without a signal', async () => {
  await page.evaluate(() => (location.hash = '/'));
  const row = page.locator('li.due', { hasText: hoist });
  await row.first().waitFor();
  proxy.signal(false);
  await page.evaluate(() => {
    const w = window as unknown as { taps: number };
    w.taps = 0;
    // A tap on a label also clicks its radio button: the browser does that, not a finger.
    addEventListener('pointerup', () => w.taps++, { capture: true });
  });
  await row.first().getByRole('button').first().tap();
  await page.locator('fieldset.line').first().waitFor();
  await answerWell(page);
  await finish(page);
  expect(await page.getByText('Saved on this tablet. Will send when there is signal.').count()).toBe(1);
  const taps = await page.evaluate(() => (window as unknown as { taps: number }).taps);
  console.log(`hoist check: ${taps} taps`);
  expect(taps).toBeGreaterThan(11);
  expect(taps).toBeLessThanOrEqual(15);
  await signalUntil(page, proxy, page.getByText('Sent', { exact: true }));
  expect(sent('check.completed').at(-1)).toMatchObject({ checklist: { id: 'hoist-pre-use' }, equipment: 'hoist-1', verdict: 'pass' });
});

test('72: a failing output takes the whole screen within 100 ms of the tap, offline, with a number to phone', async () => {
  await change(page, 'Amir');
  await begin(page, 'sxr-1', 'Daily run-up, superficial');
  proxy.signal(false);
  const temperature = question(page, 'Temperature in this room');
  await type(page, temperature.locator('.entry__box'), '21,5');
  await type(page, question(page, 'Air pressure').locator('.entry__box'), '101.3');
  const took: number[] = [];
  await tablet.throttle(4);
  const reading = question(page, '100 kV: reading of the chamber');
  await reading.locator('.entry__box').tap();
  await page.keyboard.type('30');
  took.push(await fromTap(page, '#line-output-100kv .verdict--fail', () => reading.getByRole('button', { name: 'Next', exact: true }).tap()));
  const output = question(page, '100 kV: output');
  expect(await output.locator('.worked__value').textContent()).toMatch(/^30\.\d+ nC$/);
  expect(await output.textContent()).toContain('Suspension level – do not use');
  took.push(await fromTap(page, '.stop__title', () => output.getByRole('button', { name: 'That is the reading' }).tap()));
  console.log(`tap to verdict ${Math.round(took[0] ?? 0)} ms, tap to full screen ${Math.round(took[1] ?? 0)} ms, at 4 times throttle`);
  // The aim is 100 ms, and the figure is printed. What fails here is a screen that waits for something: a network, a disk, a timer.
  expect(Math.max(...took)).toBeLessThan(1000);
  await tablet.throttle(1);
  const stop = page.locator('.stop');
  expect(await stop.getByRole('heading', { level: 1 }).textContent()).toMatch(/^Do not use /);
  expect(await stop.textContent()).toContain('Nobody has been told yet: phone');
  expect(await stop.locator('a[href^="tel:"]').count()).toBeGreaterThan(0);
  const strip = page.locator('.strip--stop');
  expect(await strip.count()).toBe(0); // the screen says it already
  await page.getByRole('button', { name: 'Lock the tablet', exact: true }).tap();
  await strip.waitFor(); // and the strip does while that is covered
  await signIn(page, 'Amir');
  await stop.waitFor();
  await strip.waitFor({ state: 'detached' });
  expect(await page.evaluate(() => document.querySelectorAll('.stop [role=alert]').length)).toBe(1);
  expect(await wrong(page)).toEqual([]);
  await stop.getByRole('button', { name: 'Nobody answered' }).tap();
  await stop.getByText('Runup goes on calling').waitFor();
  await signalUntil(page, proxy, stop.getByText(/^Reference E-/));
  expect(await stop.textContent()).toContain('Nobody has been told yet: phone');
  const rosa = await server.as('rosa.radiographer');
  const of = { equipment: 'sxr-1', item: 'output-100kv' };
  const raised = async (): Promise<any[]> => (await rosa('GET', `/v1/escalations?equipment=${of.equipment}`))['items'].filter((e: any) => e.item === of.item && e.state !== 'closed');
  const [mine] = await raised();
  await rosa('POST', `/v1/escalations/${mine.id}/acknowledge`, { version: mine.version });
  await signalUntil(page, proxy, stop.getByText(/ is dealing with it\.$/));
  expect(await stop.textContent()).not.toContain('Nobody has been told');
  expect(await stop.textContent()).toMatch(/Reference E-/);
  expect(sent('check.alerted').at(-1)).toMatchObject({ item: 'output-100kv', equipment: 'sxr-1' });
  await stop.getByRole('button', { name: 'Stop the check early' }).tap();
  await stop.getByRole('button', { name: 'It must not be used' }).tap();
  await stop.getByRole('button', { name: 'Stop here and save' }).tap();
  await page.getByText('Sent', { exact: true }).waitFor();
  const done = sent('check.completed').at(-1);
  expect(done).toMatchObject({ stoppedEarly: 'It must not be used', verdict: 'fail' });
  expect(await raised()).toHaveLength(1);
});

test('mistyped keeps both and tells nobody', async () => {
  await begin(page, 'medicines-fridge-1', 'Medicines fridge');
  const alerts = sent('check.alerted').length;
  const now = question(page, 'Temperature now');
  await type(page, now.locator('.entry__box'), '9.5');
  await now.getByText('The instrument shows 9.5 °C?').waitFor();
  await now.getByRole('button', { name: 'I mistyped it' }).tap();
  await page.keyboard.type('5.9');
  await page.keyboard.press('Enter');
  await now.getByText('Mistyped before: 9.5').waitFor();
  expect(await now.locator('.verdict').textContent()).toBe('OK');
  expect(sent('check.alerted')).toHaveLength(alerts);
  await now.getByText('Saved', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'End this check' }).tap();
  await page.getByRole('button', { name: 'Stop the check early' }).tap();
  await page.getByRole('button', { name: 'I was called away' }).tap();
  await page.getByRole('button', { name: 'Stop here and save' }).tap();
  await page.getByText('Sent', { exact: true }).waitFor();
  const key = Object.keys(sent('check.completed').at(-1).readings)[0] ?? '';
  expect(sent('check.completed').at(-1).readings[key]).toEqual({ value: 5.9, earlier: [{ value: 9.5, mistyped: true }] });
});

test('fourteen call buttons: one fails, and the failure belongs to its point', async () => {
  await change(page, 'Sam');
  await begin(page, 'call-buttons-1', 'Emergency call buttons');
  const points = page.locator('.point');
  expect(await points.count()).toBe(14);
  expect(await page.getByRole('button', { name: /all .*(work|yes|ok)/i }).count()).toBe(0);
  expect(await wrong(page)).toEqual([]);
  for (let n = 0; n < 14; n++) {
    await page.locator('#check-next').tap();
    await page.locator('.walk').waitFor();
    if (n === 6) {
      const sounds = question(page, 'it sounds where staff');
      await sounds.getByText('No', { exact: true }).tap();
      await sounds.getByRole('button', { name: 'That is what I found' }).tap();
      await page.getByRole('heading', { name: /^Act now: / }).waitFor();
      expect(await page.locator('.stop').textContent()).not.toMatch(/do not use|stop using/i);
      await page.getByRole('button', { name: 'Continue with the check' }).tap();
    }
    await answerWell(page);
  }
  await finish(page);
  await page.getByText('Sent', { exact: true }).waitFor();
  const readings = sent('check.completed').at(-1).readings as Record<string, { value: boolean }>;
  expect(Object.keys(readings)).toHaveLength(70);
  expect(Object.entries(readings).filter(([, r]) => !r.value).map(([key]) => key)).toHaveLength(1);
  const [failing] = Object.entries(readings).find(([, r]) => !r.value) ?? [''];
  const rosa = await server.as('rosa.radiographer');
  const open = (await rosa('GET', '/v1/escalations?state=open'))['items'];
  expect(open.filter((e: any) => e.item === failing && e.severity === 'put-right').length).toBeGreaterThan(0);
});

test('pads out of date on the crash trolley are put right on the spot', async () => {
  await begin(page, 'crash-trolley-1', 'Crash trolley, daily');
  const pads = question(page, 'Expiry of the pads in use');
  await pads.getByText('It says another date').tap();
  await page.locator('[id="field-day-pads-expiry"]:focus').waitFor();
  await page.keyboard.type('20112026');
  await pads.getByText('It says 20 November 2026. Is that so?').waitFor();
  await pads.getByRole('button', { name: 'Put right just now' }).tap();
  await pads.getByRole('button', { name: 'Replaced' }).tap();
  await pads.locator('.now .entry__box').first().tap();
  await page.keyboard.type('30112028');
  expect(await wrong(page)).toEqual([]);
  await pads.getByRole('button', { name: 'It is right now' }).tap();
  await pads.getByText('Put right. Found: The date was 20 November 2026. Did: Replaced.').waitFor();
  await answerWell(page, { 'oxygen-contents': '90' });
  await finish(page);
  await page.getByText('Sent', { exact: true }).waitFor();
  const done = sent('check.completed').at(-1);
  expect(done.readings['pads-expiry']).toEqual({ value: '2028-11-30', putRight: { found: 'The date was 20 November 2026', did: 'Replaced' } });
  const amir = await server.as('amir.ap');
  expect((await amir('GET', `/v1/checks/${done.opId}`))['flags']).toContain('put-right');
});

test('a trainee runs up under supervision: who may is said first, and the supervisor confirms with their own PIN', async () => {
  await change(page, 'Tara');
  await begin(page, 'hoist-1', hoist);
  expect(await page.locator('.capacity--ask').textContent()).toMatch(/you may not do it alone\. Ask .*Rosa/);
  await page.getByRole('button', { name: 'Supervisor confirms here' }).tap();
  await page.locator('.choose__one', { hasText: 'Rosa' }).tap();
  expect(await wrong(page)).toEqual([]);
  await press(page, '111111');
  await page.getByText('That is not the PIN. Try again.').waitFor();
  await press(page, '482615');
  await page.getByText(/^Supervised by Rosa/).waitFor();
  await answerWell(page);
  await finish(page);
  await page.getByText('Sent', { exact: true }).waitFor();
  const amir = await server.as('amir.ap');
  const check = await amir('GET', `/v1/checks/${sent('check.completed').at(-1).opId}`);
  expect(check).toMatchObject({ capacity: 'trainee', verdict: 'pass' });
  expect(check['responsibleOperator']).toBe(sent('check.completed').at(-1).supervisedBy);
  expect(check['flags']).not.toContain('awaiting-countersignature');
});

test('C8: the clock is moved by a day in the middle of a check, which is finished all the same', async () => {
  await change(page, 'Sam');
  await begin(page, 'hoist-1', hoist);
  await answerWell(page);
  const before = sent('check.completed').at(-1)?.clock.epoch as number;
  await page.evaluate(() => {
    const Real = Date;
    globalThis.Date = class extends Real {
      constructor(...given: unknown[]) {
        super(...((given.length === 0 ? [Real.now() + 86_400_000] : given) as [number]));
      }
      static override now(): number {
        return Real.now() + 86_400_000;
      }
    } as DateConstructor;
  });
  await page.getByRole('heading', { name: 'Who are you?' }).waitFor(); // for all that it knows, it slept for a day
  await signIn(page, 'Sam');
  await finish(page);
  await page.getByText('Sent', { exact: true }).waitFor();
  expect(sent('check.completed').at(-1).clock.epoch).toBeGreaterThan(before);
  await page.reload();
  await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
  await page.getByRole('listitem').getByRole('button', { name: 'Sam' }).tap();
  await press(page, '482615');
});

test('C3: in two tabs one draft has one editor, and the other says so', async () => {
  await begin(page, 'hoist-1', hoist);
  await question(page, 'battery is charged').getByText('Yes', { exact: true }).tap();
  await question(page, 'battery is charged').getByText('Saved', { exact: true }).waitFor();
  const second = await tablet.context.newPage();
  await second.goto(page.url());
  await second.getByRole('listitem').getByRole('button', { name: 'Sam' }).tap();
  await press(second, '482615');
  await second.getByText('This check is open in another tab').waitFor();
  await page.evaluate(() => (location.hash = '/'));
  await expect.poll(async () => { // the first lets go of it in its own time
    await second.getByRole('button', { name: 'Try again' }).tap({ timeout: 500 }).catch(() => undefined);
    return question(second, 'battery is charged').isVisible();
  }).toBe(true);
  expect(await question(second, 'battery is charged').getByRole('radio', { name: 'Yes' }).isChecked()).toBe(true);
  await second.close();
  await begin(page, 'hoist-1', hoist);
});

test('keyboard only: a check is answered and finished without a finger, and nothing that has the focus is covered', async () => {
  await begin(page, 'hoist-1', hoist);
  const focus = (): Promise<string> =>
    page.evaluate(() => {
      const e = document.activeElement as HTMLInputElement;
      return e.type === 'radio' && !e.checked && document.querySelectorAll(`input[name="${e.name}"]:checked`).length === 0 ? 'ask' : e.id === 'check-next' ? 'next' : '';
    });
  const next = page.locator('#check-next');
  await page.locator('h1').focus();
  for (let n = 0, ended = false; n < 60 && !ended; n++) {
    expect(await tab(page)).toBe('');
    if ((await focus()) === 'ask') {
      await page.keyboard.press('Space');
      await goneOn(page); // after the last answer to Finish
      ended = (await focus()) === 'next';
    } else {
      ended = (await focus()) === 'next' && (await next.textContent()) === 'Finish';
    }
  }
  await page.getByRole('button', { name: 'Finish', exact: true }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Finish and save' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Sent', { exact: true }).waitFor();
});

/** Keys of the keypad that lie under a bar, are smaller than a finger needs, or do not hold their words. */
const unreachable = (on: Page): Promise<string[]> =>
  on.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.keypad .key')]
      .filter((key) => {
        const box = key.getBoundingClientRect();
        const whole = [box.top + 2, box.bottom - 2].every((y) => key.contains(document.elementFromPoint(box.x + box.width / 2, y)));
        return !whole || box.height < 43.5 || key.scrollWidth > key.clientWidth;
      })
      .map((key) => key.textContent ?? ''),
  );

test('every state is accessible, on a tablet and on a phone, at 200 % text, and what is touched is 64 px', async () => {
  const least = async (): Promise<string[]> => small(page, 48);
  await begin(page, 'crash-trolley-1', 'Crash trolley, daily');
  expect(await wrong(page)).toEqual([]);
  expect(await least()).toEqual([]);
  const big = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('.check .choose__one, .check .entry__box, .foot-bar button')].filter((e) => e.getBoundingClientRect().height < 63.5).map((e) => e.className));
  expect(big).toEqual([]);
  for (const view of [phone, { width: 320, height: 640 }]) {
    await page.setViewportSize(view);
    expect(await overflow(page)).toBe(0);
    expect(await wrong(page)).toEqual([]);
  }
  await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
  await question(page, 'Oxygen gauge').locator('.entry__box').tap();
  await expect.poll(() => unreachable(page)).toEqual([]);
  await page.setViewportSize(size);
  await page.getByRole('button', { name: 'End this check' }).tap();
  await page.getByRole('heading', { name: /questions are not answered/ }).waitFor();
  expect(await wrong(page)).toEqual([]);
  await page.getByRole('button', { name: 'Begun by mistake' }).tap();
  expect(await wrong(page)).toEqual([]);
  await page.getByRole('button', { name: 'Wrong equipment' }).tap();
  await page.getByRole('button', { name: 'Drop this check' }).tap();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.evaluate(() => (document.documentElement.style.fontSize = ''));
});
