import { signal, type Signal } from '@preact/signals-core';
import type { ThisDevice } from './device';
import type { Pin, Thing } from './rows';
import type { Store } from './store';
import { isGroup } from './talk';
import type { Area, Baseline, Check, Checklist, Claim, Equipment, Escalation, Occurrence, Report, Staff, View } from './tablet';

/** Which kinds are held in memory, and where. Checks stay on the disk: there are thousands. */
type Held = { checklist: Checklist; equipment: Equipment; area: Area; staff: Staff; occurrence: Occurrence; escalation: Escalation; report: Report; baseline: Baseline };
export type Kind = keyof Held;

const empty = <T>(): Signal<ReadonlyMap<string, T>> => signal(new Map<string, T>());

/** What the last pull said. */
export class TabletView implements View {
  readonly checklists = empty<Checklist>();
  readonly equipment = empty<Equipment>();
  readonly areas = empty<Area>();
  readonly staff = empty<Staff>();
  readonly occurrences = empty<Occurrence>();
  readonly escalations = empty<Escalation>();
  readonly reports = empty<Report>();
  readonly baselines = empty<readonly Baseline[]>();
  readonly pulledAt = signal<number | null>(null);
  readonly claims = signal<readonly Claim[]>([]);
  /** What verifies PINs on this tablet. */
  readonly pins = signal<ReadonlyMap<string, Pin>>(new Map());
  /** Moves when checks on the disk changed. */
  readonly checked = signal(0);

  constructor(
    private readonly store: Store,
    private readonly device: ThisDevice,
  ) {}

  /** Reads all that is kept, or the kinds that changed. */
  async load(kinds?: ReadonlySet<string>): Promise<void> {
    const things = await this.store.read(['things'], (tx) => tx.objectStore('things').getAll());
    const by = new Map<string, Thing[]>();
    for (const t of things) {
      by.set(t.kind, [...(by.get(t.kind) ?? []), t]);
    }
    const put = (kind: Kind, to: Signal<ReadonlyMap<string, unknown>>): void => {
      if (kinds === undefined || kinds.has(kind)) {
        to.value = new Map((by.get(kind) ?? []).map((t) => [t.id, t.data]));
      }
    };
    put('checklist', this.checklists);
    put('equipment', this.equipment);
    put('area', this.areas);
    put('staff', this.staff);
    put('occurrence', this.occurrences);
    put('escalation', this.escalations);
    put('report', this.reports);
    if (kinds === undefined || kinds.has('baseline')) {
      this.baselines.value = grouped((by.get('baseline') ?? []).map((t) => t.data as Baseline));
    }
    if (kinds === undefined || kinds.has('device')) {
      this.pins.value = new Map(pinsOf(by.get('device')?.find((t) => t.id === this.device.enrolled.peek()?.id)?.data).map((p) => [p.staff, p]));
    }
    if (kinds === undefined || kinds.has('check')) {
      this.checked.value++;
    }
    this.pulledAt.value = (await this.store.get('cursor'))?.pulledAt ?? null;
  }

  async definition(id: string, hash: string): Promise<Checklist | undefined> {
    const kept = await this.store.read(['definitions'], (tx) => tx.objectStore('definitions').get(hash));
    if (kept !== undefined) {
      return kept.id === id ? kept : undefined;
    }
    const answer = await this.device.ask(`/v1/checklists/${encodeURIComponent(id)}/versions/${encodeURIComponent(hash)}`);
    if (!answer.ok || answer.status !== 200 || !isGroup(answer.body)) {
      return undefined;
    }
    const definition = { ...answer.body, hash, state: 'retired' } as unknown as Checklist;
    await this.store.write(['definitions'], (tx) => tx.objectStore('definitions').put(definition));
    return definition;
  }

  async checks(of: { checklist?: string; equipment?: string; performedBy?: string; limit?: number }): Promise<readonly Check[]> {
    const rows = await this.store.read(['checks'], (tx) => {
      const checks = tx.objectStore('checks');
      if (of.equipment !== undefined) {
        return checks.index('equipment').getAll(of.equipment);
      }
      return of.performedBy === undefined ? checks.getAll() : checks.index('performedBy').getAll(of.performedBy);
    });
    return rows
      .map((r) => r.data)
      .filter((c) => (of.checklist ?? c.checklist) === c.checklist && (of.performedBy ?? c.performedBy) === c.performedBy)
      .sort((a, b) => doneAt(b) - doneAt(a) || b.position - a.position)
      .slice(0, of.limit ?? Infinity);
  }

  /** Of the published checklists those whose definition is kept. */
  async kept(): Promise<{ kept: number; of: number }> {
    const published = [...this.checklists.peek().values()].filter((c) => c.state === 'published');
    const found = await this.store.read(['definitions'], (tx) => Promise.all(published.map((c) => tx.objectStore('definitions').getKey(c.hash))));
    return { kept: found.filter((key) => key !== undefined).length, of: published.length };
  }
}

/** When a check was done: by the tablet that made it, or when it came. */
export const doneAt = (c: Check): number => {
  const at = Date.parse(c.finishedAt ?? '');
  const came = Date.parse(c.receivedAt);
  return Number.isFinite(at) && at <= came ? at : came;
};

function grouped(all: readonly Baseline[]): ReadonlyMap<string, readonly Baseline[]> {
  const by = new Map<string, Baseline[]>();
  for (const b of all) {
    by.set(b.equipment, [...(by.get(b.equipment) ?? []), b]);
  }
  return by;
}

const pinsOf = (device: unknown): readonly Pin[] => (isGroup(device) && Array.isArray(device['pins']) ? (device['pins'] as Pin[]) : []);
