// SPDX-License-Identifier: MIT
// Each statement of sql/queries/ was used by the program in some test of this run: it comes last, and means something
// only after all the others.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../sql/queries', import.meta.url));

test('each statement was used by some test', () => {
  const used = new Set(readFileSync(process.env.SAUDA_STATEMENTS, 'utf8').split('\n'));
  const all = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.sql'));
  assert.ok(all.length > 0);
  assert.deepEqual(
    all.map((file) => file.replace(/\.sql$/, '')).filter((name) => !used.has(name)),
    [],
  );
});
