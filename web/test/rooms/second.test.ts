import { expect, test } from 'vitest';
import { onToday, wantedOf, type Known } from '../../src/rooms/today/second';
import { at, authorisation, byId, checked, checklist, draft, equipment, people, person, sealed } from './department';

const pair = checklist('run-up', { performedBy: { roles: ['assistant-practitioner'], countersign: 'never', secondCheck: true } });
const first = checked('c1', { performedBy: 'amir', responsibleOperator: 'amir', flags: ['awaiting-second-check'], verdict: 'not-evaluated' });
const ben = person('ben', 'assistant-practitioner', [authorisation('ben', 'run-up', 'authorised')]);

const known = (more: Partial<Known> = {}): Known => ({
  checks: [first], outbox: [], drafts: [], checklists: byId(pair), equipment: byId(equipment('linac-1')), staff: byId(...Object.values(people), ben), person: ben, now: at('2026-11-25T07:10:00Z'), ...more,
});
const yours = (who: Known['person']): string | undefined => wantedOf(known({ person: who }))[0]?.you;

test('a pulled check that waits for a second person is found by another, with who did the first and when', () => {
  expect(wantedOf(known())).toMatchObject([{ check: 'c1', title: 'The run-up', by: 'Amir', at: at('2026-11-25T07:00:00Z'), you: 'may', draft: undefined }]);
});

test('nobody is the second of their own, and no trainee and nobody without authorisation counts', () => {
  expect(yours(people.amir)).toBe('own');
  expect(yours(people.tara)).toBe('not-authorised');
  expect(yours(people.sam)).toBe('not-authorised');
  expect(yours(people.rosa)).toBe('may');
  expect(yours(undefined)).toBe('nobody');
});

test('who answers for the first, or countersigned it, had a part in it', () => {
  const supervised = checked('c1', { ...first, performedBy: 'tara', responsibleOperator: 'rosa' });
  expect(wantedOf(known({ checks: [supervised], person: people.rosa }))[0]?.you).toBe('own');
  const signed = { ...first, revisions: [{ revision: 2, kind: 'countersigned', counts: true, by: 'rosa' }] } as unknown as typeof first;
  expect(wantedOf(known({ checks: [signed], person: people.rosa }))[0]?.you).toBe('own');
});

test('what this tablet has not sent yet is wanted too, once, and not by whoever did it', () => {
  const here = sealed({ opId: 'c1', by: 'Amir', at: at('2026-11-25T07:00:00Z') });
  expect(wantedOf(known({ checks: [], outbox: [here] }))).toMatchObject([{ check: 'c1', by: 'Amir', you: 'may' }]);
  expect(wantedOf(known({ checks: [], outbox: [here], person: people.amir }))[0]?.you).toBe('own');
  expect(wantedOf(known({ outbox: [{ ...here, state: 'accepted' }] }))).toHaveLength(1);
  for (const more of [{ stopped: true }, { state: 'quarantined' as const }, { state: 'rejected' as const }, { checklist: 'other' }]) {
    expect(wantedOf(known({ checks: [], outbox: [{ ...here, ...more }] })), JSON.stringify(more)).toHaveLength(0);
  }
});

test('one that has its second, here or at the server, is wanted no longer', () => {
  const second = sealed({ opId: 's1', type: 'check.seconded', about: 'c1', by: 'Ben' });
  expect(wantedOf(known({ outbox: [second] }))).toHaveLength(0);
  expect(wantedOf(known({ outbox: [{ ...second, state: 'quarantined' }] }))).toHaveLength(1);
  expect(wantedOf(known({ checks: [{ ...first, flags: [] }], outbox: [sealed({ opId: 'c1', state: 'accepted' })] }))).toHaveLength(0);
  expect(wantedOf(known({ checks: [{ ...first, flags: ['awaiting-second-check', 'voided'] }] }))).toHaveLength(0);
  expect(wantedOf(known({ now: at('2026-11-26T07:00:00Z') }))).toHaveLength(0);
});

test('a second check that was begun is gone on with, in its own place', () => {
  expect(wantedOf(known({ drafts: [draft('d1', { seconds: 'c1' }), draft('d2')] }))[0]?.draft?.id).toBe('d1');
});

test('Today shows it where somebody works, and not to whom it is not', () => {
  const [wanted] = wantedOf(known());
  expect(wanted).toBeDefined();
  if (wanted !== undefined) {
    expect(onToday(wanted, ben, '')).toBe(true);
    expect(onToday(wanted, { ...ben, areas: ['clinic'] }, '')).toBe(false);
    expect(onToday(wanted, ben, 'clinic')).toBe(false);
    expect(onToday({ ...wanted, you: 'not-authorised' }, ben, '')).toBe(false);
  }
});
