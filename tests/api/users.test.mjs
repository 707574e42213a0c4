// SPDX-License-Identifier: MIT
// The people of an organisation, as their admin sees and changes them: search and pages, names that are taken,
// revisions, invitations, the last admin, what a block or a new password ends, and that all of it stands in the audit
// log. Each test has an organisation of its own.
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { OTHER_PASSWORD, login } from '../support/accounts.mjs';
import { assertError, assertField, assertReply, operations } from '../support/contract.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { holdOpen } from '../support/locks.mjs';
import { waitFor } from '../support/patience.mjs';
import { PASSWORD, SIGN_IN, as, makeTeam, signIn } from '../support/people.mjs';
import { startSauda, temporaryFolder } from '../support/sauda.mjs';

const SETTINGS = { PUBLIC_URL: 'https://sauda.example.kz', LOGIN_LIMIT_ADDRESS: '0' };
const byId = Object.fromEntries(operations.map((op) => [op.id, op]));

let sauda;
let database;
let team;

before(async () => {
  sauda = await startSauda({ env: { ...SIGN_IN, ...SETTINGS, DATA_DIR: temporaryFolder() } });
  database = sauda.database;
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});
beforeEach(() => {
  team = makeTeam(database);
});

const api = (method, path, { json, headers, by = team.admin } = {}) =>
  request(sauda.url, method, `/api/users${path}`, { json, headers: { ...as(by, { epoch: by.epoch }), ...headers } });

async function ok(promise, status = 200) {
  const reply = await promise;
  assert.equal(reply.status, status, `${reply.what}: ${reply.text}`);
  return reply.json;
}

const newEmail = () => `p-${randomUUID().slice(0, 13)}@oppo.kz`;
const person = (fields) => ({ email: newEmail(), full_name: 'Ерлан', role: 'manager', password: PASSWORD, ...fields });
const create = (fields) => ok(api('POST', '', { json: person(fields) }), 201);
const get = (id) => ok(api('GET', `/${id}`));
const patch = (id, json, options) => api('PATCH', `/${id}`, { json, ...options });

async function list(query = '') {
  const reply = await api('GET', query);
  assertReply(byId.usersList, reply);
  return ok(reply);
}

/** What the audit log has about one user, the oldest first. */
async function eventsOf(id) {
  const reply = await request(sauda.url, 'GET', `/api/events?entity=user&entity_id=${id}`, { headers: as(team.admin) });
  assert.doesNotMatch(reply.text, /password_hash|argon2|token_epoch/);
  return (await ok(reply)).items.reverse();
}

/** 409 that names the field which somebody else has. */
function assertTaken(reply, field) {
  const { details } = assertError(reply, 409, 'already_exists');
  assert.deepEqual(
    details.fields.map((f) => [f.field, f.code]),
    [[field, 'taken']],
  );
}

