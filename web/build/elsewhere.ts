import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf } from './budget.ts';

/** Names of things, which nothing is fetched from. */
const names = /^https?:\/\/(www\.w3\.org|json-schema\.org)\b/;

/** Addresses of other machines in a build: a tablet in a hospital may ask none of them. */
export function elsewhere(dist: string): string[] {
  const found: string[] = [];
  for (const name of filesOf(dist).filter((file) => /\.(js|css|html|svg|webmanifest)$/.test(file))) {
    for (const [address] of readFileSync(join(dist, name), 'utf8').matchAll(/https?:\/\/[a-z0-9-]+(\.[a-z0-9-]+)+[^\s"'`)]*/gi)) {
      if (!names.test(address)) {
        found.push(`${name} names another machine: ${address}`);
      }
    }
  }
  return found;
}
