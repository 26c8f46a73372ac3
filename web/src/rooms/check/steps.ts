import { isJudged, type Definition, type Item } from '../../judge/definition';
import { dayNumber, weekdayOf } from '../../judge/date';
import type { Reading, Readings } from '../../judge';

/** One line of the form: an item, at a point where the check goes round points. */
export interface Line {
  key: string;
  item: Item;
  point: string;
}

export interface Part {
  title: string;
  lines: Line[];
}

/** What a form is of: what comes before, what is asked (once, or at every point), what comes after. */
export interface Form {
  points: readonly string[];
  before: Part[];
  after: Part[];
  /** Of a point, or of '' in a check without points. */
  at(point: string): Part[];
}

export interface Where {
  day: string;
  features?: readonly string[];
  points?: readonly string[];
}

/** Lays a checklist out for one piece of equipment on one day: what is not asked there is not shown. */
export function formOf(definition: Definition, where: Where): Form {
  const asked = definition.sections.map((s) => ({ title: s.title, items: s.items.filter((i) => applies(i, where)) })).filter((s) => s.items.length > 0);
  const round = definition.round === 'points';
  const isWalk = (s: { items: readonly Item[] }): boolean => s.items.some(isJudged);
  const first = round ? asked.findIndex(isWalk) : 0;
  const last = round ? asked.length - 1 - [...asked].reverse().findIndex(isWalk) : asked.length - 1;
  const part = (s: (typeof asked)[number], point: string): Part => ({ title: s.title, lines: s.items.map((item) => ({ key: point === '' ? item.id : `${point}/${item.id}`, item, point })) });
  return {
    points: round ? (where.points ?? []) : [''],
    before: round ? asked.slice(0, Math.max(0, first)).map((s) => part(s, '')) : [],
    after: round ? asked.slice(last + 1).map((s) => part(s, '')) : [],
    at: (point) => asked.slice(Math.max(0, first), last + 1).map((s) => part(s, point)),
  };
}

export function applies(item: Item, where: Where): boolean {
  if (item.when && !where.features?.includes(item.when)) {
    return false;
  }
  const day = dayNumber(where.day);
  return !item.on?.length || (day !== undefined && item.on.includes(weekdayOf(day)));
}

/** Every line that waits for an answer of a person, in the order of the walk. What is worked out answers itself. */
export const asking = (form: Form, point?: string): Line[] =>
  (point === undefined ? form.points : [point]).flatMap((p) => form.at(p).flatMap((part) => part.lines)).filter((l) => isJudged(l.item) && l.item.kind !== 'computed');

export function answered(item: Item, reading: Reading | undefined): boolean {
  if (reading === undefined) {
    return false;
  }
  if (typeof reading.notApplicable === 'string' && reading.notApplicable.trim() !== '') {
    return true;
  }
  if (item.kind === 'photo') {
    return typeof reading.blob === 'string' && reading.blob !== '';
  }
  const v = reading.value;
  if (item.kind === 'lot-range') {
    return typeof v === 'object' && v !== null && v.low !== undefined && v.high !== undefined && v.value !== undefined;
  }
  return v !== undefined && v !== null && v !== '';
}

/** How far it is: an optional line counts once it is answered. */
export function progress(lines: readonly Line[], readings: Readings): { done: number; of: number; missing: Line[] } {
  const missing = lines.filter((l) => l.item.optional !== true && !answered(l.item, readings[l.key]));
  const done = lines.filter((l) => answered(l.item, readings[l.key])).length;
  return { done, of: done + missing.length, missing };
}

/** The items whose numbers a formula uses. In a formula a hyphen is an underscore. */
export function usedBy(definition: Definition, formula: string): Item[] {
  const names = new Set(formula.match(/[A-Za-z_]\w*/g));
  return definition.sections.flatMap((s) => s.items).filter((i) => names.has(i.id.replace(/-/g, '_')));
}
