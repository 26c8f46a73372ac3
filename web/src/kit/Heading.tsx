import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** The heading of a step within a screen: it takes the focus when the step is entered, so that a reader hears it. */
export function Heading({ children, quiet }: { children: ComponentChildren; quiet?: boolean }) {
  const at = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    if (quiet !== true) {
      at.current?.focus({ preventScroll: true });
    }
  }, []);
  return <h1 tabIndex={-1} ref={at}>{children}</h1>;
}
