// SPDX-License-Identifier: MIT
// Locks that make the server's statements wait, for as long as a test wants them to.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { postgresPrograms } from './postgres.mjs';

/** Takes the table for itself; returns when it has it. `release()` gives it back. */
export async function holdLock(url, table) {
  const psql = spawn(join(postgresPrograms(), 'psql'), ['-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', url], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => psql.on('close', resolve));
  await new Promise((resolve, reject) => {
    psql.stdout.once('data', resolve);
    psql.once('close', () => reject(new Error(`${table} cannot be locked`)));
    psql.stdin.write(`begin; lock table ${table} in access exclusive mode; select 'locked';\n`);
  });
  return {
    release() {
      psql.stdin.end('rollback;\n');
      return exited;
    },
  };
}
