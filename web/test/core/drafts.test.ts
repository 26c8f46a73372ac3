import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { Editing } from '../../src/core';
import { Department, checklist, pin, type Tab } from './department';

const minute = 60_000;
const hour = 60 * minute;

function other(d: Department, id: string, area: string, site: string): void {
  d.server.put('area', area, { id: area, name: area, site, phone: '', registrant: null });
  d.server.put('equipment', id, { id, name: id.toUpperCase(), kind: 'hoist', area, status: 'in-service', points: [], features: [], affects: [], alarms: [], calibrationDue: null });
}

const read = async (tab: Tab, equipment: string, values: Record<string, number>): Promise<Editing> => {
  const e = await tab.begin(null, equipment);
  for (const [key, value] of Object.entries(values)) {
    await tab.run(() => e.answer(key, { value }));
  }
  return e;
};

/** Why checks were given up, read past the tablet. */
const reasons = (name: string): Promise<{ id: string; by: string; reason: string }[]> =>
  new Promise((answer) => {
    indexedDB.open(name).onsuccess = (opened) => {
      const db = (opened.target as IDBOpenDBRequest).result;
      db.transaction('meta').objectStore('meta').get('abandoned').onsuccess = (got) => {
        db.close();
        answer((got.target as IDBRequest<{ items: { id: string; by: string; reason: string }[] } | undefined>).result?.items ?? []);
      };
    };
  });

describe('nothing is asked twice', () => {
  test('pressure is carried within the site for an hour, temperature with the machine only', async () => {
    const d = new Department();
    other(d, 'near', 'ct', 'North');
    other(d, 'far', 'annexe', 'South');
    const tab = await d.enrolled();
    const first = await read(tab, 'hoist-1', { pressure: 101.2, temperature: 21.4 });
    await tab.run(() => first.finish({}));
    d.clock.pass(10 * minute);
    const near = await tab.begin(null, 'near');
    assert.deepEqual(near.carried('pressure'), { value: 101.2, at: d.clock.wall - 10 * minute, by: 'Sam', from: 'hoist-1' });
    assert.equal(near.carried('temperature'), undefined, 'another room');
    assert.equal((await tab.begin(null, 'linac-1')).carried('temperature'), undefined, 'two bunkers share an area');
    assert.equal((await tab.begin(null, 'far')).carried('pressure'), undefined, 'another site');
    const again = await tab.begin('o-2', 'hoist-1');
    assert.deepEqual([again.carried('temperature')?.value, again.carried('pressure')?.value, again.carried('load')], [21.4, 101.2, undefined]);
    await tab.run(() => again.close());
    d.clock.pass(51 * minute);
    assert.equal((await tab.run((t) => t.drafts.open(again.draft.value.id)) as Editing).carried('pressure'), undefined, 'an hour is over');
    await tab.run((t) => t.close());
  });

  test('yesterday\'s value is the last reading here, and hidden from a second checker', async () => {
    const d = new Department();
    d.server.put('check', 'c-1', { id: 'c-1', checklist: 'hoist', equipment: 'hoist-1', performedBy: 'tara', performedByName: null, position: 1, flags: [], readings: { load: { value: 150 } }, finishedAt: '2026-11-22T07:00:00Z', receivedAt: '2026-11-22T07:00:01Z' });
    d.server.put('check', 'c-2', { id: 'c-2', checklist: 'hoist', equipment: 'linac-1', performedBy: 'tara', performedByName: null, position: 2, flags: [], readings: { load: { value: 99 } }, finishedAt: '2026-11-22T08:00:00Z', receivedAt: '2026-11-22T08:00:01Z' });
    const tab = await d.enrolled();
    const e = await tab.begin();
    assert.deepEqual(await e.last('load'), { value: 150, at: Date.parse('2026-11-22T07:00:00Z'), by: 'Tara' });
    assert.equal(await e.last('brakes'), undefined);
    const second = await tab.run((t) => t.drafts.begin({ checklist: 'hoist', equipment: 'hoist-1', occurrence: null, seconds: 'c-1' }));
    assert.equal(second.ok && (await second.last('load')), undefined);
    await tab.run((t) => t.close());
  });

  test('a seal that was changed here in the morning is what the next check compares with, heard of by the server or not', async () => {
    const d = new Department();
    d.server.put('baseline', 'b-1', { equipment: 'hoist-1', checklist: 'hoist', item: 'seal', value: 'A-0', unit: '', from: '2026-11-01T00:00:00Z', lastSeenAt: '2026-11-22T07:00:00Z' });
    const tab = await d.enrolled();
    d.server.fault = () => 'request-lost';
    const e = await tab.begin();
    assert.equal(e.would('seal', { value: 'A-0' })?.verdict, 'pass');
    await tab.run(() => e.answer('seal', { value: 'A-1' }));
    assert.equal(e.result.value.items.find((i) => i.id === 'seal')?.verdict, 'fail');
    await tab.run(() => e.finish({}));
    d.clock.pass(hour);
    const next = await tab.begin('o-2');
    assert.equal(next.would('seal', { value: 'A-1' })?.verdict, 'pass');
    assert.equal(next.would('seal', { value: 'A-0' })?.verdict, 'fail');
    await tab.run((t) => t.close());
  });
});

