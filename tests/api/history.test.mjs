// SPDX-License-Identifier: MIT
// The history of checks: what the API shows of it, how it is rolled up and when it goes. The past is made by SQL.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertReply, operations } from '../support/contract.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { waitFor } from '../support/patience.mjs';
import { createDatabase } from '../support/postgres.mjs';
import { startSauda } from '../support/sauda.mjs';

const op = operations.find((o) => o.id === 'modulesChecks');
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let sauda;
let database;

const sql = (text) => database.sql(`set timezone = 'UTC'; ${text}`);
const rows = (query) => database.rows(query);
const count = (table, where = 'true') => rows(`select count(*)::int as n from ${table} where ${where}`)[0].n;

/** A module that is never due. */
function insertModule() {
  return sql(`with made as (
                insert into platform_modules (org_id, id, name, platform, status, api_url, rank)
                select (select id from organizations), gen_random_uuid(), 'M', 'olx', 'testing', 'http://127.0.0.1:1', random()
                returning org_id, id)
              insert into module_health (org_id, module_id, next_check_at) select org_id, id, 'infinity' from made
              returning module_id`);
}

/** Checks each `everyS` from `from` to `to` (SQL times), counted in their hours. Each tenth fails; latencies go 1, 2, … */
function insertChecks(id, from, to, everyS) {
  sql(`insert into module_checks (org_id, module_id, checked_at, is_healthy, status_code, latency_ms)
       select m.org_id, m.id, t, n % 10 <> 0, 200, n
       from platform_modules m,
            generate_series(${from}, ${to}, interval '${everyS} s') with ordinality s (t, n)
       where m.id = '${id}';
       insert into module_check_rollups as r (org_id, module_id, resolution, at, checks, ok)
       select org_id, module_id, 'hour', date_trunc('hour', checked_at), count(*), count(*) filter (where is_healthy)
       from module_checks where module_id = '${id}' group by 1, 2, 4
       on conflict (org_id, module_id, resolution, at) do update set checks = excluded.checks, ok = excluded.ok`);
}

async function history(id, period) {
  const reply = await request(sauda.url, 'GET', `/api/modules/${id}/checks${period ? `?period=${period}` : ''}`);
  assert.equal(reply.status, 200, reply.text);
  assertReply(op, reply);
  return reply.json;
}

