// SPDX-License-Identifier: MIT
// Registering: a new organisation with its first admin; the e-mails of ADMIN_USERS; how much can be asked.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import { cookieOf, login, waitOf } from '../support/accounts.mjs';
import { assertError, assertField, assertReply, operations } from '../support/contract.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { PASSWORD, SIGN_IN, bearer, makeTeam, signIn } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';
import { startSmtp } from '../support/smtp.mjs';

const { authRegister } = Object.fromEntries(operations.map((op) => [op.id, op]));
const ADMIN_USERS = 'boss@oppo.kz, Second.Boss@Oppo.kz';

let open;
let closed;
let database;

before(async () => {
  open = await startSauda({ env: { ...SIGN_IN, ADMIN_USERS } });
  database = open.database;
  closed = await startSauda({ env: { ...SIGN_IN, ADMIN_USERS, ENABLE_REGISTRATION: 'false' } });
});
after(async () => {
  closeConnections();
  await open?.stop();
  await closed?.stop();
});
beforeEach(() => database.sql('delete from login_failures'));

const someone = (more = {}) => ({
  email: `${randomUUID().slice(0, 8)}@new.kz`,
  password: PASSWORD,
  full_name: 'Жаңа Адам',
  organization_name: 'ТОО «Жаңа»',
  ...more,
});
const register = (json, { url = open.url, headers } = {}) => request(url, 'POST', '/api/auth/register', { json, headers });

async function registered(json, options) {
  const reply = await register(json, options);
  assert.equal(reply.status, 201, reply.text);
  assertReply(authRegister, reply);
  return reply;
}

describe('anybody', () => {
  test('gets an organisation of his own, and is signed in as its admin', async () => {
    const body = someone({ language: 'kk' });
    const { access_token, refresh_token, user } = (await registered(body)).json;
    assert.equal(user.email, body.email);
    assert.equal(user.username, body.email.split('@')[0]);
    assert.equal(user.role, 'admin');
    assert.equal(user.language, 'kk');
    assert.ok(user.last_login_at);
    const me = (await request(open.url, 'GET', '/api/auth/me', { headers: bearer(access_token) })).json;
    assert.equal(me.organization.name, body.organization_name);
    assert.equal(me.organization.language, 'kk');
    assert.match(refresh_token, /^[\w-]{43}$/);
    assert.equal((await signIn(open.url, body)).user.id, user.id);
    const told = database.rows(`select entity, action, actor from events where org_id = '${me.organization.id}' order by id limit 3`);
    assert.deepEqual(told, [
      { entity: 'organization', action: 'created', actor: user.id },
      { entity: 'user', action: 'created', actor: user.id },
      { entity: 'session', action: 'created', actor: user.id },
    ]);
  });

  test('may have the refresh token as a cookie', async () => {
    const reply = await registered(someone({ cookie: true }));
    assert.equal(cookieOf(reply).name, 'sauda_refresh');
    assert.ok(!('refresh_token' in reply.json));
    assertError(await register(someone({ cookie: true }), { headers: { Origin: 'https://evil.example' } }), 403, 'foreign_origin');
  });

  test('needs a name for the organisation and a good password', async () => {
    assertField(await register(someone({ organization_name: undefined })), 'organization_name', 'required');
    assertField(await register(someone({ password: 'password123' })), 'password', 'too_common');
    const body = someone();
    assertField(await register({ ...body, password: body.email }), 'password', 'same_as_email');
    assertField(await register(someone({ email: 'no-address' })), 'email', 'format');
  });

  test('gets a user name of his own where the wished one is taken, also of many at once', async () => {
    const local = `twin${randomUUID().slice(0, 6)}`;
    const made = await Promise.all(Array.from({ length: 4 }, (_, i) => registered(someone({ email: `${local}@n${i}.kz` }))));
    const names = made.map((reply) => reply.json.user.username).sort();
    assert.deepEqual(names, [local, ...[2, 3, 4].map((n) => local + n)]);
  });
});

