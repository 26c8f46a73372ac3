import { signal, type Signal } from '@preact/signals';
import type {
  Alarm, Area, Baseline, Check, Checklist, Claim, Contact, Done, Draft, Dropped, Editing, Equipment, Escalation, Holder, Item, Occurrence, PhoneBook, Proof, Report, Staff, Tablet,
} from '../src/core/tablet';

/** A tablet in memory for tests of screens: every signal may be set, every act is noted and does the least that it says. */
export interface Fake extends Tablet {
  /** What was asked, in turn: ['signIn', 'sam', '482615']. */
  asked: unknown[][];
  /** PINs by staff id. */
  pins: Map<string, string>;
  /** What open and begin answer, by draft id or by checklist. */
  editings: Map<string, Editing>;
  device: Tablet['device'] & { enrolled: Signal<{ id: string; name: string; revoked: boolean } | null>; proof: Signal<Proof> };
  people: Tablet['people'] & { holder: Signal<Holder | null>; known: Signal<readonly Staff[]>; lockedUntil: Signal<ReadonlyMap<string, number>>; leaving: Signal<number | null> };
  view: Tablet['view'] & {
    checklists: Signal<ReadonlyMap<string, Checklist>>;
    equipment: Signal<ReadonlyMap<string, Equipment>>;
    areas: Signal<ReadonlyMap<string, Area>>;
    staff: Signal<ReadonlyMap<string, Staff>>;
    occurrences: Signal<ReadonlyMap<string, Occurrence>>;
    escalations: Signal<ReadonlyMap<string, Escalation>>;
    reports: Signal<ReadonlyMap<string, Report>>;
    baselines: Signal<ReadonlyMap<string, readonly Baseline[]>>;
    pulledAt: Signal<number | null>;
    claims: Signal<readonly Claim[]>;
    checked: Signal<number>;
    /** What checks() chooses from. */
    kept: Check[];
  };
  drafts: Tablet['drafts'] & { all: Signal<readonly Draft[]>; dropped: Signal<readonly Dropped[]> };
  outbox: Tablet['outbox'] & {
    items: Signal<readonly Item[]>; unsent: Signal<number>; oldest: Signal<number | null>; setAside: Signal<readonly Item[]>; photos: Signal<number>; sending: Signal<boolean>;
  };
  alarms: Tablet['alarms'] & { open: Signal<readonly Alarm[]>; book: Signal<PhoneBook> };
  contact: { state: Signal<ContactState>; at: Signal<number | null>; engineWell: Signal<boolean | null> };
  clock: Tablet['clock'] & { at: number; offset: Signal<number | null>; wrong: Signal<boolean>; day: Signal<string> };
  broken: Signal<string | null>;
}

type ContactState = Contact['state'] extends { readonly value: infer S } ? S : never;

export const someone = (id: string, name: string, more: Partial<Staff> = {}): Staff => ({
  id, username: id, name, role: 'support-worker', registered: false, areas: ['*'], active: true, appointments: [], authorisations: [], ...more,
});

const done: Done = { ok: true };
const ready: Proof = {
  key: true, files: { kept: 30, of: 30 }, reader: true, checklists: { kept: 22, of: 22 }, people: 2, persistent: true, survivedRestart: true, roundTrip: true, ready: true,
};

