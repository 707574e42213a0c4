// SPDX-License-Identifier: MIT
// The queue of jobs: in what order they run, what is tried again, what can be done with them, and who may.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertError } from '../support/contract.mjs';
import { Feed } from '../support/feed.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { Jobs, startJobsServer } from '../support/jobs.mjs';
import { waitFor } from '../support/patience.mjs';
import { ROLES, SIGN_IN, accessToken, as, makeTeam } from '../support/people.mjs';

let sauda;
let team;
let jobs;

before(async () => {
  sauda = await startJobsServer({ env: SIGN_IN });
  team = makeTeam(sauda.database);
  jobs = new Jobs(sauda.database, team.id);
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

const call = (method, path, { who = team.admin, ...options } = {}) =>
  request(sauda.url, method, `/api/jobs${path}`, { headers: as(who), ...options });

const range = (n) => Array.from({ length: n }, (_, i) => i);

/** The ids in the order in which their runs began. */
const begun = (ids) => jobs.notes(...ids).filter((note) => note.what === 'begin').map((note) => note.id);

/** The most runs that were under way at once. */
function mostAtOnce(ids) {
  const notes = jobs.notes(...ids).filter((note) => note.what !== 'slice').sort((a, b) => a.at - b.at);
  let now = 0;
  return Math.max(...notes.map((note) => (now += note.what === 'begin' ? 1 : -1)));
}

describe('a job', () => {
  test('runs, slice by slice, and says what came of it', async () => {
    const [id] = jobs.enqueue({ params: { slices: 3 } });
    await jobs.until(id, 'done');
    const { json } = await call('GET', `/${id}`);
    assert.equal(json.state, 'done');
    assert.equal(json.resource, 'modules');
    assert.equal(json.attempt, 1);
    assert.deepEqual(json.result, { slices: 3 });
    assert.deepEqual(json.progress, { done: 3, total: 3, phase: 'slices' });
    assert.equal(json.error_code, null);
    assert.ok(json.started_at <= json.finished_at);
    assert.deepEqual(jobs.slices(id), [0, 1, 2]);
  });

  test('is heard of from its beginning to its end', async () => {
    const feed = await Feed.open(sauda.url, { token: accessToken(team.manager), topics: 'jobs' });
    await feed.ready();
    const [id] = jobs.enqueue({ params: { slices: 12, pause_ms: 100 } });
    const frames = (await feed.until((frame) => frame.id === id && frame.type === 'job.finished')).filter(
      (frame) => frame.id === id, // its marks are jobs too
    );
    const [events, progress] = [frames.filter((frame) => frame.cursor), frames.filter((frame) => !frame.cursor)];
    assert.deepEqual(
      events.map(({ type, data }) => [type, data.state]),
      [['job.created', 'queued'], ['job.updated', 'running'], ['job.finished', 'done']],
    );
    assert.deepEqual(events[2].changed, ['result', 'state']);
    assert.deepEqual(events[2].data.progress, { done: 12, total: 12, phase: 'slices' });
    assert.ok(!('lease_id' in events[1].data) && !('checkpoint' in events[1].data));
    assert.ok(progress.length >= 2 && progress.length <= 8, `${progress.length} frames of progress in 1.2 s`);
    const dones = progress.map(({ type, data }) => {
      assert.equal(type, 'job.progress');
      const { progress: { done, ...rest }, ...others } = data;
      assert.deepEqual(rest, { total: 12, phase: 'slices' });
      assert.deepEqual(others, { id, kind: 'modules.test_run', resource: 'modules', state: 'running' });
      return done;
    });
    assert.deepEqual(dones, dones.toSorted((a, b) => a - b));
    feed.destroy();
  });

  test('shows how far it is while it runs', async () => {
    const [id] = jobs.enqueue({ params: { slices: 40, pause_ms: 100 } });
    const { progress } = await jobs.until(id, (job) => job.progress.done > 0);
    assert.equal(progress.total, 40);
    await call('POST', `/${id}/cancel`);
    await jobs.until(id, 'cancelled');
  });

  test('whose result is no JSON has failed by our fault', async () => {
    const [id] = jobs.enqueue({ params: { result: 'no json' } });
    const job = await jobs.until(id, (j) => j.finished_at);
    assert.equal(job.state, 'failed');
    assert.equal(job.error_code, 'internal');
    assert.equal(job.result, null);
  });

  test('of a kind that nobody knows stays queued', async () => {
    const [id] = jobs.enqueue({ kind: 'modules.of_tomorrow', priority: 100 });
    await sleep(1500);
    assert.equal(jobs.get(id).state, 'queued');
    await call('POST', `/${id}/cancel`);
  });

  test('is the one that is there where its key is taken', async () => {
    const [id] = jobs.enqueue({
      kind: 'modules.test_enqueue',
      params: { key: 'the same', params: { slices: 1, pause_ms: 300 } },
    });
    const { enqueued: [first, second] } = (await jobs.until(id, 'done')).result;
    assert.equal(first.is_new, true);
    assert.deepEqual(second, { ...first, is_new: false });
    await jobs.until(first.id, 'done');
    const [again] = jobs.enqueue({
      kind: 'modules.test_enqueue',
      params: { key: 'the same', params: { slices: 1 } },
    });
    const { enqueued: [third] } = (await jobs.until(again, 'done')).result;
    assert.equal(third.is_new, true);
    assert.notEqual(third.id, first.id);
    assert.equal((await jobs.until(third.id, 'done')).max_attempts, 5);
  });
});

describe('the order', () => {
  test('is by priority, then by time; not before its time', async () => {
    const [gate] = jobs.enqueue({ kind: 'modules.test_alone', params: { slices: 1, pause_ms: 1000 } });
    await jobs.noted(gate, 'begin');
    const [low, first, second, later, high] = jobs.enqueue(
      { kind: 'modules.test_alone', priority: -10, delayS: -30 },
      { kind: 'modules.test_alone', delayS: -20 },
      { kind: 'modules.test_alone', delayS: -10 },
      { kind: 'modules.test_alone', priority: 100, delayS: 3600 },
      { kind: 'modules.test_alone', priority: 10 },
    );
    await jobs.until(low, 'done');
    assert.deepEqual(begun([low, first, second, later, high]), [high, first, second, low]);
    assert.equal(jobs.get(later).state, 'queued');
    await call('POST', `/${later}/cancel`);
  });

  test('lets four run at once, and of a kind no more than it wants', async () => {
    const ids = jobs.enqueue(...range(12).map(() => ({ params: { slices: 1, pause_ms: 200 } })));
    const alone = jobs.enqueue(...range(3).map(() => ({ kind: 'modules.test_alone', params: { slices: 1, pause_ms: 100 } })));
    for (const id of [...ids, ...alone]) {
      await jobs.until(id, 'done');
    }
    assert.equal(mostAtOnce([...ids, ...alone]), 4);
    assert.equal(mostAtOnce(alone), 1);
    assert.deepEqual([...begun(ids)].sort(), [...ids].sort(), 'each once');
  });
});

describe('a failure', () => {
  test('that may pass is tried again after a pause', async () => {
    const [id] = jobs.enqueue({ params: { failures: 1, failure: 'passing' } });
    const put = await jobs.until(id, (job) => job.state === 'queued' && job.attempt === 1);
    assert.equal(put.error_code, 'overloaded');
    assert.equal(put.error_message, 'The other side is busy.');
    assert.equal(put.finished_at, null);
    const job = await jobs.until(id, 'done');
    assert.equal(job.attempt, 1, 'its checkpoint began the count anew');
    assert.equal(job.error_code, null);
    const [one, two] = await jobs.noted(id, 'begin', 2);
    assert.ok(two.at - one.at >= 750_000, `${two.at - one.at} µs`);
  });

  test('is waited for longer each time', async () => {
    const [id] = jobs.enqueue({ params: { failures: 9, failure: 'passing' } });
    const job = await jobs.until(id, (j) => j.state === 'queued' && j.attempt === 2);
    assert.ok(job.due_s > 2 && job.due_s <= 6.25, `${job.due_s} s`);
    await call('POST', `/${id}/cancel`);
    assert.equal(jobs.get(id).state, 'cancelled');
  });

  test('that says when to come back is tried then', async () => {
    const [id] = jobs.enqueue({ params: { failures: 1, failure: 'later' } });
    const job = await jobs.until(id, (j) => j.state === 'queued' && j.attempt === 1);
    assert.ok(job.due_s > 1.5, `${job.due_s} s`);
    await call('POST', `/${id}/cancel`);
  });

  test('is one for good at the last attempt', async () => {
    const [id] = jobs.enqueue({ maxAttempts: 1, params: { failures: 9, failure: 'passing' } });
    const job = await jobs.until(id, (j) => j.finished_at);
    assert.deepEqual([job.state, job.attempt, job.error_code], ['failed', 1, 'overloaded']);
  });

  test('that will not pass is one at once', async () => {
    const [id] = jobs.enqueue({ params: { failures: 9, failure: 'final' } });
    const job = await jobs.until(id, (j) => j.finished_at);
    assert.deepEqual([job.state, job.attempt], ['failed', 1]);
    assert.deepEqual([job.error_code, job.error_message], ['conflict', 'Nobody can do that.']);
  });
});

describe('a lease', () => {
  /** The job is somebody else's from now on, for so long. */
  const steal = (id, seconds) =>
    sauda.database.sql(
      `update jobs set lease_id = gen_random_uuid(), lease_until = now() + interval '${seconds} s' where id = '${id}'`,
    );

  test('that somebody else has lets nothing be committed any more', async () => {
    const [id] = jobs.enqueue({ params: { slices: 50, pause_ms: 100, checkpoints: false } });
    await jobs.noted(id, 'slice', 2);
    steal(id, 3600);
    const committed = jobs.slices(id);
    await jobs.noted(id, 'failed');
    assert.deepEqual(jobs.slices(id), committed);
    assert.equal(jobs.get(id).state, 'running', 'nor is it ended');
    await call('POST', `/${id}/cancel`);
    steal(id, -1);
    await jobs.until(id, 'cancelled');
  });

  test('that was taken over is gone on with from the last slice that was committed', async () => {
    const [id] = jobs.enqueue({ params: { slices: 10, pause_ms: 300 } });
    await jobs.noted(id, 'slice', 2);
    steal(id, -1);
    await jobs.noted(id, 'failed');
    await jobs.until(id, 'done');
    assert.deepEqual(jobs.slices(id), range(10), 'each slice once');
    assert.equal(begun([id]).length, 2);
  });

  test('that has run out lets the job be begun again, given up or cancelled', async () => {
    const ids = jobs.enqueue(...range(3).map(() => ({ delayS: 3600, maxAttempts: 2 })));
    const [again, given, cancelled] = ids;
    sauda.database.sql(`
      update jobs
      set state = 'running', lease_id = gen_random_uuid(), lease_until = now() - interval '1 s', started_at = now(),
          attempt = case id when '${given}' then 2 else 1 end, is_cancel_requested = id = '${cancelled}'
      where id in ('${ids.join("', '")}')`);
    assert.equal((await jobs.until(cancelled, 'cancelled')).error_code, null);
    assert.equal((await jobs.until(given, 'failed')).error_code, 'job_abandoned');
    await jobs.until(again, 'done');
    assert.deepEqual(begun(ids), [again]);
  });
});

describe('cancelling', () => {
  test('ends at once what waits', async () => {
    const [id] = jobs.enqueue({ delayS: 3600 });
    const reply = await call('POST', `/${id}/cancel`);
    assert.equal(reply.status, 200);
    assert.equal(reply.json.state, 'cancelled');
    assertError(await call('POST', `/${id}/cancel`), 409, 'job_finished');
    assert.deepEqual(jobs.notes(id), []);
  });

  test('asks what runs, which ends with its slice and goes on from there when it is retried', async () => {
    const [id] = jobs.enqueue({ params: { slices: 30, hold_ms: 100 } });
    await jobs.noted(id, 'slice', 2);
    const reply = await call('POST', `/${id}/cancel`);
    assert.equal(reply.status, 202);
    assert.equal(reply.json.state, 'running');
    assert.equal(reply.json.is_cancel_requested, true);
    const cancelled = await jobs.until(id, 'cancelled', 3000);
    assert.equal(cancelled.result, null);
    const done = jobs.slices(id);
    assert.deepEqual(done, range(done.length), 'what was committed stays');
    assert.ok(done.length < 30);
    assert.equal(jobs.notes(id).at(-1).what, 'cancelled');
    const retried = await call('POST', `/${id}/retry`);
    assert.equal(retried.status, 200);
    assert.deepEqual([retried.json.state, retried.json.is_cancel_requested], ['queued', false]);
    await jobs.until(id, 'done');
    assert.deepEqual(jobs.slices(id), range(30), 'each slice once');
    assert.equal(jobs.notes(id).filter((note) => note.what === 'begin').length, 2);
  });

  test('reaches a job that another process runs', async () => {
    const other = await startJobsServer({ database: sauda.database, env: SIGN_IN });
    const ids = jobs.enqueue(...range(8).map(() => ({ params: { slices: 1000, pause_ms: 50 } })));
    await waitFor(() => begun(ids).length === 8, 'eight runs');
    assert.equal(new Set(jobs.notes(...ids).map((note) => note.pid)).size, 2, 'both processes work');
    for (const id of ids) {
      assert.equal((await call('POST', `/${id}/cancel`)).status, 202);
    }
    for (const id of ids) {
      await jobs.until(id, 'cancelled');
    }
    await other.stop();
  });

  test('answers the same under the same Idempotency-Key', async () => {
    const [id] = jobs.enqueue({ delayS: 3600 });
    const headers = { ...as(team.admin), 'Idempotency-Key': 'cancel-1' };
    const [one, two] = [await call('POST', `/${id}/cancel`, { headers }), await call('POST', `/${id}/cancel`, { headers })];
    assert.equal(one.status, 200);
    assert.equal(two.text, one.text);
    assert.equal(two.headers['idempotent-replayed'], 'true');
  });
});

describe('retrying', () => {
  test('is for what failed or was cancelled', async () => {
    const [done, queued] = jobs.enqueue({}, { delayS: 3600 });
    await jobs.until(done, 'done');
    for (const id of [done, queued]) {
      assertError(await call('POST', `/${id}/retry`), 409, 'job_not_over');
    }
    const [failed] = jobs.enqueue({ maxAttempts: 1, params: { failures: 1, failure: 'passing' } });
    await jobs.until(failed, 'failed');
    const reply = await call('POST', `/${failed}/retry`);
    assert.deepEqual([reply.json.attempt, reply.json.error_code, reply.json.finished_at], [0, null, null]);
    await jobs.until(failed, 'failed');
    await call('POST', `/${queued}/cancel`);
  });

  test('is refused while another one does the same', async () => {
    const [first] = jobs.enqueue({ delayS: 3600, key: 'k' });
    await call('POST', `/${first}/cancel`);
    const [second] = jobs.enqueue({ delayS: 3600, key: 'k' });
    assertError(await call('POST', `/${first}/retry`), 409, 'already_exists');
    await call('POST', `/${second}/cancel`);
    assert.equal((await call('POST', `/${first}/retry`)).status, 200);
    await jobs.until(first, 'done');
  });

  test('wakes the queue, which would look only once a second', async () => {
    const waits = [];
    while (waits.length < 20 && !(Math.min(...waits) < 250)) {
      const [id] = jobs.enqueue({ delayS: 3600 });
      await call('POST', `/${id}/cancel`);
      await call('POST', `/${id}/retry`);
      const { run_at, started_at } = await jobs.until(id, 'done');
      waits.push(Date.parse(started_at) - Date.parse(run_at));
    }
    assert.ok(Math.min(...waits) < 250, `${waits} ms`);
  });
});

describe('the list', () => {
  test('has the newest first, by kind, by state, by page', async () => {
    const other = makeTeam(sauda.database);
    sauda.database.sql(
      range(5)
        .map(
          (i) => `insert into jobs (org_id, id, kind, state, max_attempts, finished_at)
                  values ('${other.id}', '018f8e9e-000${i}-7000-8000-${other.id.slice(-12)}', 'modules.list_${'ab'[i % 2]}',
                          '${i < 2 ? 'done' : 'queued'}', 1, ${i < 2 ? 'now()' : 'null'});`,
        )
        .join(''),
    );
    const numbers = async (query) => {
      const { status, json, text } = await call('GET', query, { who: other.employee });
      assert.equal(status, 200, text);
      return [json.items.map((job) => Number(job.id.slice(12, 13))), json.total];
    };
    assert.deepEqual(await numbers(''), [[4, 3, 2, 1, 0], 5]);
    assert.deepEqual(await numbers('?page_size=2&page=2'), [[2, 1], 5]);
    assert.deepEqual(await numbers('?kind=modules.list_b'), [[3, 1], 2]);
    assert.deepEqual(await numbers('?kind=modules.list_c'), [[], 0]);
    assert.deepEqual(await numbers('?state=done'), [[1, 0], 2]);
    assert.deepEqual(await numbers('?state=queued&kind=modules.list_a'), [[4, 2], 2]);
  });

  test('names who enqueued it', async () => {
    const [id] = jobs.enqueue({ delayS: 3600 });
    sauda.database.sql(`update jobs set created_by = '${team.office.id}' where id = '${id}'`);
    const { json } = await call('GET', `/${id}`);
    assert.deepEqual([json.created_by, json.created_by_name], [team.office.id, 'office Команда']);
    await call('POST', `/${id}/cancel`);
  });
});

describe('rights', () => {
  test('what one has begun oneself may be done again without the right to create', async () => {
    const [id] = jobs.enqueue({ kind: 'products.y', delayS: 3600 });
    sauda.database.sql(`update jobs set created_by = '${team.supervisor.id}' where id = '${id}'`);
    assert.equal((await call('POST', `/${id}/cancel`, { who: team.supervisor })).status, 200);
    assert.equal((await call('POST', `/${id}/retry`, { who: team.supervisor })).status, 200);
    await call('POST', `/${id}/cancel`);
  });

  // by resource: who may read, who may update, and who may have done again what somebody else began
  const MAY = {
    'modules.x': [['admin', 'office', 'supervisor', 'manager', 'employee'], ['admin', 'office'], ['admin', 'office']],
    'products.x': [ROLES, ['admin', 'office', 'supervisor'], ['admin', 'office']],
    'users.x': [['admin', 'office'], ['admin'], ['admin']],
  };

  for (const [kind, [readers, writers, beginners]] of Object.entries(MAY)) {
    test(`of ${kind} are those of its resource`, async () => {
      const [id] = jobs.enqueue({ kind, delayS: 3600 });
      for (const role of ROLES) {
        const who = team[role];
        const listed = (await call('GET', `?kind=${kind}`, { who })).json;
        const [got, cancelled, retried] = [
          await call('GET', `/${id}`, { who }),
          await call('POST', `/${id}/cancel`, { who }),
          await call('POST', `/${id}/retry`, { who }),
        ];
        if (!readers.includes(role)) {
          assert.deepEqual([listed.items, listed.total], [[], 0], role);
          [got, cancelled, retried].forEach((reply) => assertError(reply, 404, 'not_found'));
        } else {
          assert.deepEqual(listed.items.map((job) => job.id), [id], role);
          assert.equal(got.status, 200);
          for (const [reply, permitted] of [[cancelled, writers], [retried, beginners]]) {
            if (permitted.includes(role)) assert.equal(reply.status, 200);
            else assertError(reply, 403, 'forbidden');
          }
        }
      }
      await call('POST', `/${id}/cancel`);
    });
  }

  test('hold for the feed, live and replayed', async () => {
    const open = async (role, since) => {
      const feed = await Feed.open(sauda.url, { token: accessToken(team[role]), topics: 'jobs', ...(since && { since }) });
      return [feed, since ? null : await feed.ready()];
    };
    const [[manager, since], [promoter]] = [await open('manager'), await open('promoter')];
    const [module, product, user] = jobs.enqueue(
      { kind: 'modules.x', delayS: 3600 },
      { kind: 'products.x', delayS: 3600 },
      { kind: 'users.x', delayS: 3600 },
    );
    const isNew = (frame) => frame.type === 'job.created';
    const idsOf = async (feed, n) => {
      const ids = [];
      while (ids.length < n) ids.push((await feed.until(isNew)).at(-1).id);
      return [...ids, ...(await feed.during(1000)).filter(isNew).map(({ id }) => id)];
    };
    assert.deepEqual((await idsOf(manager, 2)).sort(), [module, product].sort());
    assert.deepEqual(await idsOf(promoter, 1), [product]);
    const [again] = await open('promoter', since);
    assert.deepEqual(await idsOf(again, 1), [product]);
    for (const id of [module, product, user]) {
      await call('POST', `/${id}/cancel`);
    }
    [manager, promoter, again].forEach((feed) => feed.destroy());
  });
});

describe('upkeep', () => {
  test('removes what has ended 30 days ago', async () => {
    const [old, young, waiting] = jobs.enqueue({ delayS: 3600 }, { delayS: 3600 }, { delayS: 3600 });
    const end = (id, days) =>
      sauda.database.sql(
        `update jobs set state = 'done', finished_at = now() - interval '${days} days' where id = '${id}'`,
      );
    end(old, 31);
    end(young, 29);
    sauda.database.sql(`update jobs set created_at = now() - interval '60 days' where id = '${waiting}'`);
    const other = await startJobsServer({ database: sauda.database, env: SIGN_IN }); // looks soon after its start
    await waitFor(() => !jobs.get(old), 'the end of the old one');
    assert.ok(jobs.get(young) && jobs.get(waiting));
    await other.stop();
    await call('POST', `/${waiting}/cancel`);
  });
});
