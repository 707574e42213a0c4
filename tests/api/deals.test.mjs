// SPDX-License-Identifier: MIT
// Deals one at a time and in pages: who may make and change them, what they refer to, and what is found by words.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertError, assertField, assertReply, operations } from '../support/contract.mjs';
import { makeClient, makeColleague, makeContact } from '../support/deal_rows.mjs';
import { keptTotals, makeFunnel, person, recount } from '../support/funnel.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { SIGN_IN, makeTeam } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

const ABSENT = 9007199254740000;
const NOBODY = '018f8e9e-0000-7000-8000-00000000dead';

let sauda;
let database;
let team;
let funnel;
let other; // another pipeline
let admin;
let manager;
let employee;
let strangers; // another organisation

before(async () => {
  sauda = await startSauda({ env: SIGN_IN });
  ({ database } = sauda);
  team = makeTeam(database);
  funnel = makeFunnel(database, team);
  other = makeFunnel(database, team, { isDefault: false, name: 'Сервис' });
  [admin, manager, employee] = [team.admin, team.manager, team.employee].map((user) => person(sauda.url, user));
  const theirs = makeTeam(database, 'Олар');
  strangers = { team: theirs, funnel: makeFunnel(database, theirs), admin: person(sauda.url, theirs.admin) };
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

const create = (who, json) => who.call('POST', '/api/deals', { title: 'Сделка', ...json });
const patch = (who, id, json, headers) => who.call('PATCH', `/api/deals/${id}`, json, headers);
const operation = (id) => operations.find((op) => op.id === id);

describe('a new deal', () => {
  test('has the defaults: the first stage of the default pipeline, its author, the currency of the organisation', async () => {
    const reply = await create(admin, { title: '  Поставка  ' });
    assert.equal(reply.status, 201, reply.text);
    assertReply(operation('dealsCreate'), reply);
    const deal = reply.json;
    assert.equal(deal.title, 'Поставка');
    assert.deepEqual([deal.pipeline_id, deal.stage_id, deal.stage_kind], [funnel.id, funnel.stages[0], 'open']);
    assert.deepEqual([deal.owner_id, deal.currency, deal.amount, deal.tags], [team.admin.id, 'KZT', 0, []]);
    assert.deepEqual([deal.closed_at, deal.lost_reason, deal.revision], [null, null, 1]);
    assert.equal(reply.headers.location, `/api/v1/deals/${deal.id}`);
    assert.deepEqual(await admin.get(`/api/deals/${deal.id}`), deal);
  });

  test('takes all its fields', async () => {
    const client_id = makeClient(database, team, 'ТОО Астана');
    const contact_id = makeContact(database, team, client_id, 'Дана');
    const fields = {
      title: 'Поставка', amount: 1500000.5, currency: 'USD', stage_id: other.stages[2], pipeline_id: other.id, client_id, contact_id,
      owner_id: team.manager.id, expected_close_date: '2027-01-31', source: 'OLX', tags: ['vip', 'опт'], custom: { скидка: 5 },
    };
    const deal = await admin.add(fields);
    for (const [name, value] of Object.entries(fields)) {
      assert.deepEqual(deal[name], value, name);
    }
    assert.deepEqual([deal.client_name, deal.contact_name, deal.owner_name], ['ТОО Астана', 'Дана', 'manager Команда']);
    const [event] = database.rows(`select * from events where entity = 'deal' and entity_id = '${deal.id}'`);
    assert.deepEqual([event.action, event.actor, event.owners_after], ['created', team.admin.id, [team.manager.id]]);
  });

  test('comes to the top of its column', async () => {
    const stage_id = funnel.stages[3];
    const ids = [];
    for (let i = 0; i < 3; i++) {
      ids.unshift((await admin.add({ stage_id })).id);
    }
    assert.deepEqual((await admin.get(`/api/deals/board/${stage_id}`)).deals.map((card) => card.id), ids);
  });

  test('goes to the first stage of the pipeline that is named', async () => {
    assert.equal((await admin.add({ pipeline_id: other.id })).stage_id, other.stages[0]);
  });

  test('is closed where it begins in a stage that is won or lost', async () => {
    const [won, lost] = funnel.stages.slice(5);
    assert.notEqual((await admin.add({ stage_id: won })).closed_at, null);
    assertField(await create(admin, { stage_id: lost }), 'lost_reason', 'required');
    assertField(await create(admin, { stage_id: lost, lost_reason: null }), 'lost_reason', 'required');
    assertField(await create(admin, { stage_id: lost, lost_reason: '  ' }), 'lost_reason', 'min_length');
    assertField(await create(admin, { lost_reason: 'Дорого' }), 'lost_reason', 'conflict');
    const deal = await admin.add({ stage_id: lost, lost_reason: 'Дорого' });
    assert.equal(deal.lost_reason, 'Дорого');
    assert.notEqual(deal.closed_at, null);
  });

  test('refers to what is there, in the organisation', async () => {
    const theirClient = makeClient(database, strangers.team);
    const theirContact = makeContact(database, strangers.team);
    const blocked = makeColleague(database, team, 'manager', { isActive: false });
    for (const [field, values] of Object.entries({
      stage_id: [ABSENT, strangers.funnel.stages[0]],
      pipeline_id: [ABSENT, strangers.funnel.id],
      client_id: [ABSENT, theirClient],
      contact_id: [ABSENT, theirContact],
      owner_id: [NOBODY, strangers.team.admin.id, blocked.id],
    })) {
      for (const value of values) {
        assertField(await create(admin, { [field]: value }), field, 'not_found');
      }
    }
    assertField(await create(admin, { stage_id: other.stages[0], pipeline_id: funnel.id }), 'stage_id', 'conflict');
    const all = await create(admin, { client_id: ABSENT, contact_id: ABSENT, owner_id: NOBODY });
    for (const field of ['client_id', 'contact_id', 'owner_id']) {
      assertField(all, field, 'not_found');
    }
  });

  test('needs a pipeline', async () => {
    const empty = makeTeam(database, 'Жаңа');
    assertField(await create(person(sauda.url, empty.admin), {}), 'pipeline_id', 'not_found');
  });

  test('is the manager\'s own, whoever else he names', async () => {
    assert.equal((await manager.add({})).owner_id, team.manager.id);
    assert.equal((await manager.add({ owner_id: team.manager.id.toUpperCase() })).owner_id, team.manager.id);
    assertField(await create(manager, { owner_id: team.admin.id }), 'owner_id', 'not_own');
    assertField(await create(manager, { owner_id: null }), 'owner_id', 'not_own');
    assertError(await create(employee, {}), 403, 'forbidden');
  });

  test('of a program is nobody\'s; a program that may see its own alone adds none', async () => {
    for (const [role, status] of [['supervisor', 201], ['manager', 422]]) {
      const { key } = await (await admin.call('POST', '/api/api-keys', { name: role, role })).json;
      const headers = { 'X-API-Key': key };
      const reply = await request(sauda.url, 'POST', '/api/deals', { json: { title: 'Заявка с сайта' }, headers });
      assert.equal(reply.status, status, reply.text);
      if (status === 201) {
        assert.equal(reply.json.owner_id, null);
      } else {
        assertField(reply, 'owner_id', 'not_own');
      }
    }
  });
});

describe('a change', () => {
  test('is a merge patch; PUT is the same', async () => {
    const { id } = await admin.add({ amount: 10, source: 'OLX', custom: { a: 1, b: { c: 2, d: 3 } }, expected_close_date: '2027-01-31' });
    const changed = await admin.ok('PATCH', `/api/deals/${id}`, { amount: 20, custom: { a: null, b: { c: 5 } } });
    assert.deepEqual([changed.amount, changed.source, changed.custom, changed.revision], [20, 'OLX', { b: { c: 5, d: 3 } }, 2]);
    const cleared = await admin.ok('PUT', `/api/deals/${id}`, { source: null, custom: null, expected_close_date: null, owner_id: null });
    assert.deepEqual([cleared.source, cleared.custom, cleared.expected_close_date, cleared.owner_id], [null, {}, null, null]);
    assert.equal(cleared.amount, 20);
    const [event] = database.rows(`select changed, before from events where entity = 'deal' and entity_id = '${id}' order by id desc limit 1`);
    assert.deepEqual(event.changed.sort(), ['custom', 'expected_close_date', 'owner_id', 'source']);
  });

  test('that changes nothing is none', async () => {
    const deal = await admin.add({ title: 'Как есть', amount: 7, tags: ['a'] });
    assert.deepEqual(await admin.ok('PUT', `/api/deals/${deal.id}`, deal), deal);
    assert.equal(database.sql(`select count(*) from events where entity = 'deal' and entity_id = '${deal.id}'`), '1');
    assert.equal(database.sql(`select count(*) from activities where deal_id = ${deal.id}`), '0');
  });

  test('does not touch what the server writes', async () => {
    const deal = await admin.add({});
    assertField(await patch(admin, deal.id, { stage_name: 'Иначе' }), 'stage_name', 'read_only');
    assertField(await patch(admin, deal.id, { closed_at: '2026-01-01T00:00:00Z' }), 'closed_at', 'read_only');
  });

  test('refers to what is there; who is blocked keeps what he has', async () => {
    const { id } = await admin.add({});
    assertField(await patch(admin, id, { client_id: ABSENT }), 'client_id', 'not_found');
    assertField(await patch(admin, id, { contact_id: ABSENT }), 'contact_id', 'not_found');
    assertField(await patch(admin, id, { owner_id: NOBODY }), 'owner_id', 'not_found');
    assertField(await patch(admin, id, { stage_id: ABSENT }), 'stage_id', 'not_found');
    assertField(await patch(admin, id, { pipeline_id: ABSENT }), 'pipeline_id', 'not_found');
    const colleague = makeColleague(database, team, 'manager');
    await admin.ok('PATCH', `/api/deals/${id}`, { owner_id: colleague.id });
    database.sql(`update users set is_active = false where id = '${colleague.id}'`);
    assert.equal((await admin.ok('PATCH', `/api/deals/${id}`, { owner_id: colleague.id, title: 'Та же' })).owner_id, colleague.id);
    const another = await admin.add({});
    assertField(await patch(admin, another.id, { owner_id: colleague.id }), 'owner_id', 'not_found');
  });

  test('of the stage is a move to the top of that column', async () => {
    const first = await admin.add({ stage_id: funnel.stages[1] });
    const { id } = await admin.add({ title: 'Вперёд' });
    const moved = await admin.ok('PATCH', `/api/deals/${id}`, { stage_id: funnel.stages[1], title: 'Дальше' });
    assert.deepEqual([moved.stage_id, moved.title], [funnel.stages[1], 'Дальше']);
    const cards = (await admin.get(`/api/deals/board/${funnel.stages[1]}`)).deals.map((card) => card.id);
    assert.ok(cards.indexOf(id) === 0 && cards.includes(first.id));
    assert.equal(database.sql(`select count(*) from activities where deal_id = ${id} and type = 'stage_change'`), '1');
    assertField(await patch(admin, id, { stage_id: other.stages[0], pipeline_id: funnel.id }), 'stage_id', 'conflict');
    assertField(await patch(admin, id, { stage_id: funnel.stages[1], pipeline_id: other.id }), 'stage_id', 'conflict');
  });

  test('of the pipeline alone leads to its first stage', async () => {
    const { id } = await admin.add({ stage_id: funnel.stages[2] });
    const same = await admin.ok('PATCH', `/api/deals/${id}`, { pipeline_id: funnel.id });
    assert.equal(same.stage_id, funnel.stages[2]);
    const moved = await admin.ok('PATCH', `/api/deals/${id}`, { pipeline_id: other.id });
    assert.deepEqual([moved.pipeline_id, moved.stage_id], [other.id, other.stages[0]]);
  });

  test('of the reason is for lost deals', async () => {
    const lost = funnel.stages[6];
    const { id } = await admin.add({});
    assertField(await patch(admin, id, { lost_reason: 'Дорого' }), 'lost_reason', 'conflict');
    assert.equal((await admin.ok('PATCH', `/api/deals/${id}`, { lost_reason: null })).revision, 1);
    assertField(await patch(admin, id, { stage_id: lost }), 'lost_reason', 'required');
    const gone = await admin.ok('PATCH', `/api/deals/${id}`, { stage_id: lost, lost_reason: 'Дорого' });
    assert.equal(gone.lost_reason, 'Дорого');
    assert.equal((await admin.ok('PATCH', `/api/deals/${id}`, { lost_reason: 'Долго' })).lost_reason, 'Долго');
    assertField(await patch(admin, id, { lost_reason: null }), 'lost_reason', 'required');
    assertField(await patch(admin, id, { lost_reason: null, stage_id: other.stages[6] }), 'lost_reason', 'required');
    // who sends the whole deal back with another stage does not mean to say why it was lost
    const present = await admin.get(`/api/deals/${id}`);
    const back = await admin.ok('PUT', `/api/deals/${id}`, { ...present, stage_id: funnel.stages[0] });
    assert.deepEqual([back.lost_reason, back.closed_at, back.stage_kind], [null, null, 'open']);
  });

  test('that adds up to too much is refused', async () => {
    const { id } = await admin.add({ custom: { a: 'x'.repeat(20000) } });
    assertField(await patch(admin, id, { custom: { b: 'x'.repeat(20000) } }), 'custom', 'too_large');
  });

  test('keeps the sums', async () => {
    const { id } = await admin.add({ amount: 100 });
    await admin.ok('PATCH', `/api/deals/${id}`, { amount: 250.5, currency: 'USD' });
    await admin.ok('PATCH', `/api/deals/${id}`, { owner_id: team.manager.id, stage_id: funnel.stages[4] });
    assert.deepEqual(keptTotals(database, team), recount(database, team));
    await admin.call('DELETE', `/api/deals/${id}`);
    assert.deepEqual(keptTotals(database, team), recount(database, team));
  });

  test('of an older revision is refused with the present row', async () => {
    const { id } = await admin.add({ title: 'Раз' });
    await admin.ok('PATCH', `/api/deals/${id}`, { title: 'Два' }, { 'If-Match': '"1"' });
    for (const json of [{ title: 'Три' }, { title: 'Три', stage_id: funnel.stages[1] }]) {
      const error = assertError(await patch(admin, id, json, { 'If-Match': '"1"' }), 412, 'revision_mismatch');
      assert.deepEqual([error.details.current.title, error.details.current.revision], ['Два', 2]);
    }
    const error = assertError(await admin.call('DELETE', `/api/deals/${id}`, undefined, { 'If-Match': '"1"' }), 412, 'revision_mismatch');
    assert.equal(error.details.current.id, id);
    assert.equal((await admin.call('DELETE', `/api/deals/${id}`, undefined, { 'If-Match': '"2"' })).status, 204);
    assertError(await admin.call('DELETE', `/api/deals/${id}`), 404, 'not_found');
  });

  test('by many at once loses nothing', async () => {
    const { id } = await admin.add({});
    const all = await Promise.all(Array.from({ length: 10 }, (_, i) => patch(admin, id, { custom: { [`k${i}`]: i } })));
    assert.deepEqual(all.map((reply) => reply.status), Array(10).fill(200));
    const deal = await admin.get(`/api/deals/${id}`);
    assert.deepEqual([Object.keys(deal.custom).length, deal.revision], [10, 11]);
  });

  test('of the stage by many at once is refused to nobody', async () => {
    const { id } = await admin.add({});
    const someone = async (i) => {
      const statuses = [];
      for (let n = 0; n < 8; n++) statuses.push((await patch(admin, id, { stage_id: funnel.stages[(i + n) % 5] })).status);
      return statuses;
    };
    const all = await Promise.all(Array.from({ length: 16 }, (_, i) => someone(i)));
    assert.deepEqual([...new Set(all.flat())], [200]);
  });
});

test('a deleted deal takes its activities along', async () => {
  const { id } = await admin.add({});
  await admin.move(id, { stage_id: funnel.stages[1] });
  assert.equal((await admin.call('DELETE', `/api/deals/${id}`)).status, 204);
  assertError(await admin.call('GET', `/api/deals/${id}`), 404, 'not_found');
  assert.equal(database.sql(`select count(*) from activities where deal_id = ${id}`), '0');
});

describe('who may see his own alone', () => {
  test('meets no other deal anywhere', async () => {
    const [his, another] = [await manager.add({ title: 'Своя сделка' }), await admin.add({ title: 'Чужая сделка' })];
    for (const [method, json] of [['GET'], ['PATCH', { title: 'Моя' }], ['PUT', { title: 'Моя' }], ['DELETE']]) {
      for (const headers of [{}, { 'If-Match': '"7"' }]) {
        assertError(await manager.call(method, `/api/deals/${another.id}`, json, headers), 404, 'not_found');
      }
    }
    const ids = async (query) => (await manager.get(`/api/deals?${query}`)).items.map((deal) => deal.id);
    assert.ok((await ids('')).includes(his.id));
    for (const query of ['', `id=${another.id}`, `id__in=${another.id},${his.id}`, `owner_id=${team.admin.id}`, 'q=чужая', 'q=сделка', 'q=чужоя']) {
      assert.ok(!(await ids(query)).includes(another.id), query);
    }
    const all = await manager.get('/api/deals?count=exact');
    assert.ok(all.items.every((deal) => deal.owner_id === team.manager.id));
    assert.equal(all.total, Number(database.sql(`select count(*) from deals where owner_id = '${team.manager.id}'`)));
  });

  test('may hand a deal over, and then it is gone', async () => {
    const { id } = await manager.add({ stage_id: funnel.stages[1] });
    const given = await manager.ok('PATCH', `/api/deals/${id}`, { owner_id: team.supervisor.id, stage_id: funnel.stages[2] });
    assert.deepEqual([given.owner_id, given.stage_id], [team.supervisor.id, funnel.stages[2]]);
    assertError(await manager.call('GET', `/api/deals/${id}`), 404, 'not_found');
    assertError(await patch(manager, id, { owner_id: team.manager.id }), 404, 'not_found');
    const [event] = database.rows(`
      select owners_before, owners_after from events where entity = 'deal' and entity_id = '${id}' order by id desc limit 1`);
    assert.deepEqual([event.owners_before, event.owners_after], [[team.manager.id], [team.supervisor.id]]);
  });

  test('is told apart from another organisation by nothing', async () => {
    const { id } = await strangers.admin.add({});
    for (const who of [admin, manager]) {
      for (const [method, json] of [['GET'], ['PATCH', { title: 'Наша' }], ['DELETE']]) {
        assertError(await who.call(method, `/api/deals/${id}`, json), 404, 'not_found');
      }
    }
    assert.equal((await admin.get(`/api/deals?id=${id}`)).total, 0);
  });

  test('an employee reads his own and changes none', async () => {
    const { id } = await admin.add({ owner_id: team.employee.id });
    assert.equal((await employee.get(`/api/deals/${id}`)).id, id);
    assertError(await patch(employee, id, { title: 'Моя' }), 403, 'forbidden');
    assertError(await employee.call('DELETE', `/api/deals/${id}`), 403, 'forbidden');
  });
});

describe('the list', () => {
  test('is filtered by owner, tags and days', async () => {
    const fields = [
      { tags: ['горячий', 'опт'], expected_close_date: '2027-03-01' },
      { tags: ['опт'], expected_close_date: '2027-03-15', owner_id: team.supervisor.id },
      { tags: [], expected_close_date: '2027-04-01' },
    ];
    const ids = [];
    for (const f of fields) {
      ids.push((await admin.add({ source: 'для фильтра', ...f })).id);
    }
    const found = async (query) => (await admin.get(`/api/deals?source=для фильтра&${query}`)).items.map((d) => ids.indexOf(d.id));
    assert.deepEqual(await found('sort=id&tags=опт'), [0, 1]);
    assert.deepEqual(await found('sort=id&tags__in=горячий,нет'), [0]);
    assert.deepEqual(await found('sort=id&expected_close_date__between=2027-03-01,2027-03-31'), [0, 1]);
    assert.deepEqual(await found('sort=id&expected_close_date__gte=2027-03-15'), [1, 2]);
    assert.deepEqual(await found(`owner_id=${team.supervisor.id}`), [1]);
    assert.deepEqual(await found('sort=-expected_close_date'), [2, 1, 0]);
  });

  test('is searched by the words of title and client', async () => {
    const searchers = makeTeam(database, 'Ищущие');
    makeFunnel(database, searchers);
    const who = person(sauda.url, searchers.admin);
    const client = makeClient(database, searchers, 'ТОО Жетісу Строй');
    database.sql(`update clients set phone = '+77071234567' where id = ${client}`);
    const deals = {
      exact: await who.add({ title: 'Насос' }),
      begins: await who.add({ title: 'Насос для скважины' }),
      inside: await who.add({ title: 'Ремонт: насос' }),
      ofClient: await who.add({ title: 'Трубы', client_id: client }),
    };
    const found = async (q, asker = who) => {
      const { items } = await asker.get(`/api/deals?q=${q}`);
      return items.map((d) => Object.keys(deals).find((name) => deals[name].id === d.id));
    };
    assert.deepEqual(await found('насос'), ['exact', 'begins', 'inside']);
    assert.deepEqual(await found('скважины НАСОС'), ['begins']);
    assert.deepEqual(await found('жетісу'), ['ofClient']);
    assert.deepEqual(await found('трубы жетісу'), ['ofClient'], 'one word of the title, one of the client');
    assert.deepEqual(await found('трубы насос'), []);
    for (const phone of ['8 707 123 45 67', '7 (707) 123-45-67', '77071234567', '1234567']) {
      assert.deepEqual(await found(phone), ['ofClient'], phone);
    }
    assert.deepEqual(await found('скважына'), ['begins'], 'nearly right words, where none is right');
    assert.deepEqual(await found('100%'), []);
    assert.deepEqual(await found('насос', admin), [], 'not of another organisation');
  });
});
