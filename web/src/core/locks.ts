import type { Base } from './base';
import { uuid } from './bytes';
import type { Store, Tx } from './store';

/** Something that is held by this tab. */
export interface Held {
  release(): Promise<void>;
  /** Whether it still is, inside a transaction over leases: one can run out while its tab sleeps. */
  still(tx: Tx): Promise<boolean>;
}

/** A lease lives this long without being renewed: the tab that held it was killed. */
const leaseFor = 15_000;

/** Something that one tab at a time may do. Web Locks end with their tab; without them a row with an end stands in. */
export class Locks {
  private readonly owner: string;
  private readonly renewing = new Set<ReturnType<typeof setInterval>>();

  constructor(
    private readonly base: Base,
    private readonly store: Store,
  ) {
    this.owner = uuid(base.wall());
  }

  /** Takes it if it is free. */
  async take(name: string): Promise<Held | undefined> {
    const full = `${this.base.name}:${name}`;
    return this.base.locks === undefined ? this.lease(full) : this.lock(this.base.locks, full);
  }

  private lock(locks: LockManager, name: string): Promise<Held | undefined> {
    return new Promise((answer, fail) => {
      const held = locks.request(name, { ifAvailable: true }, (lock) => {
        if (lock === null) {
          answer(undefined);
          return undefined;
        }
        return new Promise<void>((release) => {
          const giveBack = async (): Promise<void> => {
            release();
            await held;
          };
          answer({ release: giveBack, still: () => Promise.resolve(true) });
        });
      });
      held.catch(fail);
    });
  }

  private async lease(name: string): Promise<Held | undefined> {
    const mine = `${this.owner}/${uuid(this.base.wall())}`;
    const renew = (): Promise<boolean> =>
      this.store.write(['leases'], async (tx) => {
        const row = await tx.objectStore('leases').get(name);
        const now = this.base.wall();
        // One that ends later than any lease can was made before the clock was moved back.
        if (row !== undefined && row.owner !== mine && row.until > now && row.until <= now + leaseFor) {
          return false;
        }
        await tx.objectStore('leases').put({ name, owner: mine, until: now + leaseFor });
        return true;
      });
    if (!(await renew())) {
      return undefined;
    }
    const timer = setInterval(() => void renew().catch(() => undefined), leaseFor / 3);
    this.renewing.add(timer);
    const still = async (tx: Tx): Promise<boolean> => (await tx.objectStore('leases').get(name))?.owner === mine;
    const release = async (): Promise<void> => {
      clearInterval(timer);
      this.renewing.delete(timer);
      await this.store.write(['leases'], async (tx) => {
        if (await still(tx)) {
          await tx.objectStore('leases').delete(name);
        }
      });
    };
    return { release, still };
  }

  close(): void {
    this.renewing.forEach((timer) => clearInterval(timer));
  }
}
