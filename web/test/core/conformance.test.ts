import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'vitest';
import type { Editing, Tablet } from '../../src/core';
import { Department, Tab, pin, start } from './department';
import type { Fault } from './fake-server';

const minute = 60_000;
const yes = { value: true };
const no = { value: false };

const rescued = async (tab: Tab): Promise<{ ops: { opId: string; payload: string }[]; drafts: { id: string }[] }> =>
  JSON.parse(await (await tab.run((t) => t.rescue())).text()) as never;

const mine = (tablet: Tablet, opId: string) => tablet.outbox.items.value.find((i) => i.opId === opId);

describe('C1: whatever the moment at which the app is killed, work is in the draft, in the outbox or on the server', () => {
  test('killed at each touch of disk or network, from the first answer to the server\'s word', async () => {
    let finished = 0;
    let kills = 0;
    for (let fuse = 0; finished < 3; fuse++) {
      const d = new Department();
      const first = await d.enrolled();
      await first.run((t) => t.close());
      const life = { dead: false, fuse: Infinity };
      const tab = await d.open(life);
      await tab.run((t) => t.people.signIn('sam', pin));
      life.fuse = fuse;
      const done: string[] = [];
      const told = { id: '', brakes: false, alert: '', finish: false };
      const morning = async (): Promise<void> => {
        const e = await tab.begin();
        told.id = e.draft.value.id;
        await e.answer('brakes', no);
        told.brakes = true;
        told.alert = (await e.alert('brakes')).opId;
        await e.answer('seal', { value: 'A-1' });
        done.push('seal');
        await e.finish({});
        told.finish = true;
        await tab.run((t) => t.sync());
      };
      await morning().catch(() => undefined);
      finished += life.dead ? 0 : 1;
      kills += life.dead ? 1 : 0;
      tab.kill();
      d.clock.pass(minute);
      const after = await d.open();
      const t = after.tablet;
      const draft = t.drafts.all.value.find((x) => x.id === told.id);
      const sealed = t.outbox.items.value.some((i) => i.opId === told.id);
      if (told.brakes) {
        assert.ok(sealed || draft?.readings['brakes']?.value === false, `an answer that was saved is gone, at ${fuse}`);
        assert.ok(sealed !== (draft !== undefined), `both a draft and sealed, or neither, at ${fuse}`);
      }
      if (told.alert !== '') {
        assert.ok(t.outbox.items.value.some((i) => i.opId === told.alert), `an alert is gone, at ${fuse}`);
        assert.equal(t.alarms.open.value.length, 1);
        assert.ok(sealed || draft?.alerted['brakes'] === told.alert);
      }
      assert.ok(!told.finish || sealed, `a finished check is gone, at ${fuse}`);
      await after.run((x) => x.people.signIn('sam', pin));
      if (draft !== undefined) {
        const e = (await after.run((x) => x.drafts.open(draft.id))) as Editing;
        await after.run(() => e.finish({ stoppedEarly: 'killed' }));
      }
      await after.run((x) => x.sync());
      assert.equal(t.outbox.unsent.value, 0);
      assertWhole(d);
      await after.run((x) => x.close());
    }
    assert.ok(kills > 40, `${kills} kills`);
  });
});

/** One record an operation, each valid, in one unbroken chain. */
function assertWhole(d: Department): void {
  const ops = d.server.stored.map((s) => ({ ...(JSON.parse(s.payload) as { opId: string; deviceSeq: number; prev: string | null }), sha: s.sha, outcome: s.outcome }));
  assert.equal(new Set(ops.map((o) => o.opId)).size, ops.length);
  assert.ok(ops.every((o) => o.outcome === 'accepted'), JSON.stringify(ops));
  ops.sort((a, b) => a.deviceSeq - b.deviceSeq).forEach((o, i) => {
    assert.equal(o.deviceSeq, i + 1);
    assert.equal(o.prev, ops[i - 1]?.sha ?? null);
  });
}

