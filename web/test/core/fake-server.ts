import { createHash, webcrypto } from 'node:crypto';
import type { PushResult } from '../../src/core/rows';

/** What goes wrong on the way, or at the other end. */
export const faults = [
  'none',
  'request-lost',
  'reply-lost',
  'delivered-twice',
  'login-page',
  'empty',
  'truncated',
  'no-header',
  'other-batch',
  'other-results',
  'result-missing',
  'result-twice',
  'no-position',
  'too-large',
  'broken',
  'busy',
  'token-expired',
] as const;
export type Fault = (typeof faults)[number];

export interface Stored {
  opId: string;
  payload: string;
  sha: string;
  position: number;
  outcome: PushResult['outcome'];
}

interface Change {
  position: number;
  kind: string;
  id: string;
  data: unknown;
}

interface Answered {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  type?: string;
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Answered => ({ status, body, headers });
const problem = (status: number, code: string, headers: Record<string, string> = {}): Answered => ({
  status,
  body: { type: `/problems/${code}`, title: code, status, detail: code, code, fix: 'wait', instance: 'x' },
  headers,
  type: 'application/problem+json',
});

/** A server that keeps Runup's side of the exchange to the letter, on a network that keeps nothing to anything. */
export class FakeServer {
  epoch = 'epoch-1';
  stored: Stored[] = [];
  feed: Change[] = [];
  backedUpThrough = 0;
  readonly blobs = new Map<string, Uint8Array>();
  readonly codes = new Set(['CODE']);
  readonly devices = new Map<string, { key: JsonWebKey; revoked: boolean; code: string }>();
  readonly people = new Map<string, { id: string; pin: string; password: string }>();
  limits = { opsPerPush: 10, bytesPerPush: 60_000, bytesPerOp: 20_000 };
  /** Operations that break the server, whatever they come with. */
  readonly poison = new Set<string>();
  /** Asked before each request, by path. */
  fault: (path: string) => Fault = () => 'none';
  now: () => number = () => Date.now();
  /** Every push that was understood, as the operations it held. */
  readonly pushes: string[][] = [];
  /** What the tablet said of itself with the last push. */
  said: { outbox?: number; oldestUnsentAt?: string } = {};
  readonly seen: string[] = [];
  scope = 'all';
  private nonces = new Set<string>();
  private tokens = new Map<string, string>();
  private sessions = new Map<string, string>();
  /** What people's own calls are signed with. */
  private access = new Set<string>();
  private counter = 0;
  private saved: { stored: Stored[]; feed: Change[]; epoch: string } | undefined;

  get head(): number {
    return Math.max(0, ...this.stored.map((s) => s.position), ...this.feed.map((c) => c.position));
  }

  put(kind: string, id: string, data: unknown): void {
    const position = this.head + 1;
    this.feed = [...this.feed.filter((c) => c.kind !== kind || c.id !== id), { position, kind, id, data }];
  }

  backup(): void {
    this.saved = { stored: [...this.stored], feed: [...this.feed], epoch: this.epoch };
    this.backedUpThrough = this.head;
  }

  /** Goes back to the last backup, as `runup restore` does: a new epoch begins. */
  restore(): void {
    this.stored = [...(this.saved?.stored ?? [])];
    this.feed = [...(this.saved?.feed ?? [])];
    this.epoch = `epoch-${++this.counter}`;
    this.backedUpThrough = Math.min(this.backedUpThrough, this.head);
  }

  expireTokens(): void {
    this.tokens.clear();
    this.sessions.clear();
  }

  /** The network in front of it. */
  readonly fetch: typeof fetch = async (input, init) => {
    const request = input instanceof Request ? input : undefined;
    const url = new URL(request?.url ?? String(input), 'http://fake');
    const path = url.pathname;
    const fault = this.fault(path);
    this.seen.push(path);
    const bytes = request !== undefined ? Buffer.from(await request.arrayBuffer()) : await bodyOf(init?.body);
    const headers = new Headers(request?.headers ?? (init?.headers as Record<string, string>));
    const method = request?.method ?? init?.method ?? 'GET';
    if (fault === 'request-lost') {
      throw new TypeError('network');
    }
    const push = path === '/v1/sync/push';
    if (push && fault === 'too-large') {
      return respond(path, problem(413, 'too-large'));
    }
    if (fault === 'broken') {
      return respond(path, problem(500, 'internal'));
    }
    if (fault === 'busy') {
      return respond(path, problem(503, 'unavailable', { 'Retry-After': '0' }));
    }
    if (fault === 'token-expired') {
      this.expireTokens();
    }
    const text = headers.get('Content-Encoding') === 'gzip' ? await unzipped(bytes) : bytes;
    const handle = (): Promise<Answered> => this.handle(method, url, text, headers);
    let answer = await handle();
    if (fault === 'delivered-twice') {
      answer = await handle();
    }
    if (fault === 'reply-lost') {
      throw new TypeError('network');
    }
    if (fault === 'login-page') {
      return new Response('<html>Welcome to Hospital Wi-Fi</html>', { status: 200, headers: { 'Content-Type': 'text/html' } });
    }
    if (fault === 'empty') {
      return new Response('', { status: 200, headers: { 'Content-Type': 'application/json', 'Sync-Protocol': '1' } });
    }
    if (push && answer.status === 200) {
      answer = { ...answer, body: spoiled(answer.body as { batchId: string; results: PushResult[] }, fault) };
    }
    return respond(path, answer, fault);
  };

