// SPDX-License-Identifier: MIT
// Databases for tests: one PostgreSQL for the whole run, kept by a process of its own (postgres_keeper.mjs) that the
// first test starts and that ends a while after the last one, and one database for each who asks, cloned from a
// migrated template.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

export const SAUDA_BIN = resolve(process.env.SAUDA_BIN ?? join(root, 'build/dev/sauda')); // servers start elsewhere

/** Where the run's PostgreSQL lies: short, for its socket, and where the account postgres may go too. */
export const HOME = join(tmpdir(), `sauda-test-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`);
export const KEEPER_SOCKET = join(HOME, 'keeper');
const KEEPER_LOCK = `${HOME}.lock`;
const ENDED = `the PostgreSQL for tests has ended; see ${HOME}/log`;

/** The folder of the newest PostgreSQL's programs. */
export function postgresPrograms() {
  const folder = '/usr/lib/postgresql';
  const major = Math.max(...readdirSync(folder).map(Number).filter((n) => n >= 15));
  return join(folder, String(major), 'bin');
}

/** Whom PostgreSQL runs as: not root. For the options of spawn(). */
export function postgresAccount() {
  if (process.getuid() !== 0) {
    return {};
  }
  const [, , uid, gid] = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((line) => line.startsWith('postgres:'))
    .split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

/** Runs SQL by psql and returns what it prints, one value a line. */
export function psql(url, text) {
  return execFileSync(join(postgresPrograms(), 'psql'), ['-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', url, '-f', '-'], {
    input: text,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  }).trimEnd();
}

/** A new database with the schema and no rows: { url, name, sql(text), rows(query) }. It is gone when this process is. */
export async function createDatabase() {
  const made = await askKeeper({ make: 'database', bin: SAUDA_BIN });
  return {
    ...made,
    sql: (text) => psql(made.url, text),
    rows: (query) => JSON.parse(psql(made.url, `select coalesce(json_agg(t), '[]') from (${query}) t`)),
  };
}

let connection;

/** Asks once more where the keeper, long without work, has ended at this very moment. */
async function askKeeper(question) {
  for (let tries = 0; ; tries++) {
    try {
      return await (await (connection ??= connectKeeper())).ask(question);
    } catch (error) {
      if (tries === 3 || error.message !== ENDED) {
        throw error;
      }
      connection = undefined;
    }
  }
}

async function connectKeeper() {
  for (let tries = 0; tries < 2400; tries++) {
    const socket = await connect();
    if (socket) {
      return conversation(socket);
    }
    startKeeper();
    await sleep(50);
  }
  throw new Error(`the PostgreSQL for tests does not start; see ${HOME}/log`);
}

function connect() {
  return new Promise((resolve) => {
    const socket = net.connect(KEEPER_SOCKET, () => resolve(socket));
    socket.on('error', () => resolve(null));
  });
}

/** One line of JSON asks, one answers, in order. */
function conversation(socket) {
  const waiting = [];
  let got = '';
  let isOver = false;
  socket.unref(); // it must not keep the test alive
  socket.on('data', (piece) => {
    got += piece;
    for (let end; (end = got.indexOf('\n')) >= 0; got = got.slice(end + 1)) {
      const answer = JSON.parse(got.slice(0, end));
      const { resolve, reject } = waiting.shift();
      answer.error ? reject(new Error(answer.error)) : resolve(answer);
      waiting.length || socket.unref();
    }
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    isOver = true;
    for (const { reject } of waiting) {
      reject(new Error(ENDED));
    }
  });
  return {
    ask(question) {
      socket.ref();
      return new Promise((resolve, reject) => {
        if (isOver) {
          reject(new Error(ENDED));
        }
        waiting.push({ resolve, reject });
        socket.write(`${JSON.stringify(question)}\n`);
      });
    },
  };
}

/** Starts the keeper, unless its lock says that somebody else has: the lock holds a process id. */
function startKeeper() {
  let lock;
  try {
    lock = openSync(KEEPER_LOCK, 'wx');
  } catch {
    if (!isAlive(readLock())) {
      rmSync(KEEPER_LOCK, { force: true });
    }
    return;
  }
  mkdirSync(HOME, { recursive: true });
  const log = openSync(join(HOME, 'log'), 'a');
  const keeper = spawn(process.execPath, [join(here, 'postgres_keeper.mjs'), KEEPER_LOCK], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  writeSync(lock, String(keeper.pid));
  closeSync(lock);
  closeSync(log);
  keeper.unref();
}

/** The process id in the lock; 0 while it is being written. */
function readLock() {
  try {
    const pid = Number(readFileSync(KEEPER_LOCK, 'utf8'));
    return pid || (Date.now() - statSync(KEEPER_LOCK).mtimeMs < 5000 ? 0 : undefined);
  } catch {
    return 0;
  }
}

function isAlive(pid) {
  try {
    return pid === 0 || process.kill(pid, 0);
  } catch {
    return false;
  }
}
