// SPDX-License-Identifier: MIT
// Many people drag deals about one board at once.
import assert from 'node:assert/strict';
import { keptTotals, makeFunnel, person, recount } from './funnel.mjs';
import { closeConnections } from './http.mjs';
import { makeTeam, SIGN_IN } from './people.mjs';
import { startSauda } from './sauda.mjs';

const MOVERS = 16;
const DEALS = 1000;
const DAY_S = 86400;

const pick = (list) => list[Math.floor(Math.random() * list.length)];

/** A place: beside another deal, perhaps one that has left the stage meanwhile, or on top. */
function placeOf(ids, id, stages) {
  const [stage_id, a, b] = [pick(stages), pick(ids), pick(ids)];
  const place = pick([{}, { before_id: a }, { after_id: a }, { before_id: a, after_id: b }]);
  return { stage_id, ...(Object.values(place).includes(id) ? {} : place) };
}

/** Moves until `left.n` are done; { moved, refused } says how many were. */
async function mover(who, ids, funnel, left) {
  const done = { moved: 0, refused: 0 };
  while (left.n-- > 0) {
    const id = pick(ids);
    const place = placeOf(ids, id, funnel.stages);
    const reply = await who.tryMove(id, place.stage_id === funnel.stages[6] ? { ...place, lost_reason: 'Дорого' } : place);
    if (reply.status === 200) {
      const { deal, previous_id, next_id, stages } = reply.json;
      assert.equal(deal.stage_id, place.stage_id);
      assert.ok(previous_id !== id && next_id !== id);
      assert.ok(stages.length === 1 || stages.length === 2);
      done.moved++;
    } else {
      assert.equal(reply.json.error_code, 'neighbour_moved', reply.text); // it stands in another column
      done.refused++;
    }
  }
  return done;
}

function fill(database, team, funnel) {
  database.sql(`
    insert into deals (org_id, title, amount, currency, pipeline_id, stage_id, rank, owner_id)
    select '${team.id}', 'Сделка ' || i, i * 10, case when i % 10 = 0 then 'USD' else 'KZT' end, ${funnel.id}, ${funnel.stages[0]} + i % 5, i,
           case i % 3 when 0 then '${team.manager.id}'::uuid when 1 then '${team.supervisor.id}' end
    from generate_series(1, ${DEALS}) i;
    vacuum analyze deals`);
  return database.rows(`select id from deals where org_id = '${team.id}' order by id`).map((row) => row.id);
}

/** What the answers said, the rows, their events, their activities and the sums tell the same story. */
function assertSound(database, team, ids, moved) {
  const one = (sql) => database.rows(sql)[0];
  const { n, places, sum } = one(`
    select count(*) as n, count(distinct (stage_id, rank)) as places, sum(revision - 1) as sum from deals where org_id = '${team.id}'`);
  assert.deepEqual([n, places], [ids.length, ids.length], 'no deal is lost, no two share a place');
  assert.equal(sum, moved, 'each move is one revision');
  assert.deepEqual(keptTotals(database, team), recount(database, team));
  assert.equal(one(`select count(*) as n from events where org_id = '${team.id}' and entity = 'deal' and action = 'updated'`).n, moved);
  assert.equal(one(`select count(*) as n from activities where org_id = '${team.id}' and type = 'stage_change'`).n, moved);
  // each deal's activities lead from stage to stage, and tell how long it stood in each it left
  const { broken } = one(`
    select count(*) as broken from (
        select from_stage_id, to_stage_id, stage_seconds,
               lag(to_stage_id) over (partition by deal_id order by happened_at) as came_to
        from activities where org_id = '${team.id}') a
    where from_stage_id <> came_to
       or (from_stage_id = to_stage_id) <> (stage_seconds is null) or stage_seconds not between 0 and ${DAY_S}`);
  assert.equal(broken, 0);
  const { astray } = one(`
    select count(*) as astray from deals d join deal_stages s on s.org_id = d.org_id and s.id = d.stage_id
    where d.org_id = '${team.id}'
      and ((s.kind = 'open') <> (d.closed_at is null) or (s.kind = 'lost') <> (d.lost_reason is not null))`);
  assert.equal(astray, 0, 'closed are those that stand in a stage that is won or lost');
}

export async function checkDealMoves(moves) {
  const sauda = await startSauda({ env: { ...SIGN_IN, LOG_LEVEL: 'warn' } });
  try {
    const { database } = sauda;
    const team = makeTeam(database);
    const funnel = makeFunnel(database, team);
    const ids = fill(database, team, funnel);
    const left = { n: moves };
    const all = await Promise.all(Array.from({ length: MOVERS }, () => mover(person(sauda.url, team.admin), ids, funnel, left)));
    const moved = all.reduce((sum, done) => sum + done.moved, 0);
    assert.equal(moved + all.reduce((sum, done) => sum + done.refused, 0), moves);
    assert.ok(moved > moves / 4);
    assertSound(database, team, ids, moved);
    const board = await person(sauda.url, team.admin).board('?limit=200');
    assert.equal(board.reduce((sum, column) => sum + column.deals_count, 0), DEALS);
    return moved;
  } finally {
    closeConnections();
    await sauda.stop();
  }
}
