// SPDX-License-Identifier: MIT
// Clients one at a time and in lists: numbers in one notation however they were typed, owners, merge patches, filters, search.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertError, assertField } from '../support/contract.mjs';
import { Feed } from '../support/feed.mjs';
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

const api = (method, path, { who = team.admin, headers, ...options } = {}) =>
  request(sauda.url, method, `/api/clients${path}`, { ...options, headers: { ...as(who), ...headers } });

async function ok(promise, status = 200) {
  const reply = await promise;
  assert.equal(reply.status, status, `${reply.what}: ${reply.text}`);
  return status === 204 ? null : reply.json;
}

const create = (fields = {}, options) => ok(api('POST', '', { json: { name: 'ТОО «Алатау»', ...fields }, ...options }), 201);
const get = (id) => ok(api('GET', `/${id}`));
const patch = (id, json, options) => api('PATCH', `/${id}`, { json, ...options });
const ALL = {
  name: 'ИП Сейтқали',
  bin_iin: '910621350012',
  phone: '+77071234567',
  email: 'aigerim@oppo.kz',
  address: 'Алматы, Абая 10',
  source: 'Instagram',
  tags: ['vip', 'опт'],
};

describe('creating', () => {
  test('keeps every field, and belongs to who adds it', async () => {
    const reply = await api('POST', '', { json: ALL, who: team.manager });
    const made = await ok(reply, 201);
    const { id, created_at, updated_at, ...rest } = made;
    assert.deepEqual(rest, { ...ALL, owner_id: team.manager.id, owner_name: 'manager Команда', revision: 1 });
    assert.equal(created_at, updated_at);
    assert.equal(reply.headers.location, `/api/v1/clients/${id}`);
    assert.equal(reply.headers.etag, '"1"');
    assert.deepEqual(await get(id), made);
  });

  test('writes numbers in their one notation, and takes blanks off', async () => {
    const made = await create({
      name: '  Асан \u00a0',
      phone: '8 (707) 123-45-67',
      bin_iin: ' 910621 350012',
      email: ' Asan@Oppo.kz ',
      tags: [' vip ', 'vip', '  ', 'опт'],
    });
    assert.deepEqual(
      [made.name, made.phone, made.bin_iin, made.email, made.tags],
      ['Асан', '+77071234567', '910621350012', 'Asan@Oppo.kz', ['vip', 'опт']],
    );
  });

  test('belongs to nobody where that is asked for, or a program adds it', async () => {
    assert.equal((await create({ owner_id: null })).owner_id, null);
    const key = (await ok(request(sauda.url, 'POST', '/api/api-keys', { json: { name: 'CRM', role: 'manager' }, headers: as(team.admin) }), 201)).key;
    const reply = await request(sauda.url, 'POST', '/api/clients', { json: { name: 'Асан' }, headers: { 'X-API-Key': key } });
    assert.equal((await ok(reply, 201)).owner_id, null);
  });

  test('names what is wrong', async () => {
    const wrong = [
      [{ name: ' \u00a0' }, 'name', 'min_length'],
      [{ address: ' ' }, 'address', 'min_length'],
      [{ bin_iin: '910621350015' }, 'bin_iin', 'format'],
      [{ phone: '12 34' }, 'phone', 'format'],
      [{ email: 'no' }, 'email', 'format'],
      [{ owner_id: other.admin.id }, 'owner_id', 'not_found'],
    ];
    for (const [fields, field, code] of wrong) {
      const reply = await api('POST', '', { json: { name: 'Асан', ...fields } });
      assertError(reply, 422, 'validation_failed');
      assertField(reply, field, code);
    }
  });
});

