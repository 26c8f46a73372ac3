import { signal } from '@preact/signals-core';
import { Queue, type Base } from './base';
import { base64url, utf8, uuid } from './bytes';
import type { DeviceRow, KeyRow } from './rows';
import { putMeta, type Store } from './store';
import { isGroup, type Answer, type Talk } from './talk';
import type { Device, Done, Proof } from './tablet';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
const signing = { name: 'ECDSA', hash: 'SHA-256' };

const nothing: Proof = {
  key: false,
  files: { kept: 0, of: 1 },
  checklists: { kept: 0, of: 0 },
  people: 0,
  persistent: null,
  survivedRestart: false,
  reader: false,
  roundTrip: false,
  ready: false,
};

/** What a proof asks of the others. */
export interface Proving {
  sync(): Promise<boolean>;
  checklists(): Promise<{ kept: number; of: number }>;
  people(): number;
}

/** The tablet as one of the department's: its key, and the tokens that the key is worth. */
export class ThisDevice implements Device {
  readonly enrolled = signal<DeviceRow | null>(null);
  readonly proof = signal<Proof>(nothing);
  proving: Proving | undefined;
  private key: KeyRow | undefined;
  private current: { text: string; until: number } | undefined;
  private readonly asking = new Queue();

  constructor(
    private readonly base: Base,
    private readonly store: Store,
    private readonly talk: Talk,
  ) {}

  async start(): Promise<void> {
    await this.load();
    const session = uuid(this.base.wall());
    const mark = await this.store.get('mark');
    await this.store.put('mark', { session, survived: mark !== undefined });
    const proved = await this.store.get('proof');
    this.proof.value = { ...this.proof.value, survivedRestart: mark !== undefined, ...proved };
  }

  /** Reads what another tab may have changed. */
  async load(): Promise<void> {
    this.key = await this.store.read(['keys'], (tx) => tx.objectStore('keys').get('device'));
    this.enrolled.value = (await this.store.get('device')) ?? null;
  }

  async enrol(code: string, name: string): Promise<Done> {
    const key = await this.pending();
    const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', key.publicKey);
    const answer = await this.talk.ask('/v1/devices', { body: { code, name, publicKey: { kty, crv, x, y } } });
    if (!answer.ok) {
      return { ok: false, reason: 'no-signal' };
    }
    if (answer.status !== 201 || !isGroup(answer.body) || typeof answer.body['deviceId'] !== 'string') {
      return declined(answer);
    }
    const row = { id: answer.body['deviceId'], name, revoked: false };
    await this.store.write(['meta', 'keys'], async (tx) => {
      const pending = await tx.objectStore('keys').get('pending');
      if (pending !== undefined) {
        await tx.objectStore('keys').put(pending, 'device');
        await tx.objectStore('keys').delete('pending');
        await putMeta(tx, 'chain', { seq: 0, prev: null });
        await putMeta(tx, 'proof', { key: false, roundTrip: false });
      }
      await putMeta(tx, 'device', row);
    });
    this.current = undefined;
    await this.load();
    return { ok: true };
  }

  /** The key that is being enrolled: kept before it is sent, so that a lost reply is asked for again with the same one. */
  private async pending(): Promise<KeyRow> {
    const kept = await this.store.read(['keys'], (tx) => tx.objectStore('keys').get('pending'));
    if (kept !== undefined) {
      return kept;
    }
    const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
    await this.store.write(['keys'], (tx) => tx.objectStore('keys').put({ privateKey, publicKey }, 'pending'));
    return { privateKey, publicKey };
  }

  async sign(text: string): Promise<string> {
    if (this.key === undefined) {
      throw new Error('this tablet is not enrolled');
    }
    return base64url(await crypto.subtle.sign(signing, this.key.privateKey, utf8(text)));
  }