describe('C2: what is not the server\'s own whole answer to this push counts for nothing', () => {
  const lies: Fault[] = ['login-page', 'empty', 'truncated', 'no-header', 'other-batch', 'other-results', 'result-missing', 'result-twice', 'no-position', 'request-lost', 'reply-lost', 'broken', 'busy'];
  test.each(lies)('%s', async (fault) => {
    const d = new Department();
    const tab = await d.enrolled();
    const ids = [await tab.check(), await tab.check()];
    const before = await rescued(tab);
    d.server.fault = (path) => (path === '/v1/sync/push' ? fault : 'none');
    await tab.run((t) => t.sync());
    assert.equal(tab.tablet.outbox.unsent.value, 2);
    assert.deepEqual((await rescued(tab)).ops, before.ops);
    d.server.fault = () => 'none';
    await tab.run((t) => t.sync());
    await tab.run((t) => t.sync());
    assert.equal(tab.tablet.outbox.unsent.value, 0);
    assert.deepEqual(d.server.stored.map((s) => s.opId).sort(), ids.sort());
    await tab.run((t) => t.close());
  });

  test('a login page in front of everything says so', async () => {
    const d = new Department();
    const tab = await d.enrolled();
    await tab.check();
    d.server.fault = () => 'login-page';
    await tab.run((t) => t.sync());
    assert.deepEqual([tab.tablet.contact.state.value, tab.tablet.outbox.unsent.value], ['not-runup', 1]);
    await tab.run((t) => t.close());
  });
});

test('C3: two tabs and one draft have one editor', async () => {
  const d = new Department();
  const a = await d.enrolled();
  const b = await d.open();
  await b.run((t) => t.people.signIn('tara', pin));
  const e = await a.begin('o-1');
  const other = await b.run((t) => t.drafts.begin({ checklist: 'hoist', equipment: 'hoist-1', occurrence: 'o-1' }));
  assert.deepEqual(other, { ok: false, reason: 'open-elsewhere' });
  assert.equal(await a.run((t) => t.drafts.open(e.draft.value.id)), e, 'the same tab has the same editor');
  await a.run(() => e.answer('brakes', yes));
  await a.run(() => e.close());
  const taken = (await b.run((t) => t.drafts.open(e.draft.value.id))) as Editing;
  assert.equal(taken.draft.value.readings['brakes']?.value, true);
  assert.deepEqual(taken.draft.value.hands.map((h) => h.name), ['Sam', 'Tara'], 'a hand-over keeps both names');
  await b.run(() => taken.finish({}));
  const [op] = (await rescued(b)).ops;
  const payload = JSON.parse(op?.payload ?? '') as { performedBy: string; hands: { name: string }[] };
  assert.deepEqual([payload.performedBy, payload.hands.map((h) => h.name)], ['tara', ['Sam', 'Tara']]);
  await a.run((t) => t.close());
  await b.run((t) => t.close());
});

test('C3: two tabs that seal at once keep one order', async () => {
  const d = new Department();
  const a = await d.enrolled();
  const b = await d.open();
  await b.run((t) => t.people.signIn('tara', pin));
  const file = (tab: Tab, text: string): Promise<string> => tab.run((t) => t.outbox.seal('report.filed', { kind: 'fault', text }));
  await Promise.all(Array.from({ length: 12 }, (_, i) => file(i % 2 === 0 ? a : b, `fault ${i}`)));
  await a.run((t) => t.sync());
  assert.equal(d.server.stored.length, 12);
  assertWhole(d);
  await b.run((t) => t.sync());
  assert.equal(b.tablet.outbox.unsent.value, 0);
  await a.run((t) => t.close());
  await b.run((t) => t.close());
});

