import { computed, signal, type Signal } from '@preact/signals-core';
import type { Alarm, Checklist, Draft, Editing, Equipment, Finished } from '../../src/core/tablet';
import { check, formulasFor, one, type Definition, type Given, type Reading } from '../../src/judge';
import type { Fake } from '../fake-tablet';

/** The one editor of a draft, in memory, judged by the real judge. */
export interface FakeEditing extends Editing {
  readonly draft: Signal<Draft>;
  /** What was sealed of it. */
  sealed: Finished | null;
  stoppedEarly: string | undefined;
  alerts: string[];
  /** What the disk does: refuses, or waits until it is let go. */
  disk: { refuses: boolean; waits: Promise<void> | null };
  lasts: Record<string, { value: unknown; at: number; by: string }>;
  carry: Record<string, { value: number; at: number; by: string; from: string }>;
}

export const machine = (id: string, name: string, kind: string, more: Partial<Equipment> = {}): Equipment => ({
  id, name, kind, area: 'bunker-1', status: 'in-service', statusSince: '2026-11-01T08:00:00.000Z', statusReason: '', statusBy: null, escalation: null, restriction: null, restrictedUntil: null,
  inventory: { manufacturer: '', model: '', serial: '', yearMade: null, yearInstalled: null }, gs1: '', calibrationDue: null, points: [], features: [], affects: [], alarms: [],
  neverWithdrawn: false, treats: false, radiological: false, ...more,
});

export async function fakeEditing(tablet: Fake, definition: Definition, equipment: Equipment, given: Omit<Given, 'readings' | 'day'> = {}): Promise<FakeEditing> {
  const formulas = await formulasFor(definition);
  const checklist = { ...definition, hash: 'f'.repeat(64), state: 'published', equipmentKinds: [equipment.kind], ...extras(definition) } as unknown as Checklist;
  const fixed: Omit<Given, 'readings'> = { day: '2026-11-25', features: equipment.features, points: equipment.points.map((p) => p.id), ...given };
  const draft = signal<Draft>({
    id: 'check-1', checklist: { id: definition.id, hash: checklist.hash, title: definition.title }, equipment: equipment.id, area: equipment.area, occurrence: null,
    hands: [{ staff: 'sam', name: 'Sam Sample', how: 'pin', at: tablet.clock.at }], startedAt: tablet.clock.at, savedAt: tablet.clock.at, readings: {}, note: '', alerted: {}, at: null, supervisedBy: null, seconds: null,
  });
  const all = (): Given => ({ ...fixed, readings: draft.value.readings });
  const editing: FakeEditing = {
    ok: true, draft, definition: checklist, equipment, sealed: null, stoppedEarly: undefined, alerts: [], disk: { refuses: false, waits: null }, lasts: {}, carry: {},
    result: computed(() => check(definition, all(), formulas)),
    answer: async (key, reading) => {
      await editing.disk.waits;
      if (editing.disk.refuses) {
        throw new DOMException('the disk is full', 'QuotaExceededError');
      }
      const { [key]: _, ...rest } = draft.peek().readings;
      draft.value = { ...draft.peek(), readings: reading === undefined ? rest : { ...rest, [key]: reading } };
    },
    would: (key: string, reading: Reading) => one(definition, key, reading, fixed, formulas),
    note: async (note) => void (draft.value = { ...draft.peek(), note }),
    at: async (at) => void (draft.value = { ...draft.peek(), at }),
    alert: async (key) => {
      await editing.disk.waits;
      if (editing.disk.refuses) {
        throw new DOMException('the disk is full', 'QuotaExceededError');
      }
      const found = editing.result.peek().items.find((i) => i.id === key);
      const alarm: Alarm = {
        opId: `alert-${key}`, check: draft.peek().id, key, checklist: definition.id, equipment: equipment.id, severity: found?.consequence ?? 'do-not-use', why: found?.why ?? '', raisedAt: tablet.clock.at,
        told: 'not-sent', who: [], ref: null, escalation: null, phone: true, unconfirmed: false, said: [],
      };
      editing.alerts.push(key);
      draft.value = { ...draft.peek(), alerted: { ...draft.peek().alerted, [key]: alarm.opId } };
      tablet.alarms.open.value = [...tablet.alarms.open.peek(), alarm];
      return alarm;
    },
    supervise: async (staff, pin) => {
      if (tablet.pins.get(staff) !== pin) {
        return { ok: false, reason: 'wrong-pin' };
      }
      draft.value = { ...draft.peek(), supervisedBy: staff };
      return { ok: true };
    },
    finish: async ({ stoppedEarly }) => {
      if (editing.disk.refuses) {
        throw new DOMException('the disk is full', 'QuotaExceededError');
      }
      const sealed = { opId: draft.peek().id, result: check(definition, { ...all(), stoppedEarly: stoppedEarly !== undefined }, formulas) };
      editing.sealed = sealed;
      editing.stoppedEarly = stoppedEarly;
      tablet.outbox.items.value = [...tablet.outbox.items.peek(), {
        opId: sealed.opId, type: 'check.completed', seq: 1, at: tablet.clock.at, state: 'unsent', failing: sealed.result.verdict === 'fail', checklist: definition.id, equipment: equipment.id, occurrence: null, stopped: stoppedEarly !== undefined, by: 'Sam Sample',
        verdict: sealed.result.verdict, flags: [], position: null, problem: null, attempts: 0, backedUp: false, missingBlobs: [], about: null, ackedAt: null,
      }];
      return sealed;
    },
    abandon: async () => (Object.keys(draft.peek().alerted).length > 0 ? { ok: false, reason: 'problem' } : { ok: true }),
    close: async () => undefined,
    last: async (key) => editing.lasts[key],
    carried: (key) => editing.carry[key],
    given: all,
  };
  tablet.editings.set(draft.peek().id, editing);
  tablet.view.equipment.value = new Map([...tablet.view.equipment.peek(), [equipment.id, equipment]]);
  tablet.view.checklists.value = new Map([...tablet.view.checklists.peek(), [definition.id, checklist]]);
  return editing;
}

const extras = (definition: Definition): object => ({ performedBy: { roles: ['support-worker'], countersign: 'trainee', secondCheck: false }, ...definition });
