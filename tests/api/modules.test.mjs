// SPDX-License-Identifier: MIT
// The board of modules: places, the gate before the active column, revisions, merge patches, keys, checks. Each test
// clears the board first, so its places are its own.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { assertError, assertField, assertReply, operations } from '../support/contract.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { startSauda } from '../support/sauda.mjs';
import { startServices } from '../support/services.mjs';

const COLUMNS = ['active', 'testing', 'inactive', 'archived'];
const NOWHERE = 'http://127.0.0.1:1';
const byId = Object.fromEntries(operations.map((op) => [op.id, op]));

let sauda;
let services;
let api;

before(async () => {
  services = await startServices();
  sauda = await startSauda();
  api = (method, path, options) => request(sauda.url, method, `/api/modules${path}`, options);
});
after(async () => {
  closeConnections();
  await sauda?.stop();
  await services?.stop();
});
beforeEach(async () => {
  for (const m of await board()) {
    if (m.status !== 'archived') {
      await ok(api('PATCH', `/${m.id}/status`, { json: { status: 'archived' } }));
    }
    assert.equal((await api('DELETE', `/${m.id}`)).status, 204);
  }
});

async function ok(promise, status = 200) {
  const reply = await promise;
  assert.equal(reply.status, status, `${reply.what}: ${reply.text}`);
  return reply.json;
}

const board = () => ok(api('GET', '/'));
const create = (fields = {}) =>
  ok(api('POST', '/', { json: { name: 'A module', platform: 'olx', api_url: NOWHERE, ...fields } }), 201);
const get = (id) => ok(api('GET', `/${id}`));

/** Modules named after letters, in one column. */
async function createAll(names, fields) {
  const made = [];
  for (const name of names) {
    made.push(await create({ name, ...fields }));
  }
  return made;
}

/** A service of its own for a module, which answers as it is told. */
function newService(status = 200) {
  const path = `/set/${randomUUID()}`;
  const set = (now) => services.set(path.slice('/set/'.length), now);
  set(status);
  return { url: services.url + path, set, sent: () => services.last.get(path) };
}

/** The names of a column in their order; the places must be counted through. */
async function column(status) {
  const all = (await board()).filter((m) => m.status === status);
  assert.deepEqual(
    all.map((m) => m.order),
    all.map((_, i) => i),
  );
  return all.map((m) => m.name).join('');
}

describe('reading', () => {
  test('the board comes by column and place', async () => {
    for (const status of [...COLUMNS].reverse()) {
      await createAll('ab', { status });
    }
    const all = await board();
    assert.deepEqual(
      all.map((m) => `${m.status}${m.order}${m.name}`),
      COLUMNS.flatMap((status) => [`${status}0a`, `${status}1b`]),
    );
    const reply = await api('GET', '/');
    assertReply(byId.modulesList, reply);
  });

  test('filters leave the places as they are', async () => {
    await create({ name: 'One', platform: 'olx', status: 'active', description: 'синхронизация цен' });
    await create({ name: 'Two', platform: 'satu', status: 'active' });
    const three = await create({ name: 'Three 100%', platform: 'kaspi-kz' });
    const found = async (query) => (await ok(api('GET', `/?${query}`))).map((m) => `${m.name}${m.order}`);
    assert.deepEqual(await found('status=active'), ['One0', 'Two1']);
    assert.deepEqual(await found('platform=satu'), ['Two1']);
    assert.deepEqual(await found('status=active&platform=kaspi-kz'), []);
    assert.deepEqual(await found('q=tWO'), ['Two1']);
    assert.deepEqual(await found('q=satu'), ['Two1']);
    assert.deepEqual(await found(`q=${encodeURIComponent('ЦЕН')}`), ['One0']);
    assert.deepEqual(await found('q=%25'), ['Three 100%0']);
    assert.deepEqual(await found('q=_'), []);
    assert.deepEqual(await found('q=%5C'), []);
    assert.deepEqual(await found('is_healthy=null'), ['One0', 'Two1', 'Three 100%0']);
    await ok(api('GET', `/${three.id}/health`));
    assert.deepEqual(await found('is_healthy=false'), ['Three 100%0']);
    assert.deepEqual(await found('is_healthy=true'), []);
  });

  test('one comes with its revision as ETag', async () => {
    const made = await create({ name: 'Қазақша «аты» \\ "x"\n' });
    const reply = await api('GET', `/${made.id}`);
    assertReply(byId.modulesGet, reply);
    assert.equal(reply.headers.etag, `"${made.revision}"`);
    assert.deepEqual(reply.json, made);
    assert.equal(made.name, 'Қазақша «аты» \\ "x"\n');
    assert.deepEqual(await get(made.id.toUpperCase()), made);
  });

  test('statistics count columns and health', async () => {
    const service = newService();
    await createAll('ab', { status: 'active' });
    const c = await create({ api_url: service.url });
    await create({ status: 'archived' });
    await ok(api('GET', `/${c.id}/health`));
    const reply = await api('GET', '/stats');
    assertReply(byId.modulesStats, reply);
    assert.equal(reply.json.total, 4);
    assert.deepEqual(reply.json.by_status, { active: 2, testing: 1, inactive: 0, archived: 1 });
    assert.equal(reply.json.by_health.healthy, 1);
    assert.equal(reply.json.by_health.unknown, 2);
  });
});

