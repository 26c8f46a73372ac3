import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'vitest';
import { check, formulasFor, type Definition, type Given, type Item, type ItemResult, type Result } from '../src/judge';

// The vectors are those of the Go judge, written by a third judge that shares nothing with either.
const folder = new URL('../../internal/judge/testdata/vectors/', import.meta.url);

interface Vector extends Given {
  name: string;
  items: Item[];
  round?: 'points';
  verdict: string;
  flags?: string[];
  results: Partial<ItemResult>[];
}

const definitionOf = (v: Vector): Definition => ({
  id: 'x',
  title: 'X',
  version: '1',
  round: v.round ?? '',
  sections: [{ title: 'S', items: v.items }],
});

/** What judges must agree on. */
const agreed = (r: Result) => ({
  verdict: r.verdict,
  flags: r.flags,
  results: r.items.map(({ id, verdict, consequence, computed, until, soon }) => ({ id, verdict, consequence, computed, until, soon })),
});

const expected = (v: Vector) => ({
  verdict: v.verdict,
  flags: v.flags ?? [],
  results: v.results.map(({ id, verdict, consequence, computed, until, soon }) => ({ id, verdict, consequence, computed, until, soon })),
});

let total = 0;

for (const file of readdirSync(folder).sort()) {
  test(`agrees with the naive judge: ${file}`, async () => {
    const vectors = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Vector[];
    const wrong: string[] = [];
    for (const v of vectors) {
      const definition = definitionOf(v);
      const got = agreed(check(definition, v, await formulasFor(definition)));
      try {
        // Strict equality of numbers is that of their bits: a zero has a sign.
        assert.deepStrictEqual(got, expected(v));
      } catch {
        wrong.push(`${v.name}: ${JSON.stringify(got)}, want ${JSON.stringify(expected(v))}`);
      }
    }
    total += vectors.length;
    assert.equal(wrong.length, 0, `${wrong.length} of ${vectors.length} differ\n${wrong.slice(0, 5).join('\n')}`);
  });
}

test('there are as many vectors as there should be', () => {
  assert.ok(total > 5000, `${total} vectors`);
});
