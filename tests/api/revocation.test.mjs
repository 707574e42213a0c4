// SPDX-License-Identifier: MIT
// Who may act no longer, also when it was written straight into the database: two processes learn of it within seconds,
// a third that starts later knows it too, and nobody else notices anything.
import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertError } from '../support/contract.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { holdOpen } from '../support/locks.mjs';
import { startOwnPostgres } from '../support/own_postgres.mjs';
import { waitFor } from '../support/patience.mjs';
import { SIGN_IN, accessToken, as, bearer, makeTeam } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

const BLIND_MS = 4000; // for so long a process trusts what it heard last

let one;
let two;
let sql;
let team;

const startBeside = () => startSauda({ env: { ...SIGN_IN, DATABASE_URL: one.database.url } });

before(async () => {
  one = await startSauda({ env: SIGN_IN });
  two = await startBeside();
  sql = one.database.sql;
});
after(async () => {
  closeConnections();
  await two?.stop();
  await one?.stop();
});
beforeEach(() => {
  team = makeTeam(one.database);
});

const organization = (server, headers) => request(server.url, 'GET', '/api/organization', { headers });
const statusAt = async (server, headers) => (await organization(server, headers)).status;

async function assertStatus(status, headers) {
  for (const server of [one, two]) {
    const reply = await organization(server, headers);
    assert.equal(reply.status, status, `${server.url}: ${reply.text}`);
  }
}

/** Until both processes refuse these headers; each may take its own time. */
async function assertShutOut(headers) {
  await Promise.all(
    [one, two].map((server) =>
      waitFor(async () => (await statusAt(server, headers)) === 401, `the end at ${server.url}`),
    ),
  );
  assertError(await organization(one, headers), 401, 'unauthorized');
}

/** A session of the user in the database, and a token of it. */
function makeSession(user) {
  const sessionId = randomUUID();
  sql(`insert into sessions (org_id, id, user_id, expires_at)
       values ('${user.orgId}', '${sessionId}', '${user.id}', now() + interval '7 days')`);
  return { sessionId, headers: as(user, { sessionId }) };
}

function makeKey(role) {
  const key = `sk_${randomBytes(32).toString('base64url')}`;
  const id = randomUUID();
  sql(`insert into api_keys (org_id, id, name, role, prefix, hash)
       values ('${team.id}', '${id}', 'of a test', '${role}', '${key.slice(0, 7)}',
               '\\x${createHash('sha256').update(key).digest('hex')}')`);
  return { id, headers: { 'X-API-Key': key } };
}

const createModule = (server, headers) =>
  request(server.url, 'POST', '/api/modules', {
    headers,
    json: { name: 'M', platform: 'olx', api_url: 'http://127.0.0.1:1', status: 'archived' },
  });

