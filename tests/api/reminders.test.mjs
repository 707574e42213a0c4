// SPDX-License-Identifier: MIT
// Reminders of tasks that are due: an event for the assignee, a mail where it is wanted, each once, whoever asks at the same
// time and whoever dies meanwhile.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeColleague, makeDeal, makeStages } from '../support/deal_rows.mjs';
import { Feed } from '../support/feed.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { PATIENCE_MS, waitFor } from '../support/patience.mjs';
import { SIGN_IN, accessToken, as, makeTeam } from '../support/people.mjs';
import { createDatabase } from '../support/postgres.mjs';
import { startSauda } from '../support/sauda.mjs';
import { startSmtp } from '../support/smtp.mjs';

const PUBLIC_URL = 'https://sauda.example.kz/app';
const ENV = { ...SIGN_IN, PUBLIC_URL, MAIL_FROM: 'Сауда <sauda@mail.example.kz>', LOG_LEVEL: 'debug' };

after(closeConnections);

const inS = (seconds) => new Date(Date.now() + seconds * 1000).toISOString();

const taskOf = (database, id) => database.rows(`select * from tasks where id = ${id}`)[0];
const eventsOf = (database, id) =>
  database.rows(`select actor, data, changed, owners_after as owners from events
                 where entity = 'task' and action = 'due' and entity_id = '${id}' order by id`);
const waiting = (database) => database.rows('select *, extract(epoch from due_at - now())::float as due_s from reminder_mails order by created_at');
const reminded = (database, id) => waitFor(() => taskOf(database, id).reminded_at, `task ${id} is not reminded of`);

