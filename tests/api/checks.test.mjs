// SPDX-License-Identifier: MIT
// Health checks against services that behave and misbehave: what is found, what is stored, who is told.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertError, assertReply, operations } from '../support/contract.mjs';
import { Feed } from '../support/feed.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { waitFor } from '../support/patience.mjs';
import { startSauda } from '../support/sauda.mjs';
import { startServices } from '../support/services.mjs';

const byId = Object.fromEntries(operations.map((op) => [op.id, op]));

let sauda;
let services;
let sql;
let rows;

before(async () => {
  services = await startServices();
  sauda = await startSauda();
  ({ sql, rows } = sauda.database);
});
after(async () => {
  closeConnections();
  await sauda?.stop();
  await services?.stop();
});

const api = (method, path, json) => request(sauda.url, method, `/api/modules${path}`, { json });

async function ok(promise, status = 200) {
  const reply = await promise;
  assert.equal(reply.status, status, `${reply.what}: ${reply.text}`);
  return reply.json;
}

/** A module on one of the services, by default one that the schedule leaves alone for a day. */
const create = (kind, { health, ...fields } = {}) =>
  ok(
    api('POST', '/', {
      name: kind,
      platform: 'olx',
      api_url: services.url + kind,
      config: { health: { interval_s: 86400, timeout_ms: 5000, ...health } },
      ...fields,
    }),
    201,
  );

const get = (id) => ok(api('GET', `/${id}`));

/** Checks a module now; the reply is what the contract promises. */
async function check(id) {
  const reply = await api('GET', `/${id}/health`);
  assertReply(byId.modulesCheck, reply);
  return ok(reply);
}

/** A module whose first check, the schedule's own, has been stored. */
async function createChecked(kind, fields) {
  const module = await create(kind, fields);
  return waitFor(async () => {
    const now = await get(module.id);
    return now.last_health_check && now;
  }, 'the first check');
}

const eventsOf = (id) => rows(`select action, data, before from events where entity_id = '${id}' and action = 'health_changed' order by id`);

