import type { Channel, Options } from './base';

/** Registers what may wake the tablet, and answers how to stop. */
export type Wakes = (wake: () => void) => () => void;

/** A page's own of everything. This is the one file of the core that knows a window. */
export const browser = (app: string): Options => ({
  origin: location.origin,
  fetch: (...given) => fetch(...given),
  app,
  locks: navigator.locks as LockManager | undefined,
  channel: typeof BroadcastChannel === 'undefined' ? undefined : (name) => new BroadcastChannel(name) as Channel,
  wakes,
  persist,
  files,
});

function wakes(wake: () => void): () => void {
  const shown = (): void => {
    if (document.visibilityState === 'visible') {
      wake();
    }
  };
  addEventListener('online', wake);
  document.addEventListener('visibilitychange', shown);
  return () => {
    removeEventListener('online', wake);
    document.removeEventListener('visibilitychange', shown);
  };
}

async function persist(): Promise<boolean | null> {
  const storage = navigator.storage as StorageManager | undefined;
  return storage?.persist === undefined ? null : storage.persist();
}

/** The service worker counts: it knows the list of its version's files. One that does not answer has kept nothing. */
function files(): Promise<{ kept: number; of: number }> {
  const worker = (navigator.serviceWorker as ServiceWorkerContainer | undefined)?.controller;
  return new Promise((answer) => {
    const nothing = (): void => answer({ kept: 0, of: 1 });
    if (worker === null || worker === undefined) {
      nothing();
      return;
    }
    const channel = new MessageChannel();
    const patience = setTimeout(nothing, 5000);
    channel.port1.onmessage = (event: MessageEvent<{ kept: number; of: number }>) => {
      clearTimeout(patience);
      answer({ kept: event.data.kept, of: event.data.of });
    };
    worker.postMessage('count', [channel.port2]);
  });
}
