import { useEffect, useRef } from 'preact/hooks';

/** No person types faster than this: a key that comes sooner comes from a scanner. */
const fastest = 50;

/** A label is longer than a slip of two fingers. */
const shortest = 4;

/**
 * Hears a scanner that types like a keyboard: a burst of keys and Enter. While somebody is in a field, the field has the
 * keys, and its own form hears Enter.
 */
export function useWedge(heard: (text: string) => void): void {
  const latest = useRef(heard);
  latest.current = heard;
  useEffect(() => {
    const burst = new Burst((text) => latest.current(text));
    const listen = (e: KeyboardEvent): void => {
      if (!inField(e.target) && !e.ctrlKey && !e.altKey && !e.metaKey && burst.key(e.key, e.timeStamp)) {
        e.preventDefault();
      }
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}

const inField = (target: EventTarget | null): boolean => target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;

/** Keys that come too fast for a hand. Exported for its test. */
export class Burst {
  private text = '';
  private last = Number.NEGATIVE_INFINITY;

  constructor(private readonly heard: (text: string) => void) {}

  /** Answers whether the key ended a label: Enter must then press nothing. */
  key(key: string, at: number): boolean {
    const fast = at - this.last <= fastest;
    this.last = at;
    if (key === 'Enter') {
      const text = fast ? this.text : '';
      this.text = '';
      if (text.length >= shortest) {
        this.heard(text);
        return true;
      }
      return false;
    }
    if (key.length === 1) {
      this.text = fast ? this.text + key : key;
    }
    return false;
  }
}
