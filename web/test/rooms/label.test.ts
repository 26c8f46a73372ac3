import { describe, expect, test } from 'vitest';
import { guard, readLabel, search } from '../../src/rooms/start/label';
import { Burst } from '../../src/kit/useWedge';
import { equipment } from './department';

const hoist = equipment('hoist-1', { name: 'Hoist, lower floor', kind: 'hoist', gs1: '5060000000001HOIST1', inventory: { manufacturer: 'Arjo', model: 'Maxi Move', serial: '20-HOIST1', yearMade: 2020, yearInstalled: 2020 } });
const other = equipment('hoist-2', { name: 'Hoist, upper floor', kind: 'hoist', gs1: '(8004)5060000000001HOIST2' });
const pump = equipment('pump-1', { gs1: '05012345678900' });
const twin = equipment('pump-2', { gs1: '05012345678900' });
const gone = equipment('old-1', { name: 'Old hoist', status: 'decommissioned' });
const all = [hoist, other, pump, twin, gone];

describe('what a label says', () => {
  test.each([
    ['RUNUP:hoist-1', 'hoist-1'],
    ['runup:equipment/hoist-1', 'hoist-1'],
    ['https://runup.example.nhs.uk/#/start/hoist-2', 'hoist-2'],
    ['http://10.0.0.7:8080/#/start/hoist-2?x=1', 'hoist-2'],
    ['https://runup.example.nhs.uk/equipment/hoist-1', 'hoist-1'],
    ['hoist-1', 'hoist-1'],
    ['  HOIST-1 ', 'hoist-1'],
    ['20-hoist1', 'hoist-1'],
    ['hoist, UPPER floor', 'hoist-2'],
    ['80045060000000001HOIST1', 'hoist-1'],
    [']C180045060000000001HOIST1', 'hoist-1'],
    [']d2\u001d80045060000000001HOIST1\u001d10LOT7', 'hoist-1'],
    ['(8004)5060000000001HOIST1', 'hoist-1'],
    ['(8004)5060000000001HOIST2(10)LOT7', 'hoist-2'],
    ['https://id.gs1.org/8004/5060000000001HOIST1', 'hoist-1'],
    ['https://example.com/uk/8004/5060000000001HOIST2?linkType=all', 'hoist-2'],
    ['5060000000001HOIST1', 'hoist-1'],
  ])('%j is %s', (text, id) => {
    expect(readLabel(text, all)).toMatchObject({ kind: 'found', equipment: { id } });
  });

  test.each(['', 'hoist', 'hoist-9', 'RUNUP:hoist-9', 'https://evil.example/#/start/', 'old-1', '8004', '(8004)', 'https://id.gs1.org/8004/%E0%A4%A'])('%j is nothing here', (text) => {
    expect(readLabel(text, all).kind).toBe('unknown');
  });

  test('a key of the kind of thing fits several, and one is chosen by hand', () => {
    expect(readLabel('(01)05012345678900', all)).toMatchObject({ kind: 'several', equipment: [{ id: 'pump-1' }, { id: 'pump-2' }] });
  });

  test('equipment without a key is not found by an empty one', () => {
    expect(readLabel('(8004) ', [equipment('a'), equipment('b')]).kind).toBe('unknown');
  });

  test('words find by name, place, maker and serial number, all of them together', () => {
    const place = (): string => 'Linear accelerators';
    expect(search('hoist upper', all, place).map((q) => q.id)).toEqual(['hoist-2']);
    expect(search('linear arjo', all, place).map((q) => q.id)).toEqual(['hoist-1']);
    expect(search('hoist', all, place).map((q) => q.id)).toEqual(['hoist-1', 'hoist-2']);
    expect(search('   ', all, place)).toEqual([]);
  });
});

describe('the guard', () => {
  test('another machine’s label is never taken for the one that is meant', () => {
    expect(guard(hoist, hoist)).toEqual({ ok: true });
    expect(guard(undefined, other)).toEqual({ ok: true });
    expect(guard(hoist, other)).toEqual({ ok: false, meant: hoist, scanned: other });
  });
});

describe('a scanner that types', () => {
  const typed = (keys: [string, number][]): string[] => {
    const heard: string[] = [];
    const burst = new Burst((text) => heard.push(text));
    let at = 0;
    for (const [key, pause] of keys) {
      burst.key(key, (at += pause));
    }
    return heard;
  };
  const fast = (text: string): [string, number][] => [...text].map((k) => [k, 8]);

  test('a burst that ends in Enter is a label', () => {
    expect(typed([...fast('hoist-1'), ['Enter', 8]])).toEqual(['hoist-1']);
  });

  test('a person’s keys are not, nor a burst without Enter, nor what is too short', () => {
    expect(typed([...'hoist-1'].map((k): [string, number] => [k, 120]).concat([['Enter', 120]]))).toEqual([]);
    expect(typed(fast('hoist-1'))).toEqual([]);
    expect(typed([...fast('ab'), ['Enter', 8]])).toEqual([]);
    expect(typed([...fast('hoist-1'), ['Enter', 500]])).toEqual([]);
  });

  test('what a finger pressed before does not get into the label; Shift is no letter', () => {
    expect(typed([['x', 0], ['R', 900], ['Shift', 5], ['U', 5], ['N', 5], ['1', 5], ['Enter', 5]])).toEqual(['RUN1']);
  });

  test('Enter presses nothing more once it has ended a label', () => {
    const burst = new Burst(() => undefined);
    expect([...'hoist'].map((k, i) => burst.key(k, i * 5)).concat(burst.key('Enter', 25), burst.key('Enter', 30))).toEqual([false, false, false, false, false, true, false]);
  });
});
