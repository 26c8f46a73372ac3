import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { Alarm, Escalation } from '../../src/core';
import { channels, Department, type Tab } from './department';

const minute = 60_000;
const look = (tab: Tab): Promise<unknown> => tab.run((t) => (t.clock as unknown as { look(): Promise<unknown> }).look());
const only = (tab: Tab): Alarm => {
  assert.equal(tab.tablet.alarms.open.value.length, 1);
  return tab.tablet.alarms.open.value[0] as Alarm;
};

async function alerted(d: Department): Promise<{ tab: Tab; check: string }> {
  const tab = await d.enrolled();
  const e = await tab.begin();
  await tab.run(() => e.answer('brakes', { value: false }));
  await tab.run(() => e.alert('brakes'));
  return { tab, check: e.draft.value.id };
}

const escalation = (check: string, more: Partial<Escalation> = {}): Partial<Escalation> => ({
  id: 'e-1',
  ref: 'E-4F2K',
  severity: 'do-not-use',
  state: 'open',
  equipment: 'hoist-1',
  item: 'brakes',
  checks: [check],
  owner: null,
  source: null,
  closedAt: null,
  called: [{ kind: 'person', id: 'rosa', as: 'duty/radiographer', why: 'shift', rung: 1, tell: false, at: '2026-11-23T07:00:00Z' }],
  nobodyReached: false,
  attempted: false,
  ...more,
});

test('72: without signal a failing reading says at once phone, and whom', async () => {
  const d = new Department();
  const tab = await d.enrolled();
  d.server.fault = () => 'request-lost';
  const e = await tab.begin();
  await tab.run(() => e.answer('brakes', { value: false }));
  const alarm = await tab.run(() => e.alert('brakes'));
  assert.deepEqual([alarm.told, alarm.phone, alarm.severity, alarm.unconfirmed], ['not-sent', true, 'do-not-use', false]);
  assert.deepEqual(tab.run((t) => t.alarms.phones('hoist-1')), [{ name: 'Linacs', number: '2101', what: '', first: true }]);
  d.clock.pass(2 * minute);
  await look(tab);
  assert.equal(only(tab).unconfirmed, true, 'two minutes without signal');
  await tab.run((t) => t.close());
});

test('73: sixty seconds after it was sent without an attempt, or the engine stopped, nobody has confirmed it', async () => {
  const d = new Department();
  const { tab, check } = await alerted(d);
  d.server.put('escalation', 'e-1', escalation(check));
  await tab.run((t) => t.sync());
  assert.deepEqual([only(tab).told, only(tab).phone, only(tab).unconfirmed, only(tab).ref], ['nobody-yet', true, false, 'E-4F2K']);
  d.clock.pass(59_000);
  await look(tab);
  assert.equal(only(tab).unconfirmed, false);
  d.clock.pass(1000);
  await look(tab);
  assert.equal(only(tab).unconfirmed, true);
  d.server.put('escalation', 'e-1', escalation(check, { attempted: true }));
  await tab.run((t) => t.sync());
  assert.deepEqual([only(tab).told, only(tab).phone, only(tab).unconfirmed, only(tab).who], ['told', false, false, ['Rosa']]);
  (tab.tablet.contact.engineWell as unknown as { value: boolean }).value = false;
  assert.deepEqual([only(tab).phone, only(tab).unconfirmed], [true, true], 'the engine stands');
  (tab.tablet.contact.engineWell as unknown as { value: boolean }).value = true;
  d.server.put('escalation', 'e-1', escalation(check, { attempted: true, nobodyReached: true }));
  await tab.run((t) => t.sync());
  assert.deepEqual([only(tab).told, only(tab).phone, only(tab).unconfirmed], ['nobody-yet', true, true], 'an attempt that reached nobody');
  await tab.run((t) => t.close());
});

