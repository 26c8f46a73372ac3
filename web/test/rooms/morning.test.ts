import { describe, expect, test } from 'vitest';
import { supervised, unread, wordsOn } from '../../src/rooms/today/feedback';
import { progressOf } from '../../src/rooms/today/progress';
import { restockOf } from '../../src/rooms/today/restock';
import type { Check } from '../../src/core/tablet';
import { byId, checked, checklist, draft, equipment } from './department';

const stock = checklist('stock', {
  sections: [{ title: 'Stock', items: [
    { id: 'pads', kind: 'date', prompt: 'Pads', restock: 'Defibrillator pads' },
    { id: 'gloves', kind: 'count', prompt: 'Boxes of gloves', atLeast: 4 },
    { id: 'wheels', kind: 'confirm', prompt: 'The wheels turn.' },
  ] }],
});
const trolley = equipment('trolley', { name: 'Trolley' });
const found = (id: string, position: number, items: Check['items'], readings: Record<string, unknown> = {}, more: Partial<Check> = {}): Check =>
  checked(id, { position, checklist: 'stock', equipment: 'trolley', items, readings, ...more });
const list = (...checks: Check[]) => restockOf(checks, byId(stock), byId(trolley));

describe('restock and order, as the server reckons it', () => {
  test('what failed, what was replaced, and what is short with how many', () => {
    const lines = list(
      found('a', 5, [{ id: 'pads', verdict: 'pass' }, { id: 'gloves', verdict: 'fail' }, { id: 'wheels', verdict: 'fail' }], { pads: { value: '2027-01-01', putRight: { found: 'expired', did: 'replaced' } }, gloves: { value: 1 }, wheels: { value: false } }),
    );
    expect(lines.map((l) => [l.what, l.why, l.quantity, l.found])).toEqual([['Boxes of gloves', 'below-par', 3, ''], ['Defibrillator pads', 'put-right', null, 'expired']]);
  });

  test('the newest check of the day decides, in whatever order they come', () => {
    const short = found('a', 5, [{ id: 'gloves', verdict: 'fail' }], { gloves: { value: 1 } });
    const full = found('b', 6, [{ id: 'gloves', verdict: 'pass' }], { gloves: { value: 6 } });
    expect(list(short, full)).toEqual([]);
    expect(list(full, short)).toEqual([]);
    expect(list(found('c', 7, [{ id: 'gloves', verdict: 'fail' }], { gloves: { value: 2 } }), full)).toMatchObject([{ quantity: 2 }]);
  });

  test('an item that was not seen leaves what was seen before; an error counts for nothing', () => {
    const short = found('a', 5, [{ id: 'pads', verdict: 'fail' }], { pads: { value: '2020-01-01' } });
    expect(list(short, found('b', 6, [{ id: 'pads', verdict: 'not-evaluated' }]))).toMatchObject([{ why: 'failing' }]);
    expect(list(found('c', 7, [{ id: 'pads', verdict: 'fail' }], {}, { flags: ['voided'] }))).toEqual([]);
  });
});

describe('what was said of one’s own checks', () => {
  const said = (position: number, decision: 'confirm' | 'reject', more: object = {}): Check['revisions'][number] =>
    ({ revision: 2, position, kind: 'countersigned', at: '2026-11-25T09:00:00Z', by: 'rosa', reason: '', verdict: 'pass', counts: true, decision, note: '', ...more }) as Check['revisions'][number];

  test('a no always reaches the person, a yes with something said, each until it is read', () => {
    const words = wordsOn([checked('a', { revisions: [said(20, 'reject', { note: 'Chamber the wrong way up' })] }), checked('b', { revisions: [said(30, 'confirm'), said(31, 'confirm', { note: 'Well done' })] })], 'tara');
    expect(words.map((w) => w.position)).toEqual([31, 30, 20]);
    expect(unread(words, 0).map((w) => w.position)).toEqual([31, 20]);
    expect(unread(words, 20).map((w) => w.position)).toEqual([31]);
    expect(unread(wordsOn([checked('a', { revisions: [said(20, 'reject')] })], 'tara'), 0)).toHaveLength(1);
  });

  test('another’s checks, what did not count and one’s own word are not feedback', () => {
    expect(wordsOn([checked('a', { performedBy: 'amir', revisions: [said(20, 'reject')] })], 'tara')).toEqual([]);
    expect(wordsOn([checked('a', { revisions: [said(20, 'reject', { counts: false }), said(21, 'reject', { by: 'tara' }), said(22, 'confirm', { kind: 'amended' })] })], 'tara')).toEqual([]);
  });

  test('supervised: confirmed are those that somebody answers for and nobody waits for or refused', () => {
    const of = (id: string, more: Partial<Check>): Check => checked(id, { responsibleOperator: 'rosa', ...more });
    const counted = supervised(
      [of('a', {}), of('b', { flags: ['awaiting-countersignature'] }), of('c', { flags: ['countersignature-rejected'] }), of('d', { responsibleOperator: null }), of('e', { flags: ['voided'] }), of('f', { capacity: 'authorised' }), of('g', { performedBy: 'amir' })],
      'tara',
    );
    expect(counted).toEqual([{ checklist: 'run-up', done: 4, confirmed: 1 }]);
  });
});

describe('how far a draft is', () => {
  const list = checklist('run-up', {
    sections: [{ title: 'All', items: [
      { id: 'told', kind: 'instruction', prompt: 'Close the door' }, { id: 'door', kind: 'confirm', prompt: 'Door' }, { id: 'mv6', kind: 'number', when: '6mv' }, { id: 'thu', kind: 'confirm', on: ['TH'] },
      { id: 'sum', kind: 'computed', formula: '1.0' }, { id: 'extra', kind: 'confirm', optional: true, prompt: 'Extra' },
    ] }],
  });

  test('counts what is asked here today: no instruction, nothing worked out, nothing of another machine or day', () => {
    expect(progressOf(draft('d'), list, equipment('linac-1'), '2026-11-25')).toEqual({ done: 0, of: 1 });
    expect(progressOf(draft('d'), list, equipment('linac-1', { features: ['6mv'] }), '2026-11-26')).toEqual({ done: 0, of: 3 });
    expect(progressOf(draft('d', { readings: { door: { value: true }, sum: { value: 1 } } }), list, equipment('linac-1'), '2026-11-25')).toEqual({ done: 1, of: 1 });
  });

  test('as the check itself counts: what is optional once it is answered, and a slip that was taken back not at all', () => {
    const at = (readings: Record<string, object>) => progressOf(draft('d', { readings }), list, equipment('linac-1'), '2026-11-25');
    expect(at({ extra: { value: true } })).toEqual({ done: 1, of: 2 });
    expect(at({ door: { earlier: [{ value: false, mistyped: true }] } })).toEqual({ done: 0, of: 1 });
  });

  test('a round counts each point', () => {
    const round = checklist('calls', { round: 'points', sections: [{ title: 'All', items: [{ id: 'sounds', kind: 'confirm' }, { id: 'lamp', kind: 'confirm' }] }] });
    const calls = equipment('calls', { points: ['p1', 'p2', 'p3'].map((id) => ({ id, name: id, affects: [] })) });
    expect(progressOf(draft('d', { readings: { 'p1/sounds': { value: true }, 'p1/lamp': { value: false } } }), round, calls, '2026-11-25')).toEqual({ done: 2, of: 6 });
  });
});