describe('a reminder', () => {
  let smtp;
  let sauda;
  let team;

  before(async () => {
    smtp = await startSmtp();
    sauda = await startSauda({ env: { ...ENV, SMTP_URL: smtp.url() } });
    team = makeTeam(sauda.database, 'ТОО «Ёлка»');
  });
  after(async () => {
    await sauda?.stop();
    await smtp?.close();
  });

  const api = (method, path, json, who = team.admin) =>
    request(sauda.url, method, `/api/tasks${path}`, { headers: as(who), json });

  async function create(json, who) {
    const reply = await api('POST', '', { title: 'Позвонить', ...json }, who);
    assert.equal(reply.status, 201, reply.text);
    return reply.json;
  }

  async function patch(id, json) {
    const reply = await api('PATCH', `/${id}`, json);
    assert.equal(reply.status, 200, reply.text);
    return reply.json;
  }

  test('comes when the task is due, as an event for the assignee', async () => {
    const [his, others, boss] = await Promise.all(
      [team.manager, team.employee, team.supervisor].map((user) =>
        Feed.open(sauda.url, { topics: 'tasks', token: accessToken(user) })),
    );
    await Promise.all([his, others, boss].map((feed) => feed.ready()));
    const began = Date.now();
    const task = await create({ assignee_id: team.manager.id, due_at: inS(1) });
    const frames = await his.until(({ type }) => type === 'task.due');
    assert.ok(Date.now() - began >= 900, 'before its time');
    const due = frames.at(-1);
    assert.deepEqual([due.id, due.actor, due.changed], [task.id, null, []]);
    assert.equal(due.data.title, 'Позвонить');
    assert.equal(due.data.assignee_id, team.manager.id);
    assert.notEqual(due.data.reminded_at, null);
    for (const hidden of ['org_id', 'search_text']) {
      assert.ok(!(hidden in due.data), hidden);
    }
    assert.equal((await boss.until(({ type }) => type === 'task.due')).at(-1).id, task.id);
    assert.deepEqual((await others.during(500)).filter(({ id }) => id === task.id), []);
    const now = (await api('GET', `/${task.id}`)).json;
    assert.notEqual(now.reminded_at, null);
    assert.deepEqual([now.revision, now.updated_at], [1, task.updated_at], 'nobody has changed it');
    assert.deepEqual(eventsOf(sauda.database, task.id)[0].owners, [team.manager.id]);
    [his, others, boss].forEach((feed) => feed.destroy());
  });

  test('comes at its own time, where it has one, and again at another', async () => {
    const { database } = sauda;
    const { id } = await create({ due_at: inS(3600), remind_at: inS(0) });
    await reminded(database, id);
    assert.equal((await patch(id, { title: 'Иначе' })).reminded_at !== null, true);
    assert.equal((await patch(id, { remind_at: inS(-60) })).reminded_at !== null, true, 'a time that has passed');
    assert.equal((await patch(id, { remind_at: null })).reminded_at, null, 'it is due in an hour');
    assert.equal((await patch(id, { remind_at: inS(1) })).reminded_at, null);
    await reminded(database, id);
    await patch(id, { due_at: inS(7200) });
    await sleep(100);
    assert.notEqual(taskOf(database, id).reminded_at, null, 'its own time has not changed');
    assert.equal(eventsOf(database, id).length, 2);
  });

  test('is not told where there is nobody to tell, nothing to do, or no news in it', async () => {
    const { database } = sauda;
    const blocked = makeColleague(database, team, 'manager', { isActive: false });
    const silent = [
      (await create({ due_at: inS(0), assignee_id: null })).id,
      (await create({ due_at: inS(-8 * 86_400), remind_by_email: true })).id,
      Number(database.sql(`insert into tasks (org_id, title, due_at, assignee_id, remind_by_email)
                           values ('${team.id}', 'x', now(), '${blocked.id}', true) returning id`)),
    ];
    for (const id of silent) {
      await reminded(database, id);
    }
    const untouched = [
      (await create({ due_at: inS(0), status: 'done' })).id,
      (await create({ due_at: inS(0), status: 'cancelled' })).id,
      (await create({ due_at: inS(600) })).id,
      (await create({ remind_by_email: true })).id,
    ];
    await reminded(database, (await create({ due_at: inS(0) })).id);
    for (const id of untouched) {
      assert.equal(taskOf(database, id).reminded_at, null);
    }
    for (const id of [...silent, ...untouched]) {
      assert.deepEqual(eventsOf(database, id), []);
    }
    assert.deepEqual(waiting(database), []);
  });

  const WORDS = {
    ru: [/^Задача: Отправить КП$/, /Напоминаем о задаче:/, /^Срок: \d\d\.\d\d\.\d{4} \d\d:\d\d \(Asia\/Almaty\)$/m],
    kk: [/^Тапсырма: Отправить КП$/, /Тапсырманы еске саламыз:/, /^Мерзімі: \d\d\.\d\d\.\d{4} \d\d:\d\d \(Asia\/Almaty\)$/m],
    en: [/^Task: Отправить КП$/, /remind you of a task/, /^Due: \d{4}-\d\d-\d\d \d\d:\d\d \(Asia\/Almaty\)$/m],
  };
  for (const [language, [subject, words, due]] of Object.entries(WORDS)) {
    test(`is mailed in ${language}, where it is wanted`, async () => {
      const { database } = sauda;
      const user = makeColleague(database, team, 'manager', { language, name: 'Айгерим' });
      const deal = makeDeal(database, team, makeStages(database, team), team.admin, { title: 'Тайная сделка' });
      const { id } = await create({ title: 'Отправить КП', assignee_id: user.id, due_at: inS(0), remind_by_email: true, deal_id: deal });
      const mail = await smtp.messageTo(user.email);
      assert.match(mail.headers.subject, subject);
      for (const part of [words, due, /Айгерим/, /Отправить КП/, /«ТОО «Ёлка»»|"ТОО «Ёлка»"/]) {
        assert.match(mail.text, part);
      }
      assert.equal(mail.link, `${PUBLIC_URL}/tasks?task=${id}`);
      assert.doesNotMatch(mail.text, /Тайная/, 'the deal need not be his');
      await waitFor(() => waiting(database).length === 0, 'the mail still waits');
      assert.equal(smtp.messages.filter(({ to }) => to.includes(user.email)).length, 1);
    });
  }

  test('without a time when it is due says none', async () => {
    const user = makeColleague(sauda.database, team, 'manager');
    await create({ title: 'a\r\nBcc: x@y.kz', assignee_id: user.id, remind_at: inS(0), remind_by_email: true });
    const mail = await smtp.messageTo(user.email);
    assert.equal(mail.headers.subject, 'Задача: a  Bcc: x@y.kz');
    assert.equal(mail.headers.bcc, undefined);
    assert.doesNotMatch(mail.text, /Срок|null/);
  });

  test('that has become pointless is not mailed', async () => {
    const { database } = sauda;
    const before = smtp.messages.length;
    for (const change of [
      "update tasks set status = 'done' where id = ID",
      'update tasks set reminded_at = null, remind_at = null, due_at = null where id = ID',
      `update tasks set assignee_id = '${team.admin.id}' where id = ID`,
      `update users set is_active = false where id = 'USER'`,
      "update reminder_mails set created_at = now() - interval '25 hours' where task_id = ID",
    ]) {
      const user = makeColleague(database, team, 'manager');
      // Both in one transaction, so that no process sends it in between.
      database.sql(`
        begin;
        create temp table made as with t as (
          insert into tasks (org_id, title, due_at, assignee_id, reminded_at) values ('${team.id}', 'x', now(), '${user.id}', now()) returning id)
          select id from t;
        insert into reminder_mails (org_id, task_id, user_id) select '${team.id}', id, '${user.id}' from made;
        ${change.replace('ID', '(select id from made)').replace('USER', user.id)};
        commit;`);
      await waitFor(() => waiting(database).length === 0, `still waits after ${change}`);
    }
    assert.equal(smtp.messages.length, before);
  });

  test('that a mail server wants later comes later, and for a day at most', async () => {
    const { database } = sauda;
    const user = makeColleague(database, team, 'manager');
    smtp.fault = 'greylist';
    const { id } = await create({ assignee_id: user.id, due_at: inS(0), remind_by_email: true });
    const [mail] = await waitFor(() => {
      const rows = waiting(database);
      return rows.length && rows[0].tries === 1 && rows[0].due_s < 31 && rows;
    }, 'it is not put off');
    assert.equal(Number(mail.task_id), id);
    smtp.fault = undefined;
    database.sql('update reminder_mails set due_at = now()');
    assert.equal((await smtp.messageTo(user.email)).headers['message-id'], `<${mail.id}@mail.example.kz>`);
    await waitFor(() => waiting(database).length === 0, 'the mail still waits');

    smtp.fault = 'greylist';
    await create({ assignee_id: user.id, due_at: inS(0), remind_by_email: true });
    await waitFor(() => waiting(database)[0]?.tries === 1, 'it is not tried');
    database.sql("update reminder_mails set created_at = now() - interval '86390 s', due_at = now(), tries = 5");
    await waitFor(() => waiting(database).length === 0, 'it is not given up');
    smtp.fault = undefined;
    await sauda.waitFor(/is given up/);
  });

  test('goes with its task', async () => {
    const { database } = sauda;
    smtp.fault = 'greylist';
    const { id } = await create({ due_at: inS(0), remind_by_email: true });
    await waitFor(() => waiting(database).length === 1, 'no mail waits');
    assert.equal((await api('DELETE', `/${id}`)).status, 204);
    assert.deepEqual(waiting(database), []);
    smtp.fault = undefined;
  });
});

