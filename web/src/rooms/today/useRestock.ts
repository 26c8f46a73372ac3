import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Check, Tablet } from '../../core/tablet';
import { dayOf } from '../../kit/when';
import { restockOf, type Line } from './restock';

/** What the pulled checks of a day found short. */
export function useRestock(tablet: Tablet, now: number, area: string): readonly Line[] {
  const [checks, set] = useState<readonly Check[]>([]);
  const { pulledAt, checklists, equipment } = tablet.view;
  const today = dayOf(now);
  const heard = pulledAt.value;
  useEffect(() => {
    let gone = false;
    void tablet.view.checks({ limit: 500 }).then((found) => {
      if (!gone) {
        set(found.filter((c) => dayOf(Date.parse(c.finishedAt ?? c.receivedAt)) === today));
      }
    });
    return () => {
      gone = true;
    };
  }, [tablet, heard, today]);
  return useMemo(
    () => restockOf(checks.filter((c) => area === '' || c.area === area), checklists.value, equipment.value),
    [checks, area, checklists.value, equipment.value],
  );
}
