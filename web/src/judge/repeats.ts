import type { Consequence, Item } from './definition';
import type { Judging } from './judging';
import { fails, worseOf, type ItemResult } from './result';
import type { Read } from './readings';
import { value } from './value';

/** How often a reading may be measured again. Beyond that the worst stands. */
const repeatsAllowed = 2;

/** Judges what was measured before the last reading. What was mistyped is kept in the record and not judged. */
export function earlier(j: Judging, item: Item, id: string, reading: Read, last: ItemResult): ItemResult {
  const measured = reading.earlier.filter((e) => !e.mistyped);
  let worst: ItemResult | undefined;
  for (const e of measured) {
    if (e.value === undefined) {
      j.unusable = true;
    } else {
      worst = worseOf(worst, value(j, item, id, { value: e.value, putRight: false, blob: '' }));
    }
  }
  return repeated(item, worst, last, measured.length);
}

/**
 * Weighs the last reading against the worst before it: a failure followed by a pass is out of tolerance at best, and
 * nothing but another measurement lifts it.
 */
export function repeated(item: Item, worst: ItemResult | undefined, last: ItemResult, measured: number): ItemResult {
  if (worst?.consequence === undefined) {
    return last;
  }
  if (measured > repeatsAllowed || last.verdict === 'not-evaluated' || last.verdict === 'not-applicable') {
    const { computed: _, ...stands } = worseOf(last, worst);
    return last.computed === undefined ? stands : { ...stands, computed: last.computed };
  }
  if (last.verdict !== 'pass') {
    return last;
  }
  return {
    ...last,
    verdict: 'out-of-tolerance',
    consequence: recovered(item, worst.consequence),
    why: `measured again: ${worst.why ?? ''}`,
  };
}

/** The consequence of a failure that did not come again: that of being out of tolerance. */
function recovered(item: Item, worst: Consequence): Consequence {
  if (item.limits !== undefined) {
    return item.onTolerance ?? 'advice';
  }
  return fails(worst) ? 'advice' : worst;
}
