import { createServer, request as ask, type IncomingMessage, type OutgoingHttpHeaders, type Server as Http, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { late, onTheWay, slowWorker } from './late';

/**
 * What a network does to an exchange:
 * drop      the request never reaches the server
 * swallow   the server did it, the answer is lost
 * hang      nothing comes, and the connection stays
 * truncate  half of the answer comes
 * html      a captive portal: 200 with its own page
 * empty     200 with nothing in it
 * duplicate the server gets it twice
 * other-batch, missing-result  an answer to something else
 */
export type Fault = 'drop' | 'swallow' | 'hang' | 'truncate' | 'html' | 'empty' | 'duplicate' | 'other-batch' | 'missing-result' | { delay: number } | { status: number; after?: number };

interface Rule {
  path: RegExp;
  fault: Fault;
  left: number;
}

export interface Seen {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
  /** What the browser was given; 0 when it was given nothing. */
  status: number;
}

/** A faulty network between a browser and the server, on this machine. The browser's address is this one's. */
export class Proxy {
  readonly seen: Seen[] = [];
  /** The radio is off: every connection breaks, also those that stand open. */
  private away = false;
  private rules: Rule[] = [];
  private files: string | undefined;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly http: Http,
    private readonly to: () => string,
  ) {
    http.on('request', (asked, answer) => void this.serve(asked, answer).catch(() => answer.destroy()));
    http.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      if (this.away) {
        socket.destroy();
      }
    });
  }

  static async before(server: { base: string }): Promise<Proxy> {
    const http = createServer();
    const proxy = new Proxy(http, () => server.base.replace('localhost', '127.0.0.1'));
    await new Promise<void>((up) => http.listen(0, '127.0.0.1', up));
    return proxy;
  }

  get base(): string {
    const at = this.http.address();
    return `http://localhost:${at !== null && typeof at === 'object' ? at.port : 0}`;
  }

  /** The next exchanges whose path fits go wrong so: once, or as often as said. */
  next(path: RegExp, fault: Fault, times = 1): void {
    this.rules.push({ path, fault, left: times });
  }

  heal(): void {
    this.rules = [];
    this.away = false;
  }

  signal(there: boolean): void {
    this.away = !there;
    if (!there) {
      this.sockets.forEach((socket) => socket.destroy());
    }
  }

  /** From now on the app's own files come from this folder: a newer or an older build. */
  build(folder: string | undefined): void {
    this.files = folder;
  }

  /** What was pushed, decoded, in the order it came. */
  pushed(): { opId: string; payload: any }[] {
    return this.seen.filter((s) => s.path.startsWith('/v1/sync/push')).flatMap((s) => (JSON.parse(String(s.headers['content-encoding'] === 'gzip' ? gunzipSync(s.body) : s.body)).ops as any[]).map((op) => ({ opId: op.opId, payload: JSON.parse(op.payload) })));
  }

  async close(): Promise<void> {
    this.signal(false);
    await new Promise((down) => this.http.close(down));
  }

  private async serve(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const path = asked.url ?? '/';
    const entry: Seen = { method: asked.method ?? '', path, headers: asked.headers, body: await all(asked), status: 0 };
    this.seen.push(entry);
    answer.on('finish', () => (entry.status = answer.statusCode));
    if (this.files !== undefined && !path.startsWith('/v1/') && path !== '/healthz') {
      return sendFile(this.files, path, answer);
    }
    await onTheWay();
    const rule = this.rules.find((r) => r.left > 0 && r.path.test(path));
    if (rule === undefined) {
      return late > 0 && path === '/sw.js' ? this.sendWorker(entry, answer) : this.forward(entry, answer);
    }
    rule.left--;
    return this.wrong(rule.fault, entry, answer);
  }

  private async wrong(fault: Fault, asked: Seen, answer: ServerResponse): Promise<void> {
    if (typeof fault === 'object') {
      if ('delay' in fault) {
        await new Promise((later) => setTimeout(later, fault.delay));
        return this.forward(asked, answer);
      }
      return refuse(fault.status, fault.after, answer);
    }
    switch (fault) {
      case 'drop':
        return void answer.destroy();
      case 'hang':
        return;
      case 'html':
        return void answer.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Guest network</title><form>Accept our terms</form>');
      case 'empty':
        return void answer.writeHead(200, { 'Content-Type': 'application/json', 'Sync-Protocol': '1' }).end();
      case 'swallow':
        await this.fetched(asked);
        return void answer.destroy();
      case 'truncate':
        return half(await this.fetched(asked), answer);
      case 'duplicate':
        await this.fetched(asked);
        return send(await this.fetched(asked), answer);
      case 'other-batch':
        return send(changed(await this.fetched(asked), (reply) => (reply['batchId'] = '00000000-0000-7000-8000-000000000000')), answer);
      case 'missing-result':
        return send(changed(await this.fetched(asked), (reply) => (reply['results'] as unknown[]).pop()), answer);
    }
  }

  private async sendWorker(asked: Seen, answer: ServerResponse): Promise<void> {
    const whole = await this.fetched(asked);
    send({ ...whole, body: slowWorker(whole.body) }, answer);
  }

  private forward(asked: Seen, answer: ServerResponse): Promise<void> {
    return new Promise((done) => {
      const out = ask(this.to() + asked.path, { method: asked.method, headers: onward(asked.headers) }, (got) => {
        answer.writeHead(got.statusCode ?? 502, back(got.headers));
        got.pipe(answer);
        got.on('end', done).on('error', () => answer.destroy());
      });
      out.on('error', () => {
        answer.destroy();
        done();
      });
      answer.on('close', () => out.destroy());
      out.end(asked.body);
    });
  }

  private async fetched(asked: Seen): Promise<Whole> {
    const headers = onward(asked.headers);
    delete headers['accept-encoding'];
    return new Promise((found, fail) => {
      const out = ask(this.to() + asked.path, { method: asked.method, headers }, (got) => {
        all(got).then((body) => found({ status: got.statusCode ?? 502, headers: back(got.headers), body }), fail);
      });
      out.on('error', fail);
      out.end(asked.body);
    });
  }
}

