import { itemsOf, type Definition, type Item } from './definition';

export type Input = number | boolean | string;

/** A formula ready to be computed. */
export interface Formula {
  /** The names that it uses, each once. */
  readonly uses: readonly string[];
  /** The value, undefined when it cannot be computed or is not finite. */
  compute(inputs: ReadonlyMap<string, Input>): number | undefined;
}

/** The formulas of the tablet. Only a checklist that computes something needs them. */
export interface Formulas {
  /** Answers undefined when the text cannot be read as a formula. Compiling the same text again costs nothing. */
  compile(text: string): Formula | undefined;
}

export const needsFormulas = (definition: Definition): boolean => itemsOf(definition).some((i) => i.kind === 'computed');

/** Loads the formula engine if the checklist needs it, and reads its formulas, once. */
export async function formulasFor(definition: Definition): Promise<Formulas | undefined> {
  if (!needsFormulas(definition)) {
    return undefined;
  }
  const { cel } = await import('./cel');
  itemsOf(definition).forEach((i) => i.formula && cel.compile(i.formula));
  return cel;
}

const named: ReadonlySet<string> = new Set(['number', 'count', 'computed', 'lot-range', 'confirm', 'choice']);

/**
 * The item that a formula means by a name: an answer that is a number, yes or no, or one of a list, or what is computed
 * above it.
 */
export function meant(items: readonly Item[], of: Item, name: string): Item | undefined {
  const at = items.indexOf(of);
  return items.find((i, n) => i.id.replace(/-/g, '_') === name && named.has(i.kind) && (i.kind !== 'computed' || n < at));
}
