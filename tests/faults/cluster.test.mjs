// SPDX-License-Identifier: MIT
// The own PostgreSQL when things go wrong: servers and postmasters killed, left over, twice; starts cut short; pid files
// that lie. After each of it the next start is ready within seconds and nothing is lost that was answered.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, readlinkSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeConnections, request } from '../support/http.mjs';
import { SAUDA_BIN, postgresAccount, postgresPrograms, psql } from '../support/postgres.mjs';
import { beginSauda, runSauda, startSauda, temporaryFolder } from '../support/sauda.mjs';

const READY_MS = 5000;
const isRoot = process.getuid() === 0;
const pgOf = (dataDir) => realpathSync(join(dataDir, 'pg'));
const socketsOf = (dataDir) => join(dirname(pgOf(dataDir)), 'socket');
const urlOf = (dataDir) => `postgresql://sauda@/sauda?host=${encodeURIComponent(socketsOf(dataDir))}`;
const postmasterOf = (dataDir) => Number(readFileSync(join(pgOf(dataDir), 'postmaster.pid'), 'utf8').split('\n')[0]);

test.after(closeConnections);

/** The processes of PostgreSQL that work on this data. */
function processesOn(pg) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === pg && readFileSync(`/proc/${pid}/comm`, 'utf8') === 'postgres\n';
      } catch {
        return false;
      }
    })
    .map(Number);
}

async function waitUntil(isSo, what, timeoutMs = 10_000) {
  for (const end = Date.now() + timeoutMs; !(await isSo()); await sleep(20)) {
    assert.ok(Date.now() < end, `${what} did not come within ${timeoutMs} ms`);
  }
}

const answers = async (sauda) => (await request(sauda.url, 'GET', '/health/db').catch(() => null))?.status === 200;

/** Starts a server and checks that it was ready in time. */
async function startQuickly(options) {
  const began = Date.now();
  const sauda = await startSauda(options);
  const ms = Date.now() - began;
  assert.ok(ms < READY_MS, `it took ${ms} ms\n${sauda.err}`);
  return sauda;
}

const module = (name) => ({ name, platform: 'olx', status: 'testing', api_url: 'http://127.0.0.1:1' });

/** Creates modules from several clients at once until it is stopped; what was answered with 201. */
function writeLoad(sauda) {
  const created = [];
  let isOver = false;
  const clients = Array.from({ length: 8 }, async (_, client) => {
    for (let i = 0; !isOver; i++) {
      const reply = await request(sauda.url, 'POST', '/api/modules/', { json: module(`m ${client} ${i}`) }).catch(() => null);
      if (reply?.status === 201) {
        created.push(reply.json.id);
      }
    }
  });
  return async () => {
    isOver = true;
    await Promise.all(clients);
    return created;
  };
}

async function assertKept(sauda, created) {
  const reply = await request(sauda.url, 'GET', '/api/modules/');
  const kept = new Set(reply.json.map((m) => m.id));
  assert.deepEqual(
    created.filter((id) => !kept.has(id)),
    [],
  );
}

test('the first start makes the cluster, a stop leaves nothing running, the second start finds it', async () => {
  const dataDir = temporaryFolder();
  let sauda = await startQuickly({ dataDir });
  const pg = pgOf(dataDir);
  assert.equal(readFileSync(join(pg, 'PG_VERSION'), 'utf8').trim(), postgresPrograms().split('/').at(-2));
  assert.equal(lstatSync(join(dataDir, 'pg')).isSymbolicLink(), isRoot);
  assert.equal(statSync(dirname(pg)).mode & 0o077, 0);
  assert.equal(statSync(socketsOf(dataDir)).mode & 0o077, 0);
  const shown = psql(
    urlOf(dataDir),
    `select string_agg(name || '=' || setting, ' ' order by name) from pg_settings where name in
     ('fsync', 'full_page_writes', 'listen_addresses', 'lc_ctype', 'server_encoding', 'synchronous_commit')`,
  );
  assert.equal(
    shown,
    'fsync=on full_page_writes=on lc_ctype=C.UTF-8 listen_addresses= server_encoding=UTF8 synchronous_commit=on',
  );
  await sauda.stop();
  assert.deepEqual(processesOn(pg), []);
  assert.match(readFileSync(join(dataDir, 'pg.log'), 'utf8'), /database system is shut down/);
  sauda = await startQuickly({ dataDir });
  await sauda.stop();
});

