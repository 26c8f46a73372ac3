import { defineConfig } from 'vitest/config';

// What is committed in dist against what the sources give: after everything else, for it builds the app anew.
export default defineConfig({ test: { include: ['build/**/*.test.ts'], testTimeout: 60_000 } });
