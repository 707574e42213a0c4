// SPDX-License-Identifier: MIT
// What the board and a move cost the database, in the very sessions of the server: PostgreSQL's auto_explain tells each plan
// it ran, as a warning that the server logs. A column of 10,000 cards must cost about what one of 100 does.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFunnel, person } from '../support/funnel.mjs';
import { closeConnections } from '../support/http.mjs';
import { SIGN_IN, makeTeam } from '../support/people.mjs';
import { createDatabase } from '../support/postgres.mjs';
import { startSauda } from '../support/sauda.mjs';

const [MANY, FEW] = [10_000, 100];
const EXPLAIN = {
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_buffers': 'on',
  'auto_explain.log_timing': 'off',
  'auto_explain.log_level': 'warning',
};

let sauda;
let database;
let team;
let funnel; // its first column has many cards, the second few; each tenth is the manager's
let admin;
let manager;

before(async () => {
  database = await createDatabase();
  team = makeTeam(database);
  funnel = makeFunnel(database, team);
  database.sql(`
    set sauda.bulk = 'on';
    insert into deals (org_id, title, amount, pipeline_id, stage_id, rank, owner_id, tags)
    select '${team.id}', 'Сделка ' || md5(i::text), i, ${funnel.id}, ${funnel.stages[0]} + (i > ${MANY})::integer, i * 10,
           case when i % 10 = 0 then '${team.manager.id}'::uuid else '${team.admin.id}' end, array['t' || i % 100]
    from generate_series(1, ${MANY + FEW}) i;
    vacuum analyze;`);
  const options = Object.entries(EXPLAIN).map(([name, value]) => `-c ${name}=${value}`);
  const url = `${database.url}&options=${encodeURIComponent(options.join(' '))}`;
  sauda = await startSauda({ env: { ...SIGN_IN, DATABASE_URL: url, LOG_LEVEL: 'debug', LOOPS: '1' } });
  [admin, manager] = [team.admin, team.manager].map((user) => person(sauda.url, user));
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

/** What was told of the one statement with this text that `act` makes the server run. */
async function told(text, act) {
  const from = sauda.err.length;
  const answer = await act();
  for (let tries = 0; tries < 500; tries++) {
    const lines = sauda.err.slice(from).split('\n').slice(0, -1);
    const plans = lines.filter((line) => /plan:\s+Query Text:/.test(line) && line.includes(text));
    if (plans.length > 0) {
      assert.equal(plans.length, 1);
      return { answer, plan: plans[0].replace(/^.*?plan:\s+Query Text:\s*/, '') };
    }
    await sleep(10);
  }
  throw new Error(`no plan of ${text} was told`);
}

/**
 * The plan of what reads the board for `act`. The log cuts long plans off, but not the statement in front: it is run once
 * more, planned in the same way. `after` is the place behind which a page begins.
 */
async function planOf(act, { owner = null, after = null, tag = null, isGeneric = true } = {}) {
  const { answer, plan } = await told('with stage as', act);
  const [, text] = plan.match(/^(.*?)\s+(?:Sort|Incremental Sort|Nested Loop Left Join)\s+\(cost=/);
  const values = [];
  for (const { 1: n, 2: type, index } of text.matchAll(/\$(\d+)::(\w+(?:\[\])?)/g)) {
    const isOwner = text.slice(0, index).endsWith('owner_id = ') || text.slice(index).startsWith(`$${n}::uuid in (r.owner_id)`);
    const value = { uuid: isOwner ? owner : team.id, numeric: after, bigint: funnel.stages[0], 'text[]': `{${tag}}`, text: tag }[type];
    values[Number(n) - 1] = `'${value}'`;
  }
  const explained = database.sql(`
    set jit = off;
    set plan_cache_mode = ${isGeneric ? 'force_generic_plan' : 'force_custom_plan'};
    prepare q as ${text};
    explain (analyze, buffers, timing off, format json) execute q(${values.join(', ')})`);
  return { answer, plan: JSON.parse(explained)[0].Plan };
}

/** All nodes of a plan. */
const nodesOf = (plan) => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

const pagesOf = (plan) => plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];

/** Rows of deals that its scans gave, those that were passed over in vain, and by which indexes. */
function readingOf(plan) {
  const nodes = nodesOf(plan);
  const scans = nodes.filter((node) => node['Relation Name'] === 'deals');
  const removed = (node) => (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Join Filter'] ?? 0);
  return {
    read: scans.reduce((sum, node) => sum + node['Actual Rows'] * node['Actual Loops'], 0),
    vain: scans.reduce((sum, node) => sum + removed(node) * node['Actual Loops'], 0),
    indexes: [...new Set(nodes.map((node) => node['Index Name']).filter((name) => name?.startsWith('deals_')))],
  };
}

describe('the board reads the cards it shows', () => {
  for (const [whose, who, index, owner] of [
    ['all', () => admin, 'deals_rank', ''],
    ['one\'s own', () => manager, 'deals_owner_place', ''],
    ['an owner\'s', () => admin, 'deals_owner_place', 'owner_id='],
  ]) {
    test(`of ${whose}`, async () => {
      const condition = owner && `&${owner}${team.manager.id}`;
      const { answer, plan } = await planOf(() => who().board(`?limit=50${condition}`), { owner: team.manager.id });
      const shown = answer.reduce((sum, column) => sum + column.deals.length, 0);
      const { read, vain, indexes } = readingOf(plan);
      assert.deepEqual(indexes, [index], JSON.stringify(plan));
      assert.ok(read <= shown + 14, `${read} deals were read to show ${shown}`); // an average a column, rounded
      assert.equal(vain, 0);

      const stage = funnel.stages[0];
      const after = database.sql(`select rank from deals where org_id = '${team.id}' and id = ${answer[0].deals.at(-1).id}`);
      const more = () => who().get(`/api/deals/board/${stage}?limit=50${condition}&cursor=${answer[0].next_cursor}`);
      const next = await planOf(more, { owner: team.manager.id, after });
      assert.equal(next.answer.deals.length, 50);
      const page = readingOf(next.plan);
      assert.deepEqual([page.indexes, page.read, page.vain], [[index], 51, 0], JSON.stringify(next.plan));
    });
  }

  test('and under a filter those that fit', async () => {
    const { answer, plan } = await planOf(() => admin.board('?tags=t7'), { tag: 't7', isGeneric: false });
    assert.equal(answer.reduce((sum, column) => sum + column.deals_count, 0), 101);
    const { vain, indexes } = readingOf(plan);
    assert.ok(indexes.includes('deals_tags'), JSON.stringify(plan));
    assert.ok(vain <= 10);
    assert.ok(pagesOf(plan) < 2000, `${pagesOf(plan)} pages`);
  });
});

/** Pages of the database that a statement looked at. */
function pagesTold(plan) {
  const [, hit, read] = plan.match(/Buffers: shared(?: hit=(\d+))?(?: read=(\d+))?/);
  return Number(hit ?? 0) + Number(read ?? 0);
}

describe('a move costs the same in a column of 10,000 as in one of 100', () => {
  const cost = async (who, id, json) => pagesTold((await told('move_deal(', () => who.move(id, json))).plan);

  /** Of `n` moves within a column, by turns in the one of many and in the one of few: what they cost together. */
  async function compare(who, owner, place, n) {
    const columns = [0, 1].map((i) => {
      const where = `stage_id = ${funnel.stages[i]} ${owner ? `and owner_id = '${owner.id}'` : ''}`;
      return database.rows(`select id from deals where org_id = '${team.id}' and ${where} order by rank`).map((row) => row.id);
    });
    const sums = [0, 0];
    for (let i = 0; i < n; i++) {
      for (const [c, ids] of columns.entries()) {
        const middle = ids[Math.floor(ids.length / 2)];
        const id = ids[i % Math.floor(ids.length / 2)];
        sums[c] += await cost(who, id, { stage_id: funnel.stages[c], ...place(middle) });
      }
    }
    return sums;
  }

  for (const [what, who, owner, place, n] of [
    ['to the top', () => admin, () => null, () => ({}), 20],
    ['before another', () => admin, () => null, (id) => ({ before_id: id }), 20],
    ['before another of one\'s own', () => manager, () => team.manager, (id) => ({ before_id: id }), 20],
    ['always to the same place', () => admin, () => null, (id) => ({ after_id: id }), 120],
  ]) {
    test(what, async () => {
      const [many, few] = await compare(who(), owner(), place, n);
      assert.ok(many <= 2 * few, `${many / n} pages a move among many, ${few / n} among few`);
    });
  }
});
