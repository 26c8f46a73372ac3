import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'vitest';
import type { Editing } from '../../src/core';
import type { OutboxRow } from '../../src/core/rows';
import { Department, pin, type Tab } from './department';
import { faults, type Fault } from './fake-server';
import { random, type Random } from './random';

/**
 * A tablet with two tabs is driven at random, on a network and beside a server that do everything they should not, and is held
 * after each step against a model so small that it can be seen to be right: what somebody was told is saved, is.
 *
 *   I1  every sealed payload is in the outbox or on the server, byte for byte
 *   I2  the server has one record an operation, each valid, in one unbroken chain
 *   I3  what a tablet shows is what the server served, each thing once, as it was then or is now
 *   I4  what the tablet shows as sent, the server has (or had, before it went back to a backup)
 *   I5  each alert has its alarm, and each alarm that was not sent says phone
 *   I6  every saved answer is in its draft until the check is sealed
 *
 * Then the network is good, and all is sent and shown alike. bugs.ts lists what was broken on purpose to see this fail.
 */
const runs = Number(process.env['MODEL_RUNS'] ?? 25);
const steps = 40;

test.each(Array.from({ length: runs }, (_, i) => i + 1))('a random morning, %i', async (seed) => {
  await new Morning(random(seed)).run();
});

class Morning {
  readonly d = new Department();
  readonly tabs: Tab[] = [];
  /** Promises that were kept: operations by id, and what drafts must hold. */
  readonly sealed = new Map<string, string>();
  readonly alerts = new Set<string>();
  readonly drafts = new Map<string, Map<string, unknown>>();
  readonly restored = new Set<string>();
  editor: { e: Editing; tab: Tab } | undefined;
  served = new Map<string, Set<string>>();
  n = 0;
  /** The clock was moved, or time passed that nobody renewed a lease in. */
  moved = false;
  log: string[] = [];

  constructor(readonly r: Random) {}

  async run(): Promise<void> {
    const first = await this.d.enrolled();
    this.tabs.push(first, await this.open());
    this.remember();
    this.d.server.fault = (path) => this.fault(path);
    for (let i = 0; i < steps; i++) {
      const name = this.r.pick(Object.keys(this.actions) as (keyof Morning['actions'])[]);
      this.log.push(name);
      try {
        await this.actions[name]();
        await this.holds();
      } catch (e) {
        throw new Error(`after ${this.log.join(', ')}`, { cause: e });
      }
    }
    await this.settles().catch((e: unknown) => {
      throw new Error(`after ${this.log.join(', ')}`, { cause: e });
    });
  }

  private fault(path: string): Fault {
    if (this.r.chance(0.6)) {
      return 'none';
    }
    const fault = this.r.pick(faults);
    this.log.push(`${fault} at ${path.slice(4, 20)}`);
    return fault;
  }

  private async open(): Promise<Tab> {
    const tab = await this.d.open();
    await tab.run((t) => t.people.signIn(this.r.pick(['sam', 'tara']), pin));
    return tab;
  }

  private get tab(): Tab {
    return this.r.pick(this.tabs);
  }

