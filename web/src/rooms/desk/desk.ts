import { signal } from '@preact/signals';
import type { Api, Problem } from '../../api/client';
import type { components } from '../../api/schema';
import { heads } from './live';

type Schemas = components['schemas'];
export type Escalation = Schemas['Escalation'];
export type Equipment = Schemas['Equipment'];
export type Staff = Schemas['Staff'];
export type Area = Schemas['Area'];
export type Check = Schemas['Check'];
export type Me = Schemas['Me'];
export type Checklist = Schemas['Checklist'];
export type ActionOf = Schemas['EscalationAction'];
export type ClosingOf = Schemas['EscalationClosing'];

/** What the desk calls things by. */
export interface Names {
  me: Me;
  staff: ReadonlyMap<string, Staff>;
  equipment: ReadonlyMap<string, Equipment>;
  areas: ReadonlyMap<string, Area>;
  checklists: ReadonlyMap<string, Checklist>;
}

/** An act came to the thing as it is now, or to what stands in its way, in the server's words. */
export type Acted = { ok: true; now: Escalation } | { ok: false; problem: Problem };

export const openStates = ['open', 'acknowledged', 'actioned', 'awaiting-recheck'] as const;

/**
 * What one registered person has before them: everything open that they may see, kept live. It holds nothing that the server
 * does not: a reload begins anew.
 */
