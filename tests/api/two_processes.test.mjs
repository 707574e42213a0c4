// SPDX-License-Identifier: MIT
// Two processes on one database with one SECRET_KEY: whoever may not act any longer may not on either, limits count for
// both together, and one goes on without the other.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { login, waitOf } from '../support/accounts.mjs';
import { assertError } from '../support/contract.mjs';
import { Feed } from '../support/feed.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { waitFor } from '../support/patience.mjs';
import { SIGN_IN, as, bearer, makeTeam, signIn } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

let one;
let two;
let sql;
let team;

before(async () => {
  one = await startSauda({ env: SIGN_IN });
  two = await startSauda({ env: { ...SIGN_IN, DATABASE_URL: one.database.url } });
  sql = one.database.sql;
});
after(async () => {
  closeConnections();
  await two?.stop();
  one?.hasExited || (await one?.stop());
});
beforeEach(() => {
  sql('delete from login_failures');
  team = makeTeam(one.database);
});

const at = (server, method, path, options) => request(server.url, method, path, options);
const me = (server, headers) => at(server, 'GET', '/api/auth/me', { headers });

/** Waits until the process answers so to this token. */
const turns = (server, token, status) =>
  waitFor(async () => (await me(server, bearer(token))).status === status, `${status} from ${server.url}`);

async function listen(server, token) {
  const feed = await Feed.open(server.url, { token });
  await feed.ready();
  return feed;
}

