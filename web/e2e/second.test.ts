import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { axe, overflow } from './kit/axe';
import { phone, tablet as size } from './kit/browser';
import { answerWell, begin, finish, question, signalUntil } from './kit/checking';
import { Department } from './kit/department';
import { change, ready } from './kit/person';

let here: Department;
beforeAll(async () => {
  here = await Department.open();
  await published();
});
afterAll(async () => here?.close());

const pair = {
  id: 'hoist-by-two', title: 'Hoist, by two people', version: '1', purpose: 'Two people look at it.', equipmentKinds: ['hoist'],
  performedBy: { roles: ['support-worker', 'assistant-practitioner'], countersign: 'trainee', secondCheck: true }, record: 'safety-pass',
  sections: [{ title: 'Hoist', items: [
    { id: 'brakes', kind: 'confirm', prompt: 'The brakes hold.', onFail: 'advice', guidance: 'Tell the radiographer in charge. It may be used.' },
    { id: 'seal', kind: 'compare-to-last', prompt: 'The seal is whole.', onFail: 'advice', guidance: 'Tell the radiographer in charge. It may be used.', optional: true },
  ] }],
};

/** No schedule names it: whoever does it does it of their own accord. */
const glance = { ...pair, id: 'hoist-glance', title: 'Hoist, a glance', performedBy: { ...pair.performedBy, secondCheck: false } };

async function published(): Promise<void> {
  await Promise.all([pair, glance].map(inForce));
}

async function inForce(checklist: typeof pair): Promise<void> {
  const sofia = await here.server.as('sofia.superintendent');
  const priya = await here.server.as('priya.physicist');
  const made = await sofia('POST', '/v1/checklists', checklist);
  await priya('POST', `/v1/checklists/${checklist.id}/versions/${made['hash']}/approve`, {});
  const staff = (await sofia('GET', '/v1/staff?limit=100'))['items'];
  const from = new Date(Date.now() - 86_400_000).toISOString();
  for (const [who, capacity] of Object.entries({ 'sam.scsw': 'authorised', 'amir.ap': 'authorised', 'tara.trainee': 'trainee', 'rosa.radiographer': 'operator', 'rhys.radiographer': 'operator' })) {
    const { id } = staff.find((s: { username: string }) => s.username === who);
    await sofia('POST', `/v1/staff/${id}/authorisations`, { checklist: checklist.id, capacity, evidence: 'seen', from });
  }
}

async function fits(page: Page, name: string, what?: Locator): Promise<void> {
  const folder = process.env['SHOTS'];
  for (const [end, view] of Object.entries({ '': size, '-phone': phone })) {
    await page.setViewportSize(view);
    await (what === undefined ? page.evaluate(() => scrollTo(0, 0)) : what.evaluate((e) => e.scrollIntoView({ block: 'center' })));
    if (folder !== undefined) {
      mkdirSync(folder, { recursive: true });
      await page.screenshot({ path: join(folder, `${name}${end}.png`) });
    }
    expect(await overflow(page), `${name}${end}`).toBe(0);
  }
  await page.setViewportSize(size);
  expect(await axe(page), name).toEqual([]);
}

const at = (page: Page, path: string): Promise<unknown> => page.evaluate((hash) => (location.hash = hash), path);

