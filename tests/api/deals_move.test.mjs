// SPDX-License-Identifier: MIT
// Moves over the board: places, reasons, what a move leaves behind, whose cards one may stand beside, and two who drag at once.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertError, assertField, assertReply, operations } from '../support/contract.mjs';
import { Feed } from '../support/feed.mjs';
import { keptTotals, makeFunnel, person, recount } from '../support/funnel.mjs';
import { closeConnections } from '../support/http.mjs';
import { holdOpen } from '../support/locks.mjs';
import { SIGN_IN, accessToken, makeTeam } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

const ABSENT = 9007199254740000;

let sauda;
let database;
let team;
let funnel;
let admin;
let manager;
let employee;

before(async () => {
  sauda = await startSauda({ env: SIGN_IN });
  ({ database } = sauda);
  team = makeTeam(database);
  [admin, manager, employee] = [team.admin, team.manager, team.employee].map((user) => person(sauda.url, user));
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

/** A new board with a column of so many deals, from above: { funnel, ids }. */
async function column(n, fields = {}) {
  funnel = makeFunnel(database, team, { isDefault: false });
  const ids = [];
  for (let i = 0; i < n; i++) {
    ids.unshift((await admin.add({ stage_id: funnel.stages[0], amount: 10, ...fields })).id);
  }
  return ids;
}

const idsIn = async (stage, who = admin) => (await who.get(`/api/deals/board/${funnel.stages[stage]}?limit=200`)).deals.map((card) => card.id);
const activities = (id) => database.rows(`select * from activities where deal_id = ${id} order by id`);
const events = (id) => database.rows(`select * from events where entity = 'deal' and entity_id = '${id}' and action = 'updated' order by id`);

describe('a place', () => {
  test('is before or behind a neighbour, or on top', async () => {
    const [a, b, c, d, e] = await column(5);
    const stage_id = funnel.stages[0];
    for (const [id, where, expected] of [
      [d, { before_id: b }, [a, d, b, c, e]],
      [a, { after_id: c }, [d, b, c, a, e]],
      [e, {}, [e, d, b, c, a]],
      [b, { after_id: a }, [e, d, c, a, b]],
      [b, { before_id: e }, [b, e, d, c, a]],
      [b, { before_id: e }, [b, e, d, c, a]],
      [c, { before_id: a, after_id: b }, [b, e, d, c, a]],
    ]) {
      const moved = await admin.move(id, { stage_id, ...where });
      const at = expected.indexOf(id);
      assert.deepEqual([moved.previous_id, moved.next_id], [expected[at - 1] ?? null, expected[at + 1] ?? null]);
      assert.deepEqual(await idsIn(0), expected);
    }
  });

  test('in another column: of two neighbours the first that stands there counts', async () => {
    const [a, b, c, d] = await column(4);
    const [from, to] = funnel.stages;
    await admin.move(a, { stage_id: to });
    await admin.move(b, { stage_id: to, before_id: c, after_id: a });
    assert.deepEqual(await idsIn(1), [a, b], 'before_id has stayed behind');
    await admin.move(c, { stage_id: to, before_id: b, after_id: d });
    assert.deepEqual(await idsIn(1), [a, c, b]);
    for (const where of [{ before_id: a, after_id: b }, { before_id: a }, { after_id: a }]) {
      assertError(await admin.tryMove(d, { stage_id: from, ...where }), 409, 'neighbour_moved');
    }
    assert.deepEqual(await idsIn(0), [d]);
  });

  test('is beside another deal that is there', async () => {
    const [a] = await column(2);
    const stage_id = funnel.stages[0];
    for (const field of ['before_id', 'after_id']) {
      assertField(await admin.tryMove(a, { stage_id, [field]: a }), field, 'conflict');
      assertError(await admin.tryMove(a, { stage_id, [field]: ABSENT }), 404, 'not_found');
    }
    assertField(await admin.tryMove(a, { stage_id: ABSENT }), 'stage_id', 'not_found');
    assertError(await admin.tryMove(ABSENT, { stage_id }), 404, 'not_found');
  });

  test('stays short where people always drop at the same one', async () => {
    const [first, ...others] = await column(40);
    const stage_id = funnel.stages[0];
    for (let i = 0; i < 260; i++) {
      const id = others[(i * 7) % others.length];
      const { next_id } = await admin.move(id, { stage_id, before_id: first });
      assert.equal(next_id, first);
    }
    const [{ digits, n }] = database.rows(`select max(scale(rank)) as digits, count(*) as n from deals where stage_id = ${stage_id}`);
    assert.ok(digits <= 30, `${digits} digits`);
    assert.equal(n, 40);
    const expected = [];
    for (let i = 0; i < others.length; i++) {
      expected.unshift(others[((259 - i) * 7) % others.length]);
    }
    assert.deepEqual(await idsIn(0), [...expected, first]);
  });

  test('is numbered anew in a window, deep in a column too, and nobody is told', async () => {
    await column(0);
    const stage_id = funnel.stages[0];
    database.sql(`
      insert into deals (org_id, title, pipeline_id, stage_id, rank)
      select '${team.id}', 'Карта ' || i, ${funnel.id}, ${stage_id}, 5 + i * 1e-29 from generate_series(1, 300) i;
      insert into deals (org_id, title, pipeline_id, stage_id, rank)
      select '${team.id}', 'Край ' || i, ${funnel.id}, ${stage_id}, i * 1000 from generate_series(-60, 60) i where i <> 0`);
    const before = await idsIn(0);
    const all = database.rows(`select id from deals where stage_id = ${stage_id} order by rank`).map((row) => row.id);
    const middle = all[200];
    const last = all.at(-1);
    const cursor = database.sql('select max(id) from events');
    const { previous_id, next_id } = await admin.move(last, { stage_id, before_id: middle });
    assert.deepEqual([previous_id, next_id], [all[199], middle]);
    const now = database.rows(`select id, rank, revision, scale(rank) as digits from deals where stage_id = ${stage_id} order by rank`);
    assert.deepEqual(now.map((row) => row.id), [...all.slice(0, 200), last, ...all.slice(200, -1)]);
    assert.ok(now.find((row) => row.id === last).digits <= 30);
    assert.deepEqual(now.filter((row) => row.revision !== 1).map((row) => row.id), [last]);
    assert.equal(database.sql(`select count(*) from events where id > ${cursor}`), '1');
    assert.deepEqual(keptTotals(database, team), recount(database, team));
    assert.equal(before.length, 200);
  });
});

describe('a stage', () => {
  test('that is lost asks for the reason, once', async () => {
    const [id] = await column(1);
    const [open, , , , , won, lost] = funnel.stages;
    assertField(await admin.tryMove(id, { stage_id: lost }), 'lost_reason', 'required');
    assertField(await admin.tryMove(id, { stage_id: open, lost_reason: 'Дорого' }), 'lost_reason', 'conflict');
    const gone = (await admin.move(id, { stage_id: lost, lost_reason: 'Дорого' })).deal;
    assert.deepEqual([gone.lost_reason, gone.stage_kind], ['Дорого', 'lost']);
    assert.notEqual(gone.closed_at, null);
    const within = (await admin.move(id, { stage_id: lost })).deal;
    assert.deepEqual([within.lost_reason, within.closed_at], ['Дорого', gone.closed_at]);
    assertField(await admin.tryMove(id, { stage_id: lost, lost_reason: ' \t ' }), 'lost_reason', 'min_length');
    assert.equal((await admin.move(id, { stage_id: lost, lost_reason: ' Долго ' })).deal.lost_reason, 'Долго');
    const sold = (await admin.move(id, { stage_id: won })).deal;
    assert.equal(sold.lost_reason, null);
    assert.ok(sold.closed_at > gone.closed_at);
    assertField(await admin.tryMove(id, { stage_id: lost }), 'lost_reason', 'required');
    const back = (await admin.move(id, { stage_id: open })).deal;
    assert.deepEqual([back.closed_at, back.lost_reason], [null, null]);
  });

  test('of another pipeline takes the deal there', async () => {
    const [id] = await column(1);
    const there = makeFunnel(database, team, { isDefault: false });
    const { deal } = await admin.move(id, { stage_id: there.stages[2] });
    assert.deepEqual([deal.pipeline_id, deal.stage_id], [there.id, there.stages[2]]);
  });
});

describe('a move', () => {
  test('answers the deal, its neighbours and the new sums of both columns', async () => {
    const [a, b] = await column(2, { amount: 100 });
    const [from, to] = funnel.stages;
    await admin.add({ stage_id: to, amount: 7, currency: 'USD' });
    const reply = await admin.tryMove(a, { stage_id: to });
    assertReply(operations.find((op) => op.id === 'dealsMove'), reply);
    assert.equal(reply.headers.etag, '"2"');
    assert.deepEqual(reply.json.stages, [
      { stage_id: from, deals_count: 1, total_amount: 100, weighted_amount: 10, other_amounts: [] },
      { stage_id: to, deals_count: 2, total_amount: 100, weighted_amount: 20, other_amounts: [{ currency: 'USD', amount: 7 }] },
    ]);
    assert.deepEqual(reply.json.deal, await admin.get(`/api/deals/${a}`));
    const within = await admin.move(b, { stage_id: from });
    assert.deepEqual(within.stages, [{ stage_id: from, deals_count: 1, total_amount: 100, weighted_amount: 10, other_amounts: [] }]);
    assert.deepEqual(keptTotals(database, team), recount(database, team));
  });

  test('leaves one event and one activity, with the time it stood where it was', async () => {
    const [id] = await column(1);
    const [from, to] = funnel.stages;
    database.sql(`update deals set stage_entered_at = now() - interval '1 hour' where id = ${id}`);
    const { length } = events(id);
    const { deal } = await admin.move(id, { stage_id: to });
    const within = (await admin.move(id, { stage_id: to })).deal;
    assert.equal(within.stage_entered_at, deal.stage_entered_at, 'it has not left the stage');
    const [first, second, ...more] = activities(id);
    assert.deepEqual(more, []);
    assert.deepEqual(
      [first.type, first.author_id, first.from_stage_id, first.to_stage_id],
      ['stage_change', team.admin.id, from, to],
    );
    assert.ok(first.stage_seconds >= 3600 && first.stage_seconds < 3700, `${first.stage_seconds} s`);
    assert.deepEqual([second.from_stage_id, second.to_stage_id, second.stage_seconds], [to, to, null]);
    const told = events(id).slice(length);
    assert.deepEqual(told.map((event) => event.changed.includes('stage_id')), [true, false]);
    assert.deepEqual(told[1].changed, ['place']);
    assert.ok(told.every((event) => event.actor === team.admin.id));
  });

  test('of an older revision is refused with the present row, and leaves nothing', async () => {
    const [id] = await column(1);
    await admin.move(id, { stage_id: funnel.stages[1] }, { 'If-Match': '"1"' });
    const error = assertError(await admin.tryMove(id, { stage_id: funnel.stages[2] }, { 'If-Match': '"1"' }), 412, 'revision_mismatch');
    assert.deepEqual([error.details.current.stage_id, error.details.current.revision], [funnel.stages[1], 2]);
    assert.equal(activities(id).length, 1);
  });

  test('under an Idempotency-Key happens once', async () => {
    const [id] = await column(1);
    const headers = { 'Idempotency-Key': `move-${id}` };
    const replies = [];
    for (let i = 0; i < 2; i++) {
      replies.push(await admin.tryMove(id, { stage_id: funnel.stages[3] }, headers));
    }
    assert.deepEqual(replies.map((reply) => reply.status), [200, 200]);
    assert.deepEqual(replies[1].json, replies[0].json);
    assert.equal(activities(id).length, 1);
  });

  test('reaches the feed', async () => {
    const [id] = await column(1);
    const feed = await Feed.open(sauda.url, { topics: 'deals', token: accessToken(team.admin) });
    await feed.ready();
    await admin.move(id, { stage_id: funnel.stages[2] });
    const frame = (await feed.until((f) => f === null || f.type === 'deal.updated')).at(-1);
    assert.deepEqual([frame.type, String(frame.id), frame.data.stage_id], ['deal.updated', String(id), funnel.stages[2]]);
    feed.destroy();
  });

  test('of one deal by many at once ends in one of their stages', async () => {
    const [id] = await column(1);
    const to = Array.from({ length: 20 }, (_, i) => funnel.stages[i % 5]);
    const replies = await Promise.all(to.map((stage_id) => admin.tryMove(id, { stage_id })));
    assert.deepEqual(replies.map((reply) => reply.status), Array(20).fill(200));
    assert.equal((await admin.get(`/api/deals/${id}`)).revision, 21);
    const path = activities(id).map((activity) => [activity.from_stage_id, activity.to_stage_id]);
    assert.equal(path.length, 20);
    path.forEach(([from], i) => assert.equal(from, i ? path[i - 1][1] : funnel.stages[0], 'each begins where the one before ended'));
    assert.deepEqual(keptTotals(database, team), recount(database, team));
  });

  test('that is overtaken begins anew with the stage where the deal is by then', async () => {
    const [id] = await column(1);
    const [, elsewhere, to] = funnel.stages;
    const lock = await holdOpen(database.url, `update deals set stage_id = ${elsewhere}, revision = revision + 1 where id = ${id}`);
    const moving = admin.tryMove(id, { stage_id: to });
    const waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
    do await sleep(20);
    while (database.sql(waiting) === '0');
    await lock.commit();
    assert.equal((await moving).status, 200);
    assert.deepEqual(activities(id).map((a) => [a.from_stage_id, a.to_stage_id]), [[elsewhere, to]]);
  });
});

describe('who may see his own alone', () => {
  test('moves his own, and learns of no other', async () => {
    await column(0);
    const stage_id = funnel.stages[0];
    const owners = [team.manager, team.admin, team.manager, team.admin];
    const ids = [];
    for (const owner of owners) {
      ids.push((await admin.add({ stage_id, amount: 50, owner_id: owner.id })).id);
    }
    const [mine2, his2, mine1, his1] = ids;
    assert.deepEqual(await idsIn(0), [his1, mine1, his2, mine2]);
    assert.deepEqual(await idsIn(0, manager), [mine1, mine2]);
    const moved = await manager.move(mine2, { stage_id, before_id: mine1 });
    assert.deepEqual([moved.previous_id, moved.next_id], [null, mine1], 'the one above is another\'s');
    assert.deepEqual(moved.stages, [{ stage_id, deals_count: 2, total_amount: 100, weighted_amount: 10, other_amounts: [] }]);
    assert.deepEqual(await idsIn(0), [his1, mine2, mine1, his2]);
    const onTop = await manager.move(mine1, { stage_id });
    assert.deepEqual([onTop.previous_id, onTop.next_id], [null, mine2]);
    assert.deepEqual(await idsIn(0), [mine1, his1, mine2, his2]);
    for (const where of [{ before_id: his1 }, { after_id: his1 }, { before_id: mine2, after_id: his2 }, { before_id: ABSENT }]) {
      assertError(await manager.tryMove(mine1, { stage_id, ...where }), 404, 'not_found');
    }
    for (const headers of [{}, { 'If-Match': '"9"' }]) {
      assertError(await manager.tryMove(his1, { stage_id }, headers), 404, 'not_found');
    }
  });

  test('be he an employee, who may move, or of no board at all', async () => {
    await column(0);
    const { id } = await admin.add({ stage_id: funnel.stages[0], owner_id: team.employee.id });
    assert.equal((await employee.move(id, { stage_id: funnel.stages[1] })).deal.stage_id, funnel.stages[1]);
    assertError(await person(sauda.url, team.promoter).tryMove(id, { stage_id: funnel.stages[0] }), 403, 'forbidden');
    assertError(await person(sauda.url, team.office).tryMove(id, { stage_id: funnel.stages[0] }), 403, 'forbidden');
  });

  test('nor does anybody of another organisation', async () => {
    const [id] = await column(1);
    const theirs = makeTeam(database, 'Олар');
    const there = makeFunnel(database, theirs);
    const stranger = person(sauda.url, theirs.admin);
    const own = await stranger.add({});
    assertError(await stranger.tryMove(id, { stage_id: there.stages[0] }), 404, 'not_found');
    assertError(await stranger.tryMove(own.id, { stage_id: there.stages[0], before_id: id }), 404, 'not_found');
    assertField(await stranger.tryMove(own.id, { stage_id: funnel.stages[0] }), 'stage_id', 'not_found');
  });
});