describe('the list', () => {
  const namesOf = (page) => page.items.map((u) => u.full_name);

  test('is sorted as people sort names', async () => {
    database.sql(`delete from users where org_id = '${team.id}' and role <> 'admin'`);
    database.sql(`update users set full_name = 'Яна' where org_id = '${team.id}'`);
    for (const full_name of ['Ёлка', 'Қанат', 'Лаура', 'Әсел', 'Борис', 'Анна', 'Камила', 'Жанна', 'Ермек', 'Zoe']) {
      await create({ full_name });
    }
    const sorted = ['Zoe', 'Анна', 'Әсел', 'Борис', 'Ёлка', 'Ермек', 'Жанна', 'Камила', 'Қанат', 'Лаура', 'Яна'];
    assert.deepEqual(namesOf(await list()), sorted);
  });

  test('comes in pages', async () => {
    for (let i = 0; i < 5; i++) {
      await create({ full_name: 'Одно имя' });
    }
    const all = await list();
    assert.deepEqual([all.total, all.page, all.page_size, all.next_cursor], [11, 1, 50, null]);
    const pages = [];
    for (let page = 1; page <= 4; page++) {
      const { items, ...about } = await list(`?page=${page}&page_size=4`);
      assert.deepEqual(about, { total: 11, page, page_size: 4, next_cursor: null });
      pages.push(items);
    }
    assert.deepEqual(
      pages.map((p) => p.length),
      [4, 4, 3, 0],
    );
    assert.deepEqual(pages.flat(), all.items);
    assert.deepEqual((await list('?page=1000000&page_size=200')).items, []);
    assertField(await api('GET', '?page_size=201'), 'page_size', 'maximum');
    assertField(await api('GET', '?page_size=0'), 'page_size', 'minimum');
    assertField(await api('GET', '?page=0'), 'page', 'minimum');
    assertField(await api('GET', '?sort=role'), 'sort', 'unknown_field');
  });

  test('is searched by name, e-mail, user name, role and state', async () => {
    const { id, email } = await create({ full_name: 'Ерлан 100%', username: `erl_${randomUUID().slice(0, 8)}` });
    const found = async (query) => {
      const page = await list(`?${query}`);
      assert.equal(page.total, page.items.length);
      return page.items.map((u) => u.id);
    };
    assert.deepEqual(await found(`q=${encodeURIComponent('ерЛАН')}`), [id]);
    assert.deepEqual(await found(`q=${email.toUpperCase().slice(0, 10)}`), [id]);
    assert.deepEqual(await found('q=ERL_'), [id]);
    assert.deepEqual(await found('q=%25'), [id]);
    assert.deepEqual(await found('q=%5C'), []);
    assert.deepEqual(await found('role=office'), [team.office.id]);
    assert.deepEqual(await found(`role=manager&q=manager`), [team.manager.id]);
    await ok(patch(id, { is_active: false }));
    assert.deepEqual(await found('is_active=false'), [id]);
    assert.equal((await found('is_active=true')).length, 6);
    assert.deepEqual(await found('role=manager&is_active=true'), [team.manager.id]);
  });

  test('is for the admin and the office, each in one’s own organisation', async () => {
    const stranger = makeTeam(database, 'Чужие').admin;
    await ok(api('GET', '', { by: team.office }));
    assertError(await api('GET', '', { by: team.manager }), 403, 'forbidden');
    assertError(await api('POST', '', { json: person(), by: team.office }), 403, 'forbidden');
    for (const [method, json] of [
      ['GET'],
      ['PATCH', { role: 'admin' }],
      ['PATCH', { password: PASSWORD }],
      ['DELETE'],
    ]) {
      assertError(await api(method, `/${team.employee.id}`, { json, by: stranger }), 404, 'not_found');
      assertError(await api(method, `/${randomUUID()}`, { json }), 404, 'not_found');
    }
    const page = await ok(api('GET', '', { by: stranger }));
    assert.ok(page.items.every((u) => !u.email.endsWith(team.admin.email.split('@')[1])));
    assert.equal((await get(team.employee.id)).role, 'employee');
  });
});