test('PostgreSQL does not outlive a server that is killed', async () => {
  const dataDir = temporaryFolder();
  const sauda = await startSauda({ dataDir });
  const pg = pgOf(dataDir);
  assert.ok(processesOn(pg).length > 3);
  await sauda.kill('SIGKILL');
  await waitUntil(() => processesOn(pg).length === 0, 'the end of PostgreSQL', READY_MS);
});

test('SIGKILL under writes loses nothing that was answered', async () => {
  const dataDir = temporaryFolder();
  let sauda = await startSauda({ dataDir });
  const created = [];
  for (let round = 0; round < 3; round++) {
    const stopWriting = writeLoad(sauda);
    await sleep(700);
    await sauda.kill('SIGKILL');
    const began = Date.now();
    created.push(...(await stopWriting()));
    sauda = await startQuickly({ dataDir });
    assert.ok(Date.now() - began < READY_MS);
    assert.equal(processesOn(pgOf(dataDir)).includes(postmasterOf(dataDir)), true);
    await assertKept(sauda, created);
  }
  assert.ok(created.length > 50, `only ${created.length} were written`);
  await sauda.stop();
});

test('a postmaster that is killed is started again, and the server goes on', async () => {
  const dataDir = temporaryFolder();
  const sauda = await startSauda({ dataDir });
  const stopWriting = writeLoad(sauda);
  await sleep(300);
  process.kill(postmasterOf(dataDir), 'SIGKILL');
  await sauda.waitFor(/PostgreSQL runs again/);
  await waitUntil(() => answers(sauda), 'the database', READY_MS);
  await sleep(300);
  await assertKept(sauda, await stopWriting());
  await sauda.stop();
  assert.deepEqual(processesOn(pgOf(dataDir)), []);
});

test('a backend that is killed does no harm for long', async () => {
  const dataDir = temporaryFolder();
  const sauda = await startSauda({ dataDir });
  process.kill(Number(psql(urlOf(dataDir), 'select pid from pg_stat_activity where datname is not null and pid <> pg_backend_pid() limit 1')), 'SIGKILL');
  await waitUntil(() => answers(sauda), 'the database', READY_MS);
  await sauda.stop();
});

test('server and postmaster killed together', async () => {
  const dataDir = temporaryFolder();
  let sauda = await startSauda({ dataDir });
  const stopWriting = writeLoad(sauda);
  await sleep(500);
  process.kill(postmasterOf(dataDir), 'SIGKILL');
  await sauda.kill('SIGKILL');
  const created = await stopWriting();
  sauda = await startQuickly({ dataDir });
  await assertKept(sauda, created);
  await sauda.stop();
});

/** Starts PostgreSQL on the data without any server, as if one had been killed without its postmaster hearing of it. */
async function startOrphan(dataDir) {
  const pg = pgOf(dataDir);
  const child = spawn(
    join(postgresPrograms(), 'postgres'),
    ['-D', pg, '-c', `unix_socket_directories=${socketsOf(dataDir)}`, '-c', 'listen_addresses='],
    { stdio: 'ignore', cwd: '/', env: {}, ...postgresAccount() },
  );
  child.exited = new Promise((resolve) => child.on('exit', resolve));
  await waitUntil(() => {
    try {
      return readFileSync(join(pg, 'postmaster.pid'), 'utf8').includes('ready');
    } catch {
      return false;
    }
  }, 'the orphan');
  return child;
}

test('a healthy postmaster that was left over is replaced, never joined by a second one', async () => {
  const dataDir = temporaryFolder();
  await (await startSauda({ dataDir })).stop();
  const orphan = await startOrphan(dataDir);
  const sauda = await startQuickly({ dataDir });
  await orphan.exited;
  assert.match(sauda.err, /still runs from before/);
  assert.notEqual(postmasterOf(dataDir), orphan.pid);
  assert.ok(await answers(sauda));
  await sauda.stop();
});

