import type { Area, Checklist, Claim, Draft, Equipment, Item, Occurrence, Staff } from '../../core/tablet';
import { dayOf } from '../../kit/when';
import { alone, operatorsAmong, theirs, worksIn, type Alone, type Operators } from './allowed';
import { published, type Published } from './published';

/** Everything that Today is made of, at one instant. */
export interface Known {
  occurrences: ReadonlyMap<string, Occurrence>;
  checklists: ReadonlyMap<string, Checklist>;
  equipment: ReadonlyMap<string, Equipment>;
  areas: ReadonlyMap<string, Area>;
  staff: ReadonlyMap<string, Staff>;
  drafts: readonly Draft[];
  outbox: readonly Item[];
  claims: readonly Claim[];
  /** Who holds the tablet, when the tablet knows them. */
  person: Staff | undefined;
  /** Somebody holds it whom the tablet does not know. */
  stranger: boolean;
  pulledAt: number | null;
  now: number;
  /** Only this area; '' is all. */
  area: string;
}

/** How a check due stands, for a person: the server's states, and what only this tablet knows. */
export type State = Occurrence['state'] | 'done-here' | 'sent' | 'set-aside';

export interface Row {
  occurrence: Occurrence;
  checklist: Published | undefined;
  equipment: Equipment | undefined;
  area: Area | undefined;
  state: State;
  /** The tablet has heard from Runup since this state began: it is not only the clock that says so. */
  heard: boolean;
  /** Of whoever holds the tablet. */
  mine: boolean;
  alone: Alone;
  draft: Draft | undefined;
  /** The finished check on this tablet that stands for it. */
  here: Item | undefined;
  /** Names of who did it, as far as known. */
  by: readonly string[];
  claim: Claimed | undefined;
}

/** Somebody told Runup that they are at it, on another tablet. */
export interface Claimed {
  name: string;
  tablet: string;
  since: number;
  /** It is whoever holds this tablet, at another one. */
  own: boolean;
}

/** How an occurrence stands by the clock when nobody has done it: edges as the server has them. */
export function stateAt(o: Occurrence, now: number): Occurrence['state'] {
  if (o.state !== 'upcoming' && o.state !== 'due' && o.state !== 'overdue' && o.state !== 'missed') {
    return o.state;
  }
  if (now < Date.parse(o.opensAt)) {
    return 'upcoming';
  }
  if (now < Date.parse(o.dueAt)) {
    return 'due';
  }
  return now < Date.parse(o.missedAt) ? 'overdue' : 'missed';
}

const began = (o: Occurrence, state: State): number =>
  state === 'missed' ? Date.parse(o.missedAt) : state === 'overdue' ? Date.parse(o.dueAt) : Number.NEGATIVE_INFINITY;

/** Today's, what is still open from before, and what was finished today of it. What was planned away is nobody's business. */
export function belongs(o: Occurrence, state: State, now: number, today: string): boolean {
  if (o.exemption?.kind === 'replanned') {
    return false;
  }
  if (o.day === today) {
    return true;
  }
  const past = Date.parse(o.opensAt) < now;
  switch (state) {
    case 'due':
    case 'overdue':
    case 'awaiting-confirmation':
    case 'contested':
      return past;
    case 'missed':
      return now < Date.parse(o.closesAt);
    case 'done':
    case 'repeated':
      return past && o.doneAt !== null && dayOf(Date.parse(o.doneAt)) === today;
    default:
      return false;
  }
}

export const openStates: readonly State[] = ['due', 'overdue', 'missed', 'upcoming'];

/** A finished check of this tablet for this one: named by it, or of the same checklist and equipment in its window. */
export function madeHere(o: Occurrence, outbox: readonly Item[]): Item | undefined {
  const [from, to] = [Date.parse(o.opensAt), Date.parse(o.closesAt)];
  const made = outbox.filter((i) => i.type === 'check.completed' && !i.stopped && i.state !== 'rejected' && i.checklist === o.checklist && i.equipment === o.equipment);
  return made.find((i) => i.occurrence === o.id) ?? made.find((i) => i.occurrence === null && from <= i.at && i.at < to);
}

/** What is made of it here, until the server was heard since it took the check: from then on its word holds. */
function withHere(state: State, here: Item | undefined): State {
  if (here === undefined) {
    return state;
  }
  if (here.state === 'quarantined') {
    return 'set-aside';
  }
  return here.state === 'unsent' ? 'done-here' : 'sent';
}