describe('C4: nobody\'s leaving and no refusal touches what is unsent', () => {
  test('a token that has run out is replaced', async () => {
    const d = new Department();
    const tab = await d.enrolled();
    await tab.check();
    d.server.expireTokens();
    await tab.run((t) => t.sync());
    assert.equal(tab.tablet.outbox.unsent.value, 0);
    await tab.run((t) => t.close());
  });

  test('signed out, locked, another person: drafts and outbox stay', async () => {
    const d = new Department();
    const tab = await d.enrolled();
    d.server.fault = () => 'request-lost';
    const id = await tab.check();
    const e = await tab.begin('later');
    await tab.run(() => e.answer('brakes', yes));
    await tab.run(() => e.close());
    await tab.run((t) => t.people.signOut());
    await tab.run((t) => t.people.signIn('tara', pin));
    tab.run((t) => t.people.lock());
    assert.deepEqual([tab.tablet.outbox.unsent.value, tab.tablet.drafts.all.value.length], [1, 1]);
    d.server.fault = () => 'none';
    await tab.run((t) => t.sync());
    assert.equal(mine(tab.tablet, id)?.state, 'accepted');
    await tab.run((t) => t.close());
    const again = await d.open();
    assert.equal(again.tablet.drafts.all.value[0]?.readings['brakes']?.value, true, 'on the disk too');
    await again.run((t) => t.close());
  });

  test('a tablet that was shut out keeps sending, and what it sends is set aside', async () => {
    const d = new Department();
    const tab = await d.enrolled();
    for (const device of d.server.devices.values()) {
      device.revoked = true;
    }
    const id = await tab.check();
    await tab.run((t) => t.sync());
    assert.equal(mine(tab.tablet, id)?.state, 'quarantined');
    assert.deepEqual([tab.tablet.device.enrolled.value?.revoked, tab.tablet.contact.state.value], [true, 'revoked']);
    const next = await tab.check();
    assert.equal(mine(tab.tablet, next)?.state, 'unsent');
    await tab.run((t) => t.close());
  });
});

describe('C5: a full disk gives up what can be fetched again, never an answer', () => {
  test('the disk is full while a photo is kept, and while an answer is', async () => {
    const d = new Department();
    d.server.put('check', 'old', { id: 'old', checklist: 'hoist', equipment: 'hoist-1', performedBy: 'sam', position: 1, flags: [], readings: {}, receivedAt: '2026-11-22T07:00:00Z', finishedAt: '2026-11-22T07:00:00Z' });
    const tab = await d.enrolled();
    assert.equal((await tab.run((t) => t.view.checks({}))).length, 1);
    const e = await tab.begin();
    await tab.run(() => e.answer('brakes', yes));
    const restore = full(['photos', 'drafts', 'outbox'], 1);
    await tab.run(() => e.answer('load', { value: 3 }));
    restore();
    assert.equal((await tab.run((t) => t.view.checks({}))).length, 0, 'what was pulled made room');
    const always = full(['photos'], Infinity);
    await assert.rejects(tab.run((t) => t.photos.keep(new Uint8Array([1, 2, 3]).buffer, 'image/jpeg')));
    always();
    assert.deepEqual(Object.keys(e.draft.value.readings), ['brakes', 'load']);
    const { opId } = await tab.run(() => e.finish({}));
    assert.equal(mine(tab.tablet, opId)?.state, 'unsent');
    await tab.run((t) => t.close());
  });

  test('what is unsent is never given up, and what the server has is', async () => {
    const d = new Department();
    const tab = await d.enrolled();
    await tab.check();
    await tab.run((t) => t.sync());
    d.clock.pass(3 * 24 * 60 * minute);
    const unsent = await tab.check();
    const restore = full(['drafts'], 2);
    const e = await tab.begin('x');
    restore();
    assert.ok(e.ok);
    await tab.run((t) => t.sync());
    assert.equal(mine(tab.tablet, unsent)?.state, 'accepted');
    await tab.run((t) => t.close());
  });
});

/** The next writes to these stores meet a full disk. */
function full(names: string[], times: number): () => void {
  const stores = IDBObjectStore.prototype as unknown as Record<string, (...given: unknown[]) => unknown>;
  const real = { put: stores['put'], add: stores['add'] };
  let left = times;
  for (const name of ['put', 'add'] as const) {
    stores[name] = function (this: IDBObjectStore, ...given) {
      if (names.includes(this.name) && left > 0) {
        left--;
        this.transaction.abort();
        throw new DOMException('full', 'QuotaExceededError');
      }
      return real[name]?.apply(this, given);
    };
  }
  return () => Object.assign(stores, real);
}

test('C6: a store that an earlier version wrote is opened as it is', async () => {
  const d = new Department();
  const tab = await d.enrolled();
  const id = await tab.check();
  const e = await tab.begin('o');
  await tab.run(() => e.answer('brakes', yes));
  await tab.run((t) => t.close());
  const again = await d.open();
  assert.equal(mine(again.tablet, id)?.state, 'unsent');
  assert.equal(again.tablet.drafts.all.value[0]?.readings['brakes']?.value, true);
  await again.run((t) => t.close());
});

