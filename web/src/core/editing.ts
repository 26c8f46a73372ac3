import { computed, signal, type ReadonlySignal, type Signal } from '@preact/signals-core';
import { check, failing, itemOf, one, type Formulas, type Given, type ItemResult, type Reading, type Result } from '../judge';
import { Queue } from './base';
import { handOf, type Workshop } from './drafts';
import { lastOf, type Carried, type Seen } from './given';
import type { Held } from './locks';
import { rankOf, stamp, type Sealing } from './outbox';
import { besideDrafts, blobsOf, forgetPhotos } from './photos';
import type { AlarmRow } from './rows';
import { meta, putMeta, type Tx } from './store';
import type { Alarm, Checklist, Done, Draft, Editing, Equipment, Finished } from './tablet';

/** So many reasons for giving a check up are kept. */
const keptReasons = 100;

interface Around {
  given: Omit<Given, 'readings' | 'day' | 'stoppedEarly'>;
  last: readonly Seen[];
  carried: ReadonlyMap<string, Carried>;
}

/** The one editor of a draft. Its signal moves at once; its promises are fulfilled when the disk has it. */
export class DraftEditing implements Editing {
  readonly ok = true;
  readonly draft: Signal<Draft>;
  readonly result: ReadonlySignal<Result> = computed(() => check(this.definition, this.given(), this.formulas));
  /** Told of what was saved. */
  saved: (draft: Draft) => void = () => undefined;
  private readonly saving = new Queue();
  /** Photos that were taken again or given up since the last save. */
  private replaced: ReadonlySet<string> = new Set();
  private over = false;
  private lost = false;

  constructor(
    private readonly shop: Workshop,
    first: Draft,
    readonly definition: Checklist,
    readonly equipment: Equipment,
    private readonly formulas: Formulas | undefined,
    private readonly around: Around,
    private readonly held: Held,
  ) {
    this.draft = signal(first);
  }

  readonly given = (): Given => ({ ...this.around.given, readings: this.draft.value.readings, day: this.shop.clock.day.value });

  answer(key: string, reading: Reading | undefined): Promise<void> {
    const { [key]: _before, ...others } = this.draft.peek().readings;
    return this.change({ readings: reading === undefined ? others : { ...others, [key]: reading }, at: key });
  }

  note(text: string): Promise<void> {
    return this.change({ note: text });
  }

  at(key: string): Promise<void> {
    return this.change({ at: key });
  }

  would(key: string, reading: Reading): ItemResult | undefined {
    return one(this.definition, key, reading, this.given(), this.formulas);
  }

  /** Whoever holds the tablet now goes on with it, and is named beside those who had it before. */
  async takeOn(): Promise<void> {
    const holder = this.shop.people.holder.peek();
    const { hands } = this.draft.peek();
    const last = hands[hands.length - 1];
    if (holder !== null && (last === undefined || last.staff !== holder.staff || last.name !== holder.name)) {
      await this.change({ hands: [...hands, handOf(holder, this.shop.clock.now())] });
    }
  }

  private change(part: Partial<Draft>): Promise<void> {
    if (this.over) {
      return Promise.reject(new Error('this check is no longer open here'));
    }
    const before = this.draft.peek();
    this.draft.value = { ...before, ...part, savedAt: this.shop.clock.now() };
    const names = new Set(blobsOf(this.draft.peek().readings));
    this.replaced = new Set([...this.replaced, ...blobsOf(before.readings)].filter((name) => !names.has(name)));
    return this.saving.run(() => this.save());
  }

  /** What is saved is the newest: answers given while the disk was busy go in one write. */
  private async save(): Promise<void> {
    const draft = this.draft.peek();
    const replaced = this.replaced;
    await this.shop.clock.look();
    await this.shop.store.write(replaced.size === 0 ? ['drafts', 'leases'] : ['drafts', 'leases', ...besideDrafts], async (tx) => {
      await this.mine(tx);
      await tx.objectStore('drafts').put(draft);
      await forgetPhotos(tx, replaced);
    });
    this.replaced = new Set([...this.replaced].filter((name) => !replaced.has(name)));
    this.saved(draft);
  }

