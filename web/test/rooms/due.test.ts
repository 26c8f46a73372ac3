import { describe, expect, test } from 'vitest';
import { rowsOf, stateAt, type Row } from '../../src/rooms/today/due';
import { ageOf, groupsOf, looseDrafts, summaryOf } from '../../src/rooms/today/groups';
import { area, at, authorisation, byId, checklist, draft, equipment, known, occurrence, outcome, people, person, sealed } from './department';

const only = (rows: readonly Row[]): Row => {
  expect(rows).toHaveLength(1);
  return rows[0] as Row;
};

describe('what is due, by the clock', () => {
  test.each([
    ['2026-11-25T06:29:59.999Z', 'upcoming'],
    ['2026-11-25T06:30:00.000Z', 'due'],
    ['2026-11-25T08:14:59.999Z', 'due'],
    ['2026-11-25T08:15:00.000Z', 'overdue'],
    ['2026-11-25T08:29:59.999Z', 'overdue'],
    ['2026-11-25T08:30:00.000Z', 'missed'],
  ])('at %s it is %s, to the millisecond as on the server', (now, state) => {
    expect(stateAt(occurrence('o', { state: 'missed' }), at(now))).toBe(state);
  });

  test('what somebody has settled does not move with the clock', () => {
    for (const state of ['done', 'repeated', 'awaiting-confirmation', 'contested', 'exempt'] as const) {
      expect(stateAt(occurrence('o', { state }), at('2026-11-27T00:00:00Z'))).toBe(state);
    }
  });

  test('past its time it is said to be known only when Runup was heard since', () => {
    const late = { now: at('2026-11-25T09:00:00Z') };
    expect(only(rowsOf(known({ ...late, pulledAt: at('2026-11-25T06:41:00Z') })))).toMatchObject({ state: 'missed', heard: false });
    expect(only(rowsOf(known({ ...late, pulledAt: at('2026-11-25T08:31:00Z') })))).toMatchObject({ state: 'missed', heard: true });
    expect(only(rowsOf(known({ pulledAt: null })))).toMatchObject({ state: 'due', heard: false });
  });
});