test('C8: a clock that is moved mid-check is noticed and told, and the check is finished', async () => {
  for (const jump of [-1, 1]) {
    const d = new Department();
    const tab = await d.enrolled();
    await tab.run((t) => t.sync());
    const e = await tab.begin();
    await tab.run(() => e.answer('brakes', no));
    await tab.run(() => e.alert('brakes'));
    d.clock.wall += jump * 24 * 60 * minute;
    d.clock.pass(30_000);
    await tab.run(() => e.answer('seal', { value: 'A-1' }));
    await tab.run(() => e.finish({}));
    const [alert, check] = (await rescued(tab)).ops.map((o) => JSON.parse(o.payload) as { clock: { epoch: number; monotonicMs: number }; finishedAt: string });
    assert.equal((check?.clock.epoch ?? 0) - (alert?.clock.epoch ?? 0), 1);
    assert.equal(check?.finishedAt.slice(0, 10), new Date(start + jump * 24 * 60 * minute).toISOString().slice(0, 10));
    if (jump < 0) {
      assert.equal(tab.tablet.clock.day.value, '2026-11-23', 'the day is still the server\'s');
      assert.equal(tab.tablet.clock.wrong.value, true);
    }
    await tab.run((t) => t.sync());
    assert.equal(tab.tablet.outbox.unsent.value, 0);
    await tab.run((t) => t.close());
  }
});

test('C9: what fails leaves before what passed earlier, and alerts leave first', async () => {
  const d = new Department();
  d.server.limits = { ...d.server.limits, opsPerPush: 1 };
  const tab = await d.enrolled();
  const passes = [await tab.check(), await tab.check()];
  const failing = await tab.check(false);
  const e = await tab.begin('o');
  await tab.run(() => e.answer('brakes', no));
  const { opId } = await tab.run(() => e.alert('brakes'));
  await tab.run((t) => t.sync());
  assert.deepEqual(d.server.pushes.flat(), [opId, failing, ...passes]);
  await tab.run((t) => t.close());
});

describe('C10: what the server cannot take holds up nothing else', () => {
  test('one operation that breaks the server', async () => {
    const d = new Department();
    const tab = await d.enrolled();
    const ids: string[] = [];
    for (let i = 0; i < 9; i++) {
      ids.push(await tab.check(i !== 2));
    }
    const bad = ids[4] as string;
    d.server.poison.add(bad);
    await tab.run((t) => t.sync());
    assert.deepEqual(d.server.stored.map((s) => s.opId).sort(), ids.filter((id) => id !== bad).sort());
    assert.equal(tab.tablet.outbox.unsent.value, 1);
    assert.equal(mine(tab.tablet, bad)?.attempts, 1);
    d.server.poison.clear();
    await tab.run((t) => t.sync());
    assert.equal(tab.tablet.outbox.unsent.value, 0);
    await tab.run((t) => t.close());
  });

  test('what cannot be sent is told of by a push of nothing, once', async () => {
    const d = new Department();
    const tab = await d.enrolled();
    const since = d.clock.wall;
    const bad = await tab.check(false);
    d.server.poison.add(bad);
    const told = (): unknown[] => [d.server.pushes.length, d.server.pushes.at(-1), d.server.said.outbox, d.server.said.oldestUnsentAt];
    await tab.run((t) => t.sync());
    assert.deepEqual(told().slice(1), [[], 1, new Date(since).toISOString()]);
    const pushes = d.server.pushes.length;
    await tab.run((t) => t.sync());
    assert.equal(d.server.pushes.length, pushes, 'the server knows');
    d.server.poison.clear();
    await tab.run((t) => t.sync());
    assert.deepEqual(told(), [pushes + 1, [bad], 1, new Date(since).toISOString()], 'what came with the push needs no second word');
    await tab.run((t) => t.close());
  });

  test('four of them, ahead of all others', async () => {
    const d = new Department();
    const tab = await d.enrolled();
    for (let i = 0; i < 4; i++) {
      d.server.poison.add(await tab.check(false));
    }
    const good = [await tab.check(), await tab.check()];
    for (let i = 0; i < 4; i++) {
      await tab.run((t) => t.sync());
    }
    assert.deepEqual(d.server.stored.map((s) => s.opId).sort(), good.sort());
    await tab.run((t) => t.close());
  });

  test('too many and too large for one push are halved; too large for ever is kept and said', async () => {
    const d = new Department();
    const tab = await d.enrolled();
    await tab.run((t) => t.sync());
    d.server.limits = { opsPerPush: 3, bytesPerPush: 4000, bytesPerOp: 3000 };
    for (let i = 0; i < 8; i++) {
      await tab.check();
    }
    const huge = await tab.run((t) => t.outbox.seal('report.filed', { kind: 'fault', text: 'x'.repeat(3100) }));
    await tab.run((t) => t.sync());
    assert.equal(d.server.stored.length, 8);
    const item = mine(tab.tablet, huge);
    assert.deepEqual([item?.state, tab.tablet.outbox.unsent.value, tab.tablet.outbox.setAside.value.length], ['rejected', 1, 1]);
    await tab.run((t) => t.close());
  });
});

