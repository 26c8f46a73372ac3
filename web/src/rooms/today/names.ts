import type { Staff } from '../../core/tablet';
import { t } from '../../words';

/** Whom to ask, as one says it: by name while there are few, and never nobody. */
export function whoToAsk(ask: readonly Staff[]): string {
  const [first, second, third] = ask.map((s) => s.name);
  if (first === undefined) {
    return t('today.alone.nobody');
  }
  if (second === undefined) {
    return first;
  }
  if (third === undefined) {
    return t('today.alone.or', { first, last: second });
  }
  return ask.length === 3 ? t('today.alone.or', { first: `${first}, ${second}`, last: third }) : t('today.alone.more', { first: `${first}, ${second}`, count: ask.length - 2 });
}

/** Names in a row: Amir, Rosa. */
export const listed = (names: readonly string[]): string => names.join(', ');