describe('which day it belongs to', () => {
  test('tomorrow’s is not today’s, and yesterday’s missed stays while it may still be done', () => {
    const tomorrow = occurrence('t', { day: '2026-11-26', opensAt: '2026-11-26T06:30:00Z', dueAt: '2026-11-26T08:15:00Z', missedAt: '2026-11-26T08:30:00Z' });
    const yesterday = occurrence('y', { day: '2026-11-24', opensAt: '2026-11-24T06:30:00Z', dueAt: '2026-11-24T08:15:00Z', missedAt: '2026-11-24T08:30:00Z', closesAt: '2026-11-25T07:00:00Z' });
    expect(only(rowsOf(known({ occurrences: byId(tomorrow, yesterday) }))).occurrence.id).toBe('y');
    expect(rowsOf(known({ occurrences: byId(yesterday), now: at('2026-11-25T07:00:00Z') }))).toHaveLength(0);
  });

  test('a weekly check of Monday stays due on Wednesday, and is shown as done on the day it was done', () => {
    const weekly = occurrence('w', { day: '2026-11-23', opensAt: '2026-11-23T06:30:00Z', dueAt: '2026-11-27T17:00:00Z', missedAt: '2026-11-27T17:00:00Z', closesAt: '2026-11-30T06:30:00Z' });
    expect(only(rowsOf(known({ occurrences: byId(weekly) }))).state).toBe('due');
    const done = { ...weekly, state: 'done' as const, doneAt: '2026-11-25T06:45:00Z' };
    expect(only(rowsOf(known({ occurrences: byId(done) }))).state).toBe('done');
    expect(rowsOf(known({ occurrences: byId(done), now: at('2026-11-26T06:45:00Z') }))).toHaveLength(0);
  });

  test('the night on which the clocks go back is one night: 00:30 by the wall twice is still the 25th of October', () => {
    const sunday = occurrence('s', { day: '2026-10-25', opensAt: '2026-10-25T00:15:00Z', dueAt: '2026-10-25T08:15:00Z', missedAt: '2026-10-25T08:30:00Z', closesAt: '2026-10-26T03:00:00Z' });
    for (const now of ['2026-10-24T23:05:00Z', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-10-25T23:59:00Z']) {
      expect(rowsOf(known({ occurrences: byId(sunday), now: at(now) })), now).toHaveLength(1);
    }
    const done = { ...sunday, state: 'done' as const, doneAt: '2026-10-25T02:00:00Z' };
    expect(rowsOf(known({ occurrences: byId(done), now: at('2026-10-26T00:05:00Z') }))).toHaveLength(0);
  });

  test('in summer the day ends at 23:00 by UTC', () => {
    const july = occurrence('j', { day: '2026-07-01', state: 'exempt', opensAt: '2026-07-01T05:30:00Z', dueAt: '2026-07-01T07:15:00Z', missedAt: '2026-07-01T07:30:00Z' });
    expect(rowsOf(known({ occurrences: byId(july), now: at('2026-07-01T22:59:00Z') }))).toHaveLength(1);
    expect(rowsOf(known({ occurrences: byId(july), now: at('2026-07-01T23:00:00Z') }))).toHaveLength(0);
  });

  test('what was planned away, and what was decommissioned, is not shown', () => {
    const away = occurrence('r', { state: 'exempt', exemption: { kind: 'replanned', reason: '', by: null, name: null, at: '2026-11-20T00:00:00Z', until: null } });
    expect(rowsOf(known({ occurrences: byId(away) }))).toHaveLength(0);
    expect(rowsOf(known({ equipment: byId(equipment('linac-1', { status: 'decommissioned' })) }))).toHaveLength(0);
  });
});

describe('whose it is', () => {
  test('theirs by authorisation or by role; another’s is kept apart, never hidden', () => {
    const sam = groupsOf(rowsOf(known({ person: people.sam })));
    expect([sam.now.length, sam.others.length]).toEqual([0, 1]);
    const authorised = person('sam', 'support-worker', [authorisation('sam', 'run-up', 'authorised')]);
    expect(groupsOf(rowsOf(known({ person: authorised }))).now).toHaveLength(1);
    expect(groupsOf(rowsOf(known({ person: undefined }))).now).toHaveLength(1);
  });

  test('only their areas, and of these only the one that is chosen', () => {
    const elsewhere = person('amir', 'assistant-practitioner', [], { areas: ['clinic'] });
    expect(rowsOf(known({ person: elsewhere }))).toHaveLength(0);
    expect(rowsOf(known({ area: 'linacs' }))).toHaveLength(1);
    expect(rowsOf(known({ area: 'clinic' }))).toHaveLength(0);
  });

  test('a trainee is told before the start whom to ask: registered operators for it, never themselves', () => {
    const row = only(rowsOf(known({ person: people.tara })));
    expect(row.alone).toMatchObject({ why: 'trainee' });
    expect(row.alone.ask.map((s) => s.id)).toEqual(['rosa']);
  });

  test.each([
    ['nothing held', people.sam, 'not-authorised'],
    ['it is over', person('amir', 'assistant-practitioner', [authorisation('amir', 'run-up', 'operator', { until: '2026-11-25T06:53:00.000Z' })]), 'lapsed'],
    ['it has not begun', person('amir', 'assistant-practitioner', [authorisation('amir', 'run-up', 'operator', { from: '2026-12-01T00:00:00.000Z' })]), 'not-authorised'],
    ['of another machine', person('amir', 'assistant-practitioner', [authorisation('amir', 'run-up', 'operator', { equipment: 'linac-2' })]), 'not-authorised'],
    ['of another checklist', person('amir', 'assistant-practitioner', [authorisation('amir', 'other', 'operator')]), 'not-authorised'],
    ['the best of two counts', person('amir', 'assistant-practitioner', [authorisation('amir', 'run-up', 'operator'), authorisation('amir', 'run-up', 'trainee')]), 'fine'],
    ['one that holds beats a better one that lapsed', person('a', 'radiographer', [authorisation('a', 'run-up', 'operator', { until: '2026-02-01T00:00:00.000Z' }), authorisation('a', 'run-up', 'trainee')]), 'trainee'],
  ])('%s', (_, who, why) => {
    expect(only(rowsOf(known({ person: who }))).alone.why).toBe(why);
  });

  test('nobody is told to ask themselves, nor somebody who is not registered, has left or is no operator', () => {
    const always = checklist('run-up', { performedBy: { roles: ['radiographer'], countersign: 'always' } });
    const operator = (id: string, more: object = {}) => person(id, 'radiographer', [authorisation(id, 'run-up', 'operator')], more);
    const staff = byId(people.rosa, operator('rhys'), operator('lapsed', { registered: false }), operator('left', { active: false }), person('tim', 'radiographer', [authorisation('tim', 'run-up', 'authorised')]));
    expect(only(rowsOf(known({ checklists: byId(always), person: people.rosa, staff }))).alone).toMatchObject({ why: 'countersigned', ask: [{ id: 'rhys' }] });
  });

  test('where every check is countersigned, somebody authorised is told so too', () => {
    const always = checklist('run-up', { performedBy: { roles: ['assistant-practitioner'], countersign: 'always' } });
    expect(only(rowsOf(known({ checklists: byId(always) }))).alone).toMatchObject({ why: 'countersigned' });
  });
});

describe('what only this tablet knows', () => {
  test('a finished check here counts as done here before the server has it, and says that it is not sent', () => {
    const row = only(rowsOf(known({ outbox: [sealed()] })));
    expect(row).toMatchObject({ state: 'done-here', by: ['Amir'] });
    expect(groupsOf([row]).done).toHaveLength(1);
  });

  test.each([
    ['accepted', 'sent'],
    ['held', 'sent'],
    ['quarantined', 'set-aside'],
    ['rejected', 'due'],
  ] as const)('%s is %s', (state, shown) => {
    expect(only(rowsOf(known({ outbox: [sealed({ state })] }))).state).toBe(shown);
  });

  test('a check of another machine, another checklist, another day or another kind of record is not this one', () => {
    for (const other of [{ equipment: 'linac-2' }, { checklist: 'weekly' }, { at: at('2026-11-24T07:00:00Z') }, { type: 'check.alerted' }]) {
      expect(only(rowsOf(known({ outbox: [sealed(other)] }))).state).toBe('due');
    }
  });

  test('once Runup was heard since it took the check, its word holds: what was entered in error is due again', () => {
    const acked = { state: 'accepted' as const, ackedAt: at('2026-11-25T06:40:00Z') };
    const told = (pulledAt: string, o = occurrence('o1')) => only(rowsOf(known({ outbox: [sealed(acked)], pulledAt: at(pulledAt), occurrences: byId(o) }))).state;
    expect(told('2026-11-25T06:39:59Z')).toBe('sent');
    expect(told('2026-11-25T06:40:00Z')).toBe('due');
    expect(told('2026-11-25T06:39:59Z', occurrence('o1', { checks: ['op-1'], results: [outcome('amir', { check: 'op-1', void: true })] }))).toBe('due');
  });

  test('a check that was stopped early stands for nothing; one that names its check due stands for that one', () => {
    expect(only(rowsOf(known({ outbox: [sealed({ stopped: true })] }))).state).toBe('due');
    expect(only(rowsOf(known({ outbox: [sealed({ occurrence: 'o1', at: at('2026-11-25T04:00:00Z') })] }))).state).toBe('done-here');
    expect(only(rowsOf(known({ outbox: [sealed({ occurrence: 'another' })] }))).state).toBe('due');
  });

  test('who is at it on another tablet is named while that is believed; this tablet’s own word is no news', () => {
    const said = { id: 'c', equipment: 'linac-1', checklist: 'run-up', occurrence: null, area: 'linacs', device: 'd2', tablet: 'LA2 tablet', staff: 'sam', name: 'Sam', since: '2026-11-25T06:45:00Z', until: '2026-11-25T08:45:00Z', own: false };
    const told = (...claims: (typeof said)[]) => only(rowsOf(known({ claims }))).claim;
    expect(told(said)).toEqual({ name: 'Sam', tablet: 'LA2 tablet', since: at('2026-11-25T06:45:00Z'), own: false });
    expect(told(said, { ...said, name: 'Rosa', staff: 'rosa', since: '2026-11-25T06:50:00Z' })?.name).toBe('Rosa');
    expect(told({ ...said, staff: 'amir' })?.own).toBe(true);
    for (const other of [{ own: true }, { until: '2026-11-25T06:53:00Z' }, { equipment: 'linac-2' }, { checklist: 'weekly' }]) {
      expect(told({ ...said, ...other })).toBeUndefined();
    }
  });

  test('what the server says outweighs what the tablet made of it', () => {
    const contested = occurrence('o1', { state: 'contested', results: [outcome('rosa'), outcome('amir', { check: 'c2', verdict: 'fail' })] });
    expect(only(rowsOf(known({ occurrences: byId(contested), outbox: [sealed({ state: 'accepted' })] })))).toMatchObject({ state: 'contested', by: ['Rosa', 'Amir'] });
  });

  test('what was entered in error names nobody', () => {
    expect(only(rowsOf(known({ occurrences: byId(occurrence('o1', { results: [outcome('rosa', { void: true })] })) }))).by).toEqual([]);
  });

  test('a draft goes first, whoever began it; one of nothing due is listed too', () => {
    const mine = known({ person: people.sam, drafts: [draft('d1', { occurrence: 'o1' }), draft('d2', { equipment: 'linac-2' })] });
    const rows = rowsOf(mine);
    expect(groupsOf(rows)).toMatchObject({ begun: [{ draft: { id: 'd1' } }], others: [], now: [] });
    expect(looseDrafts(rows, mine).map((d) => d.id)).toEqual(['d2']);
  });

  test('a second check keeps its own draft', () => {
    expect(only(rowsOf(known({ drafts: [draft('d1', { seconds: 'c9' })] }))).draft).toBeUndefined();
  });
});

describe('the order at 06:45', () => {
  test('past its time, then due, by when; before patients first; LA2 before LA10', () => {
    const machines = [equipment('linac-1', { name: 'LA1' }), equipment('linac-2', { name: 'LA2' }), equipment('linac-10', { name: 'LA10' })];
    const rows = rowsOf(
      known({
        equipment: byId(...machines),
        occurrences: byId(
          occurrence('later', { equipment: 'linac-1', opensAt: '2026-11-25T12:00:00Z', dueAt: '2026-11-25T13:00:00Z', missedAt: '2026-11-25T13:00:00Z' }),
          occurrence('due10', { equipment: 'linac-10' }),
          occurrence('due2', { equipment: 'linac-2' }),
          occurrence('plain', { equipment: 'linac-1', gating: false }),
          occurrence('done', { equipment: 'linac-1', state: 'done' }),
          occurrence('overdue', { equipment: 'linac-10', dueAt: '2026-11-25T06:40:00Z' }),
          occurrence('waits', { equipment: 'linac-1', state: 'awaiting-confirmation' }),
        ),
      }),
    );
    expect(rows.map((r) => r.occurrence.id)).toEqual(['overdue', 'due2', 'due10', 'plain', 'waits', 'later', 'done']);
  });
});

describe('the top line', () => {
  const told = (...list: ReturnType<typeof occurrence>[]) => summaryOf(groupsOf(rowsOf(known({ occurrences: byId(...list) }))));

  test('nothing due, open, all done', () => {
    expect(told().kind).toBe('nothing');
    expect(told(occurrence('a', { state: 'exempt' })).kind).toBe('nothing');
    expect(told(occurrence('a'), occurrence('b', { state: 'done' }))).toMatchObject({ kind: 'open', due: 1, done: 1 });
    expect(told(occurrence('a', { state: 'done' }), occurrence('b', { state: 'repeated' }))).toMatchObject({ kind: 'all-done', done: 2 });
  });

  test('all done is not said while one is begun, later, or missed', () => {
    expect(summaryOf(groupsOf(rowsOf(known({ drafts: [draft('d', { occurrence: 'o1' })] })))).kind).toBe('open');
    expect(told(occurrence('a', { opensAt: '2026-11-25T12:00:00Z' }))).toMatchObject({ kind: 'open', later: 1 });
    expect(told(occurrence('a', { opensAt: '2026-11-25T01:00:00Z', dueAt: '2026-11-25T02:00:00Z', missedAt: '2026-11-25T02:00:00Z' }))).toMatchObject({ kind: 'open', overdue: 1 });
  });

  test('done here and not sent is counted as done and said apart', () => {
    expect(summaryOf(groupsOf(rowsOf(known({ outbox: [sealed()] }))))).toMatchObject({ kind: 'all-done', done: 1, unsent: 1 });
  });

  test.each([
    ['2026-11-25T06:41:00Z', 'fresh'],
    ['2026-11-25T05:52:59Z', 'old'],
    ['2026-11-24T18:52:59Z', 'very-old'],
    ['2026-11-25T07:30:00Z', 'fresh'],
  ])('heard at %s is %s at 06:53', (heard, loud) => {
    expect(ageOf(at(heard), at('2026-11-25T06:53:00Z')).loud).toBe(loud);
  });

  test('never heard is as old as can be', () => {
    expect(ageOf(null, at('2026-11-25T06:53:00Z')).loud).toBe('very-old');
  });
});

test('two hundred checks due are chosen from four thousand, among sixty people', () => {
  const staff = Array.from({ length: 60 }, (_, i) => person(`p${i}`, i % 2 === 0 ? 'radiographer' : 'assistant-practitioner', Array.from({ length: 40 }, (_, n) => authorisation(`p${i}`, `c${n}`, 'operator'))));
  const trainee = person('tara', 'assistant-practitioner', Array.from({ length: 40 }, (_, n) => authorisation('tara', `c${n}`, 'trainee')));
  const lists = Array.from({ length: 40 }, (_, n) => checklist(`c${n}`));
  const occurrences = Array.from({ length: 4200 }, (_, n) => occurrence(`o${n}`, { checklist: `c${n % 40}`, day: n < 200 ? '2026-11-25' : '2026-12-10', opensAt: n < 200 ? '2026-11-25T06:30:00Z' : '2026-12-10T06:30:00Z' }));
  const all = known({ staff: byId(...staff, trainee), person: trainee, checklists: byId(...lists), occurrences: byId(...occurrences), areas: byId(area('linacs', 'LA')) });
  expect(rowsOf(all)).toHaveLength(200);
});
