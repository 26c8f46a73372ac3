/**
 * The judge: what a check came to, the same here as on the server. It is pure: the same definition, readings and references
 * give the same verdicts on every machine and for ever. Nothing passes that was not answered, was not readable, or has no
 * limit to be held against.
 *
 *     const formulas = await formulasFor(definition); // loads the engine only if something is computed
 *     const { verdict, items, flags } = check(definition, { readings, day, references }, formulas);
 */
export { check, one } from './check';
export { formulasFor, needsFormulas, type Formula, type Formulas, type Input } from './formula';
export { dayIn } from './date';
export { failing, fails, isWorse, itemOf, pointOf } from './result';
export type { Edges, Flag, ItemResult, Result, Verdict } from './result';
export type * from './definition';
export type { Earlier, Given, Instrument, LotValue, PutRight, Reading, Readings, Reference, Value } from './given';
