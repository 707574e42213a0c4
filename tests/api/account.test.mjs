// SPDX-License-Identifier: MIT
// One's own account: who one is, name, language and password, and the sessions.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { OTHER_PASSWORD, login, waitOf } from '../support/accounts.mjs';
import { assertError, assertField, assertReply, operations } from '../support/contract.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { PASSWORD, ROLES, SIGN_IN, as, bearer, makeTeam, payloadOf, signIn } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

const byId = Object.fromEntries(operations.map((op) => [op.id, op]));

let sauda;
let database;
let team;

before(async () => {
  sauda = await startSauda({ env: SIGN_IN });
  database = sauda.database;
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});
beforeEach(() => {
  database.sql('delete from login_failures');
  team = makeTeam(database);
});

const me = (headers) => request(sauda.url, 'GET', '/api/auth/me', { headers });
const patch = (headers, json, url = sauda.url) => request(url, 'PATCH', '/api/auth/me', { headers, json });
const sessions = (headers, query = '') => request(sauda.url, 'GET', `/api/auth/sessions${query}`, { headers });
const refresh = (token) => request(sauda.url, 'POST', '/api/auth/refresh', { json: { refresh_token: token } });

async function ok(promise, operation, status = 200) {
  const reply = await promise;
  assert.equal(reply.status, status, `${reply.what}: ${reply.text}`);
  assertReply(byId[operation], reply);
  return reply;
}

describe('who one is', () => {
  test('user, organisation, rights and session', async () => {
    for (const role of ROLES) {
      const { access_token } = await signIn(sauda.url, team[role]);
      const reply = await ok(me(bearer(access_token)), 'authMe');
      const { user, organization, rights, session_id, revision } = reply.json;
      assert.equal(user.id, team[role].id);
      assert.equal(user.role, role);
      assert.equal(organization.id, team.id);
      assert.equal(session_id, payloadOf(access_token).sid);
      assert.equal(revision, user.revision);
      assert.equal(reply.headers.etag, `"${revision}"`);
      assert.equal(rights.products?.read, 'all');
      assert.equal(rights.users?.create, role === 'admin' ? 'all' : undefined);
    }
  });

  test('nobody without a token', async () => {
    assertError(await me({}), 401, 'unauthorized');
    assertError(await patch({}, { full_name: 'X' }), 401, 'unauthorized');
    assertError(await sessions({}), 401, 'unauthorized');
  });
});

describe('name and language', () => {
  test('a patch changes what it names, and the audit log knows', async () => {
    const headers = as(team.manager);
    const before = (await me(headers)).json;
    const named = await ok(patch(headers, { full_name: 'Әсем Қуат' }), 'authUpdateMe');
    assert.equal(named.json.user.full_name, 'Әсем Қуат');
    assert.equal(named.json.user.language, before.user.language);
    assert.equal(named.json.revision, before.revision + 1);
    const spoken = await ok(patch(headers, { language: 'kk' }), 'authUpdateMe');
    assert.equal(spoken.json.user.language, 'kk');
    const same = await ok(patch(headers, { language: 'kk' }), 'authUpdateMe');
    assert.equal(same.json.revision, spoken.json.revision);
    const events = database.rows(`select actor, changed, before from events
                                  where entity_id = '${team.manager.id}' and action = 'updated' order by id`);
    assert.deepEqual(events.map((e) => [e.actor, e.changed, e.before]), [
      [team.manager.id, ['full_name'], { full_name: before.user.full_name }],
      [team.manager.id, ['language'], { language: before.user.language }],
    ]);
  });

  test('what is not valid is refused', async () => {
    const headers = as(team.manager);
    assertField(await patch(headers, { language: 'de' }), 'language', 'enum');
    assertField(await patch(headers, { full_name: '' }), 'full_name', 'min_length');
    assertField(await patch(headers, { role: 'admin' }), 'role', 'unknown_field');
  });

  test('somebody else was quicker', async () => {
    const headers = as(team.office);
    const { etag } = (await me(headers)).headers;
    const done = await ok(patch({ ...headers, 'If-Match': etag }, { full_name: 'First' }), 'authUpdateMe');
    const late = assertError(await patch({ ...headers, 'If-Match': etag }, { full_name: 'Second' }), 412, 'revision_mismatch');
    assert.deepEqual(late.details.current, done.json);
    await ok(patch({ ...headers, 'If-Match': done.headers.etag }, { full_name: 'Second' }), 'authUpdateMe');
  });
});

