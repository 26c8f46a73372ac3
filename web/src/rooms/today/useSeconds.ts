import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Check, Tablet } from '../../core/tablet';
import { byServerTime } from './useToday';
import { wantedOf, type Wanted } from './second';

/** What waits for a second person, as the tablet knows it, also without a signal. */
export function useSeconds(tablet: Tablet, now: number): readonly Wanted[] {
  const { view, outbox, drafts, people, clock } = tablet;
  const [checks, set] = useState<readonly Check[]>([]);
  const heard = view.checked.value;
  useEffect(() => {
    let gone = false;
    void view.checks({ limit: 500 }).then((found) => {
      if (!gone) {
        set(found);
      }
    });
    return () => {
      gone = true;
    };
  }, [view, heard]);
  const holder = people.holder.value?.staff;
  const offset = clock.offset.value ?? 0;
  const [items, begun, checklists, equipment, staff] = [outbox.items.value, drafts.all.value, view.checklists.value, view.equipment.value, view.staff.value];
  return useMemo(
    () => wantedOf({ checks, outbox: byServerTime(items, offset), drafts: begun, checklists, equipment, staff, person: holder == null ? undefined : staff.get(holder), now }),
    [checks, items, begun, checklists, equipment, staff, holder, offset, now],
  );
}
