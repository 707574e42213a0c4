// SPDX-License-Identifier: MIT
// Jobs of kinds that do what their params say (support/jobs_server.c), straight in the table, and what came of them.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { PATIENCE_MS } from './patience.mjs';
import { startSauda, temporaryFolder } from './sauda.mjs';

const folder = process.env.SAUDA_SUPPORT_DIR ?? fileURLToPath(new URL('../../build/dev/tests', import.meta.url));

/** A server that knows the kinds modules.test_run, modules.test_alone (one at a time) and modules.test_enqueue. */
export const startJobsServer = ({ database, ...options } = {}) =>
  startSauda({
    ...options,
    bin: join(folder, 'jobs_server'),
    env: { ...(database ? { DATABASE_URL: database.url } : {}), ...options.env },
  });

const quoted = (value) => (value === null ? 'null' : `'${String(value).replaceAll("'", "''")}'`);

export class Jobs {
  #log = join(temporaryFolder(), 'log');

  /** Of the organisation, or the first one. */
  constructor(database, orgId) {
    this.database = database;
    this.orgId = orgId ?? database.rows('select id from organizations order by created_at limit 1')[0].id;
  }

  /** Enqueues jobs, all in one transaction: [{ kind, params, priority, delayS, maxAttempts, key }]; their ids. */
  enqueue(...jobs) {
    const ids = jobs.map(() => randomUUID());
    const rows = jobs.map(({ kind = 'modules.test_run', params, priority = 0, delayS = 0, maxAttempts = 5, key = null }, i) => {
      const json = JSON.stringify({ log: this.#log, slices: 1, ...params });
      return `('${this.orgId}', '${ids[i]}', ${quoted(kind)}, ${quoted(json)}, ${priority}, now() + interval '${delayS} s', ${maxAttempts}, ${quoted(key)})`;
    });
    this.database.sql(
      `insert into jobs (org_id, id, kind, params, priority, run_at, max_attempts, unique_key) values ${rows.join(', ')}`,
    );
    return ids;
  }

  get(id) {
    const [job] = this.database.rows(`select *, extract(epoch from run_at - now()) as due_s from jobs where id = '${id}'`);
    return job;
  }

  /** What the runs noted, in order: [{ pid, id, what, at }], `at` in µs. */
  notes(...ids) {
    const lines = existsSync(this.#log) ? readFileSync(this.#log, 'utf8').split('\n').filter(Boolean) : [];
    return lines.map((line) => JSON.parse(line)).filter((line) => !ids.length || ids.includes(line.id));
  }

  /** The slices of a job that were committed, in order. */
  slices(id) {
    return this.database
      .rows(`select (params ->> 'slice')::int as slice from jobs where kind = 'modules.test_mark' and params ->> 'of' = '${id}'`)
      .map((row) => row.slice)
      .sort((a, b) => a - b);
  }

  /** Waits until the job is as wanted: a state, or a function that says so; the job. */
  async until(id, wanted, timeoutMs = PATIENCE_MS) {
    const fits = typeof wanted === 'function' ? wanted : (job) => job.state === wanted;
    for (const end = Date.now() + timeoutMs; ; await sleep(40)) {
      const job = this.get(id);
      if (fits(job)) {
        return job;
      }
      assert.ok(Date.now() < end, `${timeoutMs} ms have passed: ${JSON.stringify(job)}`);
    }
  }

  /** Waits until a run of the job has noted this so often. */
  async noted(id, what, times = 1, timeoutMs = PATIENCE_MS) {
    for (const end = Date.now() + timeoutMs; ; await sleep(20)) {
      const found = this.notes(id).filter((note) => note.what === what);
      if (found.length >= times) {
        return found;
      }
      assert.ok(Date.now() < end, `${timeoutMs} ms have passed: ${JSON.stringify(this.notes(id))}`);
    }
  }
}
