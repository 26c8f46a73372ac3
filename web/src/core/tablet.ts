import type { ReadonlySignal } from '@preact/signals-core';
import type { Api } from '../api/client';
import type { components } from '../api/schema';
import type { Definition, Given, ItemResult, Reading, Readings, Result } from '../judge';

/**
 * What screens may ask of the tablet. Everything below this folder knows no page: it runs the same in a browser, in Node's
 * tests and against a hostile server. A signal is read by a screen and written only by its owner here.
 */
export interface Tablet {
  readonly device: Device;
  readonly people: People;
  readonly view: View;
  readonly drafts: Drafts;
  readonly outbox: Outbox;
  readonly alarms: Alarms;
  readonly contact: Contact;
  readonly clock: Clock;
  readonly photos: Photos;
  /** Sends what is unsent, failures first, then asks what changed. Safe to call at any time; calls while one runs join it. */
  sync(): Promise<void>;
  /** Set when the store could not be opened or kept: nothing is recreated, an export is offered, the screen says paper. */
  readonly broken: ReadonlySignal<string | null>;
  /** Everything unsent as a file, for rescue: operations with payload and signature as they would be pushed. */
  rescue(): Promise<Blob>;
  close(): Promise<void>;
}

type Schemas = components['schemas'];
export type Equipment = Schemas['Equipment'];
export type Area = Schemas['Area'];
export type Staff = Schemas['Staff'];
export type Occurrence = Schemas['Occurrence'];
export type Check = Schemas['Check'];
export type Escalation = Schemas['Escalation'];
export type Baseline = Schemas['Baseline'];
export type Report = Schemas['Report'];
export type Claim = Schemas['Claim'];
export type Severity = Schemas['Severity'];
export type Verdict = Schemas['Verdict'];
export type Problem = Schemas['Problem'];
/** A published definition with the hash that names it. */
export type Checklist = Omit<Schemas['Checklist'], 'sections'> & Definition;

/** Whether this tablet is enrolled, as whom, and what set-up has proved. */
export interface Device {
  readonly enrolled: ReadonlySignal<{ id: string; name: string; revoked: boolean } | null>;
  /** What set-up ticks off, each true only when it was seen to be so. */
  readonly proof: ReadonlySignal<Proof>;
  enrol(code: string, name: string): Promise<Done>;
  /** Runs what is not proved yet: key kept and signing, everything pulled, storage kept over a restart, one round trip. */
  prove(): Promise<void>;
}

export interface Proof {
  /** The key was written, read back, signs and cannot be exported. */
  key: boolean;
  /** Files of the app kept, of how many. */
  files: { kept: number; of: number };
  /** What reads labels by the camera is kept; null where there is none and they are typed. */
  reader: boolean | null;
  /** Checklists pulled, of how many the server has for this tablet. */
  checklists: { kept: number; of: number };
  /** People who can enter a PIN here. */
  people: number;
  /** The browser promised not to clear the store by itself; null where it cannot say. */
  persistent: boolean | null;
  /** A mark written before the last start of the app was read after it. */
  survivedRestart: boolean;
  /** A signed nonce was answered, and the first pull reached the head. */
  roundTrip: boolean;
  /** All that must be so, is. */
  ready: boolean;
}

/** An act that can be declined in words. */
export type Done = { ok: true } | { ok: false; reason: Refusal; problem?: Problem };
export type Refusal = 'no-signal' | 'wrong-pin' | 'locked' | 'no-pin-here' | 'wrong-password' | 'used-code' | 'problem' | 'open-elsewhere' | 'not-registered' | 'same-person' | 'not-authorised';

