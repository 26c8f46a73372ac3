import type { Limits } from './definition';

/** Everything a check is judged by, beside its definition. */
export interface Given {
  /** By item, or point/item: as they are recorded and sent. */
  readonly readings: Readings;
  /** The day it was done, YYYY-MM-DD in the department's own zone. */
  readonly day: string;
  /** Of the equipment. */
  readonly features?: readonly string[];
  /** Of the equipment, for a check that goes round them. */
  readonly points?: readonly string[];
  /** By item, or point/item. */
  readonly references?: Readonly<Record<string, Reference>>;
  /** By item, or point/item. */
  readonly lastSeen?: Readonly<Record<string, string>>;
  readonly instruments?: Readonly<Record<string, Instrument>>;
  readonly stoppedEarly?: boolean;
}

export type Readings = Readonly<Record<string, Reading>>;

export type Value = number | string | boolean | LotValue;

/** A control's reading beside the range of its lot. */
export interface LotValue {
  readonly low?: number;
  readonly high?: number;
  readonly value?: number;
}

/** What was observed for an item. */
export interface Reading {
  readonly value?: Value | null;
  /** The reason. */
  readonly notApplicable?: string | null;
  /** What stood in its place before. */
  readonly earlier?: readonly Earlier[];
  readonly putRight?: PutRight | null;
  readonly note?: string | null;
  /** The SHA-256 of a photo's bytes in hex. */
  readonly blob?: string | null;
}

export interface Earlier {
  readonly value?: Value | null;
  readonly reason?: string | null;
  /** A slip of the finger: kept, not judged. */
  readonly mistyped?: boolean;
}

/** What was found wrong and put right on the spot. */
export interface PutRight {
  readonly found: string;
  readonly did: string;
}

/** The baseline or the local limits of an item on the equipment. */
export interface Reference {
  readonly value?: number;
  readonly limits?: Limits;
}

export interface Instrument {
  readonly kind: string;
  /** The last day of its calibration as YYYY-MM-DD. */
  readonly calibrationDue?: string;
}

/** A member that the record itself has: a reading called "constructor" is not found in every record. */
export function own<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.prototype.hasOwnProperty.call(record, name) ? record[name] : undefined;
}

const edges = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g;

/** Without the space around it, by what Unicode calls space; JavaScript's own trim has another list. */
export const trimmed = (text: string): string => text.replace(edges, '');