export class Desk {
  readonly names = signal<Names | null>(null);
  readonly open = signal<readonly Escalation[]>([]);
  readonly awaiting = signal<readonly Check[]>([]);
  /** When the list was last read whole. */
  readonly at = signal<number | null>(null);
  readonly trouble = signal<string | null>(null);
  readonly #api: Api;
  readonly #stop = new AbortController();
  #again = false;
  #reading: Promise<void> | null = null;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Reads everything, then follows the logbook's head until close. */
  async start(): Promise<void> {
    await this.refresh();
    void heads(this.#api, this.#stop.signal, () => void this.refresh());
  }

  close(): void {
    this.#stop.abort();
  }

  /** Reads again. Calls while one is under way come to one more, after it. */
  refresh(): Promise<void> {
    if (this.#reading !== null) {
      this.#again = true;
      return this.#reading;
    }
    this.#reading = this.#read().finally(() => {
      this.#reading = null;
      if (this.#again && !this.#stop.signal.aborted) {
        this.#again = false;
        void this.refresh();
      }
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    try {
      const [names, lists, awaiting] = await Promise.all([this.#names(), Promise.all(openStates.map((state) => this.#inState(state))), this.#awaiting()]);
      this.names.value = names;
      this.open.value = lists.flat();
      this.awaiting.value = awaiting;
      this.at.value = Date.now();
      this.trouble.value = null;
    } catch (error) {
      this.trouble.value = error instanceof Refused ? (error.problem.detail ?? '') : 'no-answer';
    }
  }

  async #inState(state: (typeof openStates)[number]): Promise<Escalation[]> {
    return all((after) => this.#api.GET('/v1/escalations', { params: { query: { state, limit: 500, ...after } } }));
  }

  /** Planned or not, of whatever day: whoever did it waits for a word. */
  async #awaiting(): Promise<Check[]> {
    return all((after) => this.#api.GET('/v1/checks', { params: { query: { awaiting: 'countersignature', limit: 500, ...after } } }));
  }

  /** Names change seldom: people and checklists are read once, equipment with its status every time. */
  async #names(): Promise<Names> {
    const was = this.names.value;
    const equipment = byId(await all((after) => this.#api.GET('/v1/equipment', { params: { query: { limit: 500, ...after } } })));
    if (was !== null) {
      return { ...was, equipment };
    }
    const [me, staff, areas, checklists] = await Promise.all([
      this.#api.GET('/v1/me').then(got),
      all((after) => this.#api.GET('/v1/staff', { params: { query: { limit: 500, ...after } } })),
      all((after) => this.#api.GET('/v1/areas', { params: { query: { limit: 500, ...after } } })),
      all((after) => this.#api.GET('/v1/checklists', { params: { query: { limit: 500, ...after } } })),
    ]);
    return { me, staff: byId(staff), areas: byId(areas), equipment, checklists: byId(checklists) };
  }

  async one(escalationId: string): Promise<Escalation | undefined> {
    const { data } = await this.#api.GET('/v1/escalations/{escalationId}', { params: { path: { escalationId } } });
    return data;
  }

  async check(checkId: string): Promise<Check | undefined> {
    const { data } = await this.#api.GET('/v1/checks/{checkId}', { params: { path: { checkId } } });
    return data;
  }

  /**
   * Checks of the same checklist and equipment since, the newest first, and last the one that passed after a failure which came
   * late: the re-check is among them or not there yet.
   */
  async since(e: Escalation): Promise<readonly Check[]> {
    if (e.equipment === null || e.checklist === null) {
      return [];
    }
    const query = { equipment: e.source ?? e.equipment, checklist: e.postMaintenance ?? e.checklist, from: e.openedAt, limit: 20 };
    const [{ data }, later] = await Promise.all([this.#api.GET('/v1/checks', { params: { query } }), e.laterPass === null ? undefined : this.check(e.laterPass)]);
    const others = (data?.items ?? []).filter((check) => !e.checks.includes(check.id) && check.id !== later?.id);
    return later === undefined ? others : [...others, later];
  }

  acknowledge(e: Escalation): Promise<Acted> {
    return this.#act(this.#api.POST('/v1/escalations/{escalationId}/acknowledge', { ...at(e), body: { version: e.version } }));
  }

  act(e: Escalation, action: ActionOf): Promise<Acted> {
    return this.#act(this.#api.POST('/v1/escalations/{escalationId}/actions', { ...at(e), body: { ...action, version: e.version } }));
  }

  settle(e: Escalation, closing: ClosingOf): Promise<Acted> {
    return this.#act(this.#api.POST('/v1/escalations/{escalationId}/close', { ...at(e), body: { ...closing, version: e.version } }));
  }

  handOver(e: Escalation, to: string, note: string): Promise<Acted> {
    return this.#act(this.#api.POST('/v1/escalations/{escalationId}/handover', { ...at(e), body: { to, version: e.version, ...(note === '' ? {} : { note }) } }));
  }

  reopen(e: Escalation, reason: string): Promise<Acted> {
    return this.#act(this.#api.POST('/v1/escalations/{escalationId}/reopen', { ...at(e), body: { reason } }));
  }

  async countersign(check: string, decision: 'confirm' | 'reject', note: string): Promise<Problem | null> {
    const body = note === '' ? { decision } : { decision, note };
    const { error } = await this.#api.POST('/v1/checks/{checkId}/countersign', { params: { path: { checkId: check } }, body }).catch(unanswered);
    void this.refresh();
    return error ?? null;
  }

  async #act(asked: Promise<{ data?: Escalation; error?: Problem }>): Promise<Acted> {
    const { data, error } = await asked.catch(unanswered);
    void this.refresh();
    return data === undefined ? { ok: false, problem: error ?? noAnswer } : { ok: true, now: data };
  }
}

const at = (e: Escalation) => ({ params: { path: { escalationId: e.id } } });

const noAnswer = { code: 'no-answer', title: '', status: 0, type: '', detail: '', fix: '', instance: '' } as unknown as Problem;
const unanswered = (): { data?: never; error: Problem } => ({ error: noAnswer });

class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

function got<T>({ data, error }: { data?: T; error?: Problem }): T {
  if (data === undefined) {
    throw new Refused(error ?? noAnswer);
  }
  return data;
}

interface Page<T> {
  items: T[];
  next: string | null;
}

/** Every page of a list. */
async function all<T>(page: (after: { after?: string }) => Promise<{ data?: Page<T>; error?: Problem }>): Promise<T[]> {
  const items: T[] = [];
  let next: string | null = null;
  do {
    const answer: Page<T> = got(await page(next === null ? {} : { after: next }));
    items.push(...answer.items);
    next = answer.next;
  } while (next !== null);
  return items;
}

const byId = <T extends { id: string }>(items: readonly T[]): ReadonlyMap<string, T> => new Map(items.map((item) => [item.id, item]));
