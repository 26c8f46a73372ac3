import { useEffect, useState } from 'preact/hooks';
import { useHere } from './context';

export interface Last {
  value: unknown;
  at: number;
  by: string;
}

/**
 * What was read here last time. A second checker is not shown it: the first one's readings stay hidden until both are in, and
 * the last accepted one may be theirs.
 */
export function useLast(key: string): Last | undefined {
  const { doing } = useHere();
  const [last, set] = useState<Last | undefined>(undefined);
  useEffect(() => {
    let here = true;
    if (doing.editing.draft.peek().seconds === null) {
      doing.editing.last(key).then((l) => here && set(l), () => undefined);
    }
    return () => {
      here = false;
    };
  }, [doing, key]);
  return last;
}