describe('a new user', () => {
  test('can sign in', async () => {
    const json = person({ full_name: 'Айгерім Ә.', language: 'kk', role: 'promoter' });
    const reply = await api('POST', '', { json });
    assertReply(byId.usersCreate, reply);
    const user = await ok(reply, 201);
    const { password: _, ...given } = json;
    assert.deepEqual({ ...user, ...given, is_active: true, is_invited: false, last_login_at: null, revision: 1 }, user);
    assert.equal(reply.headers.location, `/api/v1/users/${user.id}`);
    assert.equal(reply.headers.etag, '"1"');
    assert.equal(user.username, json.email.split('@')[0]);
    assert.deepEqual(await get(user.id), user);
    await signIn(sauda.url, json);
    assert.ok((await get(user.id)).last_login_at);
  });

  test('has the organisation’s language where none is given', async () => {
    database.sql(`update organizations set language = 'en' where id = '${team.id}'`);
    assert.equal((await create()).language, 'en');
    assert.equal((await create({ language: 'ru' })).language, 'ru');
  });

  test('has an e-mail and a user name that nobody else has, in any case and organisation', async () => {
    const { email, username } = await create({ username: `u${randomUUID().slice(0, 8)}` });
    assertTaken(await api('POST', '', { json: person({ email: email.toUpperCase() }) }), 'email');
    assertTaken(await api('POST', '', { json: person({ username }) }), 'username');
    const stranger = makeTeam(database, 'Чужие').admin;
    assertTaken(await api('POST', '', { json: person({ email }), by: stranger }), 'email');
    assertTaken(await api('POST', '', { json: person({ username }), by: stranger }), 'username');
    assert.equal((await list()).total, 7);
  });

  test('gets a free user name', async () => {
    const name = `n${randomUUID().slice(0, 8)}`;
    const made = [];
    for (const email of [`${name}@a.kz`, `${name}@b.kz`, `${name.toUpperCase()}@c.kz`, `+${name}@d.kz`]) {
      made.push((await create({ email })).username);
    }
    assert.deepEqual(made, [name, `${name}2`, `${name}3`, `${name}4`]);
    const { username } = await create({ email: `++++@${randomUUID().slice(0, 8)}.kz` });
    assert.match(username, /^user\d*$/);
  });

  test('gets a free user name at once where thousands are called alike', async () => {
    const name = `i${randomUUID().slice(0, 8)}`;
    database.sql(`
      insert into users (org_id, id, email, username, full_name, role)
      select '${team.id}', gen_random_uuid(), '${name}@' || i || '.kz', '${name}' || coalesce(nullif(i, 1)::text, ''), 'x', 'employee'
      from generate_series(1, 5000) i`);
    const { username } = await create({ email: `${name}@last.kz` });
    assert.ok(Number(username.slice(name.length)) > 5001, `it was counted up to ${username}`);
  });

  test('made twice at once is made once', async () => {
    const email = newEmail();
    const replies = await Promise.all(Array.from({ length: 6 }, () => api('POST', '', { json: person({ email }) })));
    assert.equal(replies.filter((r) => r.status === 201).length, 1);
    for (const reply of replies.filter((r) => r.status !== 201)) {
      assertTaken(reply, 'email');
    }
  });

  test('made at once beside others with the same user name to be gets another', async () => {
    const name = `s${randomUUID().slice(0, 8)}`;
    const made = await Promise.all(['a', 'b', 'c', 'd'].map((domain) => create({ email: `${name}@${domain}.kz` })));
    assert.deepEqual(made.map((u) => u.username).sort(), [name, `${name}2`, `${name}3`, `${name}4`]);
  });

  test('has a password that is not easily guessed', async () => {
    const email = 'erlan.ospanov@oppo.kz';
    for (const password of ['password123', email, 'ERLAN.OSPANOV', 'short']) {
      const error = assertError(await api('POST', '', { json: person({ email, password }) }), 422, 'validation_failed');
      assert.deepEqual(
        error.details.fields.map((f) => f.field),
        ['password'],
      );
    }
  });
});

describe('a change', () => {
  test('touches what it names', async () => {
    const was = await create();
    const changes = [
      { full_name: 'Ұлан' },
      { email: newEmail() },
      { username: `x-${randomUUID().slice(0, 8)}` },
      { role: 'supervisor', language: 'en' },
      { is_active: false },
      { is_active: true },
    ];
    let revision = was.revision;
    for (const change of changes) {
      const { updated_at: _, ...before } = await get(was.id);
      const reply = await patch(was.id, change);
      assertReply(byId.usersUpdate, reply);
      const { updated_at: __, ...now } = await ok(reply);
      assert.deepEqual(now, { ...before, ...change, revision: ++revision });
      assert.equal(reply.headers.etag, `"${revision}"`);
    }
    const now = await get(was.id);
    assert.deepEqual(await ok(patch(was.id, now)), now, 'sent back as it is, it changes nothing');
    assertField(await patch(was.id, { is_invited: true }), 'is_invited', 'read_only');
    assertField(await patch(was.id, { last_login_at: now.created_at }), 'last_login_at', 'read_only');
  });

  test('is refused where somebody was quicker', async () => {
    const { id } = await create();
    const ifMatch = { headers: { 'If-Match': '"1"' } };
    const now = await ok(patch(id, { full_name: 'Первый' }, ifMatch));
    assert.deepEqual(assertError(await patch(id, { role: 'admin' }, ifMatch), 412).details.current, now);
    assert.deepEqual(assertError(await api('DELETE', `/${id}`, ifMatch), 412).details.current, now);
    assert.deepEqual(await get(id), now);
    const replies = await Promise.all(
      ['a', 'b', 'c'].map((full_name) => patch(id, { full_name }, { headers: { 'If-Match': '"2"' } })),
    );
    assert.deepEqual(replies.map((r) => r.status).sort(), [200, 412, 412]);
    assert.equal((await api('DELETE', `/${id}`, { headers: { 'If-Match': '"3"' } })).status, 204);
  });

  test('leaves others their names', async () => {
    const [a, b] = [await create(), await create()];
    assertTaken(await patch(a.id, { email: b.email.toUpperCase() }), 'email');
    assertTaken(await patch(a.id, { username: b.username, full_name: 'X' }), 'username');
    assert.deepEqual(await get(a.id), a);
    await ok(patch(a.id, { email: a.email.toUpperCase() }));
  });

  test('of the password ends the sessions, and the links that were mailed', async () => {
    const { id, email } = await create();
    const { refresh_token } = await signIn(sauda.url, { email });
    await ok(request(sauda.url, 'POST', '/api/auth/reset-password/request', { json: { email } }), 202);
    const open = () => database.rows(`select id from mail_links where user_id = '${id}' and used_at is null`).length;
    assert.equal(open(), 1);
    assertField(await patch(id, { password: email }), 'password', 'same_as_email');
    assert.equal(open(), 1);
    const user = await ok(patch(id, { password: OTHER_PASSWORD, full_name: 'Жаңа' }));
    assert.equal(user.full_name, 'Жаңа');
    assert.equal(open(), 0);
    assertError(await request(sauda.url, 'POST', '/api/auth/refresh', { json: { refresh_token } }), 401);
    assert.equal((await login(sauda.url, email, PASSWORD)).status, 401);
    await signIn(sauda.url, { email }, { password: OTHER_PASSWORD });
    const { session } = database.rows(
      `select end_reason as session from sessions where user_id = '${id}' order by id`,
    )[0];
    assert.equal(session, 'password');
  });
});

