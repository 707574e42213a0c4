// SPDX-License-Identifier: MIT
// Signing in: by JSON and by the form, with a token or a cookie; what is wrong says nothing more than that; the limits
// that all processes share.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import http from 'node:http';
import { after, before, beforeEach, describe, test } from 'node:test';
import { WEAK_HASH, cookieOf, login, waitOf } from '../support/accounts.mjs';
import { assertError, assertReply, operations } from '../support/contract.mjs';
import { closeConnections, raw, request } from '../support/http.mjs';
import { holdAdvisoryLock } from '../support/locks.mjs';
import { PASSWORD, SIGN_IN, bearer, makeTeam, signIn } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

const byId = Object.fromEntries(operations.map((op) => [op.id, op]));

const crowd = new http.Agent({ keepAlive: true, maxSockets: 200 });

let sauda;
let database;
let team;

before(async () => {
  sauda = await startSauda({ env: { ...SIGN_IN, TRUSTED_PROXIES: '127.0.0.1' } });
  database = sauda.database;
  team = makeTeam(database);
});
after(async () => {
  crowd.destroy();
  closeConnections();
  await sauda?.stop();
});
beforeEach(() => database.sql('delete from login_failures'));

/** As a client at that address. */
const from = (address) => ({ headers: { 'X-Forwarded-For': address } });

async function failTimes(times, username, options) {
  for (let i = 0; i < times; i++) {
    assertError(await login(sauda.url, username, 'not this one', options), 401, 'invalid_credentials');
  }
}

/** 429; the seconds it says to wait. */
function assertLocked(reply) {
  assertError(reply, 429, 'too_many_logins');
  return waitOf(reply);
}

function assertSignedIn(reply) {
  assert.equal(reply.status, 200, `${reply.what}: ${reply.text}`);
  assertReply(byId.authLogin, reply);
}

describe('before', () => {
  test('a page learns what it has to know', async () => {
    const reply = await request(sauda.url, 'GET', '/api/auth/options');
    assertReply(byId.authOptions, reply);
    assert.deepEqual(reply.json, { is_auth_required: true, is_registration_open: true });
  });
});