describe('creating', () => {
  test('fills in what is absent', async () => {
    const reply = await api('POST', '/', { json: { name: 'Kaspi', platform: 'kaspi', api_url: NOWHERE } });
    assertReply(byId.modulesCreate, reply);
    const made = reply.json;
    assert.equal(reply.headers.location, `/api/v1/modules/${made.id}`);
    assert.equal(reply.headers.etag, `"${made.revision}"`);
    assert.deepEqual(
      [made.status, made.description, made.version, made.health_endpoint, made.features, made.config, made.order],
      ['testing', '', '', '/health', [], {}, 0],
    );
    assert.deepEqual([made.is_healthy, made.last_health_check, made.is_degraded], [null, null, false]);
    assert.match(made.created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  test('keeps what is given', async () => {
    const given = {
      name: 'Satu',
      platform: 'satu',
      status: 'inactive',
      description: 'д'.repeat(2000),
      version: '1.2.3',
      api_url: 'https://satu.example:8443/api?x=1',
      health_endpoint: '/status?deep=1',
      features: ['prices', 'with "quotes"', 'a,b{c}', 'back\\slash', 'NULL', 'цены'],
      config: { limit: 0.1, nested: { list: [1, null, true, 'қ'] }, health: { interval_s: 30 } },
    };
    const made = await create(given);
    assert.deepEqual(Object.fromEntries(Object.keys(given).map((k) => [k, made[k]])), given);
  });

  test('puts it last, or where it is told', async () => {
    await createAll('abc');
    await create({ name: 'd', order: 0 });
    await create({ name: 'e', order: 2 });
    await create({ name: 'f', order: 1000000 });
    await create({ name: 'g' });
    assert.equal(await column('testing'), 'daebcfg');
  });

  test('never shows the headers of checks', async () => {
    const made = await create({ config: { health: { headers: { 'X-Token': 'secret-1' }, retries: 1 } } });
    assert.deepEqual(made.config.health, { headers: { 'X-Token': '***' }, retries: 1 });
    assert.ok(!(await api('GET', '/')).text.includes('secret-1'));
  });
});

describe('changing', () => {
  test('what is absent stays, null clears', async () => {
    const made = await create({
      description: 'words',
      version: '1',
      health_endpoint: '/x',
      features: ['a'],
      config: { a: 1, b: { c: 2, d: 3 } },
    });
    const patch = (json) => ok(api('PATCH', `/${made.id}`, { json }));
    let now = await patch({ name: 'New' });
    assert.deepEqual({ ...now, name: 0, revision: 0, updated_at: 0 }, { ...made, name: 0, revision: 0, updated_at: 0 });
    assert.equal(now.revision, made.revision + 1);
    assert.ok(now.updated_at >= made.updated_at);
    now = await patch({ config: { a: null, b: { c: 5 }, e: [] } });
    assert.deepEqual(now.config, { b: { c: 5, d: 3 }, e: [] });
    now = await patch({ description: null, version: null, health_endpoint: null, features: null, config: null });
    assert.deepEqual(
      [now.description, now.version, now.health_endpoint, now.features, now.config],
      ['', '', '/health', [], {}],
    );
    assert.equal(now.name, 'New');
  });

  test('a merge patch may say what it is', async () => {
    const made = await create();
    const reply = await api('PATCH', `/${made.id}`, {
      body: '{"version":"2"}',
      headers: { 'Content-Type': 'application/merge-patch+json' },
    });
    assertReply(byId.modulesUpdate, reply);
    assert.equal(reply.json.version, '2');
  });

  test('what only the server writes may come along as it stands', async () => {
    const made = await create();
    await ok(api('PATCH', `/${made.id}`, { json: { ...made, name: 'All of it', order: undefined } }));
    const now = await get(made.id);
    for (const [field, value] of [
      ['id', randomUUID()],
      ['revision', now.revision + 5],
      ['created_at', '2020-01-01T00:00:00.000Z'],
      ['is_healthy', true],
      ['recent_latency_ms', [1]],
      ['last_error', 'x'],
    ]) {
      assertField(await api('PATCH', `/${made.id}`, { json: { [field]: value, name: 'No' } }), field, 'read_only');
    }
    assert.deepEqual(await get(made.id), now);
  });

  test('masked headers written back are kept', async () => {
    const service = newService();
    const made = await create({
      api_url: service.url,
      config: { health: { headers: { 'X-A': 'one', 'X-B': 'two' } } },
    });
    const patch = (headers) => ok(api('PATCH', `/${made.id}`, { json: { config: { health: { headers } } } }));
    const now = await patch({ 'X-A': '***', 'X-B': null, 'X-C': 'three' });
    assert.deepEqual(now.config.health.headers, { 'X-A': '***', 'X-C': '***' });
    await ok(api('GET', `/${made.id}/health`));
    const sent = service.sent();
    assert.deepEqual([sent['x-a'], sent['x-b'], sent['x-c']], ['one', undefined, 'three']);
  });

  test('many small patches cannot outgrow 64 KiB', async () => {
    const made = await create();
    const part = (i) => api('PATCH', `/${made.id}`, { json: { config: { [`k${i}`]: 'x'.repeat(30000) } } });
    assert.equal((await part(1)).status, 200);
    assert.equal((await part(2)).status, 200);
    await part(3);
    assertField(await part(4), 'config', 'too_large');
  });

  test('If-Match tells when somebody was quicker', async () => {
    const made = await create();
    const match = (etag) => ({ headers: { 'If-Match': etag } });
    const changed = await ok(api('PATCH', `/${made.id}`, { json: { version: '1' }, ...match(`"${made.revision}"`) }));
    for (const send of [
      (o) => api('PATCH', `/${made.id}`, { json: { version: '2' }, ...o }),
      (o) => api('PATCH', `/${made.id}/status`, { json: { status: 'inactive' }, ...o }),
      (o) => api('PATCH', `/${made.id}/order`, { json: { order: 0 }, ...o }),
    ]) {
      for (const etag of [`"${made.revision}"`, '"99999999999"']) {
        const error = assertError(await send(match(etag)), 412, 'revision_mismatch');
        assert.deepEqual(error.details.current, changed);
      }
    }
    assert.deepEqual(await get(made.id), changed);
    await ok(api('PATCH', `/${made.id}`, { json: { version: '2' }, ...match('*') }));
    await ok(api('PATCH', `/${made.id}`, { json: { version: '3' }, ...match(`W/"${changed.revision + 1}"`) }));
    await ok(api('PATCH', `/${made.id}/status`, { json: { status: 'archived' } }));
    assertError(await api('DELETE', `/${made.id}`, match(`"${made.revision}"`)), 412, 'revision_mismatch');
    const last = await get(made.id);
    assert.equal((await api('DELETE', `/${made.id}`, match(`"${last.revision}"`))).status, 204);
  });
});

describe('moving', () => {
  test('every place can be reached, and only the moved one is written', async () => {
    const made = await createAll('abcde');
    let names = 'abcde';
    for (const [i, module] of made.entries()) {
      for (const place of [0, 1, 2, 3, 4, 9]) {
        const others = (await board()).filter((m) => m.id !== module.id);
        const now = await ok(api('PATCH', `/${module.id}/order`, { json: { order: place } }));
        const rest = [...names].filter((n) => n !== module.name);
        rest.splice(place, 0, module.name);
        names = rest.join('');
        assert.equal(await column('testing'), names);
        assert.equal(now.order, Math.min(place, 4));
        const after = (await board()).filter((m) => m.id !== module.id);
        assert.deepEqual(
          after.map((m) => [m.id, m.revision, m.updated_at]).sort(),
          others.map((m) => [m.id, m.revision, m.updated_at]).sort(),
          `move ${i} to ${place} wrote another's row`,
        );
      }
    }
  });

  test('before and after a neighbour', async () => {
    const [a, b, c, d] = await createAll('abcd');
    const move = (m, json) => ok(api('PATCH', `/${m.id}/order`, { json }));
    await move(d, { before_id: a.id });
    assert.equal(await column('testing'), 'dabc');
    await move(d, { after_id: b.id });
    assert.equal(await column('testing'), 'abdc');
    await move(a, { after_id: c.id });
    assert.equal(await column('testing'), 'bdca');
    await move(b, { before_id: d.id });
    assert.equal(await column('testing'), 'bdca');
    for (const field of ['before_id', 'after_id']) {
      for (const id of [a.id, randomUUID(), (await create({ status: 'inactive' })).id]) {
        assertField(await api('PATCH', `/${a.id}/order`, { json: { [field]: id } }), field, 'not_in_column');
      }
    }
    assert.equal(await column('testing'), 'bdca');
  });

  test('into another column: last, or where it is told', async () => {
    await createAll('xyz', { status: 'inactive' });
    const [a, b, c, d] = await createAll('abcd');
    const x = (await board()).find((m) => m.name === 'x');
    const move = (m, json) => ok(api('PATCH', `/${m.id}/status`, { json: { status: 'inactive', ...json } }));
    const reply = await api('PATCH', `/${a.id}/status`, { json: { status: 'inactive' } });
    assertReply(byId.modulesSetStatus, reply);
    assert.equal(reply.json.order, 3);
    await move(b, { before_id: x.id });
    await move(c, { after_id: x.id });
    await move(d, { order: 1 });
    assert.equal(await column('inactive'), 'bdxcyza');
    assert.equal(await column('testing'), '');
    await ok(api('PATCH', `/${a.id}`, { json: { status: 'testing' } }));
    assert.equal(await column('testing'), 'a');
  });

  test('hundreds of moves into one gap keep the order true', async () => {
    const made = await createAll('abcd');
    const names = ['a', 'b', 'c', 'd'];
    let seed = 7;
    for (let i = 0; i < 300; i++) {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff;
      const module = made[i % 2 === 0 ? 2 : 3];
      const place = seed % 2;
      await ok(api('PATCH', `/${module.id}/order`, { json: { order: place } }));
      names.splice(names.indexOf(module.name), 1);
      names.splice(place, 0, module.name);
    }
    assert.equal(await column('testing'), names.join(''));
  });

  test('moves at once never share a place', async () => {
    const made = await createAll('abcdefghij');
    const replies = await Promise.all(
      Array.from({ length: 60 }, (_, i) => api('PATCH', `/${made[i % 10].id}/order`, { json: { order: i % 3 } })),
    );
    for (const reply of replies) {
      assert.ok([200, 409].includes(reply.status), `${reply.status} ${reply.text}`);
    }
    assert.ok(replies.filter((r) => r.status === 200).length >= 50, 'most of them go through');
    assert.equal([...(await column('testing'))].sort().join(''), 'abcdefghij');
  });
});

describe('reordering several', () => {
  test('all are put in their places', async () => {
    const [a, b, c, d] = await createAll('abcd');
    const reply = await api('POST', '/batch/reorder', {
      json: {
        items: [
          { id: d.id, order: 0 },
          { id: c.id, order: 1 },
          { id: b.id, order: 0, status: 'inactive' },
        ],
      },
    });
    assertReply(byId.modulesReorder, reply);
    assert.equal(await column('testing'), 'dca');
    assert.equal(await column('inactive'), 'b');
    assert.deepEqual(reply.json, await board());
    await ok(api('POST', '/batch/reorder', { json: [{ id: a.id, order: 0 }] }));
    assert.equal(await column('testing'), 'adc');
  });

  test('or none at all', async () => {
    const [a, b] = await createAll('ab');
    const was = await board();
    const items = [
      { id: b.id, order: 0 },
      { id: randomUUID(), order: 1 },
      { id: a.id, order: 0, status: 'inactive' },
    ];
    assertError(await api('POST', '/batch/reorder', { json: { items } }), 404, 'not_found');
    assert.deepEqual(await board(), was);
    const twice = [
      { id: a.id, order: 0 },
      { id: a.id.toUpperCase(), order: 1 },
    ];
    assertField(await api('POST', '/batch/reorder', { json: { items: twice } }), 'items[1].id', 'duplicate');
    await ok(api('GET', `/${a.id}/health`));
    const gated = [
      { id: b.id, order: 0, status: 'inactive' },
      { id: a.id, order: 0, status: 'active' },
    ];
    assertError(await api('POST', '/batch/reorder', { json: { items: gated } }), 409, 'module_unhealthy');
    assert.equal(await column('testing'), 'ab');
  });

  test('two at once leave a board that one of them made', async () => {
    const made = await createAll('abcdef');
    const order = (names) => ({
      json: { items: [...names].map((n, i) => ({ id: made.find((m) => m.name === n).id, order: i })) },
    });
    const replies = await Promise.all(
      ['fedcba', 'badcfe', 'fedcba', 'badcfe'].map((names) => api('POST', '/batch/reorder', order(names))),
    );
    assert.ok(replies.some((r) => r.status === 200));
    for (const reply of replies) {
      assert.ok([200, 409].includes(reply.status), reply.text);
    }
    assert.ok(['fedcba', 'badcfe'].includes(await column('testing')));
  });
});

describe('deleting', () => {
  test('only from the archive', async () => {
    const made = await create();
    for (const status of ['testing', 'inactive', 'active']) {
      await ok(api('PATCH', `/${made.id}/status`, { json: { status } }));
      assertError(await api('DELETE', `/${made.id}`), 409, 'module_not_archived');
    }
    await ok(api('PATCH', `/${made.id}/status`, { json: { status: 'archived' } }));
    const reply = await api('DELETE', `/${made.id}`);
    assertReply(byId.modulesDelete, reply);
    assert.equal(reply.status, 204);
    assertError(await api('DELETE', `/${made.id}`), 404, 'not_found');
    assertError(await api('GET', `/${made.id}`), 404, 'not_found');
    assertError(await api('GET', `/${made.id}/checks`), 404, 'not_found');
  });
});

describe('the gate', () => {
  const ways = {
    'its status': (m, force) => api('PATCH', `/${m.id}/status`, { json: { status: 'active', force } }),
    'a patch': (m, force) => api('PATCH', `/${m.id}`, { json: { status: 'active', force } }),
    'a reorder': (m, force) =>
      api('POST', '/batch/reorder', { json: { items: [{ id: m.id, order: 0, status: 'active' }], force } }),
  };

  for (const [name, activate] of Object.entries(ways)) {
    test(`holds back a module that failed its check, by ${name}`, async () => {
      const service = newService(500);
      const made = await create({ api_url: service.url });
      assert.equal((await ok(api('GET', `/${made.id}/health`))).is_healthy, false);
      const error = assertError(await activate(made), 409, 'module_unhealthy');
      assert.equal(error.details.evidence.is_healthy, false);
      assert.equal(error.details.evidence.status_code, 500);
      assert.ok(error.details.evidence.checked_at);
      assert.equal((await get(made.id)).status, 'testing');
      const forced = await activate(made, true);
      assert.equal(forced.status, 200, forced.text);
      assert.equal((await get(made.id)).status, 'active');
    });

    test(`asks the service anew when the module comes from the archive, by ${name}`, async () => {
      const service = newService(500);
      const made = await create({ api_url: service.url, status: 'archived' });
      await ok(api('GET', `/${made.id}/health`));
      service.set(200);
      assert.equal((await activate(made)).status, 200);
      await ok(api('PATCH', `/${made.id}/status`, { json: { status: 'archived' } }));
      service.set(503);
      const error = assertError(await activate(made), 409, 'module_unhealthy');
      assert.equal(error.details.evidence.status_code, 503);
    });
  }

  test('lets pass what was never checked', async () => {
    await create({ status: 'active' });
    const made = await create();
    await ok(api('PATCH', `/${made.id}/status`, { json: { status: 'active' } }));
  });

  test('does not stand inside the column', async () => {
    const [a] = await createAll('ab', { status: 'active' });
    await ok(api('GET', `/${a.id}/health`));
    await ok(api('PATCH', `/${a.id}/order`, { json: { order: 1 } }));
    await ok(api('PATCH', `/${a.id}/status`, { json: { status: 'active', order: 0 } }));
    await ok(api('PATCH', `/${a.id}`, { json: { name: 'c' } }));
    assert.equal(await column('active'), 'cb');
  });
});

describe('checking', () => {
  test('stores what it finds and shows it on the board', async () => {
    const service = newService();
    const made = await create({ api_url: `${service.url}/base/`, health_endpoint: '/up' });
    const reply = await api('GET', `/${made.id}/health`);
    assertReply(byId.modulesCheck, reply);
    assert.deepEqual(
      [reply.json.module_id, reply.json.is_healthy, reply.json.status_code, reply.json.error],
      [made.id, true, 200, null],
    );
    const now = await get(made.id);
    assert.equal(now.is_healthy, true);
    assert.equal(now.last_status_code, 200);
    assert.equal(now.last_health_check, reply.json.checked_at);
    assert.deepEqual(now.recent_latency_ms, [reply.json.latency_ms]);
    assert.equal(now.revision, made.revision, 'a check is no change of the module');
    await ok(api('PATCH', `/${made.id}`, { json: { api_url: NOWHERE } }));
    const down = await ok(api('GET', `/${made.id}/health`));
    assert.equal(down.is_healthy, false);
    assert.equal(down.status_code, null);
    assert.ok(down.error);
    assertError(await api('GET', `/${randomUUID()}/health`), 404, 'not_found');
  });

  test('all but the archived at once', async () => {
    const service = newService();
    await createAll('abc', { api_url: service.url });
    await create({ status: 'active' });
    await create({ api_url: service.url, status: 'archived' });
    const reply = await api('POST', '/batch/health-check');
    assertReply(byId.modulesCheckAll, reply);
    assert.deepEqual([reply.json.total, reply.json.healthy, reply.json.unhealthy], [4, 3, 1]);
    assert.equal(reply.json.results.length, 4);
  });

  test('the history has each check and the outage', async () => {
    const service = newService();
    const made = await create({ api_url: service.url });
    for (const status of [200, 500, 500, 200]) {
      service.set(status);
      await ok(api('GET', `/${made.id}/health`));
    }
    for (const period of ['24h', '7d', '90d', '1y']) {
      const reply = await api('GET', `/${made.id}/checks?period=${period}`);
      assertReply(byId.modulesChecks, reply);
    }
    const day = await ok(api('GET', `/${made.id}/checks`));
    assert.equal(day.outages.length, 1);
    assert.ok(day.outages[0].ended_at);
  });
});

describe('idempotency keys', () => {
  const body = { name: 'Once', platform: 'olx', api_url: NOWHERE };
  const post = (key, json = body) => api('POST', '/', { json, headers: { 'Idempotency-Key': key } });

  test('the same request again gets the same answer', async () => {
    const key = randomUUID();
    const first = await post(key);
    assert.equal(first.status, 201);
    assert.equal(first.headers['idempotent-replayed'], undefined);
    const again = await post(key);
    assert.equal(again.status, 201);
    assert.equal(again.text, first.text);
    assert.equal(again.headers['idempotent-replayed'], 'true');
    assert.equal(again.headers.location, first.headers.location);
    assert.equal(again.headers.etag, first.headers.etag);
    assert.equal((await board()).length, 1);
    assertError(await post(key, { ...body, name: 'Another' }), 422, 'idempotency_key_reused');
    assert.equal((await board()).length, 1);
  });

  test('at once: one does the work', async () => {
    const key = randomUUID();
    const replies = await Promise.all(Array.from({ length: 12 }, () => post(key)));
    const made = replies.filter((r) => r.status === 201);
    assert.ok(made.length >= 1);
    assert.equal(made.filter((r) => !r.headers['idempotent-replayed']).length, 1);
    for (const reply of replies) {
      if (reply.status !== 201) {
        assertError(reply, 409, 'request_in_progress');
      }
    }
    assert.equal(new Set(made.map((r) => r.json.id)).size, 1);
    assert.equal((await board()).length, 1);
  });

  test('what failed may be tried again under its key', async () => {
    const key = randomUUID();
    const { id } = await create({ status: 'testing' });
    const reorder = () =>
      api('POST', '/batch/reorder', {
        json: [{ id, order: 0, status: 'active' }],
        headers: { 'Idempotency-Key': key },
      });
    await ok(api('GET', `/${id}/health`));
    assertError(await reorder(), 409, 'module_unhealthy');
    const service = newService();
    await ok(api('PATCH', `/${id}`, { json: { api_url: service.url } }));
    await ok(api('GET', `/${id}/health`));
    const done = await reorder();
    assert.equal(done.status, 200, done.text);
    assert.equal(done.headers['idempotent-replayed'], undefined);
  });

  test('a key belongs to its operation, and must be one', async () => {
    const key = randomUUID();
    const made = await post(key);
    const other = await api('POST', '/batch/reorder', {
      json: [{ id: made.json.id, order: 0 }],
      headers: { 'Idempotency-Key': key },
    });
    assert.equal(other.status, 200, other.text);
    assertError(await post('two words'), 400, 'invalid_idempotency_key');
    const none = await api('POST', '/batch/health-check', { headers: { 'Idempotency-Key': 'two words' } });
    assert.equal(none.status, 200, 'an operation that keeps no answers does not look at keys');
  });
});
