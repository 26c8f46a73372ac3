// Breaks the core in one place after another and sees that its tests notice. What is broken is put back, also when this is stopped.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { bugs } from './bugs.mjs';

const tests = ['conformance', 'pull', 'people', 'alarms', 'drafts', 'photos', 'wakes'].map((name) => `test/core/${name}.test.ts`);
let put = () => undefined;
process.on('SIGINT', () => {
  put();
  process.exit(130);
});

let unnoticed = 0;
for (const bug of bugs) {
  const path = new URL(`../../src/core/${bug.file}`, import.meta.url);
  const whole = readFileSync(path, 'utf8');
  const broken = whole.replace(bug.from, () => bug.to);
  put = () => writeFileSync(path, whole);
  writeFileSync(path, broken);
  const stale = broken === whole;
  const noticed = !stale && spawnSync('npx', ['vitest', 'run', '--bail', '1', ...tests], { timeout: 120_000 }).status !== 0;
  put();
  unnoticed += noticed ? 0 : 1;
  console.log(`${noticed ? 'noticed   ' : stale ? 'NOT THERE ' : 'UNNOTICED '} ${bug.name}`);
}
process.exitCode = unnoticed === 0 ? 0 : 1;
