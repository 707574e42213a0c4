// SPDX-License-Identifier: MIT
// What Sauda costs by itself, without peers: memory, start, the feed to many listeners, the checks of many modules. Each
// measurement has a fresh process; each answers with the figure, and `note` with what else is worth knowing.
import { once } from 'node:events';
import { lstatSync, readlinkSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { ORG, adminToken, asAdmin, modulesSql, uuid } from './data.mjs';
import { WORK, answers, memory, start, stop } from './processes.mjs';
import { SAUDA, startSauda } from './servers.mjs';

const PROGRAMS = join(dirname(SAUDA), 'tests');
const SETTLE_MS = 1500;
const FIRST_PORT = 18110;

let port = FIRST_PORT;

// Runs `work` beside a fresh Sauda on the cluster of the benchmark: { child, port, url }. `more` goes to its environment.
export async function withSauda(cluster, work, more = {}) {
  const own = port++;
  const url = `http://127.0.0.1:${own}`;
  const child = startSauda(`sauda-${own}`, own, { DATABASE_URL: cluster.url, ...more });
  try {
    await answers(child, `${url}/api/health/ready`);
    return await work({ child, port: own, url });
  } finally {
    await stop(child);
    port--;
  }
}

// Runs `work` beside one of the programs that measure; its `next` is the next line of what it says.
export async function withProgram(name, argv, work) {
  const program = start(name, [join(PROGRAMS, name), ...argv], { output: true, env: { TOKEN: adminToken() } });
  const lines = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${name} ended (${await program.ended}); see build/bench/${name}.log`);
    return JSON.parse(value);
  };
  try {
    return await work(next, program);
  } finally {
    await stop(program);
  }
}

const text = ({ rss, pss }) => `RSS ${rss.toFixed(1)} MB, PSS ${pss.toFixed(1)} MB`;

export async function idle(cluster) {
  return withSauda(cluster, async ({ child }) => {
    await sleep(SETTLE_MS);
    const used = memory(child.pid);
    return { value: used.rss, note: text(used) };
  });
}

export async function sockets(cluster, count) {
  return withSauda(cluster, ({ child, port }) =>
    withProgram('listeners', [port, count].map(String), async (next) => {
      const opened = await next();
      await sleep(SETTLE_MS);
      const used = memory(child.pid);
      return { value: used.rss, note: `${text(used)}; ${opened.open} opened in ${(opened.ms / 1000).toFixed(1)} s` };
    }),
  );
}

export async function event(cluster, count, moves) {
  return withSauda(cluster, ({ port }) =>
    withProgram('listeners', [port, count, moves, uuid(4)].map(String), async (next) => {
      await next();
      const found = await next();
      if (found.received !== found.expected) throw new Error(`${found.expected - found.received} receipts are missing`);
      return { value: found.p99_ms, note: `median ${found.p50_ms} ms, last ${found.max_ms} ms, ${moves} events` };
    }),
  );
}

export async function checks(cluster, count) {
  return withProgram('services', ['50'], async (next) => {
    const urls = await next();
    await cluster.sql(`delete from platform_modules where org_id = '${uuid(ORG)}'`);
    await cluster.sql(
      modulesSql({
        orgs: [ORG, ORG], from: 1, to: count, columns: 3, // all but the archive
        url: `(array['${urls.join("','")}'])[n % ${urls.length} + 1] || '/modules/' || n`,
      }),
    );
    await cluster.sql('vacuum analyze platform_modules, module_health');
    return withSauda(cluster, async ({ url }) => {
      const began = performance.now();
      const response = await fetch(`${url}/api/v1/modules/batch/health-check`, { method: 'POST', headers: asAdmin() });
      const found = await response.json();
      const seconds = (performance.now() - began) / 1000;
      if (response.status !== 200) throw new Error(`the checks: ${response.status} ${JSON.stringify(found)}`);
      if (found.healthy !== count) throw new Error(`the checks found ${found.healthy} of ${count} healthy`);
      return { value: seconds, note: `${found.duration_ms} ms by its own clock, ${urls.length} hosts, results stored` };
    });
  });
}

// From the start of the process until it says that it is ready.
async function startTime(dataDir) {
  const began = performance.now();
  const sauda = startSauda('sauda-start', FIRST_PORT, { DATA_DIR: dataDir });
  await answers(sauda, `http://127.0.0.1:${FIRST_PORT}/api/health/ready`, { everyMs: 2 });
  const seconds = (performance.now() - began) / 1000;
  await stop(sauda);
  return seconds;
}

// Root's own cluster lies elsewhere, with a link to it (docs/operations.md).
function removeDataDir(dataDir) {
  const pg = join(dataDir, 'pg');
  if (lstatSync(pg, { throwIfNoEntry: false })?.isSymbolicLink()) {
    rmSync(dirname(readlinkSync(pg)), { recursive: true, force: true });
  }
  rmSync(dataDir, { recursive: true, force: true });
}

async function starts(times, { isFirst }) {
  const dataDir = join(WORK, 'start');
  const all = [];
  removeDataDir(dataDir);
  if (!isFirst) await startTime(dataDir);
  for (let i = 0; i < times; i++) {
    all.push(await startTime(dataDir));
    if (isFirst) removeDataDir(dataDir);
  }
  removeDataDir(dataDir);
  all.sort((a, b) => a - b);
  return { value: all[times >> 1], note: `median of ${times}, ${all[0].toFixed(3)} to ${all.at(-1).toFixed(3)} s` };
}

export const firstStart = () => starts(3, { isFirst: true });
export const restart = () => starts(5, { isFirst: false });
