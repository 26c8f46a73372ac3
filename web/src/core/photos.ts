import { sha256 } from './bytes';
import type { ThisDevice } from './device';
import { waiting, type TabletOutbox } from './outbox';
import type { Name, Store, Tx } from './store';
import type { Clock, Draft, Photos } from './tablet';
import { isGroup } from './talk';

/** What forgetting photos looks through, beside the drafts. */
export const besideDrafts: Name[] = ['outbox', 'photos'];

export const blobsOf = (readings: Draft['readings']): string[] => Object.values(readings).flatMap((r) => (r.blob ? [r.blob] : []));

/**
 * Drops those of these that no draft and no sealed operation names: nobody can see or send them any more. One that was kept
 * twice stays: a report that is being written may hold its name.
 */
export async function forgetPhotos(tx: Tx, names: ReadonlySet<string>): Promise<void> {
  if (names.size === 0) {
    return;
  }
  const drafts = await tx.objectStore('drafts').getAll();
  const rows = await tx.objectStore('outbox').getAll();
  const named = new Set([...drafts.flatMap((d) => blobsOf(d.readings)), ...rows.flatMap((r) => r.blobs)]);
  for (const name of names) {
    if (!named.has(name) && (await tx.objectStore('photos').get(name))?.twice !== true) {
      await tx.objectStore('photos').delete(name);
    }
  }
}

/** Photos as bytes, named by what they are: some browsers lose a file that was kept as one. */
export class TabletPhotos implements Photos {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly device: ThisDevice,
    private readonly outbox: TabletOutbox,
  ) {}

  async keep(bytes: ArrayBuffer, type: string): Promise<string> {
    if (bytes.byteLength === 0) {
      throw new Error('an empty photo is none');
    }
    const own = bytes.slice(0);
    const name = await sha256(own);
    await this.store.write(['photos'], async (tx) => {
      const there = await tx.objectStore('photos').get(name);
      await tx.objectStore('photos').put(there === undefined ? { sha256: name, bytes: own, type, at: this.clock.now(), sent: false, problem: null } : { ...there, twice: true });
    });
    await this.outbox.load();
    return name;
  }

  async get(name: string): Promise<Blob | undefined> {
    const row = await this.store.read(['photos'], (tx) => tx.objectStore('photos').get(name));
    return row && new Blob([row.bytes], { type: row.type });
  }

  /** Sends what the results on the server wait for, one at a time. A result never waits for them. */
  async send(): Promise<boolean> {
    for (const row of [...this.outbox.all()].sort((a, b) => a.rank - b.rank || a.seq - b.seq)) {
      if (waiting(row)) {
        continue;
      }
      for (const name of row.blobs) {
        if (!(await this.one(name))) {
          return false;
        }
      }
    }
    return true;
  }

  /** Answers false when nothing more can be sent now. */
  private async one(name: string): Promise<boolean> {
    const row = await this.store.read(['photos'], (tx) => tx.objectStore('photos').get(name));
    if (row === undefined || row.sent || row.problem !== null) {
      return true;
    }
    if (row.bytes.byteLength === 0 || (await sha256(row.bytes)) !== name) {
      return true; // what the disk gives back is not what was taken: it is never sent as that
    }
    const answer = await this.device.ask(`/v1/blobs/${name}`, { method: 'PUT', bytes: row.bytes });
    const sent = answer.ok && answer.status < 300 && isGroup(answer.body) && answer.body['sha256'] === name;
    const refused = answer.ok && [400, 413, 422].includes(answer.status) ? answer.problem : null;
    if (!sent && refused === null) {
      return false;
    }
    await this.store.write(['photos'], (tx) => tx.objectStore('photos').put({ ...row, sent, problem: refused }));
    await this.outbox.load();
    this.outbox.changed();
    return true;
  }
}
