// SPDX-License-Identifier: MIT
// The examples of clients and deals: they hold together as what people enter does, and look like a month of work that ends
// today.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { closeConnections, request } from '../support/http.mjs';
import { SIGN_IN, bearer, makeTeam } from '../support/people.mjs';
import { createDatabase } from '../support/postgres.mjs';
import { runSauda, startSauda } from '../support/sauda.mjs';

const seed = (database) => runSauda(['seed'], { env: { ...SIGN_IN, DATABASE_URL: database.url } });

/** Whether the last digit of a BIN or IIN is the one that the others make. */
function isRightNumber(number) {
  const digits = [...number].map(Number);
  const sum = (first) => digits.slice(0, 11).reduce((s, digit, i) => s + digit * (((first - 1 + i) % 11) + 1), 0) % 11;
  const check = sum(1) === 10 ? sum(3) : sum(1);
  return digits.length === 12 && check === digits[11];
}

const DAY = 86_400_000;
const WHOSE_ROWS = "entity in ('client', 'contact', 'deal', 'task', 'pipeline', 'stage')";

describe('the examples of clients and deals', () => {
  let database;
  let deals;
  let activities;

  before(async () => {
    database = await createDatabase();
    const { code, err } = await seed(database);
    assert.equal(code, 0, err);
    deals = database.rows('select d.*, s.kind from deals d join deal_stages s on s.org_id = d.org_id and s.id = d.stage_id order by d.id');
    activities = database.rows('select * from activities order by happened_at, id');
  });
  after(closeConnections);

  test('begin at 1 each, and leave the ids behind them to others', () => {
    for (const [table, n] of [['pipelines', 1], ['deal_stages', 7], ['clients', 40], ['contacts', 50], ['deals', 60], ['tasks', 31]]) {
      assert.equal(database.sql(`select min(id), max(id), count(*) from ${table}`), `1|${n}|${n}`, table);
    }
    assert.equal(database.sql('select min(id), max(id) - count(*) from activities'), '1|0');
    const made = database.sql("insert into clients (org_id, name) select id, 'Новый' from organizations returning id");
    assert.equal(made, '41');
    database.sql('delete from clients where id = 41');
  });

  test('have a standard pipeline, and the first deal in its first stage', () => {
    assert.deepEqual(
      database.rows('select id, place, name, color, kind, probability from deal_stages order by id').map((s) => ({ ...s, id: s.id - 1 })),
      database.rows('select place as id, place, name, color, kind, probability from standard_stages() order by place'),
    );
    assert.equal(database.sql('select is_default from pipelines'), 't');
    assert.deepEqual([deals[0].id, deals[0].stage_id], [1, 1]);
    assert.equal(new Set(deals.map((deal) => deal.stage_id)).size, 7);
  });

  test('name clients by right numbers, and by telephones that nobody has', () => {
    const clients = database.rows('select * from clients order by id');
    const numbers = clients.map((client) => client.bin_iin).filter(Boolean);
    assert.ok(numbers.length > 30 && new Set(numbers).size === numbers.length);
    assert.deepEqual(numbers.filter((number) => !isRightNumber(number)), []);
    const people = [...clients, ...database.rows('select * from contacts')];
    assert.deepEqual(people.filter(({ phone }) => !/^\+770\d0\d{6}$/.test(phone)), []);
    assert.deepEqual(people.filter(({ email }) => email !== null && !email.endsWith('.example')), []);
  });

  test('have sums that a recount finds', () => {
    const recount = `
      select stage_id, owner_id, currency, count(*) as n_deals, sum(amount) as amount from deals group by 1, 2, 3 order by 1, 2`;
    const kept = 'select stage_id, owner_id, currency, n_deals, amount from stage_totals where n_deals > 0 order by 1, 2';
    assert.deepEqual(database.rows(kept), database.rows(recount));
  });

  test('tell of each row once', () => {
    const told = database.rows(`select entity, count(*) as n, count(distinct entity_id) as ids from events where ${WHOSE_ROWS} group by 1 order by 1`);
    assert.deepEqual(told.map((e) => [e.entity, e.n, e.ids]), [
      ['client', 42, 41], // one was added above, and deleted
      ['contact', 50, 50],
      ['deal', 60, 60],
      ['pipeline', 1, 1],
      ['stage', 7, 7],
      ['task', 31, 31],
    ]);
    const words = activities.filter((a) => a.type !== 'stage_change').length;
    assert.equal(database.sql("select count(*) from events where entity = 'activity'"), String(words));
  });

  test('lead each deal by its moves to where it stands', () => {
    for (const deal of deals) {
      const moves = activities.filter((a) => a.deal_id === deal.id && a.type === 'stage_change');
      let at = deal.created_at;
      let stage = moves[0]?.from_stage_id ?? deal.stage_id;
      for (const move of moves) {
        assert.equal(move.from_stage_id, stage);
        assert.equal(move.stage_seconds, Math.round((Date.parse(move.happened_at) - Date.parse(at)) / 1000));
        assert.ok(move.stage_seconds > 0);
        [at, stage] = [move.happened_at, move.to_stage_id];
      }
      assert.deepEqual([stage, Date.parse(at)], [deal.stage_id, Date.parse(deal.stage_entered_at)], deal.title);
      assert.equal(deal.closed_at, deal.kind === 'open' ? null : deal.stage_entered_at, deal.title);
      assert.equal(deal.lost_reason !== null, deal.kind === 'lost', deal.title);
    }
  });

  test('belong to the team, and end today', () => {
    const people = database.rows('select id, email from users');
    const names = (ids) => new Set(ids.map((id) => people.find((user) => user.id === id)?.email.split('@')[0]));
    assert.deepEqual(names(deals.map((deal) => deal.owner_id)), new Set(['admin', 'supervisor', 'manager', 'employee']));
    const now = Date.now();
    assert.ok(activities.every((a) => Date.parse(a.happened_at) <= now));
    assert.ok(now - Date.parse(activities.at(-1).happened_at) < 5 * DAY);
    assert.ok(now - Date.parse(activities[0].happened_at) > 60 * DAY);
    assert.equal(database.sql('select count(*) from deals d join clients c on c.org_id = d.org_id and c.id = d.client_id where d.created_at < c.created_at'), '0');
    assert.equal(database.sql('select count(*) from activities a join deals d on d.org_id = a.org_id and d.id = a.deal_id where a.happened_at < d.created_at'), '0');
    const closed = new Set(deals.filter((deal) => deal.closed_at).map((deal) => deal.closed_at.slice(0, 7)));
    assert.ok(closed.size >= 2, [...closed].join());
  });

  test('leave tasks of all kinds, and nobody to be reminded of what is past', () => {
    const count = (where) => Number(database.sql(`select count(*) from tasks where ${where}`));
    const zone = "at time zone 'Asia/Almaty'";
    assert.ok(count(`status = 'open' and (due_at ${zone})::date < (now() ${zone})::date`) >= 5);
    assert.ok(count(`(due_at ${zone})::date = (now() ${zone})::date`) >= 5);
    assert.ok(count("due_at > now() + interval '1 day'") >= 9);
    assert.ok(count("status = 'done' and completed_at between created_at and now()") >= 5);
    assert.equal(count("status = 'done' and completed_at is null or status <> 'done' and completed_at is not null"), 0);
    assert.equal(count("due_at <= now() and reminded_at is null or due_at > now() and reminded_at is not null"), 0);
    assert.equal(count('created_at > now() or updated_at > now() or updated_at < created_at'), 0);
  });

  test('are put in once, so that deleted ones stay deleted', async () => {
    database.sql('delete from deals where id > 50');
    assert.match((await seed(database)).out, /nothing to do/);
    assert.equal(database.sql('select count(*) from deals'), '50');
  });
});

