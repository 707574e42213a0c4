// SPDX-License-Identifier: MIT
// Pipelines: which one is the default, in which order they stand, and that none goes while deals are in it.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { assertError, assertField } from '../support/contract.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { SIGN_IN, as, makeTeam } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

const STANDARD = [
  ['Новый лид', 'open', 10],
  ['Квалификация', 'open', 20],
  ['Коммерческое предложение', 'open', 40],
  ['Переговоры', 'open', 60],
  ['Договор', 'open', 80],
  ['Успешно закрыто', 'won', 100],
  ['Проиграно', 'lost', 0],
];

let sauda;
let team;

before(async () => {
  sauda = await startSauda({ env: SIGN_IN });
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});
beforeEach(() => {
  team = makeTeam(sauda.database);
});

const send = (method, path, options = {}, who = team.admin) =>
  request(sauda.url, method, path, { ...options, headers: { ...as(who), ...options.headers } });

async function ok(method, path, json, who) {
  const reply = await send(method, path, { json }, who);
  assert.ok(reply.status < 300, `${reply.what}: ${reply.status} ${reply.text}`);
  return reply.status === 204 ? undefined : reply.json;
}

const list = (who) => ok('GET', '/api/pipelines', undefined, who);
const create = (name, more) => ok('POST', '/api/pipelines', { name, ...more });
const namesAndDefault = async () => (await list()).map((p) => (p.is_default ? `${p.name}*` : p.name));

/** A deal, straight into the database; its id. */
const addDeal = (stage, { owner = null, rank = 1 } = {}) =>
  Number(
    sauda.database.sql(`
      insert into deals (org_id, title, pipeline_id, stage_id, rank, owner_id)
      values ('${team.id}', 'Сделка', ${stage.pipeline_id}, ${stage.id}, ${rank}, ${owner ? `'${owner}'` : 'null'})
      returning id`),
  );

const eventsOf = (entity) =>
  sauda.database
    .rows(`select action, entity_id, changed from events where org_id = '${team.id}' and entity = '${entity}' order by id`)
    .map((event) => [event.action, Number(event.entity_id), ...event.changed]);

describe('a new pipeline', () => {
  test('has the standard stages where nobody says which', async () => {
    const pipeline = await create('Продажи');
    assert.deepEqual([pipeline.name, pipeline.is_default, pipeline.order, pipeline.revision], ['Продажи', true, 0, 1]);
    assert.deepEqual(pipeline.stages.map((s) => [s.name, s.kind, s.probability]), STANDARD);
    assert.deepEqual(pipeline.stages.map((s) => s.order), [0, 1, 2, 3, 4, 5, 6]);
    assert.equal(new Set(pipeline.stages.map((s) => s.color)).size, 7);
    assert.deepEqual(await ok('GET', `/api/pipelines/${pipeline.id}`), pipeline);
    assert.deepEqual(await ok('GET', `/api/pipelines/${pipeline.id}/stages`), pipeline.stages);
  });

  test('has the stages it is given, by their order, and what they leave out', async () => {
    const { stages } = await create('Своя', {
      stages: [
        { name: 'Третья', color: '#aabbcc', probability: 7 },
        { name: 'Вторая', order: 5, kind: 'won' },
        { name: 'Первая', order: 1, kind: 'lost' },
        { name: 'Четвёртая' },
      ],
    });
    assert.deepEqual(
      stages.map((s) => [s.name, s.order, s.kind, s.probability, s.color]),
      [
        ['Первая', 0, 'lost', 0, '#E03131'],
        ['Вторая', 1, 'won', 100, '#2F9E44'],
        ['Третья', 2, 'open', 7, '#AABBCC'],
        ['Четвёртая', 3, 'open', 0, '#868E96'],
      ],
    );
  });

  test('has names without blanks around them, and none that is nothing else', async () => {
    const made = await create('  Продажи  ', { stages: [{ name: ' Лид ' }] });
    assert.deepEqual([made.name, made.stages[0].name], ['Продажи', 'Лид']);
    assertField(await send('POST', '/api/pipelines', { json: { name: ' \t ' } }), 'name', 'min_length');
    const json = { name: 'А', stages: [{ name: 'Лид' }, { name: '  ' }] };
    assertField(await send('POST', '/api/pipelines', { json }), 'stages[1].name', 'min_length');
    assertField(await send('PATCH', `/api/pipelines/${made.id}`, { json: { name: ' ' } }), 'name', 'min_length');
    assertField(await send('POST', `/api/pipelines/${made.id}/stages`, { json: { name: ' ' } }), 'name', 'min_length');
    assertField(await send('PATCH', `/api/pipelines/stages/${made.stages[0].id}`, { json: { name: ' ' } }), 'name', 'min_length');
  });

  test('is one of a hundred at most', async () => {
    sauda.database.sql(`select make_standard_pipeline('${team.id}') from generate_series(1, 99)`);
    await create('Сотая');
    assertError(await send('POST', '/api/pipelines', { json: { name: 'Лишняя' } }), 409, 'too_many_pipelines');
  });

  test('of two made at once only one is the default, and both have a place', async () => {
    await Promise.all(['А', 'Б', 'В', 'Г'].map((name) => create(name, { is_default: true })));
    const all = await list();
    assert.equal(all.filter((p) => p.is_default).length, 1);
    assert.deepEqual(all.map((p) => p.order), [0, 1, 2, 3]);
  });
});