describe('owners', () => {
  test('are active users', async () => {
    const colleague = makeTeam(sauda.database).employee;
    sauda.database.sql(`update users set org_id = '${team.id}', is_active = false where id = '${colleague.id}'`);
    const { id } = await create();
    for (const reply of [await api('POST', '', { json: { name: 'Асан', owner_id: colleague.id } }), await patch(id, { owner_id: colleague.id })]) {
      assertError(reply, 422, 'validation_failed');
      assertField(reply, 'owner_id', 'not_found');
    }
    assert.equal((await ok(patch(id, { owner_id: team.employee.id }))).owner_name, 'employee Команда');
    assert.equal((await ok(patch(id, { owner_id: null }))).owner_id, null);
  });

  test('that are blocked since stay in what is sent back whole', async () => {
    const { id } = await create({ owner_id: team.promoter.id });
    sauda.database.sql(`update users set is_active = false where id = '${team.promoter.id}'`);
    const now = await get(id);
    assert.deepEqual(await ok(api('PUT', `/${id}`, { json: now })), now);
    sauda.database.sql(`update users set is_active = true where id = '${team.promoter.id}'`);
  });
});

describe('changing', () => {
  test('is a merge patch: absent stays, null clears', async () => {
    const made = await create(ALL);
    const renamed = await ok(patch(made.id, { name: 'ТОО «Жаңа»', phone: '8 701 000 00 01' }));
    assert.deepEqual(
      { ...renamed, updated_at: null },
      { ...made, name: 'ТОО «Жаңа»', phone: '+77010000001', revision: 2, updated_at: null },
    );
    const cleared = { bin_iin: null, phone: null, email: null, address: null, source: null, tags: [], owner_id: null };
    const { owner_name, ...bare } = await ok(patch(made.id, cleared));
    assert.equal(owner_name, null);
    assert.deepEqual(bare, { ...bare, ...cleared, revision: 3 });
  });

  test('to what is there already changes nothing', async () => {
    const made = await create(ALL);
    assert.deepEqual(await ok(patch(made.id, { phone: '8 707 123 45 67', name: ALL.name })), made);
  });

  test('an older revision is refused, with the present row', async () => {
    const { id } = await create();
    const now = await ok(patch(id, { name: 'Бір' }));
    for (const method of ['PATCH', 'PUT', 'DELETE']) {
      const reply = await api(method, `/${id}`, { ...(method !== 'DELETE' && { json: { name: 'Екі' } }), headers: { 'If-Match': '"1"' } });
      assertError(reply, 412, 'revision_mismatch');
      assert.deepEqual(reply.json.details.current, now);
    }
    await ok(api('DELETE', `/${id}`, { headers: { 'If-Match': '"2"' } }), 204);
    assertError(await api('GET', `/${id}`), 404, 'not_found');
  });

  test('fields of the server stay as they are', async () => {
    const { id } = await create();
    const reply = await patch(id, { owner_name: 'Кто-то' });
    assertError(reply, 422, 'validation_failed');
    assertField(reply, 'owner_name', 'read_only');
  });

  test('of another organisation is not there', async () => {
    const { id } = await create();
    for (const [method, json] of [['GET'], ['PATCH', { name: 'Х' }], ['PUT', { name: 'Х' }], ['DELETE']]) {
      assertError(await api(method, `/${id}`, { json, who: other.admin }), 404, 'not_found');
    }
  });

  test('is told, and what changes nothing is not', async () => {
    const feed = await Feed.open(sauda.url, { topics: 'clients' }, as(team.manager));
    await feed.ready();
    const { id } = await create({ name: 'Хабар' });
    await ok(patch(id, { name: 'Хабар' }));
    await ok(patch(id, { phone: '8 701 000 00 02' }));
    await ok(api('DELETE', `/${id}`), 204);
    const frames = (await feed.until((f) => f.type === 'client.deleted' && Number(f.id) === id)).filter((f) => Number(f.id) === id);
    assert.deepEqual(frames.map((f) => f.type), ['client.created', 'client.updated', 'client.deleted']);
    assert.deepEqual(frames[1].changed, ['phone']);
    assert.equal(frames[0].data.name, 'Хабар');
    assert.equal('search_text' in frames[0].data, false);
  });

  test('of more than 5,000 rows that belong to it is not deleted', async () => {
    const { id } = await create();
    const add = (n) =>
      sauda.database.sql(`
        insert into activities (org_id, type, client_id, from_stage_id, to_stage_id)
        select '${team.id}', 'stage_change', ${id}, 1, 2 from generate_series(1, ${n})`);
    add(5_001);
    assertError(await api('DELETE', `/${id}`), 409, 'client_too_full');
    await ok(api('GET', `/${id}`));
    sauda.database.sql(`delete from activities where id = (select max(id) from activities where org_id = '${team.id}' and client_id = ${id})`);
    await ok(api('DELETE', `/${id}`), 204);
  });

  test('a deleted client leaves its contacts without one', async () => {
    const { id } = await create();
    const contact = await ok(request(sauda.url, 'POST', '/api/contacts', { json: { full_name: 'Асан', client_id: id }, headers: as(team.admin) }), 201);
    await ok(api('DELETE', `/${id}`), 204);
    const left = await ok(request(sauda.url, 'GET', `/api/contacts/${contact.id}`, { headers: as(team.admin) }));
    assert.equal(left.client_id, null);
  });

  test('deleting is for those who may', async () => {
    const { id } = await create();
    assertError(await api('DELETE', `/${id}`, { who: team.manager }), 403, 'forbidden');
  });
});

