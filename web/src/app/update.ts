import { signal } from '@preact/signals';

/** A newer version is kept whole on this tablet and waits to be taken over. */
export const updateReady = signal(false);

let waiting: ServiceWorker | null = null;

/** Registers the service worker. Where the page is not secure there is none, and set-up says so. */
export async function keepApp(): Promise<void> {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (workers === undefined) {
    return;
  }
  workers.addEventListener('controllerchange', whenTaken(workers.controller !== null));
  const registration = await workers.register('/sw.js', { type: 'module' });
  notice(registration.waiting);
  registration.addEventListener('updatefound', () => follow(registration));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') {
      void registration.update().catch(() => undefined);
    }
  });
}

/** Asked for by a person, from Today with no check open: the new version starts and the page with it. */
export function takeOver(): void {
  waiting?.postMessage('take-over');
}

/** The first worker of a tablet takes its pages without a reload; a later one means that the files have changed. */
function whenTaken(before: boolean): () => void {
  let had = before;
  return () => {
    if (had) {
      location.reload();
    }
    had = true;
  };
}

function follow(registration: ServiceWorkerRegistration): void {
  const coming = registration.installing;
  coming?.addEventListener('statechange', () => {
    if (coming.state === 'installed') {
      notice(registration.waiting);
    }
  });
}

function notice(worker: ServiceWorker | null): void {
  if (worker !== null && navigator.serviceWorker.controller !== null) {
    waiting = worker;
    updateReady.value = true;
  }
}