/** Who holds the tablet. Nobody's leaving it deletes anything. */
export interface People {
  /** Who acts now; null when locked or nobody has begun. */
  readonly holder: ReadonlySignal<Holder | null>;
  /** Of this tablet's people, those with a PIN here first, by name. */
  readonly known: ReadonlySignal<readonly Staff[]>;
  /** Until when PINs of somebody are refused here, by staff id. */
  readonly lockedUntil: ReadonlySignal<ReadonlyMap<string, number>>;
  hasPin(staff: string): boolean;
  /** Checked here, offline too; then, with signal, a session is begun behind it so that powers count. */
  signIn(staff: string, pin: string): Promise<Done>;
  signInByPassword(username: string, password: string): Promise<Done>;
  /** Somebody whom this tablet cannot check: recording goes on, marked unverified. */
  unverified(name: string, staff?: string): void;
  /** A second person confirms at the machine without becoming the holder: supervisor, second checker, witness. */
  confirm(staff: string, pin: string): Promise<Done>;
  /** Calls the server as the holder, while there is a session; null without one. A desk computer that is not enrolled has one after signInByPassword. */
  api(): Api | null;
  lock(): void;
  signOut(): Promise<void>;
  /** Call on every touch: idle time is counted from it. */
  touched(): void;
  /** When it locks by itself, by the tablet's clock, unless somebody touches it; null while that is not near. */
  readonly leaving: ReadonlySignal<number | null>;
  /** Whoever holds it is still there. */
  stay(): void;
}

export interface Holder {
  /** null for a name that this tablet does not know. */
  staff: string | null;
  name: string;
  role: Staff['role'] | null;
  registered: boolean;
  how: 'pin' | 'password' | 'unverified';
  since: number;
  /** The server holds a session of this person on this tablet: what they sign counts as theirs at once. */
  session: boolean;
}

/** What the last pull said. Nothing here is changed by the tablet. */
export interface View {
  readonly checklists: ReadonlySignal<ReadonlyMap<string, Checklist>>;
  readonly equipment: ReadonlySignal<ReadonlyMap<string, Equipment>>;
  readonly areas: ReadonlySignal<ReadonlyMap<string, Area>>;
  readonly staff: ReadonlySignal<ReadonlyMap<string, Staff>>;
  readonly occurrences: ReadonlySignal<ReadonlyMap<string, Occurrence>>;
  readonly escalations: ReadonlySignal<ReadonlyMap<string, Escalation>>;
  readonly reports: ReadonlySignal<ReadonlyMap<string, Report>>;
  /** By equipment. */
  readonly baselines: ReadonlySignal<ReadonlyMap<string, readonly Baseline[]>>;
  /** When the last pull that reached the head was answered; null before the first. */
  readonly pulledAt: ReadonlySignal<number | null>;
  /** Who says that they are at a check just now, this tablet's own too. It advises and never locks. */
  readonly claims: ReadonlySignal<readonly Claim[]>;
  /** Moves when checks were pulled: they are on the disk, and read anew only then. */
  readonly checked: ReadonlySignal<number>;
  /** Definitions are kept for ever: a draft is finished on the version it began with. */
  definition(id: string, hash: string): Promise<Checklist | undefined>;
  /** Checks of a checklist on equipment, newest first, from the last 35 days. */
  checks(of: { checklist?: string; equipment?: string; performedBy?: string; limit?: number }): Promise<readonly Check[]>;
}

/** A check begun and not finished. It belongs to the area; whoever takes it on is named beside who began it. */
export interface Draft {
  /** The operation id that the finished check will have. */
  id: string;
  checklist: { id: string; hash: string; title: string };
  equipment: string;
  area: string;
  occurrence: string | null;
  /** In turn: the first began it, the last holds it. */
  hands: readonly { staff: string | null; name: string; how: Holder['how']; at: number }[];
  startedAt: number;
  savedAt: number;
  readings: Readings;
  note: string;
  /** Items whose failing reading was confirmed and left as check.alerted, with that operation's id. */
  alerted: Readonly<Record<string, string>>;
  /** Where the person was: an item's key. */
  at: string | null;
  /** The trainee's supervisor, once confirmed by PIN. */
  supervisedBy: string | null;
  /** A second check of this already finished one: its readings stay hidden until both are in. */
  seconds: string | null;
}

