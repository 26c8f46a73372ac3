import type { Api } from '../../api/client';

/**
 * Calls moved whenever the logbook's head did. A stream that breaks is begun anew; while there is none, a glance every
 * fifteen seconds stands in for it.
 */
export async function heads(api: Api, stop: AbortSignal, moved: () => void): Promise<void> {
  while (!stop.aborted) {
    await follow(api, stop, moved).catch(() => undefined);
    await pause(15_000, stop);
    if (!stop.aborted) {
      moved();
    }
  }
}

async function follow(api: Api, stop: AbortSignal, moved: () => void): Promise<void> {
  const { data } = await api.GET('/v1/sync/events', { parseAs: 'stream', signal: stop });
  const reader = (data as ReadableStream<Uint8Array> | undefined)?.getReader();
  const text = new TextDecoder();
  for (let rest = ''; reader !== undefined; ) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    const lines = (rest + text.decode(value, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (lines.some((line) => line.startsWith('event: head'))) {
      moved();
    }
  }
}

function pause(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    stop.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
