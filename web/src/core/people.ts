import { computed, signal } from '@preact/signals-core';
import { personApi, type Api } from '../api/client';
import { minute, Queue, type Base } from './base';
import { base64url, fromBase64url, utf8 } from './bytes';
import type { TabletClock } from './clock';
import { declined, type ThisDevice } from './device';
import type { Signer } from './outbox';
import type { PeopleRow, Pin } from './rows';
import type { Store } from './store';
import { isGroup, type Answer, type Talk } from './talk';
import type { Done, Holder, People, Staff } from './tablet';
import type { TabletView } from './view';

/** So many wrong PINs of one person on one tablet, then a quarter of an hour, and twice as long for each further one. */
const allowed = 5;
const firstLock = 15 * minute;

/** A session vouches for what was done at most this long before it began; a PIN given without signal is tried so long. */
const vouches = 10 * minute;

/** So long before it locks the tablet says so: WCAG 2.2.1 asks for 20 s at the least. */
const warns = 30_000;

/** A tap is over within this, so that what it falls on does not go from under it. */
const tap = 1000;

interface Session {
  staff: string;
  access: string;
  until: number;
  refresh: string;
}

/** A PIN that was right here and that the server has not seen: powers count once it has. */
interface Unseen {
  staff: string;
  username: string;
  pin: string;
  until: number;
}

/** The people of this tablet. */
export class TabletPeople implements People {
  readonly holder = signal<Holder | null>(null);
  readonly known = computed<readonly Staff[]>(() => {
    const has = (s: Staff): number => (this.view.pins.value.has(s.id) ? 0 : 1);
    return [...this.view.staff.value.values()].filter((s) => s.active).sort((a, b) => has(a) - has(b) || a.name.localeCompare(b.name, 'en-GB'));
  });
  readonly lockedUntil = signal<ReadonlyMap<string, number>>(new Map());
  readonly leaving = signal<number | null>(null);
  /** Told when the tablet was locked or left, so that other tabs do the same. */
  left: () => void = () => undefined;
  private session: Session | null = null;
  private client: Api | null = null;
  private unseen: Unseen[] = [];
  private touch = { wall: 0, monotonic: 0 };
  private readonly checking = new Queue();
  private readonly refreshing = new Queue();

  constructor(
    private readonly base: Base,
    private readonly store: Store,
    private readonly clock: TabletClock,
    private readonly device: ThisDevice,
    private readonly talk: Talk,
    private readonly view: TabletView,
  ) {}

  async load(): Promise<void> {
    const rows = await this.store.read(['people'], (tx) => tx.objectStore('people').getAll());
    this.lockedUntil.value = new Map(rows.filter((r) => r.lockedUntil > this.clock.now()).map((r) => [r.staff, r.lockedUntil]));
  }

  hasPin(staff: string): boolean {
    return this.view.pins.value.has(staff);
  }

  signer(): Signer | null {
    const h = this.holder.peek();
    return h === null ? null : { staff: h.staff, name: h.name, auth: h.how };
  }

  async signIn(staff: string, pin: string): Promise<Done> {
    const done = await this.verify(staff, pin);
    if (!done.ok) {
      return done;
    }
    this.hold(staff, 'pin');
    this.introduceSoon();
    return done;
  }

  async signInByPassword(username: string, password: string): Promise<Done> {
    const answer = await this.asTablet({ username, password });
    const begun = this.begun(answer);
    if (begun === null) {
      return declined(answer);
    }
    this.hold(begun.staff, 'password', begun.person);
    this.take(begun);
    return { ok: true };
  }

  unverified(name: string, staff?: string): void {
    this.leave();
    const person = staff === undefined ? undefined : this.view.staff.peek().get(staff);
    this.holder.value = { staff: staff ?? null, name: person?.name ?? name, role: person?.role ?? null, registered: false, how: 'unverified', since: this.clock.now(), session: false };
    this.touchedNow();
  }

  async confirm(staff: string, pin: string): Promise<Done> {
    const done = await this.verify(staff, pin);
    if (done.ok) {
      this.introduceSoon();
    }
    return done;
  }

  /** Holds a PIN against what verifies it here. A wrong one is counted before it is answered, so that nothing forgets it. */
  private verify(staff: string, pin: string): Promise<Done> {
    return this.checking.run(async () => {
      const verifier = this.view.pins.peek().get(staff);
      const person = this.view.staff.peek().get(staff);
      if (verifier === undefined || person === undefined) {
        return { ok: false, reason: 'no-pin-here' };
      }
      const row = (await this.store.read(['people'], (tx) => tx.objectStore('people').get(staff))) ?? { staff, wrong: 0, lockedUntil: 0 };
      if (row.lockedUntil > this.clock.now()) {
        return { ok: false, reason: 'locked' };
      }
      if (await fits(verifier, pin, this.device.enrolled.peek()?.id ?? '')) {
        await this.count({ staff, wrong: 0, lockedUntil: 0 });
        this.unseen = [...this.unseen.filter((u) => u.staff !== staff), { staff, username: person.username, pin, until: this.base.monotonic() + vouches }];
        return { ok: true };
      }
      const wrong = row.wrong + 1;
      const lockedUntil = wrong < allowed ? 0 : this.clock.now() + firstLock * 2 ** Math.min(wrong - allowed, 10);
      await this.count({ staff, wrong, lockedUntil });
      return { ok: false, reason: lockedUntil > 0 ? 'locked' : 'wrong-pin' };
    });
  }

  private async count(row: PeopleRow): Promise<void> {
    await this.store.write(['people'], (tx) => tx.objectStore('people').put(row));
    await this.load();
  }

