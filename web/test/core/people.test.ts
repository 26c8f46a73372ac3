import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { until } from '../until';
import { channels, Department, pin } from './department';

const minute = 60_000;

describe('a PIN is checked on the tablet', () => {
  test('without signal, and the wrong one is not taken', async () => {
    const d = new Department();
    const tab = await d.enrolled();
    await tab.run((t) => t.people.signOut());
    d.server.fault = () => 'request-lost';
    assert.deepEqual(await tab.run((t) => t.people.signIn('tara', '111112')), { ok: false, reason: 'wrong-pin' });
    assert.ok(tab.tablet.people.holder.peek() === null);
    assert.deepEqual(await tab.run((t) => t.people.signIn('tara', pin)), { ok: true });
    const holder = tab.tablet.people.holder.peek();
    assert.deepEqual([holder?.name, holder?.how, holder?.session], ['Tara', 'pin', false]);
    d.server.fault = () => 'none';
    await tab.run((t) => t.sync());
    assert.equal(tab.tablet.people.holder.peek()?.session, true, 'with signal the server hears of it');
    assert.notEqual(tab.run((t) => t.people.api()), null);
    await tab.run((t) => t.close());
  });

  test('after five wrong ones of one person nobody may try for a quarter of an hour, then half an hour, over a restart too', async () => {
    const d = new Department();
    let tab = await d.enrolled();
    const wrong = () => tab.run((t) => t.people.signIn('tara', '111112'));
    for (let i = 0; i < 4; i++) {
      assert.deepEqual(await wrong(), { ok: false, reason: 'wrong-pin' });
    }
    await tab.run((t) => t.close());
    tab = await d.open();
    assert.deepEqual(await wrong(), { ok: false, reason: 'locked' });
    assert.equal(tab.tablet.people.lockedUntil.value.get('tara'), d.clock.wall + 15 * minute);
    await tab.run((t) => t.close());
    tab = await d.open();
    assert.deepEqual(await tab.run((t) => t.people.signIn('tara', pin)), { ok: false, reason: 'locked' }, 'the right one too');
    assert.deepEqual(await tab.run((t) => t.people.signIn('sam', pin)), { ok: true }, 'nobody else is locked out');
    d.clock.pass(16 * minute);
    assert.deepEqual(await wrong(), { ok: false, reason: 'locked' });
    assert.equal(tab.tablet.people.lockedUntil.value.get('tara'), d.clock.wall + 30 * minute);
    tab.run((t) => t.people.unverified('Tara', 'tara'));
    assert.equal((await tab.begin()).ok, true, 'recording goes on');
    d.clock.pass(31 * minute);
    assert.deepEqual(await tab.run((t) => t.people.signIn('tara', pin)), { ok: true });
    assert.deepEqual(await tab.run((t) => t.people.signIn('sam', '111112')), { ok: false, reason: 'wrong-pin' });
    await tab.run((t) => t.close());
  });

  test('somebody without a PIN here is said to have none, and the name alone marks what they do', async () => {
    const d = new Department();
    const tab = await d.enrolled();
    d.server.put('staff', 'new', { id: 'new', username: 'new.x', name: 'New', role: 'support-worker', registered: false, areas: ['*'], active: true, appointments: [], authorisations: [] });
    await tab.run((t) => t.sync());
    assert.deepEqual(await tab.run((t) => t.people.signIn('new', pin)), { ok: false, reason: 'no-pin-here' });
    assert.deepEqual(tab.tablet.people.known.value.map((s) => s.name), ['Rosa', 'Sam', 'Tara', 'New']);
    tab.run((t) => t.people.unverified('A. Visitor'));
    const opId = await tab.run((t) => t.outbox.seal('report.filed', { kind: 'fault', text: 'it squeaks' }));
    const payload = JSON.parse(await payloadOf(await tab.run((t) => t.rescue()), opId)) as Record<string, unknown>;
    assert.deepEqual([payload['performedBy'], payload['performedByName'], payload['auth']], [null, 'A. Visitor', 'unverified']);
    await tab.run((t) => t.close());
  });
});

const payloadOf = async (file: Blob, opId: string): Promise<string> =>
  (JSON.parse(await file.text()) as { ops: { opId: string; payload: string }[] }).ops.find((o) => o.opId === opId)?.payload ?? '';

