// SPDX-License-Identifier: MIT
// The statements of lists, as Sauda puts them together: it is asked once, and PostgreSQL's log tells what came. So the
// peers and pgbench run what Sauda runs, and nothing has to be kept in step.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { asAdmin } from './data.mjs';
import { WORK } from './processes.mjs';

const TRIES = 50; // connections follow a changed setting when they next get a command
const PAUSE_MS = 100;
const ROWS = /LOG: +execute [^:]*: (select .* from (?:\w+\([^)]*\) s join )?product_rows r.*)$/gm;

// A statement of any list or board, with the values of its parameters.
const SENT = /LOG: +execute [^:]*: ((?:select|with) .* from \w+_rows r .*)\n.*DETAIL: +parameters: (.*)$/gim;

const log = () => readFileSync(join(WORK, 'postgres.log'), 'utf8');

// The first statement that the request leads to, as the expression finds it in the log.
async function sentFor(url, expression = ROWS) {
  for (let i = 0; i < TRIES; i++) {
    const from = log().length;
    const response = await fetch(url, { headers: asAdmin() });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${url}: ${response.status} ${text}`);
    await sleep(PAUSE_MS);
    const [sent] = log().slice(from).matchAll(expression);
    if (sent) return sent.slice(1);
  }
  throw new Error(`${url}: its statement does not appear in the log`);
}

function expectParameters(name, sql, n) {
  const found = new Set(sql.match(/\$\d+/g)).size;
  if (found !== n) throw new Error(`${name} has ${found} parameters, the peers give it ${n}: ${sql}`);
}

// While it runs, PostgreSQL logs what it is sent.
async function withLog(cluster, work) {
  await cluster.sql("alter system set log_statement = 'all'");
  await cluster.sql('select pg_reload_conf()');
  try {
    return await work();
  } finally {
    await cluster.sql('alter system reset log_statement');
    await cluster.sql('select pg_reload_conf()');
  }
}

// The statement that the request leads to. Sauda binds the same value several times; here each of `values` is a parameter
// once, in their order.
export async function learnStatement(cluster, url, values) {
  const [sql, bound] = await withLog(cluster, () => sentFor(url, SENT));
  const given = [...bound.matchAll(/\$\d+ = '([^']*)'/g)].map(([, value]) => value);
  const learnt = sql.replace(/\$(\d+)/g, (_, n) => `$${values.indexOf(given[n - 1]) + 1}`);
  if (learnt.includes('$0')) throw new Error(`${url}: binds ${given}, of which only ${values} are known: ${sql}`);
  return learnt;
}

// { products, deep, search, export } with $1, $2 …, for the paths of the same names.
export async function sentStatements(cluster, port, paths) {
  const sent = {};
  await withLog(cluster, async () => {
    for (const [name, path] of Object.entries(paths)) [sent[name]] = await sentFor(`http://127.0.0.1:${port}${path}`);
  });
  sent.export = sent.export.replace(/ limit \d+$/, ''); // slice by slice it is Sauda's way: peers stream all rows
  for (const [name, n] of Object.entries({ products: 2, deep: 3, search: 3, export: 1 })) {
    expectParameters(name, sent[name], n);
  }
  return sent;
}