describe('an e-mail that is taken', () => {
  test('is refused in any case and any organisation', async () => {
    const body = someone();
    await registered(body);
    const error = assertError(await register({ ...body, email: body.email.toUpperCase() }), 409, 'already_exists');
    assert.deepEqual(error.details.fields.map((f) => f.field), ['email']);
    assert.equal(database.sql("select count(*) from organizations where name = 'ТОО «Жаңа»' and id not in (select org_id from users)"), '0');
  });

  test('of two at once one gets it', async () => {
    const body = someone();
    const replies = await Promise.all([register(body), register(body), register(body)]);
    assert.deepEqual(replies.map((reply) => reply.status).sort(), [201, 409, 409]);
    for (const reply of replies.filter((r) => r.status === 409)) {
      const error = assertError(reply, 409, 'already_exists');
      assert.deepEqual(error.details.fields.map((f) => f.field), ['email']);
    }
    assert.equal(database.sql('select count(*) from organizations where id not in (select org_id from users)'), '0');
  });

  test('cannot be asked for without end', async () => {
    const body = someone();
    await registered(body);
    for (let i = 0; i < 20; i++) {
      assertError(await register(body), 409, 'already_exists');
    }
    for (const reply of [await register(body), await register(someone()), await login(open.url, body.email)]) {
      assertError(reply, 429, 'too_many_logins');
      waitOf(reply);
    }
  });
});

describe('where registration is switched off', () => {
  test('nobody registers', async () => {
    assertError(await register(someone(), { url: closed.url }), 403, 'registration_closed');
    const options = await request(closed.url, 'GET', '/api/auth/options');
    assert.equal(options.json.is_registration_open, false);
  });

  test('ADMIN_USERS do: the first makes an organisation, at once or one by one, the others join', async () => {
    const { sql } = closed.database;
    const boss = (email) => register(someone({ email, organization_name: undefined }), { url: closed.url });
    const both = await Promise.all([boss('BOSS@oppo.kz'), boss('second.boss@oppo.kz')]);
    assert.deepEqual(both.map((reply) => reply.status), [201, 201], both.map((reply) => reply.text).join('\n'));
    assert.deepEqual(both.map((reply) => reply.json.user.role), ['admin', 'admin']);
    assert.equal(sql('select count(*) from organizations'), '1');
    assert.equal(sql('select count(distinct org_id) from users'), '1');
    assertError(await boss('boss@oppo.kz'), 409, 'already_exists');
    for (const email of ['oss@oppo.kz', 'boss@oppo.k', 'xboss@oppo.kz', 'boss@oppo.kz.evil.kz']) {
      assertError(await boss(email), 403, 'registration_closed');
    }
  });

  test('ADMIN_USERS join the oldest organisation, whatever they say', async () => {
    const team = makeTeam(database, 'Старейшая');
    database.sql(`update organizations set created_at = '2020-01-01' where id = '${team.id}'`);
    const reply = await registered(someone({ email: 'boss@oppo.kz' }));
    assert.equal(database.sql(`select org_id from users where id = '${reply.json.user.id}'`), team.id);
    assert.equal(database.sql(`select name from organizations where id = '${team.id}'`), 'Старейшая');
  });
});

describe('where mails can be sent', () => {
  let smtp;
  let mailing;

  before(async () => {
    smtp = await startSmtp();
    mailing = await startSauda({ env: { ...SIGN_IN, ADMIN_USERS, SMTP_URL: smtp.url() } });
  });
  after(async () => {
    await mailing?.stop();
    await smtp?.close();
  });
  beforeEach(() => mailing.database.sql('delete from login_failures'));

  const boss = (more) => register(someone({ email: 'boss@oppo.kz', full_name: 'http://evil.kz', ...more }), mailing);
  const accept = (token) => request(mailing.url, 'POST', '/api/auth/accept-invite', { json: { token, password: 'Another.Horse-2' } });

  test('the e-mails of ADMIN_USERS prove themselves, also in an empty installation', async () => {
    const reply = await boss();
    assert.equal(reply.status, 202, reply.text);
    assertReply(authRegister, reply);
    assert.equal(reply.headers['set-cookie'], undefined);
    assertError(await login(mailing.url, 'boss@oppo.kz'), 401, 'invalid_credentials');
    const { token, text } = await smtp.messageTo('boss@oppo.kz');
    assert.doesNotMatch(text, /evil/);
    assert.equal((await boss()).status, 202, 'the real one comes later than a stranger');
    assert.equal((await accept(token)).status, 422, 'a later link makes this one void');
    const links = (await smtp.messagesTo('boss@oppo.kz', 2)).map((message) => message.token);
    const { user } = (await accept(links[1])).json;
    assert.deepEqual([user.email, user.role], ['boss@oppo.kz', 'admin']);
    assertError(await boss(), 409, 'already_exists');
    assert.equal(mailing.database.sql('select count(*) from organizations'), '1');
  });

  test('others need none for an organisation of their own', async () => {
    await registered(someone(), mailing);
  });
});
