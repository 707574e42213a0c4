// SPDX-License-Identifier: MIT
// Mails, from the row that waits to the message that arrives: what they say, to whom, over what kind of connection; and
// what happens when the mail server, or one of ours, does not do its part.
import assert from 'node:assert/strict';
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { issue, makeAuthority } from '../support/certificates.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { PATIENCE_MS, waitFor } from '../support/patience.mjs';
import { SECRET_KEY, SIGN_IN, makeTeam } from '../support/people.mjs';
import { createDatabase } from '../support/postgres.mjs';
import { runSauda, startSauda, temporaryFolder } from '../support/sauda.mjs';
import { parseMessage, startSmtp } from '../support/smtp.mjs';

const USER = 'mailer@oppo.kz';
const PASSWORD = 'p@ss/w:rd%-of-the-server';
const PUBLIC_URL = 'https://sauda.example.kz/app';
const ENV = {
  ...SIGN_IN,
  PUBLIC_URL,
  MAIL_FROM: 'Сауда <sauda@mail.example.kz>',
  LOG_LEVEL: 'debug',
};

const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
const tokenOf = (id) => hmac(hmac(SECRET_KEY, 'mail'), id).toString('base64url');
const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

/** Puts a mail into the queue, as the handlers do; its id. */
function enqueue(database, user, { kind = 'reset', lifeS = 3600 } = {}) {
  const id = randomUUID();
  const hash = createHash('sha256').update(tokenOf(id)).digest('hex');
  database.sql(`
    insert into mail_links (org_id, id, user_id, kind, hash, expires_at)
    values ('${user.orgId}', '${id}', '${user.id}', '${kind}', '\\x${hash}', now() + interval '${lifeS} s')`);
  return id;
}

const linkOf = (database, id) =>
  database.rows(`select due_at, extract(epoch from due_at - now())::float as due_s, tries, mailed_at, problem
                 from mail_links where id = '${id}'`)[0];

/** The row of the link, once it is as `isSo` says. */
function linkWhen(database, id, isSo) {
  let link;
  const look = () => {
    link = linkOf(database, id);
    return isSo(link) && link;
  };
  return waitFor(look, () => `still ${JSON.stringify(link)}`);
}

const isMailed = (link) => link.mailed_at !== null;
const isPutOff = (link) => link.problem !== null && link.due_at !== null;
const isGivenUp = (link) => link.problem !== null && link.due_at === null;
const dueNow = (database, id) => database.sql(`update mail_links set due_at = now() where id = '${id}'`);

/** No log may have what opens a door. */
function assertKeepsSecrets(sauda, ids = []) {
  for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), SECRET_KEY, ...ids.map(tokenOf)]) {
    assert.ok(!(sauda.out + sauda.err).includes(secret), 'a secret stands in the log');
  }
}

after(closeConnections);

