import type { Consequence } from './definition';

export type Verdict = 'not-applicable' | 'pass' | 'not-evaluated' | 'out-of-tolerance' | 'fail';

export type Flag = 'incomplete' | 'put-right' | 'unusable-reading';

/** What a check came to. The worst item decides. */
export interface Result {
  verdict: Verdict;
  items: ItemResult[];
  /** Sorted. */
  flags: Flag[];
}

/** What one item of the check came to. */
export interface ItemResult {
  /** point/item in a round. */
  id: string;
  verdict: Verdict;
  /** Of a fail or out-of-tolerance: the severity of its escalation. */
  consequence?: Consequence;
  /** In a few words, when it did not pass. */
  why?: string;
  /** The value of a computed item. */
  computed?: number;
  /** What the value was held against. */
  limits?: Edges;
  /** The last good day of a date. */
  until?: string;
  /** That day is near: it stands on the expiry list. */
  soon?: boolean;
}

/** The values that a number was held against. */
export interface Edges {
  reference?: number;
  suspensionLow?: number;
  toleranceLow?: number;
  toleranceHigh?: number;
  suspensionHigh?: number;
}

const verdicts: readonly Verdict[] = ['not-applicable', 'pass', 'not-evaluated', 'out-of-tolerance', 'fail'];
const consequences: readonly Consequence[] = ['information', 'advice', 'put-right', 'before-use', 'do-not-use'];

/** Not applicable counts for nothing; a fail is worst. */
export const isWorse = (a: Verdict, than: Verdict): boolean => verdicts.indexOf(a) > verdicts.indexOf(than);

const weight = (c: Consequence | undefined): number => (c === undefined ? -1 : consequences.indexOf(c));

/** A wrong answer with such a consequence is a fail; with any other it is out of tolerance. */
export const fails = (c: Consequence): boolean => weight(c) >= weight('put-right');

/** The worse of two, the first when they are alike. */
export function worseOf(a: ItemResult | undefined, b: ItemResult): ItemResult {
  if (a === undefined || isWorse(b.verdict, a.verdict)) {
    return b;
  }
  return b.verdict === a.verdict && weight(b.consequence) > weight(a.consequence) ? b : a;
}

export const pass = (id: string): ItemResult => ({ id, verdict: 'pass' });

export const notEvaluated = (id: string, why: string): ItemResult => ({ id, verdict: 'not-evaluated', why });

export const notApplicable = (id: string, why?: string): ItemResult =>
  why === undefined ? { id, verdict: 'not-applicable' } : { id, verdict: 'not-applicable', why };

/** A wrong answer is a fail or out of tolerance by its consequence. */
export const wrong = (id: string, consequence: Consequence, why: string): ItemResult => ({
  id,
  verdict: fails(consequence) ? 'fail' : 'out-of-tolerance',
  consequence,
  why,
});

/** The items that have a consequence, in order. */
export const failing = (result: Result): ItemResult[] => result.items.filter((i) => i.consequence !== undefined);

/** The point of an item in a round, '' of any other. */
export const pointOf = (id: string): string => id.slice(0, Math.max(0, id.indexOf('/')));

/** The id of the item in the definition. */
export const itemOf = (id: string): string => id.slice(id.indexOf('/') + 1);
