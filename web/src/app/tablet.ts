import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Tablet } from '../core/tablet';

export const TabletContext = createContext<Tablet | undefined>(undefined);

/** The tablet of this page. Signals read in a component render it again when they change. */
export function useTablet(): Tablet {
  const tablet = useContext(TabletContext);
  if (tablet === undefined) {
    throw new Error('useTablet is for what stands inside App');
  }
  return tablet;
}
