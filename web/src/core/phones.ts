import { computed, signal } from '@preact/signals-core';
import type { Api } from '../api/client';
import { minute, type Base } from './base';
import type { TabletClock } from './clock';
import type { ThisDevice } from './device';
import type { PhonesRow } from './rows';
import type { Store } from './store';
import { isGroup } from './talk';
import type { Area, Entry, Named, Phone, PhoneBook } from './tablet';
import type { TabletView } from './view';

type Item = PhonesRow['items'][number];

/** How long a list counts as new: a rota changes seldom, and each tablet asks. */
const fresh = 5 * minute;

/** Whom to phone, held on the tablet: the areas' numbers as they were pulled, and who the ladder calls as the server last listed them. */
export class TabletPhones {
  private readonly held = signal<PhonesRow>({ items: [] });
  /** At a desk, which is no tablet: what whoever is signed in there was told. */
  private readonly lent = signal<PhonesRow | null>(null);
  private lentTo: Api | null = null;
  private asked = -Infinity;
  readonly book = computed<PhoneBook>(() => this.listed());

  constructor(
    private readonly base: Base,
    private readonly store: Store,
    private readonly clock: TabletClock,
    private readonly device: ThisDevice,
    private readonly view: TabletView,
  ) {}

  async load(): Promise<void> {
    this.held.value = (await this.store.get('phones')) ?? { items: [] };
  }

  /** Nothing waits for it: without an answer the list that is held goes on to count. */
  async pull(): Promise<void> {
    const now = this.base.monotonic();
    if (now - this.asked < fresh) {
      return;
    }
    const answer = await this.device.ask('/v1/phones');
    const said = answer.ok && answer.status === 200 ? heard(answer.body) : undefined;
    if (said !== undefined) {
      await this.store.put('phones', said);
      this.held.value = said;
      this.asked = now;
    }
  }

  /** Asks as one person, or forgets what was said when they have left: a desk keeps nothing. */
  async lend(to: Api | null): Promise<void> {
    this.lentTo = to;
    this.lent.value = null;
    const answer = await to?.GET('/v1/phones').catch(() => undefined);
    if (answer?.data !== undefined && this.lentTo === to) {
      this.lent.value = heard(answer.data) ?? null;
    }
  }

  /** The place's own number, who is on now, and then the rest: its site, who is on later, the teams. */
  of(equipment: string): readonly Phone[] {
    const own = this.place(equipment);
    const near = this.areas().filter((a) => a.id !== own?.id && a.site === own?.site);
    const place = (a: Area, first: boolean): Phone[] => (a.phone === '' ? [] : [{ name: a.name, number: a.phone, what: this.view.staff.value.get(a.registrant ?? '')?.name ?? '', first }]);
    const now = this.now();
    const here = this.about(own);
    const on = here.filter((i) => isOn(i, now));
    const rest = here.filter((i) => !isOn(i, now) && !isOver(i, now));
    return once([...(own === undefined ? [] : place(own, true)), ...on.flatMap((i) => numbered(i, true)), ...near.flatMap((a) => place(a, false)), ...rest.flatMap((i) => numbered(i, false))]);
  }

  /** Who is on for their hours; of who is called at any hour, the tablet does not know whether they are in the house. */
  toFind(equipment: string): readonly Named[] {
    const now = this.now();
    return each(this.about(this.place(equipment)).filter((i) => i.from !== null && isOn(i, now) && i.numbers.length === 0)).map((i) => ({ name: i.name, what: whatOf(i) }));
  }

  private listed(): PhoneBook {
    const { items, at, until } = this.lent.value ?? this.held.value;
    const now = this.now();
    const people = items.filter((i) => i.kind === 'person' && !isOver(i, now)).sort(byRung);
    const on = people.filter((i) => i.from !== null && isOn(i, now));
    const later = people.filter((i) => i.from !== null && !isOn(i, now));
    const places =
      this.lent.value === null
        ? this.areas().filter((a) => a.phone !== '').map((a) => ({ id: a.id, name: a.name, what: '', numbers: [a.phone] }))
        : items.filter((i) => i.kind === 'area').map(entry);
    return {
      at: at ?? null,
      over: until !== undefined && until <= now,
      on: each(on).map(entry),
      places,
      anyHour: each(people.filter((i) => i.from === null && !on.some((o) => o.id === i.id))).map(entry),
      later: later.map((i) => ({ ...entry(i), from: Date.parse(i.from ?? '') })).sort((a, b) => a.from - b.from),
      teams: items.filter((i) => i.kind === 'team').map(entry),
    };
  }

  private now(): number {
    return this.clock.tick.value, this.clock.server(); // the tick has screens look again
  }

  private areas(): Area[] {
    return [...this.view.areas.value.values()].sort((a, b) => a.name.localeCompare(b.name, 'en-GB'));
  }

  private place(equipment: string): Area | undefined {
    return this.view.areas.value.get(this.view.equipment.value.get(equipment)?.area ?? '');
  }

  /** People by the rung that calls them, then the teams: of every area, or of this one. */
  private about(own: Area | undefined): Item[] {
    return this.held.value.items.filter((i) => i.kind !== 'area' && (i.area === null || i.area === own?.id)).sort(byRung);
  }
}

function heard(body: unknown): PhonesRow | undefined {
  const items = isGroup(body) ? body['items'] : undefined;
  if (!isGroup(body) || !Array.isArray(items) || !items.every(isItem)) {
    return undefined;
  }
  const [at, until] = [Date.parse(String(body['at'])), Date.parse(String(body['until']))];
  return { items, ...(Number.isFinite(at) ? { at } : {}), ...(Number.isFinite(until) ? { until } : {}) };
}

const isItem = (i: unknown): i is Item =>
  isGroup(i) && typeof i['kind'] === 'string' && typeof i['name'] === 'string' && Array.isArray(i['numbers']) && i['numbers'].every((n) => typeof n === 'string');

const byRung = (a: Item, b: Item): number => (a.rung ?? 1000) - (b.rung ?? 1000);

const isOver = (i: Item, now: number): boolean => i.until !== null && Date.parse(i.until) <= now;

const isOn = (i: Item, now: number): boolean => i.kind === 'person' && (i.from === null || Date.parse(i.from) <= now) && !isOver(i, now);

/** A duty's or a role's id is its words, written together. */
const whatOf = (i: Item): string => i.as?.replaceAll('-', ' ') ?? '';

const entry = (i: Item): Entry => ({ id: i.id, name: i.name, what: whatOf(i), numbers: i.numbers });

const numbered = (i: Item, first: boolean): Phone[] => i.numbers.map((number) => ({ name: i.name, number, what: whatOf(i), first }));

/** Somebody who is called for two reasons is listed for the first of them. */
const once = (all: readonly Phone[]): Phone[] => all.filter((p, i) => all.findIndex((q) => q.name === p.name && q.number === p.number) === i);

const each = (all: readonly Item[]): Item[] => all.filter((p, i) => all.findIndex((q) => q.id === p.id) === i);