describe('what is found', () => {
  const found = [
    ['/healthy', true, 200],
    ['/shouting', true, 200],
    ['/text', true, 200],
    ['/empty', true, 204],
    ['/array', true, 200],
    ['/number', true, 200],
    ['/slow', true, 200],
    ['/broken', true, 200],
    ['/nested', true, 200],
    ['/huge', true, 200],
    ['/moved', true, 200],
    ['/hops/3', true, 200],
    ['/away', true, 200],
    ['/failing', false, 503, /^HTTP 503$/],
    ['/teapot', false, 418, /^HTTP 418$/],
    ['/down', false, 200, /"down"/],
    ['/disguised', false, 200, /"down"/],
    ['/dripping', false, 200, /did not end within 5000 ms/],
    ['/hanging', false, null, /no answer within 5000 ms/],
    ['/closing', false, null, /no proper answer/],
    ['/breaking', false, 200, /no proper answer/],
    ['/garbage', false, null, /no proper answer/],
    ['/looping', false, 302, /more than 3 redirects/],
    ['/hops/4', false, 302, /more than 3 redirects/],
    ['/metadata', false, null, /169\.254\.169\.254 is private or reserved/],
    ['/inside', false, null, /10\.0\.0\.1 is private or reserved/],
    ['/mapped', false, null, /::ffff:169\.254\.169\.254 is private or reserved/],
    ['/file', false, 302, /not followed/],
  ];

  test('each kind of service', async () => {
    await Promise.all(
      found.map(async ([kind, isHealthy, status, error]) => {
        const { id } = await create(kind);
        const result = await check(id);
        const module = await get(id);
        assert.equal(result.module_id, id);
        assert.equal(result.is_healthy, isHealthy, `${kind}: ${result.error}`);
        assert.equal(result.status_code, status, kind);
        assert.match(result.error ?? '', error ?? /^$/, kind);
        assert.ok(Math.abs(Date.parse(result.checked_at) - Date.now()) < 600_000);
        assert.ok(result.latency_ms >= (kind === '/slow' ? 290 : 0) && result.latency_ms < 30_000, `${kind}: ${result.latency_ms} ms`);
        assert.equal(module.is_healthy, isHealthy, kind);
        assert.equal(module.last_status_code, status, kind);
        assert.equal(module.uptime_24h, isHealthy ? 1 : 0, kind);
        assert.ok(module.recent_latency_ms.length > 0 && module.recent_latency_ms.every((ms) => (ms === null) === !isHealthy), kind);
      }),
    );
  });

  test('addresses that nobody answers at, or that may not be called', async () => {
    for (const [url, error] of [
      ['http://127.0.0.1:1', /could not connect: Connection refused/],
      ['http://10.0.0.1', /may not be called/],
      ['http://169.254.169.254/latest', /may not be called/],
      ['http://[fd00:ec2::254]', /may not be called/],
      ['http://0.0.0.0:8001', /may not be called/],
      ['http://2852039166/latest', /169\.254\.169\.254 is private/],
      [services.url.replace('http:', 'https:'), /no secure connection/],
    ]) {
      const { id } = await create('/', { api_url: url });
      const result = await check(id);
      assert.equal(result.is_healthy, false, url);
      assert.equal(result.status_code, null, url);
      assert.match(result.error, error, url);
    }
  });

  test('an address with a path, and a path with a query', async () => {
    const { id } = await create('/healthy/deep/', { health_endpoint: '/health?full=1' });
    assert.equal((await check(id)).is_healthy, true);
    assert.ok(services.hitsOf('/healthy/deep').length > 0);
  });

  test('a status that is expected', async () => {
    const { id } = await create('/teapot', { health: { expected_status: 418 } });
    assert.equal((await check(id)).is_healthy, true);
    const other = await create('/text', { health: { expected_status: 204 } });
    assert.match((await check(other.id)).error, /HTTP 200 instead of 204/);
  });

  test('slow is degraded, not ill', async () => {
    const { id } = await create('/slow', { health: { degraded_ms: 100 } });
    assert.equal((await check(id)).is_healthy, true);
    assert.equal((await get(id)).is_degraded, true);
  });

  test('headers are sent, but to nobody else', async () => {
    const headers = { 'X-Key': 's3cret', Authorization: 'Bearer of-the-tenant' };
    const own = await create('/healthy/keyed', { health: { headers } });
    const away = await create('/away', { health: { headers } });
    await check(own.id);
    assert.equal(services.last.get('/healthy/keyed')['x-key'], 's3cret');
    assert.equal(services.last.get('/healthy/keyed').authorization, 'Bearer of-the-tenant');
    await check(away.id);
    assert.equal(services.last.get('/away')['x-key'], 's3cret');
    const elsewhere = services.lastElsewhere.get('/healthy');
    assert.ok(elsewhere, 'the redirect was followed');
    assert.equal(elsewhere['x-key'], undefined);
    assert.equal(elsewhere.authorization, undefined);
  });

  test('a failure is tried again as often as told, and the last try counts', async () => {
    services.set('flaky', 503);
    const { id } = await createChecked('/set/flaky', { health: { retries: 2 } });
    const before = services.hitsOf('/set/flaky').length;
    assert.equal((await check(id)).is_healthy, false);
    assert.equal(services.hitsOf('/set/flaky').length - before, 3);
    services.script('flaky', [503, 503, 200]);
    assert.equal((await check(id)).is_healthy, true);
    assert.equal(services.hitsOf('/set/flaky').length - before, 6);
    assert.equal(rows(`select checks from module_check_rollups where module_id = '${id}' and resolution = 'hour'`)[0].checks, 3, 'one result a check');
  });
});