describe('a mail', () => {
  let smtp;
  let sauda;
  let team;

  before(async () => {
    smtp = await startSmtp({ user: USER, password: PASSWORD });
    sauda = await startSauda({ env: { ...ENV, SMTP_URL: smtp.url() } });
    team = makeTeam(sauda.database, 'ТОО «Ёлка» & Қазына');
  });
  after(async () => {
    await sauda?.stop();
    await smtp?.close();
  });

  const WORDS = {
    ru: { reset: [/Новый пароль/, /попросил задать новый пароль/], invite: [/Приглашение в Sauda: ТОО/, /Вас пригласили/] },
    kk: { reset: [/жаңа құпиясөз/, /жаңа құпиясөз орнатуды сұрады/], invite: [/шақыру: ТОО/, /ұйымына шақырды/] },
    en: { reset: [/New password/, /asked for a new password/], invite: [/Invitation to Sauda: ТОО/, /You are invited/] },
  };
  const people = { ru: 'admin', kk: 'office', en: 'manager' };

  for (const [language, kinds] of Object.entries(WORDS)) {
    for (const [kind, [subject, words]] of Object.entries(kinds)) {
      test(`${kind} in ${language}`, async () => {
        const user = team[people[language]];
        smtp.messages = [];
        sauda.database.sql(`update users set language = '${language}' where id = '${user.id}'`);
        const id = enqueue(sauda.database, user, { kind });
        const { from, to, headers, text, link, token, lines } = await smtp.messageTo(user.email);

        assert.equal(from, 'sauda@mail.example.kz');
        assert.deepEqual(to, [user.email]);
        assert.equal(headers.from, 'Сауда <sauda@mail.example.kz>');
        assert.equal(headers.to, `<${user.email}>`);
        assert.match(headers.subject, subject);
        assert.match(text, words);
        assert.ok(text.includes('ТОО «Ёлка» & Қазына') && text.includes(user.email));
        assert.equal(headers['message-id'], `<${id}@mail.example.kz>`);
        assert.equal(headers['auto-submitted'], 'auto-generated');
        assert.equal(headers['mime-version'], '1.0');
        assert.equal(headers['content-type'], 'text/plain; charset=utf-8');
        assert.ok(Math.abs(Date.parse(headers.date) - Date.now()) < 600_000, headers.date);
        assert.ok(lines.every((line) => line.length <= 78 && /^[\x20-\x7e]*$/.test(line)), 'lines of any mail server');

        assert.equal(link, `${PUBLIC_URL}/${kind === 'reset' ? 'reset-password' : 'accept-invite'}#token=${token}`);
        const hash = createHash('sha256').update(token).digest('hex');
        assert.equal(sauda.database.sql(`select encode(hash, 'hex') from mail_links where id = '${id}'`), hash);

        const row = await linkWhen(sauda.database, id, isMailed);
        assert.deepEqual([row.due_at, row.tries, row.problem], [null, 1, null]);
        assertKeepsSecrets(sauda, [id]);
      });
    }
  }

  test('says until when the link is good, in the time of the organisation', async () => {
    const user = team.supervisor;
    sauda.database.sql(`update users set language = 'en' where id = '${user.id}'`);
    const id = enqueue(sauda.database, user, { kind: 'invite', lifeS: 7 * 86_400 });
    const { text } = await smtp.messageTo(user.email);
    const until = sauda.database.sql(
      `select to_char(expires_at at time zone 'Asia/Almaty', 'YYYY-MM-DD HH24:MI') from mail_links where id = '${id}'`,
    );
    assert.ok(text.includes(`good until ${until} (Asia/Almaty)`), text);
  });

  test('has no headers but ours, whatever the names are', async () => {
    const { promoter } = team;
    const name = `x\r\nBcc: everybody@oppo.kz\r\n\r\nhttp://elsewhere.kz ${'Ы'.repeat(150)}`;
    const other = makeTeam(sauda.database);
    sauda.database.sql(`update organizations set name = ${quoted(name)} where id = '${other.id}'`);
    sauda.database.sql(`update users set full_name = ${quoted(name)} where id = '${promoter.id}'`);
    enqueue(sauda.database, other.promoter, { kind: 'invite' });
    enqueue(sauda.database, promoter, { kind: 'invite' });
    for (const user of [other.promoter, promoter]) {
      const { to, headers, lines, text } = await smtp.messageTo(user.email);
      assert.deepEqual(to, [user.email]);
      assert.equal(headers.bcc, undefined);
      assert.ok(lines.every((line) => line.length <= 78));
      assert.doesNotMatch(text, /^(Bcc|http:)/m);
      assert.doesNotMatch(text, /Ы{120}/);
    }
  });

  test('to an address that would say more to the server than an address does is given up', async () => {
    const { employee } = team;
    sauda.database.sql(`update users set email = 'a@b.kz>' || chr(13) || chr(10) || 'RCPT TO:<c@d.kz' where id = '${employee.id}'`);
    const before = smtp.connections;
    const id = enqueue(sauda.database, employee);
    const link = await linkWhen(sauda.database, id, isGivenUp);
    assert.match(link.problem, /address/);
    assert.equal(smtp.connections, before);
  });

  test('for a link that is used, out of time, or of somebody blocked is not sent', async () => {
    const other = makeTeam(sauda.database);
    sauda.database.sql(`update users set is_active = false where id = '${other.manager.id}'`);
    const ids = [
      enqueue(sauda.database, other.manager),
      enqueue(sauda.database, other.office, { lifeS: 0 }),
      enqueue(sauda.database, other.admin, { lifeS: -60 }),
    ];
    sauda.database.sql(`update mail_links set used_at = now() where id = '${ids[1]}'`);
    for (const id of ids) {
      assert.match((await linkWhen(sauda.database, id, isGivenUp)).problem, /no more use/);
    }
    assert.ok(smtp.messages.every(({ to }) => !to[0].endsWith(other.admin.email.split('@')[1])));
  });

  test('comes soon after the request for it', async () => {
    const other = makeTeam(sauda.database);
    const began = Date.now();
    const reply = await request(sauda.url, 'POST', '/api/auth/reset-password/request', { json: { email: other.manager.email } });
    assert.equal(reply.status, 202, reply.text);
    const { token } = await smtp.messageTo(other.manager.email);
    assert.ok(Date.now() - began < PATIENCE_MS, `${Date.now() - began} ms`);
    const confirm = await request(sauda.url, 'POST', '/api/auth/reset-password/confirm', {
      json: { token, password: 'Another.Horse-2' },
    });
    assert.ok(confirm.status < 300, confirm.text);
    assertKeepsSecrets(sauda);
    assert.ok(!sauda.err.includes(token));
  });
});

