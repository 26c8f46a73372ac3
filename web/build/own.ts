import type { Plugin } from 'vite';

/** The reader of labels would fetch its WebAssembly from a public network unless told otherwise. It is told; and its address is taken out too. */
export const own = (): Plugin => ({
  name: 'runup-own',
  apply: 'build',
  transform: (code, id) => (id.includes('zxing-wasm') ? { code: code.replaceAll(/https:\/\/fastly\.jsdelivr\.net\/npm\/zxing-wasm@[\d.]+\/dist\//g, '/assets/'), map: null } : null),
});
