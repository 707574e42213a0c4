// SPDX-License-Identifier: MIT
// The own PostgreSQL when things go wrong: servers and postmasters killed, left over, twice; pid files that lie. After
// each of it the next start is ready within seconds and nothing is lost that was answered.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { READY_MS, answers, pgOf, postmasterOf, processesOn, socketsOf, startQuickly, urlOf } from '../support/cluster.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { waitFor } from '../support/patience.mjs';
import { postgresAccount, postgresPrograms, psql } from '../support/postgres.mjs';
import { startSauda, temporaryFolder } from '../support/sauda.mjs';

test.after(closeConnections);

const module = (name) => ({ name, platform: 'olx', status: 'testing', api_url: 'http://127.0.0.1:1' });

/** Creates modules from several clients at once until `stop()`; `created` is what was answered with 201. */
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
  const stop = async () => {
    isOver = true;
    await Promise.all(clients);
    return created;
  };
  return { created, stop };
}

async function assertKept(sauda, created) {
  const reply = await request(sauda.url, 'GET', '/api/modules/');
  const kept = new Set(reply.json.map((m) => m.id));
  assert.deepEqual(
    created.filter((id) => !kept.has(id)),
    [],
  );
}

test('PostgreSQL does not outlive a server that is killed', async () => {
  const dataDir = temporaryFolder();
  const sauda = await startSauda({ dataDir });
  const pg = pgOf(dataDir);
  await waitFor(() => processesOn(pg).length > 3, 'its processes');
  await sauda.kill('SIGKILL');
  await waitFor(() => processesOn(pg).length === 0, 'the end of PostgreSQL', READY_MS);
});

test('SIGKILL under writes loses nothing that was answered', async () => {
  const dataDir = temporaryFolder();
  let sauda = await startSauda({ dataDir });
  const created = [];
  for (let round = 0; round < 3; round++) {
    const { created: some, stop: stopWriting } = writeLoad(sauda);
    await waitFor(() => some.length > 20, 'what is written');
    await sauda.kill('SIGKILL');
    created.push(...(await stopWriting()));
    sauda = await startQuickly({ dataDir });
    assert.equal(processesOn(pgOf(dataDir)).includes(postmasterOf(dataDir)), true);
    await assertKept(sauda, created);
  }
  await sauda.stop();
});

test('a postmaster that is killed is started again, and the server goes on', async () => {
  const dataDir = temporaryFolder();
  const sauda = await startSauda({ dataDir });
  const { created: some, stop: stopWriting } = writeLoad(sauda);
  await waitFor(() => some.length > 20, 'what is written');
  process.kill(postmasterOf(dataDir), 'SIGKILL');
  await sauda.waitFor(/PostgreSQL runs again/);
  await waitFor(() => answers(sauda), 'the database', READY_MS);
  await sleep(300);
  await assertKept(sauda, await stopWriting());
  await sauda.stop();
  assert.deepEqual(processesOn(pgOf(dataDir)), []);
});

test('a backend that is killed does no harm for long', async () => {
  const dataDir = temporaryFolder();
  const sauda = await startSauda({ dataDir });
  process.kill(Number(psql(urlOf(dataDir), 'select pid from pg_stat_activity where datname is not null and pid <> pg_backend_pid() limit 1')), 'SIGKILL');
  await waitFor(() => answers(sauda), 'the database', READY_MS);
  await sauda.stop();
});

test('server and postmaster killed together', async () => {
  const dataDir = temporaryFolder();
  let sauda = await startSauda({ dataDir });
  const { created: some, stop: stopWriting } = writeLoad(sauda);
  await waitFor(() => some.length > 20, 'what is written');
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
  await waitFor(() => {
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
  await waitFor(() => psql(urlOf(dataDir), "select count(*) from pg_stat_activity where query like '%generate_series(1, 1000%' and pid <> pg_backend_pid()") === '1', 'the query');
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
  const other = spawn('sleep', ['3600'], { stdio: 'ignore', cwd: '/', ...postgresAccount() });
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
  await waitFor(() => answers(third), 'the database', READY_MS);

  const fourth = await startSauda({ dataDir });
  await third.kill('SIGKILL');
  await fourth.waitFor(/PostgreSQL runs again/);
  await waitFor(() => answers(fourth), 'the database', READY_MS);
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