describe('the connection', () => {
  let smtp;
  let sauda;
  afterEach(async () => {
    await sauda?.stop();
    await smtp?.close();
    sauda = undefined;
  });

  async function tryMail(options, urlOptions, env = {}) {
    smtp = await startSmtp(options);
    sauda = await startSauda({ env: { ...ENV, ...env, SMTP_URL: smtp.url(urlOptions) } });
    const user = makeTeam(sauda.database).admin;
    return { user, id: enqueue(sauda.database, user) };
  }

  test('is secured where the server offers it, and only then the password is told', async () => {
    const { user } = await tryMail({ offersStartTls: true, user: USER, password: PASSWORD });
    const message = await smtp.messageTo(user.email);
    assert.equal(message.isSecure, true);
    assert.equal(message.user, USER);
    const verbs = smtp.commands.map((line) => line.split(' ')[0]);
    assert.ok(verbs.indexOf('STARTTLS') < verbs.indexOf('AUTH') && verbs.indexOf('STARTTLS') > 0, verbs.join(' '));
  });

  test('is secure from the start with smtps', async () => {
    const { user } = await tryMail({ isTls: true, user: USER, password: PASSWORD, mechanisms: 'LOGIN' });
    const message = await smtp.messageTo(user.email);
    assert.equal(message.isSecure, true);
    assert.equal(message.user, USER);
  });

  // 0.0.0.0 leads to this machine too, but is no name for it: what holds for any other host holds there.
  test('to another machine is secure or not at all', async () => {
    const { id } = await tryMail({ user: USER, password: PASSWORD }, { host: '0.0.0.0' });
    const link = await linkWhen(sauda.database, id, isPutOff);
    assert.match(link.problem, /STARTTLS/);
    assert.ok(smtp.commands.every((line) => !line.startsWith('AUTH')), 'the password was told');
  });

  test('to another machine needs a certificate that somebody vouches for', async () => {
    for (const options of [{ offersStartTls: true }, { isTls: true }]) {
      const { id } = await tryMail({ ...options, user: USER, password: PASSWORD }, { host: '0.0.0.0' });
      const link = await linkWhen(sauda.database, id, isPutOff);
      assert.match(link.problem, /no secure connection.*certificate/);
      assert.ok(smtp.commands.every((line) => !line.startsWith('AUTH')), 'the password was told');
      await sauda.stop();
      await smtp.close();
    }
    sauda = undefined;
  });

  describe('to another machine, where its authority is trusted', () => {
    const authority = makeAuthority();
    const SSL_CERT_FILE = join(temporaryFolder(), 'authority.pem');
    writeFileSync(SSL_CERT_FILE, authority.cert);
    const tryCertificate = (certificate, kind) =>
      tryMail({ [kind]: true, certificate, user: USER, password: PASSWORD }, { host: '0.0.0.0' }, { SSL_CERT_FILE });

    for (const kind of ['offersStartTls', 'isTls']) {
      test(`is made (${kind})`, async () => {
        const { user } = await tryCertificate(issue(authority), kind);
        const message = await smtp.messageTo(user.email);
        assert.equal(message.isSecure, true);
        assert.equal(message.user, USER);
      });

      const strangers = {
        'with the certificate of another name': () => issue(authority, 'DNS:mail.example.kz,IP:127.0.0.1'),
        'with a certificate of another authority': () => issue(makeAuthority()),
      };
      for (const [what, certificate] of Object.entries(strangers)) {
        test(`is not made to one ${what} (${kind})`, async () => {
          const { id } = await tryCertificate(certificate(), kind);
          const link = await linkWhen(sauda.database, id, isPutOff);
          assert.match(link.problem, /no secure connection/);
          assert.ok(smtp.commands.every((line) => !/^(AUTH|MAIL)/.test(line)), 'the password was told');
          assert.equal(smtp.tries.length, 0);
        });
      }
    }
  });

  test('with a wrong password puts the mail off, and tells nobody the password', async () => {
    const { id } = await tryMail({ user: USER, password: 'another' }, { password: PASSWORD });
    const link = await linkWhen(sauda.database, id, isPutOff);
    assert.match(link.problem, /name and password of SMTP_URL/);
    assert.ok(!link.problem.includes(PASSWORD));
    assertKeepsSecrets(sauda, [id]);
  });
});