describe('the default pipeline', () => {
  test('is the first one until another takes over', async () => {
    await create('А');
    const b = await create('Б');
    await create('В', { is_default: true });
    assert.deepEqual(await namesAndDefault(), ['А', 'Б', 'В*']);
    await ok('PATCH', `/api/pipelines/${b.id}`, { is_default: true });
    assert.deepEqual(await namesAndDefault(), ['А', 'Б*', 'В']);
  });

  test('cannot stop being it by itself, nor be deleted', async () => {
    const { id } = await create('А');
    assertError(await send('PATCH', `/api/pipelines/${id}`, { json: { is_default: false } }), 409, 'default_pipeline');
    assertError(await send('DELETE', `/api/pipelines/${id}`), 409, 'default_pipeline');
    assert.deepEqual(await namesAndDefault(), ['А*']);
  });
});

describe('a change', () => {
  test('moves a pipeline among the others', async () => {
    const [a, , c] = [await create('А'), await create('Б'), await create('В'), await create('Г')];
    await ok('PATCH', `/api/pipelines/${c.id}`, { order: 0 });
    assert.deepEqual(await namesAndDefault(), ['В', 'А*', 'Б', 'Г']);
    const moved = await ok('PUT', `/api/pipelines/${a.id}`, { order: 1000, name: 'Я' });
    assert.deepEqual([moved.order, moved.name], [3, 'Я']);
    assert.deepEqual(await namesAndDefault(), ['В', 'Б', 'Г', 'Я*']);
    await create('Вторая', { order: 1 });
    assert.deepEqual(await namesAndDefault(), ['В', 'Вторая', 'Б', 'Г', 'Я*']);
  });

  test('of nothing is none: no event, no revision', async () => {
    const pipeline = await create('А');
    const before = eventsOf('pipeline');
    assert.deepEqual(await ok('PATCH', `/api/pipelines/${pipeline.id}`, { name: 'А', order: 0 }), pipeline);
    assert.deepEqual(await ok('PUT', `/api/pipelines/${pipeline.id}`, pipeline), pipeline); // as it was read
    assert.deepEqual(eventsOf('pipeline'), before);
  });

  test('leaves one event for each pipeline that is another now', async () => {
    const [a, b] = [await create('А'), await create('Б')];
    const from = eventsOf('pipeline').length;
    await ok('PATCH', `/api/pipelines/${b.id}`, { order: 0, name: 'Б2' });
    const made = eventsOf('pipeline').slice(from);
    assert.deepEqual(new Set(made.map(String)), new Set([`updated,${b.id},name,order`, `updated,${a.id},order`]));
  });

  test('is refused where somebody was quicker, and where only the server writes', async () => {
    const { id } = await create('А');
    await ok('PATCH', `/api/pipelines/${id}`, { name: 'Б' });
    const late = await send('PATCH', `/api/pipelines/${id}`, { json: { name: 'В' }, headers: { 'If-Match': '"1"' } });
    const { details } = assertError(late, 412, 'revision_mismatch');
    assert.equal(details.current.name, 'Б');
    assertError(await send('DELETE', `/api/pipelines/${id}`, { headers: { 'If-Match': '"1"' } }), 412, 'revision_mismatch');
    assertField(await send('PATCH', `/api/pipelines/${id}`, { json: { stages: [] } }), 'stages', 'read_only');
    assertError(await send('PATCH', '/api/pipelines/999999999', { json: { name: 'В' } }), 404, 'not_found');
  });
});

describe('deleting', () => {
  test('takes the stages along and closes the gap', async () => {
    const [, b, c] = [await create('А'), await create('Б'), await create('В')];
    await ok('DELETE', `/api/pipelines/${b.id}`);
    assert.deepEqual((await list()).map((p) => [p.id, p.order]).at(-1), [c.id, 1]);
    assertError(await send('GET', `/api/pipelines/${b.id}`), 404, 'not_found');
    assertError(await send('GET', `/api/pipelines/${b.id}/stages`), 404, 'not_found');
    assert.equal(sauda.database.sql(`select count(*) from deal_stages where pipeline_id = ${b.id}`), '0');
  });

  test('is refused while deals are in it', async () => {
    await create('А');
    const { id, stages } = await create('Б');
    const deal = addDeal(stages[2]);
    assertError(await send('DELETE', `/api/pipelines/${id}`), 409, 'pipeline_in_use');
    sauda.database.sql(`delete from deals where org_id = '${team.id}' and id = ${deal}`);
    await ok('DELETE', `/api/pipelines/${id}`);
  });
});

test('everybody is told how many deals he may see, and no more', async () => {
  const { stages } = await create('А');
  addDeal(stages[0], { owner: team.manager.id, rank: 1 });
  addDeal(stages[0], { owner: team.employee.id, rank: 2 });
  addDeal(stages[0], { rank: 3 });
  addDeal(stages[1], { owner: team.employee.id });
  for (const [role, counts] of [
    ['admin', [3, 1]],
    ['office', [3, 1]],
    ['supervisor', [3, 1]],
    ['manager', [1, 0]],
    ['employee', [1, 1]],
  ]) {
    const [pipeline] = await list(team[role]);
    assert.deepEqual(pipeline.stages.slice(0, 2).map((s) => s.deals_count), counts, role);
    const same = await ok('GET', `/api/pipelines/${pipeline.id}/stages`, undefined, team[role]);
    assert.deepEqual(same, pipeline.stages, role);
    assert.deepEqual((await ok('GET', `/api/pipelines/${pipeline.id}`, undefined, team[role])).stages, same, role);
  }
});
