import type { Wakes } from './browser';

/** What the tablet needs of the machine it runs on. Tests give their own of each; browser.ts gives a page's. */
export interface Options {
  /** Where the server is: '' in its own page. */
  origin: string;
  fetch: typeof fetch;
  /** The version that is told to the server. */
  app: string;
  /** The database's name. */
  name?: string;
  /** The department's zone. */
  zone?: string;
  wall?: () => number;
  monotonic?: () => number;
  random?: () => number;
  locks?: LockManager | undefined;
  channel?: ((name: string) => Channel) | undefined;
  /** Calls back when it is worth trying the server: signal is back, the page is shown again. */
  wakes?: Wakes;
  /** Asks the browser not to clear the store by itself; null where it cannot say. */
  persist?: () => Promise<boolean | null>;
  /** Counts the files of the app that are kept for starting without a network. */
  files?: () => Promise<{ kept: number; of: number }>;
  /** Sees to it that labels can be read without a network; null where they are typed. */
  reader?: () => Promise<boolean | null>;
  /** After how long without a touch the tablet locks. */
  idleMs?: number;
  /** How often it syncs by itself, about; 0 is never, for tests that say when. */
  beatMs?: number;
  /** How long an answer is waited for. */
  patienceMs?: number;
}

export interface Channel {
  postMessage(message: unknown): void;
  onmessage: ((event: { data: unknown }) => void) | null;
  close(): void;
}

type Maybe = 'locks' | 'channel' | 'wakes' | 'persist' | 'files' | 'reader';

export type Base = Required<Omit<Options, Maybe>> & Pick<Options, Maybe>;

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export const based = (o: Options): Base => ({
  name: 'runup',
  zone: 'Europe/London',
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  random: Math.random,
  idleMs: 3 * minute,
  beatMs: 45_000,
  patienceMs: 30_000,
  ...o,
});

/** Runs one after another, whatever becomes of each. */
export class Queue {
  private last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const next = this.last.then(work, work);
    this.last = next.catch(() => undefined);
    return next;
  }

  /** Resolves when all that was put in so far is through. */
  idle(): Promise<unknown> {
    return this.last;
  }
}

/** The name of a DOMException or an error. */
export const nameOf = (e: unknown): string => (typeof e === 'object' && e !== null && 'name' in e ? String(e.name) : '');