describe('a mail server that', () => {
  let smtp;
  let sauda;
  let people;

  before(async () => {
    smtp = await startSmtp({ user: USER, password: PASSWORD });
    sauda = await startSauda({ env: { ...ENV, SMTP_URL: smtp.url() } });
  });
  beforeEach(() => {
    people = makeTeam(sauda.database);
    smtp.fault = undefined;
    smtp.tries = [];
  });
  after(async () => {
    await sauda?.stop();
    await smtp?.close();
  });

  /** Sends under a fault, looks at what is noted, then lets the server be well and the next try be due. */
  async function putOffThenSent(fault, problem) {
    const user = people.manager;
    smtp.fault = fault;
    const id = enqueue(sauda.database, user);
    const link = await linkWhen(sauda.database, id, isPutOff);
    assert.match(link.problem, problem);
    assert.equal(link.tries, 1);
    assert.ok(link.due_s > 20 && link.due_s <= 30, `due in ${link.due_s} s`);
    smtp.fault = undefined;
    dueNow(sauda.database, id);
    const message = await smtp.messageTo(user.email);
    assert.equal(message.headers['message-id'], `<${id}@mail.example.kz>`);
    assert.equal((await linkWhen(sauda.database, id, isMailed)).tries, 2);
    assertKeepsSecrets(sauda, [id]);
  }

  test('is busy gets it later', () => putOffThenSent('busy', /says 421 4\.3\.2/));
  test('wants it later gets it later', () => putOffThenSent('greylist', /says 450 4\.2\.0 not yet$/));
  test('hangs up in the middle gets it later', () => putOffThenSent('cut', /broke off/));

  test('is away gets it later', async () => {
    await smtp.close();
    const id = enqueue(sauda.database, people.manager);
    assert.match((await linkWhen(sauda.database, id, isPutOff)).problem, /could not connect.*refused/i);
    await smtp.open();
    dueNow(sauda.database, id);
    await smtp.messageTo(people.manager.email);
  });

  test('is slow gets it all the same', async () => {
    smtp.fault = 'slow';
    enqueue(sauda.database, people.manager);
    await smtp.messageTo(people.manager.email);
  });

  test('knows no such mailbox is believed', async () => {
    smtp.fault = 'unknown';
    const id = enqueue(sauda.database, people.manager);
    const link = await linkWhen(sauda.database, id, isGivenUp);
    assert.match(link.problem, /says 550-5\.1\.1 no such mailbox$/);
    assert.deepEqual([link.tries, link.mailed_at], [1, null]);
  });

  test('refuses what the mail says is believed, but not quoted', async () => {
    smtp.fault = 'content';
    const id = enqueue(sauda.database, people.manager);
    const link = await linkWhen(sauda.database, id, isGivenUp);
    assert.match(link.problem, /says 554 5\.7\.1/);
    assertKeepsSecrets(sauda, [id]);
    assert.ok(!link.problem.includes(tokenOf(id)));
  });

  test('is asked ever more seldom, until the link is out of time', async () => {
    smtp.fault = 'greylist';
    const id = enqueue(sauda.database, people.manager, { lifeS: 3 * 3600 });
    for (const [tries, pause] of [30, 120, 600, 1800, 7200, 7200].entries()) {
      const link = await linkWhen(sauda.database, id, (l) => l.tries === tries + 1 && l.problem !== null && l.due_s < 7201 && l.due_s > pause - 15);
      assert.ok(link.due_s <= pause, `after ${tries + 1} tries in ${link.due_s} s`);
      sauda.database.sql(`update mail_links set problem = null, due_at = now() where id = '${id}'`);
    }
    sauda.database.sql(`update mail_links set expires_at = now() + interval '60 s', due_at = now() where id = '${id}'`);
    await linkWhen(sauda.database, id, isGivenUp);
    assert.equal(smtp.messages.filter(({ to }) => to.includes(people.manager.email)).length, 0);
  });

  test('hangs holds up neither calls to others nor the end of the program', async () => {
    const other = await startSauda({ env: { ...ENV, SMTP_URL: smtp.url(), AUTH_REQUIRED: 'false' } });
    const user = makeTeam(other.database).admin;
    smtp.fault = 'hang';
    const id = enqueue(other.database, user);
    while (!smtp.tries.length) {
      await sleep(20);
    }
    const json = { name: 'Self', platform: 'olx', api_url: other.url };
    const module = await request(other.url, 'POST', '/api/modules', { json });
    assert.equal(module.status, 201, module.text);
    const began = Date.now();
    const check = await request(other.url, 'GET', `/api/modules/${module.json.id}/health`);
    assert.equal(check.status, 200, check.text);
    assert.equal(check.json.is_healthy, true, check.text);
    assert.ok(Date.now() - began < 8000, `a check took ${Date.now() - began} ms`);
    const stopping = Date.now();
    await other.stop();
    assert.ok(Date.now() - stopping < 20_000, `the end took ${Date.now() - stopping} ms`);
    const link = linkOf(other.database, id);
    assert.equal(link.mailed_at, null);
    assert.notEqual(link.due_at, null, 'it is lost');
  });

  test('does not answer QUIT has the mail, and it is noted as sent', async () => {
    smtp.fault = 'no goodbye';
    const id = enqueue(sauda.database, people.manager);
    await smtp.messageTo(people.manager.email);
    assert.equal((await linkWhen(sauda.database, id, isMailed)).tries, 1);
  });
});

