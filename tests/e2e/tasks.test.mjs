// SPDX-License-Identifier: MIT
// Tasks in a browser: the list by when they are due, adding, doing, changing and deleting them, the calendar by mouse,
// keyboard and finger, what others do meanwhile, and what those see who may only read.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { fill, held, notice, words } from '../support/board.mjs';
import { request } from '../support/http.mjs';
import { PHONE, choose, expectSound, failRequests, menuOf, signedIn, startPanel, testLooks } from '../support/panel.mjs';
import { waitFor } from '../support/patience.mjs';
import { as, makeTeam } from '../support/people.mjs';

const ru = words('ru');
const text = ru.tasks;
/** What the browser itself writes on the console of a request that was refused. */
const REFUSED = /status of (403|404|409|412|422|500)|WebSocket connection/;
/** A Thursday morning in Almaty, far enough from any real now that no reminder comes between. */
const NOW = new Date('2030-01-17T05:00:00Z');
const MONTH = 'Январь 2030';

const TABLET = { viewport: { width: 1024, height: 768 }, hasTouch: true };

const { sauda, browser } = await startPanel();
let team;
let page;

beforeEach(async () => {
  await browser.closePages();
  team = makeTeam(sauda.database);
});

async function send(method, path, json, role = 'admin') {
  const reply = await request(sauda.url, method, `/api${path}`, { json, headers: as(team[role]) });
  assert.ok(reply.status < 300, `${method} ${path}: ${reply.text}`);
  return reply.json;
}
const task = (title, day, fields = {}) =>
  send('POST', '/tasks', { title, ...(day ? { due_at: `2030-01-${day}` } : {}), ...fields });
const stored = (id) => send('GET', `/tasks/${id}`);

async function open(path = '/tasks', role = 'admin', options = {}) {
  page = await signedIn(browser, sauda.url, team[role], { path: '/profile', expected: REFUSED, ...options });
  await page.clock.setFixedTime(NOW);
  await page.goto(sauda.url + path);
  await page.getByRole('heading', { name: text.title, level: 1 }).waitFor();
}
const group = (name, where = page) => where.getByRole('region', { name: text.groups[name], exact: true });
const opener = (title, where = page) => where.getByRole('button', { name: title, exact: true });
const box = (title, where = page) => where.getByRole('checkbox', { name: fill(text.doneOf, { title }) });
const dialog = () => page.getByRole('dialog').last();
const field = (name) => dialog().getByLabel(text.fields[name], { exact: false }).first();
const press = (name, where = dialog()) => where.getByRole('button', { name, exact: true }).click();
/** The groups with the titles in them, from above. */
const listed = () =>
  page.locator('main section[aria-label]').evaluateAll((all) =>
    Object.fromEntries(all.map((one) => [one.ariaLabel, [...one.querySelectorAll('li button')].map((b) => b.innerText)])),
  );
async function expectListed(groups) {
  const wanted = Object.fromEntries(Object.entries(groups).map(([name, titles]) => [text.groups[name], titles]));
  // on its way from one group to another a task is in none
  const isSo = async () => isDeepStrictEqual(await listed(), wanted);
  await waitFor(isSo, 'the tasks').catch(async () => assert.deepEqual(await listed(), wanted));
}

/** A finger on the screen, which goes its way in steps as a hand does. */
class Finger {
  static async of(where) {
    const finger = new Finger();
    finger.client = await where.context().newCDPSession(where);
    return finger;
  }

  async down(locator) {
    this.at = await middleOf(locator);
    await this.touch('touchStart', [this.at]);
  }

  async over(locator) {
    const [from, to] = [this.at, await middleOf(locator)];
    for (let step = 1; step <= 10; step++) {
      this.at = from.map((value, axis) => value + ((to[axis] - value) * step) / 10);
      await this.touch('touchMove', [this.at]);
    }
  }

  up() {
    return this.touch('touchEnd', []);
  }

  touch(type, points) {
    const touchPoints = points.map(([x, y]) => ({ x, y }));
    return this.client.send('Input.dispatchTouchEvent', { type, touchPoints });
  }
}

async function middleOf(locator) {
  const rect = await locator.boundingBox();
  return [rect.x + rect.width / 2, rect.y + Math.min(rect.height / 2, 60)];
}

