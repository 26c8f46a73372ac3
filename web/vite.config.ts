import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { own } from './build/own.ts';
import { precache } from './build/precache.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// The build is committed in dist and embedded in the server: the same sources must give the same bytes everywhere.
export default defineConfig({
  root: here('.'),
  publicDir: here('./public'),
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  css: { preprocessorOptions: { scss: { loadPaths: [here('./node_modules')], quietDeps: true } } },
  build: {
    target: ['es2021', 'safari15', 'chrome90'],
    outDir: here('./dist'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      input: { app: here('./index.html'), sw: here('./src/sw/sw.ts') },
      output: { entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
    },
  },
  plugins: [own(), precache(here('./public'))],
  server: { proxy: { '/v1': 'http://127.0.0.1:8080' } },
});