/** A check begun by mistake and dropped: nothing of it was sent, and only this tablet knows why. */
export interface Dropped {
  id: string;
  checklist: string;
  equipment: string;
  by: string;
  at: number;
  reason: string;
}

export interface Drafts {
  readonly all: ReadonlySignal<readonly Draft[]>;
  /** What was dropped here, the newest first. */
  readonly dropped: ReadonlySignal<readonly Dropped[]>;
  /** Begins one, or answers the open draft of the same checklist, equipment and occurrence. Telling others of it (the claim) is tried and never waited for. */
  begin(what: { checklist: string; equipment: string; occurrence: string | null; seconds?: string }): Promise<Editing | Declined>;
  /** One editor at a time, over all tabs. */
  open(id: string): Promise<Editing | Declined>;
}

export type Declined = { ok: false; reason: Refusal };

/** The one editor of a draft. */
export interface Editing {
  readonly ok: true;
  readonly draft: ReadonlySignal<Draft>;
  readonly definition: Checklist;
  readonly equipment: Equipment;
  /** What the judge says of it now; formulas are loaded before begin answers. */
  readonly result: ReadonlySignal<Result>;
  /** Resolves when the answer is on the disk; a screen says "saved" only then. undefined takes the answer back. */
  answer(key: string, reading: Reading | undefined): Promise<void>;
  /** The judge on a reading that is not saved yet: what it would come to. */
  would(key: string, reading: Reading): ItemResult | undefined;
  note(text: string): Promise<void>;
  at(key: string): Promise<void>;
  /** A failing reading was confirmed by the person: check.alerted is sealed at once and sent first. */
  alert(key: string): Promise<Alarm>;
  /** The trainee's supervisor confirms with their own PIN, offline too. */
  supervise(staff: string, pin: string): Promise<Done>;
  /** Seals the check into the outbox and ends the draft, in one transaction. stoppedEarly is the reason. */
  finish(how: { stoppedEarly?: string }): Promise<Finished>;
  /** Ends a draft that holds no confirmed failure; the reason is kept on the tablet. */
  abandon(reason: string): Promise<Done>;
  /** Gives up the editor; the draft stays. */
  close(): Promise<void>;
  /** Yesterday's value: the last accepted reading of this item here; shown only after one's own is entered. */
  last(key: string): Promise<{ value: unknown; at: number; by: string } | undefined>;
  /** What may be carried over and asks to be confirmed: pressure within the site, temperature within the room. */
  carried(key: string): { value: number; at: number; by: string; from: string } | undefined;
  readonly given: () => Given;
}

export interface Finished {
  opId: string;
  result: Result;
}

/** What was sealed and what became of it. Only the server's word makes a thing sent. */
export interface Outbox {
  readonly items: ReadonlySignal<readonly Item[]>;
  readonly unsent: ReadonlySignal<number>;
  /** When the oldest unsent one was sealed. */
  readonly oldest: ReadonlySignal<number | null>;
  readonly setAside: ReadonlySignal<readonly Item[]>;
  /** Photos that a result or report names and whose bytes the server has not acknowledged. */
  readonly photos: ReadonlySignal<number>;
  readonly sending: ReadonlySignal<boolean>;
  /** Seals any other operation: report.filed, check.countersigned, check.amended, check.voided, escalation.acknowledged. */
  seal(type: string, members: Readonly<Record<string, unknown>>, by?: { staff: string; how: 'pin' }): Promise<string>;
}

export interface Item {
  opId: string;
  type: string;
  seq: number;
  at: number;
  state: 'unsent' | 'accepted' | 'held' | 'quarantined' | 'rejected';
  failing: boolean;
  checklist: string | null;
  equipment: string | null;
  /** Of a finished check: the check due that it was done for. */
  occurrence: string | null;
  /** Of a check that was stopped early: it stands for no check due. */
  stopped: boolean;
  /** Of a second check the first one; of an alert, an amendment and the like what it is about. */
  about: string | null;
  by: string;
  verdict: Verdict | null;
  flags: readonly string[];
  position: number | null;
  problem: Problem | null;
  /** Tried so often without an answer that named it. */
  attempts: number;
  /** The server's backup holds it: it may leave the tablet. */
  backedUp: boolean;
  missingBlobs: readonly string[];
  /** When the server's word came. */
  ackedAt: number | null;
}

