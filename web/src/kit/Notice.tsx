import type { ComponentChildren } from 'preact';

/** What a person should know, in a box. `alert` is read out at once: only for what must not be missed. */
export const Notice = ({ kind, alert, children }: { kind?: 'warn' | 'stop' | 'good'; alert?: boolean; children: ComponentChildren }) => (
  <div class={`notice${kind === undefined ? '' : ` notice--${kind}`}`} role={alert === true ? 'alert' : undefined}>
    {children}
  </div>
);