test('children of a dead postmaster do not keep the next one from starting', async () => {
  const dataDir = temporaryFolder();
  await (await startSauda({ dataDir })).stop();
  const orphan = await startOrphan(dataDir);
  const busy = spawn(join(postgresPrograms(), 'psql'), ['-d', urlOf(dataDir), '-c', 'select count(*) from generate_series(1, 100000000000)'], { stdio: 'ignore' });
  const busyExit = new Promise((resolve) => busy.on('exit', resolve));
  await waitUntil(() => psql(urlOf(dataDir), "select count(*) from pg_stat_activity where query like '%generate_series(1, 1000%' and pid <> pg_backend_pid()") === '1', 'the query');
  orphan.kill('SIGKILL');
  await orphan.exited;
  assert.notDeepEqual(processesOn(pgOf(dataDir)), []);
  const sauda = await startQuickly({ dataDir });
  await busyExit;
  assert.ok(await answers(sauda));
  await sauda.stop();
});

test('a pid file whose number belongs to another program misleads nobody', async () => {
  const dataDir = temporaryFolder();
  await (await startSauda({ dataDir })).stop();
  const other = spawn('sleep', ['60'], { stdio: 'ignore', cwd: '/', ...postgresAccount() });
  const pg = pgOf(dataDir);
  writeFileSync(join(pg, 'postmaster.pid'), `${other.pid}\n${pg}\n1700000000\n5432\n${socketsOf(dataDir)}\n\n  1  1\nready   \n`);
  writeFileSync(join(socketsOf(dataDir), '.s.PGSQL.5432.lock'), `${other.pid}\n${pg}\n1700000000\n5432\n${socketsOf(dataDir)}\n`);
  const sauda = await startQuickly({ dataDir });
  assert.ok(await answers(sauda));
  await sauda.stop();
  assert.equal(other.exitCode, null);
  other.kill();
});

test('a second server joins the first and takes over when that one goes', async () => {
  const dataDir = temporaryFolder();
  const first = await startSauda({ dataDir });
  const second = await startQuickly({ dataDir });
  assert.match(second.err, new RegExp(`using the PostgreSQL that process ${first.pid} runs`));
  const postmaster = postmasterOf(dataDir);
  await second.stop();
  assert.equal(postmasterOf(dataDir), postmaster, 'it stopped what is not its own');

  const third = await startSauda({ dataDir });
  await first.stop();
  await third.waitFor(/taking over/);
  await waitUntil(() => answers(third), 'the database', READY_MS);

  const fourth = await startSauda({ dataDir });
  await third.kill('SIGKILL');
  await fourth.waitFor(/PostgreSQL runs again/);
  await waitUntil(() => answers(fourth), 'the database', READY_MS);
  await fourth.stop();
  assert.deepEqual(processesOn(pgOf(dataDir)), []);
});

test('several servers that start on an empty folder at once share one cluster', async () => {
  const dataDir = temporaryFolder();
  const all = await Promise.all([1, 2, 3].map(() => startSauda({ dataDir })));
  assert.equal(all.filter((s) => /made a PostgreSQL/.test(s.err)).length, 1);
  assert.equal(psql(urlOf(dataDir), 'select count(*) from organizations'), '1');
  await Promise.all(all.map((s) => s.stop()));
  assert.deepEqual(processesOn(pgOf(dataDir)), []);
});

test('commands work beside a running server and without one', async () => {
  const dataDir = temporaryFolder();
  const sauda = await startSauda({ dataDir });
  const postmaster = postmasterOf(dataDir);
  const beside = await Promise.all([['migrate'], ['migrate', '--plan'], ['seed'], ['seed']].map((args) => runSauda(args, { dataDir })));
  assert.deepEqual(beside.map((r) => r.code), [0, 0, 0, 0], beside.map((r) => r.err).join('\n'));
  assert.match(beside[0].out, /nothing to do/);
  assert.equal(postmasterOf(dataDir), postmaster);
  await sauda.stop();
  const alone = await runSauda(['seed'], { dataDir });
  assert.equal(alone.code, 0, alone.err);
  assert.match(alone.out, /nothing to do/);
  assert.deepEqual(processesOn(pgOf(dataDir)), []);
});

/** Whether initdb has begun: as root in the folder that a link leads to. */
function isBegun(dataDir) {
  try {
    return lstatSync(join(dataDir, 'pg')).isSymbolicLink() || existsSync(join(dataDir, 'pg.new'));
  } catch {
    return existsSync(join(dataDir, 'pg.new'));
  }
}

test('a first start that was cut short leaves nothing to trip over', async () => {
  for (const delay of [0, 100, 250, 500]) {
    const dataDir = temporaryFolder();
    const cut = beginSauda({ dataDir });
    await waitUntil(() => isBegun(dataDir), 'initdb');
    await sleep(delay);
    await cut.kill('SIGKILL');
    const sauda = await startQuickly({ dataDir });
    assert.ok(await answers(sauda));
    await sauda.stop();
  }
});

