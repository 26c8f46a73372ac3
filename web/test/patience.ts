// A screen is waited for as long as a busy machine may take: one second, which the libraries allow, is not enough beside others.
import { vi } from 'vitest';

const patience = 15_000;
const { waitFor } = vi;
vi.waitFor = (what, options) => waitFor(what, options ?? { timeout: patience });

if (typeof document !== 'undefined') {
  (await import('@testing-library/preact')).configure({ asyncUtilTimeout: patience });
}
