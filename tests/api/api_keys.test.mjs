// SPDX-License-Identifier: MIT
// Keys for programs: shown once, kept as a hash, listed while they work, revoked, and all of it in the audit log.
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { assertError, assertField, assertReply, operations } from '../support/contract.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { SIGN_IN, as, makeTeam } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

const AT_MOST = 200;
const byId = Object.fromEntries(operations.map((op) => [op.id, op]));

let sauda;
let database;
let team;

before(async () => {
  sauda = await startSauda({ env: SIGN_IN });
  database = sauda.database;
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});
beforeEach(() => {
  team = makeTeam(database);
});

const api = (method, path, { json, headers = as(team.admin) } = {}) =>
  request(sauda.url, method, `/api/api-keys${path}`, { json, headers });
const withKey = (key) => ({ 'X-API-Key': key });

async function create(fields, headers) {
  const reply = await api('POST', '', { json: { name: 'Склад', role: 'office', ...fields }, headers });
  assertReply(byId.apiKeysCreate, reply);
  assert.equal(reply.status, 201, reply.text);
  return reply.json;
}

async function list(query = '') {
  const reply = await api('GET', query);
  assertReply(byId.apiKeysList, reply);
  assert.equal(reply.status, 200, reply.text);
  return reply.json;
}

const fill = (n) =>
  database.sql(`
    insert into api_keys (org_id, id, name, role, prefix, hash)
    select '${team.id}', gen_random_uuid(), 'Key ' || i, 'employee', 'sk_', sha256((random()::text || i)::bytea)
    from generate_series(1, ${n}) i`);

describe('a key', () => {
  test('is shown once and kept as a hash', async () => {
    const reply = await api('POST', '', { json: { name: 'Склад', role: 'office' } });
    assertReply(byId.apiKeysCreate, reply);
    assert.equal(reply.headers['cache-control'], 'no-store');
    const { key, ...shown } = reply.json;
    assert.match(key, /^sk_[\w-]{43}$/);
    assert.deepEqual(
      [shown.name, shown.role, shown.prefix, shown.created_by, shown.last_used_at],
      ['Склад', 'office', key.slice(0, 10), 'admin Команда', null],
    );
    const page = await list();
    assert.deepEqual(page, { items: [shown], total: 1, page: 1, page_size: 50, next_cursor: null });
    const [row] = database.rows(
      `select encode(hash, 'hex') as hash, k::text as text from api_keys k where id = '${shown.id}'`,
    );
    assert.equal(row.hash, createHash('sha256').update(key).digest('hex'));
    assert.ok(!row.text.includes(key.slice(10)), 'the key itself is nowhere');
    assert.notEqual((await create()).key, key);
  });

  test('opens what its role may, and is named by those it makes', async () => {
    const office = await create({ role: 'office', name: 'Бот' });
    const modules = await request(sauda.url, 'GET', '/api/modules', { headers: withKey(office.key) });
    assert.equal(modules.status, 200, modules.text);
    assertError(await api('GET', '', { headers: withKey(office.key) }), 403, 'forbidden');
    const admin = await create({ role: 'admin', name: 'Мастер' });
    const made = await create({ name: 'Третий' }, withKey(admin.key));
    assert.equal(made.created_by, 'Мастер');
    assert.equal((await list()).items.find((k) => k.id === made.id).created_by, 'Мастер');
  });

  test('is gone when it is revoked, from the list at once', async () => {
    const [a, b] = [await create(), await create({ name: 'Другой' })];
    const reply = await api('DELETE', `/${a.id}`);
    assertReply(byId.apiKeysDelete, reply);
    assert.equal(reply.status, 204);
    assert.deepEqual(
      (await list()).items.map((k) => k.id),
      [b.id],
    );
    assertError(await api('DELETE', `/${a.id}`), 404, 'not_found');
    assertError(await api('DELETE', `/${randomUUID()}`), 404, 'not_found');
    assertError(await request(sauda.url, 'GET', '/api/modules', { headers: withKey(a.key) }), 401, 'unauthorized');
  });

  test('is its organisation’s alone, and its admins’', async () => {
    const { id } = await create();
    const stranger = as(makeTeam(database, 'Чужие').admin);
    assertError(await api('DELETE', `/${id}`, { headers: stranger }), 404, 'not_found');
    assert.equal((await api('GET', '', { headers: stranger })).json.total, 0);
    for (const role of ['office', 'supervisor', 'promoter', 'manager', 'employee']) {
      const headers = as(team[role]);
      assertError(await api('GET', '', { headers }), 403, 'forbidden');
      assertError(await api('POST', '', { headers, json: { name: 'x', role: 'employee' } }), 403, 'forbidden');
      assertError(await api('DELETE', `/${id}`, { headers }), 403, 'forbidden');
    }
    assert.equal((await list()).total, 1);
  });
});

