import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf } from './budget.ts';

/** The first thing in which two builds differ; nothing when they are the same, byte for byte. */
export function difference(committed: string, built: string): string | undefined {
  const have = sums(committed);
  const want = sums(built);
  for (const name of [...new Set([...have.keys(), ...want.keys()])].sort()) {
    if (have.get(name) !== want.get(name)) {
      return !have.has(name) ? `${name} is missing` : !want.has(name) ? `${name} is left over` : `${name} differs`;
    }
  }
  return undefined;
}

const sums = (folder: string): Map<string, string> => new Map(filesOf(folder).map((name) => [name, createHash('sha256').update(readFileSync(join(folder, name))).digest('hex')]));