test('whoever signs in by the old password while it changes is out', async () => {
  const user = await create();
  const waiters = () => Number(database.sql("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"));
  const row = await holdOpen(database.url, `select from users where id = '${user.id}' for no key update`);
  const entered = signIn(sauda.url, user);
  await waitFor(() => waiters() === 1, 'the sign-in waits for the row');
  const changed = patch(user.id, { password: OTHER_PASSWORD });
  await waitFor(() => waiters() === 2, 'the change waits behind it');
  await row.release();
  await ok(changed);
  const { refresh_token } = await entered;
  assertError(await request(sauda.url, 'POST', '/api/auth/refresh', { json: { refresh_token } }), 401, 'unauthorized');
});

describe('a removed user', () => {
  test('stays in the list, and may act no more', async () => {
    const { id, email } = await create();
    const { refresh_token } = await signIn(sauda.url, { email });
    const reply = await api('DELETE', `/${id}`);
    assertReply(byId.usersDelete, reply);
    assert.equal(reply.status, 204);
    assert.equal((await get(id)).is_active, false);
    assert.equal((await api('DELETE', `/${id}`)).status, 204, 'once more changes nothing');
    assert.equal((await get(id)).revision, 2);
    assertError(await request(sauda.url, 'POST', '/api/auth/refresh', { json: { refresh_token } }), 401);
    assertError(await login(sauda.url, email), 401, 'invalid_credentials');
    assertTaken(await api('POST', '', { json: person({ email }) }), 'email');
    await ok(patch(id, { is_active: true }));
    await signIn(sauda.url, { email });
    assertError(await request(sauda.url, 'POST', '/api/auth/refresh', { json: { refresh_token } }), 401);
  });

  test('with a new password in the same change is blocked all the same', async () => {
    const { id, email } = await create();
    await signIn(sauda.url, { email });
    await ok(patch(id, { is_active: false, password: OTHER_PASSWORD }));
    assert.deepEqual(database.rows(`select end_reason from sessions where user_id = '${id}'`), [
      { end_reason: 'blocked' },
    ]);
    assert.equal((await login(sauda.url, email, OTHER_PASSWORD)).status, 401);
  });
});

describe('the last admin', () => {
  const takings = {
    'another role': (id) => patch(id, { role: 'office' }),
    'a block': (id) => patch(id, { is_active: false }),
    'a removal': (id) => api('DELETE', `/${id}`),
  };

  for (const [what, take] of Object.entries(takings)) {
    test(`is safe from ${what}`, async () => {
      const { id } = team.admin;
      assertError(await take(id), 409, 'last_admin');
      await ok(api('POST', '/invite', { json: { email: newEmail(), role: 'admin' } }), 201);
      assertError(await take(id), 409, 'last_admin');
      const second = await create({ role: 'admin' });
      await ok(patch(second.id, { is_active: false }));
      assertError(await take(id), 409, 'last_admin');
      await ok(patch(second.id, { is_active: true }));
      assert.ok((await take(id)).status < 300, 'another one who can sign in remains');
      team.admin = { ...second, orgId: team.id, epoch: 2 }; // the block has voided tokens of the first
      assertError(await take(second.id), 409, 'last_admin');
    });
  }

  test('may change what is no right, and may go where nobody could sign in anyway', async () => {
    await ok(patch(team.admin.id, { full_name: 'Главный', role: 'admin', is_active: true }));
    const { user } = await ok(api('POST', '/invite', { json: { email: newEmail(), role: 'admin' } }), 201);
    assert.equal((await api('DELETE', `/${user.id}`)).status, 204, 'somebody who never came is missed by nobody');
  });

  test('remains when two admins take each other’s rights at once', async () => {
    for (let round = 0; round < 8; round++) {
      const pair = [team.admin, { ...(await create({ role: 'admin' })), orgId: team.id }];
      const replies = await Promise.all(
        pair.map((by, i) => api('PATCH', `/${pair[1 - i].id}`, { json: { role: 'employee' }, by })),
      );
      const states = replies.map((r) => r.status).sort();
      // the loser is refused by the rule; or, when he came much later, because he is no admin any more
      assert.ok(['200,409', '200,401', '200,403'].includes(states.join()), states.join());
      const admins = database.rows(
        `select id from users
         where org_id = '${team.id}' and role = 'admin' and is_active and password_hash is not null`,
      );
      assert.equal(admins.length, 1);
      team = makeTeam(database);
    }
  });
});

