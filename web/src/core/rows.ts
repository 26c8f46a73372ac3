import type { components } from '../api/schema';
import type { Consequence } from '../judge';
import type { Dropped, Problem, Proof, Said, Severity, Verdict } from './tablet';

type Schemas = components['schemas'];
export type Raised = Schemas['Raised'];
export type Pin = Schemas['Pin'];
export type PushResult = Schemas['Result'];

/** Who this tablet is to the server. */
export interface DeviceRow {
  id: string;
  name: string;
  revoked: boolean;
}

/** The key is made before the code is used: a lost reply is asked for again with the same one. */
export interface KeyRow {
  privateKey: CryptoKey;
  publicKey: CryptoKey;
}

/** The tablet's place in its own order. */
export interface ChainRow {
  seq: number;
  prev: string | null;
}

export interface ClockRow {
  epoch: number;
  /** Server minus tablet, when they last spoke. */
  offset: number | null;
}

/** How far the feed was read, and in which run from its beginning. */
export interface CursorRow {
  cursor: string | null;
  to: number;
  epoch: string | null;
  run: string;
  /** The run began over what was there: what it does not meet is gone from what this tablet may see. */
  sweeping: boolean;
  pulledAt: number | null;
  engineOk: boolean | null;
}

/** What the server said last of itself. */
export interface ServerRow {
  epoch: string;
  backedUpThrough: number;
  limits: { opsPerPush: number; bytesPerPush: number; bytesPerOp: number };
}

export interface MarkRow {
  session: string;
  survived: boolean;
}

export type ProofRow = Pick<Proof, 'key' | 'roundTrip'>;

export interface Thing {
  kind: string;
  id: string;
  run: string;
  data: unknown;
}

export type State = 'unsent' | 'accepted' | 'held' | 'quarantined' | 'rejected';

/** One sealed operation. Its payload and signature never change. */
export interface OutboxRow {
  opId: string;
  seq: number;
  type: string;
  payload: string;
  signature: string;
  sha: string;
  at: number;
  /** What goes first: 0 alerts, 1 other failures, 2 the rest. */
  rank: 0 | 1 | 2;
  state: State;
  checklist: string | null;
  equipment: string | null;
  occurrence?: string | null;
  stopped?: boolean;
  /** Of an alert the check it belongs to, of anything else what it is about. */
  about: string | null;
  by: string;
  staff: string | null;
  verdict: Verdict | null;
  flags: string[];
  position: number | null;
  epoch: string | null;
  problem: Problem | null;
  attempts: number;
  blobs: string[];
  missing: string[];
  raised: Raised[];
  /** When the server's word came. */
  ackedAt: number | null;
  backedUp: boolean;
}

export interface PhotoRow {
  sha256: string;
  bytes: ArrayBuffer;
  type: string;
  at: number;
  sent: boolean;
  /** Why the server did not take it. */
  problem: Problem | null;
  /** The same picture was kept once more: more than one may name it. */
  twice?: boolean;
}

/** One failing reading of a check made here. */
export interface AlarmRow {
  id: string;
  opId: string;
  check: string;
  key: string;
  checklist: string;
  equipment: string;
  severity: Severity & Consequence;
  why: string;
  raisedAt: number;
  said: Said[];
}

/** Whom the server's ladder calls, as `GET /v1/phones` last said. */
export interface PhonesRow {
  /** When the server said it, and until when it says who is on, by its clock. A list of an earlier version has neither. */
  at?: number;
  until?: number;
  items: { kind: string; id: string; name: string; as: string | null; area: string | null; rung: number | null; from: string | null; until: string | null; numbers: string[] }[];
}

/** Checks that were begun and given up, the latest last, and why. */
export interface AbandonedRow {
  items: Dropped[];
}

/** Wrong PINs of somebody on this tablet. */
export interface PeopleRow {
  staff: string;
  wrong: number;
  lockedUntil: number;
}
