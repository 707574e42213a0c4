// SPDX-License-Identifier: MIT
// Checks while the database goes away and comes back: what was found meanwhile is stored, once, and the schedule goes on.
import assert from 'node:assert/strict';
import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { answers } from '../support/cluster.mjs';
import { Feed } from '../support/feed.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { waitFor } from '../support/patience.mjs';
import { psql } from '../support/postgres.mjs';
import { startSauda, temporaryFolder } from '../support/sauda.mjs';
import { startServices } from '../support/services.mjs';

let dataDir;
let sauda;
let services;

before(async () => {
  services = await startServices();
  dataDir = temporaryFolder();
  sauda = await startSauda({ dataDir });
});
after(async () => {
  closeConnections();
  await sauda?.stop();
  await services?.stop();
});

const pg = () => realpathSync(join(dataDir, 'pg'));
const postmaster = () => Number(readFileSync(join(pg(), 'postmaster.pid'), 'utf8').split('\n')[0]);
const url = () => `postgresql://sauda@/sauda?host=${encodeURIComponent(join(dirname(pg()), 'socket'))}`;
const rows = (query) => JSON.parse(psql(url(), `select coalesce(json_agg(t), '[]') from (${query}) t`));

async function create(kind, health) {
  const json = { name: kind, platform: 'olx', api_url: services.url + kind, config: { health } };
  const reply = await request(sauda.url, 'POST', '/api/modules', { json });
  assert.equal(reply.status, 201, reply.text);
  return reply.json.id;
}

const isUp = () => answers(sauda);
const checksOf = (id) => rows(`select is_healthy, checked_at from module_checks where module_id = '${id}' order by checked_at`);

test('what was found while the database was away is stored when it is back', async () => {
  const held = [];
  for (let i = 0; i < 20; i++) {
    services.hold(`held-${i}`);
    held.push(await create(`/set/held-${i}`, { interval_s: 86400, timeout_ms: 30000 }));
  }
  await waitFor(() => held.every((_, i) => services.isHeld(`held-${i}`)), 'the checks');
  process.kill(postmaster(), 'SIGKILL');
  await waitFor(async () => !(await isUp()), 'the end of the database');
  held.forEach((_, i) => services.release(`held-${i}`, i % 2 ? 200 : 503));
  await waitFor(isUp, 'the database');
  await waitFor(() => held.every((id) => checksOf(id).length === 1), 'the results');
  await sleep(1500);
  held.forEach((id, i) => {
    const checks = checksOf(id);
    assert.equal(checks.length, 1, 'stored once');
    assert.equal(checks[0].is_healthy, i % 2 === 1);
  });
  const [{ checks }] = rows(`select sum(checks)::int as checks from module_check_rollups where module_id in ('${held.join("','")}')`);
  assert.equal(checks, 20);
});

test('the schedule goes on, however often the database dies', async () => {
  const ids = await Promise.all(Array.from({ length: 10 }, (_, i) => create(`/healthy/on/${i}`, { interval_s: 10 })));
  for (let i = 0; i < 3; i++) {
    await sleep(700);
    process.kill(postmaster(), 'SIGKILL');
    await waitFor(async () => !(await isUp()), 'the end of the database');
    await waitFor(isUp, 'the database');
  }
  const before = ids.map((_, i) => services.hitsOf(`/healthy/on/${i}`).length);
  // a claim that was lost with the database comes due again within the interval and half a minute
  await waitFor(() => ids.every((_, i) => services.hitsOf(`/healthy/on/${i}`).length >= before[i] + 2), 'two more checks of each', 120_000);
  for (const id of ids) {
    const [{ checks, raw }] = rows(`select (select sum(checks)::int from module_check_rollups where module_id = '${id}' and resolution = 'hour') as checks,
                                           (select count(*)::int from module_checks where module_id = '${id}') as raw`);
    assert.equal(checks, raw);
  }
});

test('a stop stores what was found, and does not wait for what hangs', async () => {
  const hanging = await create('/hanging', { interval_s: 86400, timeout_ms: 30000 });
  await waitFor(() => services.hitsOf('/hanging').length === 1, 'the check that hangs');
  const feed = await Feed.open(sauda.url, { topics: 'modules' });
  await feed.ready();
  const found = await create('/healthy/last', { interval_s: 86400 });
  await feed.until((frame) => frame.type === 'module.checked' && frame.id === found);
  feed.destroy();
  const began = Date.now();
  await sauda.stop();
  assert.ok(Date.now() - began < 20_000);
  sauda = await startSauda({ dataDir });
  assert.equal(checksOf(found).length, 1);
  assert.equal(checksOf(hanging).length, 0);
});