describe('the password', () => {
  const change = (headers, old_password, password = OTHER_PASSWORD) => patch(headers, { old_password, password });

  test('changes with the right old one, and ends the other sessions', async () => {
    const [here, there] = [await signIn(sauda.url, team.admin), await signIn(sauda.url, team.admin)];
    database.sql(`insert into mail_links (org_id, id, user_id, kind, hash, expires_at)
                  values ('${team.id}', '${randomUUID()}', '${team.admin.id}', 'reset', '\\x${randomUUID().replaceAll('-', '')}', now() + interval '1 hour')`);
    await ok(change(bearer(here.access_token), PASSWORD), 'authUpdateMe');
    assertError(await login(sauda.url, team.admin.email, PASSWORD), 401, 'invalid_credentials');
    await signIn(sauda.url, team.admin, { password: OTHER_PASSWORD });
    assert.equal((await refresh(here.refresh_token)).status, 200);
    assertError(await refresh(there.refresh_token), 401, 'unauthorized');
    assert.equal(database.sql(`select end_reason from sessions where id = '${payloadOf(there.access_token).sid}'`), 'password');
    assert.equal(database.sql(`select count(*) from mail_links where user_id = '${team.admin.id}' and used_at is null`), '0');
    const [event] = database.rows(`select actor, changed, before, data, note from events
                                   where entity_id = '${team.admin.id}' and action = 'updated' order by id`);
    assert.deepEqual([event.actor, event.changed, event.note], [team.admin.id, ['password'], null]);
    assert.ok(!/argon2/.test(JSON.stringify(event)));
  });

  test('needs the old one', async () => {
    const headers = as(team.admin);
    assertField(await patch(headers, { password: OTHER_PASSWORD }), 'old_password', 'required');
    assertField(await change(headers, 'wrong'), 'old_password', 'wrong');
    await ok(patch(headers, { old_password: 'ignored', full_name: 'X' }), 'authUpdateMe');
    await signIn(sauda.url, team.admin);
  });

  test('must be a good one', async () => {
    const headers = as(team.admin);
    assertField(await change(headers, PASSWORD, 'short'), 'password', 'min_length');
    assertField(await change(headers, PASSWORD, 'x'.repeat(129)), 'password', 'max_length');
    assertField(await change(headers, PASSWORD, 'qwerty123'), 'password', 'too_common');
    assertField(await change(headers, PASSWORD, team.admin.email.toUpperCase()), 'password', 'same_as_email');
    await ok(change(headers, PASSWORD, 'я'.repeat(128)), 'authUpdateMe');
    await signIn(sauda.url, team.admin, { password: 'я'.repeat(128) });
  });

  test('cannot be guessed here: a wrong old one is a failed sign-in', async () => {
    const headers = as(team.admin);
    const guesses = await Promise.all(Array.from({ length: 8 }, (_, i) => change(headers, `guess-${i}`)));
    assert.equal(guesses.filter((reply) => reply.status === 422).length, 5);
    for (const reply of [...guesses.filter((r) => r.status !== 422), await change(headers, PASSWORD), await login(sauda.url, team.admin.email)]) {
      assertError(reply, 429, 'too_many_logins');
      waitOf(reply);
    }
    database.sql("update login_failures set at = at - interval '1 minute'");
    await ok(change(headers, PASSWORD), 'authUpdateMe');
    assert.equal(database.sql(`select count(*) from login_failures where subject = 'account:${team.admin.id}'`), '0');
  });

  test('of two changes at once one wins', async () => {
    const headers = as(team.admin);
    const replies = await Promise.all(['First-Word-1', 'Second-Word-2'].map((password) => change(headers, PASSWORD, password)));
    assert.deepEqual(replies.map((reply) => reply.status).sort(), [200, 422]);
    assertField(replies.find((reply) => reply.status === 422), 'old_password', 'wrong');
  });
});

