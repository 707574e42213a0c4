// SPDX-License-Identifier: MIT
// Refresh tokens: used once, repeated by who did not hear the answer, stolen; in the body or as a cookie; and signing
// out with them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { cookieOf, login } from '../support/accounts.mjs';
import { assertError, assertReply, operations } from '../support/contract.mjs';
import { closeConnections, raw, request } from '../support/http.mjs';
import { waitFor } from '../support/patience.mjs';
import { PASSWORD, SIGN_IN, bearer, makeTeam, payloadOf, signIn } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

const byId = Object.fromEntries(operations.map((op) => [op.id, op]));
const AGENT = { 'User-Agent': 'Panel/1.0' };

let sauda;
let second;
let database;
let team;

before(async () => {
  const env = { ...SIGN_IN, TRUSTED_PROXIES: '127.0.0.1', CORS_ORIGINS: 'https://shop.example' };
  sauda = await startSauda({ env });
  database = sauda.database;
  second = await startSauda({ env: { ...env, DATABASE_URL: database.url } });
  team = makeTeam(database);
});
after(async () => {
  closeConnections();
  await sauda?.stop();
  await second?.stop();
});

const refresh = (token, headers = {}, url = sauda.url) =>
  request(url, 'POST', '/api/auth/refresh', { headers: { ...AGENT, ...headers }, json: { refresh_token: token } });

async function refreshed(token, headers, url) {
  const reply = await refresh(token, headers, url);
  assert.equal(reply.status, 200, reply.text);
  assertReply(byId.authRefresh, reply);
  return reply.json;
}

const enter = (user = team.admin) => signIn(sauda.url, user, { headers: AGENT });
const me = (token, url = sauda.url) => request(url, 'GET', '/api/auth/me', { headers: bearer(token) });
const sessionOf = (token) => database.rows(`select * from sessions where id = '${payloadOf(token).sid}'`)[0];
const age = (seconds) => database.sql(`update refresh_tokens set used_at = used_at - interval '${seconds} s'`);

/** The token stops working, which takes some seconds at most. */
async function assertDies(token, url = sauda.url) {
  await waitFor(async () => (await me(token, url)).status === 401, 'the end of the token');
}

