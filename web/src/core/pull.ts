import { day, nameOf } from './base';
import { uuid } from './bytes';
import type { TabletClock } from './clock';
import type { ThisDevice } from './device';
import type { CursorRow } from './rows';
import { meta, putMeta, type Name, type Store, type Tx } from './store';
import { isGroup, type Answer, type Talk } from './talk';
import type { Check, Checklist, Escalation, Occurrence, Report } from './tablet';
import { doneAt, type TabletView } from './view';

interface Page {
  from: number;
  to: number;
  upToDate: boolean;
  epoch: string;
  cursor: string;
  engineOk: boolean;
  claims?: unknown;
  changes: { kind: string; id: string; data: unknown }[];
}

const pulled: Name[] = ['things', 'checks', 'definitions', 'meta'];

/** How far back a tablet holds what is over. */
const reachBack = 35 * day;
const overFor = day;

const pageSize = 500;

/** Fetches what changed. Nothing here touches what is unsent. */
export class Puller {
  /** Told of the logbook's epoch. */
  epoch: (epoch: string) => Promise<void> = () => Promise.resolve();
  /** Told which kinds changed. */
  changed: (kinds: ReadonlySet<string>) => void = () => undefined;
  /** Told who is at what just now: every page says all of it. */
  claimed: (claims: unknown) => void = () => undefined;

  constructor(
    private readonly store: Store,
    private readonly clock: TabletClock,
    private readonly device: ThisDevice,
    private readonly talk: Talk,
    private readonly view: TabletView,
  ) {}

  /** Reads on to the head. Answers whether it was reached. */
  async all(): Promise<boolean> {
    const kinds = new Set<string>();
    let refusals = 0;
    let reached = false;
    while (!reached) {
      const at = (await this.store.get('cursor')) ?? this.beginning(false);
      const answer = await this.device.ask(addressOf(at));
      const page = pageOf(answer, at);
      if (page !== undefined) {
        await this.epoch(page.epoch);
        await this.keep(page, at, kinds);
        this.claimed(page.claims);
        reached = page.upToDate;
      } else if (startsAnew(answer) && refusals++ === 0) {
        await this.store.put('cursor', { ...this.beginning(true), pulledAt: at.pulledAt, engineOk: at.engineOk });
      } else {
        await this.refused(answer);
        break;
      }
    }
    if (kinds.size > 0 || reached) {
      await this.view.load(kinds);
      this.changed(kinds);
    }
    return reached;
  }

  private beginning(sweeping: boolean): CursorRow {
    return { cursor: null, to: 0, epoch: null, run: uuid(this.clock.now()), sweeping, pulledAt: null, engineOk: null };
  }

  private async refused(answer: Answer): Promise<void> {
    if (answer.ok && answer.status === 401) {
      await this.device.shutOut(true);
    } else if (answer.ok && answer.status === 200) {
      this.talk.state.value = 'not-runup';
    }
  }

  /** A page and its cursor are kept in one transaction: what is not kept is asked for again. */
  private async keep(page: Page, at: CursorRow, kinds: Set<string>): Promise<void> {
    try {
      await this.put(page, at, kinds, true);
    } catch (e) {
      if (nameOf(e) !== 'QuotaExceededError') {
        throw e;
      }
      await this.store.makeRoom(0);
      await this.put(page, at, kinds, false);
    }
    this.talk.engineWell.value = page.engineOk;
    await this.device.shutOut(false);
  }

  private async put(page: Page, at: CursorRow, kinds: Set<string>, checks: boolean): Promise<void> {
    await this.store.write(
      pulled,
      async (tx) => {
        for (const { kind, id, data } of page.changes) {
          kinds.add(kind);
          if (kind === 'check') {
            await (checks ? tx.objectStore('checks').put({ id, run: at.run, data: data as Check }) : undefined);
            continue;
          }
          await tx.objectStore('things').put({ kind, id, run: at.run, data });
          if (kind === 'checklist') {
            await tx.objectStore('definitions').put(data as Checklist);
          }
        }
        if (page.upToDate) {
          await this.tidy(tx, at, kinds);
        }
        const pulledAt = page.upToDate ? this.clock.now() : ((await meta(tx, 'cursor'))?.pulledAt ?? null);
        const { cursor, to, epoch, engineOk } = page;
        await putMeta(tx, 'cursor', { cursor, to, epoch, engineOk, run: at.run, sweeping: at.sweeping && !page.upToDate, pulledAt });
      },
      false,
    );
  }

  /** At the head: what a run from the beginning did not meet is out of sight, and what has aged is dropped. */
  private async tidy(tx: Tx, at: CursorRow, kinds: Set<string>): Promise<void> {
    const now = this.clock.offset.peek() === null ? null : this.clock.server();
    for (let c = await tx.objectStore('things').openCursor(); c !== null; c = await c.continue()) {
      if ((at.sweeping && c.value.run !== at.run) || (now !== null && aged(c.value.kind, c.value.data, now))) {
        kinds.add(c.value.kind);
        await c.delete();
      }
    }
    for (let c = await tx.objectStore('checks').openCursor(); c !== null; c = await c.continue()) {
      if ((at.sweeping && c.value.run !== at.run) || (now !== null && now - doneAt(c.value.data) > reachBack && now - Date.parse(c.value.data.receivedAt) > reachBack)) {
        kinds.add('check');
        await c.delete();
      }
    }
  }
}

const addressOf = (at: CursorRow): string =>
  at.cursor === null ? `/v1/sync/snapshot?limit=${pageSize}` : `/v1/sync/changes?limit=${pageSize}&cursor=${encodeURIComponent(at.cursor)}`;

/** The page that was asked for: it goes on where the last one ended, in the same epoch. Any other is somebody else's. */
function pageOf(answer: Answer, at: CursorRow): Page | undefined {
  if (!answer.ok || answer.status !== 200 || !isGroup(answer.body)) {
    return undefined;
  }
  const page = answer.body as unknown as Page;
  const joins = page.from === at.to && (at.epoch === null || page.epoch === at.epoch) && page.to >= page.from;
  return joins && Array.isArray(page.changes) && typeof page.cursor === 'string' ? page : undefined;
}

/** The cursor is no longer good: the feed is read anew, beside whatever is unsent. */
const startsAnew = (answer: Answer): boolean => answer.ok && (answer.status === 409 || answer.status === 422 || answer.status === 410);

function aged(kind: string, data: unknown, now: number): boolean {
  switch (kind) {
    case 'occurrence':
      return now - Date.parse((data as Occurrence).closesAt) > overFor;
    case 'escalation':
      return now - Date.parse((data as Escalation).closedAt ?? '') > reachBack;
    case 'report':
      return (data as Report).state === 'closed' && now - Date.parse((data as Report).receivedAt) > reachBack;
  }
  return false;
}
