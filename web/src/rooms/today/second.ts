import type { Check, Checklist, Draft, Equipment, Item, Staff } from '../../core/tablet';
import { heldBy, worksIn } from './allowed';
import { published } from './published';

/** A check that waits for the same check by another person, who is shown nothing of it before theirs is in. */
export interface Wanted {
  check: string;
  checklist: string;
  title: string;
  equipment: Equipment;
  /** Who did the first, and when it was finished. */
  by: string;
  at: number;
  /** What whoever holds the tablet is to it: nobody is the second of their own, and somebody without authorisation would not count. */
  you: 'may' | 'own' | 'not-authorised' | 'nobody';
  draft: Draft | undefined;
}

export interface Known {
  checks: readonly Check[];
  outbox: readonly Item[];
  drafts: readonly Draft[];
  checklists: ReadonlyMap<string, Checklist>;
  equipment: ReadonlyMap<string, Equipment>;
  staff: ReadonlyMap<string, Staff>;
  person: Staff | undefined;
  now: number;
}

interface First {
  id: string;
  checklist: string;
  equipment: string;
  hands: readonly string[];
  by: string;
  at: number;
}

/** A pair looks at the same thing: two days later it is another. */
const together = 24 * 3_600_000;

/** Whether a checklist asks for a second person. */
export const byTwo = (c: Checklist | undefined): boolean => c !== undefined && published(c).performedBy?.secondCheck === true;

/** The checks that wait for a second person, the oldest first: those that were pulled, and those this tablet has not sent. */
export function wantedOf(known: Known): Wanted[] {
  const done = new Set(known.outbox.filter((i) => i.type === 'check.seconded' && i.state !== 'rejected' && i.state !== 'quarantined').map((i) => i.about));
  return firsts(known)
    .filter((f) => !done.has(f.id) && known.now - f.at < together)
    .flatMap((f) => {
      const equipment = known.equipment.get(f.equipment);
      const title = known.checklists.get(f.checklist)?.title ?? f.checklist;
      return equipment === undefined ? [] : [{ check: f.id, checklist: f.checklist, title, equipment, by: f.by, at: f.at, you: you(f, known), draft: known.drafts.find((d) => d.seconds === f.id) }];
    })
    .sort((a, b) => a.at - b.at);
}

function firsts(known: Known): First[] {
  const pulled = new Set(known.checks.map((c) => c.id));
  const waits = known.checks.filter((c) => c.flags.includes('awaiting-second-check') && !c.flags.includes('voided') && c.stoppedEarly === null);
  const here = known.outbox.filter((i) => i.type === 'check.completed' && !i.stopped && (i.state === 'unsent' || i.state === 'accepted') && !pulled.has(i.opId) && byTwo(known.checklists.get(i.checklist ?? '')));
  const name = (id: string | null): string => known.staff.get(id ?? '')?.name ?? id ?? '';
  return [
    ...waits.map((c) => ({ id: c.id, checklist: c.checklist, equipment: c.equipment, hands: handsOf(c), by: c.performedByName ?? name(c.performedBy), at: Date.parse(c.finishedAt ?? c.receivedAt) })),
    ...here.map((i) => ({ id: i.opId, checklist: i.checklist ?? '', equipment: i.equipment ?? '', hands: [i.by], by: name(i.by), at: i.at })),
  ];
}

/** Who had a part in it, as the server sees it too: who did it, who answers for it, who countersigned it. */
const handsOf = (c: Check): string[] =>
  [c.performedBy, c.performedByName, c.responsibleOperator, ...c.revisions.filter((r) => r.kind === 'countersigned' && r.counts).map((r) => r.by)].filter((id): id is string => id !== null && id !== undefined);

function you(f: First, { person, now }: Known): Wanted['you'] {
  if (person === undefined) {
    return 'nobody';
  }
  if (f.hands.includes(person.id) || f.hands.includes(person.name)) {
    return 'own';
  }
  const { how, capacity } = heldBy(person, f.checklist, f.equipment, now);
  return how === 'held' && capacity !== 'trainee' ? 'may' : 'not-authorised';
}

/** On Today those of the areas somebody works in, that they may do or have done the first of. */
export const onToday = (w: Wanted, person: Staff | undefined, area: string): boolean =>
  (area === '' ? person === undefined || worksIn(person, w.equipment.area) : w.equipment.area === area) && w.you !== 'not-authorised';