describe('a refresh token', () => {
  test('makes the next one, on any process', async () => {
    const first = await enter();
    const next = await refreshed(first.refresh_token);
    assert.notEqual(next.refresh_token, first.refresh_token);
    assert.equal(next.user.id, team.admin.id);
    assert.equal(payloadOf(next.access_token).sid, payloadOf(first.access_token).sid);
    assert.equal((await me(next.access_token)).status, 200);
    const third = await refreshed(next.refresh_token, {}, second.url);
    await refreshed(third.refresh_token);
    const stored = database.sql('select encode(hash, \'hex\') from refresh_tokens');
    assert.ok(!stored.includes(Buffer.from(first.refresh_token).toString('hex')));
  });

  test('carries the present role', async () => {
    const { refresh_token } = await enter(team.office);
    database.sql(`update users set role = 'manager' where id = '${team.office.id}'`);
    const next = await refreshed(refresh_token);
    assert.equal(next.user.role, 'manager');
    assert.equal(payloadOf(next.access_token).role, 'manager');
    assert.equal((await me(next.access_token)).status, 200);
  });

  test('lets the session live on', async () => {
    const { access_token, refresh_token } = await enter();
    database.sql(`update sessions set expires_at = now() + interval '1 s', last_used_at = now() - interval '1 day', address = null`);
    await refreshed(refresh_token, { 'X-Forwarded-For': '203.0.113.1' });
    const session = sessionOf(access_token);
    assert.equal(session.address, '203.0.113.1');
    assert.ok(Date.now() - Date.parse(session.last_used_at) < 600_000);
    assert.ok(Date.parse(session.expires_at) - Date.now() > 6 * 24 * 3600 * 1000);
  });

  test('used by one client twenty times at once gives one successor', async () => {
    const first = await enter();
    const urls = Array.from({ length: 20 }, (_, i) => (i % 2 ? sauda.url : second.url));
    const all = await Promise.all(urls.map((url) => refreshed(first.refresh_token, {}, url)));
    assert.equal(new Set(all.map((reply) => reply.refresh_token)).size, 1);
    const { sid } = payloadOf(first.access_token);
    assert.equal(database.sql(`select count(*) from refresh_tokens where session_id = '${sid}'`), '2');
    await Promise.all(all.map(async (reply) => assert.equal((await me(reply.access_token)).status, 200)));
    await refreshed(all[0].refresh_token);
  });

  test('may be repeated for ten seconds', async () => {
    const first = await enter();
    const { refresh_token } = await refreshed(first.refresh_token);
    age(8);
    assert.equal((await refreshed(first.refresh_token)).refresh_token, refresh_token);
    age(3);
    assertError(await refresh(first.refresh_token), 401, 'token_reused');
  });

  test('used by two ends the session and is written down', async () => {
    for (const headers of [{ 'User-Agent': 'Thief/6.6' }, { 'X-Forwarded-For': '203.0.113.66' }]) {
      const first = await enter();
      const next = await refreshed(first.refresh_token);
      assertError(await refresh(first.refresh_token, headers, second.url), 401, 'token_reused');
      const session = sessionOf(first.access_token);
      assert.equal(session.end_reason, 'reused');
      const [event] = database.rows(`select * from events where entity_id = '${session.id}' and action = 'reused'`);
      assert.equal(event.entity, 'session');
      assert.equal(event.actor, null);
      assert.deepEqual(event.data, {
        user_id: team.admin.id,
        address: headers['X-Forwarded-For'] ?? '127.0.0.1',
        user_agent: headers['User-Agent'] ?? AGENT['User-Agent'],
      });
      assertError(await refresh(next.refresh_token), 401, 'unauthorized');
      assertError(await refresh(first.refresh_token), 401, 'unauthorized');
      await assertDies(next.access_token);
      await assertDies(next.access_token, second.url);
    }
  });

  test('that is unknown, expired, of a session that is over or a user who is blocked is refused', async () => {
    assertError(await refresh('x'), 401, 'unauthorized');
    assertError(await refresh('я'.repeat(500)), 401, 'unauthorized');
    assertError(await request(sauda.url, 'POST', '/api/auth/refresh', { json: {} }), 401, 'unauthorized');
    assertError(await request(sauda.url, 'POST', '/api/auth/refresh'), 401, 'unauthorized');
    const expired = await enter();
    database.sql(`update refresh_tokens set expires_at = now() where session_id = '${payloadOf(expired.access_token).sid}'`);
    assertError(await refresh(expired.refresh_token), 401, 'unauthorized');
    const over = await enter();
    database.sql(`update sessions set ended_at = now() where id = '${payloadOf(over.access_token).sid}'`);
    assertError(await refresh(over.refresh_token), 401, 'unauthorized');
    const blocked = await enter(team.promoter);
    database.sql(`update users set is_active = false where id = '${team.promoter.id}'`);
    assertError(await refresh(blocked.refresh_token), 401, 'unauthorized');
    assert.equal(sessionOf(blocked.access_token).end_reason, 'blocked');
  });
});