  private async handle(method: string, url: URL, body: Buffer, headers: Headers): Promise<Answered> {
    const path = url.pathname;
    const [, , first, second, third] = path.split('/');
    if (path === '/v1/sync/hello') {
      return json(200, { protocol: { min: 1, max: 1 }, epoch: this.epoch, head: this.head, serverTime: this.time(), limits: this.limits });
    }
    if (path === '/v1/devices' && method === 'POST') {
      return this.enrol(JSON.parse(body.toString()) as { code: string; publicKey: JsonWebKey });
    }
    if (first === 'devices' && third === 'challenge') {
      const nonce = `nonce-${++this.counter}`;
      this.nonces.add(nonce);
      return this.devices.has(second ?? '') ? json(200, { nonce }) : problem(404, 'not-found');
    }
    if (first === 'devices' && third === 'token') {
      return this.token(second ?? '', JSON.parse(body.toString()) as { nonce: string; signature: string });
    }
    const token = headers.get('Authorization')?.slice('Bearer '.length) ?? '';
    const device = this.tokens.get(token);
    if (token !== '' && device === undefined && path === '/v1/sessions') {
      return problem(401, 'not-signed-in');
    }
    if (path === '/v1/sessions') {
      return this.signIn(JSON.parse(body.toString()) as Record<string, string>, device);
    }
    if (path === '/v1/sessions/refresh') {
      return json(201, this.session(this.sessions.get((JSON.parse(body.toString()) as { refreshToken: string }).refreshToken) ?? ''));
    }
    if (first === 'phones' && (device !== undefined || this.access.has(token))) {
      return json(200, { at: this.time(), until: new Date(this.now() + 86_400_000).toISOString(), items: this.phones });
    }
    if (device === undefined) {
      return problem(401, 'not-signed-in');
    }
    if (path === '/v1/sync/push') {
      return this.push(device, body);
    }
    if (this.devices.get(device)?.revoked) {
      return problem(401, 'not-signed-in');
    }
    if (first === 'sync') {
      return this.pull(url);
    }
    if (first === 'blobs' && method === 'PUT') {
      const sha = createHash('sha256').update(body).digest('hex');
      if (sha !== second || body.length === 0) {
        return problem(422, 'wrong-digest');
      }
      this.blobs.set(sha, new Uint8Array(body));
      return json(201, { sha256: sha, position: this.head });
    }
    return problem(404, 'not-found');
  }

  /** Whom its ladder calls. */
  phones: unknown[] = [];

  private time(): string {
    return new Date(this.now()).toISOString();
  }

  private enrol(n: { code: string; publicKey: JsonWebKey }): Answered {
    const before = [...this.devices].find(([, d]) => d.code === n.code);
    if (before !== undefined && JSON.stringify(before[1].key) === JSON.stringify(n.publicKey)) {
      return json(201, { deviceId: before[0] });
    }
    if (!this.codes.delete(n.code)) {
      return { ...problem(422, 'invalid'), body: { ...(problem(422, 'invalid').body as object), errors: [{ pointer: '/code', detail: 'unused' }] } };
    }
    const id = `device-${++this.counter}`;
    this.devices.set(id, { key: n.publicKey, revoked: false, code: n.code });
    this.put('device', id, { id, name: 't', state: 'enrolled', pins: this.pins });
    return json(201, { deviceId: id });
  }

  /** What the tablet verifies PINs by. */
  pins: unknown[] = [];

  private async token(id: string, { nonce, signature }: { nonce: string; signature: string }): Promise<Answered> {
    const device = this.devices.get(id);
    if (device === undefined || !this.nonces.delete(nonce) || !(await verified(device.key, nonce, signature))) {
      return problem(401, 'not-signed-in');
    }
    const accessToken = `token-${++this.counter}`;
    this.tokens.set(accessToken, id);
    return json(200, { accessToken, expiresIn: 600 });
  }

  private signIn(given: Record<string, string>, device: string | undefined): Answered {
    const person = this.people.get(given['username'] ?? '');
    const right = person !== undefined && (given['pin'] === undefined ? given['password'] === person.password : device !== undefined && given['pin'] === person.pin);
    return right ? json(201, this.session(person.id)) : problem(401, 'wrong-credentials');
  }

  private session(id: string): unknown {
    const refreshToken = `refresh-${++this.counter}`;
    this.sessions.set(refreshToken, id);
    const staff = this.feed.find((c) => c.kind === 'staff' && c.id === id)?.data;
    const accessToken = `access-${this.counter}`;
    this.access.add(accessToken);
    return { accessToken, expiresIn: 600, refreshToken, staff };
  }

