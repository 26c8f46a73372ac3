import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { freePort } from './server';

const driver = '/usr/bin/WebKitWebDriver';
const display = '/usr/bin/Xvfb';

/** Why WebKit cannot be driven here, or nothing when it can. */
export function lacking(): string | undefined {
  if (!existsSync(driver) || browser() === undefined) {
    return 'webkit2gtk-driver is not installed';
  }
  return existsSync(display) ? undefined : 'xvfb is not installed';
}

/** Debian and Ubuntu keep WebKit's own small browser with the library, in a folder of the machine's kind. */
function browser(): string | undefined {
  const libraries = readdirSync('/usr/lib').filter((folder) => folder.endsWith('-linux-gnu'));
  return libraries.flatMap((folder) => ['webkitgtk-6.0', 'webkit2gtk-4.1', 'webkit2gtk-4.0'].map((of) => join('/usr/lib', folder, of, 'MiniBrowser'))).find((path) => existsSync(path));
}

/** A W3C WebDriver session, no more of it than the test needs. An element that is not there yet is waited for. */
export class WebKit {
  private session = '';

  private constructor(
    private readonly screen: ChildProcess,
    private readonly child: ChildProcess,
    private readonly home: string,
    private readonly port: number,
  ) {}

  static async open(): Promise<WebKit> {
    const screen = spawn(display, ['-displayfd', '3', '-screen', '0', '900x1200x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    const [number] = (await once(screen.stdio[3] as Readable, 'data')) as [Buffer];
    const home = mkdtempSync(join(tmpdir(), 'runup-webkit-'));
    const port = await freePort();
    const child = spawn(driver, [`--port=${port}`], {
      stdio: 'ignore',
      env: {
        PATH: process.env['PATH'], HOME: home, XDG_RUNTIME_DIR: home, DISPLAY: `:${String(number).trim()}`, GDK_BACKEND: 'x11', LANG: 'C.UTF-8', TZ: 'Europe/London', GTK_A11Y: 'none', NO_AT_BRIDGE: '1',
        WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', // within a container it cannot make one
      },
    });
    const webkit = new WebKit(screen, child, home, port);
    try {
      await webkit.begin();
    } catch (e) {
      await webkit.close();
      throw e;
    }
    return webkit;
  }

  private async begin(): Promise<void> {
    const end = Date.now() + 20_000;
    while (!(await fetch(`http://127.0.0.1:${this.port}/status`).then((r) => r.ok, () => false))) {
      if (Date.now() > end || this.child.exitCode !== null) {
        throw new Error('WebKitWebDriver did not answer');
      }
      await new Promise((again) => setTimeout(again, 50));
    }
    const wanted = { capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': { binary: browser(), args: ['--automation'] } } } };
    this.session = String((await this.call('POST', '', wanted) as { sessionId: string }).sessionId);
    await this.call('POST', '/timeouts', { implicit: 20_000, script: 20_000, pageLoad: 30_000 });
  }

  async goto(url: string): Promise<void> {
    await this.call('POST', '/url', { url });
  }

  /** Runs in the page; what it promises is waited for. */
  async run<T>(body: string): Promise<T> {
    return (await this.call('POST', '/execute/sync', { script: `return (async () => { ${body} })()`, args: [] })) as T;
  }

  /** The first element at this XPath, once there is one. */
  async find(xpath: string): Promise<string> {
    const look = (): Promise<unknown> => this.call('POST', '/element', { using: 'xpath', value: xpath });
    // A page that is loaded anew ends a search that waited in it.
    const found = await look().catch((e: Error) => (/no such frame|unload/.test(e.message) ? look() : Promise.reject(e)));
    return String(Object.values(found as Record<string, string>)[0]);
  }

  async click(xpath: string): Promise<void> {
    await this.call('POST', `/element/${await this.find(xpath)}/click`, {});
  }

  async fill(xpath: string, text: string): Promise<void> {
    await this.call('POST', `/element/${await this.find(xpath)}/value`, { text });
  }

  async text(xpath: string): Promise<string> {
    return String(await this.call('GET', `/element/${await this.find(xpath)}/text`));
  }

  async screenshot(): Promise<Buffer> {
    return Buffer.from(String(await this.call('GET', '/screenshot')), 'base64');
  }

  async close(): Promise<void> {
    if (this.session !== '') {
      await this.call('DELETE', '').catch(() => undefined);
    }
    for (const child of [this.child, this.screen]) {
      if (child.exitCode === null && child.kill('SIGTERM')) {
        await once(child, 'exit');
      }
    }
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5 });
  }

  private async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const at = this.session === '' ? '/session' : `/session/${this.session}${path}`;
    const response = await fetch(`http://127.0.0.1:${this.port}${at}`, { method, signal: AbortSignal.timeout(method === 'DELETE' ? 3_000 : 35_000), ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const { value } = (await response.json()) as { value: { error?: string; message?: string } | null };
    if (!response.ok) {
      throw new Error(`${method} ${path} ${JSON.stringify(body ?? '')}: ${value?.error ?? ''} ${value?.message ?? ''}`);
    }
    return value;
  }
}
