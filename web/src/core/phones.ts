import { signal } from '@preact/signals-core';
import type { TabletClock } from './clock';
import type { ThisDevice } from './device';
import type { PhonesRow } from './rows';
import type { Store } from './store';
import { isGroup } from './talk';
import type { Phone } from './tablet';
import type { TabletView } from './view';

type Entry = PhonesRow['items'][number];

/** Whom to phone, held on the tablet: the areas' numbers as they were pulled, and who the ladder calls as the server last listed them. */
export class TabletPhones {
  private readonly items = signal<readonly Entry[]>([]);

  constructor(
    private readonly store: Store,
    private readonly clock: TabletClock,
    private readonly device: ThisDevice,
    private readonly view: TabletView,
  ) {}

  async load(): Promise<void> {
    this.items.value = (await this.store.get('phones'))?.items ?? [];
  }

  /** Nothing waits for it: without an answer the list that is held goes on to count. */
  async pull(): Promise<void> {
    const answer = await this.device.ask('/v1/phones');
    const items = answer.ok && answer.status === 200 && isGroup(answer.body) ? answer.body['items'] : undefined;
    if (Array.isArray(items) && items.every(isEntry)) {
      await this.store.put('phones', { items });
      this.items.value = items;
    }
  }

  /** The place's own number, who is on now, and then the rest: its site, who is on later, the teams. */
  of(equipment: string): readonly Phone[] {
    const areas = this.view.areas.value;
    const own = areas.get(this.view.equipment.value.get(equipment)?.area ?? '');
    const near = [...areas.values()].filter((a) => a.id !== own?.id && a.site === own?.site);
    const place = (a: typeof own): Phone[] =>
      a === undefined || a.phone === '' ? [] : [{ name: a.name, number: a.phone, what: this.view.staff.value.get(a.registrant ?? '')?.name ?? '', first: a === own }];
    const now = (this.clock.tick.value, this.clock.server()); // the tick has screens look again
    const here = this.items.value.filter((e) => e.kind !== 'area' && (e.area === null || e.area === own?.id));
    const on = here.filter((e) => e.kind === 'person' && isOn(e, now)).sort((a, b) => (a.rung ?? Infinity) - (b.rung ?? Infinity));
    const rest = here.filter((e) => !on.includes(e) && !isOver(e, now));
    return once([...place(own), ...on.flatMap((e) => numbered(e, true)), ...near.flatMap(place), ...rest.flatMap((e) => numbered(e, false))]);
  }
}

const isEntry = (e: unknown): e is Entry =>
  isGroup(e) && typeof e['kind'] === 'string' && typeof e['name'] === 'string' && Array.isArray(e['numbers']) && e['numbers'].every((n) => typeof n === 'string');

const isOver = (e: Entry, now: number): boolean => e.until !== null && Date.parse(e.until) <= now;

const isOn = (e: Entry, now: number): boolean => (e.from === null || Date.parse(e.from) <= now) && !isOver(e, now);

const numbered = (e: Entry, first: boolean): Phone[] => e.numbers.map((number) => ({ name: e.name, number, what: e.as ?? '', first }));

/** Somebody who is called for two reasons is listed for the first of them. */
const once = (all: readonly Phone[]): Phone[] => all.filter((p, i) => all.findIndex((q) => q.name === p.name && q.number === p.number) === i);
