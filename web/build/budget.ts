import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';

const kb = 1024;

/** What the app may weigh, in bytes as sent packed; the whole of what a tablet keeps is counted as it lies on the disk. */
export const budgets = { firstScript: 60 * kb, firstStyle: 20 * kb, lazy: 75 * kb, wasm: 450 * kb, kept: 1.5 * kb * kb };

export interface Weight {
  what: string;
  bytes: number;
  budget: number;
}

/** Weighs a build: the page's own scripts and styles with all they import at once, each file fetched later, and everything kept. */
export function weigh(dist: string): Weight[] {
  const page = readFileSync(join(dist, 'index.html'), 'utf8');
  const first = new Set<string>();
  for (const [, name = ''] of page.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)) {
    follow(dist, name.slice(1), first);
  }
  const packed = (name: string): number => gzipSync(readFileSync(join(dist, name)), { level: 6 }).length;
  const sum = (names: Iterable<string>): number => [...names].reduce((all, name) => all + packed(name), 0);
  const assets = filesOf(dist).filter((name) => name.startsWith('assets/'));
  const late = assets.filter((name) => !first.has(name));
  return [
    { what: 'first load, scripts', bytes: sum([...first].filter((name) => name.endsWith('.js'))), budget: budgets.firstScript },
    { what: 'first load, styles', bytes: sum([...first].filter((name) => name.endsWith('.css'))), budget: budgets.firstStyle },
    ...late.map((name) => ({ what: name, bytes: packed(name), budget: name.endsWith('.wasm') ? budgets.wasm : budgets.lazy })),
    { what: 'kept for offline use', bytes: kept(dist).reduce((all, name) => all + statSync(join(dist, name)).size, 0), budget: budgets.kept },
  ];
}

/** The files that the service worker keeps from the start, by its own list. */
export function kept(dist: string): string[] {
  const list = /^const PRECACHE=(\[[^\]]*\])/.exec(readFileSync(join(dist, 'sw.js'), 'utf8'));
  if (list?.[1] === undefined) {
    throw new Error('sw.js has no list of files');
  }
  return (JSON.parse(list[1]) as string[]).map((path) => (path === '/' ? 'index.html' : path.slice(1)));
}

/** A script's own imports, which load with it; what it imports later is written import("…"). */
function follow(dist: string, name: string, into: Set<string>): void {
  if (into.has(name)) {
    return;
  }
  into.add(name);
  if (name.endsWith('.js')) {
    for (const [, other = ''] of readFileSync(join(dist, name), 'utf8').matchAll(/(?:\bfrom|\bimport)\s*["']\.\/([^"']+\.js)["']/g)) {
      follow(dist, `assets/${other}`, into);
    }
  }
}

export const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
