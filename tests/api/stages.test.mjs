// SPDX-License-Identifier: MIT
// The stages of a pipeline: their order, and what becomes of the deals in them when they change or go.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { assertError, assertField } from '../support/contract.mjs';
import { Feed } from '../support/feed.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { SIGN_IN, as, makeTeam } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

let sauda;
let team;
let pipeline;
let stages;

before(async () => {
  sauda = await startSauda({ env: SIGN_IN });
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});
beforeEach(async () => {
  team = makeTeam(sauda.database);
  pipeline = await ok('POST', '/api/pipelines', { name: 'Продажи' });
  ({ stages } = pipeline);
});

const send = (method, path, options = {}) =>
  request(sauda.url, method, path, { ...options, headers: { ...as(team.admin), ...options.headers } });

async function ok(method, path, json) {
  const reply = await send(method, path, { json });
  assert.ok(reply.status < 300, `${reply.what}: ${reply.status} ${reply.text}`);
  return reply.status === 204 ? undefined : reply.json;
}

const now = () => ok('GET', `/api/pipelines/${pipeline.id}/stages`);
const names = async () => (await now()).map((s) => s.name).join(', ');
const patch = (stage, json) => ok('PATCH', `/api/pipelines/stages/${stage.id}`, json);
const ask = (method, stage, options) => send(method, `/api/pipelines/stages/${stage.id}`, options);

/** Deals in that stage, the first on top. */
function addDeals(stage, n, { closed = false, reason = null } = {}) {
  sauda.database.sql(`
    insert into deals (org_id, title, amount, pipeline_id, stage_id, rank, closed_at, lost_reason, stage_entered_at, owner_id)
    select '${team.id}', 'Сделка ' || i, 1000 * i, ${stage.pipeline_id}, ${stage.id}, i,
           ${closed ? "now() - interval '3 days'" : 'null'}, ${reason ? `'${reason}'` : 'null'},
           now() - interval '2 hours', '${team.manager.id}'
    from generate_series(1, ${n}) i`);
}

const dealsOf = (stage) =>
  sauda.database.rows(`select * from deals where org_id = '${team.id}' and stage_id = ${stage.id} order by rank`);

const events = (entity) =>
  sauda.database.rows(`select action, entity_id, changed, data from events where org_id = '${team.id}' and entity = '${entity}' order by id`);

/** The kept sums are what a recount finds. */
function assertTotals() {
  const [{ differ }] = sauda.database.rows(`
    select count(*) as differ
    from (select stage_id, owner_id, currency, n_deals, amount from stage_totals where org_id = '${team.id}' and n_deals <> 0) k
    full join (select stage_id, coalesce(owner_id, '00000000-0000-0000-0000-000000000000') as owner_id, currency,
                      count(*) as n_deals, sum(amount) as amount
               from deals where org_id = '${team.id}' group by 1, 2, 3) c using (stage_id, owner_id, currency, n_deals, amount)
    where k.stage_id is null or c.stage_id is null`);
  assert.equal(Number(differ), 0);
}

