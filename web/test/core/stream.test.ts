import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { Base } from '../../src/core/base';
import type { ThisDevice } from '../../src/core/device';
import type { Locks } from '../../src/core/locks';
import { Stream } from '../../src/core/stream';

/** How often the tablet is told to look, of a stream that says these things and ends. */
async function told(...events: string[]): Promise<number> {
  let moved = 0;
  const body = new ReadableStream<Uint8Array>({
    async start(out) {
      for (const e of events) {
        out.enqueue(new TextEncoder().encode(e));
        await new Promise((later) => setTimeout(later, 5)); // each its own piece, as a network gives them
      }
      out.close();
    },
  });
  const base = { origin: 'http://here', fetch: async () => new Response(body, { headers: { 'Content-Type': 'text/event-stream' } }) } as unknown as Base;
  const device = { enrolled: { peek: () => ({ id: 'd', name: 'LA1', revoked: false }) }, token: async () => 'token' } as unknown as ThisDevice;
  const locks = { take: async () => ({ release: async () => undefined, still: async () => true }) } as unknown as Locks;
  await new Stream(base, device, locks, () => moved++).listen();
  return moved;
}

test('the head that a stream begins with is news: it may have moved since the last pull', async () => {
  assert.equal(await told('event: head\ndata: {"head":7}\n\n'), 1);
});

test('a head and a claim are each told of, a sign of life is not', async () => {
  assert.equal(await told('event: head\ndata: {"head":7}\n\n', ': still here\n\n', 'event: claims\ndata: {}\n\n', ': still here\n\n', 'event: head\ndata: {"head":8}\n\n'), 3);
});
