import type { Key } from '../../words';
import type { ActionOf, Escalation, Names } from './desk';

/** An act that the desk offers; blocked says in words what must be true first. The server has the last word in any case. */
export interface Offer {
  act: 'acknowledge' | 'close' | 'hand-over' | 'reopen' | ActionOf['kind'];
  blocked?: Key;
}

/** The one thing to do next: answering, where nobody has. */
export function first(e: Escalation, { me }: Names): Offer | undefined {
  if (e.state === 'closed') {
    return undefined;
  }
  if (e.handedTo === me.id || e.state === 'open') {
    return me.registered ? { act: 'acknowledge' } : { act: 'acknowledge', blocked: 'desk.guard.registered' };
  }
  return undefined;
}

/** What can be recorded about it, in the order in which it usually happens. */
export function actions(e: Escalation, names: Names): Offer[] {
  if (e.state === 'closed') {
    return may(names, 'reopen') ? [{ act: 'reopen' }] : [];
  }
  const status = e.equipment === null ? undefined : names.equipment.get(e.equipment)?.status;
  const out = status !== undefined && status !== 'in-service' && status !== 'in-service-restricted';
  const list: Offer[] = [];
  const offer = (when: boolean, act: Offer['act'], blocked?: Key | false): void => {
    if (when) {
      list.push(blocked === undefined || blocked === false ? { act } : { act, blocked });
    }
  };
  const guard = !may(names, 'act') && 'desk.guard.registered';
  const repair = !may(names, 'act') && !may(names, 'repair') && 'desk.guard.registered';
  offer(e.verbal !== null && !e.verbal.over && e.verbal.confirmedAt === null && e.verbal.staff === names.me.id, 'verbal-confirmed');
  offer(e.severity === 'put-right', 'put-right', repair);
  offer(status !== undefined && !out && !isNeverWithdrawn(e, names), 'took-out-of-use', guard);
  offer(status === 'in-service', 'restricted', guard);
  offer(true, 'engineer-called', guard);
  offer(true, 'fault-logged', repair);
  offer(status !== undefined && status !== 'with-engineer', 'to-engineer', guard);
  offer(status === 'with-engineer', 'from-engineer', repair);
  offer(status !== undefined && status !== 'with-engineer', 'adjusted', !may(names, 'repair') && 'desk.guard.repair');
  offer(out && e.severity === 'do-not-use', 'verbal-authorisation', guard);
  offer(true, 'note');
  offer(e.severity !== 'do-not-use' || may(names, 'lower-severity'), 'severity');
  offer(e.owner !== null, 'hand-over', handing(e, names));
  offer(e.state === 'acknowledged' && (e.owner === names.me.id || may(names, 'lower-severity')), 'un-acknowledge');
  return list;
}

/** Closing, with what stands in its way as far as the desk can tell. */
export function closing(e: Escalation, names: Names, rechecked: boolean | undefined): Offer | undefined {
  if (e.state === 'closed') {
    return undefined;
  }
  const blocked = closingGuard(e, names, rechecked);
  return blocked === undefined ? { act: 'close' } : { act: 'close', blocked };
}

function closingGuard(e: Escalation, names: Names, rechecked: boolean | undefined): Key | undefined {
  const status = e.equipment === null ? undefined : names.equipment.get(e.equipment)?.status;
  if (!names.me.registered) {
    return 'desk.guard.registered';
  }
  if (e.state === 'open' && e.severity !== 'information') {
    return 'desk.guard.unanswered';
  }
  if (status === 'with-engineer') {
    return 'desk.guard.with-engineer';
  }
  if (e.severity === 'do-not-use' && !returns(names) && !may(names, 'close-do-not-use')) {
    return 'desk.guard.release';
  }
  if (e.severity === 'do-not-use' && rechecked === false && !may(names, 'close-do-not-use')) {
    return 'desk.guard.recheck';
  }
  return undefined;
}

const returns = (names: Names): boolean => may(names, 'return-dosimetric') || may(names, 'return-treatment') || may(names, 'return-other');

const handing = (e: Escalation, names: Names): Key | false =>
  e.owner !== names.me.id && !may(names, 'lower-severity') && 'desk.guard.owner';

export const may = ({ me }: Names, power: string): boolean => me.powers.includes(power);

/** People rely on finding it: it is put right where it stands. */
export const isNeverWithdrawn = (e: Escalation, names: Names): boolean =>
  e.equipment !== null && names.equipment.get(e.equipment)?.neverWithdrawn === true;
