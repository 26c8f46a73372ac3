import { optionOf, type Item } from '../../judge/definition';
import type { Earlier, Reading, Value } from '../../judge';

/** A reading may be measured again at most twice: beyond that the worst stands. */
export const againAllowed = 2;

/** The first answer, or a new one in place of what was mistyped before. */
export function answeredWith(before: Reading | undefined, value: Value): Reading {
  const kept = keep(before);
  const old = before?.value;
  const slip: Earlier[] = old === undefined || old === null || same(old, value) ? [] : [{ value: old, mistyped: true }];
  return { ...kept, ...earlier([...(before?.earlier ?? []), ...slip]), value };
}

/** A slip of the finger: the old one is kept as such and judges nothing. */
export function mistyped(before: Reading): Reading {
  const old = before.value;
  return { ...keep(before), ...earlier([...(before.earlier ?? []), ...(old === undefined || old === null ? [] : [{ value: old, mistyped: true }])]) };
}

/** Measured again: the one before was measured too, counts, and says why there is another. */
export function measuredAgain(before: Reading, value: Value, reason: string): Reading {
  const old = before.value;
  return { ...keep(before), ...earlier([...(before.earlier ?? []), ...(old === undefined || old === null ? [] : [{ value: old, reason }])]), value };
}

export const timesMeasured = (reading: Reading | undefined): number => (reading?.earlier ?? []).filter((e) => e.mistyped !== true).length;

/** Found wrong and put right on the spot: it passes now, and keeps what was found. */
export const putRight = (before: Reading | undefined, value: Value, found: string, did: string): Reading => ({
  ...keep(before),
  ...earlier(before?.earlier ?? []),
  value,
  putRight: { found, did },
});

export const notApplicable = (before: Reading | undefined, reason: string): Reading => ({ ...keep(before), ...earlier(before?.earlier ?? []), notApplicable: reason });

/** The answer of a yes/no or a choice that is right, when there is one that can be known. */
export function rightAnswer(item: Item): Value | undefined {
  if (item.kind === 'confirm') {
    return item.expect ?? true;
  }
  const right = item.kind === 'choice' ? item.options?.filter((o) => o.consequence === undefined) : undefined;
  return right?.length === 1 ? right[0]?.value : undefined;
}

export function valueWords(item: Item | undefined, value: Value | null | undefined, yes: string, no: string): string {
  if (typeof value === 'boolean') {
    return value ? yes : no;
  }
  return typeof value === 'string' ? ((item === undefined ? undefined : optionOf(item, value)?.label) ?? value) : value === undefined || value === null ? '' : typeof value === 'number' ? String(value) : String(value.value ?? '');
}

const keep = (before: Reading | undefined): Pick<Reading, 'note'> => (typeof before?.note === 'string' && before.note !== '' ? { note: before.note } : {});
const earlier = (list: readonly Earlier[]): Pick<Reading, 'earlier'> => (list.length === 0 ? {} : { earlier: list });
const same = (a: Value, b: Value): boolean => JSON.stringify(a) === JSON.stringify(b);
