import { spawn, execFileSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The real server with its sample department, on a free port. */
export interface Server {
  origin: string;
  /** Another enrolment code. */
  code(): Promise<string>;
  /** The API as one of the sample people. */
  as(username: string): Promise<(path: string, body?: unknown) => Promise<{ status: number; body: never }>>;
  stop(): Promise<void>;
}

export function built(): string {
  const binary = join(mkdtempSync(join(tmpdir(), 'runup-core-')), 'runup');
  execFileSync('go', ['build', '-o', binary, '.'], { cwd: root, stdio: 'inherit' });
  return binary;
}

export async function started(binary: string, ...flags: string[]): Promise<Server> {
  const data = mkdtempSync(join(tmpdir(), 'runup-data-'));
  const child = spawn(binary, ['serve', '--demo', '--addr', '127.0.0.1:0', '--data', join(data, 'd'), ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  const origin = await address(child);
  const as = async (username: string) => {
    const session = await call(origin, '/v1/sessions', { username, password: 'runup-demo' });
    return (path: string, body?: unknown) => call(origin, path, body, (session.body as { accessToken: string }).accessToken);
  };
  return {
    origin,
    as,
    code: async () => ((await (await as('ada.admin'))('/v1/enrolment-codes', {})).body as { code: string }).code,
    stop: async () => {
      const over = new Promise((done) => child.once('exit', done));
      child.kill('SIGKILL');
      await over;
      rmSync(data, { recursive: true, force: true });
    },
  };
}

function address(child: ChildProcess): Promise<string> {
  return new Promise((found, fail) => {
    let text = '';
    const read = (chunk: Buffer): void => {
      text += chunk.toString();
      const at = /http:\/\/[\w.]+:\d+/.exec(text);
      if (at !== null) {
        found(at[0]);
      }
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', () => fail(new Error(`the server ended: ${text}`)));
  });
}

async function call(origin: string, path: string, body?: unknown, token?: string): Promise<{ status: number; body: never }> {
  const response = await fetch(origin + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'Content-Type': 'application/json', ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as never };
}
