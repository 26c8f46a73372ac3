import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Tablet } from '../../core/tablet';
import type { Doing } from './doing';

export interface Here {
  tablet: Tablet;
  doing: Doing;
  /** After an answer that needs nothing more: brings what comes next into sight. */
  onward(key: string): void;
  /** Ends the check early, with its reason. */
  stopEarly(reason: string): Promise<void>;
}

export const HereContext = createContext<Here | null>(null);

export function useHere(): Here {
  const here = useContext(HereContext);
  if (here === null) {
    throw new Error('there is no check around this');
  }
  return here;
}

/** An id that a document may have: the key of a line in a round has a slash. */
export const idOf = (key: string, part: string): string => `${part}-${key.replace(/[^a-z0-9-]/gi, '--')}`;