describe('the list', () => {
  test('has the newest first, in pages', async () => {
    const made = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      made.unshift((await create({ name })).id);
    }
    const pages = [await list('?page_size=2'), await list('?page_size=2&page=2'), await list('?page_size=2&page=3')];
    assert.deepEqual(
      pages.flatMap((p) => p.items.map((k) => k.id)),
      made,
    );
    assert.deepEqual(
      pages.map((p) => [p.total, p.page, p.page_size]),
      [
        [5, 1, 2],
        [5, 2, 2],
        [5, 3, 2],
      ],
    );
    assert.deepEqual(await list('?page=9'), { items: [], total: 5, page: 9, page_size: 50, next_cursor: null });
    assertField(await api('GET', '?q=a'), 'q', 'unknown_field');
  });

  test('is never longer than two hundred, whoever comes at once', async () => {
    fill(AT_MOST - 2);
    const json = { name: 'Ещё', role: 'employee' };
    const replies = await Promise.all(Array.from({ length: 6 }, () => api('POST', '', { json })));
    assert.equal(replies.filter((r) => r.status === 201).length, 2);
    for (const reply of replies.filter((r) => r.status !== 201)) {
      assert.match(assertError(reply, 409, 'conflict').message, /200 keys/);
    }
    const page = await list('?page_size=200');
    assert.deepEqual([page.total, page.items.length], [AT_MOST, AT_MOST]);
    assert.equal((await api('DELETE', `/${page.items.at(-1).id}`)).status, 204);
    await create();
    assert.equal((await list()).total, AT_MOST);
    await create({}, as(makeTeam(database, 'Другие').admin));
  });
});

describe('the audit log', () => {
  test('has the making and the revoking, without the hash', async () => {
    const { id, key, prefix } = await create({ name: 'Бот' });
    assert.equal((await api('DELETE', `/${id}`)).status, 204);
    const path = `/api/events?entity=api_key&entity_id=${id}`;
    const reply = await request(sauda.url, 'GET', path, { headers: as(team.admin) });
    const [revoked, made] = reply.json.items;
    assert.deepEqual([made.action, made.data.name, made.data.prefix], ['created', 'Бот', prefix]);
    assert.deepEqual(
      [revoked.action, revoked.changed, revoked.before],
      ['updated', ['revoked_at'], { revoked_at: null }],
    );
    assert.deepEqual([made.actor, revoked.actor_name], [team.admin.id, 'admin Команда']);
    assert.doesNotMatch(reply.text, /hash/);
    assert.ok(!reply.text.includes(key));
  });

  test('names the key that acted, also when it is revoked', async () => {
    const master = await create({ role: 'admin', name: 'Мастер' });
    const { id } = await create({ name: 'Бот' }, withKey(master.key));
    assert.equal((await api('DELETE', `/${master.id}`)).status, 204);
    const path = `/api/events?actor=${master.id}`;
    const { items } = (await request(sauda.url, 'GET', path, { headers: as(team.admin) })).json;
    assert.deepEqual(
      items.map((e) => [e.entity_id, e.actor, e.actor_name, e.actor_kind]),
      [[id, master.id, 'Мастер', 'api_key']],
    );
  });
});
