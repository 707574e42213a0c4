// SPDX-License-Identifier: MIT
// What belongs to another: by no route may somebody who sees own deals alone learn of them. Every place that could tell of
// a deal is asked, as its owner and as a colleague; whatever comes back to the colleague must not hold a word of it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Feed } from '../support/feed.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { accessToken, as, makeTeam, SIGN_IN } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

const SECRET = 'Тайная сделка Незабудка'; // stands in nothing else
const AMOUNT = 87654321.5;
const MARKS = ['Незабудка', '87654321', 'тайный-источник', 'тайная-метка'];

let sauda;
let team;
let stranger; // a manager, like team.manager, whose deals are his own
let deal; // of the stranger
let mine; // of team.manager
let stages;
let client;

const ask = (user, method, path, json, headers) =>
  request(sauda.url, method, path, { headers: { ...as(user), ...headers }, ...(json === undefined ? {} : { json }) });

async function done(user, method, path, json) {
  const reply = await ask(user, method, path, json);
  assert.ok(reply.status < 300, `${method} ${path}: ${reply.status} ${reply.text}`);
  return reply.text ? reply.json : undefined;
}

/** The text holds nothing of the stranger's deal. */
function expectNothing(text, where) {
  for (const mark of MARKS) assert.ok(!text.includes(mark), `${where} tells of another's deal (${mark}): ${text.slice(0, 400)}`);
}

before(async () => {
  sauda = await startSauda({ env: SIGN_IN });
  team = makeTeam(sauda.database);
  stranger = makeTeam(sauda.database, 'Чужая').manager;
  sauda.database.sql(`update users set org_id = '${team.id}' where id = '${stranger.id}'`);
  stranger = { ...stranger, orgId: team.id };
  await done(team.admin, 'POST', '/api/pipelines', { name: 'Продажи' });
  stages = (await done(team.admin, 'GET', '/api/pipelines'))[0].stages;
  client = await done(stranger, 'POST', '/api/clients', { name: 'ТОО Ромашка', phone: '8 707 111 22 33' });
  deal = await done(stranger, 'POST', '/api/deals', {
    title: SECRET, amount: AMOUNT, client_id: client.id, source: 'тайный-источник', tags: ['тайная-метка'],
    expected_close_date: '2031-05-05',
  });
  mine = await done(team.manager, 'POST', '/api/deals', { title: 'Своя сделка', amount: 1000, client_id: client.id });
  await done(stranger, 'POST', '/api/tasks', { title: 'Позвонить: Незабудка', deal_id: deal.id, due_at: '2031-05-05T10:00:00Z' });
  await done(stranger, 'POST', '/api/activities', { type: 'note', text: 'Незабудка торгуется', deal_id: deal.id, client_id: client.id });
  await done(stranger, 'POST', `/api/deals/${deal.id}/move`, { stage_id: stages[1].id });
});

after(async () => {
  await sauda?.stop();
  closeConnections();
});

test('no list, board, search, report or page of a client tells of it', async () => {
  const q = encodeURIComponent('Незабудка');
  const paths = [
    '/api/deals', '/api/deals?count=exact', '/api/deals?count=estimated', `/api/deals?q=${q}`, `/api/deals?title__contains=${q}`,
    `/api/deals?id=${deal.id}`, `/api/deals?id__in=${deal.id},${mine.id}`, `/api/deals?client_id=${client.id}`,
    `/api/deals?owner_id=${stranger.id}`, `/api/deals?amount=${AMOUNT}`, '/api/deals?sort=-amount',
    '/api/deals/stats/pipeline', `/api/deals/stats/pipeline?owner_id=${stranger.id}`, `/api/deals/stats/pipeline?q=${q}`,
    ...stages.flatMap((stage) => [`/api/deals/board/${stage.id}`, `/api/deals/board/${stage.id}?owner_id=${stranger.id}`]),
    '/api/tasks', `/api/tasks?deal_id=${deal.id}`, `/api/tasks?q=${q}`, '/api/activities', `/api/activities?deal_id=${deal.id}`,
    `/api/activities?client_id=${client.id}`, '/api/pipelines', `/api/pipelines/${stages[0].pipeline_id}`,
    `/api/pipelines/${stages[0].pipeline_id}/stages`, '/api/clients', `/api/clients/${client.id}`, '/api/clients/duplicates',
    '/api/contacts', '/api/reports/pipeline', `/api/reports/pipeline?owner_id=${stranger.id}`,
    ...['stages', 'owners', 'sources', 'months', 'reasons', 'forecast'].map((s) => `/api/reports/pipeline/export?section=${s}`),
    '/api/operations', '/api/imports', '/api/jobs',
  ];
  for (const path of paths) {
    const reply = await ask(team.manager, 'GET', path);
    assert.equal(reply.status, 200, `${path}: ${reply.text}`);
    expectNothing(reply.text, path);
  }
  for (const path of ['/api/deals', '/api/deals/stats/pipeline', '/api/tasks', '/api/reports/pipeline']) { // its owner is told
    assert.match((await ask(stranger, 'GET', path)).text, /Незабудка|87654321/, path);
  }
});