  private hold(staff: string, how: 'pin' | 'password', person?: Staff): void {
    const of = person ?? this.view.staff.peek().get(staff);
    const before = this.holder.peek();
    if (before?.staff !== staff) {
      this.drop();
    }
    this.holder.value = {
      staff,
      name: of?.name ?? staff,
      role: of?.role ?? null,
      registered: of?.registered ?? false,
      how,
      since: this.clock.now(),
      session: this.session?.staff === staff,
    };
    this.touchedNow();
  }

  /** Shows PINs that were right here to the server, while it can be reached: sessions begin, and powers count. */
  async introduce(): Promise<void> {
    const holder = this.holder.peek()?.staff ?? null;
    for (const u of this.unseen) {
      if (u.staff !== holder && this.base.monotonic() > u.until) {
        this.forget(u);
        continue;
      }
      const answer = await this.asTablet({ username: u.username, pin: u.pin });
      if (!answer.ok || answer.status >= 500 || answer.status === 429) {
        return;
      }
      this.forget(u);
      const begun = this.begun(answer);
      if (begun !== null && begun.staff === this.holder.peek()?.staff) {
        this.take(begun);
      }
    }
  }

  private introduceSoon(): void {
    this.introduce().catch(() => undefined); // the next sync tries again
  }

  private forget(u: Unseen): void {
    this.unseen = this.unseen.filter((other) => other !== u);
  }

  /** A tablet's own token says where the session is; a desk computer has none. */
  private asTablet(body: Record<string, string>): Promise<Answer> {
    return this.device.enrolled.peek() === null ? this.talk.ask('/v1/sessions', { body }) : this.device.ask('/v1/sessions', { body });
  }

  private begun(answer: Answer): (Session & { person: Staff }) | null {
    if (!answer.ok || (answer.status !== 201 && answer.status !== 200) || !isGroup(answer.body)) {
      return null;
    }
    const { accessToken, expiresIn, refreshToken, staff } = answer.body as { accessToken: string; expiresIn: number; refreshToken: string; staff: Staff };
    if (typeof accessToken !== 'string' || typeof refreshToken !== 'string' || typeof expiresIn !== 'number' || !isGroup(staff)) {
      return null;
    }
    return { staff: staff.id, person: staff, access: accessToken, refresh: refreshToken, until: this.base.monotonic() + Math.max(500, expiresIn * 1000 - 20_000) };
  }

  private take({ staff, access, until, refresh }: Session): void {
    this.session = { staff, access, until, refresh };
    const holder = this.holder.peek();
    if (holder !== null) {
      this.holder.value = { ...holder, session: true };
    }
  }

  api(): Api | null {
    if (this.holder.value?.session !== true || this.session === null) {
      return null;
    }
    this.client ??= personApi(this.base.origin, () => this.access(), this.base.fetch);
    return this.client;
  }

  private access(): Promise<string> {
    return this.refreshing.run(async () => {
      const s = this.session;
      if (s === null) {
        return '';
      }
      if (this.base.monotonic() < s.until) {
        return s.access;
      }
      const answer = await this.talk.ask('/v1/sessions/refresh', { body: { refreshToken: s.refresh } });
      const next = this.begun(answer);
      if (next !== null && this.session === s) {
        this.take(next);
        return next.access;
      }
      if (answer.ok && answer.status === 401 && this.session === s) {
        this.drop();
      }
      return s.access;
    });
  }

  lock(): void {
    this.leave();
    this.left();
  }

  /** Forgets who holds the tablet; what they began and sealed stays. */
  leave(): void {
    this.drop();
    const holder = this.holder.peek()?.staff;
    this.unseen = this.unseen.filter((u) => u.staff !== holder);
    this.holder.value = null;
    this.leaving.value = null;
  }

  async signOut(): Promise<void> {
    const token = this.session === null ? null : await this.access();
    this.lock();
    if (token !== null) {
      await this.talk.ask('/v1/sessions/current', { method: 'DELETE', token });
    }
  }

  private drop(): void {
    this.session = null;
    this.client = null;
    const holder = this.holder.peek();
    if (holder?.session === true) {
      this.holder.value = { ...holder, session: false };
    }
  }

  /** The touch that wakes a tablet comes too late for whoever left it. */
  touched(): void {
    this.idle();
    this.touchedNow();
  }

  stay(): void {
    this.touched();
    this.leaving.value = null;
  }

  private touchedNow(): void {
    this.touch = { wall: this.clock.now(), monotonic: this.base.monotonic() };
  }

  /**
   * Locks when nobody touched this page for long, and says so before. It may have slept, while the one clock or the other stood.
   * Another tab counts for itself: it may be the one that is used.
   */
  idle(): void {
    const quiet = Math.max(this.clock.now() - this.touch.wall, this.base.monotonic() - this.touch.monotonic);
    if (this.holder.peek() === null) {
      return;
    }
    if (quiet >= this.base.idleMs) {
      this.leave();
    } else if (quiet >= this.base.idleMs - warns) {
      this.leaving.value ??= this.clock.now() + this.base.idleMs - quiet;
    } else if (quiet >= tap) {
      this.leaving.value = null;
    }
  }
}

/** Derives as the server does (internal/auth): PBKDF2, then HMAC over the tablet's id. */
async function fits(p: Pin, pin: string, deviceId: string): Promise<boolean> {
  const { iterations, bytes } = p.parameters as { iterations: number; bytes: number };
  const base = await crypto.subtle.importKey('raw', utf8(pin), 'PBKDF2', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: fromBase64url(p.salt), iterations }, base, bytes * 8);
  const key = await crypto.subtle.importKey('raw', bits, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return base64url(await crypto.subtle.sign('HMAC', key, utf8(deviceId))) === p.verifier;
}
