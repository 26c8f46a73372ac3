import { day, type Base } from './base';
import { uuid } from './bytes';
import type { TabletClock } from './clock';
import type { ThisDevice } from './device';
import { waiting, type TabletOutbox } from './outbox';
import type { OutboxRow, PushResult, ServerRow } from './rows';
import { meta, putMeta, type Store, type Tx } from './store';
import { isGroup, type Answer, type Talk } from './talk';
import type { Problem } from './tablet';

/** Until the server says otherwise. */
const usual = { opsPerPush: 100, bytesPerPush: 1 << 20, bytesPerOp: 256 << 10 };

/** How long what is backed up is still shown. */
const keptFor = 7 * day;

/** So many operations refused one after another, with none taken between, are the server's trouble and not each one's own. */
const trouble = 3;

/** What is left of a batch's envelope beside its operations. */
const envelope = 1000;

type Sent = 'taken' | 'smaller' | 'stop';

const isBusy = (status: number): boolean => status === 429 || status === 503;

interface Waiting {
  outbox: number;
  oldest: number | null;
}

const nothing: Waiting = { outbox: 0, oldest: null };

/** Sends what is sealed. */
export class Pusher {
  /** How many the last trouble left in one batch. */
  private size = Infinity;
  /** When a busy server asked not to be called before. */
  notBefore = 0;
  /** What the server believes of what waits here, by the last push that it answered. */
  private believed: Waiting = nothing;

  constructor(
    private readonly base: Base,
    private readonly store: Store,
    private readonly clock: TabletClock,
    private readonly device: ThisDevice,
    private readonly talk: Talk,
    private readonly outbox: TabletOutbox,
  ) {}

  /** Asks what the server takes, and what time it is. */
  async hello(): Promise<boolean> {
    const asked = this.base.monotonic();
    const answer = await this.talk.ask('/v1/sync/hello');
    if (!answer.ok || answer.status !== 200 || !isGroup(answer.body) || !isGroup(answer.body['limits'])) {
      return false;
    }
    const { limits, serverTime } = answer.body as { limits: ServerRow['limits']; serverTime: string };
    await this.store.write(['meta'], async (tx) => putMeta(tx, 'server', { epoch: '', backedUpThrough: 0, ...(await meta(tx, 'server')), limits }));
    await this.clock.heard(serverTime, asked);
    return true;
  }

  /** The server may have gone back to a backup: of another epoch, it is sent again all that it may have lost. */
  async epoch(epoch: string): Promise<void> {
    const server = await this.store.get('server');
    if (server === undefined || server.epoch === epoch) {
      return;
    }
    await this.store.write(['outbox', 'photos', 'meta'], async (tx) => {
      const before = await meta(tx, 'server');
      if (before !== undefined && before.epoch !== '' && before.epoch !== epoch) {
        await sendAgain(tx, epoch);
      }
      await putMeta(tx, 'server', { limits: usual, ...before, epoch, backedUpThrough: 0 });
    });
    await this.outbox.load();
    this.outbox.changed();
  }

  /** Sends until nothing is left that can be sent now. Answers whether the server took all it could be asked to take. */
  async all(): Promise<boolean> {
    const taken = await this.each();
    await this.tell();
    return taken;
  }

  /**
   * What cannot be sent is told of all the same, by a push of nothing: the server calls somebody when it waits too long. It is
   * not told what it knows, nor when it asked for quiet.
   */
  private async tell(): Promise<void> {
    const { outbox, oldest } = this.waiting();
    if ((outbox !== this.believed.outbox || oldest !== this.believed.oldest) && this.base.monotonic() >= this.notBefore) {
      await this.post([]);
    }
  }

  private async each(): Promise<boolean> {
    const limits = (await this.store.get('server'))?.limits ?? usual;
    const spoiled = new Set<string>();
    let refused = 0;
    for (;;) {
      const batch = this.next(limits, spoiled);
      const first = batch[0];
      if (first === undefined) {
        return true;
      }
      switch (await this.send(batch)) {
        case 'taken':
          this.size = Math.min(this.size * 2, limits.opsPerPush);
          refused = 0;
          continue;
        case 'stop':
          return false;
      }
      if (batch.length > 1) {
        this.size = Math.ceil(batch.length / 2);
        continue;
      }
      spoiled.add(first.opId);
      if (++refused >= trouble) {
        return false;
      }
    }
  }