describe('within seconds, on both processes', () => {
  test('a blocked user is shut out, and nobody else', async () => {
    const session = makeSession(team.manager);
    const others = [as(team.office), as(team.admin), makeSession(team.employee).headers, makeKey('manager').headers];
    await assertStatus(200, session.headers);
    for (const headers of others) {
      await assertStatus(200, headers);
    }
    sql(`update users set is_active = false where id = '${team.manager.id}'`);
    await assertShutOut(session.headers);
    assertError(await organization(two, as(team.manager)), 401, 'unauthorized'); // a token that it never saw before
    const sessions = one.database.rows(`select end_reason from sessions where id = '${session.sessionId}'`);
    assert.deepEqual(sessions, [{ end_reason: 'blocked' }]);
    for (const headers of others) {
      await assertStatus(200, headers);
    }
  });

  test('tokens of an old role end, those of the new one say what it may', async () => {
    const old = as(team.manager);
    assertError(await createModule(two, old), 403, 'forbidden');
    sql(`update users set role = 'office' where id = '${team.manager.id}'`);
    await assertShutOut(old);
    const office = as({ ...team.manager, role: 'office' }, { epoch: 2 });
    await assertStatus(200, office);
    assert.equal((await createModule(two, office)).status, 201);
    sql(`update users set role = 'employee' where id = '${team.manager.id}'`);
    await assertShutOut(office);
    const employee = as({ ...team.manager, role: 'employee' }, { epoch: 3 });
    assertError(await createModule(one, employee), 403, 'forbidden');
    await assertStatus(401, old);
  });

  test('a session ends, the other of the same person goes on', async () => {
    const [ended, other] = [makeSession(team.manager), makeSession(team.manager)];
    await assertStatus(200, ended.headers);
    await assertStatus(200, other.headers);
    sql(`update sessions set ended_at = now(), end_reason = 'ended' where id = '${ended.sessionId}'`);
    await assertShutOut(ended.headers);
    await assertStatus(401, as(team.manager, { sessionId: ended.sessionId }));
    await assertStatus(200, other.headers);
  });

  test('a user and a session whose rows are deleted are shut out', async () => {
    const [gone, user, other] = [makeSession(team.manager), makeSession(team.employee), makeSession(team.manager)];
    for (const { headers } of [gone, user, other]) {
      await assertStatus(200, headers);
    }
    sql(`delete from sessions where id = '${gone.sessionId}'`);
    sql(`delete from users where id = '${team.employee.id}'`);
    await assertShutOut(gone.headers);
    await assertShutOut(user.headers);
    await assertStatus(200, other.headers);
  });

  test('a key is revoked, another is deleted, a third goes on', async () => {
    const [revoked, deleted, other] = [makeKey('office'), makeKey('office'), makeKey('office')];
    for (const key of [revoked, deleted, other]) {
      await assertStatus(200, key.headers);
    }
    sql(`update api_keys set revoked_at = now() where id = '${revoked.id}'`);
    sql(`delete from api_keys where id = '${deleted.id}'`);
    await assertShutOut(revoked.headers);
    await assertShutOut(deleted.headers);
    await assertStatus(200, other.headers);
  });

  test('a key gets another role, twice', async () => {
    const key = makeKey('office');
    const may = (server) => async () => (await createModule(server, key.headers)).status === 201;
    const mayNot = (server) => async () => (await createModule(server, key.headers)).status === 403;
    assert.ok((await may(one)()) && (await may(two)()));
    for (const [role, isSo] of [['manager', mayNot], ['office', may], ['employee', mayNot]]) {
      sql(`update api_keys set role = '${role}' where id = '${key.id}'`);
      await waitFor(isSo(one), `the role ${role} at the first`);
      await waitFor(isSo(two), `the role ${role} at the second`);
    }
  });

  test('what was written long before it is committed is not overlooked', async () => {
    const slow = as(team.manager);
    await assertStatus(200, slow);
    const open = await holdOpen(one.database.url, `update users set is_active = false where id = '${team.manager.id}'`);
    const quick = as(team.office);
    await assertStatus(200, quick);
    sql(`update users set is_active = false where id = '${team.office.id}'`);
    await assertShutOut(quick); // both have looked since, and have seen later transactions
    await assertStatus(200, slow);
    await open.commit();
    await assertShutOut(slow);
  });
});

test('a process that starts later refuses what was revoked before', async () => {
  const session = makeSession(team.employee);
  const key = makeKey('office');
  const blocked = as(team.manager);
  sql(`update users set is_active = false where id = '${team.manager.id}'`);
  sql(`update sessions set ended_at = now() where id = '${session.sessionId}'`);
  sql(`update api_keys set revoked_at = now() where id = '${key.id}'`);
  const three = await startBeside();
  for (const headers of [blocked, session.headers, key.headers]) {
    assertError(await organization(three, headers), 401, 'unauthorized');
  }
  assert.equal(await statusAt(three, as(team.office)), 200);
  await three.stop();
});

