// SPDX-License-Identifier: MIT
// Tasks: their fields, whom they may be given to, whose they are, and what is left when one is done.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertError, assertField } from '../support/contract.mjs';
import { makeClient, makeColleague, makeDeal, makeStages } from '../support/deal_rows.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { allPages } from '../support/listing.mjs';
import { SIGN_IN, as, makeTeam } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

const FAR = 9007199254740000;
const NOBODY = '018f8e9e-0000-7000-8000-00000000dead';

let sauda;
let team;
let other; // a manager, too
let blocked;
let stages;
let client;
let ownDeal; // of team.manager
let otherDeal; // of `other`

before(async () => {
  sauda = await startSauda({ env: SIGN_IN });
  team = makeTeam(sauda.database);
  other = makeColleague(sauda.database, team, 'manager', { name: 'Другой' });
  blocked = makeColleague(sauda.database, team, 'manager', { isActive: false });
  stages = makeStages(sauda.database, team);
  client = makeClient(sauda.database, team);
  ownDeal = makeDeal(sauda.database, team, stages, team.manager, { client });
  otherDeal = makeDeal(sauda.database, team, stages, other);
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

const api = (method, path, { who = team.admin, headers, ...options } = {}) =>
  request(sauda.url, method, `/api/tasks${path}`, { ...options, headers: { ...as(who), ...headers } });

async function ok(promise, status = 200) {
  const reply = await promise;
  assert.equal(reply.status, status, `${reply.what}: ${reply.text}`);
  return status === 204 ? undefined : reply.json;
}

const create = (json, who) => ok(api('POST', '', { json: { title: 'Позвонить', ...json }, who }), 201);
const patch = (id, json, who) => ok(api('PATCH', `/${id}`, { json, who }));
const get = (id, who) => ok(api('GET', `/${id}`, { who }));
const ids = async (query, who) => (await ok(api('GET', `?page_size=200&${query}`, { who }))).items.map((task) => task.id);
const inS = (seconds) => new Date(Date.now() + seconds * 1000).toISOString();
const activitiesOf = (deal) =>
  sauda.database.rows(`select type, text, client_id, author_id from activities where org_id = '${team.id}' and deal_id = ${deal} order by id`);

describe('a task', () => {
  test('keeps every field as it was sent', async () => {
    const sent = {
      title: 'Отправить КП', description: 'Со скидкой\nи сроком', due_at: '2031-05-05T10:00:00.000Z', status: 'open', priority: 'high',
      assignee_id: other.id, deal_id: ownDeal, client_id: client, remind_at: '2031-05-05T09:30:00.000Z', remind_by_email: true,
    };
    const reply = await api('POST', '', { json: sent });
    const { id, created_at, updated_at, ...rest } = await ok(reply, 201);
    assert.equal(reply.headers.location, `/api/v1/tasks/${id}`);
    assert.equal(reply.headers.etag, '"1"');
    assert.deepEqual(rest, {
      ...sent, assignee_name: 'Другой', client_name: 'ТОО Ромашка', reminded_at: null, completed_at: null,
      created_by: team.admin.id, created_by_name: 'admin Команда', revision: 1,
    });
    assert.equal(created_at, updated_at);
    assert.deepEqual(await get(id), { id, created_at, updated_at, ...rest });
  });

  test('needs no more than a title, and is for whoever adds it', async () => {
    const made = await create({ title: '  Подумать  ' }, team.employee);
    assert.equal(made.title, 'Подумать');
    assert.equal(made.assignee_id, team.employee.id);
    assert.deepEqual([made.status, made.priority, made.description, made.due_at, made.deal_id], ['open', 'normal', '', null, null]);
    assert.equal((await create({ assignee_id: null })).assignee_id, null);
    assertField(await api('POST', '', { json: { title: '   ' } }), 'title', 'min_length');
  });

  test('that a program adds is for nobody, unless it says for whom', async () => {
    const reply = await request(sauda.url, 'POST', '/api/api-keys', { headers: as(team.admin), json: { name: 'Бот', role: 'manager' } });
    const headers = { 'X-API-Key': (await ok(reply, 201)).key };
    const made = await ok(request(sauda.url, 'POST', '/api/tasks', { headers, json: { title: 'Из бота' } }), 201);
    assert.deepEqual([made.assignee_id, made.created_by_name], [null, 'Бот']);
    await ok(request(sauda.url, 'PATCH', `/api/tasks/${made.id}`, { headers, json: { priority: 'low' } }));
  });

  test('is changed field by field, and null clears', async () => {
    const { id } = await create({ due_at: inS(100), deal_id: ownDeal, client_id: client, remind_at: inS(50), description: 'x' });
    const cleared = { due_at: null, deal_id: null, client_id: null, remind_at: null, assignee_id: null };
    const now = await patch(id, cleared);
    assert.deepEqual(Object.fromEntries(Object.keys(cleared).map((name) => [name, now[name]])), cleared);
    assert.deepEqual([now.revision, now.description, now.title, now.client_name, now.assignee_name], [2, 'x', 'Позвонить', null, null]);
    const again = await patch(id, { description: '', priority: 'low' });
    assert.deepEqual([again.revision, again.description, again.priority], [3, '', 'low']);
    assert.equal((await patch(id, { priority: 'low' })).revision, 3, 'nothing has changed');
  });

  test('can be sent back as a whole, but what the server writes stays', async () => {
    const made = await create({ deal_id: ownDeal });
    assert.equal((await ok(api('PUT', `/${made.id}`, { json: { ...made, title: 'Иначе' } }))).title, 'Иначе');
    for (const field of ['created_by', 'completed_at', 'reminded_at', 'assignee_name', 'id', 'revision']) {
      assertField(await api('PUT', `/${made.id}`, { json: { [field]: 'x' } }), field, 'read_only');
    }
  });

  test('is of one revision', async () => {
    const { id } = await create();
    await patch(id, { title: 'Вторая' });
    for (const [method, json] of [['PATCH', { title: 'Третья' }], ['DELETE', undefined]]) {
      const error = assertError(await api(method, `/${id}`, { json, headers: { 'If-Match': '"1"' } }), 412, 'revision_mismatch');
      assert.equal(error.details.current.title, 'Вторая');
    }
    await ok(api('DELETE', `/${id}`, { headers: { 'If-Match': '"2"' } }), 204);
    for (const [method, json] of [['GET'], ['PATCH', { title: 'x' }], ['DELETE']]) {
      assertError(await api(method, `/${id}`, { json }), 404, 'not_found');
    }
  });

  test('refers to what is there', async () => {
    const { id } = await create();
    const wrong = { deal_id: FAR, client_id: FAR, assignee_id: NOBODY };
    for (const [field, value] of Object.entries(wrong)) {
      assertField(await api('POST', '', { json: { title: 'x', [field]: value } }), field, 'not_found');
      assertField(await api('PATCH', `/${id}`, { json: { [field]: value } }), field, 'not_found');
    }
    assertField(await api('POST', '', { json: { title: 'x', assignee_id: blocked.id } }), 'assignee_id', 'not_found');
    const theirs = makeTeam(sauda.database);
    assertField(await api('POST', '', { json: { title: 'x', assignee_id: theirs.admin.id } }), 'assignee_id', 'not_found');
    const theirDeal = makeDeal(sauda.database, theirs, makeStages(sauda.database, theirs), theirs.admin);
    assertField(await api('POST', '', { json: { title: 'x', deal_id: theirDeal } }), 'deal_id', 'not_found');
    assert.equal((await get(id)).revision, 1);
  });

  test('may stay with somebody who was blocked since, but is not given to him anew', async () => {
    const leaver = makeColleague(sauda.database, team, 'manager');
    const { id } = await create({ assignee_id: leaver.id });
    sauda.database.sql(`update users set is_active = false where id = '${leaver.id}'`);
    assert.equal((await patch(id, { assignee_id: leaver.id, title: 'Передать' })).title, 'Передать');
    await patch(id, { assignee_id: other.id });
    assertField(await api('PATCH', `/${id}`, { json: { assignee_id: leaver.id } }), 'assignee_id', 'not_found');
  });

  test('goes with its deal, and stays without its client', async () => {
    const deal = makeDeal(sauda.database, team, stages, other);
    const aClient = makeClient(sauda.database, team);
    const [a, b] = [await create({ deal_id: deal }), await create({ client_id: aClient })];
    sauda.database.sql(`delete from deals where id = ${deal}; delete from clients where id = ${aClient}`);
    assertError(await api('GET', `/${a.id}`), 404);
    assert.equal((await get(b.id)).client_id, null);
  });
});

describe('doing it', () => {
  test('notes when, and undoing forgets', async () => {
    const { id } = await create();
    const done = await patch(id, { status: 'done' });
    assert.ok(Math.abs(Date.parse(done.completed_at) - Date.now()) < 600_000);
    assert.equal((await patch(id, { status: 'done', title: 'Всё' })).completed_at, done.completed_at);
    assert.equal((await patch(id, { status: 'open' })).completed_at, null);
    assert.equal((await patch(id, { status: 'cancelled' })).completed_at, null);
    assert.notEqual((await patch(id, { status: 'done' })).completed_at, null);
  });

  test('leaves an activity in the deal each time it was done, by who did it', async () => {
    const deal = makeDeal(sauda.database, team, stages, team.manager, { client });
    const { id } = await create({ title: 'Выставить счёт', deal_id: deal });
    assert.deepEqual(activitiesOf(deal), []);
    await patch(id, { status: 'done' }, team.manager);
    const expected = { type: 'task', text: 'Выставить счёт', client_id: client, author_id: team.manager.id };
    assert.deepEqual(activitiesOf(deal), [expected]);
    await patch(id, { status: 'done', priority: 'high' }, team.manager);
    assert.equal(activitiesOf(deal).length, 1);
    await patch(id, { status: 'open' });
    await patch(id, { status: 'done' });
    assert.deepEqual(activitiesOf(deal)[1], { ...expected, author_id: team.admin.id });
    await create({ title: 'Уже сделано', deal_id: deal, status: 'done' }, team.manager);
    assert.equal(activitiesOf(deal).at(-1).text, 'Уже сделано');
    const events = sauda.database.rows(
      `select owners_after from events where org_id = '${team.id}' and entity = 'activity' and data ->> 'deal_id' = '${deal}'`,
    );
    assert.equal(events.length, 3);
    await patch((await create()).id, { status: 'done' }); // of no deal
  });

  test('at the same time is done once', async () => {
    const deal = makeDeal(sauda.database, team, stages, team.manager);
    for (let round = 0; round < 5; round++) {
      const { id } = await create({ deal_id: deal });
      const all = await Promise.all(Array.from({ length: 12 }, () => patch(id, { status: 'done' })));
      assert.equal(new Set(all.map((task) => task.completed_at)).size, 1);
      assert.ok(all.every((task) => task.revision === 2));
    }
    assert.equal(activitiesOf(deal).length, 5);
  });

  test('leaves nothing where it was refused', async () => {
    const deal = makeDeal(sauda.database, team, stages, team.manager);
    const { id } = await create({ deal_id: deal });
    assertError(await api('PATCH', `/${id}`, { json: { status: 'done' }, headers: { 'If-Match': '"9"' } }), 412);
    assertField(await api('PATCH', `/${id}`, { json: { status: 'done', client_id: FAR } }), 'client_id', 'not_found');
    assert.deepEqual(activitiesOf(deal), []);
  });
});

describe('whose it is', () => {
  test('is told by assignee, maker and deal', async () => {
    const mine = {
      assigned: (await create({ assignee_id: team.manager.id })).id,
      made: (await create({ assignee_id: null }, team.manager)).id,
      deal: (await create({ deal_id: ownDeal, assignee_id: other.id })).id,
    };
    const foreign = [
      (await create({ deal_id: otherDeal })).id,
      (await create({ assignee_id: other.id })).id,
      (await create({}, other)).id,
    ];
    for (const id of Object.values(mine)) {
      await get(id, team.manager);
      await patch(id, { priority: 'high' }, team.manager);
    }
    for (const id of foreign) {
      assertError(await api('GET', `/${id}`, { who: team.manager }), 404, 'not_found');
      assertError(await api('PATCH', `/${id}`, { who: team.manager, json: { title: 'x' } }), 404, 'not_found');
      assertError(await api('PATCH', `/${id}`, { who: team.manager, json: { assignee_id: NOBODY } }), 404, 'not_found');
      assertError(await api('PUT', `/${id}`, { who: team.manager, json: { id: 0 } }), 404, 'not_found');
      assertError(await api('DELETE', `/${id}`, { who: team.manager }), 404, 'not_found');
    }
    const listed = await ids('count=exact', team.manager);
    assert.deepEqual(Object.values(mine).filter((id) => !listed.includes(id)), []);
    assert.deepEqual(foreign.filter((id) => listed.includes(id)), []);
    assert.deepEqual(await ids(`id__in=${[...Object.values(mine), ...foreign]}&sort=id`, team.manager), Object.values(mine));
    assert.deepEqual(await ids(`deal_id=${otherDeal}`, team.manager), []);
    for (const id of Object.values(mine)) {
      await ok(api('DELETE', `/${id}`, { who: team.manager }), 204);
    }
  });

  test('keeps another\'s deal out of reach', async () => {
    assertField(await api('POST', '', { who: team.manager, json: { title: 'x', deal_id: otherDeal } }), 'deal_id', 'not_found');
    const { id } = await create({}, team.manager);
    assertField(await api('PATCH', `/${id}`, { who: team.manager, json: { deal_id: otherDeal } }), 'deal_id', 'not_found');
    assert.deepEqual((await api('PATCH', `/${id}`, { who: team.manager, json: { deal_id: otherDeal } })).json.details.fields,
                     (await api('PATCH', `/${id}`, { who: team.manager, json: { deal_id: FAR } })).json.details.fields);
    // One that was given to him together with such a deal he may go on with.
    const given = await create({ deal_id: otherDeal, assignee_id: team.manager.id }, other);
    assert.equal((await ok(api('PUT', `/${given.id}`, { who: team.manager, json: { ...given, status: 'done' } }))).status, 'done');
  });

  test('decides to whom it may be given', async () => {
    const refused = (promise) => promise.then((reply) => assertField(reply, 'assignee_id', 'not_permitted'));
    await refused(api('POST', '', { who: team.manager, json: { title: 'x', assignee_id: other.id } }));
    const own = await create({}, team.manager);
    await refused(api('PATCH', `/${own.id}`, { who: team.manager, json: { assignee_id: other.id } }));
    assert.equal((await patch(own.id, { assignee_id: other.id, deal_id: ownDeal }, team.manager)).assignee_id, other.id);
    assert.equal((await create({ assignee_id: other.id, deal_id: ownDeal }, team.manager)).assignee_id, other.id);
    assert.equal((await patch(own.id, { deal_id: null }, team.manager)).assignee_id, other.id, 'whom it has it may keep');
    await refused(api('PATCH', `/${own.id}`, { who: team.manager, json: { assignee_id: team.admin.id } }));
    await create({ assignee_id: other.id }, team.supervisor);
  });
});

describe('the list', () => {
  test('has the next due first, and what is never due last', async () => {
    const mine = makeColleague(sauda.database, team, 'employee');
    const made = [];
    for (const due_at of [null, inS(300), inS(-300), inS(100), null]) {
      made.push((await create({ due_at }, mine)).id);
    }
    const expected = [2, 3, 1, 0, 4].map((i) => made[i]);
    assert.deepEqual(await ids(`assignee_id=${mine.id}`), expected);
    const { items } = await allPages((query) => ok(api('GET', `?${query}`, { who: mine })), 'page_size=2&fields=id');
    assert.deepEqual(items.map((task) => task.id), expected);
    assert.deepEqual(await ids(`due_at__between=${inS(0)},${inS(200)}`, mine), [made[3]]);
  });

  test('finds by words, among one\'s own rows alone', async () => {
    const open = await create({ title: 'Замена экрана Galaxy', assignee_id: team.manager.id });
    const done = await create({ title: 'Замена экрана Redmi', assignee_id: team.manager.id, status: 'done' });
    const foreign = await create({ title: 'Замена экрана у чужого', assignee_id: other.id });
    assert.deepEqual(await ids(encodeURI('q=замена экрана'), team.manager), [open.id, done.id]);
    assert.deepEqual((await ids(encodeURI('q=экран&sort=id'))).filter((id) => [open, done, foreign].some((t) => t.id === id)), [open.id, done.id, foreign.id]);
    assert.deepEqual(await ids(encodeURI('q=redmi замена'), team.manager), [done.id]);
    assert.deepEqual(await ids(encodeURI('q=замены экранна Nokia'), team.manager), []);
    assert.deepEqual(await ids(encodeURI('q=замены экранна'), team.manager), [open.id, done.id], 'with typing errors');
    assert.deepEqual(await ids('q=nobody'), []);
    assert.deepEqual(await ids('q=%25%25%25'), []);
    // However many others fit, one's own are found: no more than a thousand are.
    sauda.database.sql(`
      insert into tasks (org_id, title, assignee_id) select '${team.id}', 'Общее дело ' || i, '${other.id}' from generate_series(1, 1500) i;
      insert into tasks (org_id, title, assignee_id, status) values ('${team.id}', 'Ещё одно общее дело', '${team.manager.id}', 'done')`);
    const found = await ok(api('GET', encodeURI('?q=общее дело'), { who: team.manager }));
    assert.deepEqual([found.total, found.items.length], [1, 1]);
  });
});
