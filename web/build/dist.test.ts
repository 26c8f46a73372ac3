import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kept, weigh } from './budget';
import { elsewhere } from './elsewhere';
import { difference } from './same';

const web = join(import.meta.dirname, '..');
const dist = join(web, 'dist');
let folder: string;
let built: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'runup-dist-'));
  built = join(folder, 'built');
  execFileSync(join(web, 'node_modules', '.bin', 'vite'), ['build', '--logLevel', 'error', '--outDir', built, '--emptyOutDir'], { cwd: web, stdio: 'pipe', env: { ...process.env, NODE_ENV: 'production' } });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('web/dist is what the sources give, byte for byte', () => {
  const differs = difference(dist, built);
  expect(differs === undefined ? 'the same' : `${differs}: run make dist and commit it`).toBe('the same');
});

test('what differs is named: a byte, a file left over, a file missing', () => {
  const other = join(folder, 'other');
  cpSync(built, other, { recursive: true });
  expect(difference(other, built)).toBeUndefined();
  writeFileSync(join(other, 'sw.js'), ' ', { flag: 'a' });
  expect(difference(other, built)).toBe('sw.js differs');
  cpSync(join(built, 'sw.js'), join(other, 'sw.js'));
  writeFileSync(join(other, 'assets', 'app-old.js'), '');
  expect(difference(other, built)).toBe('assets/app-old.js is left over');
  expect(difference(built, other)).toBe('assets/app-old.js is missing');
});

test('nothing is heavier than was promised', () => {
  const weights = weigh(built);
  console.log(weights.map((w) => `${(w.bytes / 1024).toFixed(1)} of ${(w.budget / 1024).toFixed(0)} KB  ${w.what}`).join('\n'));
  expect(weights.filter((w) => w.bytes > w.budget).map((w) => `${w.what}: ${w.bytes} bytes, may have ${w.budget}`)).toEqual([]);
  expect(weights[0]?.bytes, 'the weight of the first load was found').toBeGreaterThan(10_000);
});

test('a tablet is sent to no other machine, and such an address is found where one is', () => {
  expect(elsewhere(built)).toEqual([]);
  const bad = join(folder, 'bad');
  mkdirSync(bad);
  writeFileSync(join(bad, 'a.js'), 'fetch(`https://fastly.jsdelivr.net/npm/x`); "http://www.w3.org/2000/svg"');
  expect(elsewhere(bad)).toEqual(['a.js names another machine: https://fastly.jsdelivr.net/npm/x']);
});

test('every file that is kept is in the build, and every file is kept but those named', () => {
  const have = new Set(kept(built));
  expect([...have].filter((name) => name.endsWith('.wasm'))).toEqual([]);
  expect(have.has('index.html') && have.has('manifest.webmanifest') && !have.has('sw.js')).toBe(true);
});
