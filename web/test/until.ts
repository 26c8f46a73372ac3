import assert from 'node:assert/strict';

/** What is not waited for by the code under test is waited for here: for as long as a busy machine may take. */
export async function until(what: () => boolean): Promise<void> {
  for (let i = 0; i < 800 && !what(); i++) {
    await new Promise((later) => setTimeout(later, 25));
  }
  assert.ok(what());
}
