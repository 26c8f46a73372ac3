import 'fake-indexeddb/auto';
import assert from 'node:assert/strict';
import { afterAll, beforeAll, test } from 'vitest';
import { openTablet, type Editing, type Tablet } from '../../src/core';
import { built, started, type Server } from './server';

const pin = '482615';
let server: Server;
let n = 0;

beforeAll(async () => {
  server = await started(process.env['SERVER_BINARY'] ?? built());
}, 180_000);
afterAll(() => server.stop());

const opened = (name = `real-${n++}`): Promise<Tablet> =>
  openTablet({ origin: server.origin, fetch: (...given) => fetch(...given), app: 'test', name, beatMs: 0 });

async function enrolled(name?: string): Promise<Tablet> {
  const tablet = await opened(name);
  assert.deepEqual(await tablet.device.enrol(await server.code(), 'LA1 tablet'), { ok: true });
  return tablet;
}

const idOf = (tablet: Tablet, username: string): string => [...tablet.view.staff.value.values()].find((s) => s.username === username)?.id ?? '';

async function editing(of: Promise<Editing | { ok: false; reason: string }>): Promise<Editing> {
  const got = await of;
  assert.ok(got.ok, got.ok ? '' : got.reason);
  return got as Editing;
}

test('a tablet is enrolled, a person signs in by PIN, a check is begun, answered, finished and taken by the server', async () => {
  const tablet = await enrolled();
  assert.equal(tablet.view.checklists.value.size, 22);
  assert.ok(tablet.view.occurrences.value.size > 10);
  const sam = idOf(tablet, 'sam.scsw');
  assert.deepEqual(await tablet.people.signIn(sam, pin), { ok: true });
  const e = await editing(tablet.drafts.begin({ checklist: 'hoist-pre-use', equipment: 'hoist-1', occurrence: null }));
  for (const item of e.definition.sections.flatMap((s) => s.items)) {
    if (item.kind === 'confirm') {
      await e.answer(item.id, { value: item.expect ?? true });
    }
  }
  const { opId, result } = await e.finish({});
  assert.equal(tablet.outbox.unsent.value, 1);
  await tablet.sync();
  const item = tablet.outbox.items.value.find((i) => i.opId === opId);
  assert.equal(tablet.outbox.unsent.value, 0);
  assert.deepEqual([item?.state, item?.verdict], ['accepted', result.verdict]);
  const [check] = await tablet.view.checks({ equipment: 'hoist-1', limit: 1 });
  assert.equal(check?.id, opId);
  assert.equal(check?.performedBy, sam);
  assert.deepEqual(check?.flags.includes('verdict-differs'), false);
  await tablet.close();
});
