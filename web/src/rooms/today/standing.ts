import type { Alarm, Checklist, Equipment, Escalation, Report, Staff } from '../../core/tablet';
import { itemOf, pointOf } from '../../judge';
import { itemsOf } from '../../judge/definition';
import { t, type Key } from '../../words';
import { bySeverity } from './published';

/** What keeps equipment from being used as usual, in the order in which it must be read. */
export interface Standing {
  equipment: Equipment;
  kind: 'alarm' | 'out' | 'restricted' | 'before-use';
  /** What it comes to, in words. */
  words: string;
  since: number;
  /** Why, in somebody's words or the item's. */
  reason: string;
  /** To say on the phone; '' without one. */
  ref: string;
  escalation: string | null;
  /** The name of who deals with it; null while nobody does. */
  owner: string | null;
}

export interface Seen {
  equipment: ReadonlyMap<string, Equipment>;
  escalations: ReadonlyMap<string, Escalation>;
  reports: ReadonlyMap<string, Report>;
  checklists: ReadonlyMap<string, Checklist>;
  staff: ReadonlyMap<string, Staff>;
  /** What failed on this tablet, and is not over. */
  alarms: readonly Alarm[];
}

const rank: readonly Standing['kind'][] = ['alarm', 'out', 'before-use', 'restricted'];

/** Everything that is not simply in use, the gravest first. */
export function standings(seen: Seen): Standing[] {
  const all = [...seen.equipment.values()].flatMap((q) => standingsOf(q, seen));
  return all.sort((a, b) => rank.indexOf(a.kind) - rank.indexOf(b.kind) || a.equipment.name.localeCompare(b.equipment.name));
}

/** An alarm, its status, and whatever must be answered before it is used: all that hold, none hides another. */
export function standingsOf(q: Equipment, seen: Seen): Standing[] {
  if (q.status === 'decommissioned') {
    return [];
  }
  const open = openAbout(q.id, seen.escalations);
  const list = q.alarms.map((a) => alarmed(q, a, seen));
  const status = statusOf(q, open, seen);
  if (status !== undefined) {
    list.push(status);
  }
  const holds = open.filter((e) => e.severity === 'before-use' && e.id !== status?.escalation && status?.kind !== 'out');
  return [...list, ...foundHere(q, seen), ...holds.map((e) => held(q, e, seen))];
}

/** What failed on this tablet and the server has not said yet: whoever picks the tablet up next reads it all the same. */
function foundHere(q: Equipment, seen: Seen): Standing[] {
  const unheard = seen.alarms.filter((a) => a.equipment === q.id && (a.escalation === null || !seen.escalations.has(a.escalation)));
  return unheard.flatMap((a): Standing[] => {
    const kind = a.severity === 'do-not-use' ? 'out' : a.severity === 'before-use' ? 'before-use' : undefined;
    const reason = itemInWords({ checklist: a.checklist, item: a.key, equipment: q.id }, seen) ?? a.why;
    return kind === undefined ? [] : [{ equipment: q, kind, words: t(`standing.here.${kind}`), since: a.raisedAt, reason, ref: a.ref ?? '', escalation: null, owner: null }];
  });
}

/** Open escalations about equipment, the worst first. */
export const openAbout = (equipment: string, all: ReadonlyMap<string, Escalation>): Escalation[] =>
  [...all.values()]
    .filter((e) => e.equipment === equipment && e.state !== 'closed')
    .sort((a, b) => bySeverity(a.severity, b.severity) || Date.parse(a.openedAt) - Date.parse(b.openedAt));

function alarmed(q: Equipment, alarm: Equipment['alarms'][number], seen: Seen): Standing {
  const e = seen.escalations.get(alarm.escalation);
  return {
    equipment: q, kind: 'alarm', words: t('standing.alarm', { equipment: q.name }), since: Date.parse(alarm.since), reason: e === undefined ? '' : aboutOf(e, seen),
    ref: alarm.ref, escalation: alarm.escalation, owner: ownerOf(e, seen),
  };
}

function statusOf(q: Equipment, open: readonly Escalation[], seen: Seen): Standing | undefined {
  if (q.status === 'in-service') {
    return undefined;
  }
  const e = open.find((o) => o.id === q.escalation) ?? open.find((o) => o.severity === 'do-not-use');
  const restricted = q.status === 'in-service-restricted';
  const words = restricted ? t('standing.in-service-restricted', { what: q.restriction ?? '' }) : t(`standing.${q.status}` as Key);
  return {
    equipment: q, kind: restricted ? 'restricted' : 'out', words, since: Date.parse(q.statusSince), reason: e === undefined ? q.statusReason : aboutOf(e, seen),
    ref: e?.ref ?? '', escalation: e?.id ?? null, owner: ownerOf(e, seen),
  };
}

const held = (q: Equipment, e: Escalation, seen: Seen): Standing => ({
  equipment: q, kind: 'before-use', words: t('standing.before-use'), since: Date.parse(e.openedAt), reason: aboutOf(e, seen), ref: e.ref, escalation: e.id,
  owner: ownerOf(e, seen),
});

const ownerOf = (e: Escalation | undefined, seen: Seen): string | null =>
  e === undefined || e.owner === null ? null : (seen.staff.get(e.owner)?.name ?? e.owner);

/** What an escalation is about, as the person at the machine would say it. */
export function aboutOf(e: Escalation, seen: Seen): string {
  const report = e.report === null ? undefined : seen.reports.get(e.report);
  if (report !== undefined) {
    return report.text;
  }
  const title = e.checklist === null ? '' : (seen.checklists.get(e.checklist)?.title ?? e.checklist);
  if (e.kind === 'check' && e.item !== null) {
    return itemInWords(e, seen) ?? title;
  }
  if (e.kind === 'missed' || e.kind === 'countersign') {
    return t(`standing.kind.${e.kind}`, { checklist: title });
  }
  return e.kind === 'report' ? t('standing.kind.report') : (e.about ?? title);
}

function itemInWords(e: Pick<Escalation, 'checklist' | 'item' | 'equipment'>, seen: Seen): string | undefined {
  const definition = e.checklist === null ? undefined : seen.checklists.get(e.checklist);
  const key = e.item ?? '';
  const item = (definition === undefined ? [] : itemsOf(definition)).find((i) => i.id === itemOf(key));
  const point = seen.equipment.get(e.equipment ?? '')?.points.find((p) => p.id === pointOf(key));
  const words = item?.prompt ?? item?.restock;
  if (words === undefined) {
    return undefined;
  }
  return point === undefined ? t('standing.failing', { item: words }) : t('standing.failing.at', { item: words, point: point.name });
}