describe('a check that was begun belongs to the area', () => {
  test('beginning the same again goes on with it, whoever it is; another occurrence is another', async () => {
    const d = new Department();
    const tab = await d.enrolled();
    const e = await tab.begin('o-1');
    await tab.run(() => e.answer('brakes', { value: true }));
    await tab.run(() => e.close());
    await tab.run((t) => t.people.signIn('tara', pin));
    const again = await tab.begin('o-1');
    assert.equal(again.draft.value.id, e.draft.value.id);
    assert.deepEqual(again.draft.value.hands.map((h) => h.staff), ['sam', 'tara']);
    assert.notEqual((await tab.begin('o-2')).draft.value.id, e.draft.value.id);
    await tab.run((t) => t.close());
  });

  test('it is finished on the version it began with', async () => {
    const d = new Department();
    const tab = await d.enrolled();
    const e = await tab.begin();
    await tab.run(() => e.close());
    d.server.put('checklist', 'hoist', { ...checklist, version: '2', hash: 'b'.repeat(64), sections: [] });
    await tab.run((t) => t.sync());
    const again = (await tab.run((t) => t.drafts.open(e.draft.value.id))) as Editing;
    assert.equal(again.definition.version, '1');
    const { opId } = await tab.run(() => again.finish({}));
    await tab.run((t) => t.sync());
    const sent = JSON.parse(d.server.stored.find((s) => s.opId === opId)?.payload ?? '') as { checklist: { hash: string } };
    assert.equal(sent.checklist.hash, 'a'.repeat(64));
    await tab.run((t) => t.close());
  });

  test('one that holds a confirmed failure is not abandoned; any other leaves nothing', async () => {
    const d = new Department();
    const tab = await d.enrolled();
    const e = await tab.begin();
    await tab.run(() => e.answer('brakes', { value: false }));
    await tab.run(() => e.alert('brakes'));
    assert.equal((await tab.run(() => e.abandon('by mistake'))).ok, false);
    assert.equal(tab.tablet.drafts.all.value.length, 1);
    const other = await tab.begin('o-2');
    assert.equal((await tab.run(() => other.abandon('by mistake'))).ok, true);
    const why = await reasons(d.name);
    assert.deepEqual(why.map((r) => [r.id, r.by, r.reason]), [[other.draft.value.id, 'Sam', 'by mistake']], 'the reason is kept');
    assert.equal(tab.tablet.drafts.all.value.length, 1);
    const third = await tab.begin('o-3');
    await tab.run(() => third.abandon('twice'));
    const told = [[third.draft.value.id, 'twice'], [other.draft.value.id, 'by mistake']];
    assert.deepEqual(tab.tablet.drafts.dropped.value.map((r) => [r.id, r.reason]), told, 'and told, the newest first');
    await tab.run((t) => t.close());
    const again = await d.open();
    assert.deepEqual(again.tablet.drafts.dropped.value.map((r) => [r.id, r.reason]), told, 'after a restart too');
    await again.run((t) => t.close());
  });

  test('the second check of another names what it is the second of', async () => {
    const d = new Department();
    const tab = await d.enrolled();
    const first = await tab.check();
    await tab.run((t) => t.people.signIn('tara', pin));
    const e = (await tab.run((t) => t.drafts.begin({ checklist: 'hoist', equipment: 'hoist-1', occurrence: null, seconds: first }))) as Editing;
    await tab.run(() => e.answer('brakes', { value: true }));
    const { opId } = await tab.run(() => e.finish({}));
    await tab.run((t) => t.sync());
    const sent = JSON.parse(d.server.stored.find((s) => s.opId === opId)?.payload ?? '') as Record<string, unknown>;
    assert.deepEqual([sent['type'], sent['target'], sent['performedBy']], ['check.seconded', first, 'tara']);
    await tab.run((t) => t.close());
  });
});