describe('a list', () => {
  const seen = [
    { name: 'ТОО «Алтын Арай»', phone: '8 707 111 22 33', bin_iin: '910621350012', email: 'info@altyn.kz' },
    { name: 'ИП Ахметов', phone: '8 (7172) 12-34-56', email: 'ahmet@mail.kz' },
    { name: 'Чайхана №1 100%', phone: '+998 90 123 45 67', address: 'Ташкент' },
    { name: 'Алтын', source: 'сайт' },
  ];
  let list;

  before(async () => {
    const reader = makeTeam(sauda.database);
    for (const json of seen) {
      await create(json, { who: reader.admin });
    }
    list = async (query) => (await ok(api('GET', `?${query}`, { who: reader.employee }))).items.map((item) => item.name);
  });

  test('compares numbers however they are typed', async () => {
    const phone = encodeURIComponent('8 707 111-22-33');
    assert.deepEqual(await list(`phone=${phone}`), [seen[0].name]);
    assert.deepEqual(await list(`phone__in=${phone},${encodeURIComponent('+7(7172)123456')}&sort=name`), [seen[1].name, seen[0].name].sort((a, b) => a.localeCompare(b)));
    assert.deepEqual(await list(`phone__contains=${encodeURIComponent('111-22')}`), [seen[0].name]);
    assert.deepEqual(await list(`bin_iin=${encodeURIComponent('910621 350012')}`), [seen[0].name]);
    assert.deepEqual(await list('phone=nonsense'), []);
    assert.deepEqual(await list('phone__isnull=true'), [seen[3].name]);
  });

  const finds = {
    алтын: [3, 0], // exactly, then a part
    'арай алт': [0],
    'тоо "алтын': [0],
    Ахметов: [1],
    'ahmet@mail': [1],
    910621: [0],
    '8 707 111': [0],
    '8707111': [0],
    '+7(707)': [0],
    '707 111': [0],
    '(707) 111-22': [0],
    '87071112233': [0],
    '8 7172 12': [1],
    '998 90': [2],
    'чайхана 1': [2],
    '100%': [2],
    ахметв: [1],
    'алтин арай': [0],
    'ничего такого': [],
    '...': [],
    '\\%_': [],
  };
  for (const [q, places] of Object.entries(finds)) {
    test(`finds ${q}`, async () => {
      assert.deepEqual(await list(`q=${encodeURIComponent(q)}`), places.map((place) => seen[place].name));
    });
  }

  test('nothing that is typed is taken for syntax', async () => {
    for (const q of ["it's", 'a & b | !c', '%%%', '___', '\\\\\\', '(((', '+++', '[a-z]*', '😀😀😀', '   ', '$1$', 'слово '.repeat(30)]) {
      assert.ok(Array.isArray(await list(`q=${encodeURIComponent(q)}`)), q);
    }
  });
});