  /**
   * Alerts first, then what failed, then the rest, each in the tablet's own order. What was refused before goes alone and last:
   * it spoils nobody's batch.
   */
  private next(limits: ServerRow['limits'], spoiled: ReadonlySet<string>): OutboxRow[] {
    const left = this.outbox.all().filter((r) => r.state === 'unsent' && !spoiled.has(r.opId));
    const fresh = left.filter((r) => r.attempts === 0).sort((a, b) => a.rank - b.rank || a.seq - b.seq);
    if (fresh.length === 0) {
      return left.sort((a, b) => a.attempts - b.attempts || a.rank - b.rank || a.seq - b.seq).slice(0, 1);
    }
    const batch: OutboxRow[] = [];
    let bytes = envelope;
    for (const row of fresh) {
      bytes += sizeOf(row);
      if (batch.length > 0 && (bytes > limits.bytesPerPush || batch.length >= Math.min(this.size, limits.opsPerPush))) {
        break;
      }
      batch.push(row);
    }
    return batch;
  }

  private async send(batch: OutboxRow[]): Promise<Sent> {
    const answer = await this.post(batch);
    return answer === undefined ? 'taken' : this.refusal(answer, batch);
  }

  /** Pushes these, and answers what came back where it was not the server's word on each. */
  private async post(batch: OutboxRow[]): Promise<Answer | undefined> {
    const { outbox, oldest } = this.waiting();
    const batchId = uuid(this.clock.now());
    const asked = this.base.monotonic();
    const { monotonicMs } = await this.clock.look();
    const answer = await this.device.ask('/v1/sync/push', {
      body: {
        batchId,
        device: { now: new Date(this.clock.now()).toISOString(), monotonicMs, app: this.base.app, outbox, ...(oldest === null ? {} : { oldestUnsentAt: new Date(oldest).toISOString() }) },
        ops: batch.map(({ opId, payload, signature }) => ({ opId, payload, signature })),
      },
    });
    const reply = replyOf(answer, batchId, batch);
    if (reply === undefined) {
      if (answer.ok && isBusy(answer.status)) {
        this.notBefore = this.base.monotonic() + (answer.retryAfter ?? 0);
      }
      return answer;
    }
    await this.clock.heard(reply.serverTime, asked);
    await this.epoch(reply.epoch);
    await this.take(batch, reply);
    const left = outbox - reply.results.filter((r) => r.outcome !== 'rejected').length;
    this.believed = left > 0 ? { outbox: left, oldest } : nothing;
    return undefined;
  }

  /** Why nothing counts as sent, and whether fewer might. */
  private async refusal(answer: Answer, batch: OutboxRow[]): Promise<Sent> {
    if (!answer.ok || answer.status === 200) {
      this.talk.state.value = answer.ok ? 'not-runup' : answer.why === 'not-runup' ? 'not-runup' : this.talk.state.peek();
      return this.unanswered(batch);
    }
    if (isBusy(answer.status)) {
      return 'stop';
    }
    if (answer.status === 401 || answer.status === 403 || answer.status === 426) {
      this.talk.state.value = answer.status === 426 ? 'outdated' : 'refused';
      return 'stop';
    }
    if (batch.length === 1) {
      await this.attempted(batch[0] as OutboxRow, answer.problem);
    }
    return 'smaller';
  }

  /** No answer is nobody's fault; only where the server answers otherwise can an operation be what breaks it. */
  private async unanswered(batch: OutboxRow[]): Promise<Sent> {
    this.size = Math.ceil(batch.length / 2);
    if (batch.length === 1 && (await this.hello())) {
      await this.attempted(batch[0] as OutboxRow, null);
      return 'smaller';
    }
    return 'stop';
  }

  private async attempted(row: OutboxRow, problem: Problem | null): Promise<void> {
    await this.store.write(['outbox'], async (tx) => {
      const now = await tx.objectStore('outbox').get(row.opId);
      if (now?.state === 'unsent') {
        await tx.objectStore('outbox').put({ ...now, attempts: now.attempts + 1, problem });
      }
    });
    await this.outbox.load();
    this.outbox.changed();
  }

  /** How much waits here, and since when. */
  private waiting(): Waiting {
    return { outbox: this.outbox.unsent.peek(), oldest: this.outbox.oldest.peek() };
  }

