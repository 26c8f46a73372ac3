import type { Draft } from '../../core/tablet';
import { openStates, type Known, type Row, type State } from './due';

/** Today in the groups that somebody reads at 06:45. */
export interface Groups {
  /** Begun and not finished, whosever it is. */
  begun: readonly Row[];
  /** Too late and without a record: together, so that each need not say so. */
  missed: readonly Row[];
  now: readonly Row[];
  waiting: readonly Row[];
  later: readonly Row[];
  done: readonly Row[];
  /** Due, but not theirs. */
  others: readonly Row[];
}

export function groupsOf(rows: readonly Row[]): Groups {
  const begun = rows.filter((r) => r.draft !== undefined && openStates.includes(r.state));
  const rest = rows.filter((r) => !begun.includes(r));
  const mine = rest.filter((r) => r.mine);
  const among = (...states: State[]): Row[] => mine.filter((r) => states.includes(r.state));
  return {
    begun,
    missed: among('missed'),
    now: among('overdue', 'due'),
    waiting: among('set-aside', 'contested', 'awaiting-confirmation'),
    later: among('upcoming'),
    done: among('done-here', 'sent', 'done', 'repeated', 'exempt'),
    others: rest.filter((r) => !r.mine && openStates.includes(r.state)),
  };
}

/** Drafts of no row: begun without anything being due, or of a day that has gone. */
export const looseDrafts = (rows: readonly Row[], known: Known): Draft[] =>
  known.drafts.filter((d) => (known.area === '' || d.area === known.area) && !rows.some((r) => r.draft === d));

/** What the top line says: nothing due, all done and how much of it is not sent yet, or how much there is. */
export interface Summary {
  kind: 'nothing' | 'all-done' | 'open';
  overdue: number;
  due: number;
  later: number;
  done: number;
  unsent: number;
  waiting: number;
}

export function summaryOf(groups: Groups): Summary {
  const begun = groups.begun.filter((r) => r.mine);
  const open = [...begun, ...groups.missed, ...groups.now, ...groups.later];
  const counted = groups.done.filter((r) => r.state !== 'exempt');
  const count = (...states: State[]): number => [...open, ...counted].filter((r) => states.includes(r.state)).length;
  const kind = open.length > 0 ? 'open' : counted.length + groups.waiting.length > 0 ? 'all-done' : 'nothing';
  return {
    kind, overdue: count('overdue', 'missed'), due: count('due'), later: count('upcoming'), done: counted.length, unsent: count('done-here'), waiting: groups.waiting.length,
  };
}

/** How old what the tablet knows is, and how loudly to say so. */
export interface Age {
  at: number | null;
  ms: number;
  loud: 'fresh' | 'old' | 'very-old';
}

const hour = 3_600_000;

/** Over an hour is old: a check may have been done elsewhere. Over twelve, a night has passed. */
export function ageOf(pulledAt: number | null, now: number): Age {
  const ms = pulledAt === null ? Number.POSITIVE_INFINITY : Math.max(0, now - pulledAt);
  return { at: pulledAt, ms, loud: ms > 12 * hour ? 'very-old' : ms > hour ? 'old' : 'fresh' };
}
