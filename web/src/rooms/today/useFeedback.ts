import { useEffect, useState } from 'preact/hooks';
import type { Check, Tablet } from '../../core/tablet';
import { wordsOn, type Word } from './feedback';

/** Somebody's own checks of the last five weeks, as the last pull left them. */
export function useOwnChecks(tablet: Tablet, person: string | null): readonly Check[] {
  const [checks, set] = useState<readonly Check[]>([]);
  const checked = tablet.view.checked.value;
  useEffect(() => set([]), [person]);
  useEffect(() => {
    let gone = false;
    if (person !== null) {
      void tablet.view.checks({ performedBy: person, limit: 500 }).then((found) => {
        if (!gone) {
          set(found);
        }
      });
    }
    return () => {
      gone = true;
    };
  }, [tablet, person, checked]);
  return checks;
}

/** What was said of them: by the server while it can be asked, which reaches further back, else from the pulled checks. */
export function useWords(tablet: Tablet, person: string | null, checks: readonly Check[]): readonly Word[] {
  const [asked, set] = useState<{ person: string; words: readonly Word[] }>();
  const session = tablet.people.holder.value?.session ?? false;
  useEffect(() => {
    let gone = false;
    const api = person !== null && session ? tablet.people.api() : null;
    if (api !== null && person !== null) {
      api.GET('/v1/me/feedback', { params: { query: { limit: 50 } } }).then(
        ({ data }) => {
          if (!gone && data !== undefined) {
            set({ person, words: data.items.map((f) => ({ ...f, doneAt: Date.parse(f.doneAt), at: Date.parse(f.at), decision: f.decision === 'reject' ? 'reject' : 'confirm' })) });
          }
        },
        () => undefined, // without an answer the pulled checks say it
      );
    }
    return () => {
      gone = true;
    };
  }, [tablet, person, session, checks]);
  return person === null ? [] : asked?.person === person ? asked.words : wordsOn(checks, person);
}
