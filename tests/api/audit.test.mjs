// SPDX-License-Identifier: MIT
// The audit log: its filters, its pages that stay whole while more happens, what it counts, and that no filter which
// finds little has to read much.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, beforeEach, describe, test } from 'node:test';
import { assertError, assertField, assertReply, operations } from '../support/contract.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { SIGN_IN, as, makeTeam } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

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
  database.sql(`delete from events where org_id = '${team.id}'`);
});

const api = (query = '', headers = as(team.admin)) => request(sauda.url, 'GET', `/api/events${query}`, { headers });

async function list(query) {
  const reply = await api(query);
  assertReply(byId.eventsList, reply);
  assert.equal(reply.status, 200, `${reply.what}: ${reply.text}`);
  return reply.json;
}

const idsOf = (page) => page.items.map((e) => e.id);

/** Events as the trigger writes them, of { at, actor, entity, entity_id, action }; their ids in the same order. */
function put(rows) {
  const value = (v) => (v === null ? 'null' : `'${v}'`);
  const values = rows.map(
    ({ at = 'now', actor = team.admin.id, entity = 'deal', entity_id = '1', action = 'updated' }) =>
      `('${team.id}', ${value(at)}, ${value(actor)}, '${entity}', '${entity_id}', '${action}')`,
  );
  return database
    .sql(`insert into events (org_id, at, actor, entity, entity_id, action) values ${values.join(', ')} returning id`)
    .split('\n')
    .map(Number);
}

