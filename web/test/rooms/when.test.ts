import { afterEach, expect, test } from 'vitest';
import { clockOf, dayInWords, dayOf, lasting, momentOf } from '../../src/kit/when';
import { language } from '../../src/words';
import { at } from './department';

afterEach(() => {
  language.value = 'en';
});

test('the clock on the wall, whatever the tablet’s zone: winter, summer, and both sides of midnight', () => {
  expect(clockOf(at('2026-11-25T06:41:00Z'))).toBe('06:41');
  expect(clockOf(at('2026-07-01T06:41:00Z'))).toBe('07:41');
  expect(clockOf(at('2026-07-01T23:10:00Z'))).toBe('00:10');
  expect(dayOf(at('2026-07-01T23:10:00Z'))).toBe('2026-07-02');
});

test('the hour that comes twice is the same hour twice, and the one that is missing is not shown', () => {
  expect([at('2026-10-25T00:30:00Z'), at('2026-10-25T01:30:00Z')].map(clockOf)).toEqual(['01:30', '01:30']);
  expect([at('2026-03-29T00:59:00Z'), at('2026-03-29T01:00:00Z')].map(clockOf)).toEqual(['00:59', '02:00']);
});

test.each([
  ['2026-11-25T06:41:00Z', '06:41'],
  ['2026-11-24T22:10:00Z', 'yesterday 22:10'],
  ['2026-11-26T06:30:00Z', 'tomorrow 06:30'],
  ['2026-11-22T22:10:00Z', 'Sunday 22:10'],
  ['2026-11-03T22:10:00Z', '3 November 22:10'],
])('%s is said as %s on the 25th', (moment, words) => {
  expect(momentOf(at(moment), at('2026-11-25T06:53:00Z'))).toBe(words);
});

test('a night on which the clocks change is one night: 25 hours earlier is yesterday, and so is 23', () => {
  expect(momentOf(at('2026-10-24T07:00:00Z'), at('2026-10-25T08:00:00Z'))).toBe('yesterday 08:00');
  expect(momentOf(at('2026-03-28T08:00:00Z'), at('2026-03-29T07:00:00Z'))).toBe('yesterday 08:00');
});

test.each([
  [-5, 'less than a minute'],
  [59_999, 'less than a minute'],
  [60_000, '1 minute'],
  [12 * 60_000 + 59_999, '12 minutes'],
  [3_600_000, '1 hour'],
  [47 * 3_600_000, '47 hours'],
  [72 * 3_600_000, '3 days'],
])('%s ms is %s', (ms, words) => {
  expect(lasting(ms)).toBe(words);
});

test('days and ages in Welsh, with its own plurals', () => {
  expect(dayInWords(at('2026-11-25T06:53:00Z'))).toBe('Wednesday 25 November');
  language.value = 'cy';
  expect(dayInWords(at('2026-11-25T06:53:00Z'))).toBe('Dydd Mercher 25 Tachwedd');
  expect([60_000, 120_000].map(lasting)).toEqual(['1 funud', '2 funud']);
});
