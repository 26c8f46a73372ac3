import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';

export const firstCode = 'TEST-0001';

/** A real server of its own for a test file, on one address for as long as it lives: a browser's store belongs to an address. */
export class Server {
  private child: ChildProcess | undefined;
  private said = '';

  private constructor(
    private readonly binary: string,
    readonly data: string,
    readonly port: number,
    private readonly more: readonly string[],
  ) {}

  /** Copies the sample department and starts on it. */
  static async start(...more: string[]): Promise<Server> {
    const data = join(mkdtempSync(join(tmpdir(), 'runup-e2e-')), 'data');
    copyRecord(inject('template'), data);
    const server = new Server(inject('binary'), data, await freePort(), more);
    await server.up();
    return server;
  }

  get base(): string {
    return `http://localhost:${this.port}`;
  }

  /** What it printed: for a test that failed. */
  get log(): string {
    return this.said;
  }

  async up(): Promise<void> {
    const args = ['serve', '--demo', '--addr', `127.0.0.1:${this.port}`, '--data', this.data, ...this.more];
    const child = spawn(this.binary, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    const keep = (text: Buffer): void => void (this.said = (this.said + String(text)).slice(-20_000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    await answers(`${this.base}/healthz`, child, () => this.said);
  }

  /** Ends it as an operator does, or as a power cut does. */
  async down(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (child !== undefined && child.exitCode === null) {
      child.kill(signal);
      await once(child, 'exit');
    }
  }

  async close(): Promise<void> {
    await this.down();
    rmSync(join(this.data, '..'), { recursive: true, force: true });
  }

  /** Calls the API as somebody of the sample department. */
  async as(username: string): Promise<Caller> {
    const made = await call(this.base, 'POST', '/v1/sessions', { username, password: 'runup-demo' });
    return (method, path, body) => call(this.base, method, path, body, String(made['accessToken']));
  }

  /** A new enrolment code: each is used once. */
  async code(): Promise<string> {
    const ada = await this.as('ada.admin');
    return String((await ada('POST', '/v1/enrolment-codes', {}))['code']);
  }
}

// Answers are read loosely here: the app's own client is the typed one.
export type Json = Record<string, any>;
export type Caller = (method: string, path: string, body?: unknown) => Promise<Json>;

async function call(base: string, method: string, path: string, body?: unknown, token?: string): Promise<Json> {
  const response = await fetch(base + path, {
    method,
    headers: { 'Content-Type': 'application/json', ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${method} ${path}: ${response.status} ${text}`);
  }
  return text === '' ? {} : (JSON.parse(text) as Json);
}

/** Makes the sample department once. */
export async function makeTemplate(binary: string, data: string): Promise<void> {
  const port = await freePort();
  const child = spawn(binary, ['serve', '--demo', '--addr', `127.0.0.1:${port}`, '--data', data, '--enrolment-code', firstCode], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text: Buffer) => void (said += String(text)));
  await answers(`http://127.0.0.1:${port}/healthz`, child, () => said);
  child.kill('SIGTERM');
  await once(child, 'exit');
}

function copyRecord(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  if (existsSync(`${from}.key`)) {
    cpSync(`${from}.key`, `${to}.key`);
  }
}

async function answers(url: string, child: ChildProcess, said: () => string): Promise<void> {
  const end = Date.now() + 60_000;
  while (Date.now() < end) {
    if (child.exitCode !== null) {
      throw new Error(`the server ended: ${said()}`);
    }
    if (await fetch(url).then((r) => r.ok, () => false)) {
      return;
    }
    await new Promise((again) => setTimeout(again, 50));
  }
  throw new Error(`the server did not answer: ${said()}`);
}

export function freePort(): Promise<number> {
  return new Promise((found, fail) => {
    const server = createServer().on('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const at = server.address();
      server.close(() => (at !== null && typeof at === 'object' ? found(at.port) : fail(new Error('no port'))));
    });
  });
}
