import { optionOf, plausible, type Item } from './definition';
import { own, trimmed } from './given';
import type { Judging } from './judging';
import { date, dayNumber } from './date';
import { equal, number } from './limits';
import { notEvaluated, pass, wrong, type ItemResult } from './result';
import type { Answer, Read } from './readings';
import { settled } from './settled';

const otherKind = 'the answer is not of the kind that was asked for';

/** Judges the answer to an item. */
export function value(j: Judging, item: Item, id: string, reading: Pick<Read, 'value' | 'putRight' | 'blob'>): ItemResult {
  const v = reading.value;
  switch (typeof v) {
    case 'boolean':
      return item.kind === 'confirm' ? settled(item, id, v === (item.expect ?? true), 'wrong answer') : j.unreadable(id, otherKind);
    case 'number':
      return item.kind === 'number' ? number(j, item, id, v) : item.kind === 'count' ? count(j, item, id, v) : j.unreadable(id, otherKind);
    case 'string':
      return text(j, item, id, v, reading.putRight);
    case 'object':
      return item.kind === 'lot-range' ? lot(j, item, id, v) : j.unreadable(id, otherKind);
  }
  return item.kind === 'photo' ? photo(j, id, reading.blob) : j.unreadable(id, otherKind);
}

function text(j: Judging, item: Item, id: string, v: string, putRight: boolean): ItemResult {
  switch (item.kind) {
    case 'choice':
      return choice(j, item, id, v);
    case 'date':
      return date(j, item, id, v);
    case 'compare-to-last':
      return compare(j, item, id, trimmed(v), putRight);
    case 'instrument':
      return instrument(j, item, id, v);
    case 'text':
      return trimmed(v) === '' ? j.unreadable(id, otherKind) : pass(id);
  }
  return j.unreadable(id, otherKind);
}

function choice(j: Judging, item: Item, id: string, v: string): ItemResult {
  const option = optionOf(item, v);
  if (option === undefined) {
    return j.unreadable(id, 'this is none of the options');
  }
  return option.consequence ? wrong(id, option.consequence, option.label) : pass(id);
}

function count(j: Judging, item: Item, id: string, v: number): ItemResult {
  if (!whole(v)) {
    return j.unreadable(id, 'a count is a whole number');
  }
  if (!plausible(item, v)) {
    return j.unreadable(id, 'not plausible');
  }
  if (item.limits !== undefined) {
    return number(j, item, id, v);
  }
  return settled(item, id, item.atLeast === undefined || v >= item.atLeast, 'too few');
}

const whole = (v: number): boolean => v >= 0 && v <= 1e9 && v === Math.trunc(v);

/** Holds a seal against the one seen last. One that was put right is new, and its finding is in the record. */
function compare(j: Judging, item: Item, id: string, v: string, putRight: boolean): ItemResult {
  const last = j.lastSeen(item, id);
  if (v === '') {
    return j.unreadable(id, 'nothing was read');
  }
  if (putRight) {
    return pass(id);
  }
  if (!last) {
    return notEvaluated(id, 'nothing was seen before to compare with');
  }
  return settled(item, id, v === trimmed(last), `not what was seen last: ${last}`);
}

function instrument(j: Judging, item: Item, id: string, v: string): ItemResult {
  const chosen = own(j.given.instruments, v);
  if (chosen === undefined || chosen.kind !== item.instrumentKind) {
    return j.unreadable(id, 'no such test equipment');
  }
  const due = dayNumber(chosen.calibrationDue ?? '');
  if (due === undefined) {
    return notEvaluated(id, 'its calibration is not known');
  }
  return due < j.day ? notEvaluated(id, `out of calibration since ${chosen.calibrationDue}`) : pass(id);
}

/** Holds a control reading against the range of its lot, edges inside. */
function lot(j: Judging, item: Item, id: string, group: Record<string, unknown>): ItemResult {
  const [low, high, v] = [group['low'], group['high'], group['value']];
  if (typeof low !== 'number' || typeof high !== 'number' || typeof v !== 'number') {
    return j.unreadable(id, 'a control needs low, high and value');
  }
  if (low > high) {
    return j.unreadable(id, "the lot's range is the wrong way round");
  }
  if (!plausible(item, v)) {
    return j.unreadable(id, 'not plausible');
  }
  const inside = (v >= low || equal(v, low, 0)) && (v <= high || equal(v, high, 0));
  return settled(item, id, inside, "outside the lot's range");
}

/** Passes when one was taken; its bytes may come later. */
const photo = (j: Judging, id: string, blob: string): ItemResult =>
  /^[0-9a-f]{64}$/.test(blob) ? pass(id) : j.unreadable(id, 'this is no photo');

/** The part of an answer that formulas compute with, undefined when there is none. */
export function usable(item: Item, v: Answer | undefined): number | boolean | string | undefined {
  switch (typeof v) {
    case 'number':
      return plausible(item, v) && (item.kind === 'number' || (item.kind === 'count' && whole(v))) ? v : undefined;
    case 'boolean':
      return item.kind === 'confirm' ? v : undefined;
    case 'string':
      return item.kind === 'choice' && optionOf(item, v) !== undefined ? v : undefined;
    case 'object': {
      const n = v['value'];
      return item.kind === 'lot-range' && typeof n === 'number' && plausible(item, n) ? n : undefined;
    }
  }
  return undefined;
}
