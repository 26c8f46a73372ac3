import { isJudged, type Definition, type Item } from './definition';
import type { Given, Reading } from './given';
import type { Formulas } from './formula';
import { computed } from './computed';
import { idAt, Judging, parts } from './judging';
import { number } from './limits';
import { earlier } from './repeats';
import { isWorse, notApplicable, notEvaluated, type Flag, type ItemResult, type Result, type Verdict } from './result';
import type { Read } from './readings';
import { value } from './value';

/** Judges a check. `formulas` are those of formulasFor; without them nothing that is computed can pass. */
export function check(definition: Definition, given: Given, formulas?: Formulas): Result {
  const j = new Judging(definition, given, formulas);
  round(j);
  strangers(j);
  return { verdict: verdict(j), items: j.results, flags: flags(j) };
}

/**
 * Judges one reading of an item, or point/item, as the finished check would. It answers undefined when there is no such
 * item.
 */
export function one(definition: Definition, id: string, reading: Reading, given: Omit<Given, 'readings'>, formulas?: Formulas): ItemResult | undefined {
  const j = new Judging(definition, { ...given, readings: { [id]: reading } }, formulas);
  const { point, name } = parts(id, j.round);
  const item = j.item(name);
  if (item === undefined || !isJudged(item)) {
    return undefined;
  }
  if (item.kind === 'computed' && typeof reading.value === 'number') {
    return number(j, item, id, reading.value);
  }
  return judged(j, item, point, id);
}

/** The items once, or once for each point. A round without points has judged nothing. */
function round(j: Judging): void {
  const points = j.round ? (j.given.points ?? []) : [''];
  j.missing = points.length === 0;
  for (const point of points) {
    for (const item of j.items.filter(isJudged)) {
      j.results.push(judged(j, item, point, idAt(item, point)));
    }
  }
}

/**
 * Readings that no item asked for. At a point that is not known they are judged: a failure there is a failure. Any other
 * is kept in the record and judges nothing.
 */
function strangers(j: Judging): void {
  for (const id of [...j.readings.keys()].sort()) {
    const { point, name } = parts(id, j.round);
    const item = j.item(name);
    if (item === undefined || (j.round && point === '')) {
      j.unusable = true;
    } else if (isJudged(item) && point !== '' && !j.given.points?.includes(point)) {
      j.unusable = true;
      j.results.push(judged(j, item, point, id));
    }
  }
}

/** The worst item decides. When nothing was judged the check is not evaluated, and one that was stopped never passes. */
function verdict(j: Judging): Verdict {
  const worst = j.results.reduce<Verdict>((v, r) => (isWorse(r.verdict, v) ? r.verdict : v), 'not-applicable');
  return worst === 'not-applicable' || (worst === 'pass' && j.given.stoppedEarly) ? 'not-evaluated' : worst;
}

function flags(j: Judging): Flag[] {
  const list: Flag[] = [];
  if (j.missing || j.given.stoppedEarly) {
    list.push('incomplete');
  }
  if (j.putRight) {
    list.push('put-right');
  }
  if (j.unusable) {
    list.push('unusable-reading');
  }
  return list;
}

/** Judges one item: the last reading, in the light of those before it. */
function judged(j: Judging, item: Item, point: string, id: string): ItemResult {
  const reading = j.reading(id);
  j.unusable ||= reading.unusable !== undefined;
  j.putRight ||= reading.putRight;
  if (item.kind === 'computed') {
    return computed(j, item, point, id, reading);
  }
  const answered = reading.value !== undefined || (item.kind === 'photo' && reading.blob !== '');
  return earlier(j, item, id, reading, answered ? value(j, item, id, reading) : unanswered(j, item, id, reading));
}

function unanswered(j: Judging, item: Item, id: string, reading: Read): ItemResult {
  if (reading.notApplicable) {
    return item.allowNotApplicable || !j.applies(item)
      ? notApplicable(id, 'left out as not applicable')
      : j.unreadable(id, 'cannot be left out as not applicable');
  }
  if (reading.unusable !== undefined) {
    return notEvaluated(id, reading.unusable);
  }
  if (!j.applies(item)) {
    return notApplicable(id);
  }
  if (item.optional) {
    return notApplicable(id, 'optional, not answered');
  }
  j.missing = true;
  return notEvaluated(id, 'not answered');
}
