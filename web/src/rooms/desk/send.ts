import { clockOf, dayOf } from '../../kit/when';
import type { Acted, ActionOf, ClosingOf, Desk, Escalation } from './desk';
import type { Given } from './fields';
import type { Offer } from './offers';

/** Sends an act as its form was filled in. What was left empty is left out. */
export function send(desk: Desk, e: Escalation, act: Offer['act'], given: Given): Promise<Acted> {
  switch (act) {
    case 'acknowledge':
      return desk.acknowledge(e);
    case 'close':
      return desk.settle(e, closing(given));
    case 'hand-over':
      return desk.handOver(e, given['to'] ?? '', given['note'] ?? '');
    case 'reopen':
      return desk.reopen(e, given['note'] ?? '');
    default:
      return desk.act(e, { kind: act, ...action(given) });
  }
}

function action(given: Given): Omit<ActionOf, 'kind'> {
  const { visitor, company, engineer, affectsPerformance, until, eta, ...rest } = filled(given);
  const by = { ...(engineer === undefined ? {} : { staff: engineer }), ...(visitor === undefined ? {} : { name: visitor }), ...(company === undefined ? {} : { company }) };
  return {
    ...(rest as Omit<ActionOf, 'kind'>),
    ...(Object.keys(by).length === 0 ? {} : { engineer: by }),
    ...(affectsPerformance === undefined ? {} : { affectsPerformance: affectsPerformance === 'yes' }),
    ...(until === undefined ? {} : { until: moment(until) }),
    ...(eta === undefined ? {} : { eta: moment(eta) }),
  };
}

function closing(given: Given): ClosingOf {
  const { reason, note, incident, incidentReference, recheck, restriction } = filled(given);
  return {
    reason: (reason ?? '') as ClosingOf['reason'],
    note: note ?? '',
    ...(recheck === undefined ? {} : { recheck }),
    ...(restriction === undefined || reason !== 'accepted-with-restriction' ? {} : { restriction }),
    ...(incident === undefined ? {} : { incident: { needed: incident === 'yes', ...(incidentReference === undefined ? {} : { reference: incidentReference }) } }),
  };
}

const filled = (given: Given): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value.trim()]).filter(([, value]) => value !== ''));

/** A time of day in the department, the next one to come, as a moment. */
export function moment(hhmm: string, now = Date.now()): string {
  const today = onDay(dayOf(now), hhmm);
  return new Date(today < now ? onDay(dayOf(now + 86_400_000), hhmm) : today).toISOString();
}

/** The moment at which the department's clocks show this. */
function onDay(day: string, hhmm: string): number {
  const guess = Date.parse(`${day}T${hhmm}:00Z`);
  const shown = Date.parse(`${dayOf(guess)}T${clockOf(guess)}:00Z`);
  return guess - (shown - guess);
}