test('SIGTERM during the first start ends it with 0', async () => {
  const dataDir = temporaryFolder();
  const sauda = beginSauda({ dataDir });
  await waitUntil(() => isBegun(dataDir), 'initdb');
  await sauda.stop();
});

test('data of another major version is refused, naming pg_upgrade', async () => {
  const dataDir = temporaryFolder();
  await (await startSauda({ dataDir })).stop();
  const file = join(pgOf(dataDir), 'PG_VERSION');
  const version = readFileSync(file);
  writeFileSync(file, '14\n');
  const { code, err } = await runSauda(['serve'], { dataDir });
  assert.equal(code, 1);
  assert.match(err, /PostgreSQL 14.*pg_upgrade/);
  writeFileSync(file, version);
  await (await startSauda({ dataDir })).stop();
});

test('a port that is taken ends the start before there is a cluster', async () => {
  const dataDir = join(temporaryFolder(), 'data');
  const taken = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.on('listening', resolve));
  const { code, err } = await runSauda(['serve'], { dataDir, env: { PORT: String(taken.address().port) } });
  taken.close();
  assert.equal(code, 1);
  assert.match(err, /cannot listen/);
  assert.equal(existsSync(dataDir), false);
});

test('a folder too deep for the path of a socket, with a comma and a quote', async () => {
  const dataDir = join(temporaryFolder(), 'a'.repeat(60), "with, comma and 'quote'", 'b'.repeat(60));
  mkdirSync(dirname(dataDir), { recursive: true });
  const sauda = await startQuickly({ dataDir });
  assert.ok(await answers(sauda));
  await sauda.stop();
  rmSync(readlinkOrSelf(join(dataDir, 'pg')), { recursive: true, force: true });
});

function readlinkOrSelf(path) {
  return lstatSync(path).isSymbolicLink() ? dirname(readlinkSync(path)) : path;
}

/** The program where the account may run it, and a folder of its own. */
function forAccount(account) {
  const folder = temporaryFolder();
  const bin = join(folder, 'sauda');
  copyFileSync(SAUDA_BIN, bin);
  execFileSync('chown', [`${account.uid}:${account.gid}`, folder]);
  return { bin, dataDir: join(folder, 'data') };
}

test('as an ordinary user the data lies in DATA_DIR itself', { skip: !isRoot && 'all other tests show it' }, async () => {
  const account = postgresAccount();
  const { bin, dataDir } = forAccount(account);
  let sauda = await startQuickly({ bin, account, dataDir });
  assert.equal(lstatSync(join(dataDir, 'pg')).isDirectory(), true);
  await sauda.kill('SIGKILL');
  sauda = await startQuickly({ bin, account, dataDir });
  await sauda.stop();
  // and root uses it as that user
  sauda = await startQuickly({ dataDir });
  assert.equal(statSync(`/proc/${postmasterOf(dataDir)}`).uid, account.uid);
  await sauda.stop();
  sauda = await startQuickly({ bin, account, dataDir });
  await sauda.stop();
});

test('a DATA_DIR that was removed begins anew; what it held is kept', { skip: !isRoot && 'there it is gone' }, async () => {
  const dataDir = join(temporaryFolder(), 'data');
  await (await startSauda({ dataDir })).stop();
  const home = dirname(pgOf(dataDir));
  rmSync(dataDir, { recursive: true });
  const sauda = await startSauda({ dataDir });
  assert.match(sauda.err, /is kept in/);
  assert.equal(readdirSync(home).filter((name) => /^pg\.\d+$/.test(name)).length, 1);
  await sauda.stop();
  rmSync(home, { recursive: true });
});

test('what PostgreSQL logs is bounded', async () => {
  const dataDir = temporaryFolder();
  await (await startSauda({ dataDir })).stop();
  writeFileSync(join(dataDir, 'pg.log'), 'x'.repeat(11 * 1024 * 1024));
  await (await startSauda({ dataDir })).stop();
  assert.equal(statSync(join(dataDir, 'pg.log.1')).size >= 11 * 1024 * 1024, true);
  assert.equal(statSync(join(dataDir, 'pg.log')).size < 100_000, true);
});
