// SPDX-License-Identifier: MIT
// The program under test, as a process of its own: started, watched, stopped.
import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PATIENCE_MS } from './patience.mjs';
import { SECRET_KEY } from './people.mjs';
import { SAUDA_BIN, createDatabase } from './postgres.mjs';

const READY = /^Sauda is ready at (http:\/\/\S+?)\/$/m;
const STATEMENTS = process.env.SAUDA_STATEMENTS;
const told = STATEMENTS ? { LOG_LEVEL: 'debug' } : {};
const running = new Set();

// Of our own environment only what a program needs to run, so that nobody's settings get into a test.
const KEPT = ['PATH', 'HOME', 'ASAN_OPTIONS', 'UBSAN_OPTIONS', 'LSAN_OPTIONS', 'TSAN_OPTIONS', 'LD_LIBRARY_PATH'];
const kept = Object.fromEntries(KEPT.filter((name) => name in process.env).map((name) => [name, process.env[name]]));

const folders = [];
const dataDirs = new Set();

process.on('exit', () => {
  for (const child of running) {
    child.kill('SIGKILL');
  }
  dataDirs.forEach(forgetCluster);
  for (const folder of folders) {
    rmSync(folder, { recursive: true, force: true });
  }
});

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () => process.exit(1)); // so that what stands above is done
}

/** An empty folder, gone when the process ends; with it what root's own cluster keeps elsewhere. */
export function temporaryFolder() {
  folders.push(mkdtempSync(join(tmpdir(), 'sauda-')));
  return folders.at(-1);
}

function forgetCluster(dataDir) {
  try {
    const home = dirname(readlinkSync(join(dataDir, 'pg')));
    if (home.startsWith('/var/lib/sauda/')) {
      rmSync(home, { recursive: true, force: true });
    }
  } catch {
    // an ordinary folder, or none
  }
}

/** Adds the statements of sql/queries/ that the program used, by its log, to the file of coverage/statements.test.mjs. */
function noteStatements(log) {
  const names = new Set([...log.matchAll(/(?:preparing|running) ([a-z_]+\/[a-z0-9_]+)/g)].map(([, name]) => name));
  if (STATEMENTS) {
    appendFileSync(STATEMENTS, [...names].map((name) => `${name}\n`).join(''));
  }
}

class Sauda {
  out = '';
  err = '';
  #changed = new Set();

  constructor(child) {
    this.child = child;
    this.pid = child.pid;
    running.add(child);
    child.stdout.setEncoding('utf8').on('data', (text) => this.#add('out', text));
    child.stderr.setEncoding('utf8').on('data', (text) => this.#add('err', text));
    this.exited = new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => {
        running.delete(child);
        this.hasExited = true;
        noteStatements(this.err);
        resolve({ code, signal });
        this.#add('err', '');
      });
    });
  }

  #add(name, text) {
    this[name] += text;
    for (const look of this.#changed) {
      look();
    }
  }

  /** Waits until the output (standard output and log) matches; the match. Fails when the program ends before. */
  async waitFor(pattern, timeoutMs = 2 * PATIENCE_MS) {
    return new Promise((resolve, reject) => {
      const fail = (why) => done(() => reject(new Error(`${why} without ${pattern}:\n${this.out}${this.err}`)));
      const timer = setTimeout(() => fail(`${timeoutMs} ms have passed`), timeoutMs);
      const done = (end) => {
        clearTimeout(timer);
        this.#changed.delete(look);
        end();
      };
      const look = () => {
        const match = this.out.match(pattern) ?? this.err.match(pattern);
        if (match) {
          done(() => resolve(match));
        } else if (this.hasExited) {
          fail('the program has ended');
        }
      };
      this.#changed.add(look);
      look();
    });
  }

  kill(signal = 'SIGKILL') {
    this.child.kill(signal);
    return this.exited;
  }

  /** Stops it as an administrator would. A status that is not 0 - a leak that a sanitizer found, say - fails the test. */
  async stop() {
    const { code, signal } = await this.kill('SIGTERM');
    if (code !== 0) {
      throw new Error(`the program ended with ${signal ?? code}:\n${this.err}`);
    }
  }
}

function start(args, { env = {}, dataDir, cwd = '/', bin = SAUDA_BIN, account = {}, input } = {}) {
  const folder = dataDir ?? '/proc/none'; // nobody's, so that a test that forgot one fails
  const settings = {
    APP_ENV: 'test',
    AUTH_REQUIRED: 'false', // who may do what is asked by the tests that say so: support/people.mjs
    PORT: '0',
    LOOPS: '2',
    DB_POOL: '4',
    DATA_DIR: folder,
    ...(dataDir ? {} : { SECRET_KEY }), // else it keeps one there
    ...told,
    ...env,
  };
  dataDirs.add(folder);
  const stdio = [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'];
  const child = spawn(bin, args, { cwd, env: { ...kept, ...settings }, stdio, ...account });
  child.stdin?.on('error', () => {}); // it may end before it has read all
  child.stdin?.end(input);
  return new Sauda(child);
}

/**
 * Starts a server and waits until it is ready: { url, pid, out, err, database?, stop(), kill(signal), exited, waitFor() }.
 * It works on a database of its own in the run's PostgreSQL; with `dataDir` on its own cluster there.
 * `account` ({ uid, gid }) is whom it runs as, `bin` another copy of the program.
 */
export async function startSauda(options = {}) {
  const isShared = !options.dataDir && !options.env?.DATABASE_URL;
  const database = isShared ? await createDatabase() : undefined;
  const sauda = start(['serve'], database ? { ...options, env: { DATABASE_URL: database.url, ...options.env } } : options);
  const [, url] = await sauda.waitFor(READY);
  sauda.url = url.replace('//localhost', '//127.0.0.1');
  sauda.database = database;
  return sauda;
}

/** Starts a server without waiting. */
export function beginSauda(options) {
  return start(['serve'], options);
}

/** Runs a command to its end, but two minutes at most: { code, out, err }. `input` is its standard input; absent, it has none. */
export async function runSauda(args, options) {
  const sauda = start(args, options);
  const limit = setTimeout(() => sauda.kill('SIGKILL'), 120_000);
  const { code, signal } = await sauda.exited;
  clearTimeout(limit);
  return { code: code ?? signal, out: sauda.out, err: sauda.err };
}
