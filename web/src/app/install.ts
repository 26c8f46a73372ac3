import { signal } from '@preact/signals';

/** The browser's offer to put the app on the Home Screen, kept until somebody takes it: it comes once, when it likes. */
export interface Installing extends Event {
  prompt(): Promise<unknown>;
}

export const asked = signal<Installing | null>(null);

export function listenForInstall(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    asked.value = event as Installing;
  });
  addEventListener('appinstalled', () => (asked.value = null));
}