/** A failing reading whose telling is not proved yet, or is. */
export interface Alarm {
  /** The operation that told of it. */
  opId: string;
  check: string;
  key: string;
  checklist: string;
  equipment: string;
  severity: Severity;
  why: string;
  raisedAt: number;
  /** Of the server: nothing heard; it has it and is trying; somebody was told; somebody is dealing with it. */
  told: 'not-sent' | 'nobody-yet' | 'told' | 'answered';
  /** Names, as the server gave them. */
  who: readonly string[];
  ref: string | null;
  escalation: string | null;
  /** Say phone: until the server says that somebody was told, and when its engine is not well. Never for advice and information. */
  phone: boolean;
  /** That has been so for long (60 s after it was sent, two minutes without signal) or the engine is not well: nobody has confirmed that anyone was told. */
  unconfirmed: boolean;
  /** What the person at the machine said about it. */
  said: readonly Said[];
}

export type Said = { how: 'phoned' | 'in-person' | 'nobody-answered' | 'left-a-notice'; whom: string; at: number };

export interface Alarms {
  /** Open ones, worst first. */
  readonly open: ReadonlySignal<readonly Alarm[]>;
  /** Kept with the draft and sent as the reading's note in the finished check. */
  say(opId: string, said: Omit<Said, 'at'>): Promise<void>;
  /** Whom to phone about this equipment: names, roles and numbers that the tablet holds. */
  phones(equipment: string): readonly Phone[];
  /** Who is on now for it and has no number here: they are to be looked for. */
  toFind(equipment: string): readonly Named[];
  /** The whole list that is held, whatever it is about. */
  readonly book: ReadonlySignal<PhoneBook>;
}

export interface Named {
  name: string;
  what: string;
}

export interface Phone extends Named {
  number: string;
  /** The place's own, or somebody who is on now: the others may be folded away. */
  first: boolean;
}

/** In somebody's entry a number may be missing: they are to be looked for. */
export interface PhoneBook {
  /** When the server said it, by its clock; null before it did. */
  at: number | null;
  /** It was said so long ago that it does not know who is on. */
  over: boolean;
  on: readonly Entry[];
  places: readonly Entry[];
  /** Whom Runup calls at any hour when nobody else answers, and who is not on now. */
  anyHour: readonly Entry[];
  later: readonly (Entry & { from: number })[];
  teams: readonly Entry[];
}

export interface Entry extends Named {
  id: string;
  numbers: readonly string[];
}

/** How the last talk with the server went. */
export interface Contact {
  readonly state: ReadonlySignal<'never' | 'ok' | 'no-answer' | 'not-runup' | 'refused' | 'server-trouble' | 'revoked' | 'outdated'>;
  readonly at: ReadonlySignal<number | null>;
  /** The server's engine that tells people: null until it said so. */
  readonly engineWell: ReadonlySignal<boolean | null>;
}

/** The tablet's clock is doubted, never trusted. */
export interface Clock {
  now(): number;
  /** Server minus tablet in ms at the last contact. */
  readonly offset: ReadonlySignal<number | null>;
  /** More than two minutes off. */
  readonly wrong: ReadonlySignal<boolean>;
  /** The department's own day, by the server's time where known. */
  readonly day: ReadonlySignal<string>;
}

export interface Photos {
  /** Shrunk and stripped already; its bytes are kept here until the server has them, or nothing names them any more. */
  keep(bytes: ArrayBuffer, type: string): Promise<string>;
  get(sha256: string): Promise<Blob | undefined>;
}
