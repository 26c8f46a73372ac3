import type { Staff } from '../../core/tablet';
import type { Published } from './published';

export type Capacity = 'operator' | 'authorised' | 'trainee';
const rank: readonly Capacity[] = ['trainee', 'authorised', 'operator'];

/** What somebody holds for a checklist on equipment: the server judges the same from the same authorisations. */
export interface Held {
  how: 'held' | 'lapsed' | 'none';
  capacity: Capacity | null;
}

/** The best capacity that holds, else what has lapsed, else none. */
export function heldBy(person: Staff, checklist: string, equipment: string, now: number): Held {
  let best: Held = { how: 'none', capacity: null };
  for (const a of person.authorisations) {
    if (a.checklist !== checklist || (a.equipment !== null && a.equipment !== equipment) || now < Date.parse(a.from)) {
      continue;
    }
    const holds = person.active && (a.until === null || now < Date.parse(a.until));
    best = better({ how: holds ? 'held' : 'lapsed', capacity: a.capacity }, best);
  }
  return best;
}

function better(a: Held, b: Held): Held {
  if (a.how !== b.how) {
    return b.how === 'none' || a.how === 'held' ? a : b;
  }
  return rank.indexOf(a.capacity ?? 'trainee') > rank.indexOf(b.capacity ?? 'trainee') ? a : b;
}

/** What somebody should know before they start. Nobody is kept from starting: it says whom to ask. */
export interface Alone {
  why: 'fine' | 'trainee' | 'countersigned' | 'lapsed' | 'not-authorised' | 'unknown';
  /** Registered operators for it, who may confirm at the machine. */
  ask: readonly Staff[];
}

/** Registered operators by checklist: made once for a whole list of rows. */
export type Operators = ReadonlyMap<string, readonly { person: Staff; equipment: string | null }[]>;

export function operatorsAmong(staff: Iterable<Staff>, now: number): Operators {
  const index = new Map<string, { person: Staff; equipment: string | null }[]>();
  for (const person of [...staff].filter((s) => s.active && s.registered).sort((a, b) => a.name.localeCompare(b.name))) {
    for (const a of person.authorisations) {
      if (a.capacity === 'operator' && now >= Date.parse(a.from) && (a.until === null || now < Date.parse(a.until))) {
        index.set(a.checklist, [...(index.get(a.checklist) ?? []), { person, equipment: a.equipment }]);
      }
    }
  }
  return index;
}

/** Registered, and operator for the task: whose confirmation counts. Nobody confirms their own. */
export function supervisors(checklist: string, equipment: string, operators: Operators, but: string): Staff[] {
  const fit = (operators.get(checklist) ?? []).filter((o) => o.person.id !== but && (o.equipment === null || o.equipment === equipment));
  return [...new Set(fit.map((o) => o.person))];
}

export function alone(person: Staff | undefined, checklist: Published, equipment: string, operators: Operators, now: number): Alone {
  if (person === undefined) {
    return { why: 'unknown', ask: [] }; // whoever it is, it waits for confirmation
  }
  const { how, capacity } = heldBy(person, checklist.id, equipment, now);
  const why = whyNotAlone(how, capacity, checklist.performedBy?.countersign ?? 'trainee');
  return { why, ask: why === 'fine' ? [] : supervisors(checklist.id, equipment, operators, person.id) };
}

function whyNotAlone(how: Held['how'], capacity: Capacity | null, countersign: 'never' | 'trainee' | 'always'): Alone['why'] {
  if (how !== 'held') {
    return how === 'lapsed' ? 'lapsed' : 'not-authorised';
  }
  if (capacity === 'trainee') {
    return 'trainee';
  }
  return countersign === 'always' ? 'countersigned' : 'fine';
}

/** It is theirs to do: they hold or held it, or their role does it here. */
export function theirs(person: Staff, checklist: Published | undefined, occurrence: { checklist: string; equipment: string }, now: number): boolean {
  return heldBy(person, occurrence.checklist, occurrence.equipment, now).how !== 'none' || (checklist?.performedBy?.roles.includes(person.role) ?? false);
}

/** The areas of somebody hold this one; a star is all. */
export const worksIn = (person: Staff, area: string): boolean => person.areas.includes('*') || person.areas.includes(area);
