import { useMemo } from 'preact/hooks';
import type { Item, Tablet } from '../../core/tablet';
import { worksIn } from './allowed';
import { rowsOf, type Known, type Row } from './due';
import { groupsOf, looseDrafts, type Groups } from './groups';
import { chosenArea } from './remembered';
import { standings, type Standing } from './standing';

/** What Today shows at one instant, worked out again only when something it is made of has moved. */
export interface Today {
  known: Known;
  rows: readonly Row[];
  groups: Groups;
  loose: ReturnType<typeof looseDrafts>;
  holds: readonly Standing[];
  /** Of one piece of equipment. */
  holdsOn: (equipment: string) => readonly Standing[];
}

export function useToday(tablet: Tablet, now: number): Today {
  const { view } = tablet;
  const known = useKnown(tablet, now);
  const [escalations, reports, alarms] = [view.escalations.value, view.reports.value, tablet.alarms.open.value];
  const { occurrences, checklists, equipment, areas, staff, drafts, outbox, claims, person, stranger, pulledAt, area } = known;
  const shown = useMemo(() => {
    const rows = rowsOf(known);
    return { known, rows, groups: groupsOf(rows), loose: looseDrafts(rows, known) };
  }, [occurrences, checklists, equipment, areas, staff, drafts, outbox, claims, person, stranger, pulledAt, area, now]);
  const holds = useMemo(
    () => standings({ equipment, escalations, reports, checklists, staff, alarms }).filter((s) => inView(s, known)),
    [equipment, escalations, reports, checklists, staff, alarms, area, person],
  );
  const by = useMemo(() => byEquipment(holds), [holds]);
  return { ...shown, holds, holdsOn: (id) => by.get(id) ?? [] };
}

function useKnown({ view, people, drafts, outbox, clock }: Tablet, now: number): Known {
  const holder = people.holder.value;
  const staff = view.staff.value;
  const areas = view.areas.value;
  const area = areas.has(chosenArea.value) ? chosenArea.value : '';
  const offset = clock.offset.value ?? 0;
  const items = outbox.items.value;
  return {
    occurrences: view.occurrences.value, checklists: view.checklists.value, equipment: view.equipment.value, areas, staff, drafts: drafts.all.value,
    claims: view.claims.value, outbox: useMemo(() => byServerTime(items, offset), [items, offset]), person: holder?.staff == null ? undefined : staff.get(holder.staff), stranger: holder?.how === 'unverified',
    pulledAt: view.pulledAt.value === null ? null : view.pulledAt.value + offset, now, area,
  };
}

/** The tablet noted them by its own clock; all else here goes by the server's. */
export const byServerTime = (items: readonly Item[], offset: number): readonly Item[] => (offset === 0 ? items : items.map((i) => ({ ...i, at: i.at + offset, ackedAt: i.ackedAt === null ? null : i.ackedAt + offset })));

function inView(s: Standing, { area, person }: Known): boolean {
  return area === '' ? person === undefined || worksIn(person, s.equipment.area) : s.equipment.area === area;
}

/** Holds by the equipment that they are on. */
function byEquipment(holds: readonly Standing[]): ReadonlyMap<string, readonly Standing[]> {
  const map = new Map<string, Standing[]>();
  for (const h of holds) {
    map.set(h.equipment.id, [...(map.get(h.equipment.id) ?? []), h]);
  }
  return map;
}
