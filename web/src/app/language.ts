import { effect } from '@preact/signals';
import { language, type Language } from '../words';

const kept = 'runup-language';

/** Begins in the language last chosen on this tablet, and keeps the page's own attribute true. */
export function startLanguage(): () => void {
  language.value = read() ?? 'en';
  return effect(() => {
    document.documentElement.lang = language.value === 'cy' ? 'cy' : 'en-GB';
  });
}

export function speak(chosen: Language): void {
  language.value = chosen;
  try {
    localStorage.setItem(kept, chosen);
  } catch {
    // A browser that keeps nothing still speaks it until it is closed.
  }
}

function read(): Language | undefined {
  try {
    return localStorage.getItem(kept) === 'cy' ? 'cy' : undefined;
  } catch {
    return undefined;
  }
}
