import assert from 'node:assert/strict';
import { test } from 'vitest';
import { Department } from './department';

test('a signal that comes back during a failing sync is followed at once, not at the next pause', async () => {
  const d = new Department();
  const first = await d.enrolled();
  const id = await first.check();
  await first.run((t) => t.close());
  let wake = (): void => undefined;
  let woken = false;
  d.server.fault = (path) => {
    if (path === '/v1/sync/hello' && !woken) {
      woken = true;
      wake(); // while the question is on its way to nowhere
      return 'request-lost';
    }
    return 'none';
  };
  const tab = await d.open(undefined, { beatMs: 3_600_000, wakes: (w) => ((wake = w), () => undefined) });
  for (let waited = 0; d.server.stored.length === 0 && waited < 3500; waited += 20) { // the next pause is of 4 s at the least
    await new Promise((later) => setTimeout(later, 20));
  }
  assert.ok(woken, 'it failed once');
  assert.deepEqual(d.server.stored.map((s) => s.opId), [id]);
  await tab.run((t) => t.close());
});
