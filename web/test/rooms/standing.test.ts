import { expect, test } from 'vitest';
import type { Alarm, Equipment, Escalation, Report } from '../../src/core/tablet';
import { aboutOf, standings, standingsOf, type Seen } from '../../src/rooms/today/standing';
import { byId, checklist, equipment, escalation, people } from './department';

const seen = (equipments: Equipment[], escalations: Escalation[] = [], reports: Report[] = [], alarms: Alarm[] = []): Seen => ({
  equipment: byId(...equipments), escalations: byId(...escalations), reports: byId(...reports), checklists: byId(checklist('run-up')), staff: byId(...Object.values(people)), alarms,
});
const withdrawn = equipment('linac-1', { name: 'LA1', status: 'withdrawn-pending-review', statusSince: '2026-11-25T07:10:00.000Z', statusReason: 'Door interlock', escalation: 'e1' });

test('equipment in use with nothing open says nothing', () => {
  expect(standings(seen([equipment('linac-1')]))).toEqual([]);
  expect(standings(seen([equipment('linac-1', { status: 'decommissioned' })]))).toEqual([]);
});

test('out of use: since when, why in the item’s words, and who deals with it', () => {
  const [hold] = standings(seen([withdrawn], [escalation('e1', { owner: 'rosa', state: 'acknowledged' })]));
  expect(hold).toMatchObject({ kind: 'out', words: 'Do not use: awaiting review', reason: 'Not right: The door interlock stops the beam.', owner: 'Rosa', ref: 'E-e1' });
  expect(standings(seen([withdrawn]))[0]).toMatchObject({ kind: 'out', reason: 'Door interlock', owner: null, ref: '' });
});

test.each(['withdrawn-pending-review', 'out-of-service', 'with-engineer', 'awaiting-recheck'] as const)('%s says do not use', (status) => {
  expect(standings(seen([equipment('linac-1', { status })]))[0]).toMatchObject({ kind: 'out', words: expect.stringMatching(/^Do not use/) });
});

test('an alarm of the unit comes first, then what is out of use, then holds, then restrictions', () => {
  const alarmed = equipment('la3', { name: 'LA3', alarms: [{ escalation: 'e3', ref: 'E-3', since: '2026-11-25T07:20:00.000Z' }] });
  const restricted = equipment('la2', { name: 'LA2', status: 'in-service-restricted', restriction: '6 MV only' });
  const heldOne = equipment('la4', { name: 'LA4' });
  const list = standings(seen([restricted, withdrawn, heldOne, alarmed], [escalation('h', { equipment: 'la4', severity: 'before-use' })]));
  expect(list.map((s) => [s.equipment.name, s.kind])).toEqual([['LA3', 'alarm'], ['LA1', 'out'], ['LA4', 'before-use'], ['LA2', 'restricted']]);
  expect(list[0]?.words).toBe('Do not start another patient on LA3. The radiographer in charge decides.');
  expect(list[3]?.words).toBe('Restricted: 6 MV only');
});

test('every hold before use is said, and none of one that was closed', () => {
  const holds = [escalation('a', { severity: 'before-use' }), escalation('b', { severity: 'before-use', state: 'acknowledged', owner: 'rosa' }), escalation('c', { severity: 'before-use', state: 'closed' })];
  expect(standings(seen([equipment('linac-1')], holds)).map((s) => [s.ref, s.owner])).toEqual([['E-a', null], ['E-b', 'Rosa']]);
});

test('advice does not stand in the way', () => {
  expect(standingsOf(equipment('linac-1'), seen([equipment('linac-1')], [escalation('a', { severity: 'advice' }), escalation('b', { severity: 'put-right' })]))).toEqual([]);
});

test('what it is about: the report’s words, the item at its point, the check that did not come', () => {
  const report = { id: 'r1', text: 'Smells of burning' } as Report;
  const round = equipment('calls', { points: [{ id: 'p1', name: 'LA1 changing room', affects: [] }] });
  const all = seen([round], [], [report]);
  expect(aboutOf(escalation('a', { kind: 'report', report: 'r1', item: null, checklist: null }), all)).toBe('Smells of burning');
  expect(aboutOf(escalation('a', { kind: 'report', report: 'r9', item: null, checklist: null }), all)).toBe('Somebody reported it');
  expect(aboutOf(escalation('b', { equipment: 'calls', item: 'p1/door' }), all)).toBe('Not right at LA1 changing room: The door interlock stops the beam.');
  expect(aboutOf(escalation('c', { kind: 'missed', item: null }), all)).toBe('No record came: The run-up');
  expect(aboutOf(escalation('d', { item: 'gone' }), all)).toBe('The run-up');
});

test('what failed here is said before the server has heard of it, and once only', () => {
  const alarm = { equipment: 'linac-1', checklist: 'run-up', key: 'door', severity: 'do-not-use', raisedAt: 5, ref: null, escalation: null, why: 'is no' } as unknown as Alarm;
  const at = (...alarms: Alarm[]): string[] => standings(seen([equipment('linac-1')], [], [], alarms)).map((s) => `${s.kind}: ${s.words}: ${s.reason}`);
  expect(at(alarm)).toEqual(['out: Do not use: it failed on this tablet: Not right: The door interlock stops the beam.']);
  expect(at({ ...alarm, severity: 'before-use' })[0]).toMatch(/^before-use: Ask a radiographer/);
  expect(at({ ...alarm, severity: 'put-right' }, { ...alarm, severity: 'advice' }, { ...alarm, equipment: 'linac-2' })).toEqual([]);
  const heard = { ...alarm, escalation: 'e1', ref: 'E-e1' };
  expect(standings(seen([withdrawn], [escalation('e1')], [], [heard])).map((s) => s.words)).toEqual(['Do not use: awaiting review']);
});
