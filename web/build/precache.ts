import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** Too large to be fetched for everybody at once: kept when set-up asks for it, or when it is first used. */
const apart = /\.wasm$/;

/** Tells the service worker which files make this version. No date and no commit: the same sources give the same bytes. */
export function precache(publicDir: string): Plugin {
  return {
    name: 'runup-precache',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const worker = bundle['sw.js'];
        if (worker?.type !== 'chunk') {
          this.error('there is no sw.js to tell its files');
        }
        const sums = new Map<string, string>();
        for (const [name, file] of Object.entries(bundle)) {
          if (name !== 'sw.js' && !apart.test(name)) {
            sums.set(name === 'index.html' ? '/' : `/${name}`, sum(file.type === 'chunk' ? file.code : file.source));
          }
        }
        for (const name of readdirSync(publicDir)) {
          sums.set(`/${name}`, sum(readFileSync(join(publicDir, name))));
        }
        const paths = [...sums.keys()].sort();
        const late = Object.keys(bundle).filter((name) => apart.test(name)).map((name) => `/${name}`).sort();
        const version = sum(paths.map((path) => `${path} ${sums.get(path)}`).join('\n') + worker.code).slice(0, 16);
        worker.code = `const PRECACHE=${JSON.stringify(paths)},LATE=${JSON.stringify(late)},VERSION=${JSON.stringify(version)};\n${worker.code}`;
      },
    },
  };
}

const sum = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');