describe('C11: what the server took is kept until its backup has it', () => {
  test('a server that went back to a backup is sent everything again', async () => {
    const d = new Department();
    const tab = await d.enrolled();
    const first = await tab.check();
    await tab.run((t) => t.sync());
    d.server.backup();
    const second = await tab.check();
    await tab.run((t) => t.sync());
    assert.deepEqual([mine(tab.tablet, first)?.backedUp, mine(tab.tablet, second)?.backedUp], [true, false]);
    d.server.restore();
    assert.equal(d.server.stored.length, 1);
    const third = await tab.check();
    await tab.run((t) => t.sync());
    await tab.run((t) => t.sync());
    assert.deepEqual(d.server.stored.map((s) => s.opId).sort(), [first, second, third].sort());
    assert.equal(tab.tablet.outbox.unsent.value, 0);
    await tab.run((t) => t.close());
  });

  test('only what is backed up, and a week old, is dropped', async () => {
    const d = new Department();
    const tab = await d.enrolled();
    const kept = [await tab.check(), await tab.check()];
    await tab.run((t) => t.sync());
    d.server.backedUpThrough = d.server.stored[0]?.position ?? 0;
    d.clock.pass(8 * 24 * 60 * minute);
    await tab.check();
    await tab.run((t) => t.sync());
    assert.equal(mine(tab.tablet, kept[0] as string), undefined);
    assert.equal(mine(tab.tablet, kept[1] as string)?.state, 'accepted');
    await tab.run((t) => t.close());
  });
});

test('C12: all is sent only when it is', async () => {
  const d = new Department();
  const tab = await d.enrolled();
  const photo = await tab.run((t) => t.photos.keep(new Uint8Array([9, 9, 9]).buffer, 'image/jpeg'));
  const e = await tab.begin();
  await tab.run(() => e.answer('brakes', yes));
  await tab.run(() => e.answer('photo', { blob: photo }));
  await tab.run(() => e.finish({}));
  const made = d.clock.wall;
  assert.deepEqual([tab.tablet.outbox.unsent.value, tab.tablet.outbox.photos.value, tab.tablet.outbox.oldest.value], [1, 1, made]);
  d.server.fault = (path) => (path.startsWith('/v1/blobs') ? 'reply-lost' : 'none');
  await tab.run((t) => t.sync());
  assert.deepEqual([tab.tablet.outbox.unsent.value, tab.tablet.outbox.photos.value, tab.tablet.outbox.oldest.value], [0, 1, null]);
  assert.deepEqual([d.server.said.outbox, d.server.said.oldestUnsentAt], [1, new Date(made).toISOString()]);
  d.server.fault = () => 'none';
  await tab.run((t) => t.sync());
  assert.equal(tab.tablet.outbox.photos.value, 0);
  await tab.run((t) => t.close());
});

