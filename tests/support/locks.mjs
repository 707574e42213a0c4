// SPDX-License-Identifier: MIT
// Locks that make the server's statements wait, for as long as a test wants them to.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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
  return { release: () => end('rollback'), commit: () => end('commit') };
}

/** Does it in a transaction that stays open until `commit()`. */
export const holdOpen = (url, sql) => hold(url, sql, 'what it changes');

/** Takes the table for itself; returns when it has it. `release()` gives it back. */
export const holdLock = (url, table) => hold(url, `lock table ${table} in access exclusive mode`, table);

/** The same with the advisory lock of a text; `waiters(n)` returns when so many wait for one. */
export async function holdAdvisoryLock(url, text) {
  const lock = await hold(url, `select pg_advisory_xact_lock(hashtextextended('${text}', 0))`, text);
  const count = () => Number(psql(url, "select count(*) from pg_stat_activity where wait_event = 'advisory' and datname = current_database()"));
  return {
    ...lock,
    async waiters(n) {
      while (count() < n) {
        await sleep(20);
      }
    },
  };
}
