// SPDX-License-Identifier: MIT
// The process that has the run's PostgreSQL: a throw-away cluster without fsync. Tests talk to it over a socket; what a
// test asked for is dropped when its connection ends, and everything when nobody has been there for a while.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HOME, KEEPER_SOCKET, postgresAccount, postgresPrograms, psql } from './postgres.mjs';

const IDLE_MS = 10_000;
const SETTINGS = {
  listen_addresses: '',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '300',
  shared_buffers: '128MB',
  max_wal_size: '1GB',
  jit: 'off',
  timezone: 'UTC',
  log_min_error_statement: 'panic',
};

const lock = process.argv[2];
const account = postgresAccount();
const data = join(HOME, 'pg');
const urlOf = (name) => `postgresql://sauda@/${name}?host=${encodeURIComponent(HOME)}`;
let postgres;
let clients = 0;
let made = 0;
let idle;

process.chdir('/');
await start();
const server = net.createServer(serve);
server.listen(KEEPER_SOCKET);
rest();

async function start() {
  await endLeftover();
  rmSync(data, { recursive: true, force: true });
  rmSync(KEEPER_SOCKET, { force: true });
  mkdirSync(data);
  if (account.uid !== undefined) {
    chownSync(data, account.uid, account.gid);
    chownSync(HOME, account.uid, account.gid);
  }
  chmodSync(HOME, 0o700);
  const bin = postgresPrograms();
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'sauda', '-A', 'trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync', '--no-instructions'],
    { ...account, env: { PATH: process.env.PATH, TZ: 'UTC' }, stdio: 'inherit' },
  );
  const settings = Object.entries({ ...SETTINGS, unix_socket_directories: HOME });
  postgres = spawn(
    join(bin, 'postgres'),
    ['-D', data, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...account, env: { PATH: process.env.PATH, TZ: 'UTC' }, stdio: 'inherit' },
  );
  postgres.on('exit', end);
  for (let tries = 0; ; tries++) {
    try {
      return void psql(urlOf('postgres'), 'select 1');
    } catch (error) {
      if (tries === 1200) {
        throw error;
      }
      await sleep(50);
    }
  }
}

function end() {
  rmSync(HOME, { recursive: true, force: true });
  rmSync(lock, { force: true }); // last: who finds it gone begins anew
  process.exit();
}

/** A PostgreSQL whose keeper was killed. */
async function endLeftover() {
  let pid;
  try {
    pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
    while (readFileSync(`/proc/${pid}/comm`, 'utf8') === 'postgres\n') {
      process.kill(pid, 'SIGQUIT');
      await sleep(50);
    }
  } catch {
    // there is none
  }
}

/** Nobody there: so it ends, unless somebody comes. */
function rest() {
  idle = setTimeout(() => {
    server.close();
    postgres.kill('SIGINT');
  }, IDLE_MS);
}

function serve(socket) {
  const names = [];
  let got = '';
  clearTimeout(idle);
  clients++;
  socket.on('data', (piece) => {
    got += piece;
    for (let end; (end = got.indexOf('\n')) >= 0; got = got.slice(end + 1)) {
      socket.write(`${JSON.stringify(answer(JSON.parse(got.slice(0, end)), names))}\n`);
    }
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    drop(names);
    if (--clients === 0) {
      rest();
    }
  });
}

function answer({ bin }, names) {
  try {
    const name = `test_${++made}`;
    psql(urlOf('postgres'), `create database ${name} template ${template(bin)}`);
    names.push(name);
    return { name, url: urlOf(name) };
  } catch (error) {
    return { error: String(error.stderr || error.message) };
  }
}

function drop(names) {
  for (const name of names) {
    try {
      psql(urlOf('postgres'), `drop database if exists ${name} with (force)`);
    } catch (error) {
      console.error(`cannot drop ${name}: ${error.stderr}`);
    }
  }
}

const templates = new Map();

/** The migrated database that others are copies of: one for each build of the program. */
function template(bin) {
  const { mtimeMs, ino } = statSync(bin);
  const key = `${bin} ${ino} ${mtimeMs}`;
  if (!templates.has(key)) {
    const name = `template_${templates.size}`;
    psql(urlOf('postgres'), `drop database if exists ${name}; create database ${name}`);
    execFileSync(bin, ['migrate'], {
      cwd: '/',
      env: { ...process.env, DATABASE_URL: urlOf(name), LOG_LEVEL: 'warn' },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    templates.set(key, name);
  }
  return templates.get(key);
}
