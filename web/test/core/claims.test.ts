import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { afterAll, beforeAll, test } from 'vitest';
import { openTablet, type Claim, type Editing, type Tablet } from '../../src/core';
import { until } from '../until';
import { built, started, type Server } from './server';

const hoist = { checklist: 'hoist-pre-use', equipment: 'hoist-1', occurrence: null };
let server: Server;
let n = 0;

beforeAll(async () => {
  server = await started(process.env['SERVER_BINARY'] ?? built());
}, 180_000);
afterAll(() => server.stop());

/** A tablet in somebody's hands. `cut` takes its network away. */
async function held(name: string, by: string): Promise<{ tablet: Tablet; cut: { off: boolean } }> {
  const cut = { off: false };
  const tablet = await openTablet({
    origin: server.origin, app: 'test', name: `claims-${n++}`, beatMs: 0,
    fetch: (...given) => (cut.off ? Promise.reject(new TypeError('no signal')) : fetch(...given)),
  });
  assert.deepEqual(await tablet.device.enrol(await server.code(), name), { ok: true });
  const who = [...tablet.view.staff.value.values()].find((s) => s.username === by);
  assert.deepEqual(await tablet.people.signIn(who?.id ?? '', '482615'), { ok: true });
  return { tablet, cut };
}

async function begun(tablet: Tablet): Promise<Editing> {
  const e = await tablet.drafts.begin(hoist);
  assert.ok(e.ok);
  return e as Editing;
}

const others = (tablet: Tablet): Claim[] => tablet.view.claims.value.filter((c) => !c.own && c.equipment === 'hoist-1');

test('who begins a check on one tablet is named on another, until it is finished; it locks nothing', async () => {
  const one = await held('LA1 tablet', 'sam.scsw');
  const two = await held('LA2 tablet', 'amir.ap');
  const e = await begun(one.tablet);
  await until(() => one.tablet.view.claims.value.some((c) => c.own));
  await two.tablet.sync();
  assert.deepEqual(others(two.tablet).map((c) => [c.name, c.tablet]), [['Sam Okafor', 'LA1 tablet']]);
  const second = await begun(two.tablet);
  await second.abandon('Sam is at it');
  await e.finish({ stoppedEarly: 'called away' });
  await one.tablet.sync();
  await two.tablet.sync();
  assert.deepEqual(others(two.tablet), []);
  await Promise.all([one.tablet.close(), two.tablet.close()]);
});

test('begun without a signal it is said when the signal is back, and taken back when the draft is given up', async () => {
  const one = await held('CT tablet', 'sam.scsw');
  const two = await held('HDR tablet', 'amir.ap');
  one.cut.off = true;
  const e = await begun(one.tablet);
  await two.tablet.sync();
  assert.deepEqual(others(two.tablet), []);
  one.cut.off = false;
  await one.tablet.sync();
  await two.tablet.sync();
  assert.equal(others(two.tablet)[0]?.tablet, 'CT tablet');
  await e.abandon('begun by mistake');
  await one.tablet.sync();
  await two.tablet.sync();
  assert.deepEqual(others(two.tablet), []);
  await Promise.all([one.tablet.close(), two.tablet.close()]);
});