describe('the list', () => {
  test('puts tasks under when they are due, in days of the organisation', async () => {
    await task('Когда-нибудь');
    await task('Позже', '21T04:00:00Z');
    await task('Воскресенье', '20T18:00:00Z');
    await task('Завтра рано', '17T19:30:00Z');
    await task('Сегодня поздно', '17T18:30:00Z');
    await task('Вчера', '16T10:00:00Z');
    const { id } = await task('Уже сделано', '16T10:00:00Z');
    await send('PATCH', `/tasks/${id}`, { status: 'done' });
    await open();
    await expectListed({
      overdue: ['Вчера'],
      today: ['Сегодня поздно'],
      tomorrow: ['Завтра рано'],
      week: ['Воскресенье'],
      later: ['Позже'],
      undated: ['Когда-нибудь'],
      done: ['Уже сделано'],
    });
    await group('today').getByText('23:30', { exact: true }).waitFor();
    await group('week').getByText('Вс, 23:00').waitFor();
    assert.ok((await menuOf(page)).includes(ru.nav.tasks));
    assert.deepEqual(page.complaints, []);
  });

  test('shows more when asked', async () => {
    const rows = Array.from({ length: 130 }, (_, i) => `('${team.id}', 'Задача ${i}')`);
    sauda.database.sql(`insert into tasks (org_id, title) values ${rows.join(', ')}`);
    await open();
    await page.waitForFunction(() => document.querySelectorAll('main li').length === 100);
    await page.getByRole('button', { name: text.more }).click();
    await page.waitForFunction(() => document.querySelectorAll('main li').length === 130);
    assert.equal(await page.getByRole('button', { name: text.more }).count(), 0);
  });

  test('is narrowed down, and the address remembers how', async () => {
    await task('Счёт для магазина', '18T10:00:00Z', { priority: 'high' });
    await task('Счёт для склада', '18T11:00:00Z', { assignee_id: team.manager.id });
    await task('Договор', '18T12:00:00Z');
    await open();
    await page.getByLabel(text.search).fill('сч');
    await page.getByText(fill(ru.picker.moreLetters, { n: 3 })).waitFor();
    await expectListed({ tomorrow: ['Счёт для магазина', 'Счёт для склада', 'Договор'] });
    await page.getByLabel(text.search).fill('счёт');
    await expectListed({ tomorrow: ['Счёт для магазина', 'Счёт для склада'] });
    await choose(page.getByRole('combobox', { name: text.fields.assignee }), text.mine);
    await expectListed({ tomorrow: ['Счёт для магазина'] });
    await page.reload();
    await expectListed({ tomorrow: ['Счёт для магазина'] });
    await choose(page.getByRole('combobox', { name: text.fields.priority }), text.priorities.low);
    await page.getByText(text.nothingFound).waitFor();
    await press(ru.filters.reset, page.getByRole('search'));
    await expectListed({ tomorrow: ['Счёт для магазина', 'Счёт для склада', 'Договор'] });
    assert.equal(new URL(page.url()).search, '');
  });

  test('tells why it could not be read, and tries again', async () => {
    await open();
    await failRequests(page, '**/api/v1/tasks?*', 500, 'internal');
    await page.reload();
    await page.getByText(text.failed).waitFor();
    await page.unroute('**/api/v1/tasks?*');
    await page.getByRole('button', { name: ru.common.retry }).click();
    await page.getByText(text.emptyTitle).waitFor();
  });

  test('names the deal and the client of a task, and leads there', async () => {
    const client = await send('POST', '/clients', { name: 'Арман' });
    const pipeline = await send('POST', '/pipelines', { name: 'Продажи' });
    const deal = await send('POST', '/deals', { title: 'Поставка ноутбуков', pipeline_id: pipeline.id });
    await task('Отправить счёт', '18T10:00:00Z', { deal_id: deal.id, client_id: client.id });
    await open();
    const links = group('tomorrow').getByRole('link');
    await links.first().waitFor();
    assert.deepEqual(await links.allInnerTexts(), ['Поставка ноутбуков', 'Арман']);
  });

  test('opens a task from outside with the names of what it is about', async () => {
    const pipeline = await send('POST', '/pipelines', { name: 'Продажи' });
    const deal = await send('POST', '/deals', { title: 'Поставка ноутбуков', pipeline_id: pipeline.id });
    const { id } = await task('Отправить счёт', '18T10:00:00Z', { deal_id: deal.id });
    await open(`/tasks?task=${id}`);
    await field('deal').waitFor();
    assert.equal(await field('deal').inputValue(), 'Поставка ноутбуков');
  });
});