describe('several processes', () => {
  let smtp;
  const processes = [];
  afterEach(async () => {
    for (const sauda of processes.splice(0)) {
      await sauda.stop();
    }
    await smtp?.close();
  });

  async function start(options) {
    processes.push(await startSauda(options));
    return processes.at(-1);
  }

  test('send each mail once', async () => {
    smtp = await startSmtp();
    const first = await start({ env: { ...ENV, SMTP_URL: smtp.url() } });
    const { database } = first;
    const second = await start({ env: { ...ENV, SMTP_URL: smtp.url(), DATABASE_URL: database.url } });
    const teams = Array.from({ length: 7 }, () => makeTeam(database));
    const ids = teams.flatMap((team) => Object.values(team).filter((user) => user.email).map((user) => enqueue(database, user)));
    assert.equal(ids.length, 42);
    for (const id of ids) {
      await linkWhen(database, id, isMailed);
    }
    const got = smtp.messages.map(({ raw }) => parseMessage(raw).headers['message-id'].slice(1, 37));
    assert.deepEqual(got.toSorted(), ids.toSorted());
    for (const sauda of [first, second]) {
      assert.match(sauda.err, /is sent/, 'one of them did nothing');
    }
  });

  test('send what one that was killed had begun', async () => {
    smtp = await startSmtp();
    const first = await startSauda({ env: { ...ENV, SMTP_URL: smtp.url() } });
    const { database } = first;
    const user = makeTeam(database).admin;
    smtp.fault = 'hang';
    const id = enqueue(database, user);
    while (!smtp.tries.length) {
      await sleep(20);
    }
    await first.kill('SIGKILL');
    smtp.fault = undefined;
    await start({ env: { ...ENV, SMTP_URL: smtp.url(), DATABASE_URL: database.url } });
    const claimed = linkOf(database, id);
    assert.ok(claimed.due_s > 30 && claimed.due_s <= 120, `claimed for ${claimed.due_s} s`);
    await sleep(1500);
    assert.equal(smtp.messages.length, 0, 'the claim did not hold');
    dueNow(database, id); // two minutes later
    await smtp.messageTo(user.email);
    await linkWhen(database, id, isMailed);
  });

  test('without a server leave mails to those that have one', async () => {
    smtp = await startSmtp();
    const without = await start({ env: { ...ENV, APP_ENV: 'prod' } });
    const { database } = without;
    const user = makeTeam(database).admin;
    const id = enqueue(database, user);
    await without.waitFor(/SMTP_URL is not set/);
    await sleep(1500);
    assert.deepEqual([linkOf(database, id).tries, linkOf(database, id).problem], [0, null]);
    await start({ env: { ...ENV, SMTP_URL: smtp.url(), DATABASE_URL: database.url } });
    await smtp.messageTo(user.email);
  });
});