  readonly actions = {
    begin: async () => {
      if (this.editor !== undefined) {
        const other = this.tabs.find((t) => t !== this.editor?.tab) as Tab;
        const { e: old, tab: before } = this.editor;
        const got = await other.run((t) => t.drafts.open(old.draft.value.id));
        assert.ok(!got.ok || this.moved, 'two editors of one draft');
        if (got.ok) { // a lease ended with the clock: whoever had it writes no more
          await assert.rejects(before.run(() => old.answer('load', { value: -1 })), 'two editors of one draft');
          this.editor = { e: got, tab: other };
        }
        return;
      }
      const tab = this.tab;
      const e = await tab.run((t) => t.drafts.begin({ checklist: 'hoist', equipment: this.r.pick(['hoist-1', 'linac-1']), occurrence: this.r.pick([null, 'o-1', 'o-2']) }));
      if (e.ok) {
        this.editor = { e, tab };
        this.drafts.set(e.draft.value.id, this.drafts.get(e.draft.value.id) ?? new Map());
      }
    },
    answer: () => this.edit(async (e, tab) => {
      const [key, value] = this.r.pick([['brakes', true], ['brakes', false], ['load', this.n++], ['seal', `A-${this.n++}`]] as const);
      await tab.run(() => e.answer(key, { value }));
      this.drafts.get(e.draft.value.id)?.set(key, value);
    }),
    alert: () => this.edit(async (e, tab) => {
      if (e.draft.value.readings['brakes']?.value === false && e.draft.value.alerted['brakes'] === undefined) {
        const alarm = await tab.run(() => e.alert('brakes'));
        this.alerts.add(alarm.opId);
        this.seal(alarm.opId, tab);
      }
    }),
    finish: () => this.edit(async (e, tab) => {
      const { opId } = await tab.run(() => e.finish(this.r.chance(0.2) ? { stoppedEarly: 'called away' } : {}));
      this.drafts.delete(opId);
      this.editor = undefined;
      this.seal(opId, tab);
    }),
    leave: () => this.edit(async (e, tab) => {
      await tab.run(() => e.close());
      this.editor = undefined;
    }),
    report: async () => {
      const tab = this.tab;
      if (tab.tablet.people.holder.value !== null) {
        const size = this.r.pick([10, 10, 10, 500, 4000]);
        this.seal(await tab.run((t) => t.outbox.seal('report.filed', { kind: 'fault', text: 'x'.repeat(size) })), tab);
      }
    },
    sync: () => this.tab.run((t) => t.sync()),
    syncBoth: async () => {
      await Promise.all(this.tabs.map((tab) => tab.run((t) => t.sync())));
    },
    kill: async () => {
      const i = this.r.below(2);
      const old = this.tabs[i] as Tab;
      const going = this.r.chance(0.5) ? old.run((t) => t.sync()).catch(() => undefined) : undefined;
      old.life.fuse = this.r.below(12);
      await Promise.race([going, new Promise((later) => setTimeout(later, 5))]);
      old.kill();
      if (this.editor?.tab === old) {
        this.editor = undefined;
      }
      this.d.clock.pass(20_000); // leases end
      this.moved = true;
      this.tabs[i] = await this.open();
    },
    person: async () => {
      const tab = this.tab;
      await this.r.pick([
        () => tab.run((t) => t.people.signIn('tara', pin)),
        () => tab.run((t) => t.people.signOut()),
        () => Promise.resolve(tab.run((t) => t.people.unverified('A visitor'))),
      ])();
    },
    clock: () => {
      this.moved = true;
      this.d.clock.wall += this.r.pick([-86_400_000, 86_400_000, 3_600_000, -3000]);
      return Promise.resolve();
    },
    time: () => {
      this.moved = true;
      return Promise.resolve(this.d.clock.pass(this.r.pick([1000, 60_000, 900_000])));
    },
    backup: () => Promise.resolve(this.d.server.backup()),
    restore: () => {
      if (this.r.chance(0.3)) {
        this.d.server.stored.forEach((s) => this.restored.add(s.opId));
        this.d.server.restore();
        this.remember();
      }
      return Promise.resolve();
    },
    scope: () => {
      if (this.r.chance(0.3)) {
        this.d.server.scope = `scope-${this.n++}`;
      }
      return Promise.resolve();
    },
    change: () => {
      const [kind, id] = this.r.pick([['equipment', 'hoist-1'], ['occurrence', `o-${this.r.below(9)}`], ['area', `a-${this.r.below(4)}`]] as const);
      const had = this.d.server.feed.find((c) => c.kind === kind && c.id === id)?.data as object | undefined;
      this.d.server.put(kind, id, { ...(had ?? { id, closesAt: '2026-12-24T00:00:00Z', site: 'North', phone: '' }), name: `${id} ${this.n++}` });
      this.remember();
      return Promise.resolve();
    },
    poison: () => {
      const unsent = this.tabs[0]?.tablet.outbox.items.value.filter((i) => i.state === 'unsent') ?? [];
      if (unsent.length > 0 && this.r.chance(0.5)) {
        this.d.server.poison.add(this.r.pick(unsent).opId);
      } else {
        this.d.server.poison.clear();
      }
      return Promise.resolve();
    },
    tokens: () => Promise.resolve(this.d.server.expireTokens()),
  };

  private async edit(work: (e: Editing, tab: Tab) => Promise<void>): Promise<void> {
    const at = this.editor;
    if (at !== undefined && at.tab.tablet.people.holder.value !== null) {
      await work(at.e, at.tab);
    }
  }

  private seal(opId: string, tab: Tab): void {
    this.sealed.set(opId, rowOf(tab, opId)?.payload ?? '');
  }

  /** What was served of each thing so far. */
  private remember(): void {
    for (const c of this.d.server.feed) {
      const key = `${c.kind}/${c.id}`;
      this.served.set(key, (this.served.get(key) ?? new Set()).add(JSON.stringify(c.data)));
    }
  }