describe('a task', () => {
  test('is added in one line, and another one after it', async () => {
    await open();
    await page.getByText(text.emptyTitle).waitFor();
    const line = page.getByRole('form', { name: text.quickAdd });
    const title = line.getByLabel(text.fields.title);
    await title.press('Enter');
    await line.getByText(ru.problems.required).waitFor();
    await title.fill('Позвонить в банк');
    await line.getByLabel(text.fields.due).click();
    await page.getByRole('button', { name: text.presets.tomorrow }).click();
    await page.keyboard.press('Escape');
    await title.focus();
    await title.press('Enter');
    await expectListed({ tomorrow: ['Позвонить в банк'] });
    await title.pressSequentially('Написать отчёт');
    await title.press('Enter');
    await expectListed({ tomorrow: ['Позвонить в банк', 'Написать отчёт'] });
    const { items } = await send('GET', '/tasks');
    assert.deepEqual([...new Set(items.map((one) => one.due_at))], ['2030-01-18T13:00:00.000Z']);
    assert.equal(items[0].assignee_id, team.admin.id);
  });

  test('is done with a click, which can be taken back', async () => {
    const { id } = await task('Позвонить', '18T10:00:00Z');
    await open();
    await box('Позвонить').click();
    await expectListed({ done: ['Позвонить'] });
    assert.equal((await stored(id)).status, 'done');
    const said = notice(page, fill(text.became.done, { title: 'Позвонить' }));
    await said.getByRole('button', { name: text.undo }).click();
    await expectListed({ tomorrow: ['Позвонить'] });
    assert.equal((await stored(id)).status, 'open');
  });

  test('stays as it was where the server refuses, and the notice says why', async () => {
    await task('Позвонить', '18T10:00:00Z');
    await open();
    await failRequests(page, '**/api/v1/tasks/*', 403, 'forbidden');
    await box('Позвонить').click();
    await notice(page, fill(text.changeFailed, { title: 'Позвонить' })).getByText(ru.errors.forbidden).waitFor();
    await expectListed({ tomorrow: ['Позвонить'] });
    assert.equal(await box('Позвонить').isChecked(), false);
  });

  test('is created with all it has, and changed', async () => {
    const client = await send('POST', '/clients', { name: 'Арман Строй' });
    await open();
    await page.getByRole('button', { name: text.new }).click();
    await press(text.add);
    await dialog().getByText(ru.problems.required).waitFor();
    await field('title').fill('Встреча');
    await field('description').fill('В офисе');
    await choose(field('priority'), text.priorities.high);
    await choose(field('assignee'), 'manager Команда');
    await field('client').click();
    await field('client').fill('ар');
    await page.getByRole('listbox').getByText(fill(ru.picker.moreLetters, { n: 3 })).waitFor();
    await field('client').fill('арман');
    await page.getByRole('option', { name: 'Арман Строй' }).click();
    await dialog().getByLabel(text.fields.due, { exact: true }).click();
    await page.getByRole('button', { name: text.presets.nextWeek }).click();
    await page.keyboard.press('Escape');
    await field('byEmail').click();
    await press(text.add);
    await expectListed({ later: ['Встреча'] });
    const { items: [made] } = await send('GET', '/tasks');
    const { title, description, priority, assignee_id, client_id, due_at, remind_by_email } = made;
    assert.deepEqual(
      { title, description, priority, assignee_id, client_id, due_at, remind_by_email },
      {
        title: 'Встреча',
        description: 'В офисе',
        priority: 'high',
        assignee_id: team.manager.id,
        client_id: client.id,
        due_at: '2030-01-21T13:00:00.000Z',
        remind_by_email: true,
      },
    );
    await opener('Встреча').click();
    assert.equal(await field('client').inputValue(), 'Арман Строй');
    await field('title').fill('Встреча с Арманом');
    await press(ru.common.save);
    await expectListed({ later: ['Встреча с Арманом'] });
    assert.equal((await stored(made.id)).revision, 2);
    assert.deepEqual(page.complaints, []);
  });

  test('that two change at once asks whose value to keep', async () => {
    const { id } = await task('Позвонить', '18T10:00:00Z');
    await open(`/tasks?task=${id}`);
    await field('title').fill('Позвонить утром');
    await send('PATCH', `/tasks/${id}`, { title: 'Позвонить вечером' });
    await press(ru.common.save);
    await dialog().getByText(ru.draft.conflictTitle).waitFor();
    await dialog().getByRole('radio', { name: 'Позвонить утром' }).check();
    await press(ru.draft.saveChosen);
    await opener('Позвонить утром').waitFor();
    assert.equal((await stored(id)).title, 'Позвонить утром');
  });

  test('is deleted once that was confirmed', async () => {
    const { id } = await task('Лишнее', '18T10:00:00Z');
    await open(`/tasks?task=${id}`);
    await press(text.remove);
    await page.getByRole('dialog', { name: text.removeTitle }).getByRole('button', { name: text.remove }).click();
    await notice(page, fill(text.removed, { title: 'Лишнее' })).first().waitFor();
    await page.getByText(text.emptyTitle).waitFor();
  });

  test('that is gone says so', async () => {
    await open('/tasks?task=999999');
    await dialog().getByText(text.gone).waitFor();
  });

  test('somebody else changes moves in the list at once', async () => {
    const { id } = await task('Позвонить', '18T10:00:00Z');
    await open();
    await expectListed({ tomorrow: ['Позвонить'] });
    await page.getByText(ru.connection.live, { exact: true }).first().waitFor();
    await send('PATCH', `/tasks/${id}`, { due_at: '2030-01-17T12:00:00Z' });
    await group('today').waitFor();
    await expectListed({ today: ['Позвонить'] });
  });
});

