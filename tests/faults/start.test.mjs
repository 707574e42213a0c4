// SPDX-License-Identifier: MIT
// Starts of the own PostgreSQL: the first one, cut short, in odd folders, as another user, on data that does not fit.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { answers, pgOf, postmasterOf, processesOn, socketsOf, startQuickly, urlOf } from '../support/cluster.mjs';
import { closeConnections } from '../support/http.mjs';
import { waitFor } from '../support/patience.mjs';
import { SAUDA_BIN, postgresAccount, postgresPrograms, psql } from '../support/postgres.mjs';
import { beginSauda, runSauda, startSauda, temporaryFolder } from '../support/sauda.mjs';

const isRoot = process.getuid() === 0;

test.after(closeConnections);

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

/** The folder that initdb works in: as root beside the one that a link leads to; undefined before it is known. */
function makingOf(dataDir) {
  try {
    return `${readlinkSync(join(dataDir, 'pg'))}.new`;
  } catch {
    return [join(dataDir, 'pg.new')].find((folder) => existsSync(folder));
  }
}
const isBegun = (dataDir) => makingOf(dataDir) !== undefined;

test('a first start that was cut short leaves nothing to trip over', async () => {
  for (const delay of [0, 100, 250, 500]) {
    const dataDir = temporaryFolder();
    const cut = beginSauda({ dataDir });
    await waitFor(() => isBegun(dataDir), 'initdb');
    await sleep(delay);
    await cut.kill('SIGKILL');
    const sauda = await startQuickly({ dataDir });
    assert.ok(await answers(sauda));
    await sauda.stop();
  }
});

test('what a killed first start still writes while the second one clears up is no obstacle', async () => {
  const dataDir = temporaryFolder();
  const cut = beginSauda({ dataDir });
  await waitFor(() => isBegun(dataDir), 'initdb');
  await cut.kill('SIGKILL');
  const left = join(makingOf(dataDir), 'left');
  // stands for a child of the dead initdb that has not heard of it yet
  const script = 'mkdir -p "$0"; n=0; while [ $n -lt 20000 ] && : > "$0/$n"; do n=$((n + 1)); done';
  const writer = spawn('/bin/sh', ['-c', script, left], { stdio: 'ignore' });
  const ended = new Promise((resolve) => writer.on('exit', resolve));
  await waitFor(() => existsSync(`${left}/0`), 'the first file');
  const sauda = await startQuickly({ dataDir });
  await ended;
  assert.ok(await answers(sauda));
  await sauda.stop();
});

test('SIGTERM during the first start ends it with 0', async () => {
  const dataDir = temporaryFolder();
  const sauda = beginSauda({ dataDir });
  await waitFor(() => isBegun(dataDir), 'initdb');
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

test('a PostgreSQL that cannot start says why', async () => {
  const dataDir = temporaryFolder();
  await (await startSauda({ dataDir })).stop();
  writeFileSync(join(pgOf(dataDir), 'postgresql.auto.conf'), 'no_such_setting = 1\n');
  const { code, err } = await runSauda(['serve'], { dataDir });
  assert.equal(code, 1);
  assert.match(err, /PostgreSQL ended at its start .* says FATAL: .*auto\.conf.* contains errors/);
  assert.deepEqual(processesOn(pgOf(dataDir)), []);
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
});

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
