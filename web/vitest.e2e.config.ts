import { defineConfig } from 'vitest/config';

// Real Chromium against the real server, one file after another: two cores carry no more.
export default defineConfig({
  test: { include: ['e2e/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000, expect: { poll: { timeout: 20_000 } }, fileParallelism: false, globalSetup: ['e2e/server-binary.ts'] },
});
