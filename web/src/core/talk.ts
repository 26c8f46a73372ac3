import { signal } from '@preact/signals-core';
import type { Base } from './base';
import { gzipped } from './bytes';
import type { Contact, Problem } from './tablet';

/** An answer that is Runup's for certain, or why there is none. */
export type Answer = { ok: true; status: number; body: unknown; problem: Problem | null; retryAfter: number | null } | { ok: false; why: 'no-answer' | 'not-runup' };

export interface Ask {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  /** To send as they are. */
  bytes?: ArrayBuffer;
  token?: string;
}

/**
 * Asks the server. Hospital networks answer in its place: a login page with status 200 is no answer of ours. What counts is
 * JSON and, of the exchange of records, carries the header of its protocol.
 */
export class Talk implements Contact {
  readonly state = signal<ReturnType<Contact['state']['peek']>>('never');
  readonly at = signal<number | null>(null);
  readonly engineWell = signal<boolean | null>(null);
  private packs = true;
  private readonly open = new Set<AbortController>();

  constructor(private readonly base: Base) {}

  async ask(path: string, ask: Ask = {}): Promise<Answer> {
    const stop = new AbortController();
    this.open.add(stop);
    const patience = setTimeout(() => stop.abort(), this.base.patienceMs);
    try {
      const answer = await this.read(path, await this.send(path, ask, stop.signal));
      this.note(answer);
      return answer;
    } catch {
      this.note({ ok: false, why: 'no-answer' });
      return { ok: false, why: 'no-answer' };
    } finally {
      clearTimeout(patience);
      this.open.delete(stop);
    }
  }

  /** Gives up whatever is still under way. */
  close(): void {
    this.open.forEach((stop) => stop.abort());
  }

  private async send(path: string, ask: Ask, signal: AbortSignal): Promise<Response> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (ask.token !== undefined) {
      headers['Authorization'] = `Bearer ${ask.token}`;
    }
    const init: RequestInit = { method: ask.method ?? (ask.body === undefined ? 'GET' : 'POST'), headers, signal, cache: 'no-store', redirect: 'error', credentials: 'omit' };
    const text = ask.body === undefined ? undefined : JSON.stringify(ask.body);
    const packed = text !== undefined && this.packs && text.length > 1000 ? await gzipped(text) : undefined;
    if (ask.bytes !== undefined) {
      headers['Content-Type'] = 'application/octet-stream';
      init.body = new Blob([ask.bytes]);
    } else if (text !== undefined) {
      headers['Content-Type'] = 'application/json';
      init.body = packed ?? text;
    }
    if (packed !== undefined) {
      headers['Content-Encoding'] = 'gzip';
    }
    const response = await this.base.fetch(this.base.origin + path, init);
    if (packed !== undefined && response.status === 415) {
      this.packs = false; // something on the way takes no gzip
      return this.send(path, ask, signal);
    }
    return response;
  }

  private async read(path: string, response: Response): Promise<Answer> {
    const media = (response.headers.get('Content-Type') ?? '').split(';')[0]?.trim() ?? '';
    const json = media === 'application/json' || media === 'application/problem+json';
    const ours = path.startsWith('/v1/sync/') ? json && response.headers.get('Sync-Protocol') !== null : json || response.status === 204;
    if (!ours) {
      return { ok: false, why: 'not-runup' };
    }
    const text = await response.text();
    const body = text === '' ? null : (JSON.parse(text) as unknown);
    const retry = Number(response.headers.get('Retry-After') ?? Number.NaN);
    return {
      ok: true,
      status: response.status,
      body,
      problem: media === 'application/problem+json' ? (body as Problem) : null,
      retryAfter: Number.isFinite(retry) ? retry * 1000 : null,
    };
  }

  private note(answer: Answer): void {
    if (!answer.ok) {
      this.state.value = answer.why;
      return;
    }
    this.at.value = this.base.wall();
    if (answer.status < 400) {
      this.state.value = 'ok';
    } else if (answer.status === 426) {
      this.state.value = 'outdated';
    } else if (answer.status >= 500 || answer.status === 429) {
      this.state.value = 'server-trouble';
    }
  }
}

export const isGroup = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v);
