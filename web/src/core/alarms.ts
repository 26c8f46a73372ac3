import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import { minute } from './base';
import type { TabletClock } from './clock';
import type { TabletOutbox } from './outbox';
import type { TabletPhones } from './phones';
import type { AlarmRow, Raised } from './rows';
import type { Store } from './store';
import type { Talk } from './talk';
import type { Alarm, Alarms, Escalation, Named, Phone, PhoneBook, Said, Severity } from './tablet';
import type { TabletView } from './view';

/** Worst first. What does not interrupt is not phoned about. */
const severities: readonly Severity[] = ['do-not-use', 'before-use', 'put-right', 'advice', 'information'];
const urgent: ReadonlySet<Severity> = new Set<Severity>(['do-not-use', 'before-use', 'put-right']);

/** Failing readings of checks made here, until somebody has dealt with them. The tablet says phone until the server says that somebody was told. */
export class TabletAlarms implements Alarms {
  private readonly rows = signal<readonly AlarmRow[]>([]);
  private readonly every = computed<readonly Alarm[]>(() => this.rows.value.map((row) => this.told(row)));
  readonly open = computed<readonly Alarm[]>(() =>
    this.every.value.filter((a) => !this.closed(a)).sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || a.raisedAt - b.raisedAt),
  );
  /** Told of each change, so that other tabs show the same. */
  changed: () => void = () => undefined;

  constructor(
    private readonly store: Store,
    private readonly clock: TabletClock,
    private readonly outbox: TabletOutbox,
    private readonly view: TabletView,
    private readonly talk: Talk,
    private readonly numbers: TabletPhones,
  ) {}

  get book(): ReadonlySignal<PhoneBook> {
    return this.numbers.book;
  }

  /** Reads again what was changed here, and has other tabs do the same. */
  async moved(): Promise<void> {
    await this.load();
    this.changed();
  }

  async load(): Promise<void> {
    this.rows.value = await this.store.read(['alarms'], (tx) => tx.objectStore('alarms').getAll());
  }

  of(check: string): Promise<AlarmRow[]> {
    return this.store.read(['alarms'], async (tx) => (await tx.objectStore('alarms').getAll()).filter((a) => a.check === check));
  }

  private closed(a: Alarm): boolean {
    const e = this.view.escalations.value.get(a.escalation ?? '');
    return e?.state === 'closed';
  }

  /** What is known of an alarm: from the reply to what told of it, and then from the escalation itself. */
  told(row: AlarmRow): Alarm {
    const sent = this.outbox.items.value.find((i) => i.opId === row.opId);
    const op = this.outbox.row(row.opId);
    const pulled = this.escalationOf(row, op?.raised ?? []);
    const raised = op?.raised.length === 1 ? op.raised[0] : op?.raised.find((r) => r.id === pulled?.id);
    const answered = pulled === undefined ? raised !== undefined && raised.state !== 'open' : pulled.state !== 'open' || pulled.owner !== null;
    const attempted = pulled?.attempted ?? raised?.attempted ?? false;
    const nobody = pulled?.nobodyReached ?? false;
    const there = sent !== undefined && sent.state !== 'unsent' && sent.state !== 'rejected';
    const told: Alarm['told'] = !there ? 'not-sent' : answered ? 'answered' : attempted && !nobody ? 'told' : 'nobody-yet';
    const well = this.talk.engineWell.value !== false && raised?.engineOk !== false;
    const waited = this.clock.tick.value - (there ? (op?.ackedAt ?? row.raisedAt) : row.raisedAt);
    const silent = told === 'not-sent' || told === 'nobody-yet';
    return {
      opId: row.opId,
      check: row.check,
      key: row.key,
      checklist: row.checklist,
      equipment: row.equipment,
      severity: pulled?.severity ?? row.severity,
      why: row.why,
      raisedAt: row.raisedAt,
      told,
      who: told === 'answered' ? this.owner(pulled) : pulled === undefined ? (raised?.told ?? []) : this.called(pulled),
      ref: pulled?.ref ?? raised?.ref ?? null,
      escalation: pulled?.id ?? raised?.id ?? null,
      phone: urgent.has(row.severity) && told !== 'answered' && (silent || !well),
      unconfirmed: urgent.has(row.severity) && told !== 'answered' && ((silent && waited >= (there ? minute : 2 * minute)) || !well || nobody),
      said: row.said,
    };
  }

  private escalationOf(row: AlarmRow, raised: readonly Raised[]): Escalation | undefined {
    const all = this.view.escalations.value;
    const ids = raised.map((r) => all.get(r.id)).filter((e) => e !== undefined);
    const fits = (e: Escalation): boolean => e.item === row.key && (e.equipment === row.equipment || e.source === row.equipment);
    return ids.find((e) => fits(e) && e.equipment === row.equipment) ?? ids.find(fits) ?? [...all.values()].find((e) => fits(e) && e.checks.includes(row.check)) ?? (ids.length === 1 ? ids[0] : undefined);
  }

  /** Who was called has been told; only whoever took it on is dealing with it. */
  private owner(e: Escalation | undefined): string[] {
    return e === undefined || e.owner === null ? [] : [this.view.staff.value.get(e.owner)?.name ?? e.owner];
  }

  private called(e: Escalation): string[] {
    return [...new Set(e.called.map((c) => (c.kind === 'person' ? (this.view.staff.value.get(c.id)?.name ?? c.as) : c.id)))];
  }

  async say(opId: string, said: Omit<Said, 'at'>): Promise<void> {
    const at = this.clock.now();
    await this.store.write(['alarms'], async (tx) => {
      for (const row of (await tx.objectStore('alarms').getAll()).filter((a) => a.opId === opId)) {
        await tx.objectStore('alarms').put({ ...row, said: [...row.said, { ...said, at }] });
      }
    });
    await this.moved();
  }

  phones(equipment: string): readonly Phone[] {
    return this.numbers.of(equipment);
  }

  toFind(equipment: string): readonly Named[] {
    return this.numbers.toFind(equipment);
  }

  /** Forgets what was closed. */
  async tidy(): Promise<void> {
    const over = this.every.peek().filter((a) => this.closed(a) && this.clock.now() - a.raisedAt > 60 * minute);
    if (over.length > 0) {
      await this.store.write(['alarms'], async (tx) => {
        for (const a of over) {
          await tx.objectStore('alarms').delete(`${a.check}|${a.key}`);
        }
      });
      await this.moved();
    }
  }
}
