import { computed, signal } from '@preact/signals-core';
import { failing } from '../judge';
import { Queue, type Base } from './base';
import { sha256, utf8, uuid } from './bytes';
import type { TabletClock } from './clock';
import type { ThisDevice } from './device';
import type { OutboxRow } from './rows';
import { meta, putMeta, type Name, type Store, type Tx } from './store';
import type { Item, Outbox, Verdict } from './tablet';

/** Who signs: nobody proved who they are where staff is null. */
export interface Signer {
  staff: string | null;
  name: string;
  auth: 'pin' | 'password' | 'unverified';
}

/** What is to be sealed. */
export interface Sealing {
  type: string;
  opId?: string;
  by: Signer;
  /** In the order in which they are written. */
  members: Readonly<Record<string, unknown>>;
  rank: 0 | 1 | 2;
  about?: string | null;
  checklist?: string | null;
  equipment?: string | null;
  verdict?: Verdict | null;
  blobs?: readonly string[];
}

/** Sealed operations, and what became of each. Payload and signature of a row never change; only the server's word moves its state. */
export class TabletOutbox implements Outbox {
  private readonly rows = signal<readonly OutboxRow[]>([]);
  readonly items = computed<readonly Item[]>(() => this.rows.value.map(shown));
  readonly unsent = computed(() => this.rows.value.filter(waiting).length);
  readonly oldest = computed(() => this.rows.value.filter(waiting).reduce<number | null>((at, r) => Math.min(at ?? r.at, r.at), null));
  readonly setAside = computed(() => this.items.value.filter((i) => i.state === 'quarantined' || i.state === 'rejected'));
  private readonly keptPhotos = signal<readonly string[]>([]);
  /** One that was taken again, or whose check was dropped, is named by no operation: it is never to be sent, so nothing waits for it. */
  readonly photos = computed(() => {
    const named = new Set(this.rows.value.flatMap((r) => r.blobs));
    return this.keptPhotos.value.filter((name) => named.has(name)).length;
  });
  readonly sending = signal(false);
  /** Told of each change, so that other tabs show the same. */
  changed: () => void = () => undefined;
  /** Told when something was sealed. */
  sealed: () => void = () => undefined;
  signer: () => Signer | null = () => null;
  private readonly sealing = new Queue();

  constructor(
    private readonly base: Base,
    private readonly store: Store,
    private readonly clock: TabletClock,
    private readonly device: ThisDevice,
  ) {}

  async load(): Promise<void> {
    const rows = await this.store.read(['outbox'], (tx) => tx.objectStore('outbox').getAll());
    this.rows.value = rows.sort((a, b) => a.seq - b.seq || a.at - b.at);
    this.keptPhotos.value = await this.store.read(['photos'], async (tx) => {
      const unsent: string[] = [];
      for (let at = await tx.objectStore('photos').openCursor(); at !== null; at = await at.continue()) {
        at.value.sent || unsent.push(at.value.sha256);
      }
      return unsent;
    });
  }

  all(): readonly OutboxRow[] {
    return this.rows.value;
  }

  row(opId: string): OutboxRow | undefined {
    return this.rows.value.find((r) => r.opId === opId);
  }

  async seal(type: string, members: Readonly<Record<string, unknown>>, by?: { staff: string; how: 'pin' }): Promise<string> {
    const holder = this.signer();
    const signer: Signer | null = by === undefined ? holder : { staff: by.staff, name: by.staff, auth: by.how };
    if (signer === null) {
      throw new Error('nobody holds the tablet');
    }
    const text = (name: string): string | null => (typeof members[name] === 'string' ? members[name] : null);
    const row = await this.add({
      type,
      by: signer,
      members: { at: stamp(this.clock.now()), ...members },
      rank: members['kind'] === 'unsafe' ? 0 : 2,
      about: text('target') ?? text('escalation'),
      equipment: text('equipment'),
      blobs: Array.isArray(members['blobs']) ? (members['blobs'] as string[]) : [],
    });
    return row.opId;
  }

