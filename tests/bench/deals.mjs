// SPDX-License-Identifier: MIT
// The rows of the benchmark that work on deals: a board of the seven standard columns, all equally long, in the hands of a
// few sellers.
import { ADMIN, ORG, uuid } from './data.mjs';
import { run } from './processes.mjs';
import { learnStatement } from './sent.mjs';
import { pgbenchDealScripts } from './statements.mjs';

export const PREFIX = '/api/v1/deals';
const SELLERS = 5;
const OPEN_STAGES = 5; // in front of those that are won or lost
const STEP = 20_000; // made in one statement
const IDS = 10_000;

const seller = (n) => uuid(100 + n);

const peopleAndClients = `
  insert into users (org_id, id, email, username, full_name, role)
  select '${uuid(ORG)}', lpad((100 + n)::text, 32, '0')::uuid, 'seller' || n || '@oppo.kz', 'seller' || n, 'Продавец ' || n, 'manager'
  from generate_series(0, ${SELLERS - 1}) n;
  select make_standard_pipeline('${uuid(ORG)}');
  insert into clients (org_id, name) select '${uuid(ORG)}', 'ТОО «Клиент ' || n || '»' from generate_series(1, 1000) n;`;

const dealsFrom = (from, to) => `
  with stages as (select s.*, row_number() over (order by s.place) - 1 as n from deal_stages s where s.org_id = '${uuid(ORG)}'),
       buyers as (select min(id) as first from clients where org_id = '${uuid(ORG)}')
  insert into deals (org_id, title, amount, pipeline_id, stage_id, rank, client_id, owner_id, expected_close_date, tags,
                     closed_at, lost_reason, custom)
  select '${uuid(ORG)}', 'Поставка смартфонов № ' || i, i * 7919 % 1000000, s.pipeline_id, s.id, i, b.first + i % 1000,
         lpad((100 + i % ${SELLERS})::text, 32, '0')::uuid, date '2026-12-01' + (i % 90)::integer,
         case i % 3 when 0 then array['опт'] else '{}' end, case when s.kind <> 'open' then now() end,
         case when s.kind = 'lost' then 'Дорого' end, jsonb_build_object('Город', 'Алматы')
  from generate_series(${from}::bigint, ${to}) i join stages s on s.n = i % 7 cross join buyers b
  order by i`;

// So many deals in an organisation that has none, without an event for each: { count, pipeline, stages }.
export async function makeDeals(cluster, count) {
  await cluster.sql(peopleAndClients);
  for (let from = 1; from <= count; from += STEP) {
    await run([...cluster.psql, '-c', "set sauda.bulk = 'on'", '-c', dealsFrom(from, Math.min(from + STEP - 1, count))]);
  }
  await cluster.sql('vacuum analyze deals, stage_totals, clients, users');
}

const ids = async (cluster, sql) => (await cluster.sql(sql)).trim().split('\n').map(Number);

export async function salesOffice(cluster, count) {
  const [first] = await ids(cluster, `select min(id) from deals where org_id = '${uuid(ORG)}'`);
  const [pipeline] = await ids(cluster, `select id from pipelines where org_id = '${uuid(ORG)}'`);
  const stages = await ids(cluster, `select id from deal_stages where org_id = '${uuid(ORG)}' order by place`);
  return { count, first, pipeline, stages: stages.slice(0, OPEN_STAGES), sellers: Array.from({ length: SELLERS }, (_, n) => seller(n)) };
}

export const pathOfBoard = ({ pipeline }) => `${PREFIX}/stats/pipeline?pipeline_id=${pipeline}&limit=50`;
export const pathOfSeller = (owner) => `${PREFIX}?owner_id=${owner}&page_size=50&count=none`;

const anyDeal = ({ count, first }) => Array.from({ length: IDS }, (_, i) => first + ((i * 7919) % count));

// What each contestant is asked in a row of the benchmark.
export const DEAL_PATHS = {
  deal: (office) => anyDeal(office).map((id) => `${PREFIX}/${id}`),
  board: (office) => [pathOfBoard(office)],
  deals: ({ sellers }) => sellers.map(pathOfSeller),
  dealmove: (office) => anyDeal(office).map((id, i) => `${PREFIX}/${id}/move ${office.stages[i % OPEN_STAGES]}`),
};

// The statements that Sauda puts together, with the organisation as $1 and what is asked for as $2.
export async function learnDealStatements(cluster, { port }, office) {
  const learn = (path, asked) => learnStatement(cluster, `http://127.0.0.1:${port}${path}`, [uuid(ORG), asked]);
  return { board: await learn(pathOfBoard(office), String(office.pipeline)), deals: await learn(pathOfSeller(seller(1)), seller(1)) };
}

export const dealScripts = (office, sent) => pgbenchDealScripts({ org: ORG, actor: ADMIN, sent, ...office });
