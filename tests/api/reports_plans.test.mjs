// SPDX-License-Identifier: MIT
// What the report on a pipeline reads of its deals, as PostgreSQL counts it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeFunnel, person } from '../support/funnel.mjs';
import { closeConnections } from '../support/http.mjs';
import { waitFor } from '../support/patience.mjs';
import { SIGN_IN, makeTeam } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

const MANY = 10_000;

let sauda;
let team;
let funnel;

before(async () => {
  sauda = await startSauda({ env: SIGN_IN });
  team = makeTeam(sauda.database);
  funnel = makeFunnel(sauda.database, team);
  sauda.database.sql(`
    set sauda.bulk = 'on';
    insert into deals (org_id, title, amount, pipeline_id, stage_id, rank, owner_id, source, closed_at, created_at, custom)
    select '${team.id}', 'Сделка ' || i, i, ${funnel.id}, ${funnel.stages[0]} + s, i, '${team.manager.id}', 'OLX',
           case when s > 4 then now() end, now() - i % 1000 * interval '1 day',
           jsonb_build_object('Условия', repeat(md5(i::text), 20))
    from generate_series(1, ${MANY}) i cross join lateral (select i % 7 as s) k;
    insert into activities (org_id, type, deal_id, from_stage_id, to_stage_id, stage_seconds)
    select org_id, 'stage_change', id, ${funnel.stages[0]}, stage_id, 3600 from deals where org_id = '${team.id}';`);
  await waitFor(seenByAll, 'all deals visible to all');
});
/** An index is enough where all rows are visible to all: the oldest transaction of the server may keep a vacuum from that. */
function seenByAll() {
  sauda.database.sql('vacuum (analyze, disable_page_skipping) deals, activities');
  return sauda.database.sql("select relallvisible = relpages from pg_class where oid = 'deals'::regclass") === 't';
}

after(async () => {
  closeConnections();
  await sauda?.stop();
});

test('the report counts the deals by one index and reads none of them', async () => {
  const report = await person(sauda.url, team.admin).get('/api/reports/pipeline');
  assert.ok(report.summary.open_count > MANY / 2);
  const whose = `'${team.id}', null, null, ${funnel.id}`;
  const [from, to] = ["now() - interval '1 year'", 'now()'];
  const counted = sauda.database.sql(`
    begin;
    set local plan_cache_mode = force_custom_plan;
    set local random_page_cost = 1.1; -- as the cluster that the server makes has it
    select sum(n) from report_facts(${whose}, array[${from}, ${to}]);
    select sum(n) from report_further(${whose}, ${from}, ${to});
    select seq_scan, idx_scan, idx_tup_fetch from pg_stat_xact_user_tables where relname = 'deals';
    commit;`);
  const [facts, , reads] = counted.split('\n');
  assert.equal(Number(facts), MANY);
  const [scans, looks, rows] = reads.split('|').map(Number);
  assert.deepEqual([scans, rows], [0, 0], 'reads of the table from end to end, and rows that an index led to');
  assert.ok(looks < 20, `${looks} looks into an index`); // the planner itself takes some
});

test('the longest source and reason have room in the index', () => {
  const long = (n) => `(select string_agg(chr(128512 + (random() * 1000)::integer % 80 + i % 3), '') from generate_series(1, ${n}) i)`;
  sauda.database.sql(`
    insert into deals (org_id, title, amount, pipeline_id, stage_id, rank, owner_id, source, lost_reason, closed_at, expected_close_date)
    values ('${team.id}', 'Сделка', 999999999999.99, ${funnel.id}, ${funnel.stages[6]}, -1, '${team.manager.id}', ${long(100)}, ${long(500)},
            now(), current_date)`);
});