describe('an event', () => {
  test('says what changed, from whom, when', async () => {
    const headers = as(team.admin);
    const send = async (method, path, json) => (await request(sauda.url, method, path, { json, headers })).json;
    const json = {
      name: 'OLX',
      platform: 'olx',
      api_url: 'http://127.0.0.1:1',
      config: { health: { headers: { A: 'secret' } } },
    };
    const module = await send('POST', '/api/modules', json);
    await send('PATCH', `/api/modules/${module.id}`, { name: 'OLX.kz', version: '2' });
    const { items, total } = await list();
    assert.equal(total, 2);
    const [changed, made] = items;
    assert.deepEqual(
      [made.entity, made.entity_id, made.action, made.changed, made.before, made.note],
      ['module', module.id, 'created', [], null, null],
    );
    assert.deepEqual([changed.action, changed.changed.sort()], ['updated', ['name', 'version']]);
    assert.deepEqual(changed.before, { name: 'OLX', version: json.version ?? module.version });
    assert.equal(changed.data.name, 'OLX.kz');
    assert.deepEqual([changed.actor, changed.actor_name, changed.actor_kind], [team.admin.id, 'admin Команда', 'user']);
    assert.match(changed.at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.ok(Math.abs(new Date(changed.at) - Date.now()) < 600_000);
    assert.doesNotMatch(JSON.stringify(items), /secret/);
  });

  test('from outside the program, or from somebody unknown, has no name', async () => {
    database.sql(`update users set full_name = 'By hand' where id = '${team.office.id}'`);
    const unknown = randomUUID();
    put([{ actor: unknown }]);
    const { items } = await list();
    assert.deepEqual(
      items.map((e) => [e.actor, e.actor_name, e.actor_kind]),
      [
        [unknown, null, null],
        [null, null, null],
      ],
    );
  });

  test('is for the admins of its organisation alone', async () => {
    put([{}]);
    assert.equal(
      (await api('', as(makeTeam(database, 'Чужие').admin))).json.items.some((e) => e.entity === 'deal'),
      false,
    );
    for (const role of ['office', 'supervisor', 'promoter', 'manager', 'employee']) {
      assertError(await api('', as(team[role])), 403, 'forbidden');
    }
    assertError(await request(sauda.url, 'GET', '/api/events'), 401, 'unauthorized');
  });
});

describe('filters', () => {
  test('each takes its own, together they take what all do', async () => {
    const rows = [
      { entity: 'deal', entity_id: '1', action: 'created' },
      { entity: 'deal', entity_id: '2', action: 'created', actor: team.manager.id },
      { entity: 'deal', entity_id: '1', action: 'updated', actor: team.manager.id },
      { entity: 'stage', entity_id: '1', action: 'deleted', actor: null },
      { entity: 'deal', entity_id: '1', action: 'moved' },
    ];
    const ids = put(rows);
    const found = async (query) => idsOf(await list(`?${query}`)).map((id) => ids.indexOf(id));
    const cases = {
      '': [4, 3, 2, 1, 0],
      'entity=deal': [4, 2, 1, 0],
      'entity=stage': [3],
      'entity=Deal': [],
      'entity=deal&entity_id=1': [4, 2, 0],
      'entity_id=1': [4, 3, 2, 0],
      'action=created': [1, 0],
      'action=updated': [2],
      'action=moved': [4],
      [`actor=${team.manager.id}`]: [2, 1],
      [`actor=${team.manager.id.toUpperCase()}&action=created`]: [1],
      [`actor=${team.admin.id}&entity=deal&entity_id=1&action=moved`]: [4],
      [`actor=${randomUUID()}`]: [],
    };
    for (const [query, expected] of Object.entries(cases)) {
      assert.deepEqual(await found(query), expected, query);
      assert.equal((await list(`?${query}`)).total, expected.length, query);
    }
    assertField(await api('?type=deal'), 'type', 'unknown_field');
    assertField(await api('?actor=me'), 'actor', 'format');
    assertField(await api('?count=all'), 'count', 'enum');
  });

  test('of time: not before, and before', async () => {
    const month = new Date().toISOString().slice(0, 7);
    const at = (day, clock) => `${month}-${day}T${clock}Z`;
    const ids = put([
      { at: at('10', '09:00:00') },
      { at: at('11', '00:00:00') },
      { at: at('11', '23:59:59.999999') },
      { at: at('12', '00:00:00') },
    ]);
    const found = async (query) => idsOf(await list(`?${query}`)).map((id) => ids.indexOf(id));
    assert.deepEqual(await found(`since=${at('11', '00:00:00')}`), [3, 2, 1]);
    assert.deepEqual(await found(`until=${at('11', '00:00:00')}`), [0]);
    assert.deepEqual(await found(`since=${at('11', '00:00:00')}&until=${at('12', '00:00:00')}`), [2, 1]);
    assert.deepEqual(await found(`since=${encodeURIComponent(`${month}-11T05:00:00.5+05:00`)}`), [3, 2]);
    assert.deepEqual(await found(`since=${at('12', '00:00:00')}&until=${at('11', '00:00:00')}`), []);
    assert.deepEqual(await found('since=0001-01-01T00:00:00Z&until=9999-12-31T23:59:59Z'), [3, 2, 1, 0]);
    assertField(await api('?since=yesterday'), 'since', 'format');
    assertField(await api(`?until=${encodeURIComponent('2026-11-21T00:00:00+23:59')}`), 'until', 'format');
  });
});

describe('pages', () => {
  test('follow each other by cursor, and none is lost or doubled while more happens', async () => {
    const ids = put(Array.from({ length: 25 }, () => ({}))).reverse();
    const seen = [];
    let page = await list('?page_size=10');
    for (;;) {
      assert.deepEqual([page.page_size, page.total >= 25, 'page' in page], [10, true, false]);
      seen.push(...idsOf(page));
      if (page.next_cursor === null) {
        break;
      }
      put([{}, {}]);
      page = await list(`?page_size=10&cursor=${page.next_cursor}`);
    }
    assert.deepEqual(seen, ids);
  });

  test('end where they end', async () => {
    put(Array.from({ length: 4 }, () => ({})));
    assert.equal((await list('?page_size=4')).next_cursor, null);
    const { next_cursor } = await list('?page_size=3');
    const last = await list(`?page_size=3&cursor=${next_cursor}`);
    assert.deepEqual([last.items.length, last.next_cursor, last.total], [1, null, 4]);
    assert.equal((await list('?page_size=200')).items.length, 4);
    assertField(await api('?page_size=201'), 'page_size', 'maximum');
    assertField(await api('?page=2'), 'page', 'unknown_field');
  });

  test('keep their filters', async () => {
    const ids = put(Array.from({ length: 9 }, (_, i) => ({ entity: i % 3 === 0 ? 'stage' : 'deal' })));
    const first = await list('?entity=stage&page_size=2');
    const second = await list(`?entity=stage&page_size=2&cursor=${first.next_cursor}`);
    assert.deepEqual([...idsOf(first), ...idsOf(second)], [ids[6], ids[3], ids[0]]);
  });

  test('are not found by a cursor that is none', async () => {
    put([{}, {}]);
    const { next_cursor } = await list('?page_size=1');
    for (const cursor of [
      'x',
      '0',
      '12',
      next_cursor.slice(1),
      `${next_cursor.slice(0, -1)}g`,
      next_cursor.replace(/^./, 'f'),
      `${next_cursor}0`,
    ]) {
      assertField(await api(`?cursor=${cursor}`), 'cursor', 'unknown');
    }
  });
});

describe('the total', () => {
  test('is exact up to ten thousand, as long as nobody asks for more', async () => {
    const fill = (n) =>
      database.sql(`insert into events (org_id, entity, entity_id, action)
                    select '${team.id}', 'deal', '1', 'updated' from generate_series(1, ${n})`);
    fill(9_999);
    put([{ entity: 'stage' }]);
    const totals = async (query) => {
      const { total, total_is_estimate } = await list(`?page_size=1${query}`);
      return [total, total_is_estimate];
    };
    assert.deepEqual(await totals(''), [10_000, undefined]);
    fill(5);
    assert.deepEqual(await totals(''), [10_000, true]);
    assert.deepEqual(await totals('&count=estimated'), [10_000, true]);
    assert.deepEqual(await totals('&count=exact'), [10_005, undefined]);
    assert.deepEqual(await totals('&count=none'), [null, undefined]);
    assert.deepEqual(await totals('&entity=stage'), [1, undefined]);
  });
});

describe('a filter that finds little', () => {
  /** A statement of sql/queries/ with its parameters written into it. */
  function statement(name, values) {
    const text = readFileSync(new URL(`../../sql/queries/${name}.sql`, import.meta.url), 'utf8');
    return text.replace(/:(\w+)(?=::)/g, (_, param) => (param in values ? `'${values[param]}'` : 'null'));
  }

  test('reads little', () => {
    database.sql(`
      insert into events (org_id, actor, entity, entity_id, action)
      select '${team.id}', '${team.admin.id}', 'deal', (i % 5000)::text, 'updated' from generate_series(1, 40000) i`);
    put([{ entity: 'stage', entity_id: '7' }, { action: 'deleted' }, { actor: team.manager.id }]);
    database.sql('analyze events');
    const filters = [
      { entity: 'stage' },
      { entity: 'deal', entity_id: '4711' },
      { action: 'deleted' },
      { action: 'reused' },
      { actor: team.manager.id },
      { actor: randomUUID() },
      { actor: team.admin.id, entity: 'stage' },
      { since: '9999-01-01T00:00:00Z' },
      { until: '2000-01-01T00:00:00Z' },
    ];
    for (const filter of filters) {
      for (const name of ['audit/list', 'audit/count']) {
        const sql = statement(name, { org_id: team.id, at_most: 51, ...filter });
        const plan = database.sql(`explain (analyze, buffers, costs off, timing off) ${sql}`);
        const [, hit = 0, read = 0] = plan.match(/Buffers: shared(?: hit=(\d+))?(?: read=(\d+))?/) ?? [];
        const pages = Number(hit) + Number(read);
        assert.ok(pages < 100, `${name} ${JSON.stringify(filter)}:\n${plan}`);
      }
    }
  });
});
