import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'vitest';
import { check, dayIn, failing, formulasFor, itemOf, one, pointOf, type Definition, type Item } from '../src/judge';

const day = '2026-11-23';

const define = (items: Item[], round: Definition['round'] = ''): Definition => ({
  id: 'x',
  title: 'X',
  version: '1',
  round,
  sections: [{ title: 'S', items }],
});

test('one reading is judged as the finished check would judge it', () => {
  const definition = define(
    [
      { id: 'sounds', kind: 'confirm' },
      { id: 'read', kind: 'instruction' },
      { id: 'n', kind: 'number', limits: { type: 'percent', reference: { baseline: true }, suspensionHigh: 3 } },
    ],
    'points',
  );
  const got = one(definition, 'point-02/sounds', { value: false }, { day });
  assert.deepEqual(got, { id: 'point-02/sounds', verdict: 'fail', consequence: 'do-not-use', why: 'wrong answer' });
  const output = one(definition, 'p/n', { value: 104 }, { day, references: { n: { value: 100 } } });
  assert.equal(output?.verdict, 'fail');
  assert.deepEqual(output?.limits, { reference: 100, suspensionHigh: 103 });
  for (const id of ['sounds', 'point-02/nothing', 'point-02/read', '']) {
    assert.equal(one(definition, id, {}, { day }), undefined, id);
  }
});

test('a failure in a round belongs to its point', () => {
  const definition = define([{ id: 'sounds', kind: 'confirm' }], 'points');
  const readings = { 'p1/sounds': { value: true }, 'p2/sounds': { value: false } };
  const [item] = failing(check(definition, { day, points: ['p1', 'p2'], readings }));
  assert.deepEqual([pointOf(item?.id ?? ''), itemOf(item?.id ?? '')], ['p2', 'sounds']);
  assert.equal(pointOf('sounds'), '');
});

test('a value that was computed elsewhere is held to the limits of its item', () => {
  const definition = define([{ id: 'f', kind: 'computed', formula: '1.0', limits: { type: 'absolute', suspensionHigh: 3 } }]);
  assert.equal(one(definition, 'f', { value: 3.5 }, { day })?.verdict, 'fail');
});

test('a checklist without formulas loads no engine, and one with formulas cannot pass without it', async () => {
  const plain = define([{ id: 'a', kind: 'confirm' }]);
  assert.equal(await formulasFor(plain), undefined);
  const computing = define([
    { id: 'a', kind: 'number' },
    { id: 'f', kind: 'computed', formula: 'a * 2.0' },
  ]);
  const given = { day, readings: { a: { value: 2 } } };
  assert.equal(check(computing, given).verdict, 'not-evaluated');
  const got = check(computing, given, await formulasFor(computing));
  assert.deepEqual([got.verdict, got.items[1]?.computed], ['pass', 4]);
});

test('nothing but the engine itself imports it, and that is imported by nothing at the start', () => {
  const seen = new Set<string>();
  const follow = (file: URL): void => {
    if (seen.has(file.href)) {
      return;
    }
    seen.add(file.href);
    for (const [, from] of readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^;]*? from '([^']+)';/gm)) {
      assert.ok(from?.startsWith('./'), `${file.href} imports ${from}`);
      follow(new URL(`${from ?? ''}.ts`, file));
    }
  };
  follow(new URL('../src/judge/index.ts', import.meta.url));
  assert.ok(seen.size > 8, `${seen.size} files`);
  assert.ok(![...seen].some((f) => f.endsWith('/cel.ts')));
});

test('what formulas do not have is no formula', async () => {
  const definition = define([{ id: 'f', kind: 'computed', formula: '1.0' }]);
  const formulas = await formulasFor(definition);
  for (const text of ['', '(', '1.0 +', '[1.0, 2.0].map(x, x)[0]', 'size("abc")', '"a".matches("a")', 'log(2.0)', '1.0 % 2.0', 'a.b']) {
    assert.equal(formulas?.compile(text), undefined, text);
  }
  assert.equal(formulas?.compile('a')?.compute(new Map([['a', Infinity]])), undefined);
  assert.equal(formulas?.compile('a')?.compute(new Map()), undefined);
  // A whole number would not be a double, and a text is no number.
  assert.equal(formulas?.compile('1')?.compute(new Map()), undefined);
  assert.equal(formulas?.compile('a')?.compute(new Map([['a', 'x']])), undefined);
});

test("the day is the department's own", () => {
  // Half past midnight in London in summer is still yesterday in UTC; the clocks go back on 25 October.
  assert.equal(dayIn('Europe/London', Date.UTC(2026, 5, 30, 23, 30)), '2026-07-01');
  assert.equal(dayIn('Europe/London', Date.UTC(2026, 9, 25, 0, 30)), '2026-10-25');
  assert.equal(dayIn('Europe/London', Date.UTC(2026, 11, 31, 23, 59)), '2026-12-31');
  assert.throws(() => check(define([{ id: 'a', kind: 'confirm' }]), { day: '23/11/2026', readings: {} }), RangeError);
});

test('the day of a moment is the same in a browser that writes dates in another order', () => {
  const Real = Intl.DateTimeFormat;
  Intl.DateTimeFormat = class extends Real {
    constructor(_: unknown, options: Intl.DateTimeFormatOptions) {
      super('en-US', options);
    }
  } as unknown as typeof Real;
  try {
    assert.equal(dayIn('Europe/Dublin', Date.UTC(2026, 6, 4, 23, 30)), '2026-07-05');
  } finally {
    Intl.DateTimeFormat = Real;
  }
});
