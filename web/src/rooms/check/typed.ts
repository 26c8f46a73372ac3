import { plausible, type Item } from '../../judge/definition';

/** A number as people type it: a comma for a point, a long minus, spaces. Undefined is what nobody can read as one. */
export function numberOf(text: string): number | undefined {
  const plain = text.replace(/[\s\u00a0\u2009]/g, '').replace(/[\u2212\u2013]/g, '-').replace(',', '.');
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : undefined;
}

export type KeypadKey = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '.' | '±' | '⌫';

/** What a key of the keypad makes of a text. Longer than any instrument shows is not taken. */
export function keyed(text: string, key: KeypadKey): string {
  switch (key) {
    case '⌫':
      return text.slice(0, -1);
    case '±':
      return /^[-\u2212]/.test(text) ? text.slice(1) : `\u2212${text}`;
    case '.':
      return /[.,]/.test(text) ? text : `${text === '' || text === '\u2212' ? `${text}0` : text}.`;
    default:
      return text.length < 12 ? text + key : text;
  }
}

/** The sign as it is printed, and no digit that was not measured. */
export const shownNumber = (v: number): string => String(v).replace('-', '\u2212');

/** What was worked out, to the five digits that mean something. */
export const shownWorked = (v: number): string => shownNumber(Number(v.toPrecision(5)));

const slips = [0.1, 10, 0.01, 100, 0.001, 1000, -1] as const;

/** What an implausible number was perhaps meant to be: the point elsewhere, or the sign. At most two. */
export function perhaps(item: Item, v: number): number[] {
  const meant = slips.map((by) => Number((v * by).toPrecision(12)));
  const whole = item.kind === 'count' ? meant.filter((m) => Number.isInteger(m) && m >= 0) : meant;
  return whole.filter((m) => m !== v && plausible(item, m)).slice(0, 2);
}

/** How many digits stand behind the point. */
export function decimals(v: number): number {
  const [, behind = ''] = String(Number(v.toPrecision(9))).split('.');
  return behind.length;
}