interface Whole {
  status: number;
  headers: OutgoingHttpHeaders;
  body: Buffer;
}

async function all(from: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of from) {
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}

function onward(headers: IncomingMessage['headers']): OutgoingHttpHeaders {
  const { connection: _, ...rest } = headers;
  return rest;
}

function back(headers: IncomingMessage['headers']): OutgoingHttpHeaders {
  const { connection: _, 'transfer-encoding': __, 'keep-alive': ___, ...rest } = headers;
  return rest;
}

function send(whole: Whole, answer: ServerResponse): void {
  answer.writeHead(whole.status, { ...whole.headers, 'content-length': whole.body.length }).end(whole.body);
}

function half(whole: Whole, answer: ServerResponse): void {
  answer.writeHead(whole.status, { ...whole.headers, 'content-length': whole.body.length });
  answer.write(whole.body.subarray(0, whole.body.length / 2), () => answer.destroy());
}

function changed(whole: Whole, change: (reply: Record<string, unknown>) => unknown): Whole {
  const reply = JSON.parse(String(whole.body)) as Record<string, unknown>;
  change(reply);
  return { ...whole, body: Buffer.from(JSON.stringify(reply)) };
}

function refuse(status: number, after: number | undefined, answer: ServerResponse): void {
  answer.writeHead(status, { 'Content-Type': 'application/problem+json', 'Sync-Protocol': '1', ...(after === undefined ? {} : { 'Retry-After': String(after) }) });
  answer.end(JSON.stringify({ type: 'about:blank', title: 'Made by a test', status, code: 'internal-error', detail: 'Made by a test.' }));
}

const kinds: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png', '.wasm': 'application/wasm', '.webmanifest': 'application/manifest+json' };

function sendFile(folder: string, path: string, answer: ServerResponse): void {
  const name = path === '/' ? 'index.html' : path.replace(/[?#].*/, '').slice(1);
  try {
    const file = readFileSync(join(folder, name));
    const body = name === 'sw.js' ? slowWorker(file) : file;
    answer.writeHead(200, { 'Content-Type': kinds[extname(name)] ?? 'application/octet-stream', 'Cache-Control': 'no-cache', 'Content-Length': body.length }).end(body);
  } catch {
    answer.writeHead(404).end();
  }
}
