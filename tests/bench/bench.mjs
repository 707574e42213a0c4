// SPDX-License-Identifier: MIT
// The benchmark: Sauda and its peers do the same work on the same database, in turns, so that what disturbs the machine
// disturbs all; pgbench with the same statements is the limit. Prints ratios, since only they hold on other machines.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { checks, event, firstStart, idle, restart, sockets } from './alone.mjs';
import { startCluster } from './cluster.mjs';
import { ADMIN, BOARD, COLUMNS, ORG, modulesSql, organizationsSql } from './data.mjs';
import { pgbench, wrk } from './load.mjs';
import { WORK, run, stop, stopAll } from './processes.mjs';
import { aloneTable, comparisonTable, machine, median, writeDocument } from './report.mjs';
import { expectSameAnswers } from './same.mjs';
import { SAUDA, saudaEnv, startServers } from './servers.mjs';
import { logins, token } from './signin.mjs';
import { pgbenchScripts } from './statements.mjs';

const USAGE = `usage: scripts/bench [--quick] [--write] [rows…]
  --quick   one run of 3 s each instead of five of 5 s
  --write   put the figures into docs/performance.md; needs all rows
  rows      of: read list move token logins idle sockets restart first-start event checks; all when none is named
`;

const MANY = 200; // while modules are moved
const PGBENCH_CLIENTS = 32;

const COMPARED = [
  {
    name: 'read', title: 'read one module', modules: BOARD, arguments: [BOARD],
    floors: { go: 2, fastify: 4, fastapi: 8, pgbench: 0.55 },
  },
  {
    name: 'list', title: `list of ${BOARD} modules`, modules: BOARD, arguments: [],
    floors: { go: 2.5, fastify: 5, fastapi: 30, pgbench: 0.55 },
  },
  {
    name: 'move', title: 'move a module, with its event', modules: MANY, arguments: [MANY, MANY / COLUMNS.length],
    floors: { go: 1.3, fastify: 1.5, fastapi: 2.5, pgbench: 0.7 },
  },
];

const ALONE = [
  { name: 'token', title: 'what a token costs a read', unit: '%', most: 5, measure: token },
  {
    name: 'logins', title: 'p99 of readers during 200 sign-ins at once, against idle', unit: 'x', most: 3, measure: logins,
  },
  { name: 'idle', title: 'memory when idle', unit: 'MB', most: 30, measure: idle },
  { name: 'sockets', title: 'memory with 10,000 WebSockets', unit: 'MB', most: 120, measure: (c) => sockets(c, 10_000) },
  { name: 'restart', title: 'start on an existing database', unit: 's', most: 0.3, measure: restart },
  { name: 'first-start', title: 'first start', unit: 's', most: 5, measure: firstStart },
  { name: 'event', title: 'an event at 5,000 sockets (p99)', unit: 'ms', most: 150, measure: (c) => event(c, 5000, 20) },
  { name: 'checks', title: '10,000 module checks', unit: 's', most: 10, measure: (c) => checks(c, 10_000) },
];

function readArguments(words) {
  const options = { runs: 5, seconds: 5, isQuick: false, mustWrite: false, rows: new Set() };
  const known = [...COMPARED, ...ALONE].map((row) => row.name);
  for (const word of words) {
    if (word === '--quick') Object.assign(options, { isQuick: true, runs: 1, seconds: 3 });
    else if (word === '--write') options.mustWrite = true;
    else if (known.includes(word)) options.rows.add(word);
    else return null;
  }
  if (options.mustWrite && (options.isQuick || options.rows.size)) return null;
  if (!options.rows.size) options.rows = new Set(known);
  return options;
}

const say = (text) => process.stderr.write(`bench: ${text}\n`);

async function prepare(cluster) {
  await run([SAUDA, 'migrate'], { env: saudaEnv(0, { DATABASE_URL: cluster.url }), cwd: WORK });
  await cluster.sql(organizationsSql(ORG, ORG + PGBENCH_CLIENTS - 1));
  await cluster.sql(modulesSql({ orgs: [ORG, ORG], from: 1, to: BOARD }));
}

// More modules on the board, and a board of its own for each of pgbench's clients: a rank drawn twice ends a client of
// pgbench, where a server tries again.
async function growBoards(cluster) {
  await cluster.sql(modulesSql({ orgs: [ORG, ORG], from: BOARD + 1, to: MANY }));
  await cluster.sql(modulesSql({ orgs: [ORG + 1, ORG + PGBENCH_CLIENTS - 1], from: 1, to: MANY }));
}

// Medians of the runs: { sauda: { title, perSecond, p50Ms, p99Ms }, …, pgbench: { title, perSecond } }.
async function compare(cluster, servers, row, { runs, seconds }) {
  const scripts = pgbenchScripts({ org: ORG, actor: ADMIN, modules: row.modules, columns: COLUMNS.length });
  const contestants = [
    ...servers.map(({ name, title, port }) => ({ name, title, runs: [], measure: () => wrk(port, row, seconds) })),
    { name: 'pgbench', title: 'pgbench', runs: [], measure: () => pgbench(cluster, row.name, scripts[row.name], seconds) },
  ];
  for (const { measure } of contestants.slice(0, -1)) await measure(); // connections, plans, compilers: all warm
  for (let i = 0; i < runs; i++) {
    for (const contestant of contestants) {
      await cluster.sql('vacuum analyze platform_modules, module_health');
      await cluster.sql('checkpoint');
      const figures = await contestant.measure();
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

async function compareAll(cluster, options) {
  const rows = COMPARED.filter((row) => options.rows.has(row.name));
  const results = [];
  if (!rows.length) return results;
  const servers = await startServers(cluster);
  await expectSameAnswers(cluster, servers);
  say('all servers answer the same');
  for (const row of rows) {
    if (row.modules === MANY) await growBoards(cluster);
    results.push({ row, found: await compare(cluster, servers, row, options) });
  }
  for (const server of servers) await stop(server.child);
  return results;
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
    await prepare(cluster);
    const compared = await compareAll(cluster, options);
    const alone = await measureAlone(cluster, options);
    const figures = [await machine(options), comparisonTable(compared), aloneTable(alone)].filter(Boolean).join('\n\n');
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