test('the second check is found on another tablet, by another person, without a signal, and shows nothing of the first', async () => {
  const one = await ready(await here.browser(), here.server, 'Sam');
  const two = await ready(here.tablet, here.server, 'Amir');
  await begin(one, 'hoist-1', pair.title);
  const brakes = question(one, 'brakes hold');
  await brakes.getByText('No', { exact: true }).tap();
  await brakes.getByRole('button', { name: 'That is what I found' }).tap();
  await finish(one);
  await one.getByText('Sent', { exact: true }).waitFor();
  await fits(one, 'second-done');
  await at(one, '/');
  const own = one.getByRole('region', { name: 'Second check wanted' });
  await own.getByText(/^First by you/).waitFor();
  expect(await own.getByRole('button').count()).toBe(0);

  const wanted = two.getByRole('region', { name: 'Second check wanted' });
  await signalUntil(two, { heal: () => here.proxy.heal() }, wanted.getByText(/^First by Sam/));
  here.proxy.signal(false);
  await fits(two, 'second-wanted', wanted);
  await at(two, '/start/hoist-1');
  await wanted.waitFor();
  await fits(two, 'second-start', wanted);
  await wanted.getByRole('button', { name: /^Start second check/ }).tap();
  await two.getByText(/the first readings stay hidden/).waitFor();
  await fits(two, 'second-doing');
  await change(two, 'Sam');
  await two.getByText(/^You did the first check/).waitFor();
  await change(two, 'Amir');
  await two.getByText(/the first readings stay hidden/).waitFor();
  await answerWell(two);
  await finish(two);
  await at(two, '/');
  await two.getByRole('heading', { level: 1 }).first().waitFor();
  await wanted.waitFor({ state: 'detached' });

  here.proxy.heal();
  const ana = await here.server.as('ana.auditor');
  const first = async () => (await ana('GET', `/v1/checks?checklist=${pair.id}`))['items'][0];
  await expect.poll(async () => {
    await two.evaluate(() => dispatchEvent(new Event('online')));
    return (await first()).second?.verdict;
  }, { timeout: 30_000, interval: 500 }).toBe('pass');
  expect((await first()).flags).toContain('contested');
  await own.waitFor({ state: 'detached' });
});

test('a trainee’s check that was not planned is on every desk, and leaves the others when one has countersigned it', async () => {
  const { server, tablet } = here;
  const page = tablet.page;
  await change(page, 'Tara');
  await at(page, '/start/hoist-1');
  await signalUntil(page, here.proxy, page.locator('li.due', { hasText: glance.title }));
  await begin(page, 'hoist-1', glance.title);
  await answerWell(page);
  await finish(page);
  await signalUntil(page, here.proxy, page.getByText('Sent', { exact: true }));
  const desks = await Promise.all(['rosa.radiographer', 'rhys.radiographer'].map(async (username) => {
    const desk = await (await here.browser()).goto('/desk');
    await desk.getByText('This is a computer at a desk, not a tablet').click();
    await desk.getByLabel('User name').fill(username);
    await desk.getByLabel('Password').fill('runup-demo');
    await desk.getByRole('button', { name: 'Sign in', exact: true }).click();
    await desk.getByRole('heading', { level: 1, name: 'Needs an answer' }).waitFor();
    return desk;
  }));
  const [rosa, rhys] = desks as [Page, Page];
  const card = (desk: Page): Locator => desk.getByRole('article').filter({ hasText: glance.title }).filter({ hasText: 'Tara' });
  const sofia = await server.as('sofia.superintendent');
  const waiting = async (): Promise<number> => (await sofia('GET', '/v1/checks?awaiting=countersignature&limit=500'))['items'].length;
  const before = await waiting();
  await card(rosa).first().waitFor();
  await card(rhys).first().waitFor();
  const heading = rhys.getByRole('heading', { name: /^Waiting for a countersignature/ });
  expect(await heading.textContent()).toContain(String(before));
  await fits(rosa, 'desk-top');
  await rosa.getByRole('button', { name: /countersignature$/ }).tap();
  await expect.poll(() => rosa.evaluate(() => document.activeElement?.id)).toBe('desk-sign');
  await fits(rosa, 'countersign', card(rosa).first());
  await card(rosa).first().getByRole('button', { name: 'Countersign', exact: true }).tap();
  await expect.poll(waiting).toBe(before - 1);
  if (before > 1) {
    await rhys.getByRole('heading', { name: `Waiting for a countersignature ${before - 1}` }).waitFor(); // nobody has reloaded anything
  } else {
    await heading.waitFor({ state: 'detached' });
  }
});
