import { signal } from '@preact/signals-core';
import { formulasFor } from '../judge';
import type { Base } from './base';
import { uuid } from './bytes';
import type { TabletAlarms } from './alarms';
import type { TabletClock } from './clock';
import { DraftEditing } from './editing';
import { carriedFrom, givenFor, seenHere, seenInCheck, seenInDraft, type Seen } from './given';
import { itemsOf } from '../judge/definition';
import type { Held, Locks } from './locks';
import type { TabletOutbox } from './outbox';
import type { TabletPeople } from './people';
import { meta, type Store } from './store';
import type { Checklist, Declined, Draft, Drafts, Dropped, Editing, Equipment, Holder } from './tablet';
import type { TabletView } from './view';

/** What an editor works with. */
export interface Workshop {
  base: Base;
  store: Store;
  clock: TabletClock;
  people: TabletPeople;
  view: TabletView;
  outbox: TabletOutbox;
  alarms: TabletAlarms;
}

export type Hand = Draft['hands'][number];

export const handOf = (h: Holder, at: number): Hand => ({ staff: h.staff, name: h.name, how: h.how, at });

/** Checks that were begun and are not finished. They belong to the area, and outlive whoever leaves the tablet. */
export class TabletDrafts implements Drafts {
  readonly all = signal<readonly Draft[]>([]);
  readonly dropped = signal<readonly Dropped[]>([]);
  /** Told of each change, so that other tabs show the same. */
  changed: () => void = () => undefined;
  /** Told when one was begun. */
  begun: (draft: Draft) => void = () => undefined;
  private readonly open_ = new Map<string, Promise<Editing | Declined>>();

  constructor(
    private readonly shop: Workshop,
    private readonly locks: Locks,
  ) {}

  async load(): Promise<void> {
    const [all, abandoned] = await this.shop.store.read(['drafts', 'meta'], (tx) => Promise.all([tx.objectStore('drafts').getAll(), meta(tx, 'abandoned')]));
    this.all.value = all.sort((a, b) => a.startedAt - b.startedAt);
    this.dropped.value = [...(abandoned?.items ?? [])].reverse();
  }

  async begin(what: { checklist: string; equipment: string; occurrence: string | null; seconds?: string }): Promise<Editing | Declined> {
    const { people, view, store, clock } = this.shop;
    const holder = people.holder.peek();
    const definition = view.checklists.peek().get(what.checklist);
    const equipment = view.equipment.peek().get(what.equipment);
    if (holder === null) {
      return { ok: false, reason: 'locked' };
    }
    if (definition === undefined || equipment === undefined) {
      return { ok: false, reason: 'problem' };
    }
    const now = clock.now();
    const fresh: Draft = {
      id: uuid(now),
      checklist: { id: definition.id, hash: definition.hash, title: definition.title },
      equipment: equipment.id,
      area: equipment.area,
      occurrence: what.occurrence,
      hands: [handOf(holder, now)],
      startedAt: now,
      savedAt: now,
      readings: {},
      note: '',
      alerted: {},
      at: null,
      supervisedBy: null,
      seconds: what.seconds ?? null,
    };
    const draft = await store.write(['drafts'], async (tx) => {
      const there = (await tx.objectStore('drafts').getAll()).find((d) => same(d, fresh));
      if (there === undefined) {
        await tx.objectStore('drafts').add(fresh);
      }
      return there ?? fresh;
    });
    await this.refresh();
    if (draft === fresh) {
      this.begun(fresh);
    }
    return this.open(draft.id);
  }

  /** In one tab whoever asks again has the same editor; in two, the second is told. */
  open(id: string): Promise<Editing | Declined> {
    const there = this.open_.get(id);
    if (there !== undefined) {
      return there;
    }
    const opening = this.take(id).catch((e: unknown) => {
      this.open_.delete(id);
      throw e;
    });
    this.open_.set(id, opening);
    opening.then((e) => e.ok || this.open_.delete(id)).catch(() => undefined);
    return opening;
  }