  /** A token of this tablet, a new one when the last has run out or was refused. Nothing but signal is lost with a reply. */
  token(refused?: string): Promise<string | null> {
    return this.asking.run(async () => {
      if (this.current !== undefined && this.current.text !== refused && this.base.monotonic() < this.current.until) {
        return this.current.text;
      }
      const at = `/v1/devices/${this.enrolled.peek()?.id ?? ''}`;
      const challenge = await this.talk.ask(`${at}/challenge`, { method: 'POST' });
      const nonce = challenge.ok && isGroup(challenge.body) ? challenge.body['nonce'] : undefined;
      if (typeof nonce !== 'string') {
        return this.unknown(challenge);
      }
      const answer = await this.talk.ask(`${at}/token`, { body: { nonce, signature: await this.sign(nonce) } });
      const { accessToken, expiresIn } = answer.ok && isGroup(answer.body) ? answer.body : {};
      if (typeof accessToken !== 'string' || typeof expiresIn !== 'number') {
        return this.unknown(answer);
      }
      this.current = { text: accessToken, until: this.base.monotonic() + Math.max(1, expiresIn * 1000 - 30_000) };
      return accessToken;
    });
  }

  /** The server knows no such tablet or key: everything is kept, and somebody has to look. */
  private unknown(answer: Answer): null {
    if (answer.ok && answer.status >= 400 && answer.status < 500 && answer.status !== 429) {
      this.talk.state.value = 'refused';
    }
    return null;
  }

  /** Asks as this tablet. A token that has run out is replaced once. */
  async ask(path: string, ask: Parameters<Talk['ask']>[1] = {}): Promise<Answer> {
    const token = await this.token();
    if (token === null) {
      return { ok: false, why: 'no-answer' };
    }
    const answer = await this.talk.ask(path, { ...ask, token });
    if (!answer.ok || answer.status !== 401 || answer.problem?.code === 'wrong-credentials') {
      return answer;
    }
    const other = await this.token(token);
    return other === null ? { ok: false, why: 'no-answer' } : this.talk.ask(path, { ...ask, token: other });
  }

  /** Notes that the server shut this tablet out, or took it in again. */
  async shutOut(revoked: boolean): Promise<void> {
    const row = this.enrolled.peek();
    if (revoked) {
      this.talk.state.value = 'revoked';
    }
    if (row !== null && row.revoked !== revoked) {
      await this.store.put('device', { ...row, revoked });
      this.enrolled.value = { ...row, revoked };
    }
  }

  async prove(): Promise<void> {
    const proved = { key: await this.keyHolds(), roundTrip: (await this.proving?.sync()) ?? false };
    await this.store.put('proof', proved);
    const none = { kept: 0, of: 0 };
    const p = {
      ...proved,
      files: (await this.base.files?.()) ?? none,
      reader: (await this.base.reader?.().catch(() => false)) ?? null,
      checklists: (await this.proving?.checklists()) ?? none,
      people: this.proving?.people() ?? 0,
      persistent: (await this.base.persist?.()) ?? null,
      survivedRestart: (await this.store.get('mark'))?.survived ?? false,
    };
    const whole = ({ kept, of }: { kept: number; of: number }): boolean => kept >= of;
    const ready = p.key && p.roundTrip && p.survivedRestart && p.people > 0 && p.checklists.of > 0 && whole(p.checklists) && whole(p.files) && p.reader !== false;
    this.proof.value = { ...p, ready };
  }

  /** The key is read back from the disk, signs, and cannot be taken out. */
  private async keyHolds(): Promise<boolean> {
    const key = await this.store.read(['keys'], (tx) => tx.objectStore('keys').get('device'));
    if (key === undefined || key.privateKey.extractable) {
      return false;
    }
    const text = utf8('runup');
    return crypto.subtle.verify(signing, key.publicKey, await crypto.subtle.sign(signing, key.privateKey, text), text);
  }
}

/** What the server declined, in the words that screens have. */
export function declined(answer: Answer): Done & { ok: false } {
  if (!answer.ok) {
    return { ok: false, reason: 'no-signal' };
  }
  const code = answer.problem?.code;
  const reason =
    code === 'wrong-credentials' || answer.status === 401 ? 'wrong-password' : answer.status === 429 ? 'locked' : answer.problem?.errors?.some((e) => e.pointer === '/code') ? 'used-code' : 'problem';
  return answer.problem === null ? { ok: false, reason } : { ok: false, reason, problem: answer.problem };
}