test('an alarm is answered, and leaves when it is closed', async () => {
  const d = new Department();
  const { tab, check } = await alerted(d);
  d.server.put('escalation', 'e-1', escalation(check, { state: 'acknowledged', owner: 'rosa', attempted: true }));
  await tab.run((t) => t.sync());
  assert.deepEqual([only(tab).told, only(tab).phone, only(tab).who], ['answered', false, ['Rosa']]);
  d.server.put('escalation', 'e-1', escalation(check, { state: 'closed', owner: 'rosa', attempted: true, closedAt: '2026-11-23T07:10:00Z' }));
  await tab.run((t) => t.sync());
  assert.equal(tab.tablet.alarms.open.value.length, 0);
  await tab.run((t) => t.close());
});

test('another machine\'s escalation about the same question tells nobody of this one', async () => {
  const d = new Department();
  const { tab } = await alerted(d);
  d.server.put('escalation', 'e-1', escalation('another-check', { state: 'acknowledged', owner: 'rosa', attempted: true }));
  await tab.run((t) => t.sync());
  assert.deepEqual([only(tab).told, only(tab).phone], ['nobody-yet', true]);
  await tab.run((t) => t.close());
});

test('what was said at the machine goes with the reading', async () => {
  const d = new Department();
  const tab = await d.enrolled();
  const e = await tab.begin();
  await tab.run(() => e.answer('brakes', { value: false, note: 'left wheel' }));
  const alarm = await tab.run(() => e.alert('brakes'));
  await tab.run((t) => t.alarms.say(alarm.opId, { how: 'phoned', whom: 'Sofia' }));
  assert.equal(only(tab).said.length, 1);
  const { opId } = await tab.run(() => e.finish({}));
  await tab.run((t) => t.sync());
  const sent = JSON.parse(d.server.stored.find((s) => s.opId === opId)?.payload ?? '') as { readings: Record<string, { note: string }> };
  assert.match(sent.readings['brakes']?.note ?? '', /^left wheel · 2026-11-23T\S+ phoned: Sofia$/);
  assert.equal(only(tab).said.length, 1, 'the alarm goes on');
  await tab.run((t) => t.close());
});

test('a failure that was finished without being confirmed first alarms as well, advice without saying phone', async () => {
  const d = new Department();
  const tab = await d.enrolled();
  await tab.check(false);
  assert.deepEqual([only(tab).key, only(tab).phone], ['brakes', true]);
  await tab.run((t) => t.close());
});

test('whom to phone is held without a signal: the place, who is on now by rung, then the rest', async () => {
  const d = new Department();
  d.server.put('area', 'ct', { id: 'ct', name: 'CT', site: 'North', phone: '2300', registrant: null });
  const person = (name: string, rung: number, from: string, until: string, area: string | null = null) => ({ kind: 'person', id: name, name, as: 'on call', area, rung, from: `2026-11-23T${from}:00Z`, until: `2026-11-23T${until}:00Z`, numbers: [`70${rung}`] });
  d.server.phones = [
    { kind: 'area', id: 'linacs', name: 'Linacs', as: null, area: 'linacs', rung: null, from: null, until: null, numbers: ['2101'] },
    person('Late', 2, '12:00', '20:00'), person('Second', 1, '06:00', '12:00'), person('First', 0, '06:00', '12:00'), person('Elsewhere', 3, '06:00', '12:00', 'ct'),
    { ...person('Unnumbered', 4, '06:00', '12:00'), as: 'radiographer-in-charge', numbers: [] }, { ...person('Chief', 5, '', ''), from: null, until: null },
    { kind: 'team', id: 'physics', name: 'Physics', as: null, area: null, rung: null, from: null, until: null, numbers: ['2400'] },
  ];
  const tab = await d.enrolled();
  await tab.run((t) => t.sync());
  await tab.run((t) => t.close());
  d.server.fault = () => 'request-lost';
  const after = await d.open();
  const said = (): string[] => after.run((t) => t.alarms.phones('hoist-1')).map((p) => `${p.first ? '* ' : ''}${p.name}`);
  assert.deepEqual(said(), ['* Linacs', '* First', '* Second', '* Chief', 'CT', 'Late', 'Physics']);
  const book = () => after.tablet.alarms.book.value;
  const names = (of: readonly { name: string }[]): string[] => of.map((e) => e.name);
  assert.deepEqual([names(book().on), names(book().later), names(book().places), names(book().teams), names(book().anyHour)], [['First', 'Second', 'Elsewhere', 'Unnumbered'], ['Late'], ['CT', 'Linacs'], ['Physics'], ['Chief']]);
  assert.deepEqual([book().at, book().over], [d.clock.wall, false], 'how old it is');
  assert.deepEqual(after.run((t) => t.alarms.toFind('hoist-1')), [{ name: 'Unnumbered', what: 'radiographer in charge' }]);
  d.clock.pass(6 * 60 * minute);
  await look(after);
  assert.deepEqual(said(), ['* Linacs', '* Late', '* Chief', 'CT', 'Physics'], 'at one o\'clock another is on');
  assert.deepEqual(names(book().on), ['Late']);
  d.clock.pass(18 * 60 * minute);
  await look(after);
  assert.equal(book().over, true, 'a day later it does not know who is on');
  assert.deepEqual(names(book().on), []);
  await after.run((t) => t.close());
});

