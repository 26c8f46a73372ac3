import { plausible, type Item } from './definition';
import { meant, type Formula, type Input } from './formula';
import { idAt, type Judging } from './judging';
import { number } from './limits';
import { repeated } from './repeats';
import { notApplicable, notEvaluated, worseOf, type ItemResult } from './result';
import type { Read } from './readings';
import { usable } from './value';

/** What a formula gets of one item. */
interface Gathered {
  readonly name: string;
  readonly of: Item;
  readonly value?: Input | undefined;
  /** Does not apply, or was left out as not applicable. */
  readonly absent: boolean;
  readonly earlier: readonly Input[];
}

/**
 * Judges an item whose value is worked out from others. It is worked out again with each earlier measurement of an input,
 * so that a failing one counts here as it would anywhere.
 */
export function computed(j: Judging, item: Item, point: string, id: string, reading: Read): ItemResult {
  if ((reading.notApplicable && item.allowNotApplicable) || !j.applies(item)) {
    return notApplicable(id);
  }
  if (j.formulas === undefined) {
    return notEvaluated(id, 'the formulas are not loaded');
  }
  const formula = j.formulas.compile(item.formula ?? '');
  const inputs = formula && gather(j, item, formula, point);
  if (formula === undefined || inputs === undefined) {
    return cannot(item, id, [], 'the formula cannot be read');
  }
  const lacking = inputs.filter((i) => i.value === undefined).pop();
  if (lacking !== undefined) {
    return cannot(item, id, inputs, `cannot be computed without ${lacking.of.id}`);
  }
  return worked(j, item, id, formula, inputs);
}

function worked(j: Judging, item: Item, id: string, formula: Formula, inputs: readonly Gathered[]): ItemResult {
  const values = new Map(inputs.map((i) => [i.name, i.value as Input]));
  const last = compute(j, item, id, formula, values);
  let worst: ItemResult | undefined;
  for (const input of inputs) {
    for (const e of input.earlier) {
      worst = worseOf(worst, compute(j, item, id, formula, new Map(values).set(input.name, e)));
    }
  }
  return repeated(item, worst, last, Math.max(0, ...inputs.map((i) => i.earlier.length)));
}

function compute(j: Judging, item: Item, id: string, formula: Formula, values: ReadonlyMap<string, Input>): ItemResult {
  const v = formula.compute(values);
  return v === undefined ? notEvaluated(id, 'cannot be computed') : { ...number(j, item, id, v), computed: v };
}

/** Where an input does not apply, neither does what is computed from it. */
function cannot(item: Item, id: string, inputs: readonly Gathered[], why: string): ItemResult {
  return item.optional || inputs.some((i) => i.absent) ? notApplicable(id, why) : notEvaluated(id, why);
}

function gather(j: Judging, item: Item, formula: Formula, point: string): Gathered[] | undefined {
  const list: Gathered[] = [];
  for (const name of formula.uses) {
    const of = meant(j.items, item, name);
    if (of === undefined) {
      return undefined;
    }
    list.push(of.kind === 'computed' ? above(j, name, of, idAt(of, point)) : answered(j, name, of, idAt(of, point)));
  }
  return list;
}

function answered(j: Judging, name: string, of: Item, id: string): Gathered {
  const r = j.reading(id);
  const value = usable(of, r.value);
  const leftOut = r.notApplicable ? of.allowNotApplicable === true : r.unusable === undefined && !j.applies(of);
  const earlier = r.earlier.filter((e) => !e.mistyped).map((e) => usable(of, e.value));
  return { name, of, value, absent: r.value === undefined && leftOut, earlier: earlier.filter((e): e is Input => e !== undefined) };
}

/** What an item above was worked out to. */
function above(j: Judging, name: string, of: Item, id: string): Gathered {
  const result = [...j.results].reverse().find((r) => r.id === id);
  const v = result?.computed;
  const value = v !== undefined && plausible(of, v) ? v : undefined;
  return { name, of, value, absent: value === undefined && result?.verdict === 'not-applicable', earlier: [] };
}
