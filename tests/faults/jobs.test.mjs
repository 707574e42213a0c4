// SPDX-License-Identifier: MIT
// Jobs whose process dies, hangs, stops or loses its database: each goes on elsewhere within a minute, and nothing is done
// twice. The lease is the real one, of half a minute.
import assert from 'node:assert/strict';
import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { answers } from '../support/cluster.mjs';
import { closeConnections } from '../support/http.mjs';
import { Jobs, startJobsServer } from '../support/jobs.mjs';
import { waitFor } from '../support/patience.mjs';
import { psql } from '../support/postgres.mjs';
import { temporaryFolder } from '../support/sauda.mjs';

const MINUTE_MS = 60_000;

const servers = [];

/** A server that is stopped when the tests are over, whatever became of them. */
async function start(options) {
  servers.push(await startJobsServer(options));
  return servers.at(-1);
}

after(async () => {
  closeConnections();
  for (const server of servers.filter((s) => !s.hasExited)) {
    server.child.kill('SIGCONT');
    await server.stop();
  }
});

const range = (n) => Array.from({ length: n }, (_, i) => i);

/** Fails unless the job did each slice once and was run by these processes, one after the other. */
function assertDoneOnce(jobs, id, slices, pids) {
  assert.deepEqual(jobs.slices(id), range(slices), 'each slice once');
  const runs = jobs.notes(id).filter((note) => note.what === 'begin');
  assert.deepEqual(runs.map((note) => note.pid), pids);
}

// Side by side, since most of the time is spent on waiting for leases to run out.
describe('jobs outlive', { concurrency: true }, () => {
  describe('a process that', { concurrency: 1 }, () => {
    let killed;
    let stopped;
    let rescuer;
    let jobs;
    let ofKilled;
    let between;
    let inside;

    before(async () => {
      killed = await start();
      jobs = new Jobs(killed.database);
      ofKilled = jobs.enqueue(...range(4).map(() => ({ params: { slices: 200, pause_ms: 100 } }))); // all that it takes
      for (const id of ofKilled) {
        await jobs.noted(id, 'slice', 3);
      }
      stopped = await start({ database: killed.database });
      [between, inside] = jobs.enqueue(
        { params: { slices: 3, pause_ms: 4000 } },
        { params: { slices: 3, hold_ms: 4000 } },
      );
      await jobs.noted(inside, 'slice');
      await waitFor(() => jobs.slices(between).length === 1, 'a slice');
      stopped.child.kill('SIGSTOP');
      await killed.kill();
      rescuer = await start({ database: killed.database });
    });
    const rescued = (id) => jobs.until(id, (job) => jobs.notes(id).some((note) => note.pid === rescuer.pid) && job, MINUTE_MS);

    test('is killed has its jobs done by another one, which goes on where it was', async () => {
      for (const id of ofKilled) {
        await rescued(id);
      }
      for (const id of ofKilled) {
        const job = await jobs.until(id, 'done', MINUTE_MS);
        assert.deepEqual(job.result, { slices: 200 });
        assertDoneOnce(jobs, id, 200, [killed.pid, rescuer.pid]);
      }
    });

    test('hangs has them done too, and nothing it does afterwards counts', async () => {
      for (const id of [between, inside]) {
        await rescued(id);
      }
      stopped.child.kill('SIGCONT');
      for (const id of [between, inside]) {
        await jobs.until(id, 'done', MINUTE_MS);
        await waitFor(
          () => jobs.notes(id).some((note) => note.pid === stopped.pid && note.what === 'failed'),
          'the end of the one that hung',
        );
        assertDoneOnce(jobs, id, 3, [stopped.pid, rescuer.pid]);
      }
    });
  });

  describe('several processes', () => {
    test('share the jobs and run none twice', async () => {
      const one = await start();
      for (let i = 0; i < 2; i++) {
        await start({ database: one.database });
      }
      const jobs = new Jobs(one.database);
      const ids = jobs.enqueue(...range(90).map(() => ({ params: { slices: 2, pause_ms: 200 } })));
      const left = () =>
        one.database.rows(`select count(*)::int as n from jobs where kind = 'modules.test_run' and state <> 'done'`)[0].n;
      await waitFor(() => left() === 0, 'all jobs', MINUTE_MS);
      const begun = jobs.notes().filter((note) => note.what === 'begin');
      assert.deepEqual(begun.map((note) => note.id).sort(), [...ids].sort());
      assert.equal(new Set(begun.map((note) => note.pid)).size, 3, 'all of them work');
      assert.equal(one.database.rows(`select count(*)::int as n from jobs where kind = 'modules.test_mark'`)[0].n, 180);
    });
  });

  describe('a stop', () => {
    test('gives the jobs back, and another process goes on at once', async () => {
      const one = await start();
      const jobs = new Jobs(one.database);
      const ids = jobs.enqueue(...range(4).map(() => ({ maxAttempts: 1, params: { slices: 100, hold_ms: 50, pause_ms: 10 } })));
      for (const id of ids) {
        await jobs.noted(id, 'slice', 2);
      }
      await one.stop();
      for (const id of ids) {
        const job = jobs.get(id);
        assert.deepEqual([job.state, job.attempt, job.lease_id], ['queued', 0, null]);
        assert.ok(job.due_s <= 0);
        assert.equal(jobs.notes(id).at(-1).what, 'stopping');
      }
      const two = await start({ database: one.database });
      for (const id of ids) {
        await jobs.until(id, 'done');
        assertDoneOnce(jobs, id, 100, [one.pid, two.pid]);
      }
    });
  });

  describe('a database that', () => {
    test('dies under a job finds it again, and the job goes on', async () => {
      const dataDir = temporaryFolder();
      const sauda = await start({ dataDir });
      const pg = realpathSync(join(dataDir, 'pg'));
      const url = `postgresql://sauda@/sauda?host=${encodeURIComponent(join(dirname(pg), 'socket'))}`;
      const sql = (text) => psql(url, text);
      const jobs = new Jobs({ sql, rows: (query) => JSON.parse(sql(`select coalesce(json_agg(t), '[]') from (${query}) t`)) });
      const ids = jobs.enqueue(...range(3).map(() => ({ params: { slices: 60, hold_ms: 20, pause_ms: 20 } })));
      for (const times of [5, 20]) {
        await Promise.all(ids.map((id) => jobs.noted(id, 'slice', times)));
        process.kill(Number(readFileSync(join(pg, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
        await sleep(300);
        await waitFor(() => answers(sauda), 'the database', MINUTE_MS);
      }
      for (const id of ids) {
        await jobs.until(id, 'done', MINUTE_MS);
        assert.deepEqual(jobs.slices(id), range(60), 'each slice once');
      }
    });
  });
});