test('C12: a photo that was taken again, or whose check was dropped, is waited for by nobody', async () => {
  const d = new Department();
  const tab = await d.enrolled();
  const first = await tab.run((t) => t.photos.keep(new Uint8Array([1, 1, 1]).buffer, 'image/jpeg'));
  const second = await tab.run((t) => t.photos.keep(new Uint8Array([2, 2, 2]).buffer, 'image/jpeg'));
  const e = await tab.begin();
  await tab.run(() => e.answer('photo', { blob: first }));
  await tab.run(() => e.answer('photo', { blob: second }));
  await tab.run(() => e.abandon('Wrong equipment'));
  await tab.run((t) => t.sync());
  assert.equal(tab.tablet.outbox.photos.value, 0);
  await tab.run((t) => t.close());
});

test('C12: a result whose photo still waits is kept, however old, so that the photo is sent', async () => {
  const d = new Department();
  const tab = await d.enrolled();
  const photo = await tab.run((t) => t.photos.keep(new Uint8Array([9, 9, 9]).buffer, 'image/jpeg'));
  const e = await tab.begin();
  await tab.run(() => e.answer('photo', { blob: photo }));
  await tab.run(() => e.finish({}));
  d.server.fault = (path) => (path.startsWith('/v1/blobs') ? 'reply-lost' : 'none');
  await tab.run((t) => t.sync());
  d.server.backedUpThrough = d.server.stored.at(-1)?.position ?? 0;
  d.clock.pass(8 * 24 * 60 * minute);
  await tab.check();
  await tab.run((t) => t.sync());
  assert.equal(tab.tablet.outbox.photos.value, 1);
  d.server.fault = () => 'none';
  await tab.run((t) => t.sync());
  assert.deepEqual([tab.tablet.outbox.photos.value, d.server.blobs.has(photo)], [0, true]);
  await tab.run((t) => t.close());
});

describe('C13: a store that cannot be opened is left as it is, and what can be read of it is handed out', () => {
  test('it cannot be opened', async () => {
    const d = new Department();
    const tab = await d.enrolled();
    const id = await tab.check();
    await tab.run((t) => t.close());
    const real = indexedDB.open.bind(indexedDB);
    const deleted: string[] = [];
    indexedDB.deleteDatabase = ((name: string) => deleted.push(name)) as never;
    indexedDB.open = ((name: string, version?: number) => {
      if (version !== undefined) {
        throw new DOMException('corrupt', 'UnknownError');
      }
      return real(name);
    }) as typeof indexedDB.open;
    try {
      const broken = await d.open();
      assert.match(broken.tablet.broken.value ?? '', /corrupt/);
      assert.deepEqual((await rescued(broken)).ops.map((o) => o.opId), [id]);
      assert.deepEqual(deleted, []);
    } finally {
      indexedDB.open = real;
    }
    const again = await d.open();
    assert.equal(mine(again.tablet, id)?.state, 'unsent');
    await again.run((t) => t.close());
  });

  test('a connection that the system took away is opened again', async () => {
    const d = new Department();
    const tab = await d.enrolled();
    const e = await tab.begin();
    const taken = takeAway(1);
    await tab.run(() => e.answer('brakes', yes));
    taken();
    assert.equal(tab.tablet.broken.value, null);
    const forEver = takeAway(Infinity);
    await assert.rejects(tab.run(() => e.answer('load', { value: 1 })));
    forEver();
    assert.notEqual(tab.tablet.broken.value, null);
    await tab.run((t) => t.close());
  });

  test('a newer version of the app may open it', async () => {
    const d = new Department();
    const tab = await d.enrolled();
    await tab.check();
    const newer = await new Promise<IDBDatabase>((opened, fail) => {
      const opening = indexedDB.open(d.name, 99);
      opening.onsuccess = () => opened(opening.result);
      opening.onerror = () => fail(opening.error as Error);
      opening.onblocked = () => fail(new Error('blocked'));
    });
    newer.close();
  });
});

/** The next transactions fail as on a connection that was lost. */
function takeAway(times: number): () => void {
  const databases = IDBDatabase.prototype as unknown as { transaction: (...given: unknown[]) => unknown };
  const real = databases.transaction;
  let left = times;
  databases.transaction = function (this: IDBDatabase, ...given) {
    if (left-- > 0) {
      throw new DOMException('Connection to Indexed Database server lost', 'UnknownError');
    }
    return real.apply(this, given);
  };
  return () => {
    databases.transaction = real;
  };
}

