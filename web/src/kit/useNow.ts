import { useEffect, useState } from 'preact/hooks';
import type { Clock } from '../core/tablet';

/** What the department's clock says: the tablet's own, put right by what the server said last. */
export const nowBy = (clock: Clock): number => clock.now() + (clock.offset.value ?? 0);

/** The same, moving by itself, and at once when the tablet wakes. */
export function useNow(clock: Clock, every = 15_000): number {
  const [now, set] = useState(() => nowBy(clock));
  const offset = clock.offset.value;
  useEffect(() => {
    const tick = (): void => set(nowBy(clock));
    tick();
    const timer = setInterval(tick, every);
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, [clock, every, offset]);
  return now;
}