// What is old is there before the program starts, so that its first round finds it.
const old = {};
before(async () => {
  database = await createDatabase();
  sauda = await startSauda({ env: { DATABASE_URL: database.url } }); // makes the organisation
  await sauda.stop();
  sql(`update module_health set next_check_at = 'infinity'`);

  old.rolled = insertModule();
  insertChecks(old.rolled, `date_trunc('hour', now()) - interval '3 hours'`, `date_trunc('hour', now()) - interval '2 hours 1 s'`, 36);
  old.days = insertModule();
  insertChecks(old.days, `date_trunc('day', now()) - interval '2 days'`, `date_trunc('day', now()) - interval '1 s'`, 240);
  old.withoutRaw = insertModule();
  sql(`insert into module_check_rollups
       select org_id, id, 'hour', date_trunc('day', now()) - interval '20 days' + i * interval '1 hour', 10, 9, i, i + 10, i + 20, i + 30, true
       from platform_modules, generate_series(0, 23) i where id = '${old.withoutRaw}';
       insert into module_check_rollups
       select org_id, id, 'day', date_trunc('day', now()) - interval '20 days', 0, 0 from platform_modules where id = '${old.withoutRaw}'`);

  old.expired = insertModule();
  insertChecks(old.expired, `now() - interval '9 days'`, `now() - interval '6 days 23 hours'`, 20);
  sql(`insert into module_check_rollups
       select org_id, id, 'hour', date_trunc('hour', now()) - i * interval '1 day', 10, 9, 1, 1, 1, 1, true
       from platform_modules, generate_series(60, 120) i where id = '${old.expired}';
       insert into module_check_rollups
       select org_id, id, 'day', date_trunc('day', now()) - i * interval '1 day', 10, 9, 1, 1, 1, 1, true
       from platform_modules, generate_series(700, 800) i where id = '${old.expired}';
       insert into module_outages (org_id, module_id, started_at, ended_at)
       select org_id, id, now() - i * interval '1 day', now() - i * interval '1 day' + interval '1 hour'
       from platform_modules, generate_series(700, 800) i where id = '${old.expired}'`);

  old.deleted = insertModule();
  insertChecks(old.deleted, `now() - interval '2 days'`, `now() - interval '5 hours'`, 20);
  sql(`insert into module_outages (org_id, module_id, started_at) select org_id, id, now() from platform_modules where id = '${old.deleted}';
       delete from platform_modules where id = '${old.deleted}'`);

  sql(`insert into idempotency_keys (org_id, actor, operation, key, request_hash, status, headers, body, created_at)
       select o.id, o.id, 'x', i::text, '', 200, '{}', '', now() - i * interval '1 hour' from organizations o, generate_series(1, 12000) i`);
  sql(`create table events_2020_01 (like events including defaults including constraints);
       alter table events attach partition events_2020_01 for values from ('2020-01-01') to ('2020-02-01');
       drop table events_${new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() + 3, 1)).toISOString().slice(0, 7).replace('-', '_')}`);
  sauda = await startSauda({ env: { DATABASE_URL: database.url } });
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

/** Waits until an hour has begun, if it is about to: what is put in belongs to the one in which it is looked at. */
async function clearOfTheHour() {
  const left = HOUR_MS - (Date.now() % HOUR_MS);
  if (left < 10_000) {
    await sleep(left + 100);
  }
}

describe('what is shown', () => {
  test('a day of few checks: each by itself', async () => {
    const id = insertModule();
    insertChecks(id, `now() - interval '25 hours'`, `now() - interval '1 s'`, 600);
    const h = await history(id);
    assert.equal(h.period, '24h');
    assert.equal(h.resolution, 'raw');
    assert.ok(Math.abs(h.points.length - 144) <= 1, `${h.points.length}`);
    assert.ok(h.points.every((p) => p.checks === 1 && [0, 1].includes(p.ok_share)));
    const bad = h.points.find((p) => p.ok_share === 0);
    assert.deepEqual([bad.latency_min_ms, bad.latency_median_ms, bad.latency_p95_ms, bad.latency_max_ms], [null, null, null, null]);
    assert.ok(h.points.every((p, i) => i === 0 || p.at > h.points[i - 1].at));
  });

  test('a day of many checks: steps of five minutes', async () => {
    const id = insertModule();
    insertChecks(id, `now() - interval '25 hours'`, `now() - interval '1 s'`, 10);
    const h = await history(id, '24h');
    assert.equal(h.resolution, 'raw');
    assert.ok(h.points.length >= 288 && h.points.length <= 289);
    const total = h.points.reduce((sum, p) => sum + p.checks, 0);
    assert.ok(Math.abs(total - 8640) <= 6, `${total}`);
    const whole = h.points[100];
    assert.equal(whole.checks, 30);
    assert.equal(whole.ok_share, 0.9);
    assert.equal(Date.parse(whole.at) % 300_000, 0);
    assert.equal(whole.latency_max_ms - whole.latency_min_ms, whole.latency_min_ms % 10 === 1 ? 28 : 29);
    assert.ok(whole.latency_min_ms < whole.latency_median_ms && whole.latency_median_ms < whole.latency_p95_ms);
    assert.ok(Math.abs(h.uptime - 0.9) < 0.001);
  });

  test('a week by hours, the running one too', async () => {
    await clearOfTheHour();
    const id = insertModule();
    sql(`insert into module_check_rollups
         select org_id, id, 'hour', date_trunc('hour', now()) - i * interval '1 hour', 100, 99, i, i + 1, i + 2, i + 3, true
         from platform_modules, generate_series(1, 200) i where id = '${id}'`);
    insertChecks(id, `greatest(date_trunc('hour', now()), now() - interval '30 s')`, 'now()', 1);
    const h = await history(id, '7d');
    assert.equal(h.resolution, 'hour');
    assert.equal(h.points.length, 168);
    const last = h.points.at(-1);
    assert.equal(Date.parse(last.at), Math.floor(Date.now() / HOUR_MS) * HOUR_MS);
    assert.equal(last.latency_min_ms, 1);
    assert.ok(last.latency_max_ms >= last.latency_median_ms);
    assert.deepEqual(h.points.at(-2), {
      at: new Date(Date.parse(last.at) - HOUR_MS).toISOString(),
      checks: 100, ok_share: 0.99, latency_min_ms: 1, latency_median_ms: 2, latency_p95_ms: 3, latency_max_ms: 4,
    });
  });

  test('months by days, put together from hours where a day is not over', async () => {
    await clearOfTheHour();
    const id = insertModule();
    const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
    sql(`insert into module_check_rollups
         select org_id, id, 'day', date_trunc('day', now()) - i * interval '1 day', 1000, 990, 5, 6, 7, 8, true
         from platform_modules, generate_series(2, 500) i where id = '${id}';
         insert into module_check_rollups
         select org_id, id, 'hour', date_trunc('day', now()) - interval '1 day' + i * interval '1 hour', 10, 5, 100 - i, 200, 300, 400 + i, true
         from platform_modules, generate_series(0, 23) i where id = '${id}'`);
    insertChecks(id, `greatest(date_trunc('day', now()), now() - interval '30 s')`, 'now()', 1);
    const h = await history(id, '90d');
    assert.equal(h.resolution, 'day');
    assert.equal(h.points.length, 90);
    assert.equal(Date.parse(h.points.at(-1).at), today);
    assert.ok(h.points.at(-1).latency_min_ms === 1);
    assert.deepEqual(h.points.at(-2), {
      at: new Date(today - DAY_MS).toISOString(),
      checks: 240, ok_share: 0.5, latency_min_ms: 77, latency_median_ms: 200, latency_p95_ms: 300, latency_max_ms: 423,
    });
    assert.equal(h.points.at(-3).checks, 1000);
    assert.equal((await history(id, '1y')).points.length, 365);
  });

  test('outages that lasted into the period, the newest first', async () => {
    const id = insertModule();
    sql(`insert into module_outages (org_id, module_id, started_at, ended_at, checks, error)
         select m.org_id, m.id, now() - s::interval, now() - e::interval, 3, 'HTTP 503'
         from platform_modules m,
              (values ('80 days', '79 days'), ('5 days', '4 days'), ('2 days', '10 hours'), ('3 hours', '2 hours'), ('90 s', null)) v (s, e)
         where m.id = '${id}'`);
    const of = async (period) => (await history(id, period)).outages;
    assert.deepEqual([(await of('24h')).length, (await of('7d')).length, (await of('90d')).length], [3, 4, 5]);
    const [open, short, long] = await of('24h');
    assert.equal(open.ended_at, null);
    assert.ok(open.duration_s >= 90 && open.duration_s < 200);
    assert.equal(short.duration_s, 3600);
    assert.equal(long.duration_s, 38 * 3600);
    assert.deepEqual([short.checks, short.error], [3, 'HTTP 503']);
  });

  test('no history yet', async () => {
    const id = insertModule();
    for (const period of ['24h', '7d', '90d', '1y']) {
      const h = await history(id, period);
      assert.deepEqual([h.module_id, h.period, h.uptime, h.points, h.outages], [id, period, null, [], []]);
    }
  });
});

describe('rolling up', () => {
  test('an hour that is over gets its latencies, those of the checks that succeeded', async () => {
    const where = `module_id = '${old.rolled}' and resolution = 'hour'`;
    await waitFor(() => count('module_check_rollups', `${where} and is_final`) === 1, 'the hour');
    const [hour] = rows(`select * from module_check_rollups where ${where}`);
    assert.deepEqual([hour.checks, hour.ok], [100, 90]);
    // 1 to 100 without each tenth
    assert.deepEqual([hour.latency_min_ms, hour.latency_median_ms, hour.latency_p95_ms, hour.latency_max_ms], [1, 49, 95, 99]);
  });

  test('days that are over follow their hours', async () => {
    const where = `module_id = '${old.days}' and resolution = 'day'`;
    await waitFor(() => count('module_check_rollups', `${where} and is_final`) === 2, 'the days');
    const [first] = rows(`select * from module_check_rollups where ${where} order by at`);
    assert.deepEqual([first.checks, first.ok], [360, 324]);
    assert.deepEqual([first.latency_min_ms, first.latency_median_ms, first.latency_p95_ms, first.latency_max_ms], [1, 179, 342, 359]);
    assert.equal(count('module_check_rollups', `module_id = '${old.days}' and resolution = 'hour' and is_final`), 48);
  });

  test('a day whose raw checks are gone is put together from its hours', async () => {
    const where = `module_id = '${old.withoutRaw}' and resolution = 'day' and is_final`;
    await waitFor(() => count('module_check_rollups', where) === 1, 'the day');
    const [day] = rows(`select * from module_check_rollups where ${where}`);
    assert.deepEqual([day.checks, day.ok, day.latency_min_ms, day.latency_median_ms, day.latency_p95_ms, day.latency_max_ms], [240, 216, 0, 21, 42, 53]);
  });
});

describe('what is old goes', () => {
  test('raw checks after 7 days, hours after 90, days and outages after 2 years', async () => {
    const id = old.expired;
    await waitFor(() => count('module_outages', `module_id = '${id}' and ended_at < now() - interval '2 years'`) === 0, 'the outages');
    assert.equal(count('module_checks', `module_id = '${id}' and checked_at < now() - interval '7 days 1 minute'`), 0);
    assert.ok(Math.abs(count('module_checks', `module_id = '${id}'`) - 180) < 10);
    const hours = `module_id = '${id}' and resolution = 'hour'`;
    assert.equal(count('module_check_rollups', `${hours} and at < now() - interval '90 days 1 minute'`), 0);
    assert.ok(count('module_check_rollups', `${hours} and at < now() - interval '59 days'`) >= 30);
    assert.equal(count('module_check_rollups', `module_id = '${id}' and resolution = 'day' and at < now() - interval '2 years 1 minute'`), 0);
    assert.ok(count('module_outages', `module_id = '${id}'`) >= 30);
  });

  test('all of a deleted module', async () => {
    for (const table of ['module_checks', 'module_check_rollups', 'module_outages']) {
      await waitFor(() => count(table, `module_id = '${old.deleted}'`) === 0, table);
    }
  });

  test('kept answers after a day', async () => {
    await waitFor(() => count('idempotency_keys') < 25, 'the keys');
    assert.ok(count('idempotency_keys') >= 23);
  });

  test('partitions of events, and those to come are there', async () => {
    await waitFor(() => rows(`select to_regclass('events_2020_01') as name`)[0].name === null, 'the old one');
    assert.equal(count('pg_inherits', `inhparent = 'events'::regclass`), 4);
  });

  test('what others need is left', () => {
    assert.ok(count('module_checks', `module_id = '${old.days}'`) === 720);
    assert.doesNotMatch(sauda.err, / (error|warn) /);
  });
});
