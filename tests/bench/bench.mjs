// SPDX-License-Identifier: MIT
// The benchmark: Sauda and its peers do the same work on the same database, in turns, so that what disturbs the machine
// disturbs all; pgbench with the same statements is the limit. Prints ratios, since only they hold on other machines.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { compareBulk, measureExport, measureImport, writeImportFile } from './bulk.mjs';
import { startCluster } from './cluster.mjs';
import { ADMIN, BOARD, COLUMNS, ORG, modulesSql, organizationsSql } from './data.mjs';
import { DEAL_PATHS, dealScripts, learnDealStatements, makeDeals, salesOffice } from './deals.mjs';
import { pgbench, wrk } from './load.mjs';
import { WORK, run, stop, stopAll } from './processes.mjs';
import { PATHS, catalogue, learnStatements, makeProducts, productScripts } from './products.mjs';
import { aloneTable, bulkTable, comparisonTable, machine, median, writeDocument } from './report.mjs';
import { ALONE, BULK, COMPARED, DEALS, MANY, PRODUCTS } from './rows.mjs';
import { expectSameAnswers } from './same.mjs';
import { expectSameDeals } from './same_deals.mjs';
import { expectSameProducts } from './same_products.mjs';
import { SAUDA, saudaEnv, startPeers, startServer, writeStatements } from './servers.mjs';
import { pgbenchScripts } from './statements.mjs';

const NAMES = [...COMPARED, ...BULK, ...ALONE].map((row) => row.name);
const USAGE = `usage: scripts/bench [--quick] [--runs=N] [--write] [rows…]
  --quick   one run of 2 s each instead of five of 5 s, with ${PRODUCTS.quick} products instead of ${PRODUCTS.all}, and
            ${DEALS.quick} deals instead of ${DEALS.all}
  --runs=N  so many runs, 1 to 9
  --write   put the figures into docs/performance.md; needs all rows
  rows      of: ${NAMES.join(' ')}; all when none is named
`;

const QUICK = { isQuick: true, runs: 1, seconds: 2, warmUp: 1, products: PRODUCTS.quick, deals: DEALS.quick };
const PGBENCH_CLIENTS = 32;
const BULK_RUNS = 3;

function readArguments(words) {
  const options = {
    runs: 5, seconds: 5, warmUp: 5, products: PRODUCTS.all, deals: DEALS.all, isQuick: false, mustWrite: false, rows: new Set(),
  };
  for (const word of words) {
    if (word === '--quick') Object.assign(options, QUICK);
    else if (word === '--write') options.mustWrite = true;
    else if (/^--runs=[1-9]$/.test(word)) options.runs = Number(word.slice('--runs='.length));
    else if (NAMES.includes(word)) options.rows.add(word);
    else return null;
  }
  if (options.mustWrite && (options.isQuick || options.rows.size)) return null;
  if (!options.rows.size) options.rows = new Set(NAMES);
  return options;
}

const say = (text) => process.stderr.write(`bench: ${text}\n`);

// Whether a row is asked for that compares work on `resource`.
const isAsked = (rows, resource) => COMPARED.some(({ name, of }) => of === resource && rows.has(name));

// `empty` is the database as it is now, for who needs a fresh one.
async function prepare(cluster, { products, deals, rows }) {
  await run([SAUDA, 'migrate'], { env: saudaEnv(0, { DATABASE_URL: cluster.url }), cwd: WORK });
  await cluster.sql(organizationsSql(ORG, ORG + PGBENCH_CLIENTS - 1));
  await cluster.createDatabase('empty', 'sauda');
  await cluster.sql(modulesSql({ orgs: [ORG, ORG], from: 1, to: BOARD }));
  if (isAsked(rows, 'deals')) {
    say(`making ${deals} deals`);
    await makeDeals(cluster, deals);
  }
  if (!isAsked(rows, 'products') && !BULK.some(({ name }) => rows.has(name)) && !rows.has('million')) return;
  say(`making ${products} products`);
  await makeProducts(cluster, ORG, products);
}

// More modules on the board, and a board of its own for each of pgbench's clients: a rank drawn twice ends a client of
// pgbench, where a server tries again.
async function growBoards(cluster) {
  await cluster.sql(modulesSql({ orgs: [ORG, ORG], from: BOARD + 1, to: MANY }));
  await cluster.sql(modulesSql({ orgs: [ORG + 1, ORG + PGBENCH_CLIENTS - 1], from: 1, to: MANY }));
}

// What all contestants do in a row: the script of pgbench, the addresses for each server, the table that is written to.
function workOf(row, { drawn, office, sent }) {
  if (row.of === 'deals') {
    return {
      script: dealScripts(office, sent)[row.name], paths: () => DEAL_PATHS[row.name](office),
      table: 'deals, stage_totals, activities',
    };
  }
  if (row.of === 'products') {
    return {
      script: productScripts(drawn, sent)[row.name], paths: (server) => PATHS[row.name](server, drawn), table: 'products',
    };
  }
  const scripts = pgbenchScripts({ org: ORG, actor: ADMIN, modules: row.modules, columns: COLUMNS.length });
  return { script: scripts[row.name], table: 'platform_modules, module_health' };
}

