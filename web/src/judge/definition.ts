/**
 * A checklist as the server sends it, as far as judging reads it. Written by hand beside
 * internal/checklist; they will be generated from openapi.yaml with the tablet's client.
 */
export interface Definition {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly round?: 'points' | '';
  readonly sections: readonly Section[];
}

export interface Section {
  readonly title: string;
  readonly items: readonly Item[];
}

export type Kind =
  | 'confirm'
  | 'choice'
  | 'number'
  | 'count'
  | 'date'
  | 'text'
  | 'photo'
  | 'computed'
  | 'compare-to-last'
  | 'lot-range'
  | 'instrument'
  | 'instruction';

export type Consequence = 'do-not-use' | 'before-use' | 'put-right' | 'advice' | 'information';

export type Weekday = 'SU' | 'MO' | 'TU' | 'WE' | 'TH' | 'FR' | 'SA';

export interface Item {
  readonly id: string;
  readonly kind: Kind;
  readonly prompt?: string;
  readonly unit?: string;
  readonly expect?: boolean;
  readonly options?: readonly Option[];
  readonly atLeast?: number;
  readonly meaning?: 'expiry' | 'opened' | 'examined';
  readonly plusMonths?: number;
  readonly warnWithinDays?: number;
  /** Canonical: every number in it is a double. */
  readonly formula?: string;
  readonly instrumentKind?: string;
  readonly plausible?: Plausible;
  readonly limits?: Limits;
  readonly onFail?: Consequence;
  readonly onTolerance?: Consequence;
  readonly onSuspension?: Consequence;
  readonly guidance?: string;
  readonly optional?: boolean;
  readonly allowNotApplicable?: boolean;
  /** A feature that the equipment must have. */
  readonly when?: string;
  readonly on?: readonly Weekday[];
  /** The checklist that becomes due at once when this item is failing. */
  readonly leadsTo?: string;
  /** What to order when this item is failing. */
  readonly restock?: string;
}

/** One answer of a choice. One with a consequence is a wrong answer. */
export interface Option {
  readonly value: string;
  readonly label: string;
  readonly consequence?: Consequence;
}

export interface Plausible {
  readonly min?: number;
  readonly max?: number;
}

export interface Limits {
  /** Each department sets them. */
  readonly local?: boolean;
  readonly type?: 'absolute' | 'percent';
  /** What edges are measured from. Without one they are plain values. */
  readonly reference?: { readonly value?: number; readonly baseline?: boolean };
  readonly suspensionLow?: number;
  readonly toleranceLow?: number;
  readonly toleranceHigh?: number;
  readonly suspensionHigh?: number;
  readonly atEdge?: 'in' | 'out';
  readonly atSuspensionEdge?: 'in' | 'out';
}

export const itemsOf = (definition: Definition): readonly Item[] => definition.sections.flatMap((s) => s.items);

export const eachPoint = (definition: Definition): boolean => definition.round === 'points';

/** Every kind but an instruction has a verdict. */
export const isJudged = (item: Item): boolean => item.kind !== 'instruction';

/** The range outside which a value is taken for a slip of the finger. No range holds everything. */
export function plausible(item: Item, v: number): boolean {
  const { min, max } = item.plausible ?? {};
  return (min === undefined || v >= min) && (max === undefined || v <= max);
}

export const optionOf = (item: Item, value: string): Option | undefined =>
  item.options?.find((o) => o.value === value);
