import assert from 'node:assert/strict';
import { test } from 'vitest';
import { Department, pin } from './department';

test('killed at each touch of a pull, a tablet has in the end all that is served', async () => {
  let whole = 0;
  for (let fuse = 0; whole < 2; fuse++) {
    const d = new Department();
    await (await d.enrolled()).run((t) => t.close());
    for (let i = 0; i < 12; i++) {
      d.server.put('area', `a-${i}`, { id: `a-${i}`, name: 'A', site: 'North', phone: '' });
    }
    const life = { dead: false, fuse: Infinity };
    const tab = await d.open(life);
    life.fuse = fuse;
    await tab.run((t) => t.sync()).catch(() => undefined);
    whole += life.dead ? 0 : 1;
    tab.kill();
    d.clock.pass(60_000);
    const after = await d.open();
    await after.run((t) => t.sync());
    assert.equal(after.tablet.view.areas.value.size, 13, `killed at ${fuse}`);
    await after.run((t) => t.close());
  }
});

test('what may no longer be seen is no longer shown, and what is unsent is untouched', async () => {
  const d = new Department();
  const tab = await d.enrolled();
  const e = await tab.begin();
  d.server.feed = d.server.feed.filter((c) => c.id !== 'linac-1');
  d.server.scope = 'narrower';
  d.server.fault = (path) => (path === '/v1/sync/push' ? 'request-lost' : 'none');
  await tab.check(true, 'o-1');
  await tab.run((t) => t.sync());
  assert.deepEqual([...tab.tablet.view.equipment.value.keys()], ['hoist-1']);
  assert.equal(tab.tablet.outbox.unsent.value, 1);
  assert.equal(tab.tablet.drafts.all.value[0]?.id, e.draft.value.id);
  d.server.fault = () => 'none';
  await tab.run((t) => t.sync());
  assert.equal(tab.tablet.outbox.unsent.value, 0);
  await tab.run((t) => t.close());
});

test('a server that went back to a backup is noticed though there is nothing to send', async () => {
  const d = new Department();
  const tab = await d.enrolled();
  d.server.backup();
  const id = await tab.check();
  await tab.run((t) => t.sync());
  d.server.restore();
  assert.equal(d.server.stored.length, 0);
  await tab.run((t) => t.sync());
  await tab.run((t) => t.sync());
  assert.deepEqual(d.server.stored.map((s) => s.opId), [id]);
  await tab.run((t) => t.close());
});

test('an alert is known to its draft over a restart', async () => {
  const d = new Department();
  const tab = await d.enrolled();
  const e = await tab.begin();
  await tab.run(() => e.answer('brakes', { value: false }));
  const { opId } = await tab.run(() => e.alert('brakes'));
  tab.kill();
  const after = await d.open();
  assert.equal(after.tablet.drafts.all.value[0]?.alerted['brakes'], opId);
  await after.run((t) => t.people.signIn('sam', pin));
  await after.run((t) => t.close());
});
