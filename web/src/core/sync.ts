import type { TabletAlarms } from './alarms';
import { minute, type Base } from './base';
import type { TabletClaims } from './claims';
import type { TabletClock } from './clock';
import type { ThisDevice } from './device';
import type { Held, Locks } from './locks';
import type { TabletOutbox } from './outbox';
import type { TabletPeople } from './people';
import type { TabletPhones } from './phones';
import type { TabletPhotos } from './photos';
import type { Puller } from './pull';
import type { Pusher } from './push';
import type { Stream } from './stream';
import type { Talk } from './talk';

interface Parts {
  device: ThisDevice;
  clock: TabletClock;
  people: TabletPeople;
  outbox: TabletOutbox;
  alarms: TabletAlarms;
  claims: TabletClaims;
  photos: TabletPhotos;
  pusher: Pusher;
  puller: Puller;
  phones: TabletPhones;
  talk: Talk;
  locks: Locks;
}

/** How often the clocks are looked at. */
const lookMs = 5000;

/** How often idle time is counted. */
const idleMs = 1000;

/** The longest pause after so much trouble. */
const longest = 2 * minute;

/** Sends and fetches, by itself: after each seal, when signal comes back, when the page is shown, and every while. */
export class Syncing {
  private running: Promise<boolean> | undefined;
  private again = false;
  /** The signal came back, or the page was shown, while a sync ran: what fails now may not fail then. */
  private woken = false;
  private failures = 0;
  private timers: ReturnType<typeof setTimeout>[] = [];
  private next: ReturnType<typeof setTimeout> | undefined;
  private asleep: () => void = () => undefined;
  private stream: Stream | undefined;
  private closed = false;
  private hello = -Infinity;

  constructor(
    private readonly base: Base,
    private readonly parts: Parts,
  ) {}

  start(stream: Stream): void {
    if (this.base.beatMs === 0) {
      return;
    }
    this.stream = stream;
    this.timers.push(setInterval(() => void this.parts.clock.look().catch(() => undefined), lookMs));
    this.timers.push(setInterval(() => this.parts.people.idle(), idleMs));
    this.asleep = this.base.wakes?.(() => this.wake()) ?? this.asleep;
    const beat = (): void => {
      void stream.listen();
      void this.sync().finally(() => this.plan(beat));
    };
    beat();
  }

  private plan(beat: () => void): void {
    if (this.closed) {
      return;
    }
    const pause = this.failures === 0 ? this.base.beatMs : Math.min(longest, 4000 * 2 ** this.failures);
    this.next = setTimeout(beat, pause * (0.5 + this.base.random() / 2));
  }

  private wake(): void {
    this.woken = this.running !== undefined;
    this.soon();
  }

  /** Syncs at once, without anybody waiting for it. */
  soon(): void {
    if (!this.closed && this.base.beatMs > 0) {
      void this.sync();
    }
  }

  /** Answers whether all was sent and the head was reached. Whoever calls while one runs has another run after it. */
  async sync(): Promise<boolean> {
    if (this.running !== undefined) {
      this.again = true;
      return this.running;
    }
    this.running = this.rounds().finally(() => {
      this.running = undefined;
    });
    void this.running.then((all) => (all ? this.stream?.listen() : undefined)); // the signal is back: hear at once what moves
    return this.running;
  }

  private async rounds(): Promise<boolean> {
    let all = false;
    do {
      this.again = this.woken = false;
      all = await this.once().catch(() => false);
      this.failures = all ? 0 : Math.min(this.failures + 1, 10);
    } while (((this.again && all) || this.woken) && !this.closed);
    return all;
  }

  /** One round, by one tab at a time. */
  private async once(): Promise<boolean> {
    const { device, outbox } = this.parts;
    if (device.enrolled.peek() === null || this.closed) {
      return false;
    }
    const turn = await this.turn();
    if (turn === undefined) {
      return false;
    }
    outbox.sending.value = true;
    try {
      await outbox.load(); // what other tabs sealed
      return await this.round();
    } finally {
      outbox.sending.value = false;
      await turn.release();
    }
  }

  /** Waits a while for the tab that syncs now: it may have begun before this one sealed something. */
  private async turn(): Promise<Held | undefined> {
    for (let tries = 0; ; tries++) {
      const held = await this.parts.locks.take('sync');
      if (held !== undefined || tries >= 20 || this.closed) {
        return held;
      }
      await new Promise((later) => setTimeout(later, 500));
    }
  }

  private async round(): Promise<boolean> {
    const { pusher, puller, photos, phones, people, alarms, claims, clock } = this.parts;
    await clock.look();
    const now = this.base.monotonic();
    if (now < pusher.notBefore) {
      return false;
    }
    if (now - this.hello > 10 * minute || this.failures > 0) {
      if (!(await pusher.hello())) {
        return false;
      }
      this.hello = now;
    }
    await people.introduce();
    const sent = await pusher.all();
    const reached = await puller.all();
    this.again ||= sent && reached && this.parts.outbox.all().some((r) => r.state === 'unsent' && r.attempts === 0);
    const shown = sent && (await photos.send());
    await alarms.tidy();
    if (reached) {
      await claims.renew();
      await phones.pull();
    }
    return sent && reached && shown;
  }

  async close(): Promise<void> {
    this.closed = true;
    this.timers.forEach((t) => clearInterval(t));
    clearTimeout(this.next);
    this.asleep();
    this.parts.talk.close();
    await this.running?.catch(() => false);
  }
}
