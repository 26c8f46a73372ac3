import type { Item, Weekday } from './definition';
import type { Judging } from './judging';
import { notEvaluated, type ItemResult } from './result';
import { settled } from './settled';

// Days are counted, so that no clock change of any zone can move one.

const msADay = 86_400_000;

/** The number of a day written YYYY-MM-DD and nothing else, undefined when there is no such day. */
export function dayNumber(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text < '1900') {
    return undefined;
  }
  const ms = Date.parse(`${text}T00:00:00Z`);
  // Some engines take 30 February for 2 March.
  return Number.isFinite(ms) && dayText(ms / msADay) === text ? ms / msADay : undefined;
}

const dayText = (day: number): string => new Date(day * msADay).toISOString().slice(0, 10);

const weekdays: readonly Weekday[] = ['TH', 'FR', 'SA', 'SU', 'MO', 'TU', 'WE'];

/** Day 0 was a Thursday. */
export const weekdayOf = (day: number): Weekday => weekdays[((day % 7) + 7) % 7] as Weekday;

// Making a formatter costs more than a hundred uses of it.
const calendars = new Map<string, Intl.DateTimeFormat>();

/**
 * The day of a moment in a department's zone, as Given wants it. Put together from its parts: in which order a locale writes
 * them is not the same in every browser (WebKitGTK writes 11/25/2026 for en-CA).
 */
export function dayIn(zone: string, ms: number): string {
  const calendar = calendars.get(zone) ?? new Intl.DateTimeFormat('en-GB', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  calendars.set(zone, calendar);
  const parts = calendar.formatToParts(ms);
  const part = (type: string): string => parts.find((p) => p.type === type)?.value ?? '';
  return [part('year').padStart(4, '0'), part('month').padStart(2, '0'), part('day').padStart(2, '0')].join('-');
}

/**
 * An expiry date is good through that day; what was opened or examined is good through the same day so many months later,
 * or the last day of a month that has no such day.
 */
export function date(j: Judging, item: Item, id: string, text: string): ItemResult {
  let day = dayNumber(text);
  if (day === undefined) {
    return j.unreadable(id, 'this is not a date');
  }
  if (item.meaning === 'opened' || item.meaning === 'examined') {
    if (day > j.day) {
      return j.unreadable(id, 'this date has not come yet');
    }
    if (!item.plusMonths || item.plusMonths < 0) {
      return notEvaluated(id, 'how long it keeps is not set');
    }
    day = later(day, item.plusMonths);
  }
  const until = dayText(day);
  const judged: ItemResult = { ...settled(item, id, day >= j.day, `good until ${until}`), until };
  const warn = item.warnWithinDays ?? 0;
  return warn > 0 && day - j.day <= warn ? { ...judged, soon: true } : judged;
}

function later(day: number, months: number): number {
  const from = new Date(day * msADay);
  const [y, m] = [from.getUTCFullYear(), from.getUTCMonth() + months];
  const last = new Date(Date.UTC(y, m + 1, 0)).getUTCDate();
  return Date.UTC(y, m, Math.min(from.getUTCDate(), last)) / msADay;
}