test('without a mail server reminders wait for a day or two, and then go', async () => {
  const sauda = await startSauda({ env: { ...ENV, APP_ENV: 'prod' } });
  const { manager } = makeTeam(sauda.database);
  const add = (age) => sauda.database.sql(`
    with t as (insert into tasks (org_id, title, due_at, assignee_id, reminded_at)
               values ('${manager.orgId}', 'Дело', now(), '${manager.id}', now()) returning *)
    insert into reminder_mails (org_id, task_id, user_id, created_at)
    select org_id, id, assignee_id, now() - interval '${age} hours' from t returning id`);
  const [, young] = [add(49), add(47)];
  await waitFor(() => waiting(sauda.database).length === 1, 'the old one does not go');
  assert.deepEqual(waiting(sauda.database).map(({ id, tries }) => ({ id, tries })), [{ id: young, tries: 0 }]);
  await sauda.stop();
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

  async function start(database) {
    processes.push(await startSauda({ env: { ...ENV, SMTP_URL: smtp.url(), DATABASE_URL: database.url } }));
    return processes.at(-1);
  }

  test('remind of each task once', async () => {
    smtp = await startSmtp();
    const database = await createDatabase();
    const team = makeTeam(database);
    await Promise.all([start(database), start(database)]);
    const people = Array.from({ length: 4 }, () => makeColleague(database, team, 'manager'));
    for (const user of people) {
      database.sql(`insert into tasks (org_id, title, due_at, assignee_id, remind_by_email)
                    select '${team.id}', 'Дело ' || i, now() - i * interval '1 minute', '${user.id}', i <= 3 from generate_series(1, 300) i`);
    }
    const count = (what) => Number(database.sql(`select count(*) from ${what}`));
    await waitFor(() => count("tasks where reminded_at is null") === 0, 'some are left');
    await waitFor(() => count('reminder_mails') === 0, 'some mails are left', 2 * PATIENCE_MS);
    assert.equal(count("events where entity = 'task' and action = 'due'"), 1200);
    assert.equal(count("(select distinct entity_id from events where action = 'due') e"), 1200);
    assert.equal(smtp.messages.length, 12);
    assert.equal(new Set(smtp.messages.map(({ raw }) => raw.match(/^Message-ID: (.*)$/m)[1])).size, 12);
  });

  test('mail what one that was killed had begun, and remind of nothing twice', async () => {
    smtp = await startSmtp();
    const database = await createDatabase();
    const user = makeTeam(database).manager;
    const first = await start(database);
    smtp.fault = 'hang';
    database.sql(`insert into tasks (org_id, title, due_at, assignee_id, remind_by_email)
                  values ('${user.orgId}', 'Дело', now(), '${user.id}', true)`);
    await waitFor(() => smtp.tries.length, 'no try was made');
    processes.splice(0);
    await first.kill('SIGKILL');
    smtp.fault = undefined;
    await start(database);
    await sleep(2500);
    assert.equal(smtp.messages.length, 0, 'the claim did not hold');
    const [mail] = waiting(database);
    assert.ok(mail.due_s > 30 && mail.due_s <= 120, `claimed for ${mail.due_s} s`);
    database.sql('update reminder_mails set due_at = now()'); // two minutes later
    await smtp.messageTo(user.email);
    await waitFor(() => waiting(database).length === 0, 'the mail still waits');
    assert.equal(Number(database.sql("select count(*) from events where entity = 'task' and action = 'due'")), 1);
  });
});