describe('what is stored', () => {
  test('health, history and outages of a service that fails and comes back', async () => {
    services.set('ill', 200);
    const { id } = await createChecked('/set/ill');
    services.set('ill', 503);
    await check(id);
    await check(id);
    services.set('ill', 500);
    await check(id);
    const open = rows(`select * from module_outages where module_id = '${id}'`);
    assert.equal(open.length, 1);
    assert.equal(open[0].checks, 3);
    assert.equal(open[0].ended_at, null);
    assert.equal(open[0].error, 'HTTP 500');
    services.set('ill', 200);
    const { checked_at } = await check(id);
    const [closed] = rows(`select * from module_outages where module_id = '${id}'`);
    assert.equal(Date.parse(closed.ended_at), Date.parse(checked_at));
    assert.deepEqual(
      rows(`select is_healthy from module_checks where module_id = '${id}' order by checked_at`).map((r) => r.is_healthy),
      [true, false, false, false, true],
    );
    const module = await get(id);
    assert.equal(module.uptime_24h, 0.4);
    assert.deepEqual(module.recent_latency_ms.map((ms) => ms === null), [false, true, true, true, false]);
  });

  test('one event for each change of health, none for a first good check', async () => {
    services.set('flip', 200);
    const { id } = await createChecked('/set/flip');
    assert.deepEqual(eventsOf(id), []);
    for (const status of [503, 503, 503, 200, 200, 503]) {
      services.set('flip', status);
      await check(id);
    }
    assert.deepEqual(eventsOf(id).map((e) => [e.before.is_healthy, e.data.is_healthy]), [[true, false], [false, true], [true, false]]);
    const bad = await create('/failing');
    await check(bad.id);
    assert.deepEqual(eventsOf(bad.id).map((e) => [e.before.is_healthy, e.data.is_healthy]), [[null, false]]);
  });

  test('the uptime of 24 hours is that of the hours, with this check', async () => {
    const { id } = await createChecked('/healthy/uptime');
    sql(`insert into module_check_rollups (org_id, module_id, resolution, at, checks, ok, is_final)
         select org_id, id, 'hour', date_trunc('hour', now()) - i * interval '1 hour', 100, 90, true
         from platform_modules, generate_series(1, 40) i where id = '${id}'`);
    await check(id);
    assert.equal((await get(id)).uptime_24h, Number(((23 * 90 + 2) / (23 * 100 + 2)).toFixed(6)));
  });

  test('no more than 30 latencies are kept for the card', async () => {
    const { id } = await createChecked('/healthy/many');
    sql(`update module_health set recent_latency_ms = array(select generate_series(1, 30)) where module_id = '${id}'`);
    await check(id);
    const { recent_latency_ms } = await get(id);
    assert.equal(recent_latency_ms.length, 30);
    assert.deepEqual(recent_latency_ms.slice(0, 29), Array.from({ length: 29 }, (_, i) => i + 2));
  });

  test('a result counts only for what was checked', async () => {
    services.hold('held');
    const { id } = await create('/set/held');
    await waitFor(() => services.isHeld('held'), 'the check');
    await ok(api('PATCH', `/${id}`, { api_url: `${services.url}/failing` })); // while it is under way
    await waitFor(async () => (await get(id)).is_healthy === false, 'the check of the new address');
    services.release('held', 200);
    await sleep(500);
    assert.equal((await get(id)).is_healthy, false);
    assert.equal(rows(`select count(*)::int as n from module_checks where module_id = '${id}' and is_healthy`)[0].n, 0);
  });

  test('a module that is deleted or archived during its check takes no harm', async () => {
    services.hold('gone');
    services.hold('archived');
    const gone = await create('/set/gone');
    const archived = await create('/set/archived');
    await waitFor(() => services.isHeld('gone') && services.isHeld('archived'), 'the checks');
    for (const { id } of [gone, archived]) {
      await ok(api('PATCH', `/${id}/status`, { status: 'archived' }));
    }
    await ok(api('DELETE', `/${gone.id}`).then((r) => ({ ...r, json: null, status: r.status })), 204);
    services.release('gone', 200);
    services.release('archived', 200);
    await sleep(500);
    assert.equal((await api('GET', `/${gone.id}/health`)).status, 404);
    assert.equal((await get(archived.id)).last_health_check, null);
    assert.equal(rows(`select count(*)::int as n from module_checks where module_id in ('${gone.id}', '${archived.id}')`)[0].n, 0);
    await check(archived.id); // somebody wants to know: that counts
    assert.equal((await get(archived.id)).is_healthy, true);
    assert.doesNotMatch(sauda.err, / error /);
  });

  test('a clock that was ahead for a while leaves no result that stays for ever', async () => {
    const { id } = await createChecked('/healthy/ahead');
    sql(`update module_health set checked_at = now() + interval '1 day', is_healthy = false where module_id = '${id}'`);
    await check(id);
    assert.equal((await get(id)).is_healthy, true);
  });

  test('settings that were spoilt by hand stop nobody', async () => {
    const { id } = await createChecked('/healthy/spoilt');
    sql(`update platform_modules set config = '{"health":{"interval_s":"often","timeout_ms":-5,"retries":1e9,"expected_status":null}}',
                check_headers = '{"X-Key": 1}' where id = '${id}';
         update module_health set checked_at = null, next_check_at = now() where module_id = '${id}'`);
    await waitFor(async () => (await get(id)).last_health_check, 'a check');
    assert.equal((await get(id)).is_healthy, true);
  });
});

