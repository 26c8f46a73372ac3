import { describe, expect, test } from 'vitest';
import type { Escalation, Names } from '../../src/rooms/desk/desk';
import { actions, closing, first } from '../../src/rooms/desk/offers';
import { moment } from '../../src/rooms/desk/send';

const powersOf: Record<string, string[]> = {
  'support-worker': ['do-check'],
  radiographer: ['acknowledge', 'act', 'return-other'],
  physicist: ['acknowledge', 'act', 'repair', 'return-dosimetric', 'return-treatment', 'close-do-not-use', 'lower-severity', 'reopen'],
  engineer: ['repair'],
};

const names = (role: keyof typeof powersOf, status = 'in-service', more: object = {}): Names =>
  ({
    me: { id: 'me', registered: role !== 'support-worker' && role !== 'engineer', powers: powersOf[role] },
    equipment: new Map([['linac-1', { id: 'linac-1', name: 'LA1', kind: 'linac', status, neverWithdrawn: false, ...more }]]),
    staff: new Map(),
    areas: new Map(),
    checklists: new Map(),
  }) as unknown as Names;

const matter = (more: Partial<Escalation> = {}): Escalation =>
  ({ id: 'e', state: 'open', severity: 'do-not-use', equipment: 'linac-1', owner: null, handedTo: null, verbal: null, ...more }) as Escalation;

const kinds = (list: readonly { act: string; blocked?: string }[]): string[] => list.filter((one) => one.blocked === undefined).map((one) => one.act);

describe('what the desk offers', () => {
  test('a radiographer takes on what nobody has; a support worker reads why not', () => {
    expect(first(matter(), names('radiographer'))).toEqual({ act: 'acknowledge' });
    expect(first(matter(), names('support-worker'))).toEqual({ act: 'acknowledge', blocked: 'desk.guard.registered' });
    expect(first(matter({ state: 'acknowledged', owner: 'other' }), names('radiographer'))).toBeUndefined();
    expect(first(matter({ state: 'acknowledged', owner: 'other', handedTo: 'me' }), names('radiographer'))).toEqual({ act: 'acknowledge' });
  });

  test('nothing is closed unanswered, with the engineer, or without a re-check', () => {
    expect(closing(matter(), names('physicist'), true)?.blocked).toBe('desk.guard.unanswered');
    expect(closing(matter({ state: 'open', severity: 'information' }), names('radiographer'), undefined)?.blocked).toBeUndefined();
    expect(closing(matter({ state: 'actioned' }), names('physicist', 'with-engineer'), true)?.blocked).toBe('desk.guard.with-engineer');
    expect(closing(matter({ state: 'actioned' }), names('radiographer'), false)?.blocked).toBe('desk.guard.recheck');
    expect(closing(matter({ state: 'actioned' }), names('radiographer'), true)?.blocked).toBeUndefined();
    expect(closing(matter({ state: 'closed' }), names('physicist'), true)).toBeUndefined();
  });

  test('who may not return anything to use does not close a do-not-use', () => {
    const few = { ...names('radiographer'), me: { ...names('radiographer').me, powers: ['acknowledge', 'act'] } } as Names;
    expect(closing(matter({ state: 'actioned' }), few, true)?.blocked).toBe('desk.guard.release');
  });

  test('a crash trolley is never taken out of use', () => {
    const trolley = names('radiographer', 'in-service', { neverWithdrawn: true });
    expect(kinds(actions(matter({ severity: 'put-right', state: 'acknowledged', owner: 'me' }), trolley))).not.toContain('took-out-of-use');
    expect(kinds(actions(matter({ severity: 'put-right', state: 'acknowledged', owner: 'me' }), trolley))).toContain('put-right');
    expect(kinds(actions(matter({ state: 'acknowledged', owner: 'me' }), names('radiographer')))).toContain('took-out-of-use');
  });

  test('an engineer hands back what is with them and acts on nothing else that is clinical', () => {
    const offered = kinds(actions(matter({ state: 'actioned', owner: 'other' }), names('engineer', 'with-engineer')));
    expect(offered).toContain('from-engineer');
    expect(offered).not.toContain('verbal-authorisation');
    expect(offered).not.toContain('took-out-of-use');
  });

  test('only who is dealing with it hands it over', () => {
    const of = (owner: string) => actions(matter({ state: 'acknowledged', owner }), names('radiographer')).find((one) => one.act === 'hand-over');
    expect(of('me')?.blocked).toBeUndefined();
    expect(of('other')?.blocked).toBe('desk.guard.owner');
  });

  test('who was phoned confirms it by their own sign-in', () => {
    const verbal = { staff: 'me', over: false, confirmedAt: null } as unknown as Escalation['verbal'];
    expect(kinds(actions(matter({ state: 'actioned', owner: 'other', verbal }), names('physicist', 'in-service-restricted')))).toContain('verbal-confirmed');
    expect(kinds(actions(matter({ state: 'actioned', owner: 'other' }), names('physicist')))).not.toContain('verbal-confirmed');
  });

  test('a closed matter is opened again by who may', () => {
    expect(kinds(actions(matter({ state: 'closed' }), names('physicist')))).toEqual(['reopen']);
    expect(actions(matter({ state: 'closed' }), names('radiographer'))).toEqual([]);
  });
});

test('a time of day is the next one to come by the department’s clocks, over both nights on which they change', () => {
  expect(moment('09:30', Date.parse('2026-11-25T07:00:00Z'))).toBe('2026-11-25T09:30:00.000Z');
  expect(moment('09:30', Date.parse('2026-11-25T10:00:00Z'))).toBe('2026-11-26T09:30:00.000Z');
  expect(moment('09:30', Date.parse('2026-07-01T07:00:00Z'))).toBe('2026-07-01T08:30:00.000Z');
  expect(moment('06:00', Date.parse('2026-03-28T22:00:00Z'))).toBe('2026-03-29T05:00:00.000Z');
  expect(moment('06:00', Date.parse('2026-10-24T22:00:00Z'))).toBe('2026-10-25T06:00:00.000Z');
});
