// SPDX-License-Identifier: MIT
// Reports in a browser: figures, charts with their tables and files, what is asked for, and whose deals are counted.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, beforeEach, describe, test } from 'node:test';
import { fill, notice, words } from '../support/board.mjs';
import { request } from '../support/http.mjs';
import { choose, expectSound, failRequests, menuOf, signedIn, startPanel, testLooks } from '../support/panel.mjs';
import { as, makeTeam } from '../support/people.mjs';

const ru = words('ru');
const text = ru.reports;
/** What the browser itself writes on the console of a request that was refused. */
const REFUSED = /status of (403|404|409|422|500)|WebSocket connection/;

const { sauda, browser } = await startPanel();
let team;
let pipeline;
let page;

async function send(method, path, json, role = 'admin') {
  const reply = await request(sauda.url, method, `/api${path}`, { json, headers: as(team[role]) });
  assert.ok(reply.status < 300, `${method} ${path}: ${reply.text}`);
  return reply.json;
}

/** A pipeline of four stages, and deals of two people: two are won, one is lost, two are open. */
async function sell() {
  const stage = (name, color, rest = {}) => ({ name, color, ...rest });
  pipeline = await send('POST', '/pipelines', {
    name: 'Продажи',
    is_default: true,
    stages: [
      stage('Новая', '#4c6ef5', { probability: 20 }),
      stage('Переговоры', '#f59f00', { probability: 50 }),
      stage('Выиграна', '#2f9e44', { kind: 'won' }),
      stage('Проиграна', '#e03131', { kind: 'lost' }),
    ],
  });
  const ids = Object.fromEntries(pipeline.stages.map(({ name, id }) => [name, id]));
  const deal = (title, amount, owner, source) =>
    send('POST', '/deals', { title, amount, owner_id: team[owner].id, source, pipeline_id: pipeline.id });
  const move = ({ id }, stage_id, rest = {}) => send('POST', `/deals/${id}/move`, { stage_id, ...rest });
  await move(await deal('Ноутбуки', 1_000_000, 'admin', 'Сайт'), ids['Выиграна']);
  await move(await deal('Принтеры', 500_000, 'manager', 'Instagram'), ids['Выиграна']);
  await move(await deal('Кресла', 200_000, 'admin', 'Сайт'), ids['Проиграна'], { lost_reason: 'Дорого' });
  await move(await deal('Столы', 300_000, 'manager', 'Сайт'), ids['Переговоры']);
  await deal('Лампы', 400_000, 'admin', 'Сайт');
}

before(async () => {
  team = makeTeam(sauda.database);
  await sell();
});

beforeEach(() => browser.closePages());

async function open(path = '', role = 'admin', options = {}) {
  page = await signedIn(browser, sauda.url, team[role], { path: `/reports${path}`, expected: REFUSED, ...options });
  await page.getByRole('heading', { name: text.title, level: 1 }).waitFor();
}
const card = (section) => page.getByRole('region', { name: text.sections[section], exact: true });
const asTable = (section) => card(section).locator('label').filter({ hasText: text.asTable }).click();
const bare = (words) => words.replace(/[\u00a0\u202f]/g, ' ');
/** The figures at the top, by their names. */
async function tiles() {
  await page.getByRole('region', { name: text.summary }).waitFor();
  const all = await page.locator('dl > div').evaluateAll((found) =>
    found.map((one) => [one.querySelector('dt').innerText, [...one.querySelectorAll('dd')].map((dd) => dd.innerText)]),
  );
  return Object.fromEntries(all.map(([name, values]) => [name, values.map(bare)]));
}
/** The rows of a part's table, seen or not, as texts. */
const rowsOf = async (section) =>
  (await card(section).locator('tbody tr').evaluateAll((rows) =>
    rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent)),
  )).map((row) => row.map(bare));