  private async take(id: string): Promise<Editing | Declined> {
    const held = await this.locks.take(`draft:${id}`);
    if (held === undefined) {
      return { ok: false, reason: 'open-elsewhere' };
    }
    try {
      const editing = await this.edit(id, held);
      if (!editing.ok) {
        await held.release();
      }
      return editing;
    } catch (e) {
      await held.release().catch(() => undefined);
      throw e;
    }
  }

  private async edit(id: string, held: Held): Promise<Editing | Declined> {
    const { view, store, people, clock } = this.shop;
    const draft = await store.read(['drafts'], (tx) => tx.objectStore('drafts').get(id));
    const definition = draft && (await view.definition(draft.checklist.id, draft.checklist.hash));
    const equipment = draft && view.equipment.peek().get(draft.equipment);
    if (draft === undefined || definition === undefined || equipment === undefined) {
      return { ok: false, reason: 'problem' };
    }
    const [formulas, seen] = await Promise.all([formulasFor(definition), this.seen(draft)]);
    const editing = new DraftEditing(this.shop, draft, definition, equipment, formulas, {
      given: givenFor(view, definition, equipment, byTwo(definition) ? [] : seen.here),
      last: seen.last,
      carried: carriedTo(view, definition, equipment, seen.near, clock.now()),
    }, {
      still: held.still,
      release: async () => {
        this.open_.delete(id);
        await held.release();
        await this.refresh();
      },
    });
    editing.saved = (d) => this.note(d);
    if (people.holder.peek() !== null) {
      await editing.takeOn();
    }
    return editing;
  }

  /** What was read here and lately: on this tablet, and by the last pull. A second checker is shown nothing of it. */
  private async seen(draft: Draft): Promise<{ here: Seen[]; last: Seen[]; near: Seen[] }> {
    const { view, outbox } = this.shop;
    const here = seenHere(outbox.all());
    const name = (staff: string | null): string => view.staff.peek().get(staff ?? '')?.name ?? '';
    const pulled = (await view.checks({})).filter((c) => !c.flags.includes('voided')).map((c) => seenInCheck(c, name));
    const others = this.all.peek().filter((d) => d.id !== draft.id).map(seenInDraft);
    const known = new Set(here.map((s) => s.id));
    const done = [...here, ...pulled.filter((s) => !known.has(s.id))].sort((a, b) => b.at - a.at);
    const own = draft.seconds === null ? done.filter((s) => s.checklist === draft.checklist.id && s.equipment === draft.equipment) : [];
    const near = [...others, ...done].sort((a, b) => b.at - a.at).filter((s) => s.id !== draft.seconds);
    return { here, last: own, near };
  }

  private note(draft: Draft): void {
    this.all.value = this.all.peek().map((d) => (d.id === draft.id ? draft : d));
    this.changed();
  }

  private async refresh(): Promise<void> {
    await this.load();
    this.changed();
  }

  async close(): Promise<void> {
    for (const opening of this.open_.values()) {
      const editing = await opening.catch(() => undefined);
      await (editing?.ok ? editing.close() : undefined);
    }
  }
}

/** Of a check that two make, what the first one read is compared with nothing before both are in: the server goes by what was seen before. */
const byTwo = (definition: Checklist): boolean => (definition as { performedBy?: { secondCheck?: boolean } }).performedBy?.secondCheck === true;

const same = (a: Draft, b: Draft): boolean =>
  a.checklist.id === b.checklist.id && a.equipment === b.equipment && a.occurrence === b.occurrence && a.seconds === b.seconds;

function carriedTo(view: TabletView, definition: Checklist, equipment: Equipment, near: readonly Seen[], now: number) {
  const items = itemsOf(definition).map((item) => [item.id, carriedFrom(view, equipment, item, near, now)] as const);
  return new Map(items.flatMap(([id, c]) => (c === undefined ? [] : [[id, c] as const])));
}
