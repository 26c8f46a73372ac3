import { dayNumber } from '../../judge/date';
import { language } from '../../words';

export interface Boxes {
  day: string;
  month: string;
  year: string;
}

export const noBoxes: Boxes = { day: '', month: '', year: '' };

/**
 * The day that three boxes name. A label that gives only month and year is good to the end of that month. Undefined while a
 * box is empty, null when there is no such day.
 */
export function dayOfBoxes(boxes: Boxes, monthOnly: boolean): string | null | undefined {
  const year = fullYear(boxes.year);
  if (boxes.month === '' || year === undefined || (boxes.day === '' && !monthOnly)) {
    return undefined;
  }
  const month = Number(boxes.month);
  const day = monthOnly ? lastOfMonth(year, month) : Number(boxes.day);
  const text = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  return dayNumber(text) === undefined ? null : text;
}

/** Labels print two digits or four. */
function fullYear(text: string): number | undefined {
  return /^\d{2}$/.test(text) ? 2000 + Number(text) : /^\d{4}$/.test(text) ? Number(text) : undefined;
}

const two = (n: number): string => String(n).padStart(2, '0');

const lastOfMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

export function boxesOf(day: unknown): Boxes {
  const parts = typeof day === 'string' ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) : null;
  return parts === null ? noBoxes : { day: parts[3] ?? '', month: parts[2] ?? '', year: parts[1] ?? '' };
}

/** 12 September 2026. A day has no zone. */
export function dayWords(day: string): string {
  const n = dayNumber(day);
  const locale = language.value === 'cy' ? 'cy' : 'en-GB';
  return n === undefined ? day : new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' }).format(n * 86_400_000);
}

export function dayBefore(day: string): string {
  const n = dayNumber(day);
  return n === undefined ? day : new Date((n - 1) * 86_400_000).toISOString().slice(0, 10);
}