describe('the calendar', () => {
  const day = (date) => page.locator(`[data-day="${date}"]`);
  const chip = (title) => page.getByRole('button', { name: new RegExp(`${title}$`) });
  const due = async (id) => (await stored(id)).due_at;
  async function expectDue(id, at) {
    let now;
    await waitFor(async () => (now = await due(id)) === at, () => `${at}, it is due at ${now}`);
  }

  test('shows the month from Monday on, and a task on its day', async () => {
    await task('Полночь', '17T19:00:00Z');
    await open('/tasks?view=calendar');
    await page.getByRole('heading', { name: MONTH }).waitFor();
    await day('2030-01-18').getByText('Полночь').waitFor();
    const heads = await page.getByRole('columnheader').allInnerTexts();
    assert.deepEqual([heads[0], heads[6]], [ru.time.weekdays.mon, ru.time.weekdays.sun]);
    assert.equal(await page.locator('[data-day]').first().getAttribute('data-day'), '2029-12-31');
    await page.getByRole('button', { name: text.nextMonth }).click();
    await page.getByRole('heading', { name: 'Февраль 2030' }).waitFor();
    assert.equal(new URL(page.url()).searchParams.get('day'), '2030-02-01');
    await page.getByText(text.week, { exact: true }).click();
    await page.waitForFunction(() => document.querySelectorAll('[data-day]').length === 7);
  });

  test('puts a task on another day by the mouse, at the same time, and takes it back', async () => {
    const { id } = await task('Позвонить', '18T10:00:00Z');
    await open('/tasks?view=calendar');
    await page.mouse.move(...(await middleOf(chip('Позвонить'))));
    await page.mouse.down();
    await page.mouse.move(...(await middleOf(day('2030-01-23'))), { steps: 12 });
    await held(page);
    await page.mouse.up();
    await day('2030-01-23').getByText('Позвонить').waitFor();
    await expectDue(id, '2030-01-23T10:00:00.000Z');
    await page.getByRole('button', { name: text.undo, exact: true }).click();
    await day('2030-01-18').getByText('Позвонить').waitFor();
    await expectDue(id, '2030-01-18T10:00:00.000Z');
    assert.deepEqual(page.complaints, []);
  });

  const live = () => page.locator('[id^=DndLiveRegion]');
  const heard = (words) => live().getByText(words).waitFor({ state: 'attached' });
  /** Takes the task that has the focus, by keys, and carries it over these days. */
  async function carry(steps) {
    await page.keyboard.press('Space');
    await page.locator('[data-lifted]').waitFor();
    await page.evaluate(() => new Promise((done) => setTimeout(done))); // the arrows are listened to one turn later
    for (const [key, date] of steps) {
      await page.keyboard.press(key);
      await page.locator(`[data-day="${date}"][data-over]`).waitFor();
    }
  }

  test('puts a task on another day by the keyboard, and says so', async () => {
    const { id } = await task('Позвонить', '18T10:00:00Z');
    await open('/tasks?view=calendar');
    await chip('Позвонить').focus();
    await carry([['ArrowDown', '2030-01-25'], ['ArrowRight', '2030-01-26'], ['ArrowRight', '2030-01-27']]);
    await heard(/27 января 2030/);
    await page.keyboard.press('Space');
    await expectDue(id, '2030-01-27T10:00:00.000Z');
    await day('2030-01-27').getByText('Позвонить').waitFor();
    await chip('Позвонить').focus();
    await carry([['ArrowLeft', '2030-01-26']]);
    await page.keyboard.press('Escape');
    await heard(fill(text.drag.cancel, { title: 'Позвонить' }));
    await page.keyboard.press('Enter');
    await dialog().getByLabel(text.fields.title, { exact: false }).first().waitFor();
    assert.equal(await due(id), '2030-01-27T10:00:00.000Z');
  });

  test('shows the first tasks of a full day, and the rest in the week', async () => {
    for (let i = 1; i <= 5; i++) await task(`Дело ${i}`, `18T0${i}:00:00Z`);
    await open('/tasks?view=calendar');
    await day('2030-01-18').getByRole('button', { name: 'ещё 2' }).click();
    await chip('Дело 5').waitFor();
    assert.equal(new URL(page.url()).searchParams.get('span'), 'week');
  });

  test('begins a new task on a day', async () => {
    await open('/tasks?view=calendar');
    await day('2030-01-25').hover();
    await day('2030-01-25').getByRole('button').click();
    await field('title').fill('Отчёт');
    await press(text.add);
    await day('2030-01-25').getByText('Отчёт').waitFor();
    const { items: [made] } = await send('GET', '/tasks');
    assert.equal(made.due_at, '2030-01-25T13:00:00.000Z');
  });

  test('is an agenda on a phone, where the keys lead from day to day', async () => {
    const { id } = await task('Позвонить', '18T10:00:00Z');
    await open('/tasks?view=calendar&span=week', 'admin', PHONE);
    await chip('Позвонить').focus();
    await carry([['ArrowDown', '2030-01-19']]);
    await page.keyboard.press('Space');
    await expectDue(id, '2030-01-19T10:00:00.000Z');
  });

  for (const [where, options, path] of [
    ['in the month', TABLET, '/tasks?view=calendar'],
    ['in the agenda of a phone', PHONE, '/tasks?view=calendar&span=week'],
  ]) {
    test(`puts a task on another day by a finger, ${where}`, async () => {
      const { id } = await task('Позвонить', '18T10:00:00Z');
      await open(path, 'admin', options);
      const finger = await Finger.of(page);
      await finger.down(chip('Позвонить'));
      await page.locator('[data-lifted]').waitFor();
      await finger.over(day('2030-01-19'));
      await page.locator('[data-day="2030-01-19"][data-over]').waitFor();
      await finger.up();
      await day('2030-01-19').getByText('Позвонить').waitFor();
      await expectDue(id, '2030-01-19T10:00:00.000Z');
      await chip('Позвонить').tap();
      await field('title').waitFor();
      assert.deepEqual(page.complaints, []);
    });
  }
});

