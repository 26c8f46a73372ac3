import type { BrowserContext } from 'playwright-core';

/**
 * By chance, up to how many ms later than it need comes whatever the app waits for: E2E_LATE=300 finds on a fast machine the test
 * that looks sooner than the app can be ready on a slow one.
 */
export const late = Number(process.env['E2E_LATE'] ?? 0);

/** Everything that the pages of a browser wait for: the network, keys, the store, another tab, a timer. */
export async function slowDown(context: BrowserContext): Promise<void> {
  if (late > 0) {
    await context.addInitScript(inPage, late);
  }
}

/** Goes before the service worker: rooms and other files that are kept are found late too. */
export const slowWorker = (worker: Buffer): Buffer =>
  late === 0 ? worker : Buffer.concat([Buffer.from(`{ const match = Cache.prototype.match; Cache.prototype.match = async function (...of) { const kept = await match.apply(this, of); await new Promise((go) => setTimeout(go, Math.random() * ${late})); return kept; }; }\n`), worker]);

/** On the way to the server. */
export const onTheWay = (): Promise<void> => (late === 0 ? Promise.resolve() : new Promise((go) => setTimeout(go, Math.random() * late)));

function inPage(most: number): void {
  const wait = setTimeout.bind(globalThis);
  const pause = (ms: number): Promise<void> => new Promise((go) => wait(go, Math.random() * ms));
  const after = (of: any, name: string, ms: number): void => {
    const real = of[name] as (...given: unknown[]) => Promise<unknown>;
    of[name] = async function (this: unknown, ...given: unknown[]): Promise<unknown> {
      const got = await real.apply(this === undefined ? globalThis : this, given);
      await pause(ms);
      return got;
    };
  };
  after(globalThis, 'fetch', most);
  ['deriveBits', 'sign', 'digest', 'importKey'].forEach((name) => after(SubtleCrypto.prototype, name, most / 2));
  const ask = LockManager.prototype.request as (...given: unknown[]) => Promise<unknown>;
  LockManager.prototype.request = async function (this: LockManager, ...given: unknown[]): Promise<unknown> {
    await pause(most);
    return ask.apply(this, given);
  } as typeof LockManager.prototype.request;
  // A transaction is over before its word of it comes; timers keep their order.
  const listen = IDBTransaction.prototype.addEventListener as (kind: string, heard: (event: Event) => void, how?: unknown) => void;
  IDBTransaction.prototype.addEventListener = function (this: IDBTransaction, kind: string, heard: (event: Event) => void, how?: unknown): void {
    listen.call(this, kind, kind === 'complete' ? (event) => wait(() => heard.call(this, event), Math.random() * most / 2) : heard, how);
  } as typeof IDBTransaction.prototype.addEventListener;
  globalThis.setTimeout = ((run: () => void, ms = 0, ...given: []) => wait(run, ms + most / 8, ...given)) as unknown as typeof setTimeout;
}
