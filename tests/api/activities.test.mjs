// SPDX-License-Identifier: MIT
// Activities: their fields, whose they are, and what the program wrote itself.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertError, assertField } from '../support/contract.mjs';
import { makeClient, makeColleague, makeContact, makeDeal, makeStages } from '../support/deal_rows.mjs';
import { Feed } from '../support/feed.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { SIGN_IN, accessToken, as, makeTeam } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

const FAR = 9007199254740000;

let sauda;
let team;
let other; // a manager, too
let stages;
let client;
let contact;
let ownDeal; // of team.manager
let otherDeal; // of `other`

before(async () => {
  sauda = await startSauda({ env: SIGN_IN });
  team = makeTeam(sauda.database);
  other = makeColleague(sauda.database, team, 'manager');
  stages = makeStages(sauda.database, team);
  client = makeClient(sauda.database, team);
  contact = makeContact(sauda.database, team, client);
  ownDeal = makeDeal(sauda.database, team, stages, team.manager);
  otherDeal = makeDeal(sauda.database, team, stages, other);
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

const api = (method, path, { who = team.admin, headers, ...options } = {}) =>
  request(sauda.url, method, `/api/activities${path}`, { ...options, headers: { ...as(who), ...headers } });

async function ok(promise, status = 200) {
  const reply = await promise;
  assert.equal(reply.status, status, `${reply.what}: ${reply.text}`);
  return status === 204 ? undefined : reply.json;
}

const create = (json, who) => ok(api('POST', '', { json: { type: 'note', ...json }, who }), 201);
const patch = (id, json, who) => ok(api('PATCH', `/${id}`, { json, who }));
const get = (id, who) => ok(api('GET', `/${id}`, { who }));
const ids = async (query, who) => (await ok(api('GET', `?page_size=200&${query}`, { who }))).items.map((a) => a.id);

/** What the program writes. */
const record = (type, deal = ownDeal) =>
  Number(sauda.database.sql(`
    insert into activities (org_id, type, deal_id, from_stage_id, to_stage_id)
    values ('${team.id}', '${type}', ${deal}, ${stages.stages[0]}, ${stages.stages[1]}) returning id`));

describe('an activity', () => {
  test('keeps every field as it was sent', async () => {
    const sent = { type: 'call', text: 'Договорились\nо встрече', happened_at: '2026-11-20T08:00:00.000Z', deal_id: ownDeal, client_id: client, contact_id: contact };
    const reply = await api('POST', '', { json: sent });
    const { id, created_at, updated_at, ...rest } = await ok(reply, 201);
    assert.equal(reply.headers.location, `/api/v1/activities/${id}`);
    assert.deepEqual(rest, {
      ...sent, client_name: 'ТОО Ромашка', contact_name: 'Асель', author_id: team.admin.id, author_name: 'admin Команда',
      from_stage_id: null, to_stage_id: null, stage_seconds: null, revision: 1,
    });
    assert.deepEqual(await get(id), { id, created_at, updated_at, ...rest });
  });

  test('happened now, where nothing else is said', async () => {
    const made = await create({ client_id: client });
    assert.equal(made.text, '');
    assert.ok(Math.abs(Date.parse(made.happened_at) - Date.now()) < 600_000);
  });

  test('sent back as it was read is the same', async () => {
    const made = await create({ deal_id: ownDeal });
    assert.deepEqual(await ok(api('PUT', `/${made.id}`, { json: made })), made);
  });

  test('is about something that is there', async () => {
    const { id } = await create({ deal_id: ownDeal });
    for (const field of ['deal_id', 'client_id', 'contact_id']) {
      assertField(await api('POST', '', { json: { type: 'note', client_id: client, [field]: FAR } }), field, 'not_found');
      assertField(await api('PATCH', `/${id}`, { json: { [field]: FAR } }), field, 'not_found');
    }
    assertField(await api('POST', '', { json: { type: 'note', text: 'ни о чём' } }), 'deal_id', 'required');
    assertField(await api('POST', '', { json: { type: 'note', deal_id: null, client_id: null } }), 'deal_id', 'required');
    assertField(await api('PATCH', `/${id}`, { json: { deal_id: null } }), 'deal_id', 'required');
    const moved = await patch(id, { deal_id: null, contact_id: contact });
    assert.deepEqual([moved.deal_id, moved.contact_id, moved.contact_name], [null, contact, 'Асель']);
    const theirs = makeTeam(sauda.database);
    const theirClient = makeClient(sauda.database, theirs);
    assertField(await api('POST', '', { json: { type: 'note', client_id: theirClient } }), 'client_id', 'not_found');
  });

  test('whose client is no more can still be put right', async () => {
    const gone = makeClient(sauda.database, team);
    const { id } = await create({ client_id: gone });
    sauda.database.sql(`delete from clients where id = ${gone}`);
    assert.equal((await patch(id, { text: 'Клиент удалён' })).client_id, null);
  });

  test('is changed field by field, of one revision', async () => {
    const { id } = await create({ deal_id: ownDeal, client_id: client, text: 'Первая' });
    const now = await patch(id, { type: 'meeting', client_id: null });
    assert.deepEqual([now.type, now.text, now.client_id, now.revision], ['meeting', 'Первая', null, 2]);
    assert.equal((await patch(id, { type: 'meeting' })).revision, 2);
    for (const [method, json] of [['PATCH', { text: 'x' }], ['DELETE', undefined]]) {
      assertError(await api(method, `/${id}`, { json, headers: { 'If-Match': '"1"' } }), 412, 'revision_mismatch');
    }
    assertField(await api('PUT', `/${id}`, { json: { ...now, author_id: other.id } }), 'author_id', 'read_only');
    assert.equal((await ok(api('PUT', `/${id}`, { json: { ...now, text: 'Вторая' } }))).text, 'Вторая');
    await ok(api('DELETE', `/${id}`, { headers: { 'If-Match': '"3"' } }), 204);
    assertError(await api('DELETE', `/${id}`), 404, 'not_found');
    assertError(await api('PATCH', `/${id}`, { json: { text: 'x' } }), 404, 'not_found');
  });
});

describe('what the program wrote', () => {
  for (const type of ['stage_change', 'system']) {
    test(`stays as it is: ${type}`, async () => {
      const id = record(type);
      assertField(await api('POST', '', { json: { type, deal_id: ownDeal } }), 'type', 'enum');
      for (const who of [team.admin, team.manager]) {
        assertError(await api('PATCH', `/${id}`, { json: { text: 'x' }, who }), 409, 'activity_is_record');
        assertError(await api('PUT', `/${id}`, { json: { text: 'x' }, who, headers: { 'If-Match': '"7"' } }), 409, 'activity_is_record');
        assertError(await api('DELETE', `/${id}`, { who }), 409, 'activity_is_record');
      }
      assertError(await api('DELETE', `/${id}`, { who: other }), 404, 'not_found');
      const { author_id, author_name, revision, from_stage_id } = await get(id);
      assert.deepEqual({ author_id, author_name, revision, from_stage_id }, { author_id: null, author_name: null, revision: 1, from_stage_id: stages.stages[0] });
    });
  }
});

describe('whose it is', () => {
  test('is told by author and deal', async () => {
    const mine = [(await create({ client_id: client }, team.manager)).id, (await create({ deal_id: ownDeal })).id];
    const foreign = [(await create({ client_id: client })).id, (await create({ deal_id: otherDeal }, other)).id, record('stage_change', otherDeal)];
    for (const id of mine) {
      await get(id, team.manager);
      await patch(id, { text: 'Уточнено' }, team.manager);
    }
    for (const id of foreign) {
      assertError(await api('GET', `/${id}`, { who: team.manager }), 404, 'not_found');
      assertError(await api('PATCH', `/${id}`, { who: team.manager, json: { text: 'x' } }), 404, 'not_found');
      assertError(await api('DELETE', `/${id}`, { who: team.manager }), 404, 'not_found');
    }
    assert.deepEqual(await ids(`id__in=${[...mine, ...foreign]}&sort=id`, team.manager), mine);
    assert.deepEqual(await ids(`deal_id=${otherDeal}`, team.manager), []);
    assert.deepEqual(await ids(`deal_id=${otherDeal}&sort=-id`), [foreign[2], foreign[1]]);
    for (const id of mine) {
      await ok(api('DELETE', `/${id}`, { who: team.manager }), 204);
    }
  });

  test('keeps another\'s deal out of reach', async () => {
    assertField(await api('POST', '', { who: team.manager, json: { type: 'note', deal_id: otherDeal } }), 'deal_id', 'not_found');
    const { id } = await create({ client_id: client }, team.manager);
    assertField(await api('PATCH', `/${id}`, { who: team.manager, json: { deal_id: otherDeal } }), 'deal_id', 'not_found');
    // What he wrote while the deal was his stays his to correct.
    const deal = makeDeal(sauda.database, team, stages, team.manager);
    const mine = await create({ deal_id: deal }, team.manager);
    sauda.database.sql(`update deals set owner_id = '${other.id}' where id = ${deal}`);
    assert.equal((await ok(api('PUT', `/${mine.id}`, { who: team.manager, json: { ...mine, text: 'Исправлено' } }))).text, 'Исправлено');
  });

  test('decides who is told', async () => {
    const [his, others] = await Promise.all(
      [team.manager, other].map((user) => Feed.open(sauda.url, { topics: 'activities', token: accessToken(user) })),
    );
    await his.ready();
    await others.ready();
    const made = await create({ deal_id: ownDeal, text: 'Только своим' });
    const last = await create({ deal_id: otherDeal });
    const frame = (await his.until(({ id }) => id === made.id)).at(-1);
    assert.deepEqual([frame.type, frame.data.text], ['activity.created', 'Только своим']);
    const seen = (await others.until(({ id }) => id === last.id)).map(({ id }) => id);
    assert.ok(!seen.includes(made.id));
    his.destroy();
    others.destroy();
  });
});

test('the list has the latest first', async () => {
  const deal = makeDeal(sauda.database, team, stages, team.manager);
  const at = (day) => `2026-11-${day}T08:00:00Z`;
  const made = [];
  for (const day of ['03', '01', '02']) {
    made.push((await create({ deal_id: deal, happened_at: at(day), type: day === '02' ? 'call' : 'email' })).id);
  }
  assert.deepEqual(await ids(`deal_id=${deal}`), [made[0], made[2], made[1]]);
  assert.deepEqual(await ids(`deal_id=${deal}`, team.manager), [made[0], made[2], made[1]]);
  assert.deepEqual(await ids(`deal_id=${deal}&type=call`), [made[2]]);
  assert.deepEqual(await ids(`deal_id=${deal}&happened_at__gte=${at('02')}`), [made[0], made[2]]);
});
