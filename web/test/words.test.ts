import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const src = join(import.meta.dirname, '..', 'src');
type Texts = Record<string, string | Record<string, string>>;

const load = (language: string): Map<string, Texts> =>
  new Map(readdirSync(join(src, 'words', language)).map((name) => [name, JSON.parse(readFileSync(join(src, 'words', language, name), 'utf8')) as Texts]));
const english = load('en');
const welsh = load('cy');
const all = (from: Map<string, Texts>): [string, string | Record<string, string>][] => [...from.values()].flatMap((texts) => Object.entries(texts));
const code = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('api'))
  .map((name) => readFileSync(join(src, name), 'utf8'))
  .join('\n');

/** Keys that are put together from a beginning and a value: t(`verdict.${of}`). */
const begun = [...code.matchAll(/`([a-z][\w.-]*\.)\$\{/g)].map(([, start]) => start ?? '');

const gaps = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();

test('each key stands in one file, so that no screen changes the words of another', () => {
  const keys = all(english).map(([key]) => key);
  expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
});

test('every text is used by some screen', () => {
  const unused = all(english).map(([key]) => key).filter((key) => !code.includes(`'${key}'`) && !code.includes(`"${key}"`) && !begun.some((start) => key.startsWith(start)));
  expect(unused).toEqual([]);
});

test('Welsh translates what English has, with the same gaps, and every plural it knows', () => {
  const own = new Map(all(english));
  const forms = new Intl.PluralRules('cy').resolvedOptions().pluralCategories;
  expect([...forms].sort()).toEqual(['few', 'many', 'one', 'other', 'two', 'zero']);
  for (const [key, text] of all(welsh)) {
    const source = own.get(key);
    expect(source, `${key} is no English text`).toBeDefined();
    if (typeof text === 'string') {
      expect(gaps(text), key).toEqual(gaps(source as string));
    } else {
      expect(Object.keys(text).sort(), key).toEqual([...forms].sort());
    }
  }
});

test('an English plural has its one and its other', () => {
  for (const [key, text] of all(english)) {
    if (typeof text !== 'string') {
      expect(Object.keys(text).sort(), key).toEqual(['one', 'other']);
    }
  }
});