describe('an invitation', () => {
  const invite = (json, options) => api('POST', '/invite', { json, ...options });
  const tokenOf = (invitation) => invitation.invite_url.split('#token=')[1];
  const accept = (invitation, password = PASSWORD) =>
    request(sauda.url, 'POST', '/api/auth/accept-invite', { json: { token: tokenOf(invitation), password } });

  test('makes a user who is waited for, and a link that is good for seven days', async () => {
    const email = newEmail();
    const reply = await invite({ email, role: 'promoter', full_name: 'Гүлнар', language: 'kk' });
    assertReply(byId.usersInvite, reply);
    const { user, invite_url, expires_at, is_mailed } = await ok(reply, 201);
    assert.deepEqual(
      [user.email, user.role, user.full_name, user.language, user.is_invited, user.is_active],
      [email, 'promoter', 'Гүлнар', 'kk', true, true],
    );
    assert.match(invite_url, /^https:\/\/sauda\.example\.kz\/accept-invite#token=[\w-]{43}$/);
    const days = (new Date(expires_at) - Date.now()) / 86_400_000;
    assert.ok(days > 6.99 && days < 7.01, expires_at);
    assert.equal(is_mailed, true, 'into a file');
    const [link] = database.rows(
      `select kind, encode(hash, 'hex') as hash, due_at from mail_links where user_id = '${user.id}'`,
    );
    assert.equal(link.hash, createHash('sha256').update(tokenOf({ invite_url })).digest('hex'));
    assert.equal(link.kind, 'invite');
    assert.equal((await login(sauda.url, email)).status, 401);
    await ok(accept({ invite_url }));
    assert.equal((await get(user.id)).is_invited, false);
    await signIn(sauda.url, { email });
  });

  test('says so where no mail goes out', async () => {
    const env = { ...SIGN_IN, ...SETTINGS, APP_ENV: 'prod', DATABASE_URL: database.url };
    const other = await startSauda({ env });
    const json = { email: newEmail(), role: 'employee' };
    const reply = await request(other.url, 'POST', '/api/users/invite', { json, headers: as(team.admin) });
    assert.equal((await ok(reply, 201)).is_mailed, false);
    await other.stop();
  });

  test('needs no name', async () => {
    const email = newEmail();
    const { user } = await ok(invite({ email, role: 'employee' }), 201);
    assert.equal(user.full_name, email.split('@')[0]);
    assert.equal(user.language, 'ru');
  });

  test('is made anew while it is not accepted, and voids the one before', async () => {
    const email = newEmail();
    const first = await ok(invite({ email, role: 'employee', full_name: 'Гүлнар' }), 201);
    const second = await ok(invite({ email: email.toUpperCase(), role: 'manager' }), 201);
    assert.equal(second.user.id, first.user.id);
    assert.deepEqual([second.user.role, second.user.full_name, second.user.email], ['manager', 'Гүлнар', email]);
    assert.notEqual(second.invite_url, first.invite_url);
    assertError(await accept(first), 422, 'link_invalid');
    assert.equal((await api('DELETE', `/${first.user.id}`)).status, 204);
    assertError(await accept(second), 422, 'link_invalid');
    const third = await ok(invite({ email, role: 'office', full_name: 'Гүлнар С.' }), 201);
    assert.deepEqual([third.user.is_active, third.user.full_name], [true, 'Гүлнар С.']);
    await ok(accept(third));
    assertTaken(await invite({ email, role: 'office' }), 'email');
  });

  test('is mailed three times an hour at most, whoever invites', async () => {
    const email = newEmail();
    const mailed = async (to = email, by = team.admin) => (await ok(invite({ email: to, role: 'employee' }, { by }), 201)).is_mailed;
    const first = await ok(invite({ email, role: 'employee' }), 201);
    assert.deepEqual([first.is_mailed, await mailed(), await mailed(), await mailed(newEmail())], [true, true, true, true]);
    const fourth = await ok(invite({ email, role: 'employee' }), 201);
    assert.equal(fourth.is_mailed, false);
    assert.deepEqual(database.rows(`select due_at from mail_links where user_id = '${first.user.id}' and used_at is null`), [{ due_at: null }]);
    await ok(accept(fourth)); // handed over otherwise, the link is as good
    await ok(patch(first.user.id, { email: newEmail() }));
    assert.equal(await mailed(email, makeTeam(database, 'Чужие').admin), false, 'the address is what counts');
  });

  test('is void when the address changes, or a password is set otherwise', async () => {
    for (const change of [{ email: newEmail() }, { password: PASSWORD }]) {
      const made = await ok(invite({ email: newEmail(), role: 'employee' }), 201);
      await ok(patch(made.user.id, { full_name: 'Гүлнар', email: made.user.email }));
      await ok(patch(made.user.id, change));
      assertError(await accept(made, OTHER_PASSWORD), 422, 'link_invalid');
    }
    const kept = await ok(invite({ email: newEmail(), role: 'employee' }), 201);
    await ok(patch(kept.user.id, { full_name: 'Гүлнар', email: kept.user.email, role: 'manager' }));
    await ok(accept(kept));
  });

  test('is not for those who are here, nor for those elsewhere', async () => {
    const stranger = makeTeam(database, 'Чужие');
    const waiting = await ok(invite({ email: newEmail(), role: 'employee' }, { by: stranger.admin }), 201);
    for (const { email } of [team.employee, stranger.employee, waiting.user]) {
      assertTaken(await invite({ email, role: 'admin' }), 'email');
    }
    assert.equal((await get(team.employee.id)).role, 'employee');
    await ok(accept(waiting));
    assertError(await invite({ email: newEmail(), role: 'employee' }, { by: team.office }), 403, 'forbidden');
  });

  test('sent many times at once leaves one user and one link', async () => {
    const email = newEmail();
    const made = await Promise.all(
      Array.from({ length: 6 }, () => ok(invite({ email, role: 'employee', full_name: 'Гүлнар' }), 201)),
    );
    assert.equal(new Set(made.map((m) => m.user.id)).size, 1);
    const states = [];
    for (const invitation of made) {
      states.push((await accept(invitation)).status);
    }
    assert.deepEqual(states.sort(), [200, 422, 422, 422, 422, 422]);
  });
});

describe('the audit log', () => {
  test('has each change of a user, with what was before and from whom', async () => {
    const { id } = await create({ full_name: 'До', role: 'employee' });
    await ok(patch(id, { full_name: 'После', role: 'manager' }));
    await ok(patch(id, { password: OTHER_PASSWORD }));
    await ok(patch(id, { full_name: 'После' }));
    assert.equal((await api('DELETE', `/${id}`)).status, 204);
    const events = await eventsOf(id);
    assert.deepEqual(
      events.map((e) => [e.action, e.changed, e.before]),
      [
        ['created', [], null],
        ['updated', ['role', 'full_name'], { role: 'employee', full_name: 'До' }],
        ['updated', ['password'], {}],
        ['updated', ['is_active'], { is_active: true }],
      ],
    );
    assert.deepEqual([events[1].data.full_name, events[1].data.role], ['После', 'manager']);
    for (const event of events) {
      assert.deepEqual([event.actor, event.actor_name, event.actor_kind], [team.admin.id, 'admin Команда', 'user']);
    }
  });

  test('has each invitation', async () => {
    const email = newEmail();
    const json = { email, role: 'employee' };
    const { user } = await ok(api('POST', '/invite', { json }), 201);
    await ok(api('POST', '/invite', { json }), 201);
    const events = await eventsOf(user.id);
    assert.deepEqual(
      events.map((e) => e.action),
      ['created', 'invited', 'invited'],
    );
    assert.equal(events[1].data.email, email);
    assert.equal(events[2].actor, team.admin.id);
  });
});
