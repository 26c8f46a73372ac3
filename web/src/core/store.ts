import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb';
import { nameOf } from './base';
import type { AbandonedRow, AlarmRow, ChainRow, ClockRow, CursorRow, DeviceRow, KeyRow, MarkRow, OutboxRow, PeopleRow, PhonesRow, PhotoRow, ProofRow, ServerRow, Thing } from './rows';
import type { Check, Checklist, Draft } from './tablet';

export interface Schema extends DBSchema {
  /** One row each of what the tablet knows of itself. */
  meta: { key: string; value: unknown };
  keys: { key: string; value: KeyRow };
  /** What was pulled, but checks. */
  things: { key: [string, string]; value: Thing };
  checks: { key: string; value: { id: string; run: string; data: Check }; indexes: { equipment: string; performedBy: string } };
  /** By hash, for ever: a draft is finished on the version it began with. */
  definitions: { key: string; value: Checklist };
  drafts: { key: string; value: Draft };
  outbox: { key: string; value: OutboxRow };
  photos: { key: string; value: PhotoRow };
  alarms: { key: string; value: AlarmRow };
  people: { key: string; value: PeopleRow };
  leases: { key: string; value: { name: string; owner: string; until: number } };
}

/** The rows of meta, by name. */
export interface Meta {
  device: DeviceRow;
  chain: ChainRow;
  clock: ClockRow;
  cursor: CursorRow;
  server: ServerRow;
  mark: MarkRow;
  proof: ProofRow;
  phones: PhonesRow;
  abandoned: AbandonedRow;
}

export type Name = Exclude<keyof Schema, number> & ('meta' | 'keys' | 'things' | 'checks' | 'definitions' | 'drafts' | 'outbox' | 'photos' | 'alarms' | 'people' | 'leases');
export type Tx = IDBPTransaction<Schema, Name[], 'readwrite'>;
export type ReadTx = IDBPTransaction<Schema, Name[], 'readonly'>;

/** Stores and fields are added and never removed: a version of the app opens what any version before it wrote. */
const version = 1;

function upgrade(db: IDBPDatabase<Schema>, from: number): void {
  if (from < 1) {
    db.createObjectStore('meta');
    db.createObjectStore('keys');
    db.createObjectStore('things', { keyPath: ['kind', 'id'] });
    const checks = db.createObjectStore('checks', { keyPath: 'id' });
    checks.createIndex('equipment', 'data.equipment');
    checks.createIndex('performedBy', 'data.performedBy');
    db.createObjectStore('definitions', { keyPath: 'hash' });
    db.createObjectStore('drafts', { keyPath: 'id' });
    db.createObjectStore('outbox', { keyPath: 'opId' });
    db.createObjectStore('photos', { keyPath: 'sha256' });
    db.createObjectStore('alarms', { keyPath: 'id' });
    db.createObjectStore('people', { keyPath: 'staff' });
    db.createObjectStore('leases', { keyPath: 'name' });
  }
}

/**
 * The tablet's disk. A write has happened when its promise is fulfilled: each is one transaction with strict durability.
 * A connection that the system took away is opened again, once; what cannot be opened is left as it is.
 */
export class Store {
  private db: Promise<IDBPDatabase<Schema>> | undefined;
  private closed = false;
  /** Makes room when the disk is full, step by step; answers false when there is nothing left to give. */
  makeRoom: (step: number) => Promise<boolean> = () => Promise.resolve(false);

  constructor(
    private readonly name: string,
    /** Told when the store could be neither used nor opened again. */
    private readonly lost: (why: string) => void,
  ) {}

  async open(): Promise<void> {
    await this.connection();
  }

  async close(): Promise<void> {
    this.closed = true;
    const db = this.db;
    this.db = undefined;
    (await db?.catch(() => undefined))?.close();
  }

  private connection(): Promise<IDBPDatabase<Schema>> {
    this.db ??= this.connect();
    return this.db;
  }

  private async connect(): Promise<IDBPDatabase<Schema>> {
    if (this.closed) {
      throw new Error('the tablet was closed');
    }
    const forget = (): void => {
      this.db = undefined;
    };
    const opening = openDB<Schema>(this.name, version, {
      upgrade,
      blocking(_current, _blocked, event) {
        forget();
        (event.target as IDBDatabase).close(); // a newer version of the app wants to open it
      },
      terminated: forget,
    });
    opening.catch(forget);
    return opening;
  }

  /** What cannot be done for want of the connection is done again on a new one; a full disk gives up what it can spare. */
  private async attempt<T>(work: (db: IDBPDatabase<Schema>) => Promise<T>, spare: boolean): Promise<T> {
    let reopened = false;
    for (let step = 0; ; ) {
      try {
        return await work(await this.connection());
      } catch (e) {
        const name = nameOf(e);
        if (name === 'QuotaExceededError' && spare && (await this.makeRoom(step))) {
          step++;
        } else if ((name === 'InvalidStateError' || name === 'UnknownError') && !reopened && !this.closed) {
          reopened = true;
          (await this.db?.catch(() => undefined))?.close();
          this.db = undefined;
        } else {
          if (reopened && name !== 'QuotaExceededError') {
            this.lost(String(e));
          }
          throw e;
        }
      }
    }
  }

  read<T>(names: Name[], work: (tx: ReadTx) => Promise<T>): Promise<T> {
    return this.attempt((db) => {
      const tx = db.transaction(names, 'readonly');
      tx.done.catch(() => undefined); // the request that failed says so itself
      return work(tx);
    }, false);
  }

  /** `spare` false is for what may itself be spared: it fails at once when the disk is full. */
  write<T>(names: Name[], work: (tx: Tx) => Promise<T>, spare = true): Promise<T> {
    return this.attempt(async (db) => {
      const tx = db.transaction(names, 'readwrite', { durability: 'strict' });
      const done = tx.done.then(
        () => undefined,
        (e: unknown) => e ?? new Error('the transaction was undone'),
      );
      try {
        const out = await work(tx);
        const failed = await done;
        if (failed !== undefined) {
          throw failed;
        }
        return out;
      } catch (e) {
        abort(tx);
        const cause = await done;
        throw nameOf(cause) === 'QuotaExceededError' ? cause : e;
      }
    }, spare);
  }

  get<K extends keyof Meta>(name: K): Promise<Meta[K] | undefined> {
    return this.read(['meta'], (tx) => meta(tx, name));
  }

  async put<K extends keyof Meta>(name: K, row: Meta[K]): Promise<void> {
    await this.write(['meta'], (tx) => putMeta(tx, name, row));
  }
}

export const meta = async <K extends keyof Meta>(tx: Tx | ReadTx, name: K): Promise<Meta[K] | undefined> =>
  (await (tx as ReadTx).objectStore('meta').get(name)) as Meta[K] | undefined;

export async function putMeta<K extends keyof Meta>(tx: Tx, name: K, row: Meta[K]): Promise<void> {
  await tx.objectStore('meta').put(row, name);
}

function abort(tx: { abort(): void }): void {
  try {
    tx.abort();
  } catch {
    // It has ended already.
  }
}
