// SPDX-License-Identifier: MIT
// The schedule: several processes share one database, and no module is checked twice in an interval.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeConnections, request } from '../support/http.mjs';
import { waitFor } from '../support/patience.mjs';
import { startSauda } from '../support/sauda.mjs';
import { startServices } from '../support/services.mjs';

let first;
let second;
let services;
let sql;
let rows;

before(async () => {
  services = await startServices();
  first = await startSauda();
  ({ sql, rows } = first.database);
  second = await startSauda({ env: { DATABASE_URL: first.database.url } });
});
after(async () => {
  closeConnections();
  await second?.stop();
  await first?.stop();
  await services?.stop();
});
beforeEach(() => sql('delete from platform_modules; delete from module_checks; delete from module_check_rollups'));

const api = async (method, path, json, status = 200, base = first.url) => {
  const reply = await request(base, method, `/api/modules${path}`, { json });
  assert.equal(reply.status, status, `${reply.what}: ${reply.text}`);
  return reply.json;
};
const create = (kind, health) => api('POST', '/', { name: kind, platform: 'olx', api_url: services.url + kind, config: { health } }, 201);

/** Modules behind the program's back, which are not due. */
function insert(n, kind, health = { interval_s: 86400 }) {
  sql(`with made as (
         insert into platform_modules (org_id, id, name, platform, status, api_url, rank, config)
         select (select id from organizations), gen_random_uuid(), '${kind}', 'olx', 'testing', '${services.url}${kind}/' || i, i,
                '${JSON.stringify({ health })}'
         from generate_series(1, ${n}) i returning org_id, id)
       insert into module_health (org_id, module_id, next_check_at) select org_id, id, 'infinity' from made`);
}
const allDue = () => sql('update module_health set next_check_at = now()');
const checked = () => rows('select count(*)::int as n, count(distinct module_id)::int as modules from module_checks')[0];

test('two processes share the work, and nothing is done twice', async () => {
  const n = 300;
  insert(n, '/healthy/shared');
  for (let round = 1; round <= 4; round++) {
    allDue();
    const hits = () => Array.from({ length: n }, (_, i) => services.hitsOf(`/healthy/shared/${i + 1}`).length);
    await waitFor(() => hits().every((h) => h >= round), `round ${round}`);
    await waitFor(() => checked().n >= n * round, 'the results');
    await sleep(100);
    assert.deepEqual(hits(), Array(n).fill(round));
  }
  assert.deepEqual(checked(), { n: n * 4, modules: n });
  const { checks, ok } = rows('select sum(checks)::int as checks, sum(ok)::int as ok from module_check_rollups')[0];
  assert.deepEqual({ checks, ok }, { checks: n * 4, ok: n * 4 });
  assert.equal(rows('select count(*)::int as n from module_health where next_check_at < now() + interval \'20 hours\'')[0].n, 0);
});

test('a module with an interval is checked once in each', async () => {
  const modules = await Promise.all(Array.from({ length: 5 }, (_, i) => create(`/healthy/every/${i}`, { interval_s: 10 })));
  const hitsOf = (_, i) => services.hitsOf(`/healthy/every/${i}`);
  await waitFor(() => modules.map(hitsOf).every((hits) => hits.length >= 4), 'four checks of each', 120_000);
  for (const hits of modules.map(hitsOf)) {
    const gaps = hits.slice(1).map((at, k) => at - hits[k]);
    assert.ok(gaps.every((ms) => ms > 8000), `${gaps} ms between checks of 10 s`); // ± a tenth, found within a second
    assert.ok(Math.min(...gaps) < 13_500, `${gaps} ms between checks of 10 s`);
  }
});

test('one event for each change, however many check', async () => {
  services.set('flip', 200);
  const { id } = await create('/set/flip', { interval_s: 86400 });
  const hits = () => services.hitsOf('/set/flip').length;
  await waitFor(() => checked().n === 1, 'the first check');
  let expected = 1;
  for (const status of [503, 503, 200, 200, 503]) {
    services.set('flip', status);
    allDue();
    const [a, b] = await Promise.all([first, second].map((s) => api('GET', `/${id}/health`, undefined, 200, s.url)));
    assert.equal(a.is_healthy, status === 200);
    assert.equal(b.is_healthy, status === 200);
    expected += 2;
    await waitFor(() => hits() >= expected, 'the checks');
    await sleep(300);
    expected = hits();
  }
  const events = rows(`select data ->> 'is_healthy' as now from events where entity_id = '${id}' and action = 'health_changed' order by id`);
  assert.deepEqual(events.map((e) => e.now), ['false', 'true', 'false']);
});

test('what is new or changed is checked soon', async () => {
  const { id } = await create('/healthy/new', { interval_s: 86400 });
  await waitFor(() => services.hitsOf('/healthy/new').length === 1, 'the first check');
  await api('PATCH', `/${id}`, { api_url: `${services.url}/healthy/changed` });
  await waitFor(() => services.hitsOf('/healthy/changed').length === 1, 'the check of the new address');
  await api('PATCH', `/${id}`, { config: { health: { expected_status: 204 } } });
  await waitFor(() => services.hitsOf('/healthy/changed').length === 2, 'the check under new rules');
  await api('PATCH', `/${id}`, { name: 'Another' });
  await sleep(1500);
  assert.equal(services.hitsOf('/healthy/changed').length, 2);
});

test('a check that somebody asked for stands for the next one due', async () => {
  const { id } = await create('/healthy/asked', { interval_s: 600 });
  await waitFor(() => checked().n === 1, 'the first check');
  sql(`update module_health set next_check_at = now() + interval '1 minute'`);
  await api('GET', `/${id}/health`);
  const [{ s }] = rows('select extract(epoch from next_check_at - now())::int as s from module_health');
  assert.ok(s > 480 && s < 670, `${s} s`);
});

test('the archive is left alone', async () => {
  insert(1, '/healthy/archived');
  sql(`update platform_modules set status = 'archived'`);
  allDue();
  await waitFor(() => rows('select next_check_at > now() as is_moved from module_health')[0].is_moved, 'the claim');
  assert.equal(services.hitsOf('/healthy/archived/1').length, 0);
});

test('many that are late are spread over an interval', async () => {
  insert(200, '/healthy/late', { interval_s: 600 });
  sql(`update module_health set next_check_at = now() - interval '1 day'`);
  await waitFor(() => checked().n === 200, 'the checks');
  const [{ least, most, spread }] = rows(
    `select min(s)::int as least, max(s)::int as most, stddev(s)::int as spread
     from (select extract(epoch from next_check_at - now()) as s from module_health) h`,
  );
  assert.ok(least > 540 && most < 1205 && spread > 100, `${least} to ${most} s, ${spread}`);
});

test('what a killed process had claimed comes due again', async () => {
  const killed = await startSauda({ env: { DATABASE_URL: first.database.url } });
  services.hold('orphan');
  await create('/set/orphan', { interval_s: 10, timeout_ms: 1000 });
  await waitFor(() => services.isHeld('orphan'), 'the check');
  await killed.kill('SIGKILL');
  services.release('orphan', 200);
  const [{ s }] = rows('select extract(epoch from max(next_check_at) - now())::int as s from module_health');
  assert.ok(s <= 41, `${s} s`); // the interval, and half a minute
  sql(`update module_health set next_check_at = now()`);
  await waitFor(() => rows('select is_healthy from module_health')[0].is_healthy, 'another check');
});
