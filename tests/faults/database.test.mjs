// SPDX-License-Identifier: MIT
// The database goes away, loses sessions, hangs: requests are answered all the same, with a 503 that says when to try
// again, and work again as soon as it is back. What was answered with a success stays.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeConnections, request } from '../support/http.mjs';
import { holdLock } from '../support/locks.mjs';
import { startOwnPostgres } from '../support/own_postgres.mjs';
import { PATIENCE_MS, waitFor } from '../support/patience.mjs';
import { startSauda } from '../support/sauda.mjs';

const QUICK_MS = 3000; // at once, as against the five or ten seconds that something may be waited for
const RECOVERED_MS = 8000; // a second, on a machine that does nothing else
const SETTLED_MS = 1000; // a start waits for one connection of each kind, the others follow

let postgres;
let sauda;
let base;
let connections; // that the program has when all is well

before(async () => {
  postgres = await startOwnPostgres();
  sauda = await startSauda({ env: { DATABASE_URL: postgres.url } });
  base = sauda.url;
  do {
    connections = postgres.backends().length;
    await sleep(SETTLED_MS);
  } while (postgres.backends().length > connections || connections < 6);
});
after(async () => {
  closeConnections();
  await sauda?.stop();
  await postgres?.stop();
});

const module = (name) => ({ name, platform: 'olx', status: 'testing', api_url: 'http://127.0.0.1:1' });
const list = () => request(base, 'GET', '/api/modules');
const create = (name, headers = {}) => request(base, 'POST', '/api/modules', { json: module(name), headers });

async function timed(promise) {
  const began = Date.now();
  return [await promise, Date.now() - began];
}

function assertUnavailable(reply, code = 'db_unavailable') {
  assert.equal(reply.status, 503, reply.text);
  assert.equal(reply.json.error_code, code);
  assert.ok(Number(reply.headers['retry-after']) >= 1);
}

/** Until reads and writes work again; in ms. */
async function recovery() {
  const began = Date.now();
  while ((await list()).status !== 200 || (await create('after')).status !== 201) {
    assert.ok(Date.now() - began < PATIENCE_MS, 'it does not recover');
    await sleep(10);
  }
  return Date.now() - began;
}

const allConnected = () => waitFor(() => postgres.backends().length >= connections, 'all connections');

test('away: 503 at once, alive all the same; back: works soon', async () => {
  for (let round = 0; round < 2; round++) {
    await postgres.stop();
    for (let i = 0; i < 20; i++) {
      const [reply, ms] = await timed(i % 2 ? list() : create('away'));
      assertUnavailable(reply);
      assert.ok(ms < QUICK_MS, `${ms} ms`);
    }
    assert.equal((await request(base, 'GET', '/api/health')).status, 200);
    assertUnavailable(await request(base, 'GET', '/health/db'));
    assertUnavailable(await request(base, 'GET', '/api/health/ready'));
    await postgres.start();
    const ms = await recovery();
    assert.ok(ms < RECOVERED_MS, `${ms} ms`);
    assert.equal((await request(base, 'GET', '/api/health/ready')).status, 200);
  }
});

/** Reads and writes from several clients while `trouble(statuses)` runs; what was created. Nothing but successes and 503s. */
async function underLoad(trouble) {
  const created = [];
  const statuses = {};
  let isOver = false;
  const clients = Array.from({ length: 12 }, async (_, client) => {
    for (let i = 0; !isOver; i++) {
      const reply = await (client % 3 ? create(`load ${client} ${i}`, { 'Idempotency-Key': `${client}-${i}` }) : list());
      statuses[reply.status] = (statuses[reply.status] ?? 0) + 1;
      if (reply.status === 201) {
        created.push(reply.json.id);
      } else if (reply.status !== 200) {
        assertUnavailable(reply, reply.json.error_code === 'overloaded' ? 'overloaded' : 'db_unavailable');
      }
    }
  });
  await Promise.race([trouble(statuses), Promise.all(clients)]);
  isOver = true;
  await Promise.all(clients);
  return { created, statuses };
}

async function assertKept(created) {
  const kept = new Set((await list()).json.map((m) => m.id));
  assert.deepEqual(
    created.filter((id) => !kept.has(id)),
    [],
  );
}

