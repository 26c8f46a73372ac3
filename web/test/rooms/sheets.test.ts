import { describe, expect, test } from 'vitest';
import type { Baseline, Checklist } from '../../src/core/tablet';
import { edgesOf, formulaInWords, ifNot, sheetOf, type Line } from '../../src/rooms/paper/sheets';
import type { Item } from '../../src/judge';
import { checklist, equipment } from './department';

const of = (items: Partial<Item>[], more: Record<string, unknown> = {}): Checklist => checklist('run-up', { sections: [{ title: 'One', items }], ...more });
const baseline = (item: string, more: Partial<Baseline>): Baseline =>
  ({ equipment: 'linac-1', checklist: 'run-up', item, unit: 'nC', setBy: 'priya', approvedBy: null, reason: '', from: '2026-01-01T00:00:00Z', provisional: false, lastSeenAt: null, ...more }) as Baseline;
const lines = (definition: Checklist, baselines: Baseline[] = [], features: string[] = [], day = '2026-11-25'): readonly Line[] =>
  sheetOf(definition, equipment('linac-1', { features }), { day, baselines }).sections.flatMap((s) => s.lines);
const words = (item: Partial<Item>, baselines: Baseline[] = []): string => (lines(of([{ id: 'x', kind: 'number', ...item }]), baselines)[0] as Line).limits.join(' ');

describe('limits in words', () => {
  test('plain values, a percentage of a value, of a baseline, and of what the department set', () => {
    expect(words({ unit: 'mm', limits: { toleranceHigh: 2 } })).toBe('OK: 2 mm or less. Outside that: ask for advice.');
    expect(words({ limits: { type: 'percent', reference: { value: 100 }, suspensionLow: -3, toleranceLow: -2, toleranceHigh: 2, suspensionHigh: 3 }, onTolerance: 'before-use' })).toBe(
      'OK: 98 to 102. Outside that: ask a radiographer before use. Below 97 or above 103: do not use.',
    );
    expect(words({ unit: 'nC', limits: { type: 'percent', reference: { baseline: true }, toleranceLow: -2, toleranceHigh: 2 } }, [baseline('x', { value: 20 })])).toBe('OK: 19.6 to 20.4 nC. Outside that: ask for advice.');
    expect(words({ limits: { local: true } }, [baseline('x', { limits: { suspensionLow: 75 } as NonNullable<Baseline['limits']> })])).toBe('Below 75: do not use.');
    expect(words({ limits: { suspensionHigh: -2.5 } })).toBe('Above −2.5: do not use.');
  });

  test('what is done beyond tolerance and suspension level alike is said once; a side without a tolerance is still said', () => {
    const charge = { unit: '%', limits: { toleranceLow: 90, suspensionLow: 75 }, onTolerance: 'before-use', onSuspension: 'before-use' } as const;
    expect(words(charge)).toBe('OK: 90 % or more. Outside that: ask a radiographer before use.');
    expect(words({ ...charge, onSuspension: 'do-not-use' })).toBe('OK: 90 % or more. Outside that: ask a radiographer before use. Below 75 %: do not use.');
    expect(words({ ...charge, limits: { toleranceLow: 90, suspensionHigh: 110 } })).toBe('OK: 90 % or more. Outside that: ask a radiographer before use. Above 110 %: ask a radiographer before use.');
    expect(words({ ...charge, limits: { toleranceHigh: 110, suspensionLow: 75 } })).toBe('OK: 110 % or less. Outside that: ask a radiographer before use. Below 75 %: ask a radiographer before use.');
  });

  test('a limit that was never set never passes, on paper neither', () => {
    const unset = 'No limits are set: it cannot be judged. Ask physics.';
    expect(words({ limits: { local: true } })).toBe(unset);
    expect(words({ limits: { type: 'percent', reference: { baseline: true }, toleranceHigh: 2 } })).toBe(unset);
    expect(words({ limits: { type: 'percent', reference: { baseline: true }, toleranceHigh: 2 } }, [baseline('x', { checklist: 'another', value: 20 })])).toBe(unset);
  });

  test('the edges are the judge’s own, whatever range is plausible', () => {
    const item = { id: 'x', kind: 'number', plausible: { min: 85, max: 110 }, limits: { toleranceLow: 90 } } as Item;
    expect(edgesOf(of([item]), item, '2026-11-25', {})).toEqual({ toleranceLow: 90 });
  });

  test('counts, dates, seals and expectations', () => {
    expect(words({ kind: 'count', atLeast: 2 })).toBe('At least 2.');
    expect(words({ kind: 'date' })).toBe('Not past.');
    expect(words({ kind: 'date', meaning: 'examined', plusMonths: 6 })).toBe('Not longer ago than 6 months.');
    expect(words({ kind: 'date', meaning: 'opened', plusMonths: 1 })).toBe('Good for 1 month after opening.');
    expect(words({ kind: 'confirm', expect: false })).toBe('The right answer is No.');
    expect(words({ plausible: { min: 10, max: 40 }, unit: '°C' })).toBe('Expected: 10 to 40 °C.');
  });

  test('what a wrong answer comes to: by default do not use, of a choice by its option', () => {
    expect(ifNot({ id: 'x', kind: 'confirm' })).toBe('do not use');
    expect(ifNot({ id: 'x', kind: 'confirm', onFail: 'put-right' })).toBe('put it right now');
    expect(ifNot({ id: 'x', kind: 'choice', options: [{ value: 'y', label: 'Yellow' }, { value: 'o', label: 'Another', consequence: 'advice' }] })).toBe('Another: ask for advice.');
    const options = [{ value: 'n', label: 'No' }, { value: 'y', label: 'Yes', consequence: 'put-right' as const }, { value: 'o', label: 'Stained', consequence: 'advice' as const }, { value: 'b', label: 'Broken', consequence: 'put-right' as const }];
    expect(ifNot({ id: 'x', kind: 'choice', options })).toBe('Yes / Broken: put it right now. Stained: ask for advice.');
    expect(ifNot({ id: 'x', kind: 'number' })).toBe('');
  });
});

describe('what is on the sheet', () => {
  test('what is not asked on this machine or this weekday is left out; instructions have no number', () => {
    const definition = of([{ id: 'told', kind: 'instruction' }, { id: 'a', kind: 'confirm' }, { id: 'b', kind: 'confirm', when: '6mv' }, { id: 'c', kind: 'confirm', on: ['TH'] }]);
    expect(lines(definition).map((l) => [l.item.id, l.number])).toEqual([['told', ''], ['a', '1']]);
    expect(lines(definition, [], ['6mv'], '2026-11-26').map((l) => l.item.id)).toEqual(['told', 'a', 'b', 'c']);
  });

  test('a round has a row for each point, by its name', () => {
    const calls = equipment('calls', { points: [{ id: 'p1', name: 'LA1', affects: [] }, { id: 'p2', name: 'LA2', affects: [] }] });
    expect(sheetOf(of([{ id: 'a', kind: 'confirm' }], { round: 'points' }), calls, { day: '2026-11-25', baselines: [] }).points).toEqual(['LA1', 'LA2']);
    expect(sheetOf(of([{ id: 'a', kind: 'confirm' }]), calls, { day: '2026-11-25', baselines: [] }).points).toEqual([]);
  });

  test('a formula names its questions as they are called', () => {
    const item: Item = { id: 'out', kind: 'computed', formula: 'reading_100kv * (273.15 + temperature)' };
    expect(formulaInWords(of([{ id: 'reading-100kv', kind: 'number' }, { id: 'temperature', kind: 'number' }, item]), item)).toBe('reading-100kv * (273.15 + temperature)');
  });
});
