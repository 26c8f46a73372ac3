import { signal } from '@preact/signals-core';
import check from './en/check.json';
import common from './en/common.json';
import desk from './en/desk.json';
import help from './en/help.json';
import outbox from './en/outbox.json';
import paper from './en/paper.json';
import people from './en/people.json';
import report from './en/report.json';
import setup from './en/setup.json';
import shell from './en/shell.json';
import start from './en/start.json';
import today from './en/today.json';
import common_cy from './cy/common.json';

/**
 * Every word on a screen comes from here. English is whole and gives the keys their types. Welsh is switched on where a text
 * is there; clinical wording is not shipped in Welsh before somebody has signed it, so it stays English and is marked so.
 */
const english = { ...common, ...shell, ...setup, ...people, ...today, ...start, ...report, ...paper, ...check, ...outbox, ...help, ...desk };
const welsh: Partial<Record<string, string | Plural>> = { ...common_cy };

export type Key = keyof typeof english;
export type Language = 'en' | 'cy';
/** A text that depends on a number: the categories of Unicode's plural rules. */
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

export const language = signal<Language>('en');

/** The text of a key, its {gaps} filled. `count` chooses among plurals and fills {count}. */
export function t(key: Key, gaps: Readonly<Record<string, string | number>> = {}): string {
  const own = language.value === 'cy' ? welsh[key] : undefined;
  const text: string | Plural = own ?? (english[key] as string | Plural);
  const chosen = typeof text === 'string' ? text : plural(text, Number(gaps['count']), own === undefined ? 'en' : 'cy');
  return chosen.replace(/\{(\w+)\}/g, (gap, name: string) => String(gaps[name] ?? gap));
}

/** The language that a key is really shown in, for the lang attribute of what is not in the page's own. */
export const languageOf = (key: Key): Language => (language.value === 'cy' && welsh[key] !== undefined ? 'cy' : 'en');

function plural(text: Plural, count: number, language: Language): string {
  return text[new Intl.PluralRules(language === 'cy' ? 'cy' : 'en-GB').select(count)] ?? text.other;
}