describe('the cookie', () => {
  const byCookie = (cookie, headers = {}, path = 'refresh') =>
    request(sauda.url, 'POST', `/api/auth/${path}`, { headers: { ...AGENT, Cookie: cookie, ...headers } });

  async function enterWithCookie() {
    const reply = await login(sauda.url, team.admin.email, PASSWORD, { cookie: true, headers: AGENT });
    return { ...reply.json, cookie: `sauda_refresh=${cookieOf(reply).value}` };
  }

  function assertGone(reply) {
    const { name, value, attributes } = cookieOf(reply);
    assert.equal(`${name}=${value}`, 'sauda_refresh=');
    assert.deepEqual(attributes, ['HttpOnly', 'Max-Age=0', 'Path=/api', 'SameSite=Strict']);
  }

  test('is rotated, and the token stays out of the body', async () => {
    const { cookie } = await enterWithCookie();
    const reply = await byCookie(`theme=dark; ${cookie};other="x y"; empty=; novalue`);
    assert.equal(reply.status, 200, reply.text);
    assertReply(byId.authRefresh, reply);
    assert.ok(!('refresh_token' in reply.json));
    const next = cookieOf(reply);
    assert.deepEqual(next.attributes, ['HttpOnly', 'Max-Age=604800', 'Path=/api', 'SameSite=Strict']);
    assert.notEqual(`sauda_refresh=${next.value}`, cookie);
    assert.equal((await byCookie(`sauda_refresh=${next.value}`)).status, 200);
  });

  test('does not count where the body has a token', async () => {
    const { cookie } = await enterWithCookie();
    const { refresh_token } = await enter();
    const reply = await request(sauda.url, 'POST', '/api/auth/refresh', { headers: { ...AGENT, Cookie: cookie }, json: { refresh_token } });
    assert.match(reply.json.refresh_token, /^[\w-]{43}$/);
    assert.equal(reply.headers['set-cookie'], undefined);
    assert.equal((await byCookie(cookie)).status, 200);
  });

  test('is taken away when it is good for nothing', async () => {
    for (const cookie of ['sauda_refresh=x', 'sauda_refresh=', `sauda_refresh=${'x'.repeat(2000)}`]) {
      const reply = await byCookie(cookie);
      assertError(reply, 401, 'unauthorized');
      assertGone(reply);
    }
    const { cookie } = await enterWithCookie();
    const twice = await byCookie(`${cookie}; ${cookie}`);
    assertError(twice, 401, 'unauthorized');
    assertGone(twice);
    const inTwoHeaders = await raw(
      sauda.url,
      `POST /api/auth/refresh HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\nCookie: a=b\r\nContent-Length: 0\r\n\r\n`,
    );
    assert.deepEqual(inTwoHeaders.statuses, [401]);
    assert.equal((await byCookie(cookie)).status, 200);
    const reused = await byCookie(cookie, { 'User-Agent': 'Thief/6.6' });
    assertError(reused, 401, 'token_reused');
    assertGone(reused);
    assert.equal((await refresh('x')).headers['set-cookie'], undefined);
    assert.equal((await byCookie('xsauda_refresh=x; sauda_refreshx=x')).headers['set-cookie'], undefined);
  });

  test('is nothing for pages of others', async () => {
    const { cookie, access_token } = await enterWithCookie();
    for (const Origin of ['https://evil.example', 'null', 'http://localhost:1', 'https://shop.example.evil.example']) {
      for (const path of ['refresh', 'logout']) {
        const reply = await byCookie(cookie, { Origin }, path);
        assertError(reply, 403, 'foreign_origin');
        assert.equal(reply.headers['set-cookie'], undefined);
      }
    }
    assert.equal((await me(access_token)).status, 200);
    for (const Origin of [sauda.url, 'https://shop.example']) {
      assert.equal((await byCookie(cookie, { Origin })).status, 200, Origin);
    }
    const { refresh_token } = await enter();
    await refreshed(refresh_token, { Origin: 'https://evil.example' }); // who has the token needs no cookie
  });

  test('goes with the session', async () => {
    const { cookie, access_token } = await enterWithCookie();
    const reply = await byCookie(cookie, {}, 'logout');
    assert.equal(reply.status, 204);
    assertGone(reply);
    assert.equal(sessionOf(access_token).end_reason, 'signed_out');
    const other = await enterWithCookie();
    const all = await byCookie(other.cookie, bearer(other.access_token), 'logout-all');
    assert.equal(all.status, 204);
    assertGone(all);
  });
});

describe('signing out', () => {
  const logout = (options) => request(sauda.url, 'POST', '/api/auth/logout', options);

  test('ends the session of the refresh token, a used one too', async () => {
    const first = await enter();
    const next = await refreshed(first.refresh_token);
    assert.equal((await logout({ json: { refresh_token: first.refresh_token } })).status, 204);
    assertError(await refresh(next.refresh_token), 401, 'unauthorized');
    await assertDies(next.access_token);
    await assertDies(next.access_token, second.url);
  });

  test('ends the session of the access token', async () => {
    const { access_token } = await enter();
    const reply = await logout({ headers: bearer(access_token) });
    assertReply(byId.authLogout, reply);
    assert.equal(reply.headers['set-cookie'], undefined);
    assert.equal(sessionOf(access_token).end_reason, 'signed_out');
    await assertDies(access_token);
  });

  test('says nothing where there is nothing to end', async () => {
    for (const options of [{}, { json: {} }, { json: { refresh_token: 'x' } }, { headers: bearer('x') }]) {
      assert.equal((await logout(options)).status, 204);
    }
  });

  test('of all devices leaves the others alone', async () => {
    const [one, two, stranger] = [await enter(team.manager), await enter(team.manager), await enter(team.admin)];
    const reply = await request(sauda.url, 'POST', '/api/auth/logout-all', { headers: bearer(one.access_token) });
    assertReply(byId.authLogoutAll, reply);
    for (const { refresh_token, access_token } of [one, two]) {
      assertError(await refresh(refresh_token), 401, 'unauthorized');
      assert.equal(sessionOf(access_token).end_reason, 'signed_out');
      await assertDies(access_token, second.url);
    }
    await refreshed(stranger.refresh_token);
    assertError(await request(sauda.url, 'POST', '/api/auth/logout-all'), 401, 'unauthorized');
  });
});
