// SPDX-License-Identifier: MIT
// Pipelines and their stages in a browser: made, named, put into order by mouse and keyboard, deleted with a place for their
// deals; by those alone who may.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { fill, held, notice, press, words } from '../support/board.mjs';
import { makeSales } from '../support/deals.mjs';
import { expectSound, signedIn, startPanel, testLooks } from '../support/panel.mjs';
import { PATIENCE_MS } from '../support/patience.mjs';

const ru = words('ru');
const PATH = '/deals/settings';
const { sauda, browser } = await startPanel();

let sales;
let page;
beforeEach(async () => {
  await browser.closePages();
  sales = await makeSales(sauda);
});

async function open(options = {}) {
  page = await signedIn(browser, sauda.url, sales.team.admin, { path: PATH, ...options });
  await row('Новый лид').waitFor();
}

const row = (name) => page.getByRole('form', { name, exact: true });
const grip = (name) => page.getByRole('button', { name: fill(ru.pipelines.grip, { name }) });
const pipelines = () => sales.api(sales.team.admin, 'GET', '/pipelines');
const namesNow = async () => (await pipelines())[0].stages.map(({ name }) => name);

/** Waits until the stages are called so, in this order. */
async function expectStages(expected) {
  const until = Date.now() + PATIENCE_MS;
  let seen;
  do {
    seen = await namesNow();
    if (JSON.stringify(seen) === JSON.stringify(expected)) {
      return;
    }
    await page.waitForTimeout(100);
  } while (Date.now() < until);
  assert.deepEqual(seen, expected);
}

const STANDARD = [
  'Новый лид', 'Квалификация', 'Коммерческое предложение', 'Переговоры', 'Договор', 'Успешно закрыто', 'Проиграно',
];

test('a stage is changed where it stands, and added, and the board follows', async () => {
  await open();
  const board = await signedIn(browser, sauda.url, sales.team.manager, { path: '/deals' });
  await board.getByRole('heading', { name: 'Новый лид' }).waitFor();
  await row('Новый лид').locator('[name=name]').fill('Заявка');
  await page.keyboard.press('Enter');
  await expectStages(['Заявка', ...STANDARD.slice(1)]);
  await board.getByRole('heading', { name: 'Заявка' }).waitFor();

  await row('Договор').locator('[name=probability]').fill('101');
  await page.keyboard.press('Enter');
  await row('Договор').locator('[name=name]').click();
  const { stages } = (await pipelines())[0];
  assert.ok(stages.find(({ name }) => name === 'Договор').probability <= 100);

  await page.getByRole('button', { name: ru.pipelines.addStage }).click();
  await row(ru.pipelines.newStage).waitFor();
  await board.getByRole('heading', { name: ru.pipelines.newStage }).waitFor();
});

test('the mouse and the keyboard put stages into order', async () => {
  await open();
  const from = await grip('Новый лид').boundingBox();
  const to = await grip('Переговоры').boundingBox();
  await page.mouse.move(from.x + 10, from.y + 15);
  await page.mouse.down();
  await page.mouse.move(from.x + 10, from.y + 30, { steps: 4 });
  await page.mouse.move(to.x + 10, to.y + 20, { steps: 12 });
  await held(page);
  await page.mouse.up();
  await expectStages([
    'Квалификация', 'Коммерческое предложение', 'Переговоры', 'Новый лид', 'Договор', 'Успешно закрыто', 'Проиграно',
  ]);
  await grip('Новый лид').focus();
  await press(page, 'Space', 'ArrowUp', 'ArrowUp', 'ArrowUp', 'Space');
  await expectStages(STANDARD);
});

test('a stage with deals goes once it is said where they shall stand', async () => {
  const deal = await sales.add('qualified', ['Парты']);
  await open();
  const remove = (name) => page.getByRole('button', { name: fill(ru.pipelines.deleteStage, { name }) }).click();
  await remove('Квалификация');
  const dialog = page.getByRole('dialog');
  const confirm = dialog.getByRole('button', { name: ru.pipelines.confirmDelete });
  assert.ok(await confirm.isDisabled());
  await dialog.getByRole('combobox', { name: ru.pipelines.moveTo }).click();
  await page.getByRole('option', { name: 'Переговоры' }).click();
  await confirm.click();
  await expectStages(STANDARD.filter((name) => name !== 'Квалификация'));
  assert.equal((await sales.get(deal)).stage_id, sales.stages.talks.id);

  await remove('Договор');
  await dialog.getByText(ru.pipelines.deleteStageText).waitFor();
  await confirm.click();
  await row('Договор').waitFor({ state: 'detached' });
});

test('of two who change one stage the second chooses', async () => {
  await open();
  await row('Договор').locator('[name=name]').fill('Моё имя');
  await sales.api(sales.team.admin, 'PATCH', `/pipelines/stages/${sales.stages.contract.id}`, { name: 'Их имя' });
  await page.waitForTimeout(300);
  await page.keyboard.press('Enter');
  await page.getByText(ru.draft.conflictTitle).waitFor();
  await page.getByRole('button', { name: ru.draft.saveChosen }).click();
  await expectStages(STANDARD.map((name) => (name === 'Договор' ? 'Моё имя' : name)));
});

test('pipelines are made, renamed, made the default and deleted; the board has them all', async () => {
  await open();
  await page.getByRole('button', { name: ru.pipelines.add }).click();
  await page.getByRole('dialog').locator('[name=name]').fill('Сервис');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Сервис' }).waitFor();
  const act = async (name, item) => {
    await page.getByRole('button', { name: fill(ru.pipelines.menu, { name }) }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  await act('Сервис', ru.pipelines.rename);
  await page.getByRole('dialog').locator('[name=name]').fill('Обслуживание');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Обслуживание' }).waitFor();
  await act('Обслуживание', ru.pipelines.makeDefault);
  await notice(page, fill(ru.pipelines.saved, { name: 'Обслуживание' })).first().waitFor();
  assert.equal((await pipelines()).find(({ is_default: isDefault }) => isDefault).name, 'Обслуживание');

  await page.goto(`${sauda.url}/deals`);
  await page.getByRole('combobox', { name: ru.deals.pipeline }).click();
  await page.getByRole('option', { name: 'Продажи' }).click();
  await page.waitForURL(/pipeline_id=/);

  await page.goto(`${sauda.url}${PATH}`);
  await act('Продажи', ru.pipelines.delete);
  await page.getByRole('dialog').getByRole('button', { name: ru.pipelines.delete }).click();
  await page.getByRole('heading', { name: 'Продажи', exact: true }).waitFor({ state: 'detached' });
});

test('who may only read is not let in', async () => {
  page = await signedIn(browser, sauda.url, sales.team.supervisor, { path: PATH });
  await page.getByText(ru.session.noAccess.lead).waitFor();
});

testLooks(async (options) => {
  await open(options);
  await expectSound(page, 'pipelines');
  await page.getByRole('button', { name: fill(ru.pipelines.deleteStage, { name: 'Договор' }) }).click();
  await page.getByText(ru.pipelines.deleteStageText).waitFor();
  await expectSound(page, 'delete a stage');
});