test('at a desk, which is no tablet, whom to phone is told to who is signed in, kept nowhere, and gone when they leave', async () => {
  const d = new Department();
  d.server.phones = [
    { kind: 'area', id: 'linacs', name: 'Linacs', as: null, area: 'linacs', rung: null, from: null, until: null, numbers: ['2101'] },
    { kind: 'person', id: 'sofia', name: 'Sofia', as: 'on call', area: null, rung: 0, from: '2026-11-23T06:00:00Z', until: '2026-11-23T12:00:00Z', numbers: ['700'] },
  ];
  const desk = await d.open(undefined, { origin: 'http://fake' });
  const { book } = desk.tablet.alarms;
  assert.deepEqual([d.server.seen, book.value.places], [[], []], 'with nobody there, nothing is asked');
  const told = new Promise<void>((heard) => void book.subscribe((b) => b.at !== null && heard()));
  assert.deepEqual(await desk.run((t) => t.people.signInByPassword('rosa.x', 'runup-demo')), { ok: true });
  await told;
  assert.deepEqual([book.value.places, book.value.on.map((e) => [e.name, e.numbers]), book.value.at], [[{ id: 'linacs', name: 'Linacs', what: '', numbers: ['2101'] }], [['Sofia', ['700']]], d.clock.wall]);
  desk.run((t) => t.people.lock());
  assert.deepEqual([book.value.places, book.value.on, book.value.at], [[], [], null]);
  await desk.run((t) => t.close());
  const again = await d.open(undefined, { origin: 'http://fake' });
  assert.equal(again.tablet.alarms.book.value.at, null, 'nothing was kept');
  await again.run((t) => t.close());
});

test('what failed in one tab is alarmed in the others, and what was said of it is heard', async () => {
  const d = new Department();
  const { channel } = channels();
  const a = await d.enrolled({ channel });
  const b = await d.open(undefined, { channel });
  const heard = (said: number): Promise<void> => new Promise((done) => void b.tablet.alarms.open.subscribe((open) => open.some((alarm) => alarm.said.length === said) && done()));
  const raised = heard(0);
  const e = await a.begin();
  await a.run(() => e.answer('brakes', { value: false }));
  const alarm = await a.run(() => e.alert('brakes'));
  await raised;
  assert.equal(only(b).opId, alarm.opId);
  const said = heard(1);
  await a.run((t) => t.alarms.say(alarm.opId, { how: 'phoned', whom: 'Sofia' }));
  await said;
  await a.run((t) => t.close());
  await b.run((t) => t.close());
});