// Medians of the runs: { sauda: { title, perSecond, p50Ms, p99Ms }, …, pgbench: { title, perSecond } }.
async function compare(cluster, servers, row, { script, paths, table }, { runs, seconds, warmUp }) {
  const contestants = [
    ...servers.map((server) => ({
      ...server, runs: [], measure: (time) => wrk(server.port, row, time, { paths: paths?.(server), server: server.name }),
    })),
    { name: 'pgbench', title: 'pgbench', runs: [], measure: (time) => pgbench(cluster, row.name, script, time) },
  ];
  for (const { measure } of contestants.slice(0, -1)) await measure(warmUp); // connections, plans, compilers: all warm
  for (let i = 0; i < runs; i++) {
    for (const contestant of contestants) {
      await cluster.sql(`vacuum analyze ${table}`);
      await cluster.sql('checkpoint');
      const figures = await contestant.measure(seconds);
      say(`${row.name} ${i + 1}/${runs} ${contestant.name} ${figures.perSecond.toFixed(0)}`);
      contestant.runs.push(figures);
    }
  }
  const found = {};
  for (const { name, title, runs } of contestants) {
    found[name] = { title };
    for (const key of Object.keys(runs[0])) found[name][key] = median(runs.map((figures) => figures[key]));
  }
  return found;
}

// Sauda is there first: what it sends is what the peers run. `drawn` is what is asked of products, `office` of deals.
async function startAll(cluster, { hasProducts, hasDeals, products, deals }) {
  const sauda = await startServer('sauda', cluster);
  const drawn = hasProducts && (await catalogue(cluster, sauda, products));
  const office = hasDeals && (await salesOffice(cluster, deals));
  const sent = {
    ...(drawn && (await learnStatements(cluster, sauda, drawn))), ...(office && (await learnDealStatements(cluster, sauda, office))),
  };
  writeStatements(sent);
  const servers = [sauda, ...(await startPeers(cluster))];
  await expectSameAnswers(cluster, servers);
  if (drawn) await expectSameProducts(cluster, servers, drawn);
  if (office) await expectSameDeals(cluster, servers, office);
  say('all servers answer the same');
  return { servers, drawn, office, sent };
}

// { compared, bulk }
async function compareAll(cluster, options) {
  const rows = COMPARED.filter((row) => options.rows.has(row.name));
  const bulkRows = BULK.filter((row) => options.rows.has(row.name));
  const [compared, bulk] = [[], []];
  if (!rows.length && !bulkRows.length) return { compared, bulk };
  const hasProducts = isAsked(options.rows, 'products') || bulkRows.length > 0;
  const { servers, ...known } = await startAll(cluster, { ...options, hasProducts, hasDeals: isAsked(options.rows, 'deals') });
  for (const row of rows) {
    if (row.modules === MANY) await growBoards(cluster);
    compared.push({ row, found: await compare(cluster, servers, row, workOf(row, known), options) });
  }
  for (const server of servers) await stop(server.child);
  for (const row of bulkRows) bulk.push(await measureBulk(cluster, row, known.sent, options));
  return { compared, bulk };
}

async function measureBulk(cluster, row, sent, { products, runs }) {
  const count = Math.min(products, row.count);
  if (row.name === 'import') await writeImportFile(cluster, count);
  const measure = async (name, i) => {
    const figures = await (row.name === 'import' ? measureImport : measureExport)(cluster, name, count, sent);
    say(`${row.name} ${i + 1} ${name} ${figures.perSecond.toFixed(0)}`);
    return figures;
  };
  return { row, count, found: await compareBulk(measure, Math.min(runs, BULK_RUNS)) };
}

async function measureAlone(cluster, options) {
  const results = [];
  for (const row of ALONE.filter((row) => options.rows.has(row.name))) {
    const { value, note } = await row.measure(cluster, options).catch((error) => ({ value: NaN, note: `failed: ${error.message}` }));
    say(`${row.name} ${value} ${row.unit} (${note})`);
    results.push({ row, value, note });
  }
  return results;
}

let cluster;

async function cleanUp() {
  await stopAll();
  cluster?.remove();
  rmSync(join(WORK, 'data'), { recursive: true, force: true });
}

async function main() {
  const options = readArguments(process.argv.slice(2));
  if (!options) {
    process.stderr.write(USAGE);
    return 2;
  }
  try {
    cluster = await startCluster();
    await prepare(cluster, options);
    const { compared, bulk } = await compareAll(cluster, options);
    const alone = await measureAlone(cluster, options);
    const figures = [await machine(options), comparisonTable(compared), bulkTable(bulk), aloneTable(alone)].filter(Boolean).join('\n\n');
    console.log(figures);
    if (alone.some(({ value }) => Number.isNaN(value))) return 1;
    if (options.mustWrite) writeDocument(figures);
    return 0;
  } finally {
    await cleanUp();
  }
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(name, () => cleanUp().finally(() => process.exit(1)));
process.exit(await main().catch((error) => {
  say(error.stack);
  return 1;
}));
