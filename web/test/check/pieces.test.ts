import { expect, test } from 'vitest';
import { boxesOf, dayOfBoxes, dayWords } from '../../src/rooms/check/days';
import { fitted } from '../../src/rooms/check/photo';
import { limitWords } from '../../src/rooms/check/limits';
import { seemsToHoldNHSNumber } from '../../src/rooms/check/nhs';
import { answeredWith, measuredAgain, mistyped, putRight, timesMeasured } from '../../src/rooms/check/readings';
import { asking, formOf, progress } from '../../src/rooms/check/steps';
import { keyed, numberOf, perhaps } from '../../src/rooms/check/typed';
import { check, one, type Item } from '../../src/judge';
import { buttons, sxr } from './definitions';

test('a number is read as people type it: comma or point, with a sign, and nothing else', () => {
  expect([numberOf('101,4'), numberOf('101.4'), numberOf('\u22122'), numberOf('-0.5'), numberOf(' 7 '), numberOf('5.')]).toEqual([101.4, 101.4, -2, -0.5, 7, 5]);
  expect([numberOf(''), numberOf('1.2.3'), numberOf('12a'), numberOf('1e3'), numberOf('-'), numberOf('1,012.5')].every((n) => n === undefined)).toBe(true);
});

test('the keypad writes what it is asked for, once the point and once the sign', () => {
  const typed = (keys: string): string => [...keys].reduce((text, k) => keyed(text, k as Parameters<typeof keyed>[1]), '');
  expect([typed('101.4'), typed('.5'), typed('1..2'), typed('2±'), typed('2±±'), typed('12⌫3')]).toEqual(['101.4', '0.5', '1.2', '\u22122', '2', '13']);
});

test('an implausible number is asked about with what it may have been meant to be', () => {
  const item: Item = { id: 'output', kind: 'number', plausible: { min: 50, max: 150 } };
  expect(perhaps(item, 1012)).toEqual([101.2]);
  expect(perhaps(item, -101.2)).toEqual([101.2]);
  expect(perhaps({ id: 'n', kind: 'count', plausible: { min: 0, max: 100 } }, 105)).toEqual([]);
});

test('a date has its own boxes; a month alone is good to its end; what is no day is none', () => {
  expect(dayOfBoxes({ day: '7', month: '3', year: '27' }, false)).toBe('2027-03-07');
  expect(dayOfBoxes({ day: '', month: '2', year: '2028' }, true)).toBe('2028-02-29');
  expect(dayOfBoxes({ day: '31', month: '4', year: '2027' }, false)).toBeNull();
  expect(dayOfBoxes({ day: '31', month: '', year: '2027' }, false)).toBeUndefined();
  expect(dayOfBoxes({ day: '3', month: '4', year: '202' }, false)).toBeUndefined();
  expect(boxesOf('2026-09-12')).toEqual({ day: '12', month: '09', year: '2026' });
  expect(dayWords('2026-09-12')).toBe('12 September 2026');
});

test('a note that holds an NHS number is noticed, one that holds a serial number is not', () => {
  // 943 476 5919 is the example of the NHS data dictionary.
  expect(['9434765919', 'pt 943 476 5919 here', '943-476-5919'].map(seemsToHoldNHSNumber)).toEqual([true, true, true]);
  expect(['9434765918', 'SN 12345678901', 'phone 01632 960 123', ''].map(seemsToHoldNHSNumber)).toEqual([false, false, false, false]);
});

test('limits are said in words: percent, range, unit, and what lies beyond', () => {
  const item = sxr.sections[0]?.items.find((i) => i.id === 'output-direct') as Item;
  const result = one(sxr, 'output-direct', { value: 101.4 }, { day: '2026-11-25' });
  expect(limitWords(item, 'output-direct', result?.limits ?? {}, {}, 1)).toEqual(['2 % tolerance: 98.0 to 102.0 nC', 'Outside 97.0 to 103.0 nC: do not use']);
  expect(limitWords({ id: 'fridge', kind: 'number', unit: '°C', limits: { suspensionLow: 2, suspensionHigh: 8 }, onSuspension: 'put-right' }, 'fridge', { suspensionLow: 2, suspensionHigh: 8 }, {})).toEqual(['Outside 2 to 8 °C: act now']);
  expect(limitWords({ id: 'room', kind: 'number', unit: '°C', limits: { toleranceHigh: 25 } }, 'room', { toleranceHigh: 25 }, {})).toEqual(['Tolerance: at most 25 °C']);
});

test('what was mistyped, what was measured again and what was put right are three things to the judge', () => {
  const day = '2026-11-25';
  const verdict = (r: Parameters<typeof one>[2]): string | undefined => one(sxr, 'output-direct', r, { day })?.verdict;
  const failing = answeredWith(undefined, 104.2);
  expect(verdict(failing)).toBe('fail');
  expect(verdict(answeredWith(mistyped(failing), 101.2))).toBe('pass');
  expect(answeredWith(mistyped(failing), 101.2).earlier).toEqual([{ value: 104.2, mistyped: true }]);
  const again = measuredAgain(failing, 101.2, 'set-up');
  expect(verdict(again)).toBe('out-of-tolerance');
  expect([timesMeasured(again), timesMeasured(mistyped(failing))]).toEqual([1, 0]);
  expect(putRight(failing, 101.2, 'found', 'did')).toEqual({ value: 101.2, putRight: { found: 'found', did: 'did' } });
  expect(answeredWith({ value: true, note: 'kept' }, false)).toEqual({ value: false, note: 'kept', earlier: [{ value: true, mistyped: true }] });
});

test('a round asks its questions at every point, and what comes before and after once', () => {
  const form = formOf(buttons, { day: '2026-11-25', points: ['p1', 'p2'] });
  expect(form.before.flatMap((p) => p.lines.map((l) => l.key))).toEqual(['tell']);
  expect(form.after.flatMap((p) => p.lines.map((l) => l.key))).toEqual(['finished']);
  expect(asking(form).map((l) => l.key)).toEqual(['p1/sounds', 'p1/resets', 'p2/sounds', 'p2/resets']);
  expect(progress(asking(form), { 'p1/sounds': { value: false }, 'p2/resets': { notApplicable: 'locked room' } })).toMatchObject({ done: 2, of: 4 });
});

test('a form shows what the judge asks: no feature, no weekday, no question', () => {
  const definition = { id: 'x', title: 'x', version: '1', sections: [{ title: 's', items: [{ id: 'a', kind: 'confirm' as const }, { id: 'b', kind: 'confirm' as const, when: '6mv' }, { id: 'c', kind: 'confirm' as const, on: ['TH' as const] }] }] };
  const where = { day: '2026-11-25', features: ['6mv'], points: [] };
  const keys = asking(formOf(definition, where)).map((l) => l.key);
  const judged = check(definition, { ...where, readings: {} }).items.filter((i) => i.verdict === 'not-evaluated').map((i) => i.id);
  expect(keys).toEqual(['a', 'b']);
  expect(keys).toEqual(judged);
});

test('a photo is no longer than 1600 px, and none is made larger', () => {
  expect([fitted(4032, 3024), fitted(3024, 4032), fitted(800, 600), fitted(10_000, 1)]).toEqual([{ width: 1600, height: 1200 }, { width: 1200, height: 1600 }, { width: 800, height: 600 }, { width: 1600, height: 1 }]);
});
