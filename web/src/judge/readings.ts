import { trimmed } from './given';

/** A reading as the judge uses it: what could not be used is marked, and spoils nothing but itself. */
export interface Read {
  value?: Answer;
  notApplicable: boolean;
  earlier: ReadEarlier[];
  putRight: boolean;
  blob: string;
  /** Why something of it could not be used. */
  unusable?: string;
}

export type Answer = number | string | boolean | Record<string, unknown>;

export interface ReadEarlier {
  value?: Answer;
  mistyped: boolean;
}

/** The readings of a payload, undefined when they are not a group of members. */
export function readAll(readings: unknown): Map<string, Read> | undefined {
  return isGroup(readings) ? new Map(Object.entries(readings).map(([id, r]) => [id, read(r)])) : undefined;
}

/** Reads one reading. It never fails. */
export function read(raw: unknown): Read {
  const r: Read = { notApplicable: false, earlier: [], putRight: false, blob: '' };
  if (!isGroup(raw)) {
    r.unusable = 'the reading is not a group of members';
    return r;
  }
  for (const [name, member] of Object.entries(raw)) {
    readers[name as keyof typeof readers]?.(r, member);
  }
  return r;
}

// Without a prototype: a member of any other name is for a later version, and passed over.
const readers = Object.assign(Object.create(null) as object, {
  value(r: Read, raw: unknown) {
    const value = answer(r, raw);
    if (value !== undefined) {
      r.value = value;
    }
  },
  notApplicable(r: Read, raw: unknown) {
    r.notApplicable = saysSomething(raw);
    unless(r, raw === null || r.notApplicable, 'not applicable needs a reason');
  },
  earlier(r: Read, raw: unknown) {
    unless(r, Array.isArray(raw), 'earlier readings are a list');
    r.earlier = (Array.isArray(raw) ? raw : []).flatMap((e: unknown) => before(r, e));
  },
  putRight(r: Read, raw: unknown) {
    r.putRight = isGroup(raw) && saysSomething(raw['found']) && saysSomething(raw['did']);
    unless(r, raw === null || r.putRight, 'put right needs what was found and what was done');
  },
  note: text,
  blob(r: Read, raw: unknown) {
    r.blob = text(r, raw);
  },
});

function before(r: Read, raw: unknown): ReadEarlier[] {
  if (!isGroup(raw)) {
    r.unusable = 'an earlier reading is not a group of members';
    return [];
  }
  text(r, raw['reason'] ?? null);
  unless(r, !('mistyped' in raw) || typeof raw['mistyped'] === 'boolean', 'mistyped is yes or no');
  const mistyped = raw['mistyped'] === true;
  const value = answer(r, raw['value']);
  return value === undefined ? [{ mistyped }] : [{ value, mistyped }];
}

/** The largest group that is a value, as its JSON is written; a lot's range needs a tenth of it. */
const largestGroup = 1024;

function answer(r: Read, raw: unknown): Answer | undefined {
  switch (typeof raw) {
    case 'string':
    case 'boolean':
      return raw;
    case 'number':
      return unless(r, Number.isFinite(raw), 'this number is too large') ? raw : undefined;
  }
  if (isGroup(raw)) {
    const fits = JSON.stringify(raw).length <= largestGroup && allFinite(raw);
    return unless(r, fits, 'the answer cannot be used') ? raw : undefined;
  }
  unless(r, raw === null || raw === undefined, 'a list is no answer');
  return undefined;
}

const allFinite = (raw: unknown): boolean =>
  typeof raw === 'number' ? Number.isFinite(raw) : typeof raw !== 'object' || raw === null || Object.values(raw).every(allFinite);

function text(r: Read, raw: unknown): string {
  unless(r, raw === null || typeof raw === 'string', 'a text is not a text');
  return typeof raw === 'string' ? raw : '';
}

function unless(r: Read, ok: boolean, why: string): boolean {
  if (!ok) {
    r.unusable = why;
  }
  return ok;
}

const saysSomething = (raw: unknown): boolean => typeof raw === 'string' && trimmed(raw) !== '';

const isGroup = (raw: unknown): raw is Record<string, unknown> =>
  typeof raw === 'object' && raw !== null && !Array.isArray(raw);
