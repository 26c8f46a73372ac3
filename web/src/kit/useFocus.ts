import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * What is drawn takes the focus, and again whenever one of `again` changes. It does so before the next key can come: what Preact does
 * after the paint is up to two frames late, and then takes the focus from whatever got it meanwhile.
 */
export function useFocus<E extends HTMLElement>(again: readonly unknown[] = [], how?: FocusOptions): RefObject<E | null> {
  const at = useRef<E>(null);
  useLayoutEffect(() => at.current?.focus(how), [...again]);
  return at;
}

/** The same for the heading of what takes the whole screen: it is read from its top. */
export function useTop<E extends HTMLElement>(unless = false): RefObject<E | null> {
  const at = useRef<E>(null);
  useLayoutEffect(() => {
    if (!unless) {
      scrollTo?.(0, 0);
      at.current?.focus({ preventScroll: true });
    }
  }, []);
  return at;
}
