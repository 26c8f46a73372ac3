import { useMemo } from 'preact/hooks';
import type { Equipment, Tablet } from '../../core/tablet';
import { rowsOf, type Row } from '../today/due';
import { byServerTime } from '../today/useToday';

/** The rows of Today that are of one machine, whatever area is chosen there. */
export function useEquipmentRows({ view, people, drafts, outbox, clock }: Tablet, equipment: Equipment, now: number): readonly Row[] {
  const holder = people.holder.value?.staff;
  const stranger = people.holder.value?.how === 'unverified';
  const [all, checklists, areas, staff, pulledAt] = [view.occurrences.value, view.checklists.value, view.areas.value, view.staff.value, view.pulledAt.value];
  const offset = clock.offset.value ?? 0;
  const [begun, sealed, claims] = [drafts.all.value, outbox.items.value, view.claims.value];
  return useMemo(() => {
    const occurrences = new Map([...all].filter(([, o]) => o.equipment === equipment.id));
    const person = holder == null ? undefined : staff.get(holder);
    return rowsOf({
      occurrences, checklists, equipment: new Map([[equipment.id, equipment]]), areas, staff, drafts: begun, claims, outbox: byServerTime(sealed, offset), person, stranger, pulledAt: pulledAt === null ? null : pulledAt + offset, now, area: equipment.area,
    });
  }, [all, checklists, areas, staff, pulledAt, begun, sealed, claims, holder, stranger, equipment, offset, now]);
}