describe('the report', () => {
  test('has the figures of the period', async () => {
    await open();
    const found = await tiles();
    assert.deepEqual(found[text.tiles.created], ['5', '2 400 000 ₸']);
    assert.deepEqual(found[text.tiles.won], ['2', '1 500 000 ₸']);
    assert.deepEqual(found[text.tiles.lost], ['1', '200 000 ₸']);
    assert.deepEqual(found[text.tiles.open], ['2', '700 000 ₸']);
    assert.equal(found[text.tiles.rate][0], '66,67 %');
    assert.equal(found[text.tiles.average][0], '750 000 ₸');
    assert.deepEqual(
      (await rowsOf('stages')).map(([name, reached, conversion]) => [name, reached, conversion]),
      [
        ['Новая', '5', '–'],
        ['Переговоры', '3', '60 %'],
        ['Выиграна', '2', '66,67 %'],
        ['Проиграна', '1', '–'],
      ],
    );
    assert.deepEqual((await rowsOf('reasons')), [['Дорого', '1', '200 000 ₸']]);
    const sources = await rowsOf('sources');
    assert.deepEqual(sources.map(([name, won]) => [name, won]).sort(), [['Instagram', '1'], ['Сайт', '1']]);
    assert.deepEqual(page.complaints, []);
    assert.ok((await menuOf(page)).includes(ru.nav.reports));
  });

  test('shows each part as a chart, and as a table for whoever wants one', async () => {
    await open();
    for (const section of ['months', 'owners', 'sources', 'forecast', 'reasons']) {
      await card(section).locator('.recharts-bar-rectangle').first().waitFor({ state: 'attached' });
    }
    const table = card('owners').getByRole('table');
    const width = async () => (await table.boundingBox()).width;
    assert.ok((await card('owners').locator('[aria-hidden=true] .recharts-surface').count()) > 0);
    await asTable('owners');
    assert.equal(await card('owners').locator('.recharts-surface').count(), 0);
    assert.ok((await width()) > 300);
    const owners = await rowsOf('owners');
    assert.deepEqual(
      owners.map(([name, won, wonAmount]) => [name, won, wonAmount]),
      [
        ['admin Команда', '1', '1 000 000 ₸'],
        ['manager Команда', '1', '500 000 ₸'],
      ],
    );
  });

  test('gives each part as a file', async () => {
    await open();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      card('owners').getByRole('button', { name: fill(text.export, { title: text.sections.owners }) }).click(),
    ]);
    assert.match(download.suggestedFilename(), /^по-ответственным-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/);
    const file = readFileSync(await download.path(), 'utf8');
    assert.match(file, /admin Команда;1;1000000/);
    await notice(page, text.exported).first().waitFor();
    assert.deepEqual(page.complaints, []);
  });

  test('is asked for a period, a pipeline and a person, and the address remembers it', async () => {
    const other = await send('POST', '/pipelines', { name: 'Опт' });
    await open();
    await tiles();
    await choose(page.getByRole('combobox', { name: text.owner }), 'manager Команда');
    await page.getByText('800 000 ₸').first().waitFor();
    await page.reload();
    assert.deepEqual((await tiles())[text.tiles.won], ['1', '500 000 ₸']);
    await choose(page.getByRole('combobox', { name: text.period }), text.periods.lastMonth);
    await page.waitForURL(/period=lastMonth/);
    await page.getByText('0 ₸').first().waitFor();
    await choose(page.getByRole('combobox', { name: text.pipeline }), 'Опт');
    await page.getByText(text.emptyTitle).waitFor();
    assert.equal(new URL(page.url()).searchParams.get('pipeline'), String(other.id));
    await page.getByRole('button', { name: text.showYear }).click();
    await page.waitForURL(/period=year/);
    await choose(page.getByRole('combobox', { name: text.period }), text.periods.own);
    await page.waitForURL(/from=\d{4}-01-01/);
    await page.getByRole('button', { name: text.days }).waitFor();
  });

  test('tells why it could not be made, and tries again', async () => {
    await open('?period=month');
    await failRequests(page, '**/api/v1/reports/pipeline?*', 500, 'internal');
    await page.reload();
    await page.getByText(text.failed).waitFor();
    await page.unroute('**/api/v1/reports/pipeline?*');
    await page.getByRole('button', { name: ru.common.retry }).click();
    await tiles();
  });
});

describe('rights', () => {
  test('a manager\'s report is of his own deals, and names nobody else', async () => {
    await open('', 'manager');
    assert.deepEqual((await tiles())[text.tiles.created], ['2', '800 000 ₸']);
    assert.equal(await page.getByRole('combobox', { name: text.owner }).count(), 0);
    assert.deepEqual((await rowsOf('owners')).map(([name]) => name), ['manager Команда']);
    assert.deepEqual(await rowsOf('reasons'), []);
    await card('reasons').getByText(text.none.reasons).waitFor();
  });

  test('where there is no pipeline it says what to do', async () => {
    const others = makeTeam(sauda.database, 'Без воронки');
    page = await signedIn(browser, sauda.url, others.admin, { path: '/reports', expected: REFUSED });
    await page.getByText(text.noPipelineTitle).waitFor();
  });
});

describe('looks', () => {
  testLooks(async (options) => {
    await open('', 'admin', options);
    await tiles();
    await card('months').locator('.recharts-bar-rectangle').first().waitFor({ state: 'attached' });
    await expectSound(page, 'reports');
    await card('reasons').scrollIntoViewIfNeeded();
    await expectSound(page, 'reports below');
    for (const section of ['months', 'owners', 'sources', 'forecast', 'reasons']) {
      await asTable(section);
    }
    await expectSound(page, 'reports as tables');
  });
});