describe('sessions', () => {
  test('are listed by page, the latest used first', async () => {
    const made = [];
    for (const agent of ['One/1', 'Two/2', 'Three/3']) {
      made.push(await signIn(sauda.url, team.employee, { headers: { 'User-Agent': agent } }));
    }
    await signIn(sauda.url, team.admin);
    const headers = bearer(made[1].access_token);
    await request(sauda.url, 'POST', '/api/auth/refresh', { headers: { 'User-Agent': 'One/1' }, json: { refresh_token: made[0].refresh_token } });
    const all = (await ok(sessions(headers), 'authSessions')).json;
    assert.deepEqual(all.items.map((s) => s.user_agent), ['One/1', 'Three/3', 'Two/2']);
    assert.deepEqual(all.items.map((s) => s.is_current), [false, false, true]);
    assert.deepEqual([all.total, all.page, all.page_size, all.next_cursor], [3, 1, 50, null]);
    const second = (await ok(sessions(headers, '?page=2&page_size=2'), 'authSessions')).json;
    assert.deepEqual(second.items.map((s) => s.user_agent), ['Two/2']);
    assert.deepEqual([second.total, second.page, second.page_size], [3, 2, 2]);
    const beyond = (await ok(sessions(headers, '?page=9'), 'authSessions')).json;
    assert.deepEqual([beyond.items, beyond.total], [[], 3]);
    assertField(await sessions(headers, '?page_size=201'), 'page_size', 'maximum');
  });

  test('a thousand at most: the one that was used longest ago ends', async () => {
    const [old, recent] = [await signIn(sauda.url, team.employee), await signIn(sauda.url, team.employee)];
    const other = await signIn(sauda.url, team.manager);
    database.sql(`
      update sessions set last_used_at = now() - interval '1 day' where user_id in ('${team.employee.id}', '${team.manager.id}');
      update sessions set last_used_at = now() where id = '${payloadOf(recent.access_token).sid}';
      insert into sessions (org_id, id, user_id, last_used_at, expires_at)
      select '${team.id}', gen_random_uuid(), '${team.employee.id}', now() - interval '1 hour', now() + interval '1 day'
      from generate_series(1, 998)`);
    const made = await signIn(sauda.url, team.employee);
    const { total } = (await ok(sessions(bearer(made.access_token)), 'authSessions')).json;
    assert.equal(total, 1000);
    assertError(await refresh(old.refresh_token), 401, 'unauthorized');
    assert.equal((await refresh(recent.refresh_token)).status, 200);
    assert.equal((await refresh(other.refresh_token)).status, 200);
  });

  test('end one by one; those of others are not there', async () => {
    const [here, there, other] = [
      await signIn(sauda.url, team.employee),
      await signIn(sauda.url, team.employee),
      await signIn(sauda.url, team.admin),
    ];
    const headers = bearer(here.access_token);
    const end = (id) => request(sauda.url, 'DELETE', `/api/auth/sessions/${id}`, { headers });
    assertError(await end(payloadOf(other.access_token).sid), 404, 'not_found');
    assertError(await end(randomUUID()), 404, 'not_found');
    await ok(end(payloadOf(there.access_token).sid), 'authEndSession', 204);
    assertError(await end(payloadOf(there.access_token).sid), 404, 'not_found');
    assertError(await refresh(there.refresh_token), 401, 'unauthorized');
    assert.equal((await refresh(other.refresh_token)).status, 200);
    assert.deepEqual((await sessions(headers)).json.items.map((s) => s.is_current), [true]);
    await ok(end(payloadOf(here.access_token).sid), 'authEndSession', 204);
    assertError(await refresh(here.refresh_token), 401, 'unauthorized');
  });
});

describe('where nobody has to sign in', () => {
  let open;

  before(async () => {
    open = await startSauda();
  });
  after(() => open?.stop());

  test('one is the first admin, without a session', async () => {
    const options = await request(open.url, 'GET', '/api/auth/options');
    assert.equal(options.json.is_auth_required, false);
    const reply = await request(open.url, 'GET', '/api/auth/me');
    assert.equal(reply.status, 200, reply.text);
    assertReply(byId.authMe, reply);
    assert.equal(reply.json.session_id, null);
    assert.equal(reply.json.user.role, 'admin');
    assert.equal(reply.json.user.is_invited, true);
    const page = await request(open.url, 'GET', '/api/auth/sessions');
    assertReply(byId.authSessions, page);
    assert.deepEqual(page.json.items, []);
  });

  test('the first password needs no old one, the next does', async () => {
    assert.equal((await patch({}, { password: PASSWORD, full_name: 'Хозяйка' }, open.url)).status, 200);
    const { user } = await signIn(open.url, { email: 'admin@localhost' });
    assert.equal(user.full_name, 'Хозяйка');
    assertField(await patch({}, { password: OTHER_PASSWORD }, open.url), 'old_password', 'required');
    assert.equal((await patch({}, { password: OTHER_PASSWORD, old_password: PASSWORD }, open.url)).status, 200);
    assert.equal(open.database.sql("select string_agg(end_reason, ',') from sessions"), 'password');
  });
});