test('sessions are ended under load: 503 or success, and nothing that was answered is lost', async () => {
  const { created, statuses } = await underLoad(async (seen) => {
    for (let i = 0; i < 10 || !(seen[201] > 20); i++) {
      await sleep(150);
      assert.ok(postgres.signal('SIGTERM', i % 2 ? 'true' : "state <> 'idle'") >= 0);
    }
  });
  assert.ok(statuses[201] > 20, JSON.stringify(statuses));
  assert.ok((await recovery()) < RECOVERED_MS);
  await assertKept(created);
});

test('a backend is killed: the server recovers, and so do we', async () => {
  const { created, statuses } = await underLoad(async (seen) => {
    for (let i = 0; i < 2 || !(seen[201] > 5); i++) {
      await sleep(300);
      assert.ok(postgres.signal('SIGKILL') > 0);
      await postgres.isThere();
      await recovery();
    }
  });
  assert.ok(statuses[201] > 5 && statuses[503] > 0, JSON.stringify(statuses));
  await assertKept(created);
});

test('hung backends: answers come at their deadlines, and at once when they go on', async () => {
  await allConnected();
  assert.ok(postgres.signal('SIGSTOP') >= 6);
  const health = timed(request(base, 'GET', '/health/db'));
  const waiting = [list(), create('hung'), create('hung', { 'Idempotency-Key': 'hung' })].map(timed);
  const [reply, healthMs] = await health;
  assertUnavailable(reply);
  assert.ok(healthMs < 8000, `${healthMs} ms`);
  for (const [answer, ms] of await Promise.all(waiting)) {
    assertUnavailable(answer, 'timed_out');
    assert.ok(ms > 10_000 && ms < 40_000, `${ms} ms`);
  }
  postgres.signal('SIGCONT');
  assert.ok((await recovery()) < RECOVERED_MS);
});

/** Whether the process has ended, though nobody has asked for its status yet. */
function hasEnded(pid) {
  try {
    return /^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
}

test('a hung postmaster: what has sessions works on, what lost them is refused at once', async () => {
  const pids = postgres.backends();
  postgres.server.kill('SIGSTOP'); // it would not let us ask for them now
  assert.equal((await list()).status, 200);
  for (const pid of pids) {
    process.kill(pid, 'SIGTERM');
  }
  await waitFor(() => pids.every(hasEnded), 'the end of the sessions');
  await sleep(300);
  for (let i = 0; i < 5; i++) {
    const [reply, ms] = await timed(list());
    assertUnavailable(reply);
    assert.ok(ms < QUICK_MS, `${ms} ms`);
  }
  postgres.server.kill('SIGCONT');
  assert.ok((await recovery()) < RECOVERED_MS + 3000); // as long as an attempt to connect may last
});

test('a lock that is not given back: 503 after 5 s, and nobody else waits', async () => {
  await allConnected(); // a loop with one connection left has no other way past the one that waits
  const lock = await holdLock(postgres.url, 'platform_modules');
  try {
    const waiting = [list(), create('locked')].map(timed);
    await sleep(200); // reads of one moment travel together, and this one is to find them waiting
    const [, ms] = await timed(request(base, 'GET', '/health/db'));
    assert.ok(ms < QUICK_MS, `${ms} ms`);
    for (const [reply, waitedMs] of await Promise.all(waiting)) {
      assertUnavailable(reply, 'overloaded');
      assert.ok(waitedMs > 4000 && waitedMs < 25_000, `${waitedMs} ms`);
    }
  } finally {
    await lock.release();
  }
  assert.ok((await recovery()) < RECOVERED_MS);
});

test('it stops in time with requests that the database does not answer', async () => {
  const server = await startSauda({ env: { DATABASE_URL: postgres.url } });
  assert.ok(postgres.signal('SIGSTOP') > 0);
  const waiting = request(server.url, 'GET', '/api/modules').catch(() => null);
  await sleep(200);
  const [{ code }, ms] = await timed(server.kill('SIGTERM'));
  postgres.signal('SIGCONT');
  await waiting;
  assert.equal(code, 0, server.err);
  assert.ok(ms < 25_000, `${ms} ms`);
  assert.ok((await recovery()) < RECOVERED_MS);
});
