import { eachPoint, itemsOf, type Definition, type Item } from './definition';
import { own, type Given, type Reference } from './given';
import type { Formulas } from './formula';
import { notEvaluated, type ItemResult } from './result';
import { read, readAll, type Read } from './readings';
import { dayNumber, weekdayOf } from './date';

/** One check being judged. */
export class Judging {
  readonly items: readonly Item[];
  readonly round: boolean;
  readonly readings: Map<string, Read>;
  readonly day: number;
  readonly results: ItemResult[] = [];
  unusable: boolean;
  missing = false;
  putRight = false;

  constructor(
    definition: Definition,
    readonly given: Given,
    readonly formulas: Formulas | undefined,
  ) {
    this.items = itemsOf(definition);
    this.round = eachPoint(definition);
    const readings = readAll(given.readings);
    this.readings = readings ?? new Map<string, Read>();
    this.unusable = readings === undefined;
    const day = dayNumber(given.day);
    if (day === undefined) {
      throw new RangeError(`a check is judged by its day, and ${given.day} is none`);
    }
    this.day = day;
  }

  reading(id: string): Read {
    return this.readings.get(id) ?? read({});
  }

  item(id: string): Item | undefined {
    return this.items.find((i) => i.id === id);
  }

  /** Whether the item is asked on this equipment and this weekday. */
  applies(item: Item): boolean {
    if (item.when && !this.given.features?.includes(item.when)) {
      return false;
    }
    return !item.on?.length || item.on.includes(weekdayOf(this.day));
  }

  /** What is known of an item at its point, or else of the item. */
  reference(item: Item, id: string): Reference {
    return own(this.given.references, id) ?? own(this.given.references, item.id) ?? {};
  }

  lastSeen(item: Item, id: string): string | undefined {
    return own(this.given.lastSeen, id) ?? own(this.given.lastSeen, item.id);
  }

  unreadable(id: string, why: string): ItemResult {
    this.unusable = true;
    return notEvaluated(id, why);
  }
}

/** The id that a reading of the item has at a point, or of a check without points. */
export const idAt = (item: Item, point: string): string => (point === '' ? item.id : `${point}/${item.id}`);

/** The point and the item that an id names. */
export function parts(id: string, round: boolean): { point: string; name: string } {
  const at = id.indexOf('/');
  if (!round) {
    return { point: '', name: id };
  }
  return at < 0 ? { point: id, name: '' } : { point: id.slice(0, at), name: id.slice(at + 1) };
}
