import type { Area, Equipment, Escalation, Item, Report } from '../../core/tablet';

export const kinds = ['unsafe', 'fault', 'near-miss', 'incident', 'environment', 'stock'] as const;
export type Kind = (typeof kinds)[number];

/** A report while it is written. It is kept nowhere but here: it may hold what must not be kept. */
export interface Writing {
  kind: Kind | '';
  equipment: string;
  area: string;
  text: string;
  blobs: readonly string[];
}

export const blank: Writing = { kind: '', equipment: '', area: '', text: '', blobs: [] };

export type Missing = 'kind' | 'about' | 'text';

/** What somebody still has to say. Stock and the building are of a place; everything is of something. */
export function missingIn(w: Writing): Missing[] {
  const list: Missing[] = [];
  if (w.kind === '') {
    list.push('kind');
  }
  if (w.equipment === '' && w.area === '') {
    list.push('about');
  }
  if (w.text.trim() === '') {
    list.push('text');
  }
  return list;
}

/** The members of `report.filed`. Equipment says where it is by itself. */
export const membersOf = (w: Writing): Record<string, unknown> => ({
  kind: w.kind, text: w.text.trim(), blobs: w.blobs, ...(w.equipment !== '' ? { equipment: w.equipment } : { area: w.area }),
});

/** What the person must do at once, whoever hears of it. Nothing here says to stop using what saves lives. */
export type Doing = 'treats' | 'put-right' | 'unsafe' | 'unsafe.area' | null;

export function doingAtOnce(kind: Kind | '', equipment: Equipment | undefined): Doing {
  if (kind !== 'unsafe') {
    return null;
  }
  if (equipment === undefined) {
    return 'unsafe.area';
  }
  if (equipment.neverWithdrawn) {
    return 'put-right';
  }
  return equipment.treats ? 'treats' : 'unsafe';
}

/** How far the telling has come: only what Runup itself said counts. */
export interface Told {
  words: 'not-sent' | 'trying' | 'told' | 'nobody' | 'answered' | 'closed' | 'set-aside' | 'later' | 'quiet';
  owner: string | null;
  ref: string;
  /** Phone, because nobody is known to have been reached. */
  phone: boolean;
}

const interrupts: readonly string[] = ['do-not-use', 'before-use', 'put-right'];

export function toldOf(kind: Kind | '', sent: Item | undefined, report: Report | undefined, escalation: Escalation | undefined): Told {
  const urgent = escalation === undefined ? kind === 'unsafe' || kind === 'fault' : interrupts.includes(escalation.severity);
  const loud = kind === 'unsafe' || (escalation !== undefined && interrupts.includes(escalation.severity));
  const at = (words: Told['words'], phone: boolean): Told => ({ words, owner: escalation?.owner ?? null, ref: escalation?.ref ?? report?.escalation?.ref ?? '', phone });
  if (escalation === undefined) {
    return unheard(sent, urgent, loud, at);
  }
  if (escalation.state === 'closed') {
    return at('closed', false);
  }
  if (escalation.owner !== null || escalation.state !== 'open') {
    return at('answered', false);
  }
  if (!urgent) {
    return at('later', false);
  }
  if (escalation.nobodyReached) {
    return at('nobody', true);
  }
  return escalation.attempted ? at('told', false) : at('trying', loud);
}

function unheard(sent: Item | undefined, urgent: boolean, loud: boolean, at: (words: Told['words'], phone: boolean) => Told): Told {
  switch (sent?.state) {
    case 'accepted':
    case 'held':
      return at(urgent ? 'trying' : 'later', loud);
    case 'quarantined':
    case 'rejected':
      return at('set-aside', true);
    default:
      return at(urgent ? 'not-sent' : 'quiet', loud);
  }
}

/** The numbers to ring about a place that is no equipment: its own, then those of the same site. */
export function phonesOf(area: string, areas: ReadonlyMap<string, Area>): { name: string; number: string; what: string }[] {
  const here = areas.get(area);
  const near = [...areas.values()].filter((a) => a.id !== area && here !== undefined && a.site === here.site);
  return [...(here === undefined ? [] : [here]), ...near].filter((a) => a.phone !== '').map((a) => ({ name: a.name, number: a.phone, what: '' }));
}