describe('a reminder', () => {
  const remindOf = (title) => notice(page, fill(text.reminder, { title })).last();
  const dueNow = (title, fields = {}) =>
    send('POST', '/tasks', { title, due_at: new Date().toISOString(), ...fields });

  beforeEach(async () => {
    page = await signedIn(browser, sauda.url, team.admin, { path: '/reports', expected: REFUSED });
    // A page hears of reminders a while after it is drawn, and shows no sign of that but a reminder.
    const trials = [];
    await waitFor(async () => {
      trials.push(await dueNow(`Проба ${trials.length}`));
      const shown = remindOf(trials.at(-1).title).waitFor({ timeout: 4000 });
      return shown.then(() => true).catch(() => false);
    }, 'a reminder');
    for (const { id } of trials) await send('PATCH', `/tasks/${id}`, { status: 'done' });
    await notice(page, 'Проба').first().waitFor({ state: 'detached' });
  });

  test('comes on whatever page one is, of one\'s own tasks alone, and the task is done from there', async () => {
    await dueNow('Чужое', { assignee_id: team.manager.id });
    const { id } = await dueNow('Позвонить');
    await remindOf('Позвонить').getByRole('button', { name: text.markDone }).click();
    await notice(page, fill(text.became.done, { title: 'Позвонить' })).first().waitFor();
    assert.equal((await stored(id)).status, 'done');
    assert.equal(await remindOf('Чужое').count(), 0);
  });

  test('leads to its task, and goes where that is done elsewhere', async () => {
    const { id } = await dueNow('Позвонить');
    await remindOf('Позвонить').getByRole('button', { name: text.openOne }).click();
    await page.waitForURL(new RegExp(`/tasks\\?task=${id}$`));
    await field('title').waitFor();
    const other = await dueNow('Написать');
    await remindOf('Написать').waitFor();
    await send('PATCH', `/tasks/${other.id}`, { status: 'done' });
    await page.waitForFunction((words) => !document.body.innerText.includes(words), fill(text.reminder, { title: 'Написать' }));
    assert.deepEqual(page.complaints, []);
  });
});