test('counts and sums are of own deals', async () => {
  const page = await done(team.manager, 'GET', '/api/deals?count=exact');
  assert.deepEqual([page.total, page.items.map(({ id }) => id)], [1, [mine.id]]);
  const board = await done(team.manager, 'GET', '/api/deals/stats/pipeline');
  assert.deepEqual(board.map((column) => [column.deals_count, column.total_amount]), stages.map((s, i) => (i ? [0, 0] : [1, 1000])));
  const [pipeline] = await done(team.manager, 'GET', '/api/pipelines');
  assert.deepEqual(pipeline.stages.map((stage) => stage.deals_count), stages.map((s, i) => (i ? 0 : 1)));
  const { summary } = await done(team.manager, 'GET', '/api/reports/pipeline');
  assert.deepEqual([summary.created_count, summary.open_count, summary.created_amount], [1, 1, 1000]);
  const all = await done(team.supervisor, 'GET', '/api/deals/stats/pipeline');
  assert.equal(all.reduce((n, column) => n + column.deals_count, 0), 2);
});

test('it is not there: to read, change, move, delete, or stand beside', async () => {
  const at = `/api/deals/${deal.id}`;
  const tries = [
    ['GET', at], ['PATCH', at, { title: 'Моя' }], ['PUT', at, { title: 'Моя' }], ['DELETE', at], ['GET', `${at}/timeline`],
    ['POST', `${at}/move`, { stage_id: stages[0].id }],
    ['POST', `/api/deals/${mine.id}/move`, { stage_id: stages[1].id, before_id: deal.id }],
    ['POST', `/api/deals/${mine.id}/move`, { stage_id: stages[1].id, after_id: deal.id }],
  ];
  for (const [method, path, json] of tries) {
    const reply = await ask(team.manager, method, path, json);
    assert.equal(reply.status, 404, `${method} ${path}: ${reply.text}`);
    expectNothing(reply.text, path);
  }
  for (const [path, json] of [
    ['/api/tasks', { title: 'Подсмотреть', deal_id: deal.id }],
    ['/api/activities', { type: 'note', text: 'Подсмотреть', deal_id: deal.id }],
  ]) {
    const reply = await ask(team.manager, 'POST', path, json);
    assert.equal(reply.status, 422, reply.text);
    assert.equal(reply.json.details.fields[0].field, 'deal_id');
    const absent = await ask(team.manager, 'POST', path, { ...json, deal_id: 999_999_999 });
    const plain = ({ json }) => ({ ...json, details: { ...json.details, request_id: null } });
    assert.deepEqual(plain(reply), plain(absent), 'another’s deal and none are told apart');
  }
  assert.equal((await ask(stranger, 'GET', at)).json.title, SECRET);
});

test('a move beside it tells nothing of it', async () => {
  await done(stranger, 'POST', `/api/deals/${deal.id}/move`, { stage_id: stages[0].id });
  const moved = await done(team.manager, 'POST', `/api/deals/${mine.id}/move`, { stage_id: stages[0].id });
  assert.deepEqual([moved.previous_id, moved.next_id], [null, null]);
  assert.deepEqual(moved.stages.map((s) => [s.deals_count, s.total_amount]), [[1, 1000]]);
});

