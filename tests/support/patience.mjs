// SPDX-License-Identifier: MIT
// How long tests wait for what has to come. A machine that does much else is slow, and a test says what happens, not how
// fast: that is for tests/bench to tell. Only where nothing comes at all does a test fail by this.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

export const PATIENCE_MS = process.env.SAUDA_IS_ASAN === '1' ? 60_000 : 30_000;

/** Waits until `look()` answers something, which may take promises, and returns it. */
export async function waitFor(look, what, timeoutMs = PATIENCE_MS) {
  for (const end = Date.now() + timeoutMs; ; await sleep(30)) {
    const found = await look();
    if (found) {
      return found;
    }
    assert.ok(Date.now() < end, `not within ${timeoutMs} ms: ${typeof what === 'function' ? what() : what}`);
  }
}
