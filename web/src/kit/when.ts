import { dayIn } from '../judge/date';
import { language, t } from '../words';

/** The department's own clock. A tablet may be set to any zone: what it shows is the time on the wall. */
export const zone = 'Europe/London';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

// Making a formatter costs more than a hundred uses of it.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string | string[], options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = String(locale) + JSON.stringify(options);
  const made = formatters.get(key) ?? new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
  formatters.set(key, made);
  return made;
}

const inWords = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => formatter(language.value === 'cy' ? ['cy', 'en-GB'] : 'en-GB', options); // some browsers have no Welsh dates

/** 06:41, by the clock on the wall. */
export const clockOf = (ms: number): string => formatter('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(ms);

/** The department's day of a moment, YYYY-MM-DD. */
export const dayOf = (ms: number): string => dayIn(zone, ms);

/** Wednesday 25 November */
export const dayInWords = (ms: number): string => inWords({ weekday: 'long', day: 'numeric', month: 'long' }).format(ms).replace(',', '');

/** 25 November 2026 */
export const dateInWords = (ms: number): string => inWords({ day: 'numeric', month: 'long', year: 'numeric' }).format(ms);

/** How many of the department's days lie between: a night on which the clocks change has its own length and is one night. */
function nights(from: number, to: number): number {
  return Math.round((Date.parse(`${dayOf(to)}T00:00:00Z`) - Date.parse(`${dayOf(from)}T00:00:00Z`)) / day);
}

/** A moment as short as it stays plain: 06:41 today, yesterday 22:10, Sunday 22:10, 3 November 22:10. */
export function momentOf(ms: number, now: number): string {
  const ago = nights(ms, now);
  if (ago === 0) {
    return clockOf(ms);
  }
  if (ago === 1 || ago === -1) {
    return t(ago === 1 ? 'common.yesterday' : 'common.tomorrow', { time: clockOf(ms) });
  }
  const far = Math.abs(ago) > 6;
  const date = inWords(far ? { day: 'numeric', month: 'long' } : { weekday: 'long' }).format(ms);
  return `${date} ${clockOf(ms)}`;
}

/** How long: in minutes, hours or days, whichever a person would say. Never less than nothing. */
export function lasting(ms: number): string {
  if (ms < minute) {
    return t('common.moment');
  }
  if (ms < hour) {
    return t('common.minutes', { count: Math.floor(ms / minute) });
  }
  if (ms < 2 * day) {
    return t('common.hours', { count: Math.floor(ms / hour) });
  }
  return t('common.days', { count: Math.floor(ms / day) });
}
