// SPDX-License-Identifier: MIT
// Locks that make the server's statements wait, for as long as a test wants them to.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { waitFor } from './patience.mjs';
import { postgresPrograms, psql } from './postgres.mjs';

/** Runs what takes the lock in a transaction of its own, and returns when it has it. */
async function hold(url, sql, what) {
  const child = spawn(join(postgresPrograms(), 'psql'), ['-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', url], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => child.on('close', resolve));
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('close', () => reject(new Error(`${what} cannot be locked`)));
    child.stdin.write(`begin; ${sql}; select 'locked';\n`);
  });
  const end = (how) => {
    child.stdin.end(`${how};\n`);
    return exited;
  };
  const count = () => Number(psql(url, "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"));
  return {
    release: () => end('rollback'),
    commit: () => end('commit'),
    /** Returns when so many wait for a lock. */
    waiters: (n) => waitFor(() => count() >= n, `${n} who wait`),
  };
}

/** Does it in a transaction that stays open until `commit()`. */
export const holdOpen = (url, sql) => hold(url, sql, 'what it changes');

/** Takes the table for itself; returns when it has it. `release()` gives it back. */
export const holdLock = (url, table) => hold(url, `lock table ${table} in access exclusive mode`, table);

/** The same with the advisory lock of a text. */
export const holdAdvisoryLock = (url, text) =>
  hold(url, `select pg_advisory_xact_lock(hashtextextended('${text}', 0))`, text);