test('neither the feed nor a replay of it tells of it; who loses a deal is told so, with its id alone', async () => {
  const feed = await Feed.open(sauda.url, { token: accessToken(team.manager) });
  const cursor = await feed.ready();
  const rest = (await done(stranger, 'POST', '/api/deals', { title: `${SECRET} 2`, amount: AMOUNT })).id;
  await done(stranger, 'PATCH', `/api/deals/${rest}`, { source: 'тайный-источник' });
  await done(stranger, 'POST', `/api/deals/${rest}/move`, { stage_id: stages[2].id });
  await done(stranger, 'POST', '/api/tasks', { title: 'Незабудка ждёт', deal_id: rest });
  await done(stranger, 'POST', '/api/activities', { type: 'call', text: 'Незабудка', deal_id: rest });
  await done(stranger, 'DELETE', `/api/deals/${rest}`);
  await done(team.manager, 'PATCH', `/api/deals/${mine.id}`, { owner_id: stranger.id });
  const given = await done(team.admin, 'POST', '/api/deals', { title: 'Подарок', amount: 5, owner_id: team.manager.id });
  const isOver = (frame) => frame?.type === 'deal.created' && frame.id === given.id;
  const live = await feed.until(isOver);
  feed.destroy();
  const again = await Feed.open(sauda.url, { token: accessToken(team.manager), since: cursor });
  const replayed = await again.until(isOver);
  again.destroy();
  for (const frames of [live, replayed]) {
    expectNothing(JSON.stringify(frames), 'the feed');
    const [removed] = frames.filter(({ type }) => type === 'deal.removed');
    assert.deepEqual(Object.keys(removed).sort(), ['at', 'cursor', 'id', 'type']);
    assert.equal(removed.id, mine.id);
    const others = frames.filter((f) => f.type.startsWith('deal.') && ![mine.id, given.id].includes(f.id));
    assert.deepEqual(others, []);
  }
  await done(team.admin, 'PATCH', `/api/deals/${mine.id}`, { owner_id: team.manager.id });
});

test('what was handed over is gone: also for a repeated request', async () => {
  const headers = { 'Idempotency-Key': 'handed-over' };
  const body = { title: 'Пока своя', amount: 77 };
  const made = await ask(team.manager, 'POST', '/api/deals', body, headers);
  assert.equal(made.status, 201);
  const { id } = made.json;
  const handed = await ask(team.manager, 'PATCH', `/api/deals/${id}`, { owner_id: stranger.id });
  assert.deepEqual([handed.status, handed.json.owner_id], [200, stranger.id]);
  assert.equal((await ask(team.manager, 'GET', `/api/deals/${id}`)).status, 404);
  await done(stranger, 'PATCH', `/api/deals/${id}`, { title: SECRET, amount: AMOUNT });
  const repeated = await ask(team.manager, 'POST', '/api/deals', body, headers);
  expectNothing(repeated.text, 'the repeated answer'); // as he made it, never as it has become
  const colleague = await ask(stranger, 'POST', '/api/deals', body, headers); // his key is his own
  assert.notEqual(colleague.json.id, id);
});

test('an employee reads and moves own deals alone', async () => {
  const own = await done(team.admin, 'POST', '/api/deals', { title: 'Сделка сотрудника', owner_id: team.employee.id });
  assert.deepEqual((await done(team.employee, 'GET', '/api/deals')).items.map(({ id }) => id), [own.id]);
  await done(team.employee, 'POST', `/api/deals/${own.id}/move`, { stage_id: stages[1].id });
  assert.equal((await ask(team.employee, 'PATCH', `/api/deals/${own.id}`, { title: 'Нет' })).status, 403);
  assert.equal((await ask(team.employee, 'POST', `/api/deals/${deal.id}/move`, { stage_id: stages[1].id })).status, 404);
  assert.equal((await ask(team.promoter, 'GET', '/api/deals')).status, 403);
});