  /**
   * Seals one operation: text, signature and its place in the tablet's own order, in one transaction with whatever must be so
   * at the same moment. Signing takes longer than a transaction lives, so the place is taken beforehand and held against the
   * one that is there; where another tab was first, all is done again.
   */
  add(s: Sealing, beside: readonly Name[] = [], alongside: (tx: Tx, row: OutboxRow) => Promise<void> = () => Promise.resolve()): Promise<OutboxRow> {
    return this.sealing.run(async () => {
      const clock = await this.clock.look();
      for (;;) {
        const before = (await this.store.get('chain')) ?? { seq: 0, prev: null };
        const row = await this.write(s, before.seq + 1, before.prev, clock);
        const first = await this.store.write(['meta', 'outbox', ...beside], async (tx) => {
          if (((await meta(tx, 'chain'))?.seq ?? 0) !== before.seq) {
            return false;
          }
          await alongside(tx, row);
          await tx.objectStore('outbox').add(row);
          await putMeta(tx, 'chain', { seq: row.seq, prev: row.sha });
          return true;
        });
        if (first) {
          this.rows.value = [...this.rows.value, row];
          this.changed();
          this.sealed();
          return row;
        }
      }
    });
  }

  private async write(s: Sealing, seq: number, prev: string | null, clock: { monotonicMs: number; epoch: number }): Promise<OutboxRow> {
    const deviceId = this.device.enrolled.peek()?.id;
    if (deviceId === undefined) {
      throw new Error('this tablet is not enrolled');
    }
    const at = this.clock.now();
    const opId = s.opId ?? uuid(at);
    const { staff, name, auth } = s.by;
    const payload = JSON.stringify({
      opId,
      type: s.type,
      schema: 1,
      deviceId,
      deviceSeq: seq,
      prev,
      performedBy: auth === 'unverified' ? null : staff,
      ...(auth === 'unverified' ? { performedByName: name, ...(staff === null ? {} : { claimedBy: staff }) } : {}),
      auth,
      zone: this.base.zone,
      clock,
      ...s.members,
    });
    const [sha, signature] = await Promise.all([sha256(utf8(payload)), this.device.sign(payload)]);
    return {
      opId,
      seq,
      type: s.type,
      payload,
      signature,
      sha,
      at,
      rank: s.rank,
      state: 'unsent',
      checklist: s.checklist ?? null,
      equipment: s.equipment ?? null,
      occurrence: typeof s.members['occurrence'] === 'string' ? s.members['occurrence'] : null,
      stopped: typeof s.members['stoppedEarly'] === 'string',
      about: s.about ?? null,
      by: name,
      staff,
      verdict: s.verdict ?? null,
      flags: [],
      position: null,
      epoch: null,
      problem: null,
      attempts: 0,
      blobs: [...(s.blobs ?? [])],
      missing: [],
      raised: [],
      ackedAt: null,
      backedUp: false,
    };
  }
}

/** Not on the server. What it would not take for its size is on this tablet only, too. */
export const waiting = (r: OutboxRow): boolean => r.state === 'unsent' || r.state === 'rejected';

export const stamp = (ms: number): string => new Date(ms).toISOString();

const bad: readonly (Verdict | null)[] = ['fail', 'out-of-tolerance'];

/** What a finished check is ranked by: what fails leaves first. */
export const rankOf = (result: Parameters<typeof failing>[0]): 1 | 2 => (failing(result).length > 0 ? 1 : 2);

const shown = (r: OutboxRow): Item => ({
  opId: r.opId,
  type: r.type,
  seq: r.seq,
  at: r.at,
  state: r.state,
  failing: r.rank < 2 || bad.includes(r.verdict),
  checklist: r.checklist,
  equipment: r.equipment,
  occurrence: r.occurrence ?? null,
  stopped: r.stopped ?? false,
  by: r.by,
  verdict: r.verdict,
  flags: r.flags,
  position: r.position,
  problem: r.problem,
  attempts: r.attempts,
  backedUp: r.backedUp,
  about: r.about,
  missingBlobs: r.missing,
  ackedAt: r.ackedAt,
});
