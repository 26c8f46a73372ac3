import { plausible, type Item, type Limits } from './definition';
import type { Judging } from './judging';
import { notEvaluated, pass, type Edges, type ItemResult, type Verdict } from './result';

/** Judges a value of a number or computed item. */
export function number(j: Judging, item: Item, id: string, v: number): ItemResult {
  if (!Number.isFinite(v)) {
    return j.unreadable(id, 'this is not a number');
  }
  if (!plausible(item, v)) {
    return j.unreadable(id, 'not plausible');
  }
  if (item.limits === undefined) {
    return pass(id);
  }
  const set = j.reference(item, id);
  const limits = item.limits.local ? set.limits : item.limits;
  const edges = edgesOf(limits, set.value);
  if (typeof edges === 'string' || limits === undefined) {
    return notEvaluated(id, String(edges));
  }
  return placed(item, id, place(v, edges, limits), edges);
}

function placed(item: Item, id: string, verdict: Verdict, limits: Edges): ItemResult {
  switch (verdict) {
    case 'fail':
      return { id, verdict, consequence: item.onSuspension ?? 'do-not-use', why: 'past the suspension level', limits };
    case 'out-of-tolerance':
      return { id, verdict, consequence: item.onTolerance ?? 'advice', why: 'out of tolerance', limits };
  }
  return { id, verdict, limits };
}

const names = ['suspensionLow', 'toleranceLow', 'toleranceHigh', 'suspensionHigh'] as const;

/** Works the edges out, or says why there are none: a limit that was never set never passes. */
function edgesOf(l: Limits | undefined, baseline: number | undefined): Edges | string {
  if (l === undefined || l.local) {
    return 'the limits are not set';
  }
  const reference = l.reference?.baseline ? baseline : l.reference?.value;
  if (l.reference !== undefined && reference === undefined) {
    return 'the reference value is not set';
  }
  if (l.type === 'percent' && !reference) {
    return 'a percentage of nothing';
  }
  const edges: Edges = {};
  for (const name of names) {
    const offset = l[name];
    if (offset !== undefined) {
      edges[name] = edge(l.type, reference, offset);
      if (!Number.isFinite(edges[name])) {
        return 'the limits cannot be worked out';
      }
    }
  }
  if (Object.keys(edges).length === 0) {
    return 'the limits are not set';
  }
  return reference === undefined ? edges : { ...edges, reference };
}

/** Keeps to one order of arithmetic, so that every judge gets the same last digit. */
function edge(type: Limits['type'], reference: number | undefined, offset: number): number {
  if (reference === undefined) {
    return offset;
  }
  return reference + (type === 'percent' ? (Math.abs(reference) * offset) / 100 : offset);
}

/**
 * On a tolerance edge a value is inside unless the limits say out; on a suspension edge it is out of tolerance, not past
 * it, unless they say out.
 */
function place(v: number, e: Edges, l: Limits): Verdict {
  const reference = e.reference ?? 0;
  const suspension = beyond(v, reference, e.suspensionLow, e.suspensionHigh);
  if (suspension.past || (suspension.on && l.atSuspensionEdge === 'out')) {
    return 'fail';
  }
  const tolerance = beyond(v, reference, e.toleranceLow, e.toleranceHigh);
  if (suspension.on || tolerance.past || (tolerance.on && l.atEdge === 'out')) {
    return 'out-of-tolerance';
  }
  return 'pass';
}

/** Whether v lies past one of two edges on its outer side, and whether it lies on one. */
function beyond(v: number, reference: number, low: number | undefined, high: number | undefined) {
  const onLow = low !== undefined && equal(v, low, reference);
  const onHigh = high !== undefined && equal(v, high, reference);
  const past = (low !== undefined && !onLow && v < low) || (high !== undefined && !onHigh && v > high);
  return { on: onLow || onHigh, past };
}

/** Equality to nine digits of the largest number involved. */
export const equal = (v: number, edge: number, reference: number): boolean =>
  Math.abs(v - edge) <= 1e-9 * Math.max(Math.abs(v), Math.abs(edge), Math.abs(reference));