  private async holds(): Promise<void> {
    const disk = await contents(this.d.name);
    const rows = new Map((disk['outbox'] as OutboxRow[]).map((r) => [r.opId, r]));
    const stored = new Map(this.d.server.stored.map((s) => [s.opId, s]));
    for (const [opId, payload] of this.sealed) {
      const there = rows.get(opId)?.payload ?? stored.get(opId)?.payload;
      assert.equal(there, payload, `I1: ${opId}`);
      const row = rows.get(opId);
      const sent = row !== undefined && row.state !== 'unsent' && row.state !== 'rejected';
      assert.ok(!sent || stored.has(opId) || this.restored.has(opId), `I4: ${opId} is shown as ${row?.state ?? ''}`);
      assert.ok(row !== undefined || stored.has(opId), `I4: ${opId} is gone`);
    }
    this.chained([...rows.values()]);
    assert.equal(this.d.server.stored.filter((s) => s.outcome !== 'accepted').length, 0, 'I2: something was sent twice with other bytes, or wrongly signed');
    assert.equal(stored.size, this.d.server.stored.length, 'I2: one record an operation');
    for (const thing of disk['things'] as { kind: string; id: string; data: unknown }[]) {
      assert.ok(this.served.get(`${thing.kind}/${thing.id}`)?.has(JSON.stringify(thing.data)), `I3: ${thing.kind} ${thing.id}`);
    }
    for (const opId of this.alerts) {
      assert.ok((disk['alarms'] as { opId: string }[]).some((a) => a.opId === opId), `I5: ${opId}`);
    }
    for (const tab of this.tabs) {
      assert.ok(tab.tablet.alarms.open.value.every((a) => a.told !== 'not-sent' || a.phone), 'I5: not sent and not saying phone');
    }
    for (const [id, answers] of this.drafts) {
      const draft = (disk['drafts'] as { id: string; readings: Record<string, { value: unknown }> }[]).find((x) => x.id === id);
      for (const [key, value] of answers) {
        assert.deepEqual(draft?.readings[key]?.value, value, `I6: ${key} of ${id}`);
      }
    }
  }

  private chained(rows: readonly OutboxRow[]): void {
    const all = new Map(rows.map((r) => [r.seq, r.payload]));
    for (const s of this.d.server.stored) {
      all.set((JSON.parse(s.payload) as { deviceSeq: number }).deviceSeq, s.payload);
    }
    const seqs = [...all.keys()].sort((a, b) => a - b);
    let prev: string | null = null;
    seqs.forEach((seq, i) => {
      const text = all.get(seq) ?? '';
      if (this.restored.size === 0) {
        assert.equal(seq, i + 1, 'I2: a number is missing');
        assert.equal((JSON.parse(text) as { prev: string | null }).prev, prev, `I2: the chain breaks at ${seq}`);
      }
      prev = createHash('sha256').update(text).digest('hex');
    });
  }

  /** The network is good from here on. */
  private async settles(): Promise<void> {
    const { server } = this.d;
    server.fault = () => 'none';
    server.poison.clear();
    server.limits = { ...server.limits, bytesPerOp: 20_000 };
    if (this.tabs[0]?.tablet.people.holder.value === null) {
      await this.tabs[0].run((t) => t.people.signIn('sam', pin));
    }
    for (let i = 0; i < 12; i++) {
      for (const tab of this.tabs) {
        await tab.run((t) => t.sync());
      }
    }
    await this.holds();
    for (const opId of this.sealed.keys()) {
      assert.ok(server.stored.some((s) => s.opId === opId), `${opId} never came`);
    }
    for (const tab of this.tabs) {
      assert.equal(tab.tablet.outbox.unsent.value, 0, 'all is sent in the end');
    }
    const disk = await contents(this.d.name);
    const shown = (disk['things'] as { kind: string; id: string; data: unknown }[]).map((t) => [`${t.kind}/${t.id}`, t.data]).sort();
    const served = server.feed.map((c) => [`${c.kind}/${c.id}`, c.data]).sort();
    assert.deepEqual(Object.fromEntries(shown), Object.fromEntries(served), 'what is shown is what is served');
    for (const tab of this.tabs) {
      await tab.run((t) => t.close());
    }
  }
}

const rowOf = (tab: Tab, opId: string): OutboxRow | undefined =>
  (tab.tablet.outbox as unknown as { row(opId: string): OutboxRow | undefined }).row(opId);

/** What is on the disk, read past the tablet. */
function contents(name: string): Promise<Record<string, unknown[]>> {
  return new Promise((answer, fail) => {
    const opening = indexedDB.open(name);
    opening.onerror = () => fail(opening.error as Error);
    opening.onsuccess = () => {
      const db = opening.result;
      const all: Record<string, unknown[]> = {};
      const tx = db.transaction(['outbox', 'things', 'alarms', 'drafts']);
      for (const store of ['outbox', 'things', 'alarms', 'drafts']) {
        tx.objectStore(store).getAll().onsuccess = (event) => (all[store] = (event.target as IDBRequest<unknown[]>).result);
      }
      tx.oncomplete = () => {
        db.close();
        answer(all);
      };
    };
  });
}