describe('who is told', () => {
  test('a frame for each check, an event for each change', async () => {
    services.set('told', 200);
    const { id } = await createChecked('/set/told', { health: { degraded_ms: 30000 } });
    const feed = await Feed.open(sauda.url, { topics: 'modules' });
    await feed.ready();
    const isOurs = (f) => f.id === id && ['module.checked', 'module.health_changed'].includes(f.type);
    const good = await check(id);
    services.set('told', 503);
    const bad = await check(id);
    const frames = [];
    while (frames.length < 3) {
      frames.push((await feed.until(isOurs)).at(-1));
    }
    feed.destroy();
    const checked = frames.filter((f) => f.type === 'module.checked');
    assert.deepEqual(
      checked.map((f) => f.data),
      [
        { ...good, is_degraded: false, uptime_24h: 1 },
        { ...bad, is_degraded: false, uptime_24h: Number((2 / 3).toFixed(6)) },
      ],
    );
    assert.ok(checked.every((f) => f.cursor === undefined));
    const [event] = frames.filter((f) => f.type === 'module.health_changed');
    assert.ok(event.cursor);
    assert.equal(event.data.is_healthy, false);
    assert.equal(event.data.error, 'HTTP 503');
  });
});

describe('several at once', () => {
  test('all but the archived are checked side by side', async () => {
    const slow = await Promise.all(Array.from({ length: 60 }, (_, i) => create(`/slow/${i}`)));
    const archived = await create('/healthy/old', { status: 'archived' });
    const began = Date.now();
    const reply = await api('POST', '/batch/health-check');
    assertReply(byId.modulesCheckAll, reply);
    const all = reply.json;
    const expected = rows(`select count(*)::int as n from platform_modules where status <> 'archived'`)[0].n;
    assert.equal(all.total, expected);
    assert.equal(all.results.length, expected);
    assert.equal(all.healthy + all.unhealthy, expected);
    assert.equal(all.results.filter((r) => r.is_healthy).length, all.healthy);
    assert.ok(slow.every(({ id }) => all.results.some((r) => r.module_id === id && r.is_healthy)));
    assert.ok(!all.results.some((r) => r.module_id === archived.id));
    assert.ok(all.duration_ms <= Date.now() - began);
    const [first, last] = [Math.min, Math.max].map((most) => most(...slow.map((_, i) => services.hitsOf(`/slow/${i}`).at(-1))));
    assert.ok(last - first < 15_000, `slow ones wait for each other: the last began ${last - first} ms behind the first`);
  });

  test('another organisation has no part in it', async () => {
    sql(`insert into organizations (id, name) values ('018f8e9e-0000-7000-8000-0000000000aa', 'Others');
         insert into platform_modules (org_id, id, name, platform, status, api_url, rank)
         values ('018f8e9e-0000-7000-8000-0000000000aa', '018f8e9e-0000-7000-8000-0000000000ab', 'Theirs', 'olx', 'testing', '${services.url}/healthy/theirs', 1);
         insert into module_health (org_id, module_id, next_check_at)
         values ('018f8e9e-0000-7000-8000-0000000000aa', '018f8e9e-0000-7000-8000-0000000000ab', now() + interval '1 day')`);
    const theirs = '018f8e9e-0000-7000-8000-0000000000ab';
    assertError(await api('GET', `/${theirs}/health`), 404, 'not_found');
    assertError(await api('GET', `/${theirs}/checks`), 404, 'not_found');
    const all = await ok(api('POST', '/batch/health-check'));
    assert.ok(!all.results.some((r) => r.module_id === theirs));
    assert.equal(services.hitsOf('/healthy/theirs').length, 0);
    sql(`update module_health set next_check_at = now() where module_id = '${theirs}'`);
    await waitFor(() => services.hitsOf('/healthy/theirs').length === 1, 'the schedule, which serves all');
  });
});
