// SPDX-License-Identifier: MIT
// The board in a browser, handled as people do: by mouse, by keyboard, by menu; with a second person looking on.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import {
  COLUMNS, below, card, column, dragTo, expectColumn, grip, middleOf, notice, openMenu, press, words,
} from '../support/board.mjs';
import { openBrowser } from '../support/browser.mjs';
import { request } from '../support/http.mjs';
import { startSauda } from '../support/sauda.mjs';

const ru = words('ru');
let sauda;
let browser;
let services;
let page;

const api = (method, path, json) => request(sauda.url, method, `/api/v1${path}`, { json });
const open = (options) => browser.person(`${sauda.url}/dashboard/modules-manager`, options);

/** What modules lead to: a service that is well, and one that is not. */
async function startServices() {
  const listen = (status) =>
    new Promise((resolve) => {
      const server = http.createServer((rq, rs) => rs.writeHead(status).end());
      server.listen(0, '127.0.0.1', () => resolve(server));
    });
  const servers = await Promise.all([listen(200), listen(500)]);
  const [healthy, failing] = servers.map((server) => `http://127.0.0.1:${server.address().port}`);
  return { healthy, failing, stop: () => servers.forEach((server) => server.close().closeAllConnections()) };
}

before(async () => {
  services = await startServices();
  [sauda, browser] = await Promise.all([startSauda(), openBrowser()]);
});

after(async () => {
  await browser?.close();
  await sauda?.stop();
  services?.stop();
});

async function emptyBoard() {
  for (const module of (await api('GET', '/modules/')).json) {
    await api('PATCH', `/modules/${module.id}/status`, { status: 'archived' });
    await api('DELETE', `/modules/${module.id}`);
  }
}

async function add(name, more = {}) {
  const reply = await api('POST', '/modules/', { name, platform: 'kaspi', api_url: services.healthy, ...more });
  assert.equal(reply.status, 201, reply.text);
  return reply.json;
}

beforeEach(async () => {
  await browser.closePages();
  await emptyBoard();
  for (const name of ['Один', 'Два', 'Три']) {
    await add(name);
  }
  page = await open();
  await expectColumn(page, 'testing', ['Один', 'Два', 'Три']);
});

test('a card is dragged by the mouse inside its column and stays there after a reload', async () => {
  await dragTo(page, 'Один', await middleOf(page, 'Три'));
  await expectColumn(page, 'testing', ['Два', 'Три', 'Один']);
  await page.reload();
  await expectColumn(page, 'testing', ['Два', 'Три', 'Один']);
  assert.deepEqual(page.complaints, []);
});

test('a card is dragged to an empty column, a second person sees it at once, and undo takes it back', async () => {
  const other = await open();
  await expectColumn(other, 'testing', ['Один', 'Два', 'Три']);
  await dragTo(page, 'Два', await below(page, 'inactive'));
  await Promise.all([
    expectColumn(page, 'inactive', ['Два']),
    expectColumn(other, 'inactive', ['Два']),
    expectColumn(other, 'testing', ['Один', 'Три']),
  ]);
  await page.getByRole('button', { name: ru.move.undo }).click();
  await expectColumn(page, 'testing', ['Один', 'Два', 'Три']);
  await expectColumn(other, 'testing', ['Один', 'Два', 'Три']);
});

test('the keyboard carries a card within its column and into the next one', async () => {
  await grip(page, 'Один').focus();
  await press(page, 'Space', 'ArrowDown', 'Space');
  await expectColumn(page, 'testing', ['Два', 'Один', 'Три']);

  await grip(page, 'Три').focus();
  await press(page, 'Space', 'ArrowRight', 'Space');
  await expectColumn(page, 'inactive', ['Три']);

  await grip(page, 'Два').focus();
  await press(page, 'Space', 'ArrowRight', 'Escape');
  await expectColumn(page, 'testing', ['Два', 'Один']);
});

test('the menu moves a card where no drag is possible', async () => {
  await openMenu(page, 'Один');
  await page.getByRole('menuitem', { name: ru.status.archived }).click();
  await expectColumn(page, 'archived', ['Один']);
});

test('a move that the server refuses goes back, with the reason', async () => {
  const gone = (await api('GET', '/modules/')).json.find((module) => module.name === 'Два');
  await page.context().setOffline(true);
  await dragTo(page, 'Два', await below(page, 'inactive'));
  await notice(page, 'Два').first().waitFor();
  await expectColumn(page, 'testing', ['Один', 'Два', 'Три']);
  await page.context().setOffline(false);
  assert.equal((await api('GET', `/modules/${gone.id}`)).json.status, 'testing');
});

test('a module whose check failed is held back, and goes active when the person insists', async () => {
  const module = await add('Хромой', { api_url: services.failing });
  await api('GET', `/modules/${module.id}/health`);
  await expectColumn(page, 'testing', ['Один', 'Два', 'Три', 'Хромой']);
  await openMenu(page, 'Хромой');
  await page.getByRole('menuitem', { name: ru.status.active, exact: true }).click();
  await page.getByRole('dialog').getByText(ru.unhealthy.title).waitFor();
  await expectColumn(page, 'active', []);
  await page.getByRole('button', { name: ru.unhealthy.force }).click();
  await expectColumn(page, 'active', ['Хромой']);
});