describe('two processes', () => {
  test('count failed sign-ins together', async () => {
    for (let i = 0; i < 5; i++) {
      assertError(await login([one, two][i % 2].url, team.manager.email, 'wrong'), 401, 'invalid_credentials');
    }
    for (const server of [one, two]) {
      const refused = await login(server.url, team.manager.email);
      assertError(refused, 429, 'too_many_logins');
      waitOf(refused);
    }
    await signIn(two.url, team.office); // nobody else is held up
  });

  test('take each other’s tokens, and renew each other’s sessions', async () => {
    const made = await signIn(one.url, team.manager);
    assert.equal((await me(two, bearer(made.access_token))).status, 200);
    const renewed = await at(two, 'POST', '/api/auth/refresh', { json: { refresh_token: made.refresh_token } });
    assert.equal(renewed.status, 200, renewed.text);
    assert.equal((await me(one, bearer(renewed.json.access_token))).status, 200);
    const again = await at(one, 'POST', '/api/auth/refresh', { json: { refresh_token: renewed.json.refresh_token } });
    assert.equal(again.status, 200, again.text);
  });

  test('end a session that was reused', async () => {
    const made = await signIn(one.url, team.manager);
    const refresh = (server, token, agent) =>
      at(server, 'POST', '/api/auth/refresh', { json: { refresh_token: token }, headers: { 'User-Agent': agent } });
    const renewed = await refresh(two, made.refresh_token, 'theirs');
    assert.equal(renewed.status, 200, renewed.text);
    assertError(await refresh(one, made.refresh_token, 'a thief'), 401, 'token_reused');
    assert.equal((await refresh(two, renewed.json.refresh_token, 'theirs')).status, 401);
    await turns(two, renewed.json.access_token, 401);
  });

  test('let a session end on both, with its sockets', async () => {
    const { access_token: token } = await signIn(one.url, team.manager);
    const other = await signIn(two.url, team.manager);
    const [feed, untouched] = [await listen(two, token), await listen(two, other.access_token)];
    assert.equal((await me(two, bearer(token))).status, 200); // it is remembered there
    assert.equal((await at(one, 'POST', '/api/auth/logout', { headers: bearer(token) })).status, 204);
    assert.deepEqual(await feed.next(), { closed: 4401 });
    await turns(two, token, 401);
    await turns(one, token, 401);
    assert.equal((await me(two, bearer(other.access_token))).status, 200, 'the other session goes on');
    untouched.destroy();
  });

  test('end all sessions of a person at once', async () => {
    const tokens = [await signIn(one.url, team.manager), await signIn(two.url, team.manager)].map((s) => s.access_token);
    assert.equal((await at(one, 'POST', '/api/auth/logout-all', { headers: bearer(tokens[0]) })).status, 204);
    for (const server of [one, two]) {
      for (const token of tokens) {
        await turns(server, token, 401);
      }
    }
  });

  test('learn of a new role', async () => {
    const made = await signIn(two.url, team.manager);
    const feed = await listen(two, made.access_token);
    const create = (headers) =>
      at(two, 'POST', '/api/modules', { headers, json: { name: 'A', platform: 'olx', api_url: 'http://127.0.0.1:1' } });
    assertError(await create(bearer(made.access_token)), 403, 'forbidden');
    const path = `/api/users/${team.manager.id}`;
    const changed = await at(one, 'PATCH', path, { headers: as(team.admin), json: { role: 'office' } });
    assert.equal(changed.status, 200, changed.text);
    assert.deepEqual((await feed.until((f) => 'closed' in f)).at(-1), { closed: 4401 });
    await turns(two, made.access_token, 401); // that of the old role
    const renewed = await at(two, 'POST', '/api/auth/refresh', { json: { refresh_token: made.refresh_token } });
    assert.equal(renewed.status, 200, renewed.text);
    assert.equal((await create(bearer(renewed.json.access_token))).status, 201);
  });

  test('shut out who is blocked', async () => {
    const made = await signIn(two.url, team.employee);
    assert.equal((await me(two, bearer(made.access_token))).status, 200);
    const path = `/api/users/${team.employee.id}`;
    const blocked = await at(one, 'PATCH', path, { headers: as(team.admin), json: { is_active: false } });
    assert.equal(blocked.status, 200, blocked.text);
    await turns(two, made.access_token, 401);
    for (const server of [one, two]) {
      const renewed = await at(server, 'POST', '/api/auth/refresh', { json: { refresh_token: made.refresh_token } });
      assert.equal(renewed.status, 401, renewed.text);
      assertError(await login(server.url, team.employee.email), 401, 'invalid_credentials');
    }
  });

  test('refuse a key that was revoked', async () => {
    const json = { name: 'A program', role: 'office' };
    const made = await at(one, 'POST', '/api/api-keys', { headers: as(team.admin), json });
    assert.equal(made.status, 201, made.text);
    const list = (server) => at(server, 'GET', '/api/modules', { headers: { 'X-API-Key': made.json.key } });
    assert.deepEqual([(await list(one)).status, (await list(two)).status], [200, 200]);
    const revoked = await at(one, 'DELETE', `/api/api-keys/${made.json.id}`, { headers: as(team.admin) });
    assert.equal(revoked.status, 204, revoked.text);
    for (const server of [one, two]) {
      await waitFor(async () => (await list(server)).status === 401, `the end of the key at ${server.url}`);
    }
  });

  test('do without each other', async () => {
    const made = await signIn(one.url, team.manager);
    assertError(await login(one.url, team.office.email, 'wrong'), 401, 'invalid_credentials');
    await one.kill('SIGKILL');
    assert.equal((await me(two, bearer(made.access_token))).status, 200);
    const renewed = await at(two, 'POST', '/api/auth/refresh', { json: { refresh_token: made.refresh_token } });
    assert.equal(renewed.status, 200, renewed.text);
    for (let i = 0; i < 4; i++) {
      assertError(await login(two.url, team.office.email, 'wrong'), 401, 'invalid_credentials');
    }
    assertError(await login(two.url, team.office.email), 429, 'too_many_logins'); // the failure there counts
    assert.equal((await at(two, 'POST', '/api/auth/logout', { headers: bearer(renewed.json.access_token) })).status, 204);
    await turns(two, renewed.json.access_token, 401);
    await signIn(two.url, team.manager);
  });
});