/** The server took it, and has told since how the check due stands with it: one that was entered in error is due again. */
const settledSince = (i: Item, o: Occurrence, pulledAt: number | null): boolean =>
  i.state === 'accepted' && (o.checks.includes(i.opId) || (i.ackedAt !== null && pulledAt !== null && pulledAt >= i.ackedAt));

/** The rows of Today in the order in which somebody should look at them. */
export function rowsOf(known: Known): Row[] {
  const rows: Row[] = [];
  const today = dayOf(known.now);
  const operators = operatorsAmong(known.staff.values(), known.now);
  for (const o of known.occurrences.values()) {
    if (known.area !== '' && o.area !== known.area) {
      continue;
    }
    if (known.area === '' && known.person !== undefined && !worksIn(known.person, o.area)) {
      continue;
    }
    const bare = stateAt(o, known.now);
    if (belongs(o, bare, known.now, today) && known.equipment.get(o.equipment)?.status !== 'decommissioned') {
      rows.push(rowOf(o, bare, known, operators));
    }
  }
  return rows.sort(byUrgency);
}

function rowOf(o: Occurrence, bare: State, known: Known, operators: Operators): Row {
  const made = known.checklists.get(o.checklist);
  const checklist = made === undefined ? undefined : published(made);
  const sealed = openStates.includes(bare) ? madeHere(o, known.outbox) : undefined;
  const here = sealed !== undefined && settledSince(sealed, o, known.pulledAt) ? undefined : sealed;
  return {
    occurrence: o,
    checklist,
    equipment: known.equipment.get(o.equipment),
    area: known.areas.get(o.area),
    state: withHere(bare, here),
    heard: known.pulledAt !== null && known.pulledAt >= began(o, bare),
    mine: known.person === undefined || theirs(known.person, checklist, o, known.now),
    alone:
      checklist === undefined || (known.person === undefined && !known.stranger)
        ? { why: 'fine', ask: [] }
        : alone(known.person, checklist, o.equipment, operators, known.now),
    draft: openStates.includes(bare) ? draftOf(o, known.drafts) : undefined,
    here,
    by: doneBy(o, here, known.staff),
    claim: openStates.includes(bare) ? claimOn(o, known) : undefined,
  };
}

/** Of another tablet's, the newest that is still believed. */
function claimOn(o: Occurrence, known: Known): Claimed | undefined {
  const on = known.claims.filter((c) => !c.own && c.checklist === o.checklist && c.equipment === o.equipment && known.now < Date.parse(c.until));
  const claim = on.sort((a, b) => Date.parse(b.since) - Date.parse(a.since))[0];
  return claim && { name: claim.name, tablet: claim.tablet, since: Date.parse(claim.since), own: claim.staff !== null && claim.staff === known.person?.id };
}

/** Begun for it, or begun without one: whoever goes on must not begin a second. */
function draftOf(o: Occurrence, drafts: readonly Draft[]): Draft | undefined {
  const same = drafts.filter((d) => d.checklist.id === o.checklist && d.equipment === o.equipment && d.seconds === null);
  return same.find((d) => d.occurrence === o.id) ?? same.find((d) => d.occurrence === null);
}

function doneBy(o: Occurrence, here: Item | undefined, staff: ReadonlyMap<string, Staff>): string[] {
  const ids = o.results.filter((r) => !r.void && r.by !== null).map((r) => r.by as string);
  const all = here === undefined ? ids : [...ids, here.by];
  return [...new Set(all.map((id) => staff.get(id)?.name ?? id))];
}

const urgency: Readonly<Record<State, number>> = {
  overdue: 0, missed: 0, due: 1, 'set-aside': 2, contested: 3, 'awaiting-confirmation': 4, upcoming: 5, 'done-here': 6, sent: 7, done: 8, repeated: 8, exempt: 9,
};

const collator = new Intl.Collator('en-GB', { numeric: true });

/** Past its time first, then by when it is due; of one time what must be done before patients, then as somebody walks: area by area. */
export function byUrgency(a: Row, b: Row): number {
  return (
    urgency[a.state] - urgency[b.state] ||
    Date.parse(a.occurrence.dueAt) - Date.parse(b.occurrence.dueAt) ||
    Number(b.occurrence.gating) - Number(a.occurrence.gating) ||
    collator.compare(a.area?.name ?? '', b.area?.name ?? '') ||
    collator.compare(nameOf(a), nameOf(b)) ||
    a.occurrence.checklist.localeCompare(b.occurrence.checklist)
  );
}

export const nameOf = (row: Row): string => row.equipment?.name ?? row.occurrence.equipment;
export const titleOf = (row: Row): string => row.checklist?.title ?? row.occurrence.checklist;
