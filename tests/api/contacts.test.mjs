// SPDX-License-Identifier: MIT
// Contacts one at a time and in lists.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertError, assertField } from '../support/contract.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { as, makeTeam, SIGN_IN } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

let sauda;
let team;
let other;

before(async () => {
  sauda = await startSauda({ env: SIGN_IN });
  team = makeTeam(sauda.database);
  other = makeTeam(sauda.database);
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

const send = (method, path, { who = team.manager, headers, ...options } = {}) =>
  request(sauda.url, method, `/api${path}`, { ...options, headers: { ...as(who), ...headers } });
const api = (method, path, options) => send(method, `/contacts${path}`, options);

async function ok(promise, status = 200) {
  const reply = await promise;
  assert.equal(reply.status, status, `${reply.what}: ${reply.text}`);
  return status === 204 ? null : reply.json;
}

const newClient = async (name = 'ТОО «Алатау»', who = team.manager) => (await ok(send('POST', '/clients', { json: { name }, who }), 201)).id;
const create = (json = {}) => ok(api('POST', '', { json: { full_name: 'Айгерім', ...json } }), 201);

test('keeps every field, numbers in their one notation', async () => {
  const client_id = await newClient();
  const json = { client_id, full_name: ' Асан Үсенов ', position: 'директор', phone: '8 727 250 00 01', email: 'asan@oppo.kz' };
  const reply = await api('POST', '', { json });
  const { id, created_at, updated_at, ...rest } = await ok(reply, 201);
  assert.deepEqual(rest, { ...json, full_name: 'Асан Үсенов', phone: '+77272500001', client_name: 'ТОО «Алатау»', revision: 1 });
  assert.equal(created_at, updated_at);
  assert.equal(reply.headers.location, `/api/v1/contacts/${id}`);
  assert.deepEqual(await ok(api('GET', `/${id}`)), reply.json);
});

test('its client is one of the organisation', async () => {
  const foreign = await newClient('Чужой', other.admin);
  const { id } = await create();
  for (const client_id of [foreign, 999_999_999]) {
    for (const reply of [await api('POST', '', { json: { full_name: 'Асан', client_id } }), await api('PATCH', `/${id}`, { json: { client_id } })]) {
      assertError(reply, 422, 'validation_failed');
      assertField(reply, 'client_id', 'not_found');
    }
  }
});

test('is changed by a merge patch', async () => {
  const made = await create({ client_id: await newClient(), position: 'бухгалтер', phone: '87010000000', email: 'a@b.kz' });
  const moved = await ok(api('PATCH', `/${made.id}`, { json: { client_id: await newClient('Жаңа') } }));
  assert.deepEqual([moved.client_name, moved.position, moved.revision], ['Жаңа', 'бухгалтер', 2]);
  const bare = await ok(api('PUT', `/${made.id}`, { json: { client_id: null, position: null, phone: null, email: null, revision: 2 } }));
  assert.deepEqual(
    [bare.client_id, bare.client_name, bare.position, bare.phone, bare.email, bare.full_name, bare.revision],
    [null, null, null, null, null, 'Айгерім', 3],
  );
  assert.deepEqual(await ok(api('PATCH', `/${made.id}`, { json: { full_name: ' Айгерім' } })), bare);
});

test('names what is wrong', async () => {
  const { id } = await create();
  for (const [json, field, code] of [
    [{ full_name: ' ' }, 'full_name', 'min_length'],
    [{ position: ' ' }, 'position', 'min_length'],
    [{ phone: 'x' }, 'phone', 'format'],
    [{ client_name: 'x' }, 'client_name', 'read_only'],
  ]) {
    const reply = await api('PATCH', `/${id}`, { json });
    assertError(reply, 422, 'validation_failed');
    assertField(reply, field, code);
  }
});

test('an older revision is refused', async () => {
  const { id } = await create();
  await ok(api('PATCH', `/${id}`, { json: { full_name: 'Бір' } }));
  for (const method of ['PATCH', 'DELETE']) {
    const reply = await api(method, `/${id}`, { ...(method === 'PATCH' && { json: { full_name: 'Екі' } }), headers: { 'If-Match': '"1"' }, who: team.admin });
    assertError(reply, 412, 'revision_mismatch');
  }
  await ok(api('DELETE', `/${id}`, { who: team.admin }), 204);
  assertError(await api('GET', `/${id}`), 404, 'not_found');
});

test('is out of sight and reach of others', async () => {
  const { id } = await create();
  for (const [method, json] of [['GET'], ['PATCH', { full_name: 'Х' }], ['PUT', { full_name: 'Х' }], ['DELETE']]) {
    assertError(await api(method, `/${id}`, { json, who: other.admin }), 404, 'not_found');
  }
  assertError(await api('DELETE', `/${id}`), 403, 'forbidden');
  assertError(await api('GET', '', { who: team.promoter }), 403, 'forbidden');
});

describe('a list', () => {
  let list;

  before(async () => {
    const reader = makeTeam(sauda.database);
    const client_id = await newClient('ТОО', reader.admin);
    for (const json of [
      { full_name: 'Айгүл Серікова', position: 'директор', phone: '8 701 222 33 44', client_id },
      { full_name: 'Серик', email: 'serik@mail.kz' },
    ]) {
      await ok(api('POST', '', { json, who: reader.admin }), 201);
    }
    list = async (query) => (await ok(api('GET', `?${query}`, { who: reader.employee }))).items.map((item) => item.full_name);
    list.client = client_id;
  });

  test('by filter', async () => {
    assert.deepEqual(await list(`client_id=${list.client}`), ['Айгүл Серікова']);
    assert.deepEqual(await list(`phone=${encodeURIComponent('+7 (701) 222-33-44')}`), ['Айгүл Серікова']);
    assert.deepEqual(await list(`position__contains=${encodeURIComponent('ДИРЕК')}`), ['Айгүл Серікова']);
  });

  const finds = {
    серик: ['Серик'],
    'сері айг': ['Айгүл Серікова'],
    '8 701 222': ['Айгүл Серікова'],
    '(701) 222': ['Айгүл Серікова'],
    'serik@': ['Серик'],
    директр: ['Айгүл Серікова'],
    'никого нет': [],
  };
  for (const [q, names] of Object.entries(finds)) {
    test(`finds ${q}`, async () => assert.deepEqual(await list(`q=${encodeURIComponent(q)}`), names));
  }
});