test('the use of a key is noted to the minute', async () => {
  const key = makeKey('office');
  const used = () => one.database.rows(`select last_used_at as at from api_keys where id = '${key.id}'`)[0].at;
  assert.equal(used(), null);
  await assertStatus(200, key.headers);
  const first = used();
  assert.ok(Math.abs(Date.parse(first) - Date.now()) < 600_000);
  await assertStatus(200, key.headers);
  assert.equal(used(), first);
  sql(`update api_keys set last_used_at = now() - interval '2 minutes' where id = '${key.id}'`);
  const three = await startBeside();
  assert.equal(await statusAt(three, key.headers), 200);
  assert.ok(Date.parse(used()) >= Date.parse(first));
  await three.stop();
});

test('what is long over is thrown away', async () => {
  // ten of each, on both sides of the age at which they go
  const times = (unit, from) =>
    `(select now() - n * interval '1 ${unit}' as at from generate_series(${from}, ${from + 9}) n) t`;
  sql(`
    insert into revocations (org_id, subject, kind, at)
    select '${team.id}', gen_random_uuid(), 'session', at from ${times('minute', 15)};
    insert into sessions (org_id, user_id, id, expires_at)
    select '${team.id}', '${team.manager.id}', gen_random_uuid(), at from ${times('day', 26)};
    with open as (
      insert into sessions (org_id, user_id, id, expires_at)
      values ('${team.id}', '${team.office.id}', gen_random_uuid(), now() + interval '7 days') returning *)
    insert into refresh_tokens (org_id, session_id, hash, expires_at)
    select org_id, id, uuid_send(gen_random_uuid()), at from open, ${times('hour', -4)};
    insert into mail_links (org_id, user_id, id, kind, hash, expires_at, due_at)
    select '${team.id}', '${team.manager.id}', gen_random_uuid(), 'reset', uuid_send(gen_random_uuid()), at, null
    from ${times('day', 26)};
    insert into login_failures (subject, at) select 'account:${team.id}', at from ${times('minute', 55)}`);
  const left = () =>
    one.database.rows(`
      select (select count(*)::int from revocations where org_id = '${team.id}') as revocations,
             (select count(*)::int from sessions where user_id = '${team.manager.id}') as sessions,
             (select count(*)::int from refresh_tokens where org_id = '${team.id}') as refresh_tokens,
             (select count(*)::int from mail_links where org_id = '${team.id}') as links,
             (select count(*)::int from login_failures where subject = 'account:${team.id}') as failures`)[0];
  assert.deepEqual(left(), { revocations: 10, sessions: 10, refresh_tokens: 10, links: 10, failures: 10 });
  const three = await startBeside(); // its first round comes at once, and takes the failures last
  await waitFor(() => left().failures < 10, 'the end of what is old');
  assert.deepEqual(left(), { revocations: 5, sessions: 4, refresh_tokens: 4, links: 4, failures: 5 });
  await three.stop();
});

describe('without a database', () => {
  let postgres;
  let sauda;
  before(async () => {
    postgres = await startOwnPostgres();
    sauda = await startSauda({ env: { ...SIGN_IN, DATABASE_URL: postgres.url } });
  });
  after(async () => {
    await sauda?.stop();
    await postgres?.stop();
  });

  test('nobody is trusted for long, and health checks answer all the same', async () => {
    const headers = bearer(accessToken(makeTeam(postgres).office));
    const roles = () => request(sauda.url, 'GET', '/api/roles', { headers }); // needs no row
    assert.equal((await roles()).status, 200);
    assert.ok(postgres.signal('SIGSTOP') > 0);
    await sleep(BLIND_MS + 500);
    const waiting = roles();
    const began = Date.now();
    assert.equal((await request(sauda.url, 'GET', '/api/health', { headers })).status, 200);
    assert.ok(Date.now() - began < 8000, `${Date.now() - began} ms`);
    postgres.signal('SIGCONT');
    assert.equal((await waiting).status, 200);
    await postgres.stop();
    await sleep(BLIND_MS + 500);
    assertError(await roles(), 503, 'db_unavailable');
    await postgres.start();
    await waitFor(async () => (await roles()).status === 200, 'the database');
  });
});
