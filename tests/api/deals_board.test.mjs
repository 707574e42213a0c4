// SPDX-License-Identifier: MIT
// The board: its columns with their sums and first cards, more of a column by cursor, filters, and what one's own board holds.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertError, assertField, assertReply, operations } from '../support/contract.mjs';
import { makeClient } from '../support/deal_rows.mjs';
import { makeFunnel, person, places } from '../support/funnel.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { PASSWORD, SIGN_IN, bearer, makeTeam } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

const ABSENT = 9007199254740000;

let sauda;
let database;

before(async () => {
  sauda = await startSauda({ env: SIGN_IN });
  ({ database } = sauda);
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

/** A team of its own with a board: { team, funnel, admin, manager, add(stage, fields), ids }. */
function makeBoard() {
  const team = makeTeam(database);
  const funnel = makeFunnel(database, team);
  const admin = person(sauda.url, team.admin);
  const add = async (stage, fields) => (await admin.add({ stage_id: funnel.stages[stage], ...fields })).id;
  return { team, funnel, admin, manager: person(sauda.url, team.manager), add };
}

/** Some deals of everybody: { title: id }. */
async function fill({ add, team }) {
  const client_id = makeClient(database, team, 'ТОО Шымкент');
  const rows = [
    ['a', 0, { amount: 100, owner_id: team.manager.id, tags: ['vip'], expected_close_date: '2027-03-10' }],
    ['b', 0, { amount: 200, client_id }],
    ['c', 0, { amount: 5, currency: 'USD', owner_id: team.manager.id }],
    ['d', 0, { amount: 7.5, currency: 'EUR', owner_id: null, tags: ['опт', 'vip'], expected_close_date: '2027-04-10' }],
    ['e', 2, { amount: 1000.25, owner_id: team.manager.id }],
    ['f', 5, { amount: 10 }],
  ];
  const ids = {};
  for (const [title, stage, fields] of rows) {
    ids[title] = await add(stage, { title: `Сделка ${title}`, ...fields });
  }
  return ids;
}

const titles = (board) => board.map((column) => column.deals.map((card) => card.title.at(-1)).join(''));

describe('the board', () => {
  test('is what is asked for after signing in by a form', async () => {
    const { team, funnel, add } = makeBoard();
    const id = await add(0, { amount: 12.5, client_id: makeClient(database, team) });
    const login = await request(sauda.url, 'POST', '/api/auth/login', {
      body: new URLSearchParams({ username: team.admin.email, password: PASSWORD }).toString(),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    const headers = bearer(login.json.access_token);
    const board = await request(sauda.url, 'GET', `/api/deals/stats/pipeline?pipeline_id=${funnel.id}`, { headers });
    assert.equal(board.status, 200, board.text);
    assert.deepEqual(board.json.map((column) => column.stage_id), funnel.stages);
    const [{ stage_name, color, deals_count, total_amount, deals }] = board.json;
    assert.deepEqual([stage_name, color, deals_count, total_amount], ['Этап 1', '#228BE0', 1, 12.5]);
    assert.deepEqual([deals[0].id, deals[0].title, deals[0].amount], [id, 'Сделка', 12.5]);
    assert.equal(typeof deals[0].client_id, 'number');
    const moved = await request(sauda.url, 'POST', `/api/deals/${id}/move`, { headers, json: { stage_id: funnel.stages[1] } });
    assert.equal(moved.status, 200, moved.text);
  });

  test('has the stages in their order, with sums by currency', async () => {
    const board = makeBoard();
    const ids = await fill(board);
    const reply = await board.admin.call('GET', '/api/deals/stats/pipeline');
    assert.equal(reply.status, 200, reply.text);
    assertReply(operations.find((op) => op.id === 'dealsBoard'), reply);
    const columns = reply.json;
    assert.deepEqual(places(columns), [[ids.d, ids.c, ids.b, ids.a], [], [ids.e], [], [], [ids.f], []]);
    const { deals, ...first } = columns[0];
    assert.deepEqual(first, {
      stage_id: board.funnel.stages[0], stage_name: 'Этап 1', color: '#228BE0', kind: 'open', probability: 10,
      deals_count: 4, total_amount: 300, weighted_amount: 30,
      other_amounts: [{ currency: 'EUR', amount: 7.5 }, { currency: 'USD', amount: 5 }], next_cursor: null,
    });
    assert.deepEqual(
      [deals[2].client_name, deals[3].owner_name, deals[0].owner_id, deals[0].tags, deals[0].expected_close_date],
      ['ТОО Шымкент', 'manager Команда', null, ['опт', 'vip'], '2027-04-10'],
    );
    assert.deepEqual([columns[2].total_amount, columns[2].weighted_amount, columns[6].deals_count], [1000.25, 300.08, 0]);
    database.sql(`update deal_stages set place = 100 - place where org_id = '${board.team.id}'`);
    assert.deepEqual((await board.admin.board()).map((column) => column.stage_id), board.funnel.stages.toReversed());
  });

  test('follows the currency of the organisation', async () => {
    const board = makeBoard();
    await fill(board);
    await board.admin.ok('PATCH', '/api/organization', { currency: 'USD' });
    const [first] = await board.admin.board();
    assert.deepEqual([first.total_amount, first.other_amounts], [5, [{ currency: 'EUR', amount: 7.5 }, { currency: 'KZT', amount: 300 }]]);
  });

  test('is of the pipeline that is named', async () => {
    const { team, admin, funnel } = makeBoard();
    const other = makeFunnel(database, team, { isDefault: false });
    const { id } = await admin.add({ pipeline_id: other.id });
    assert.deepEqual(places(await admin.board(`?pipeline_id=${other.id}`))[0], [id]);
    assert.deepEqual(places(await admin.board(`?pipeline_id=${other.id}&title__contains=сделка`))[0], [id]);
    assert.deepEqual(places(await admin.board(`?pipeline_id=${funnel.id}&title__contains=сделка`))[0], []);
    for (const query of [`?pipeline_id=${ABSENT}`, `?pipeline_id=${ABSENT}&amount__gte=1`]) {
      assertError(await admin.call('GET', `/api/deals/stats/pipeline${query}`), 404, 'not_found');
    }
    assertError(await person(sauda.url, makeTeam(database).admin).call('GET', `/api/deals/stats/pipeline?pipeline_id=${funnel.id}`), 404, 'not_found');
    assertError(await person(sauda.url, makeTeam(database).admin).call('GET', '/api/deals/stats/pipeline'), 404, 'not_found');
    const empty = Number(database.sql(`insert into pipelines (org_id, name) values ('${team.id}', 'Пусто') returning id`));
    for (const query of [`?pipeline_id=${empty}`, `?pipeline_id=${empty}&amount__gte=1`]) {
      assert.deepEqual(await admin.board(query), []);
    }
  });

  test('is filtered as the list is, sums included', async () => {
    const board = makeBoard();
    const { team, admin } = board;
    await fill(board);
    const sums = (columns) => columns.map((column) => [column.deals_count, column.total_amount]);
    for (const [query, cards, counted] of [
      [`owner_id=${team.manager.id}`, ['ca', '', 'e', '', '', '', ''], [[2, 100], [0, 0], [1, 1000.25]]],
      ['owner_id__isnull=true', ['d', '', '', '', '', '', ''], [[1, 0]]],
      ['tags=vip', ['da', '', '', '', '', '', ''], [[2, 100]]],
      ['tags__in=опт,нет', ['d', '', '', '', '', '', ''], [[1, 0]]],
      ['expected_close_date__between=2027-03-01,2027-03-31', ['a', '', '', '', '', '', ''], [[1, 100]]],
      ['amount__gte=100', ['ba', '', 'e', '', '', '', ''], [[2, 300], [0, 0], [1, 1000.25]]],
      ['q=сделка b', ['b', '', '', '', '', '', ''], [[1, 200]]],
      ['q=шымкент', ['b', '', '', '', '', '', ''], [[1, 200]]],
      [`tags=vip&owner_id=${team.manager.id}`, ['a', '', '', '', '', '', ''], [[1, 100]]],
      ['stage_kind=won', ['', '', '', '', '', 'f', ''], [[0, 0]]],
    ]) {
      const columns = await admin.board(`?${query}`);
      assert.deepEqual(titles(columns), cards, query);
      assert.deepEqual(sums(columns).slice(0, counted.length), counted, query);
    }
    const [byTag] = await admin.board('?tags=vip');
    assert.deepEqual([byTag.weighted_amount, byTag.other_amounts], [10, [{ currency: 'EUR', amount: 7.5 }]]);
    assertField(await admin.call('GET', '/api/deals/stats/pipeline?sort=amount'), 'sort', 'unknown_field');
  });

  test('of who may see his own alone holds his own, sums included', async () => {
    const board = makeBoard();
    const { team, manager, admin } = board;
    await fill(board);
    const own = await manager.board();
    assert.deepEqual(titles(own), ['ca', '', 'e', '', '', '', '']);
    assert.deepEqual(own.map((column) => column.deals_count), [2, 0, 1, 0, 0, 0, 0]);
    assert.deepEqual([own[0].total_amount, own[0].other_amounts], [100, [{ currency: 'USD', amount: 5 }]]);
    assert.deepEqual(await manager.board(`?owner_id=${team.manager.id.toUpperCase()}`), own);
    for (const query of [`owner_id=${team.admin.id}`, 'amount=200', 'tags=опт', 'q=шымкент', `owner_id__ne=${team.manager.id}`]) {
      const columns = await manager.board(`?${query}`);
      assert.ok(columns.every((column) => column.deals_count === 0 && column.deals.length === 0 && column.total_amount === 0), query);
    }
    assert.deepEqual(titles(await manager.board('?amount__gte=1')), ['ca', '', 'e', '', '', '', '']);
    assert.deepEqual((await admin.board(`?owner_id=${team.manager.id}`)).map((column) => column.deals_count), [2, 0, 1, 0, 0, 0, 0]);
  });
});

describe('more of a column', () => {
  /** All pages behind the first, by cursors. */
  async function walk(who, board, stage, query) {
    const seen = board[stage].deals.map((card) => card.id);
    let cursor = board[stage].next_cursor;
    for (let page = 0; cursor; page++) {
      assert.ok(page < 50, 'the pages end');
      const more = await who.get(`/api/deals/board/${board[stage].stage_id}?cursor=${cursor}&${query}`);
      assert.ok(more.deals.length > 0, 'no page is empty');
      seen.push(...more.deals.map((card) => card.id));
      cursor = more.next_cursor;
    }
    return seen;
  }

  test('comes in the same order, each card once, also under a filter and of one\'s own', async () => {
    const { add, admin, manager, team } = makeBoard();
    const all = [];
    for (let i = 0; i < 13; i++) {
      all.unshift({ i, id: await add(1, { amount: i, owner_id: i % 2 ? team.manager.id : team.admin.id }) });
    }
    const ids = (fits) => all.filter(({ i }) => fits(i)).map(({ id }) => id);
    for (const [who, filter, fits] of [
      [admin, '', () => true],
      [admin, 'amount__gte=4&', (i) => i >= 4],
      [admin, `owner_id=${team.manager.id}&`, (i) => i % 2 === 1],
      [manager, '', (i) => i % 2 === 1],
      [manager, 'amount__lte=9&', (i) => i % 2 === 1 && i <= 9],
    ]) {
      const query = `${filter}limit=3`;
      const board = await who.board(`?${query}`);
      assert.equal(board[1].deals.length, 3);
      assert.equal(board[1].deals_count, ids(fits).length, 'the count is of all');
      assert.deepEqual(await walk(who, board, 1, query), ids(fits), query);
    }
    const [, exact] = await admin.board('?limit=13');
    assert.deepEqual([exact.deals.length, exact.next_cursor], [13, null]);
  });

  test('goes on behind the same place when cards are moved and added', async () => {
    const { add, admin, funnel } = makeBoard();
    const ids = [];
    for (let i = 0; i < 6; i++) {
      ids.unshift(await add(0));
    }
    const [column] = await admin.board('?limit=3');
    await add(0);
    await admin.move(ids[2], { stage_id: funnel.stages[3] });
    const more = await admin.get(`/api/deals/board/${funnel.stages[0]}?limit=3&cursor=${column.next_cursor}`);
    assert.deepEqual(more.deals.map((card) => card.id), ids.slice(3));
  });

  test('asks for the cursor of this column, filter and person', async () => {
    const { add, admin, manager, funnel, team } = makeBoard();
    for (let i = 0; i < 4; i++) {
      await add(0, { owner_id: team.manager.id });
      await add(1, { owner_id: team.manager.id });
    }
    const [{ next_cursor: cursor }] = await admin.board('?limit=2');
    const at = (stage, query = '') => `/api/deals/board/${funnel.stages[stage]}?cursor=${cursor}${query}`;
    assert.equal((await admin.get(at(0))).deals.length, 2);
    for (const [who, path] of [[admin, at(1)], [admin, at(0, '&amount__gte=0')], [manager, at(0)], [admin, `${at(0)}x`]]) {
      assertField(await who.call('GET', path), 'cursor', 'unknown');
    }
    const stranger = person(sauda.url, makeTeam(database, 'Олар').admin);
    assertField(await stranger.call('GET', at(0)), 'cursor', 'unknown');
  });

  test('is of a stage that is there', async () => {
    const { admin, team, funnel } = makeBoard();
    const other = makeFunnel(database, team, { isDefault: false });
    assert.deepEqual(await admin.get(`/api/deals/board/${funnel.stages[0]}`), { deals: [], next_cursor: null });
    assert.deepEqual(await admin.get(`/api/deals/board/${other.stages[0]}`), { deals: [], next_cursor: null });
    assert.deepEqual(await admin.get(`/api/deals/board/${other.stages[0]}?pipeline_id=${other.id}`), { deals: [], next_cursor: null });
    assertError(await admin.call('GET', `/api/deals/board/${other.stages[0]}?pipeline_id=${funnel.id}`), 404, 'not_found');
    for (const query of ['', '?amount__gte=1']) {
      assertError(await admin.call('GET', `/api/deals/board/${ABSENT}${query}`), 404, 'not_found');
    }
    const stranger = person(sauda.url, makeTeam(database, 'Олар').admin);
    assertError(await stranger.call('GET', `/api/deals/board/${funnel.stages[0]}`), 404, 'not_found');
  });
});
