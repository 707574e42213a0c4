// SPDX-License-Identifier: MIT
// The one PostgreSQL for all: a throw-away cluster with durable settings, those of Sauda's own, reached by a Unix socket.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WORK, run, start } from './processes.mjs';

const MIN_MAJOR = 15;

// As src/db/cluster_make.c has them, but for more connections, and no checkpoint in the midst of a run.
const SETTINGS = `
listen_addresses = ''
max_connections = 200
fsync = on
synchronous_commit = on
full_page_writes = on
wal_compression = lz4
max_wal_size = '4GB'
checkpoint_timeout = '1h'
shared_buffers = '256MB'
work_mem = '8MB'
maintenance_work_mem = '64MB'
random_page_cost = 1.1
jit = off
timezone = 'UTC'
lc_messages = 'C'
log_min_error_statement = panic
`;

function programs() {
  const majors = readdirSync('/usr/lib/postgresql')
    .map(Number)
    .filter((major) => major >= MIN_MAJOR);
  if (!majors.length) throw new Error(`there is no PostgreSQL ${MIN_MAJOR} or newer`);
  return `/usr/lib/postgresql/${Math.max(...majors)}/bin`;
}

// PostgreSQL refuses to run as root; Debian's account for it is there wherever its package is.
const isRoot = process.getuid() === 0;
const user = isRoot ? 'postgres' : process.env.USER;
const account = isRoot ? ['--reuid=postgres', '--regid=postgres', '--init-groups'] : [];
const asUser = ['setpriv', ...account];

// In build/bench, or where the account may not go there, in the folder for temporary files.
async function makeHome() {
  const home = join(WORK, 'pg');
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  if (!isRoot) return home;
  await run(['chown', 'postgres:', home]);
  try {
    await run([...asUser, 'test', '-w', home], { cwd: '/' });
    return home;
  } catch {
    const other = mkdtempSync(join('/var/tmp', 'sauda-bench-'));
    await run(['chown', 'postgres:', other]);
    return other;
  }
}

// Returns { bin, user, sockets, createDatabase(name, template), dropDatabase(name), remove() } and, for its database `sauda`,
// { url, psql, sql(text) }, as createDatabase() does for others.
export async function startCluster() {
  const bin = programs();
  const home = await makeHome();
  const data = join(home, 'data');
  const sockets = mkdtempSync(join(tmpdir(), 'sauda-bench-')); // a socket's path must be short
  if (isRoot) await run(['chown', 'postgres:', sockets]);
  await run(
    [...asUser, `${bin}/initdb`, '-D', data, '-U', user, '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '-N'],
    { cwd: '/' },
  );
  writeFileSync(join(data, 'postgresql.conf'), `${SETTINGS}unix_socket_directories = '${sockets}'\n`);
  // SIGINT: a fast stop, which does not wait for clients
  start('postgres', [`${bin}/postgres`, '-D', data], { cwd: '/', account, stopSignal: 'SIGINT' });
  const psql = (database) => [
    `${bin}/psql`, '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-h', sockets, '-U', user, '-d', database,
  ];
  const database = (name) => ({
    url: `postgresql://${user}@/${name}?host=${sockets}`,
    psql: psql(name),
    sql: (text) => run([...psql(name), '-c', text]),
  });
  const postgres = database('postgres');
  for (let tries = 0; ; tries++) {
    try {
      await postgres.sql('create database sauda');
      break;
    } catch (error) {
      if (tries > 200) throw error;
      await sleep(50);
    }
  }
  return {
    bin,
    user,
    sockets,
    ...database('sauda'),
    // Nobody may be connected to the template.
    async createDatabase(name, template) {
      await postgres.sql(`create database ${name} template ${template}`);
      return database(name);
    },
    dropDatabase: (name) => postgres.sql(`drop database ${name} with (force)`),
    remove() {
      rmSync(home, { recursive: true, force: true });
      rmSync(sockets, { recursive: true, force: true });
    },
  };
}