describe('the tablet locks when it lies about', () => {
  test('after three minutes without a touch, and draft and outbox stay', async () => {
    const d = new Department();
    const tab = await d.enrolled();
    const e = await tab.begin();
    const people = tab.tablet.people as unknown as { idle(): void; touched(): void };
    d.clock.pass(2 * minute);
    tab.run(() => people.touched());
    d.clock.pass(2 * minute);
    tab.run(() => people.idle());
    assert.notEqual(tab.tablet.people.holder.value, null);
    d.clock.pass(minute);
    tab.run(() => people.idle());
    assert.equal(tab.tablet.people.holder.value, null);
    assert.equal(tab.tablet.drafts.all.value.length, 1);
    await assert.rejects(tab.run(() => e.finish({})), 'nobody holds the tablet, so nobody signs');
    assert.equal(tab.tablet.drafts.all.value.length, 1);
    await tab.run((t) => t.close());
  });

  test('half a minute before it says so, and whoever is there stays', async () => {
    const d = new Department();
    const tab = await d.enrolled();
    const { people } = tab.tablet;
    const idle = (): void => tab.run(() => (people as unknown as { idle(): void }).idle());
    d.clock.pass(2.5 * minute - 1);
    idle();
    assert.equal(people.leaving.value, null);
    d.clock.pass(1);
    idle();
    assert.equal(people.leaving.value, d.clock.wall + 30_000);
    d.clock.pass(20_000);
    idle();
    tab.run(() => people.touched());
    idle();
    assert.equal(people.leaving.value, d.clock.wall + 10_000, 'it stays under the finger');
    tab.run(() => people.stay());
    assert.equal(people.leaving.value, null);
    d.clock.pass(2.5 * minute);
    idle();
    assert.notEqual(people.leaving.value, null);
    tab.run(() => people.touched());
    d.clock.pass(1000);
    idle();
    assert.equal(people.leaving.value, null, 'a touch of anything will do');
    assert.notEqual(people.holder.value, null);
    d.clock.pass(3 * minute);
    tab.run(() => people.touched());
    assert.deepEqual([people.holder.value, people.leaving.value], [null, null], 'the touch that wakes it signs nobody in');
    await tab.run((t) => t.close());
  });

  test('one tab that lies about locks itself and not the one that is used', async () => {
    const d = new Department();
    const { channel } = channels();
    const a = await d.enrolled({ channel });
    const b = await d.open(undefined, { channel });
    await b.run((t) => t.people.signIn('sam', pin));
    d.clock.pass(2 * minute);
    a.run((t) => t.people.touched());
    d.clock.pass(minute);
    b.run((t) => (t.people as unknown as { idle(): void }).idle());
    await new Promise((later) => setTimeout(later, 30)); // what it could say to the other would be there
    assert.deepEqual([b.tablet.people.holder.value, a.tablet.people.holder.value?.staff], [null, 'sam']);
    await a.run((t) => t.close());
    await b.run((t) => t.close());
  });

  test('it may have slept: whichever clock went on counts', async () => {
    const d = new Department();
    const tab = await d.enrolled();
    d.clock.wall += 4 * minute;
    tab.run((t) => (t.people as unknown as { idle(): void }).idle());
    assert.equal(tab.tablet.people.holder.value, null);
    await tab.run((t) => t.close());
  });

  test('in all its tabs', async () => {
    const d = new Department();
    const { channel } = channels();
    const a = await d.enrolled({ channel });
    const b = await d.open(undefined, { channel });
    await b.run((t) => t.people.signIn('sam', pin));
    await a.check();
    await until(() => b.tablet.outbox.unsent.value === 1);
    a.run((t) => t.people.lock());
    await until(() => b.tablet.people.holder.value === null);
    await a.run((t) => t.close());
    await b.run((t) => t.close());
  });
});

describe('a trainee is supervised at the machine', () => {
  test('by another, registered, operator for the task, with their own PIN', async () => {
    const d = new Department();
    const tab = await d.enrolled();
    const e = await tab.begin();
    assert.deepEqual(await tab.run(() => e.supervise('sam', pin)), { ok: false, reason: 'same-person' });
    assert.deepEqual(await tab.run(() => e.supervise('tara', pin)), { ok: false, reason: 'not-registered' });
    assert.deepEqual(await tab.run(() => e.supervise('rosa', '111112')), { ok: false, reason: 'wrong-pin' });
    assert.equal(e.draft.value.supervisedBy, null);
    assert.deepEqual(await tab.run(() => e.supervise('rosa', pin)), { ok: true });
    assert.equal(tab.tablet.people.holder.value?.staff, 'sam', 'and does not take the tablet over');
    const { opId } = await tab.run(() => e.finish({}));
    const payload = JSON.parse(await payloadOf(await tab.run((t) => t.rescue()), opId)) as Record<string, unknown>;
    assert.deepEqual([payload['performedBy'], payload['supervisedBy']], ['sam', 'rosa']);
    await tab.run((t) => t.close());
  });
});
