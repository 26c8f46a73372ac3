import { computed, signal } from '@preact/signals-core';
import { dayIn } from '../judge';
import { minute, type Base } from './base';
import { meta, putMeta, type Store } from './store';
import type { Clock } from './tablet';

/** Wall and monotonic clock may part by this much between two looks before the wall clock is taken to have been moved. */
const slip = 2000;

/**
 * The tablet's clock, which is evidence and never decides. Each start of the app and each jump begins a new epoch: within
 * one, two times of this tablet may be compared.
 */
export class TabletClock implements Clock {
  readonly offset = signal<number | null>(null);
  readonly wrong = computed(() => Math.abs(this.offset.value ?? 0) > 2 * minute);
  /** Moves as time passes, for what depends on it. */
  readonly tick = signal(0);
  readonly day = computed(() => (this.tick.value, dayIn(this.base.zone, this.server())));
  private epoch = 0;
  private looked: { wall: number; monotonic: number };

  constructor(
    private readonly base: Base,
    private readonly store: Store,
  ) {
    this.looked = this.both();
  }

  now(): number {
    return this.base.wall();
  }

  monotonic(): number {
    return this.base.monotonic();
  }

  /** The best that is known of the time: the server's where it was heard. */
  server(): number {
    return this.now() + (this.offset.peek() ?? 0);
  }

  private both(): { wall: number; monotonic: number } {
    return { wall: this.base.wall(), monotonic: this.base.monotonic() };
  }

  async start(): Promise<void> {
    this.offset.value = (await this.store.get('clock'))?.offset ?? null;
    await this.raise();
  }

  /** Looks whether the clock was moved since the last look, and answers what an operation says of it. */
  async look(): Promise<{ monotonicMs: number; epoch: number }> {
    const last = this.looked;
    this.looked = this.both();
    this.tick.value = this.looked.wall;
    const moved = this.looked.wall - last.wall - (this.looked.monotonic - last.monotonic);
    if (Math.abs(moved) > slip) {
      // Forward it may have slept, while the monotonic clock stood: then the server is as far ahead as it was.
      if (moved < 0 && this.offset.value !== null) {
        this.offset.value -= moved;
      }
      await this.raise();
    }
    return { monotonicMs: Math.round(this.looked.monotonic), epoch: this.epoch };
  }

  private async raise(): Promise<void> {
    const offset = this.offset.peek();
    this.epoch = await this.store.write(['meta'], async (tx) => {
      const epoch = ((await meta(tx, 'clock'))?.epoch ?? 0) + 1;
      await putMeta(tx, 'clock', { epoch, offset });
      return epoch;
    });
  }

  /** The server said what time it is; the reply took so long. */
  async heard(serverTime: string, asked: number): Promise<void> {
    const at = Date.parse(serverTime);
    const now = this.now();
    if (!Number.isFinite(at)) {
      return;
    }
    const offset = Math.round(at + Math.max(0, this.monotonic() - asked) / 2 - now);
    this.offset.value = offset;
    await this.store.write(['meta'], async (tx) => {
      await putMeta(tx, 'clock', { epoch: (await meta(tx, 'clock'))?.epoch ?? this.epoch, offset });
    });
  }
}
