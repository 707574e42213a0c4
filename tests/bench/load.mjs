// SPDX-License-Identifier: MIT
// One run of load: wrk on a server, or pgbench on the database. Both answer with requests (transactions) per second; a
// run in which anything failed counts for nothing and is an error.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asAdmin } from './data.mjs';
import { WORK, run } from './processes.mjs';

const WRK_THREADS = 2;
const WRK_CONNECTIONS = 64;
const PGBENCH_CLIENTS = 32;
const PGBENCH_THREADS = 2;
const WRITES = ['update', 'dealmove']; // with scripts of their own

// wrk takes one script; those here begin with what they share. `headers` say who asks. Where there are `paths`, the script
// gets them in a file of the server's own.
export async function wrk(port, row, seconds, { headers = asAdmin(), paths, server } = {}) {
  const script = join(WORK, `${row.name}.lua`);
  const source = paths && !WRITES.includes(row.name) ? 'paths' : row.name;
  const addresses = join(WORK, `${row.name}-${server}.paths`);
  await run(['sh', '-c', `cat tests/bench/wrk/report.lua tests/bench/wrk/${source}.lua >'${script}'`]);
  if (paths) writeFileSync(addresses, `${paths.join('\n')}\n`);
  const said = await run([
    'wrk', `-t${WRK_THREADS}`, `-c${WRK_CONNECTIONS}`, `-d${seconds}s`, '--timeout', '10s', '-s', script,
    `http://127.0.0.1:${port}`, '--', ...(paths ? [addresses] : row.arguments),
  ], { env: { AUTHORIZATION: headers.Authorization } });
  const found = JSON.parse(said.slice(said.lastIndexOf('\n{')));
  if (found.bad || found.lost) throw new Error(`${row.name} on port ${port}: ${found.bad} bad answers, ${found.lost} lost`);
  return { perSecond: (found.requests * 1e6) / found.us, p50Ms: found.p50_us / 1000, p99Ms: found.p99_us / 1000 };
}

export async function pgbench(cluster, name, text, seconds) {
  const script = join(WORK, `${name}.pgbench.sql`);
  writeFileSync(script, text);
  const said = await run([
    `${cluster.bin}/pgbench`, '-n', '-M', 'prepared', `-c${PGBENCH_CLIENTS}`, `-j${PGBENCH_THREADS}`, `-T${seconds}`,
    '-f', script, '-h', cluster.sockets, '-U', cluster.user, 'sauda',
  ]);
  if (/aborted/.test(said)) throw new Error(`pgbench, ${name}: a client gave up:\n${said}`);
  return { perSecond: Number(/^tps = ([\d.]+)/m.exec(said)[1]) };
}