describe('rights', () => {
  test('who may only read sees the tasks and changes nothing', async () => {
    const { id } = await task('Позвонить', '18T10:00:00Z');
    await open('/tasks', 'office');
    await expectListed({ tomorrow: ['Позвонить'] });
    assert.ok(await box('Позвонить').isDisabled());
    assert.equal(await page.getByRole('button', { name: text.new }).count(), 0);
    assert.equal(await page.getByRole('form', { name: text.quickAdd }).count(), 0);
    await opener('Позвонить').click();
    await dialog().getByText(text.statuses.open).waitFor();
    assert.equal(await dialog().getByRole('textbox').count(), 0);
    await page.goto(`${sauda.url}/tasks?view=calendar`);
    const chip = page.getByRole('button', { name: /Позвонить$/ });
    await chip.focus();
    await page.keyboard.press('Space');
    await dialog().getByText(text.statuses.open).waitFor();
    assert.equal((await stored(id)).due_at, '2030-01-18T10:00:00.000Z');
  });

  test('a manager sees his own tasks alone, and no title of another\'s deal', async () => {
    await task('Чужая', '18T10:00:00Z');
    await task('Своя', '18T11:00:00Z', { assignee_id: team.manager.id });
    await open('/tasks', 'manager');
    await expectListed({ tomorrow: ['Своя'] });
  });

  test('who has no right to tasks finds neither the page nor its entry', async () => {
    page = await signedIn(browser, sauda.url, team.promoter, { path: '/tasks', expected: REFUSED });
    await page.getByText(ru.session.noAccess.lead).waitFor();
    assert.ok(!(await menuOf(page)).includes(ru.nav.tasks));
  });
});

describe('looks', () => {
  testLooks(async (options) => {
    await task('Очень длинное название задачи, которое не помещается в одну строку '.repeat(3), '16T10:00:00Z', {
      priority: 'high',
    });
    await task('Позвонить Арману', '17T10:00:00Z', { assignee_id: team.supervisor.id });
    await task('Отправить счёт', '18T10:00:00Z', { remind_at: '2030-01-18T09:00:00Z' });
    await task('Когда-нибудь');
    const { id } = await task('Сделано', '16T10:00:00Z');
    await send('PATCH', `/tasks/${id}`, { status: 'done' });
    await open('/tasks', 'admin', options);
    await group('done').waitFor();
    await expectSound(page, 'tasks');
    await page.goto(`${sauda.url}/tasks?view=calendar`);
    await page.getByText('Отправить счёт').waitFor();
    await expectSound(page, 'tasks month');
    await page.goto(`${sauda.url}/tasks?view=calendar&span=week`);
    await page.getByText('Отправить счёт').waitFor();
    await expectSound(page, 'tasks week');
    await page.goto(`${sauda.url}/tasks?task=${id}`);
    await field('title').waitFor();
    await expectSound(page, 'task');
    await dialog().getByLabel(text.fields.due, { exact: true }).click();
    await page.getByRole('button', { name: text.presets.tomorrow }).waitFor();
    await expectSound(page, 'task due');
  });
});
