import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { makeTemplate } from './kit/server';

declare module 'vitest' {
  interface ProvidedContext {
    binary: string;
    template: string;
  }
}

/** Once for all browser tests: the real binary, and a sample department with its ninety days, copied for each file. */
export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'runup-e2e-'));
  const binary = join(folder, 'runup');
  execFileSync('go', ['build', '-o', binary, '.'], { cwd: join(import.meta.dirname, '..', '..'), stdio: 'inherit' });
  const template = join(folder, 'template');
  await makeTemplate(binary, template);
  project.provide('binary', binary);
  project.provide('template', template);
  return () => rmSync(folder, { recursive: true, force: true });
}