  private async push(device: string, body: Buffer): Promise<Answered> {
    const { batchId, device: said, ops } = JSON.parse(body.toString()) as { batchId: string; device: FakeServer['said']; ops: { opId: string; payload: string; signature: string }[] };
    this.said = said;
    if (body.length > this.limits.bytesPerPush || ops.length > this.limits.opsPerPush) {
      return problem(413, 'too-large');
    }
    if (ops.some((op) => this.poison.has(op.opId))) {
      return problem(500, 'internal');
    }
    this.pushes.push(ops.map((op) => op.opId));
    const results: PushResult[] = [];
    for (const op of ops) {
      results.push(await this.store(device, op));
    }
    return json(200, { batchId, epoch: this.epoch, head: this.head, serverTime: this.time(), backedUpThrough: this.backedUpThrough, checkpoint: '', results });
  }

  private async store(device: string, op: { opId: string; payload: string; signature: string }): Promise<PushResult> {
    if (Buffer.byteLength(op.payload) > this.limits.bytesPerOp) {
      return { opId: op.opId, outcome: 'rejected', problem: problem(413, 'too-large').body as never };
    }
    const sha = createHash('sha256').update(op.payload).digest('hex');
    const before = this.stored.find((s) => s.opId === op.opId && s.sha === sha);
    if (before !== undefined) {
      return { opId: op.opId, outcome: before.outcome, replay: true, position: before.position, flags: [], missingBlobs: [], escalations: [] };
    }
    const d = this.devices.get(device);
    const trusted = d !== undefined && !d.revoked && (await verified(d.key, op.payload, op.signature));
    const outcome = trusted && !this.stored.some((s) => s.opId === op.opId) ? 'accepted' : 'quarantined';
    const position = this.head + 1;
    this.stored.push({ opId: op.opId, payload: op.payload, sha, position, outcome });
    const said = JSON.parse(op.payload) as { type: string; verdict?: never; readings?: Record<string, { blob?: string }> };
    const missing = Object.values(said.readings ?? {}).flatMap((r) => (r.blob !== undefined && !this.blobs.has(r.blob) ? [r.blob] : []));
    return { opId: op.opId, outcome, replay: false, position, flags: [], missingBlobs: missing, escalations: [], ...(said.verdict === undefined ? {} : { verdict: said.verdict }) };
  }

  private pull(url: URL): Answered {
    const limit = Number(url.searchParams.get('limit') ?? 500);
    const [scope, epoch, at] = (url.searchParams.get('cursor') ?? `${this.scope}/${this.epoch}/0`).split('/');
    if (epoch !== this.epoch) {
      return problem(409, 'epoch-changed');
    }
    if (scope !== this.scope) {
      return problem(409, 'scope-changed');
    }
    const from = Number(at);
    const all = this.feed.filter((c) => c.position > from).sort((a, b) => a.position - b.position);
    const changes = all.slice(0, Math.min(limit, this.pageSize)).map((c) => ({ ...c, action: 'put' }));
    const upToDate = changes.length === all.length;
    const to = upToDate ? Math.max(this.head, from) : (changes[changes.length - 1]?.position ?? from);
    return json(200, { from, to, upToDate, epoch: this.epoch, cursor: `${this.scope}/${this.epoch}/${to}`, engineOk: true, changes });
  }

  pageSize = 7;
}

function spoiled(body: { batchId: string; results: PushResult[] }, fault: Fault): unknown {
  const [first, ...rest] = body.results;
  switch (fault) {
    case 'other-batch':
      return { ...body, batchId: 'another' };
    case 'other-results':
      return { ...body, results: body.results.map((r, i) => ({ ...r, opId: `other-${i}` })) };
    case 'result-missing':
      return { ...body, results: rest };
    case 'result-twice':
      return { ...body, results: body.results.map(() => first) };
    case 'no-position':
      return { ...body, results: body.results.map(({ position: _position, ...r }) => r) };
  }
  return body;
}

function respond(path: string, a: Answered, fault: Fault = 'none'): Response {
  const text = a.body === undefined ? '' : JSON.stringify(a.body);
  const sent = fault === 'truncated' ? text.slice(0, Math.floor(text.length * 0.7)) : text;
  const ours = path.startsWith('/v1/sync/') && fault !== 'no-header' ? { 'Sync-Protocol': '1' } : {};
  return new Response(a.status === 204 ? null : sent, { status: a.status, headers: { 'Content-Type': a.type ?? 'application/json', ...ours, ...a.headers } });
}

async function verified(jwk: JsonWebKey, text: string, signature: string): Promise<boolean> {
  const key = await webcrypto.subtle.importKey('jwk', { ...jwk, ext: true, key_ops: ['verify'] }, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
  return webcrypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, Buffer.from(signature, 'base64url'), Buffer.from(text));
}

async function bodyOf(body: unknown): Promise<Buffer> {
  return body === undefined || body === null ? Buffer.alloc(0) : Buffer.from(await new Response(body as BodyInit).arrayBuffer());
}

async function unzipped(bytes: Buffer): Promise<Buffer> {
  return Buffer.from(await new Response(new Blob([new Uint8Array(bytes)]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer());
}
