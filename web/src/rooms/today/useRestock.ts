import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Check, Tablet } from '../../core/tablet';
import { dayOf } from '../../kit/when';
import { restockOf, type Line } from './restock';

/** What the pulled checks of a day found short. */
export function useRestock(tablet: Tablet, now: number, area: string): readonly Line[] {
  const [checks, set] = useState<readonly Check[]>([]);
  const { checked, checklists, equipment } = tablet.view;
  const today = dayOf(now);
  const heard = checked.value;
  useEffect(() => {
    let gone = false;
    // What is due is shown first: this list is for the end of the morning.
    const later = setTimeout(() => {
      void tablet.view.checks({ limit: 500 }).then((found) => {
        if (!gone) {
          set(found.filter((c) => dayOf(Date.parse(c.finishedAt ?? c.receivedAt)) === today));
        }
      });
    }, 250);
    return () => {
      gone = true;
      clearTimeout(later);
    };
  }, [tablet, heard, today]);
  return useMemo(
    () => restockOf(checks.filter((c) => area === '' || c.area === area), checklists.value, equipment.value),
    [checks, area, checklists.value, equipment.value],
  );
}
