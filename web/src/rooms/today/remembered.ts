import { signal, type Signal } from '@preact/signals';

/** A small choice that this tablet keeps: convenience, never a record. Where it cannot be kept it is simply forgotten. */
export function remembered(name: string): Signal<string> {
  const key = `runup.${name}`;
  const kept = signal(readKept(key));
  kept.subscribe((value) => {
    try {
      if (value === '') {
        localStorage.removeItem(key);
      } else {
        localStorage.setItem(key, value);
      }
    } catch {
      // A browser that keeps nothing shows everything, which is right as well.
    }
  });
  return kept;
}

function readKept(key: string): string {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

export const chosenArea = remembered('today.area');