describe('signing in', () => {
  test('by e-mail or user name, in any case', async () => {
    const { id, email, username } = team.manager;
    for (const name of [email, username, email.toUpperCase(), username.toUpperCase()]) {
      const reply = await login(sauda.url, name);
      assertSignedIn(reply);
      const { access_token, refresh_token, token_type, expires_in, user } = reply.json;
      assert.equal(token_type, 'bearer');
      assert.equal(expires_in, 900);
      assert.match(refresh_token, /^[\w-]{43}$/);
      assert.equal(user.id, id);
      assert.equal(user.is_invited, false);
      assert.ok(Date.now() - Date.parse(user.last_login_at) < 600_000);
      assert.equal(reply.headers['set-cookie'], undefined);
      const me = await request(sauda.url, 'GET', '/api/auth/me', { headers: bearer(access_token) });
      assert.equal(me.json.user?.id, id, me.text);
    }
  });

  test('by the form, as curl sends it', async () => {
    const send = (body, more = {}) =>
      request(sauda.url, 'POST', '/api/auth/login', {
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'User-Agent': 'curl/7.88.1', ...more },
        body,
      });
    const fields = { username: team.admin.username, password: PASSWORD };
    assertSignedIn(await send(new URLSearchParams(fields).toString()));
    const oauth = { grant_type: 'password', ...fields, scope: '', client_id: 'x', client_secret: 'y' };
    assertSignedIn(await send(new URLSearchParams(oauth).toString()));
    assertError(await send(new URLSearchParams({ ...fields, password: 'wrong' }).toString()), 401, 'invalid_credentials');
    assertError(await send('username=admin'), 422, 'validation_failed');
    const cookie = await send(new URLSearchParams({ ...fields, cookie: 'true' }).toString());
    assert.equal(cookieOf(cookie).name, 'sauda_refresh');
  });

  test('leaves a session and a line in the audit log', async () => {
    const agent = 'Panel/1.0';
    await signIn(sauda.url, team.office, {
      headers: { 'X-Forwarded-For': '203.0.113.9', 'User-Agent': agent },
    });
    const [session] = database.rows(`select * from sessions where user_id = '${team.office.id}'`);
    assert.equal(session.address, '203.0.113.9');
    assert.equal(session.user_agent, agent);
    assert.equal(session.is_cookie, false);
    assert.equal(session.ended_at, null);
    const lifeMs = Date.parse(session.expires_at) - Date.parse(session.created_at);
    assert.equal(lifeMs, 7 * 24 * 3600 * 1000);
    const [event] = database.rows(`select * from events where entity_id = '${session.id}'`);
    assert.equal(`${event.entity} ${event.action} ${event.actor}`, `session created ${team.office.id}`);
    assert.deepEqual(event.data, { user_id: team.office.id, address: '203.0.113.9', user_agent: agent });
    assert.equal(database.sql(`select count(*) from events where entity = 'user' and entity_id = '${team.office.id}'
                               and action = 'updated' and changed <> '{password}'`), '0');
  });

  test('with a long or broken User-Agent too', async () => {
    const body = JSON.stringify({ username: team.promoter.email, password: PASSWORD });
    const kept = {};
    for (const agent of ['x'.repeat(5000), '\xff\xfe', Buffer.from('Панель').toString('latin1')]) {
      const { text } = await raw(
        sauda.url,
        `POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nUser-Agent: ${agent}\r\n` +
          `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
        { quietMs: 10_000 },
      );
      assert.match(text, /^HTTP\/1\.1 200 /);
      kept[agent] = database.sql(`select coalesce(user_agent, 'null') from sessions where user_id = '${team.promoter.id}'
                                  order by created_at desc limit 1`);
    }
    assert.deepEqual(Object.values(kept), ['x'.repeat(300), 'null', 'Панель']);
  });

  test('what is wrong says nothing more than that', async () => {
    const other = makeTeam(database, 'Другая');
    database.sql(`update users set is_active = false where id = '${other.office.id}';
                  update users set password_hash = null where id = '${other.manager.id}';
                  update users set password_hash = 'broken' where id = '${other.employee.id}'`);
    const bodies = [];
    for (const [name, password] of [
      [other.admin.email, 'wrong'],
      ['nobody@nowhere.kz', PASSWORD],
      ['nobody', PASSWORD],
      [other.office.email, PASSWORD],
      [other.manager.email, PASSWORD],
      [other.employee.email, PASSWORD],
      ["'; drop table users; --", PASSWORD],
      ['%', PASSWORD],
    ]) {
      const { details, ...rest } = assertError(await login(sauda.url, name, password), 401, 'invalid_credentials');
      bodies.push(JSON.stringify([rest, Object.keys(details)]));
    }
    assert.equal(new Set(bodies).size, 1, bodies.join('\n'));
  });
});

describe('a password hash', () => {
  test('of weaker parameters is made anew', async () => {
    const { employee } = makeTeam(database, 'Слабые');
    database.sql(`update users set password_hash = '${WEAK_HASH}' where id = '${employee.id}'`);
    const all = await Promise.all(Array.from({ length: 6 }, () => login(sauda.url, employee.email)));
    assert.deepEqual(all.map((reply) => reply.status), Array(6).fill(200));
    const hash = database.sql(`select password_hash from users where id = '${employee.id}'`);
    assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    await signIn(sauda.url, employee);
    assert.equal(database.sql(`select password_hash from users where id = '${employee.id}'`), hash);
    const events = database.rows(`select note, changed, data from events where entity_id = '${employee.id}' and action = 'updated'`);
    const told = events.filter((event) => event.note === 'rehashed');
    assert.deepEqual(told.map((event) => event.changed), [['password']]);
    assert.ok(!('password_hash' in told[0].data));
  });

  test('a user who is unknown costs as much as one who is known', async () => {
    const calm = await startSauda({
      env: { ...SIGN_IN, DATABASE_URL: database.url, LOGIN_LIMIT_ACCOUNT: '0', LOGIN_LIMIT_ADDRESS: '0' },
    });
    try {
      // In time of the processor, which is the same whatever else the machine does.
      const spentMs = () =>
        readdirSync(`/proc/${calm.pid}/task`)
          .map((id) => Number(readFileSync(`/proc/${calm.pid}/task/${id}/schedstat`, 'utf8').split(' ')[0]) / 1e6)
          .reduce((sum, ms) => sum + ms);
      const spent = { known: [], unknown: [] };
      for (let i = 0; i < 16; i++) {
        for (const [kind, name] of [['known', team.admin.email], ['unknown', 'nobody@nowhere.kz']]) {
          const before = spentMs();
          assertError(await login(calm.url, name, 'wrong'), 401, 'invalid_credentials');
          spent[kind].push(spentMs() - before);
        }
      }
      const median = (list) => list.slice(1).sort((a, b) => a - b)[Math.floor((list.length - 1) / 2)];
      const [known, unknown] = [median(spent.known), median(spent.unknown)];
      assert.ok(known > 5, `a hash costs more than ${known} ms`);
      assert.ok(Math.abs(known - unknown) < 0.3 * known, `${known} ms for a known one, ${unknown} ms for an unknown one`);
    } finally {
      await calm.stop();
    }
  });
});

describe('the limits', () => {
  test('five failures lock an account for the rest of the minute, from everywhere', async () => {
    const { email, username } = team.supervisor;
    await failTimes(3, email, from('198.51.100.1'));
    await failTimes(2, username, from('198.51.100.2'));
    const first = assertLocked(await login(sauda.url, email, PASSWORD, from('198.51.100.3')));
    assert.ok(first > 50, `${first} s`);
    database.sql("update login_failures set at = at - interval '40 s'");
    const later = assertLocked(await login(sauda.url, email, 'wrong', from('198.51.100.3')));
    assert.ok(later <= 20, `${later} s`);
    assert.equal(database.sql("select count(*) from login_failures where subject like 'account:%'"), '5');
    await signIn(sauda.url, team.admin, from('198.51.100.1'));
    database.sql("update login_failures set at = at - interval '20 s'");
    await signIn(sauda.url, team.supervisor, from('198.51.100.3'));
  });

  test('a name that nobody has is locked alike', async () => {
    await failTimes(5, 'Nobody@nowhere.kz');
    assertLocked(await login(sauda.url, 'nobody@NOWHERE.kz', 'wrong'));
    await failTimes(1, 'nobody-else@nowhere.kz');
  });

  test('the right password clears the account, not the address', async () => {
    await failTimes(4, team.admin.email, from('198.51.100.4'));
    await signIn(sauda.url, team.admin, from('198.51.100.4'));
    await failTimes(4, team.admin.email, from('198.51.100.4'));
    await signIn(sauda.url, team.admin, from('198.51.100.4'));
    assert.equal(database.sql("select count(*) from login_failures where subject = 'address:198.51.100.4'"), '8');
  });

  test('twenty failures lock an address, of IPv6 its network', async () => {
    for (const [address, neighbour, stranger] of [
      ['198.51.100.5', '::ffff:198.51.100.5', '198.51.100.6'],
      ['2001:db8:1:2::a', '2001:db8:1:2:ffff::b', '2001:db8:1:3::a'],
    ]) {
      for (let i = 0; i < 20; i++) {
        await failTimes(1, `nobody-${i}@nowhere.kz`, from(address));
      }
      database.sql("delete from login_failures where subject like 'account:%'");
      assertLocked(await login(sauda.url, team.admin.email, PASSWORD, from(address)));
      assertLocked(await login(sauda.url, team.admin.email, PASSWORD, from(neighbour)));
      await signIn(sauda.url, team.admin, from(stranger));
    }
  });

  test('two processes share them', async () => {
    const second = await startSauda({ env: { ...SIGN_IN, DATABASE_URL: database.url } });
    try {
      await failTimes(3, team.office.email);
      for (let i = 0; i < 2; i++) {
        assertError(await login(second.url, team.office.email, 'wrong'), 401, 'invalid_credentials');
      }
      assertLocked(await login(sauda.url, team.office.email));
      assertLocked(await login(second.url, team.office.email));
    } finally {
      await second.stop();
    }
  });

  test('guessing side by side gains nothing', async () => {
    const guesses = Array.from({ length: 24 }, (_, i) => login(sauda.url, team.employee.email, `guess-${i}`, { agent: crowd }));
    const replies = await Promise.all(guesses);
    assert.equal(replies.filter((reply) => reply.status === 401).length, 5);
    replies.filter((reply) => reply.status !== 401).forEach(assertLocked);
  });

  test('the right password that comes with the wrong ones is refused with them', async () => {
    const lock = await holdAdvisoryLock(database.url, `account:${team.employee.id}`);
    const replies = [PASSWORD, 'wrong'].map((guess) => login(sauda.url, team.employee.email, guess));
    await lock.waiters(2); // both have been compared by now
    database.sql(`insert into login_failures (subject) select 'account:${team.employee.id}' from generate_series(1, 5)`);
    await lock.release();
    (await Promise.all(replies)).forEach(assertLocked);
    assert.equal(database.sql(`select count(*) from sessions where user_id = '${team.employee.id}'`), '0');
  });
});

describe('one account', () => {
  test('signs in on 200 devices at once, or is told to come again', async () => {
    const devices = Array.from({ length: 200 }, () => login(sauda.url, team.promoter.email, PASSWORD, { agent: crowd }));
    const replies = await Promise.all(devices);
    const count = (status) => replies.filter((reply) => reply.status === status).length;
    assert.equal(count(200) + count(503), 200, `${[...new Set(replies.map((reply) => reply.status))]}`);
    assert.ok(count(200) >= 16, `${count(200)} got in`); // of the 64 who may wait, as far as ten seconds suffice
    replies.filter((reply) => reply.status === 503).forEach((reply) => assertError(reply, 503, 'overloaded'));
  });
});

describe('the cookie', () => {
  const withCookie = (headers = {}) => login(sauda.url, team.admin.email, PASSWORD, { cookie: true, headers });

  test('takes the refresh token out of the body', async () => {
    const reply = await withCookie();
    assertSignedIn(reply);
    assert.ok(!('refresh_token' in reply.json));
    const { name, value, attributes } = cookieOf(reply);
    assert.equal(name, 'sauda_refresh');
    assert.match(value, /^[\w-]{43}$/);
    assert.deepEqual(attributes, ['HttpOnly', 'Max-Age=604800', 'Path=/api', 'SameSite=Strict']);
    assert.equal(database.sql('select is_cookie from sessions order by created_at desc limit 1'), 't');
  });

  test('is Secure unless somebody works on this machine by http', async () => {
    for (const host of ['localhost:8000', '127.0.0.1', '127.8.8.8:1', '[::1]:8000', '[::1]']) {
      assert.ok(!cookieOf(await withCookie({ Host: host })).attributes.includes('Secure'), host);
      assert.ok(cookieOf(await withCookie({ Host: host, 'X-Forwarded-Proto': 'https', ...from('127.0.0.2').headers })).attributes.includes('Secure'), host);
    }
    for (const host of ['sauda.example', '10.0.0.1:8000', 'localhost.evil.example', '[fd00::1]:8000']) {
      assert.ok(cookieOf(await withCookie({ Host: host })).attributes.includes('Secure'), host);
    }
    const https = await startSauda({ env: { ...SIGN_IN, DATABASE_URL: database.url, PUBLIC_URL: 'https://sauda.example' } });
    try {
      assert.ok(cookieOf(await login(https.url, team.admin.email, PASSWORD, { cookie: true })).attributes.includes('Secure'));
    } finally {
      await https.stop();
    }
  });

  test('is not set for a page of others', async () => {
    assertError(await withCookie({ Origin: 'https://evil.example' }), 403, 'foreign_origin');
    assertError(await withCookie({ Origin: 'null' }), 403, 'foreign_origin');
    assert.equal((await withCookie({ Origin: sauda.url })).status, 200);
    const bare = await login(sauda.url, team.admin.email, PASSWORD, { headers: { Origin: 'https://evil.example' } });
    assert.equal(bare.status, 200); // no cookie is in play: whoever has the password may use it
  });
});