describe('C14: a photo is sent as it was taken, or not at all', () => {
  test('digest and bytes', async () => {
    const d = new Department();
    const tab = await d.enrolled();
    const bytes = new Uint8Array([0xff, 0xd8, 1, 2, 3]);
    const name = await tab.run((t) => t.photos.keep(bytes.buffer, 'image/jpeg'));
    assert.equal(name, createHash('sha256').update(bytes).digest('hex'));
    await assert.rejects(tab.run((t) => t.photos.keep(new ArrayBuffer(0), 'image/jpeg')));
    assert.deepEqual(new Uint8Array(await ((await tab.run((t) => t.photos.get(name))) as Blob).arrayBuffer()), bytes);
    const e = await tab.begin();
    await tab.run(() => e.answer('brakes', yes));
    await tab.run(() => e.answer('photo', { blob: name }));
    await tab.run((t) => t.sync());
    assert.equal(d.server.blobs.size, 0, 'the result goes first');
    await tab.run(() => e.finish({}));
    await tab.run((t) => t.sync());
    assert.deepEqual(d.server.blobs.get(name), bytes);
    assert.equal(tab.tablet.outbox.photos.value, 0);
    await tab.run((t) => t.close());
  });

  test('bytes that the disk gives back otherwise are never sent', async () => {
    const d = new Department();
    const tab = await d.enrolled();
    const name = await tab.run((t) => t.photos.keep(new Uint8Array([1, 2, 3]).buffer, 'image/jpeg'));
    const e = await tab.begin();
    await tab.run(() => e.answer('photo', { blob: name }));
    await tab.run(() => e.finish({}));
    await spoil(d.name, name, new ArrayBuffer(0));
    await tab.run((t) => t.sync());
    assert.equal(d.server.seen.filter((p) => p.startsWith('/v1/blobs')).length, 0);
    assert.equal(tab.tablet.outbox.photos.value, 1);
    await tab.run((t) => t.close());
  });
});

function spoil(database: string, name: string, bytes: ArrayBuffer): Promise<void> {
  return new Promise((done, fail) => {
    const opening = indexedDB.open(database);
    opening.onerror = () => fail(opening.error as Error);
    opening.onsuccess = () => {
      const photos = opening.result.transaction('photos', 'readwrite').objectStore('photos');
      const got = photos.get(name);
      got.onsuccess = () => {
        photos.put({ ...(got.result as object), bytes });
        photos.transaction.oncomplete = () => {
          opening.result.close();
          done();
        };
      };
    };
  });
}

describe('A6: a lost reply to any call of sign-in or enrolment locks nobody out', () => {
  test('enrolment', async () => {
    const d = new Department();
    const tab = await d.open();
    d.server.fault = (path) => (path === '/v1/devices' ? 'reply-lost' : 'none');
    assert.deepEqual(await tab.run((t) => t.device.enrol('CODE', 'LA1')), { ok: false, reason: 'no-signal' });
    d.server.fault = () => 'none';
    await tab.run((t) => t.close());
    const again = await d.open();
    assert.deepEqual(await again.run((t) => t.device.enrol('CODE', 'LA1')), { ok: true });
    assert.equal(d.server.devices.size, 1);
    await again.run((t) => t.close());
  });

  test('challenge, token, session and refresh', async () => {
    for (const lost of ['/challenge', '/token', '/v1/sessions', '/v1/sessions/refresh']) {
      const d = new Department();
      const tab = await d.enrolled();
      d.server.expireTokens();
      let losses = 2;
      d.server.fault = (path) => (path.endsWith(lost) && losses-- > 0 ? 'reply-lost' : 'none');
      await tab.check();
      for (let i = 0; i < 4; i++) {
        await tab.run((t) => t.sync());
      }
      assert.equal(tab.tablet.outbox.unsent.value, 0, lost);
      assert.equal(tab.tablet.people.holder.value?.session, true, lost);
      await tab.run((t) => t.close());
    }
  });

  test('a used code is said to be one', async () => {
    const d = new Department();
    const tab = await d.open();
    const done = await tab.run((t) => t.device.enrol('WRONG', 'LA1'));
    assert.equal(!done.ok && done.reason, 'used-code');
    await tab.run((t) => t.close());
  });
});