  /** Nothing is written over another tab's: one whose hold has run out while it slept is told, and its screen opens the draft again. */
  private async mine(tx: Tx): Promise<void> {
    if (!(await this.held.still(tx)) || (await tx.objectStore('drafts').getKey(this.draft.peek().id)) === undefined) {
      this.over = this.lost = true;
      this.held.release().catch(() => undefined); // its tab may open the draft anew
      throw new Error('this check goes on in another tab, or was finished there');
    }
  }

  async alert(key: string): Promise<Alarm> {
    await this.takeOn();
    return this.saving.run(() => this.raise(key));
  }

  private async raise(key: string): Promise<Alarm> {
    const draft = this.draft.peek();
    const judged = this.result.peek().items.find((i) => i.id === key);
    const reading = draft.readings[key] ?? (judged?.computed === undefined ? undefined : { value: judged.computed });
    if (reading === undefined) {
      throw new Error(`nothing was answered at ${key}`);
    }
    const at = this.shop.clock.now();
    const sealing = this.what('check.alerted', { check: draft.id, item: key, reading, at: stamp(at) });
    const told: { draft: Draft; alarm?: AlarmRow } = { draft };
    await this.shop.outbox.add({ ...sealing, rank: 0, about: draft.id, blobs: blobsOf({ [key]: reading }) }, ['drafts', 'alarms', 'leases'], async (tx, row) => {
      await this.mine(tx);
      told.draft = { ...draft, alerted: { ...draft.alerted, [key]: row.opId } };
      const before = await tx.objectStore('alarms').get(`${draft.id}|${key}`);
      told.alarm = alarmRow(draft, judged ?? { id: key, verdict: 'fail' }, row.opId, at, before?.said);
      await tx.objectStore('drafts').put(told.draft);
      await tx.objectStore('alarms').put(told.alarm);
    });
    this.draft.value = { ...this.draft.peek(), alerted: told.draft.alerted };
    this.saved(this.draft.peek());
    await this.shop.alarms.moved();
    return this.shop.alarms.told(told.alarm as AlarmRow);
  }

  async supervise(staff: string, pin: string): Promise<Done> {
    const holder = this.shop.people.holder.peek();
    if (holder?.staff === staff) {
      return { ok: false, reason: 'same-person' };
    }
    const done = await this.shop.people.confirm(staff, pin);
    if (!done.ok) {
      return done;
    }
    const person = this.shop.view.staff.peek().get(staff);
    if (person?.registered !== true) {
      return { ok: false, reason: 'not-registered' };
    }
    if (!isOperator(person.authorisations, this.definition.id, this.equipment.id, this.shop.clock.server())) {
      return { ok: false, reason: 'not-authorised' };
    }
    await this.change({ supervisedBy: staff });
    return done;
  }

  async finish(how: { stoppedEarly?: string }): Promise<Finished> {
    if (this.over) {
      throw new Error('this check is no longer open here');
    }
    await this.takeOn();
    this.over = true; // whatever is answered from here on is told that it is too late
    try {
      return await this.saving.run(() => this.sealed(how));
    } catch (e) {
      this.over = this.lost;
      throw e;
    }
  }

  private async sealed(how: { stoppedEarly?: string }): Promise<Finished> {
    const draft = this.draft.peek();
    const stopped = how.stoppedEarly;
    const result = check(this.definition, { ...this.given(), stoppedEarly: stopped !== undefined }, this.formulas);
    const at = this.shop.clock.now();
    const readings = await this.withWhatWasSaid(draft);
    const body = { startedAt: stamp(draft.startedAt), finishedAt: stamp(at), readings, stoppedEarly: stopped ?? null, verdict: result.verdict, note: draft.note };
    const second = draft.seconds === null ? { type: 'check.completed', more: {} } : { type: 'check.seconded', more: { target: draft.seconds } };
    const sealing = this.what(second.type, { occurrence: draft.occurrence, supervisedBy: draft.supervisedBy, ...second.more, ...body, ...handsOf(draft) });
    const kept = { opId: draft.id, rank: rankOf(result), verdict: result.verdict, about: draft.seconds, blobs: blobsOf(readings) };
    await this.shop.outbox.add({ ...sealing, ...kept }, ['drafts', 'alarms', 'leases'], async (tx, row) => {
      await this.mine(tx);
      for (const item of failing(result)) {
        const alarm = alarmRow(draft, item, row.opId, at);
        if ((await tx.objectStore('alarms').getKey(alarm.id)) === undefined) {
          await tx.objectStore('alarms').put(alarm);
        }
      }
      await tx.objectStore('drafts').delete(draft.id);
    });
    await this.shop.alarms.moved();
    await this.held.release();
    return { opId: draft.id, result };
  }