  /** Notes the server's word on each operation, and what it says of all that it took before. */
  private async take(batch: OutboxRow[], reply: Reply): Promise<void> {
    const ackedAt = this.clock.now();
    await this.store.write(['outbox', 'photos', 'meta'], async (tx) => {
      const rows = tx.objectStore('outbox');
      await putMeta(tx, 'server', { limits: usual, ...(await meta(tx, 'server')), epoch: reply.epoch, backedUpThrough: reply.backedUpThrough });
      for (const result of reply.results) {
        const row = await rows.get(result.opId);
        const sent = batch.find((r) => r.opId === result.opId);
        if (row !== undefined && row.sha === sent?.sha) {
          await rows.put(told(row, result, reply.epoch, ackedAt));
        }
      }
      for (const row of await rows.getAll()) {
        if (!waiting(row) && row.epoch === reply.epoch && row.position !== null && row.position <= reply.backedUpThrough) {
          const old = ackedAt - (row.ackedAt ?? ackedAt) > keptFor;
          if (old && !(await photosWait(tx, row))) {
            await rows.delete(row.opId);
          } else if (!row.backedUp) {
            await rows.put({ ...row, backedUp: true });
          }
        }
      }
    });
    await this.outbox.load();
    this.outbox.changed();
  }
}

/** Only the operation that names a photo knows that it is still to be sent. */
async function photosWait(tx: Tx, row: OutboxRow): Promise<boolean> {
  const kept = await Promise.all(row.blobs.map((name) => tx.objectStore('photos').get(name)));
  return kept.some((photo) => photo !== undefined && !photo.sent && photo.problem === null);
}

/** What another epoch acknowledged counts as unsent until this one has; a server that has it says so. */
async function sendAgain(tx: Tx, epoch: string): Promise<void> {
  for (let c = await tx.objectStore('outbox').openCursor(); c !== null; c = await c.continue()) {
    if (!waiting(c.value) && c.value.epoch !== epoch) {
      await c.update({ ...c.value, state: 'unsent', position: null, attempts: 0, backedUp: false });
    }
  }
  for (let c = await tx.objectStore('photos').openCursor(); c !== null; c = await c.continue()) {
    await c.update({ ...c.value, sent: false });
  }
}

interface Reply {
  batchId: string;
  epoch: string;
  head: number;
  serverTime: string;
  backedUpThrough: number;
  results: PushResult[];
}

const outcomes: ReadonlySet<unknown> = new Set(['accepted', 'held', 'quarantined', 'rejected']);

/**
 * The reply to this push, undefined where anything about it is another's: status, batch, or not exactly one result for each
 * operation. Then nothing of it counts.
 */
function replyOf(answer: Answer, batchId: string, batch: readonly OutboxRow[]): Reply | undefined {
  if (!answer.ok || answer.status !== 200 || !isGroup(answer.body)) {
    return undefined;
  }
  const body = answer.body as unknown as Reply;
  if (body.batchId !== batchId || typeof body.epoch !== 'string' || !Array.isArray(body.results) || body.results.length !== batch.length) {
    return undefined;
  }
  const named = new Set(body.results.map((r) => (isGroup(r) && outcomes.has(r.outcome) && placed(r as unknown as PushResult) ? r.opId : undefined)));
  return batch.every((row) => named.has(row.opId)) ? body : undefined;
}

/** What was stored has its place in the logbook. */
const placed = (r: PushResult): boolean => r.outcome === 'rejected' || (typeof r.position === 'number' && r.position > 0);

const told = (row: OutboxRow, r: PushResult, epoch: string, ackedAt: number): OutboxRow => ({
  ...row,
  state: r.outcome,
  position: r.position ?? null,
  epoch,
  flags: r.flags ?? [],
  verdict: r.verdict ?? row.verdict,
  problem: r.problem ?? null,
  missing: r.missingBlobs ?? [],
  raised: r.escalations ?? [],
  attempts: 0,
  ackedAt: row.ackedAt ?? ackedAt,
});

/** Of an operation in the body of a push, in bytes: its text is quoted once more there. */
const sizeOf = (r: OutboxRow): number => new TextEncoder().encode(JSON.stringify([r.payload])).length + r.signature.length + 120;