describe('without a mail server, in development', () => {
  test('mails are files that only their owner reads, and the log has the path alone', async () => {
    const dataDir = join(temporaryFolder(), 'data');
    const sauda = await startSauda({ env: { ...ENV, APP_ENV: 'dev', DATA_DIR: dataDir } });
    const user = makeTeam(sauda.database).admin;
    const id = enqueue(sauda.database, user, { kind: 'invite' });
    const [, path] = await sauda.waitFor(/mail +written to (\S+\.eml)/);
    await linkWhen(sauda.database, id, isMailed);
    assert.equal(statSync(join(dataDir, 'mail')).mode & 0o777, 0o700);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(join(dataDir, 'mail')), [path.slice(path.lastIndexOf('/') + 1)]);
    const raw = readFileSync(path, 'latin1');
    const { headers, token, text } = parseMessage(raw);
    assert.match(path, new RegExp(`/\\d{8}T\\d{6}Z-${id}\\.eml$`));
    assert.equal(headers.to, `<${user.email}>`);
    assert.match(text, /Вас пригласили/);
    assert.equal(token, tokenOf(id));
    assert.ok(readFileSync(path, 'utf8').includes(`#token=${token}`), 'the link cannot be read as it stands');
    assertKeepsSecrets(sauda, [id]);
    await sauda.stop();
  });

  test('a folder that cannot be made is a problem that passes', async () => {
    const dataDir = temporaryFolder();
    chmodSync(dataDir, 0o700);
    const sauda = await startSauda({ env: { ...ENV, DATA_DIR: join(dataDir, 'no', 'such') } });
    const id = enqueue(sauda.database, makeTeam(sauda.database).admin);
    const link = await linkWhen(sauda.database, id, isPutOff);
    assert.match(link.problem, /No such file or directory/);
    assert.ok(!existsSync(join(dataDir, 'no')));
    await sauda.stop();
  });
});

describe('the doctor', () => {
  let database;
  before(async () => {
    database = await createDatabase();
  });

  async function examine(env, dataDir = temporaryFolder()) {
    const { out } = await runSauda(['doctor'], { env: { ...ENV, DATABASE_URL: database.url, ...env }, dataDir });
    return out;
  }

  test('says that mails can be sent, or why not', async () => {
    const smtp = await startSmtp({ offersStartTls: true, user: USER, password: PASSWORD });
    const well = await examine({ SMTP_URL: smtp.url() });
    assert.match(well, /^ok +mail +/m);
    assert.ok(!well.includes(encodeURIComponent(PASSWORD)));
    assert.equal(smtp.messages.length, 0);

    const wrong = await examine({ SMTP_URL: smtp.url({ password: 'wrong-one' }) });
    assert.match(wrong, /^WRONG +mail .*name and password of SMTP_URL/m);
    assert.ok(!wrong.includes('wrong-one'));
    await smtp.close();
    assert.match(await examine({ SMTP_URL: smtp.url() }), /^WRONG +mail .*could not connect/m);
    assert.match(await examine({ SMTP_URL: 'smtp://user:hunter2@mail.test:x' }), /^WRONG +mail .*SMTP_URL is not valid/m);
    assert.match(await examine({}), /^ok +mail +.*\.eml/m);
    assert.match(await examine({ APP_ENV: 'prod' }), /^WRONG +mail .*set SMTP_URL/m);
  });

  test('says when mails would come from nowhere, or lead nowhere', async () => {
    const smtp = await startSmtp();
    const env = { SMTP_URL: smtp.url(), MAIL_FROM: '', PUBLIC_URL: '', APP_ENV: 'prod' };
    const out = await examine(env);
    assert.match(out, /^WRONG +mail sender .*set MAIL_FROM/m);
    assert.match(out, /^WRONG +links in mails .*set PUBLIC_URL/m);
    await smtp.close();
  });

  test('says where the secret key is', async () => {
    assert.match(await examine({}), /^ok +secret key +SECRET_KEY/m);
    assert.match(await examine({ SECRET_KEY: '' }), /^ok +secret key +.*first start/m);
    assert.match(await examine({ SECRET_KEY: '', APP_ENV: 'prod' }), /^WRONG +SECRET_KEY/m);
    const dataDir = temporaryFolder();
    writeFileSync(join(dataDir, 'secret_key'), `${SECRET_KEY}\n`, { mode: 0o600 });
    assert.match(await examine({ SECRET_KEY: '' }, dataDir), /^ok +secret key +kept in .*secret_key$/m);
    chmodSync(join(dataDir, 'secret_key'), 0o644);
    assert.match(await examine({ SECRET_KEY: '' }, dataDir), /^WRONG +secret key .*chmod 600/m);
  });
});