test('a check shows its result on the card, here and at the second person’s', async () => {
  const other = await open();
  await expectColumn(other, 'testing', ['Один', 'Два', 'Три']);
  await page.getByRole('button', { name: `${ru.card.check}: Один` }).click();
  await card(page, 'Один').getByText(ru.health.ok).waitFor();
  await card(other, 'Один').getByText(ru.health.ok).waitFor();
});

test('all are checked at once, with a summary', async () => {
  await page.getByRole('button', { name: ru.checkAll.label }).click();
  for (const name of ['Один', 'Два', 'Три']) {
    await card(page, name).getByText(ru.health.ok).waitFor();
  }
  await notice(page, 'Проверено 3 модуля').first().waitFor();
});

test('the form tells what is wrong, field by field, then creates', async () => {
  await page.getByRole('button', { name: ru.modules.add }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: ru.form.create }).click();
  await dialog.getByText(ru.problems.required).first().waitFor();
  await dialog.getByLabel(ru.fields.name).fill('Новый');
  await dialog.getByLabel(ru.fields.platform).fill('Не слаг');
  await dialog.getByLabel(ru.fields.api_url).fill('ftp://x');
  await dialog.getByRole('button', { name: ru.form.create }).click();
  await dialog.getByText(ru.problems.slug).waitFor();
  await dialog.getByText(ru.problems.url).waitFor();
  await dialog.getByLabel(ru.fields.platform).fill('satu');
  await dialog.getByLabel(ru.fields.api_url).fill(services.healthy);
  await dialog.getByRole('button', { name: ru.form.create }).click();
  await expectColumn(page, 'testing', ['Один', 'Два', 'Три', 'Новый']);
});

test('a wrong value among the settings that are folded away opens them and takes the focus', async () => {
  await openMenu(page, 'Один');
  await page.getByRole('menuitem', { name: ru.card.edit }).click();
  const dialog = page.getByRole('dialog');
  const toggle = dialog.getByRole('button', { name: ru.form.advanced });
  await toggle.click();
  await dialog.locator('[name=retries]').fill('99');
  for (let round = 0; round < 2; round++) {
    await toggle.click();
    await dialog.locator('[name=retries]').waitFor({ state: 'detached' });
    await dialog.getByRole('button', { name: ru.common.save }).click();
    await dialog.locator('[name=retries]:focus').waitFor();
  }
});

test('only an archived module can be deleted, and only after a question', async () => {
  await openMenu(page, 'Один');
  await page.getByRole('menuitem', { name: ru.card.edit }).waitFor();
  assert.equal(await page.getByRole('menuitem', { name: ru.card.delete }).count(), 0);
  await page.getByRole('menuitem', { name: ru.status.archived }).click();
  await expectColumn(page, 'archived', ['Один']);
  await openMenu(page, 'Один');
  await page.getByRole('menuitem', { name: ru.card.delete }).click();
  await page.getByRole('button', { name: ru.common.cancel }).click();
  await expectColumn(page, 'archived', ['Один']);
  await openMenu(page, 'Один');
  await page.getByRole('menuitem', { name: ru.card.delete }).click();
  await page.getByRole('button', { name: ru.delete.confirm }).click();
  await expectColumn(page, 'archived', []);
});

test('two people edit one module: the second is shown both values and loses nothing', async () => {
  const module = (await api('GET', '/modules/')).json[0];
  await openMenu(page, module.name);
  await page.getByRole('menuitem', { name: ru.card.edit }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(ru.fields.version).fill('2.0.0-mine');
  await api('PATCH', `/modules/${module.id}`, { version: '2.0.0-theirs' });
  await dialog.getByRole('button', { name: ru.common.save }).click();
  await page.getByText(ru.draft.conflictTitle).waitFor();
  assert.ok(await page.getByText('2.0.0-mine').count());
  assert.ok(await page.getByText('2.0.0-theirs').count());
  await page.getByRole('button', { name: ru.draft.saveChosen }).click();
  await page.getByText(ru.draft.conflictTitle).waitFor({ state: 'detached' });
  const stored = (await api('GET', `/modules/${module.id}`)).json.version;
  assert.ok(['2.0.0-mine', '2.0.0-theirs'].includes(stored));
});

test('a lost server is shown, and what was missed arrives with its return', async () => {
  await page.getByText(ru.connection.live, { exact: true }).first().waitFor();
  const { port } = new URL(sauda.url);
  const { database } = sauda;
  page.complaints.length = 0;
  await sauda.stop();
  await page.getByText(new RegExp(`${ru.connection.waiting}|Повтор через`)).first().waitFor();
  sauda = await startSauda({ env: { DATABASE_URL: database.url, PORT: port } });
  sauda.database = database;
  const module = (await api('GET', '/modules/')).json[0];
  await api('PATCH', `/modules/${module.id}/status`, { status: 'inactive' });
  await expectColumn(page, 'inactive', [module.name]);
  await page.getByText(ru.connection.live, { exact: true }).first().waitFor();
});

test('every column stands on the board, in its order', async () => {
  const shown = await page.locator('section[id^=column-]').evaluateAll((all) => all.map((one) => one.id));
  assert.deepEqual(shown, COLUMNS.map((status) => `column-${status}`));
  assert.equal(await column(page, 'testing').getByRole('article').count(), 3);
});
