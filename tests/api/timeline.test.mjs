// SPDX-License-Identifier: MIT
// The timeline of a deal: activities, tasks and changes in one list, each once, page by page, for whoever may see the deal.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertError, assertField, assertReply, operations } from '../support/contract.mjs';
import { makeColleague } from '../support/deal_rows.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { SIGN_IN, as, makeTeam } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

const operation = operations.find((op) => op.id === 'dealsTimeline');

let sauda;
let team;
let other; // a manager, too
let stages;
let lost;

before(async () => {
  sauda = await startSauda({ env: SIGN_IN });
  team = makeTeam(sauda.database);
  other = makeColleague(sauda.database, team, 'manager', { name: 'Другой' });
  ({ stages } = await ok(api('POST', '/pipelines', { json: { name: 'Продажи' } }), 201));
  lost = stages.find((stage) => stage.kind === 'lost');
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

const api = (method, path, { who = team.admin, ...options } = {}) =>
  request(sauda.url, method, `/api${path}`, { ...options, headers: as(who) });

async function ok(promise, status = 200) {
  const reply = await promise;
  assert.equal(reply.status, status, `${reply.what}: ${reply.text}`);
  return status === 204 ? undefined : reply.json;
}

const newDeal = async (who = team.manager) => (await ok(api('POST', '/deals', { json: { title: 'Сделка' }, who }), 201)).id;
const post = (path, json, who) => ok(api('POST', path, { json, who }), path.endsWith('/move') ? 200 : 201);
const patch = (path, json, who) => ok(api('PATCH', path, { json, who }));

async function page(deal, query = '', who) {
  const reply = await api('GET', `/deals/${deal}/timeline?${query}`, { who });
  assert.equal(reply.status, 200, reply.text);
  assertReply(operation, reply);
  return reply.json;
}

const told = (items) => items.map(({ kind, type }) => `${kind} ${type}`);

describe('a timeline', () => {
  test('begins with who made the deal', async () => {
    const deal = await newDeal();
    const { items, next_cursor } = await page(deal);
    assert.equal(next_cursor, null);
    const [{ id, at, ...rest }] = items;
    assert.equal(items.length, 1);
    assert.ok(id > 0 && Date.parse(at) <= Date.now() + 1000);
    assert.deepEqual(rest, {
      kind: 'change', type: 'created', actor_id: team.manager.id, actor_name: 'manager Команда', activity: null, task: null, changed: [],
      before: null, after: null,
    });
  });

  test('has all that happened, the newest first, as it stands elsewhere', async () => {
    const deal = await newDeal();
    const note = await post('/activities', { type: 'note', text: 'Первая', deal_id: deal }, team.manager);
    const task = await post('/tasks', { title: 'Позвонить', deal_id: deal, due_at: '2031-01-01T00:00:00Z' }, team.manager);
    await patch(`/deals/${deal}`, { amount: 5000, title: 'Крупная', tags: ['vip'] });
    await post(`/deals/${deal}/move`, { stage_id: stages[1].id }, team.manager);
    await patch(`/tasks/${task.id}`, { status: 'done' }, team.manager);
    const { items } = await page(deal, '', team.manager);
    assert.deepEqual(told(items), [
      'activity task', 'activity stage_change', 'change updated', 'task done', 'activity note', 'change created',
    ]);
    const [, moved, changed, done, first] = items;
    assert.deepEqual(first.activity, await ok(api('GET', `/activities/${note.id}`)));
    assert.deepEqual([first.id, first.at, first.actor_id, first.task], [note.id, note.happened_at, team.manager.id, null]);
    assert.deepEqual(done.task, await ok(api('GET', `/tasks/${task.id}`)));
    assert.deepEqual([done.id, done.at, done.actor_name], [task.id, task.created_at, 'manager Команда']);
    assert.deepEqual(changed.changed, ['amount', 'tags', 'title']);
    assert.deepEqual(changed.before, { amount: 0, tags: [], title: 'Сделка' });
    assert.deepEqual(changed.after, { amount: 5000, tags: ['vip'], title: 'Крупная' });
    assert.equal(changed.actor_name, 'admin Команда');
    assert.deepEqual([moved.activity.from_stage_id, moved.activity.to_stage_id], [stages[0].id, stages[1].id]);
    assert.deepEqual((await ok(api('GET', `/deals/${deal}`))).title, 'Крупная');
  });

  test('tells a move once, and of it only what the move alone does not say', async () => {
    const deal = await newDeal();
    await post(`/deals/${deal}/move`, { stage_id: stages[2].id });
    await post(`/deals/${deal}/move`, { stage_id: lost.id, lost_reason: 'Дорого' });
    await post(`/deals/${deal}/move`, { stage_id: stages[0].id });
    const { items } = await page(deal);
    assert.equal(items.filter(({ kind }) => kind === 'activity').length, 3);
    const changes = items.filter(({ kind }) => kind === 'change');
    assert.deepEqual(changes.map(({ changed, before, after }) => ({ changed, before, after })), [
      { changed: ['lost_reason'], before: { lost_reason: 'Дорого' }, after: { lost_reason: null } },
      { changed: ['lost_reason'], before: { lost_reason: null }, after: { lost_reason: 'Дорого' } },
      { changed: [], before: null, after: null },
    ]);
    const events = sauda.database.rows(`select id from events where entity = 'deal' and entity_id = '${deal}'`);
    assert.equal(events.length, 4);
  });

  test('is of one kind, where that is asked', async () => {
    const deal = await newDeal();
    await post('/activities', { type: 'call', deal_id: deal });
    await post('/tasks', { title: 'Раз', deal_id: deal });
    for (const kind of ['activity', 'task', 'change']) {
      const { items } = await page(deal, `kind=${kind}`);
      assert.deepEqual(items.map((item) => item.kind), [kind]);
    }
    assert.deepEqual((await page(await newDeal(), 'kind=task')).items, []);
    assertField(await api('GET', `/deals/${deal}/timeline?kind=call`), 'kind', 'enum');
  });
});

describe('pages', () => {
  /** Many items, most of them at the same microsecond as others. */
  async function crowded() {
    const deal = await newDeal();
    const at = "date_trunc('second', now()) - interval '1.876544 s' + (i / 4) * interval '1 microsecond'";
    sauda.database.sql(`
      insert into activities (org_id, type, happened_at, deal_id) select '${team.id}', 'note', ${at}, ${deal} from generate_series(0, 39) i;
      insert into tasks (org_id, title, created_at, deal_id) select '${team.id}', 'Дело', ${at}, ${deal} from generate_series(0, 29) i;
      insert into events (org_id, at, entity, entity_id, action, changed, data, before)
      select '${team.id}', ${at}, 'deal', '${deal}', 'updated', array[case when i % 5 = 0 then 'place' else 'amount' end],
             '{"amount": 2}', '{"amount": 1}' from generate_series(0, 24) i;`);
    return deal;
  }

  async function walk(deal, query, who, between = async () => {}) {
    const items = [];
    for (let cursor = ''; cursor !== null; ) {
      const got = await page(deal, `${query}${cursor && `&cursor=${cursor}`}`, who);
      items.push(...got.items);
      cursor = got.next_cursor;
      await between();
    }
    return items.map(({ kind, id }) => `${kind} ${id}`);
  }

  test('have everything once, in the same order whatever their size', async () => {
    const deal = await crowded();
    const all = await walk(deal, 'limit=200');
    assert.equal(all.length, 40 + 30 + 20 + 1);
    assert.equal(new Set(all).size, all.length);
    for (const limit of [1, 7, 91]) {
      assert.deepEqual(await walk(deal, `limit=${limit}`), all);
    }
    for (const kind of ['activity', 'task', 'change']) {
      assert.deepEqual(await walk(deal, `limit=7&kind=${kind}`), all.filter((item) => item.startsWith(kind)));
    }
    const { items } = await page(deal, 'limit=200');
    const order = (item) => item.at;
    assert.deepEqual(items.map(order), items.map(order).toSorted().reverse());
  });

  test('neither skip nor repeat while more happens', async () => {
    const deal = await crowded();
    const all = await walk(deal, 'limit=200');
    const seen = await walk(deal, 'limit=10', team.manager, () => post('/activities', { type: 'note', deal_id: deal }, team.manager));
    assert.deepEqual(seen, all);
  });

  test('are led to by their own cursors alone', async () => {
    const [deal, another] = [await crowded(), await crowded()];
    const { next_cursor: cursor } = await page(deal, 'limit=5');
    assert.equal((await page(deal, `limit=90&cursor=${cursor}`)).items.length, 86);
    const refused = async (id, query, who) =>
      assertField(await api('GET', `/deals/${id}/timeline?${query}`, { who }), 'cursor', 'unknown');
    await refused(another, `cursor=${cursor}`);
    await refused(deal, `kind=task&cursor=${cursor}`);
    await refused(deal, `cursor=${cursor}`, team.manager);
    await refused(deal, `cursor=${cursor.slice(1)}`);
    await refused(deal, 'cursor=abc');
    assertField(await api('GET', `/deals/${deal}/timeline?limit=201`), 'limit', 'maximum');
  });
});

test('a timeline is for who may see the deal', async () => {
  const deal = await newDeal(other);
  await post('/activities', { type: 'note', deal_id: deal }, other);
  for (const query of ['', 'kind=task', 'limit=1']) {
    assertError(await api('GET', `/deals/${deal}/timeline?${query}`, { who: team.manager }), 404, 'not_found');
    assertError(await api('GET', `/deals/9007199254740000/timeline?${query}`), 404, 'not_found');
    assertError(await api('GET', `/deals/${deal}/timeline?${query}`, { who: makeTeam(sauda.database).admin }), 404, 'not_found');
    assertError(await api('GET', `/deals/${deal}/timeline?${query}`, { who: team.promoter }), 403, 'forbidden');
  }
  assert.equal((await page(deal, '', other)).items.length, 2);
  await patch(`/deals/${deal}`, { owner_id: team.manager.id });
  assert.equal((await page(deal, '', team.manager)).items.length, 3);
  assertError(await api('GET', `/deals/${deal}/timeline`, { who: other }), 404, 'not_found');
});