test('come behind what somebody has put in', async () => {
  const database = await createDatabase();
  const team = makeTeam(database);
  database.sql(`select make_standard_pipeline('${team.id}'); insert into clients (org_id, name) values ('${team.id}', 'Мой')`);
  const { code, err } = await seed(database);
  assert.equal(code, 0, err);
  assert.equal(database.sql('select min(id), max(id), count(*) from clients'), '1|41|41');
  assert.equal(database.sql('select count(*) from deals where stage_id between 8 and 14 and client_id between 2 and 41'), '60');
  assert.equal(database.sql('select id from pipelines where is_default'), '1');
  assert.deepEqual(database.rows('select place from pipelines order by id').map((p) => p.place), [0, 1]);
});

test('a manager may show his board and move a deal right away', async () => {
  const database = await createDatabase();
  assert.equal((await seed(database)).code, 0);
  const sauda = await startSauda({ env: { ...SIGN_IN, DATABASE_URL: database.url } });
  try {
    const login = await request(sauda.url, 'POST', '/api/auth/login', {
      body: 'username=manager&password=Manager123!',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });
    assert.equal(login.status, 200, login.text);
    const headers = bearer(login.json.access_token);
    const board = await request(sauda.url, 'GET', '/api/deals/stats/pipeline?pipeline_id=1', { headers });
    assert.equal(board.status, 200, board.text);
    assert.deepEqual(board.json.map((column) => column.stage_id), [1, 2, 3, 4, 5, 6, 7]);
    assert.ok(board.json[0].deals.some((deal) => deal.id === 1));
    const moved = await request(sauda.url, 'POST', '/api/deals/1/move', { headers, json: { stage_id: 2 } });
    assert.equal(moved.status, 200, moved.text);
    assert.equal(moved.json.deal.stage_id, 2);
  } finally {
    await sauda.stop();
  }
});
