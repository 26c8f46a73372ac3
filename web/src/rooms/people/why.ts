import type { Done } from '../../core/tablet';
import { t } from '../../words';

/** Why a sign-in was declined, and what to do now. */
export function why(done: Done & { ok: false }, until?: number): string {
  switch (done.reason) {
    case 'wrong-pin':
      return t('people.wrong-pin');
    case 'locked':
      return until === undefined ? t('people.locked') : t('people.locked-until', { time: clock(until) });
    case 'no-pin-here':
      return t('people.no-pin-here');
    case 'wrong-password':
      return t('people.wrong-password');
    case 'no-signal':
      return t('people.no-signal');
    default:
      return done.problem?.detail ?? t('people.problem');
  }
}

const clock = (at: number): string => new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/London' }).format(at);