/** Enrolled, proved, and in Sam's hands, at 06:45 on Wednesday 25 November 2026. */
export function fakeTablet(): Fake {
  const asked: unknown[][] = [];
  const note = (...what: unknown[]): void => void asked.push(what);
  const pins = new Map([['sam', '482615']]);
  const editings = new Map<string, Editing>();
  const staff = new Map([['sam', someone('sam', 'Sam Sample')], ['rosa', someone('rosa', 'Rosa Sample', { role: 'radiographer', registered: true })]]);
  const holder = signal<Holder | null>({ staff: 'sam', name: 'Sam Sample', role: 'support-worker', registered: false, how: 'pin', since: 0, session: true });
  const hold = (who: Staff, how: Holder['how']): void => {
    holder.value = { staff: who.id, name: who.name, role: who.role, registered: who.registered, how, since: fake.clock.at, session: how === 'password' };
  };
  const edit = (id: string): Editing | { ok: false; reason: 'problem' } => editings.get(id) ?? { ok: false, reason: 'problem' };
  const kept: Check[] = [];
  const fake: Fake = {
    asked, pins, editings,
    device: {
      enrolled: signal<{ id: string; name: string; revoked: boolean } | null>({ id: 'tablet-1', name: 'LA1 tablet', revoked: false }),
      proof: signal(ready),
      enrol: async (code, name) => {
        note('enrol', code, name);
        fake.device.enrolled.value = { id: 'tablet-1', name, revoked: false };
        return done;
      },
      prove: async () => note('prove'),
    },
    people: {
      holder,
      known: signal<readonly Staff[]>([...staff.values()]),
      lockedUntil: signal<ReadonlyMap<string, number>>(new Map()),
      hasPin: (id) => pins.has(id),
      signIn: async (id, pin) => {
        note('signIn', id, pin);
        if (pins.get(id) !== pin) {
          return { ok: false, reason: pins.has(id) ? 'wrong-pin' : 'no-pin-here' };
        }
        hold(staff.get(id) as Staff, 'pin');
        return done;
      },
      signInByPassword: async (username, password) => {
        note('signInByPassword', username, password);
        const who = [...staff.values()].find((s) => s.username === username);
        if (who === undefined) {
          return { ok: false, reason: 'wrong-password' };
        }
        hold(who, 'password');
        return done;
      },
      unverified: (name, id) => {
        note('unverified', name, id);
        holder.value = { staff: id ?? null, name, role: null, registered: false, how: 'unverified', since: fake.clock.at, session: false };
      },
      confirm: async (id, pin) => {
        note('confirm', id, pin);
        return pins.get(id) === pin ? done : { ok: false, reason: 'wrong-pin' };
      },
      api: () => null,
      lock: () => {
        note('lock');
        holder.value = null;
      },
      signOut: async () => {
        note('signOut');
        holder.value = null;
      },
      touched: () => undefined,
      leaving: signal<number | null>(null),
      stay: () => {
        note('stay');
        fake.people.leaving.value = null;
      },
    },
    view: {
      checklists: signal<ReadonlyMap<string, Checklist>>(new Map()),
      equipment: signal<ReadonlyMap<string, Equipment>>(new Map()),
      areas: signal<ReadonlyMap<string, Area>>(new Map()),
      staff: signal<ReadonlyMap<string, Staff>>(staff),
      occurrences: signal<ReadonlyMap<string, Occurrence>>(new Map()),
      escalations: signal<ReadonlyMap<string, Escalation>>(new Map()),
      reports: signal<ReadonlyMap<string, Report>>(new Map()),
      baselines: signal<ReadonlyMap<string, readonly Baseline[]>>(new Map()),
      pulledAt: signal<number | null>(Date.UTC(2026, 10, 25, 6, 40)),
      claims: signal<readonly Claim[]>([]),
      checked: signal(0),
      kept,
      definition: async (id, hash) => {
        const checklist = fake.view.checklists.value.get(id);
        return checklist?.hash === hash ? checklist : undefined;
      },
      checks: async ({ checklist, equipment, performedBy, limit }) =>
        kept.filter((check) => fits(checklist, check.checklist) && fits(equipment, check.equipment) && fits(performedBy, check.performedBy)).slice(0, limit),
    },
    drafts: {
      all: signal<readonly Draft[]>([]),
      dropped: signal<readonly Dropped[]>([]),
      begin: async (what) => {
        note('begin', what);
        return edit(what.checklist);
      },
      open: async (id) => {
        note('open', id);
        return edit(id);
      },
    },
    outbox: {
      items: signal<readonly Item[]>([]), unsent: signal(0), oldest: signal<number | null>(null), setAside: signal<readonly Item[]>([]), photos: signal(0), sending: signal(false),
      seal: async (type, members, by) => {
        note('seal', type, members, by);
        return `op-${asked.length}`;
      },
    },
    alarms: {
      open: signal<readonly Alarm[]>([]),
      say: async (opId, said) => note('say', opId, said),
      phones: (equipment) => {
        const area = fake.view.areas.value.get(fake.view.equipment.value.get(equipment)?.area ?? '');
        return area === undefined || area.phone === '' ? [] : [{ name: area.name, number: area.phone, what: '', first: true }];
      },
      toFind: () => [],
      book: signal<PhoneBook>({ at: null, over: false, on: [], places: [], anyHour: [], later: [], teams: [] }),
    },
    contact: { state: signal<ContactState>('ok'), at: signal<number | null>(Date.UTC(2026, 10, 25, 6, 40)), engineWell: signal<boolean | null>(true) },
    clock: { at: Date.UTC(2026, 10, 25, 6, 45), now: () => fake.clock.at, offset: signal<number | null>(0), wrong: signal(false), day: signal('2026-11-25') },
    photos: {
      keep: async (bytes, type) => {
        note('keep', bytes.byteLength, type);
        return 'a'.repeat(64);
      },
      get: async () => undefined,
    },
    broken: signal<string | null>(null),
    sync: async () => note('sync'),
    rescue: async () => new Blob(['[]'], { type: 'application/json' }),
    close: async () => note('close'),
  };
  return fake;
}

const fits = (asked: string | undefined, given: string | null): boolean => asked === undefined || asked === given;
