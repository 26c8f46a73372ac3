import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { slowDown } from './late';

export const tablet = { width: 810, height: 1080 };
export const phone = { width: 390, height: 844 };

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** One browser on one profile, which outlives it: closed, killed and started again, it finds what it had. */
export class Tablet {
  private at: BrowserContext | undefined;

  private constructor(
    readonly base: string,
    readonly profile: string,
    private readonly options: { viewport: { width: number; height: number } },
    /** What its camera sees, as a file of raw film. */
    private readonly camera: string | undefined,
  ) {}

  static async open(base: string, options: { viewport?: { width: number; height: number }; camera?: string } = {}): Promise<Tablet> {
    const browser = new Tablet(base, mkdtempSync(join(tmpdir(), 'runup-profile-')), { viewport: options.viewport ?? tablet }, options.camera);
    await browser.start();
    return browser;
  }

  get context(): BrowserContext {
    if (this.at === undefined) {
      throw new Error('the browser is closed');
    }
    return this.at;
  }

  get page(): Page {
    const [page] = this.context.pages();
    if (page === undefined) {
      throw new Error('the browser has no page');
    }
    return page;
  }

  async start(): Promise<void> {
    this.at = await chromium.launchPersistentContext(this.profile, {
      executablePath: executable(), args: [...flags, ...film(this.camera)], headless: true, hasTouch: true, locale: 'en-GB', timezoneId: 'Europe/London', ...this.options,
    });
    this.at.setDefaultTimeout(20_000);
    await slowDown(this.at);
  }

  async goto(path = '/'): Promise<Page> {
    await this.page.goto(`${this.base}/${path === '/' ? '' : `#${path}`}`);
    return this.page;
  }

  /** Ends it as a person does, and opens it again. */
  async restart(): Promise<Page> {
    await this.context.close();
    await this.start();
    return this.goto();
  }

  /** The battery is empty: every process of it ends at once, with nothing said to any. */
  async kill(): Promise<void> {
    const gone = new Promise<void>((closed) => this.context.once('close', () => closed()));
    for (const group of groups(this.profile)) {
      process.kill(-group, 'SIGKILL');
    }
    await gone;
    this.at = undefined;
  }

  async close(): Promise<void> {
    await this.at?.close();
    this.at = undefined;
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }

  /** So many times slower than this machine, for this page. */
  async throttle(rate: number): Promise<void> {
    const session = await this.context.newCDPSession(this.page);
    await session.send('Emulation.setCPUThrottlingRate', { rate });
  }

  /** The tablet's own clock is so far off, in ms, from the next page load on. */
  async clockOff(ms: number): Promise<void> {
    await this.context.addInitScript((off) => {
      const Real = Date;
      const Moved = class extends Real {
        constructor(...given: unknown[]) {
          super(...((given.length === 0 ? [Real.now() + off] : given) as [number]));
        }
        static override now(): number {
          return Real.now() + off;
        }
      };
      globalThis.Date = Moved as DateConstructor;
    }, ms);
  }

  /** What this origin may keep, in bytes. */
  async quota(bytes: number): Promise<void> {
    const session = await this.context.newCDPSession(this.page);
    await session.send('Storage.overrideQuotaForOrigin', { origin: this.base, quotaSize: bytes });
  }
}

const film = (path: string | undefined): string[] => (path === undefined ? [] : ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${path}`]);

/** Debian's, or the one that playwright-core fetched (Ubuntu's is a stub for a snap). */
function executable(): string {
  const own = process.env['RUNUP_CHROMIUM'] ?? '/usr/bin/chromium';
  if (existsSync(own) && !isStub(own)) {
    return own;
  }
  const fetched = chromium.executablePath();
  if (existsSync(fetched)) {
    return fetched;
  }
  throw new Error('no Chromium is here: .ci/install installs it, or name one in RUNUP_CHROMIUM');
}

/** A script of a few lines that only calls a snap. */
const isStub = (path: string): boolean => statSync(path).size < 10_000 && readFileSync(path, 'utf8').includes('/snap/bin');

/** The process groups that run on a profile. */
function groups(profile: string): Set<number> {
  const found = new Set<number>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`--user-data-dir=${profile}`)) {
        found.add(groupOf(pid));
      }
    } catch {
      // It ended while we looked.
    }
  }
  found.delete(groupOf('self'));
  return found;
}

function groupOf(pid: string): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
}