  /** What the person said at the machine about who was told goes with the reading that it is about. */
  private async withWhatWasSaid(draft: Draft): Promise<Draft['readings']> {
    const readings: Record<string, Reading> = { ...draft.readings };
    for (const row of await this.shop.alarms.of(draft.id)) {
      const reading = readings[row.key];
      if (reading !== undefined && row.said.length > 0) {
        readings[row.key] = { ...reading, note: [reading.note ?? '', ...row.said.map(words)].filter((t) => t !== '').join(' · ') };
      }
    }
    return readings;
  }

  private what(type: string, members: Record<string, unknown>): Omit<Sealing, 'rank'> {
    const by = this.shop.people.signer();
    if (by === null) {
      throw new Error('nobody holds the tablet');
    }
    const { checklist, equipment } = this.draft.peek();
    return { type, by, checklist: checklist.id, equipment, members: { checklist: { id: checklist.id, hash: checklist.hash }, equipment, ...members } };
  }

  async abandon(reason: string): Promise<Done> {
    await this.saving.idle();
    const draft = this.draft.peek();
    if (Object.keys(draft.alerted).length > 0) {
      return { ok: false, reason: 'problem' };
    }
    await this.shop.store.write(['drafts', 'leases', 'meta', ...besideDrafts], async (tx) => {
      await this.mine(tx);
      await tx.objectStore('drafts').delete(draft.id);
      await forgetPhotos(tx, new Set([...this.replaced, ...blobsOf(draft.readings)]));
      const gone = { id: draft.id, checklist: draft.checklist.id, equipment: draft.equipment, by: draft.hands.at(-1)?.name ?? '', at: this.shop.clock.now(), reason };
      const before = (await meta(tx, 'abandoned'))?.items ?? [];
      await putMeta(tx, 'abandoned', { items: [...before, gone].slice(-keptReasons) });
    });
    this.over = true;
    await this.held.release();
    return { ok: true };
  }

  async close(): Promise<void> {
    await this.saving.idle();
    if (!this.over) {
      this.over = true;
      await this.held.release();
    }
  }

  last(key: string): Promise<{ value: unknown; at: number; by: string } | undefined> {
    return Promise.resolve(lastOf(key, this.around.last));
  }

  carried(key: string): Carried | undefined {
    return this.around.carried.get(itemOf(key));
  }
}

const alarmRow = (draft: Draft, item: ItemResult, opId: string, at: number, said: AlarmRow['said'] = []): AlarmRow => ({
  id: `${draft.id}|${item.id}`,
  opId,
  check: draft.id,
  key: item.id,
  checklist: draft.checklist.id,
  equipment: draft.equipment,
  severity: item.consequence ?? 'advice',
  why: item.why ?? '',
  raisedAt: at,
  said,
});

/** More than one pair of hands: the record names them all, in turn. */
const handsOf = (draft: Draft): { hands?: unknown } =>
  draft.hands.length < 2 ? {} : { hands: draft.hands.map((h) => ({ staff: h.staff, name: h.name, auth: h.how, from: stamp(h.at) })) };

const words = (s: AlarmRow['said'][number]): string => `${stamp(s.at)} ${s.how}${s.whom === '' ? '' : `: ${s.whom}`}`;

/** An operator for the task answers for a trainee's work. */
function isOperator(held: readonly { checklist: string; equipment: string | null; capacity: string; from: string; until: string | null }[], checklist: string, equipment: string, now: number): boolean {
  return held.some(
    (a) =>
      a.capacity === 'operator' &&
      a.checklist === checklist &&
      (a.equipment === null || a.equipment === equipment) &&
      Date.parse(a.from) <= now &&
      (a.until === null || now < Date.parse(a.until)),
  );
}

