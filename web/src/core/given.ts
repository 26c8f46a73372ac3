import { itemOf, type Definition, type Given, type Instrument, type Item, type Reading, type Readings, type Reference } from '../judge';
import { eachPoint, itemsOf } from '../judge/definition';
import { hour } from './base';
import type { OutboxRow } from './rows';
import type { Baseline, Check, Draft, Equipment } from './tablet';
import { doneAt, type TabletView } from './view';

/** What a check made here, or pulled, read. */
export interface Seen {
  id: string;
  checklist: string;
  equipment: string;
  by: string;
  at: number;
  readings: Readings;
}

/** What readings are held against, as the server finds it too (internal/baseline, internal/check). */
export function givenFor(view: TabletView, definition: Definition, equipment: Equipment, own: readonly Seen[]): Omit<Given, 'readings' | 'day' | 'stoppedEarly'> {
  const references: Record<string, Reference> = {};
  const lastSeen: Record<string, string> = {};
  for (const b of view.baselines.peek().get(equipment.id) ?? []) {
    if (b.checklist !== definition.id) {
      continue;
    }
    if (typeof b.value === 'string') {
      lastSeen[b.item] = newer(b, own) ?? b.value;
    } else {
      references[b.item] = { ...(b.value === undefined ? {} : { value: b.value }), ...(b.limits === undefined ? {} : { limits: b.limits }) };
    }
  }
  const points = equipment.points.map((p) => p.id);
  for (const seen of own.filter((s) => s.checklist === definition.id && s.equipment === equipment.id)) {
    for (const [key, value] of compared(definition, seen.readings)) {
      lastSeen[key] ??= value; // never seen before this tablet saw it
    }
  }
  return { features: equipment.features, references, lastSeen, instruments: instruments(view), ...(eachPoint(definition) ? { points } : {}) };
}

/** What this tablet saw since, and the server may not have heard of: a seal that was changed in the morning. */
function newer(b: Baseline, own: readonly Seen[]): string | undefined {
  const since = Date.parse(b.lastSeenAt ?? b.from);
  const seen = own.find((s) => s.checklist === b.checklist && s.equipment === b.equipment && s.at > since && typeof s.readings[b.item]?.value === 'string');
  return seen?.readings[b.item]?.value as string | undefined;
}

function* compared(definition: Definition, readings: Readings): Iterable<[string, string]> {
  const ids = new Set(itemsOf(definition).filter((i) => i.kind === 'compare-to-last').map((i) => i.id));
  for (const [key, r] of Object.entries(readings)) {
    if (ids.has(itemOf(key)) && typeof r.value === 'string') {
      yield [key, r.value];
    }
  }
}

const instruments = (view: TabletView): Record<string, Instrument> =>
  Object.fromEntries([...view.equipment.peek().values()].map((q) => [q.id, { kind: q.kind, ...(q.calibrationDue === null ? {} : { calibrationDue: q.calibrationDue }) }]));

export const seenInCheck = (c: Check, name: (staff: string | null) => string): Seen => ({
  id: c.id,
  checklist: c.checklist,
  equipment: c.equipment,
  by: c.performedByName ?? name(c.performedBy),
  at: doneAt(c),
  readings: c.readings as Readings,
});

/** What this tablet sealed, newest first. */
export function seenHere(rows: readonly OutboxRow[]): Seen[] {
  return rows
    .filter((r) => r.type === 'check.completed' && r.checklist !== null && r.equipment !== null)
    .map((r) => ({ id: r.opId, checklist: r.checklist ?? '', equipment: r.equipment ?? '', by: r.by, at: r.at, readings: (JSON.parse(r.payload) as { readings: Readings }).readings }))
    .sort((a, b) => b.at - a.at);
}

export const seenInDraft = (d: Draft): Seen => ({
  id: d.id,
  checklist: d.checklist.id,
  equipment: d.equipment,
  by: d.hands[d.hands.length - 1]?.name ?? '',
  at: d.savedAt,
  readings: d.readings,
});

export interface Carried {
  value: number;
  at: number;
  by: string;
  from: string;
}

/** Weather changes slowly and a room's air does not: an hour, as physicists let a reading stand. */
const carriedFor = hour;

/**
 * What may be carried over and is asked to be confirmed: air pressure from anywhere on the site, temperature only within the
 * room, which is the machine's own: two bunkers share an area.
 */
export function carriedFrom(view: TabletView, equipment: Equipment, item: Item, seen: readonly Seen[], now: number): Carried | undefined {
  const reach = item.kind === 'number' ? reachOf(item) : undefined;
  if (reach === undefined) {
    return undefined;
  }
  const site = (id: string): string | undefined => view.areas.peek().get(view.equipment.peek().get(id)?.area ?? '')?.site;
  for (const s of seen) {
    const near = reach === 'site' ? site(s.equipment) !== undefined && site(s.equipment) === site(equipment.id) : s.equipment === equipment.id;
    const value = s.readings[item.id]?.value;
    if (near && now - s.at <= carriedFor && s.at <= now && typeof value === 'number' && unitOf(view, s.checklist, item.id) === item.unit) {
      return { value, at: s.at, by: s.by, from: view.equipment.peek().get(s.equipment)?.name ?? s.equipment };
    }
  }
  return undefined;
}

/** By the item's own id: the temperature of a refrigerator is nobody else's. */
const reachOf = (item: Item): 'site' | 'room' | undefined => (item.id === 'pressure' ? 'site' : item.id === 'temperature' ? 'room' : undefined);

const unitOf = (view: TabletView, checklist: string, item: string): string | undefined => {
  const definition = view.checklists.peek().get(checklist);
  return definition === undefined ? undefined : itemsOf(definition).find((i) => i.id === item)?.unit;
};

/** The last reading of an item here, by whoever made it. */
export function lastOf(key: string, seen: readonly Seen[]): { value: unknown; at: number; by: string } | undefined {
  for (const s of seen) {
    const r: Reading | undefined = s.readings[key];
    if (r?.value !== undefined && r.value !== null) {
      return { value: r.value, at: s.at, by: s.by };
    }
  }
  return undefined;
}
