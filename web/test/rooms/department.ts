import type { Area, Check, Checklist, Draft, Equipment, Escalation, Item, Occurrence, Staff } from '../../src/core/tablet';
import type { Known } from '../../src/rooms/today/due';

/** A small department as a pull would give it: what a test does not say is as it usually is. */

export const at = (text: string): number => Date.parse(text);

export function equipment(id: string, more: Partial<Equipment> = {}): Equipment {
  return {
    id, name: id.toUpperCase(), kind: 'linac', area: 'linacs', status: 'in-service', statusSince: '2026-11-01T08:00:00.000Z', statusReason: '', statusBy: null, escalation: null,
    restriction: null, restrictedUntil: null, inventory: { manufacturer: 'Varian', model: 'TrueBeam', serial: `S-${id}`, yearMade: 2019, yearInstalled: 2019 }, gs1: '',
    calibrationDue: null, neverWithdrawn: false, treats: true, radiological: true, points: [], features: [], affects: [], alarms: [], ...more,
  };
}

export const area = (id: string, name: string, phone = ''): Area => ({ id, name, site: 'Northfield', phone, registrant: null });

type Authorisation = Staff['authorisations'][number];

export function authorisation(staff: string, checklist: string, capacity: Authorisation['capacity'], more: Partial<Authorisation> = {}): Authorisation {
  return {
    id: `${staff}-${checklist}`, staff, checklist, equipment: null, capacity, from: '2026-01-01T00:00:00.000Z', until: null, withdrawnAt: null, withdrawnBy: null, grantedBy: 'sofia', evidence: 'seen', assessor: null,
    basis: null, reviewOn: null, procedure: null, codes: [], ...more,
  };
}

export function person(id: string, role: Staff['role'], authorisations: Authorisation[] = [], more: Partial<Staff> = {}): Staff {
  const registered = role === 'radiographer' || role === 'superintendent' || role === 'physicist';
  const name = `${id.charAt(0).toUpperCase()}${id.slice(1)}`;
  return { id, username: id, name, role, registered, areas: ['*'], active: true, appointments: [], authorisations, ...more };
}

export function checklist(id: string, more: Record<string, unknown> = {}): Checklist {
  return {
    id, title: `The ${id}`, version: '1', equipmentKinds: ['linac'], hash: 'a'.repeat(64), state: 'published', performedBy: { roles: ['assistant-practitioner', 'radiographer'], countersign: 'trainee' },
    sections: [{ title: 'Safety', items: [{ id: 'door', kind: 'confirm', prompt: 'The door interlock stops the beam.' }] }], ...more,
  } as unknown as Checklist;
}

/** Due on 25 November 2026, open from 06:30 to 08:15, missed from 08:30. */
export function occurrence(id: string, more: Partial<Occurrence> = {}): Occurrence {
  return {
    id, checklist: 'run-up', equipment: 'linac-1', area: 'linacs', day: '2026-11-25', origin: 'planned', why: null, source: null, opensAt: '2026-11-25T06:30:00.000Z',
    dueAt: '2026-11-25T08:15:00.000Z', missedAt: '2026-11-25T08:30:00.000Z', closesAt: '2026-11-26T03:00:00.000Z', gating: true, state: 'upcoming', verdict: null, doneAt: null,
    receivedAt: null, late: false, checks: [], results: [], exemption: null, resolution: null, ...more,
  };
}

type Outcome = Occurrence['results'][number];

export const outcome = (by: string | null, more: Partial<Outcome> = {}): Outcome => ({
  check: 'c1', verdict: 'pass', gate: true, complete: true, void: false, doneAt: '2026-11-25T07:00:00.000Z', receivedAt: '2026-11-25T07:01:00.000Z', by, ...more,
});

export function sealed(more: Partial<Item> = {}): Item {
  return {
    opId: 'op-1', type: 'check.completed', seq: 1, at: at('2026-11-25T07:10:00Z'), state: 'unsent', failing: false, checklist: 'run-up', equipment: 'linac-1', occurrence: null, stopped: false, about: null, by: 'amir', verdict: 'pass',
    flags: [], position: null, problem: null, attempts: 0, backedUp: false, missingBlobs: [], ackedAt: null, ...more,
  };
}

export function draft(id: string, more: Partial<Draft> = {}): Draft {
  return {
    id, checklist: { id: 'run-up', hash: 'a'.repeat(64), title: 'The run-up' }, equipment: 'linac-1', area: 'linacs', occurrence: null,
    hands: [{ staff: 'amir', name: 'Amir', how: 'pin', at: at('2026-11-25T06:50:00Z') }], startedAt: at('2026-11-25T06:50:00Z'), savedAt: at('2026-11-25T06:55:00Z'), readings: {}, note: '',
    alerted: {}, at: null, supervisedBy: null, seconds: null, ...more,
  };
}

export function escalation(id: string, more: Partial<Escalation> = {}): Escalation {
  return {
    id, ref: `E-${id}`, kind: 'check', severity: 'do-not-use', state: 'open', version: 1, area: 'linacs', equipment: 'linac-1', checklist: 'run-up', item: 'door', source: null, report: null,
    about: null, openedAt: '2026-11-25T06:58:00.000Z', owner: null, rung: 0, checks: [], timeline: [], stateSince: '2026-11-25T06:58:00.000Z', severitySince: '2026-11-25T06:58:00.000Z',
    closedAt: null, handedTo: null, postMaintenance: null, recurrenceOf: null, laterPass: null, verbal: null, closed: null, called: [], nobodyReached: false, nextRungAt: null, attempted: false,
    ...more,
  } as Escalation;
}

export function checked(id: string, more: Partial<Check> = {}): Check {
  return {
    id, position: 10, checklist: 'run-up', hash: 'a'.repeat(64), equipment: 'linac-1', area: 'linacs', occurrence: null, performedBy: 'tara', performedByName: null, auth: 'pin', capacity: 'trainee',
    responsibleOperator: null, supervisedBy: null, device: 'd1', startedAt: '2026-11-25T06:50:00.000Z', finishedAt: '2026-11-25T07:00:00.000Z', receivedAt: '2026-11-25T07:01:00.000Z',
    verdict: 'pass', tabletVerdict: 'pass', currentVerdict: null, currentHash: null, readings: {}, items: [], stoppedEarly: null, note: '', flags: [], second: null, reviewedBy: null,
    reviewedAt: null, revisions: [], ...more,
  } as Check;
}

const byId = <T extends { id: string }>(...things: T[]): Map<string, T> => new Map(things.map((x) => [x.id, x]));
export { byId };

export const people = {
  amir: person('amir', 'assistant-practitioner', [authorisation('amir', 'run-up', 'authorised')]),
  tara: person('tara', 'assistant-practitioner', [authorisation('tara', 'run-up', 'trainee')]),
  sam: person('sam', 'support-worker'),
  rosa: person('rosa', 'radiographer', [authorisation('rosa', 'run-up', 'operator')]),
};

export function known(more: Partial<Known> = {}): Known {
  return {
    occurrences: byId(occurrence('o1')), checklists: byId(checklist('run-up')), equipment: byId(equipment('linac-1'), equipment('linac-2')),
    areas: byId(area('linacs', 'Linear accelerators', '2101'), area('clinic', 'Clinic')), staff: byId(...Object.values(people)), drafts: [], outbox: [], claims: [], person: people.amir, stranger: false,
    pulledAt: at('2026-11-25T06:41:00Z'), now: at('2026-11-25T06:53:00Z'), area: '', ...more,
  };
}