describe('a new stage', () => {
  test('is told with its order, as is each place it gets', async () => {
    const { id } = await ok('POST', `/api/pipelines/${pipeline.id}/stages`, { name: 'Оплата', order: 1 });
    await ok('PUT', `/api/pipelines/stages/${id}`, { order: 0 });
    const told = sauda.database.rows(`
      select changed, data, before from events where org_id = '${team.id}' and entity = 'stage' and entity_id = '${id}' order by id`);
    assert.deepEqual(told.map(({ data }) => [data.order, 'place' in data]), [[1, false], [0, false]]);
    assert.deepEqual([told[1].changed, told[1].before], [['order'], { order: 1 }]);
  });

  test('comes behind the last open one', async () => {
    const made = await ok('POST', `/api/pipelines/${pipeline.id}/stages`, { name: 'Оплата' });
    assert.deepEqual(
      [made.order, made.kind, made.probability, made.color, made.deals_count, made.pipeline_id],
      [5, 'open', 0, '#868E96', 0, pipeline.id],
    );
    assert.equal(
      await names(),
      'Новый лид, Квалификация, Коммерческое предложение, Переговоры, Договор, Оплата, Успешно закрыто, Проиграно',
    );
    assert.deepEqual((await now()).map((s) => s.order), [0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test('comes where it is wanted', async () => {
    const path = `/api/pipelines/${pipeline.id}/stages`;
    assert.equal((await ok('POST', path, { name: 'Первая', order: 0, kind: 'won', color: '#0a0b0c' })).order, 0);
    assert.equal((await ok('POST', path, { name: 'Последняя', order: 1000, kind: 'lost' })).order, 8);
    const all = await now();
    assert.deepEqual([all[0].name, all[0].color, all[0].probability, all[8].name], ['Первая', '#0A0B0C', 100, 'Последняя']);
  });

  test('is one of fifty at most, however many come at once', async () => {
    const path = `/api/pipelines/${pipeline.id}/stages`;
    sauda.database.sql(`
      insert into deal_stages (org_id, pipeline_id, name, color, place)
      select '${team.id}', ${pipeline.id}, 'Этап ' || i, '#000000', i from generate_series(7, 46) i`);
    const replies = await Promise.all(Array.from({ length: 6 }, (_, i) => send('POST', path, { json: { name: `Ещё ${i}` } })));
    assert.deepEqual(replies.map((reply) => reply.status).sort(), [201, 201, 201, 409, 409, 409]);
    assertError(await send('POST', path, { json: { name: 'Лишний' } }), 409, 'too_many_stages');
    assert.deepEqual((await now()).map((s) => s.order), Array.from({ length: 50 }, (_, i) => i));
  });

  test('needs a pipeline', async () => {
    assertError(await send('POST', '/api/pipelines/999999999/stages', { json: { name: 'Этап' } }), 404, 'not_found');
  });
});

describe('the order', () => {
  test('of the others stays as it was', async () => {
    assert.equal((await patch(stages[4], { order: 1 })).order, 1);
    assert.equal(
      await names(),
      'Новый лид, Договор, Квалификация, Коммерческое предложение, Переговоры, Успешно закрыто, Проиграно',
    );
    assert.equal((await patch(stages[0], { order: 1000 })).order, 6);
    assert.equal(
      await names(),
      'Договор, Квалификация, Коммерческое предложение, Переговоры, Успешно закрыто, Проиграно, Новый лид',
    );
  });

  test('is told of each stage that it changed, and of no other', async () => {
    const from = events('stage').length;
    await patch(stages[2], { order: 1, name: 'КП' });
    const told = events('stage').slice(from);
    assert.deepEqual(
      new Set(told.map((e) => `${e.entity_id} ${e.changed}`)),
      new Set([`${stages[2].id} name,order`, `${stages[1].id} order`]),
    );
    const all = await now();
    assert.deepEqual(all.map((s) => s.revision), [1, 2, 2, 1, 1, 1, 1]);
  });

  test('holds where many move at once', async () => {
    await Promise.all(Array.from({ length: 24 }, (_, i) => patch(stages[i % 7], { order: (i * 5) % 7 })));
    const all = await now();
    assert.deepEqual(all.map((s) => s.order), [0, 1, 2, 3, 4, 5, 6]);
    assert.deepEqual(new Set(all.map((s) => s.id)), new Set(stages.map((s) => s.id)));
  });
});

describe('a change', () => {
  test('of nothing is none', async () => {
    const from = events('stage').length;
    assert.deepEqual(await patch(stages[1], { name: stages[1].name, color: stages[1].color.toLowerCase(), kind: 'open' }), stages[1]);
    assert.deepEqual(await ok('PUT', `/api/pipelines/stages/${stages[1].id}`, stages[1]), stages[1]); // as it was read
    assert.equal(events('stage').length, from);
  });

  test('is refused where somebody was quicker, and where only the server writes', async () => {
    await patch(stages[0], { name: 'Лид' });
    const late = await ask('PATCH', stages[0], { json: { name: 'Иной' }, headers: { 'If-Match': '"1"' } });
    assert.equal(assertError(late, 412, 'revision_mismatch').details.current.name, 'Лид');
    assertError(await ask('DELETE', stages[0], { headers: { 'If-Match': '"1"' } }), 412, 'revision_mismatch');
    assertField(await ask('PATCH', stages[0], { json: { deals_count: 5 } }), 'deals_count', 'read_only');
    assertError(await send('PATCH', '/api/pipelines/stages/999999999', { json: { name: 'Этап' } }), 404, 'not_found');
  });
});

describe('another kind', () => {
  test('closes the deals of the stage, and opens them again', async () => {
    addDeals(stages[1], 3);
    addDeals(stages[2], 1);
    assert.equal((await patch(stages[1], { kind: 'lost' })).probability, 0);
    const closed = dealsOf(stages[1]);
    assert.ok(closed.every((deal) => deal.closed_at !== null && deal.revision === 2));
    sauda.database.sql(`update deals set lost_reason = 'Дорого' where org_id = '${team.id}' and stage_id = ${stages[1].id}`);
    assert.equal((await patch(stages[1], { kind: 'won' })).probability, 100);
    const won = dealsOf(stages[1]);
    assert.deepEqual(won.map((deal) => [deal.closed_at, deal.lost_reason]), closed.map((deal) => [deal.closed_at, null]));
    assert.equal((await patch(stages[1], { kind: 'open', probability: 30 })).probability, 30);
    assert.ok(dealsOf(stages[1]).every((deal) => deal.closed_at === null && deal.lost_reason === null));
    assert.equal(dealsOf(stages[2])[0].revision, 1, 'another stage’s deals are left alone');
    assertTotals();
  });

  test('leaves an event each', async () => {
    addDeals(stages[1], 3);
    const from = events('deal').length;
    await patch(stages[1], { kind: 'won' });
    assert.deepEqual(events('deal').slice(from).map((e) => String(e.changed)), Array(3).fill('closed_at'));
    assert.equal(events('deals').length, 0);
  });

  test('of many deals is told by one event', async () => {
    addDeals(stages[1], 1001);
    const from = events('deal').length;
    await patch(stages[1], { kind: 'won' });
    assert.equal(events('deal').length, from);
    assert.deepEqual(
      events('deals').map((e) => [e.action, e.data]),
      [['changed', { stage_id: stages[1].id, count: 1001 }]],
    );
    assert.ok(dealsOf(stages[1]).every((deal) => deal.closed_at !== null));
    await patch(stages[1], { name: 'Иначе' });
    assert.equal(events('deals').length, 1, 'another name concerns no deal');
  });

  test('of too many deals is refused', async () => {
    addDeals(stages[1], 5001);
    assertError(await ask('PATCH', stages[1], { json: { kind: 'won' } }), 409, 'stage_too_full');
    assertError(await ask('DELETE', { id: `${stages[1].id}?move_to=${stages[0].id}` }), 409, 'stage_too_full');
    assert.equal((await patch(stages[1], { name: 'Иначе', kind: 'open' })).name, 'Иначе');
  });
});

describe('deleting', () => {
  test('closes the gap', async () => {
    await ok('DELETE', `/api/pipelines/stages/${stages[3].id}`);
    assert.deepEqual((await now()).map((s) => [s.id, s.order]), stages.filter((s) => s !== stages[3]).map((s, i) => [s.id, i]));
    assertError(await ask('DELETE', stages[3]), 404, 'not_found');
  });

  test('of the last stage is refused', async () => {
    const lone = await ok('POST', '/api/pipelines', { name: 'Одна', stages: [{ name: 'Этап' }] });
    assertError(await ask('DELETE', lone.stages[0]), 409, 'last_stage');
  });

  test('with deals needs to know where they go', async () => {
    addDeals(stages[0], 1);
    assertError(await ask('DELETE', stages[0]), 409, 'stage_in_use');
    const other = await ok('POST', '/api/pipelines', { name: 'Другая' });
    for (const id of [stages[0].id, other.stages[0].id, 999999999]) {
      assertField(await send('DELETE', `/api/pipelines/stages/${stages[0].id}?move_to=${id}`), 'move_to', 'not_found');
    }
    assert.equal(dealsOf(stages[0]).length, 1);
  });

  test('puts the deals behind the last one, in their order, with a record each', async () => {
    addDeals(stages[0], 3);
    addDeals(stages[1], 2);
    const [there, gone] = [dealsOf(stages[1]), dealsOf(stages[0])];
    await ok('DELETE', `/api/pipelines/stages/${stages[0].id}?move_to=${stages[1].id}`);
    const all = dealsOf(stages[1]);
    assert.deepEqual(all.map((deal) => deal.id), [...there, ...gone].map((deal) => deal.id));
    assert.ok(all.every((deal) => deal.closed_at === null));
    assert.ok(all.slice(2).every((deal, i) => deal.stage_entered_at > gone[i].stage_entered_at));
    const records = sauda.database.rows(`select * from activities where org_id = '${team.id}' order by id`);
    assert.deepEqual(
      records.map((a) => [a.type, a.deal_id, a.from_stage_id, a.to_stage_id, a.author_id]),
      gone.map((deal) => ['stage_change', deal.id, stages[0].id, stages[1].id, team.admin.id]),
    );
    assert.ok(records.every((a) => a.stage_seconds >= 7200 && a.stage_seconds < 7300));
    assertTotals();
  });

  test('closes the deals on their way into a closing stage, and opens them on their way back', async () => {
    addDeals(stages[0], 2);
    await ok('DELETE', `/api/pipelines/stages/${stages[0].id}?move_to=${stages[6].id}`);
    const [{ closed_at }] = dealsOf(stages[6]);
    assert.ok(closed_at !== null && dealsOf(stages[6]).every((deal) => deal.closed_at === closed_at));
    sauda.database.sql(`update deals set lost_reason = 'Дорого' where org_id = '${team.id}'`);
    await ok('DELETE', `/api/pipelines/stages/${stages[6].id}?move_to=${stages[1].id}`);
    assert.ok(dealsOf(stages[1]).every((deal) => deal.closed_at === null && deal.lost_reason === null));
    assertTotals();
  });

  test('loses no deal that somebody moves in or out meanwhile', async () => {
    addDeals(stages[0], 12);
    addDeals(stages[1], 12);
    const moves = [...dealsOf(stages[0]), ...dealsOf(stages[1])].map((deal) => () =>
      send('POST', `/api/deals/${deal.id}/move`, { json: { stage_id: deal.stage_id === stages[0].id ? stages[1].id : stages[0].id } }));
    const gone = () => ask('DELETE', { id: `${stages[1].id}?move_to=${stages[2].id}` });
    const [removal, ...moved] = await Promise.all([gone(), ...moves.map((move) => move())]);
    assert.equal(removal.status, 204, removal.text);
    for (const reply of moved) {
      assert.ok([200, 422].includes(reply.status), `${reply.status} ${reply.text}`); // 422: the stage is no more
    }
    const left = [0, 2].flatMap((i) => dealsOf(stages[i]));
    assert.equal(left.length, 24);
    const ranks = left.map((deal) => `${deal.stage_id} ${deal.rank}`);
    assert.equal(new Set(ranks).size, 24);
    assertTotals();
  });

  test('of a full stage is told by one event', async () => {
    addDeals(stages[0], 1200);
    const open = async (who) => {
      const feed = await Feed.open(sauda.url, { topics: 'deals' }, as(who));
      await feed.ready();
      return feed;
    };
    const feeds = { owner: await open(team.manager), other: await open(team.employee), admin: await open(team.admin) };
    const changed = async (feed) => (await feed.until((event) => event.type === 'deals.changed')).at(-1).data;
    const from = events('deal').length;
    await ok('DELETE', `/api/pipelines/stages/${stages[0].id}?move_to=${stages[1].id}`);
    assert.equal(dealsOf(stages[1]).length, 1200);
    assert.equal(events('deal').length, from);
    assert.deepEqual(events('deals').map((e) => e.data.count), [1200]);
    assertTotals();
    assert.deepEqual(await changed(feeds.admin), { stage_id: stages[0].id, count: 1200 });
    assert.equal(await changed(feeds.owner), null, 'who may see own deals alone learns no numbers');
    await patch(stages[1], { kind: 'won' });
    assert.equal(await changed(feeds.owner), null);
    assert.deepEqual((await feeds.other.during(200)).map((event) => event.type), [], 'whose deals stood elsewhere');
    for (const feed of Object.values(feeds)) feed.destroy();
  });
});
