import 'fake-indexeddb/auto';
import { AsyncLocalStorage } from 'node:async_hooks';
import { createHmac, pbkdf2Sync } from 'node:crypto';
import { openTablet, type Editing, type Options, type Tablet } from '../../src/core';
import { FakeServer } from './fake-server';

export const pin = '482615';
export const start = Date.parse('2026-11-23T07:00:00Z');

/** A tablet's process: it can be killed at any touch of its disk or of the network. */
export interface Life {
  dead: boolean;
  /** So many touches are left; Infinity for ever. */
  fuse: number;
}

const lives = new AsyncLocalStorage<Life>();

class Dead extends Error {}

function touch(): void {
  const life = lives.getStore();
  if (life === undefined) {
    return;
  }
  if (life.fuse-- <= 0) {
    life.dead = true;
  }
  if (life.dead) {
    throw new Dead('killed');
  }
}

/** Whoever is dead reads and writes nothing; what it was in the middle of is undone. */
function guard(): void {
  const stores = IDBObjectStore.prototype as unknown as Record<string, (...given: unknown[]) => unknown>;
  for (const name of ['put', 'add', 'delete', 'clear', 'get', 'getAll', 'openCursor']) {
    const real = stores[name] as (...given: unknown[]) => unknown;
    stores[name] = function (this: IDBObjectStore, ...given) {
      try {
        touch();
      } catch (e) {
        this.transaction.abort();
        throw e;
      }
      return real.apply(this, given);
    };
  }
  const databases = IDBDatabase.prototype as unknown as { transaction: IDBDatabase['transaction'] };
  const transaction = databases.transaction;
  databases.transaction = function (this: IDBDatabase, ...given) {
    if (lives.getStore()?.dead) {
      throw new Dead('killed');
    }
    return transaction.apply(this, given);
  };
}
guard();

/** Time that stands until it is moved. */
export class FakeClock {
  wall = start;
  monotonic = 1000;

  pass(ms: number): void {
    this.wall += ms;
    this.monotonic += ms;
  }
}

let tablets = 0;

/** A small department, its server, and one tablet of it with as many tabs as are opened. */
export class Department {
  readonly server = new FakeServer();
  readonly clock = new FakeClock();
  readonly name = `tablet-${tablets++}`;

  constructor() {
    this.server.now = () => this.clock.wall;
    const s = this.server;
    s.put('area', 'linacs', { id: 'linacs', name: 'Linacs', site: 'North', phone: '2101', registrant: null });
    s.put('equipment', 'hoist-1', equipment('hoist-1', 'hoist'));
    s.put('equipment', 'linac-1', equipment('linac-1', 'linac'));
    s.put('checklist', 'hoist', checklist);
    for (const [id, role, registered] of [['sam', 'support-worker', false], ['tara', 'assistant-practitioner', false], ['rosa', 'radiographer', true]] as const) {
      s.put('staff', id, person(id, role, registered));
      s.people.set(`${id}.x`, { id, pin, password: 'runup-demo' });
    }
    s.pins = ['sam', 'tara', 'rosa'].map((staff) => verifier(staff, 'device-1'));
  }

  options(more: Partial<Options> = {}): Options {
    const { server, clock } = this;
    return {
      origin: '',
      fetch: async (...given) => {
        touch();
        const answer = await server.fetch(...given);
        touch();
        return answer;
      },
      app: 'test',
      name: this.name,
      wall: () => clock.wall,
      monotonic: () => clock.monotonic,
      random: () => 0.5,
      beatMs: 0,
      ...more,
    };
  }

  /** Opens a tab. All that it does is done in its own life. */
  async open(life: Life = { dead: false, fuse: Infinity }, more: Partial<Options> = {}): Promise<Tab> {
    const tablet = await lives.run(life, () => openTablet(this.options(more)));
    return new Tab(tablet, life);
  }

  async enrolled(more: Partial<Options> = {}): Promise<Tab> {
    const tab = await this.open(undefined, more);
    const done = await tab.run((t) => t.device.enrol('CODE', 'LA1'));
    if (!done.ok) {
      throw new Error(done.reason);
    }
    await tab.run((t) => t.people.signIn('sam', pin));
    return tab;
  }
}

/** What the tabs of one tablet hear of each other. */
export function channels() {
  const heard: { onmessage: ((event: { data: unknown }) => void) | null }[] = [];
  const channel = () => {
    const end = { onmessage: null as ((event: { data: unknown }) => void) | null, postMessage: (data: unknown) => heard.filter((h) => h !== end).forEach((h) => h.onmessage?.({ data })), close: () => undefined };
    heard.push(end);
    return end;
  };
  return { channel };
}

export class Tab {
  constructor(
    readonly tablet: Tablet,
    readonly life: Life,
  ) {}

  run<T>(work: (tablet: Tablet) => T): T {
    return lives.run(this.life, () => work(this.tablet));
  }

  /** Begins the hoist's check. */
  async begin(occurrence: string | null = null, equipmentId = 'hoist-1'): Promise<Editing> {
    const e = await this.run((t) => t.drafts.begin({ checklist: 'hoist', equipment: equipmentId, occurrence }));
    if (!e.ok) {
      throw new Error(e.reason);
    }
    return e;
  }

  /** A whole check, with the brakes as they are said to be. */
  async check(brakes = true, occurrence: string | null = null): Promise<string> {
    const e = await this.begin(occurrence);
    return this.run(async () => {
      await e.answer('brakes', { value: brakes });
      await e.answer('seal', { value: 'A-1' });
      return (await e.finish({})).opId;
    });
  }

  kill(): void {
    this.life.dead = true;
  }
}

const equipment = (id: string, kind: string) => ({ id, name: id, kind, area: 'linacs', status: 'in-service', points: [], features: [], affects: [], alarms: [], calibrationDue: null });

export const checklist = {
  id: 'hoist',
  title: 'Hoist',
  version: '1',
  hash: 'a'.repeat(64),
  state: 'published',
  equipmentKinds: ['hoist'],
  sections: [
    {
      title: 'All',
      items: [
        { id: 'brakes', kind: 'confirm', prompt: 'Do the brakes hold?', onFail: 'do-not-use' },
        { id: 'load', kind: 'number', unit: 'kg', optional: true },
        { id: 'pressure', kind: 'number', unit: 'kPa', optional: true },
        { id: 'temperature', kind: 'number', unit: '°C', optional: true },
        { id: 'photo', kind: 'photo', optional: true },
        { id: 'seal', kind: 'compare-to-last', onFail: 'put-right', optional: true },
      ],
    },
  ],
};

function person(id: string, role: string, registered: boolean) {
  const held = { id: `${id}-a`, staff: id, checklist: 'hoist', equipment: null, capacity: registered ? 'operator' : 'authorised', from: '2026-01-01T00:00:00Z', until: null };
  return { id, username: `${id}.x`, name: id[0]?.toUpperCase() + id.slice(1), role, registered, areas: ['*'], active: true, appointments: [], authorisations: [held] };
}

/** As internal/auth makes it, with fewer rounds. */
function verifier(staff: string, device: string) {
  const salt = Buffer.from(`salt-of-${staff}-0123456`.slice(0, 16));
  const key = pbkdf2Sync(pin, salt, 10, 32, 'sha256');
  return { staff, salt: salt.toString('base64url'), parameters: { iterations: 10, bytes: 32 }, verifier: createHmac('sha256', key).update(device).digest('base64url') };
}
