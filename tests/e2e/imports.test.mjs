// SPDX-License-Identifier: MIT
// Products from files in a browser: chosen or dropped, looked at, mapped, tried, done, stopped, found again, taken back.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { fill, notice, words } from '../support/board.mjs';
import { request } from '../support/http.mjs';
import { CSV, Imports, XLSX, catalogue } from '../support/imports.mjs';
import { choose, expectSound, signedIn, startPanel, testLooks } from '../support/panel.mjs';
import { as, makeTeam } from '../support/people.mjs';
import { workbook } from '../support/workbook.mjs';

const ru = words('ru');
const text = ru.imports;
const REFUSED = /status of (401|403|404|409|422)|WebSocket connection|ERR_/;
const PATH = '/products/import';

const { sauda, browser } = await startPanel();
let team;
let page;
let imports;

beforeEach(async () => {
  await browser.closePages();
  team = makeTeam(sauda.database);
  imports = new Imports(sauda.url, as(team.admin));
});

const open = async (path = PATH, role = 'admin', options = {}) => {
  page = await signedIn(browser, sauda.url, team[role], { path, expected: REFUSED, ...options });
};
const products = async (query = '') =>
  (await request(sauda.url, 'GET', `/api/products/?sort=sku&page_size=100${query}`, { headers: as(team.admin) })).json;
const button = (name, where = page) => where.getByRole('button', { name, exact: true });
const dialog = () => page.getByRole('dialog').last();
const send = (name, buffer, mimeType = CSV) => page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer });
const opened = () => page.waitForURL((url) => /^\/products\/import\/[\w-]{36}$/.test(url.pathname));
const fieldOf = (name) => page.getByLabel(fill(text.fieldOf, { name })).first();
const count = (label) => page.locator('dl > div').filter({ has: page.getByText(label, { exact: true }) }).locator('dd').first();
const start = (n) => button(fill(text.of.product.start, { n }));

/** Text in Windows-1251: Russian letters (no capital ё) and ASCII. */
const cp1251 = (string) =>
  Buffer.from([...string].map((sign) => {
    const code = sign.codePointAt(0);
    if (code >= 0x410 && code <= 0x44f) return code - 0x410 + 0xc0;
    return sign === 'ё' ? 0xb8 : code;
  }));

test('a price list of Excel goes all the way: recognised, mapped, tried, done, taken back', async () => {
  await imports.ok('POST', '/products/', { json: { sku: 'A-1', name: 'Старое имя', price: 5 } });
  await open();
  const list = 'Артикул;Наименование;Цена;Остаток;Цвет\nA-1;Телефон первый;12 990,50;3;чёрный\nA-2;Телефон второй;9990;0;белый\nA-3;;100;1;серый\n;Без артикула;1;1;\n';
  await send('прайс.csv', cp1251(list));
  await opened();
  await page.getByRole('heading', { name: 'прайс.csv', level: 1 }).waitFor();
  assert.equal(await page.getByLabel(text.encoding).first().inputValue(), 'WINDOWS-1251');
  assert.equal(await page.getByLabel(text.separator).first().inputValue(), text.separators.semicolon);
  assert.equal(await fieldOf('Артикул').inputValue(), text.fields.product.sku);
  await page.getByText('Телефон первый').waitFor();
  await choose(fieldOf('Цвет'), fill(text.asAttribute, { name: 'Цвет' }));

  await button(text.check).click();
  await start(2).waitFor();
  assert.deepEqual(
    [await count(text.would.created).innerText(), await count(text.would.updated).innerText(), await count(text.would.faulty).innerText()],
    ['1', '1', '2'],
  );
  const faults = page.getByRole('region', { name: text.errors.title });
  const fault = faults.getByRole('row').filter({ hasText: 'Наименование' });
  assert.match(await fault.innerText(), new RegExp(`4[\\s\\S]*${text.problems.required}`));
  assert.equal((await products()).total, 1); // tried, not done

  await start(2).click();
  await page.getByRole('heading', { name: text.outcome.done }).waitFor();
  assert.equal(await count(text.counts.created).innerText(), '1');
  const [first, second] = (await products()).items;
  assert.deepEqual([first.name, first.price, first.stock, first.attributes], ['Телефон первый', 12990.5, 3, { Цвет: 'чёрный' }]);
  assert.equal(second.sku, 'A-2');

  await button(fill(ru.operations.undoOf, { what: 'прайс.csv' })).click();
  await button(ru.operations.undo, dialog()).click();
  await notice(page, ru.operations.undone).first().waitFor();
  await page.getByRole('heading', { name: ru.operations.states.undone }).waitFor();
  const back = await products();
  assert.deepEqual([back.total, back.items[0].name, back.items[0].price], [1, 'Старое имя', 5]);
  assert.deepEqual(page.complaints, []);
});

test('rows that somebody changed since are shown before the undo, and kept or restored', async () => {
  const made = await imports.take(catalogue(3));
  await imports.run(made.id);
  const changed = (await products()).items[1];
  await imports.ok('PATCH', `/products/${changed.id}/`, { json: { price: 7 } });
  await open('/products/operations');
  await page.getByRole('button', { name: ru.operations.undo }).first().click();
  await button(ru.operations.undo, dialog()).click();
  await dialog().getByText(ru.operations.conflictText).waitFor();
  await dialog().getByRole('link', { name: changed.name, exact: false }).waitFor();
  await button(ru.operations.keep, dialog()).click();
  await notice(page, fill(ru.operations.undoneSome, { restored: 2, kept: 1 })).first().waitFor();
  const { items } = await products();
  assert.deepEqual(items.map(({ sku, price }) => [sku, price]), [[changed.sku, 7]]);
  await page.getByText(ru.operations.states.undone).waitFor();
});

test('a workbook is dropped; columns, options and the row of names are chosen by hand', async () => {
  await open();
  const rows = [['Прайс-лист'], ['Код', 'Что это', 'Почём'], ['X-1', 'Чехол', 990], ['X-2', 'Стекло', 1490]];
  const data = [...workbook(rows)];
  const transfer = await page.evaluateHandle(([bytes, type]) => {
    const all = new DataTransfer();
    all.items.add(new File([new Uint8Array(bytes)], 'склад.xlsx', { type }));
    return all;
  }, [data, XLSX]);
  await page.getByRole('region', { name: text.choose }).dispatchEvent('drop', { dataTransfer: transfer });
  await opened();
  assert.equal(await page.getByLabel(text.encoding).count(), 0); // a workbook has none
  await choose(page.getByLabel(text.headerRow).first(), fill(text.headerAt, { row: 2 }));
  await choose(fieldOf('Что это'), text.fields.product.name);
  await choose(fieldOf('Почём'), text.fields.product.price);
  await choose(fieldOf('Код'), text.passOver);
  await page.getByText(text.of.product.needs).waitFor();
  assert.ok(await button(text.check).isDisabled());
  await choose(fieldOf('Код'), text.fields.product.sku);
  await page.getByText(text.onErrorStop).click();
  await page.reload(); // each choice holds
  assert.equal(await fieldOf('Почём').inputValue(), text.fields.product.price);
  assert.ok(await page.getByRole('radio', { name: text.onErrorStop }).isChecked());
  await button(text.check).click();
  await start(2).click();
  await page.getByRole('heading', { name: text.outcome.done }).waitFor();
  assert.deepEqual((await products()).items.map(({ sku, name, price }) => [sku, name, price]), [
    ['X-1', 'Чехол', 990],
    ['X-2', 'Стекло', 1490],
  ]);
});

test('what is no table is refused in words, before or after it is sent', async () => {
  await open();
  await send('старый.xls', Buffer.from('x'));
  await page.getByText(text.file.oldExcel).waitFor();
  await send('пусто.csv', Buffer.alloc(0));
  await page.getByText(text.file.empty).waitFor();
  await send('не таблица.xlsx', Buffer.from('это не архив'), XLSX);
  await page.getByText(ru.errors.file_unreadable).waitFor();
  await page.goto(`${sauda.url}${PATH}/00000000-0000-4000-8000-000000000000`);
  await page.getByRole('heading', { name: text.goneTitle }).waitFor();
});

test('an upload can be cancelled', async () => {
  await open();
  await page.route('**/products/import?**', () => undefined); // it never ends
  await send('прайс.csv', Buffer.from(catalogue(100)));
  await button(ru.common.cancel).click();
  await button(text.choose).waitFor();
  assert.equal(await page.getByRole('alert').count(), 0);
  await page.unroute('**/products/import?**');
  await send('прайс.csv', Buffer.from(catalogue(2)));
  await opened();
});

test('a running import is found again as it is, and stopped', async () => {
  const made = await imports.take(catalogue(400_000), { query: '?filename=big.csv' });
  await open(`${PATH}/${made.id}`);
  await button(text.check).waitFor();
  await imports.start(made.id);
  await page.getByRole('heading', { name: text.running }).waitFor(); // the page hears of it
  await page.getByRole('link', { name: text.back }).click();
  await page.getByRole('row').filter({ hasText: text.states.running }).waitFor();
  await page.goBack();
  await page.getByRole('progressbar', { name: text.running }).waitFor();
  await imports.reached(made.id, 1000);
  await button(text.stop).click();
  await button(text.stop, dialog()).click();
  await page.getByRole('heading', { name: text.outcome.cancelled }).waitFor({ timeout: 60_000 });
  const { report } = await imports.get(made.id);
  assert.ok(report.created >= 1000 && report.created < 400_000, JSON.stringify(report));
  await button(fill(ru.operations.undoOf, { what: made.filename })).click();
  await button(ru.operations.undo, dialog()).click();
  await page.getByRole('heading', { name: ru.operations.states.undone }).waitFor({ timeout: 60_000 });
  assert.equal((await products('&count=exact')).total, 0);
});

test('who may only look sees imports and operations without a way to change them', async () => {
  const made = await imports.take(catalogue(2));
  await imports.run(made.id);
  const waiting = await imports.take(catalogue(2));
  await open(PATH, 'manager');
  await page.getByRole('row').nth(2).waitFor();
  assert.equal(await button(text.choose).count(), 0);
  assert.equal(await page.getByRole('button', { name: ru.operations.undo }).count(), 0);
  await page.goto(`${sauda.url}${PATH}/${waiting.id}`);
  await page.getByText(text.readOnly).waitFor();
  assert.equal(await button(text.check).count(), 0);
});

test('the table leads to imports and bulk changes', async () => {
  await open('/products');
  await button(ru.nav.more).click();
  await page.getByRole('menuitem', { name: ru.nav.imports }).click();
  await page.getByRole('heading', { name: text.of.product.title, level: 1 }).waitFor();
  await page.getByRole('link', { name: ru.operations.tabs.operations }).click();
  await page.getByText(ru.operations.emptyTitle).waitFor();
});

test('who may not create is told, and updates what is there', async () => {
  await imports.ok('POST', '/products/', { json: { sku: 'A-1', name: 'Имя', price: 5 } });
  await open(PATH, 'supervisor');
  await send('прайс.csv', Buffer.from(catalogue(2)));
  await opened();
  await page.getByText(text.of.product.mayNotCreate).waitFor();
  await button(text.check).click();
  await start(1).click();
  await page.getByRole('heading', { name: text.outcome.done }).waitFor();
  assert.equal(await count(text.counts.skipped).innerText(), '1');
  assert.equal((await products()).total, 1);
});

testLooks(async (options) => {
  await open(PATH, 'admin', options);
  await page.getByText(text.none).waitFor();
  await expectSound(page, 'imports');
  await send('прайс поставщика.csv', Buffer.from(`${catalogue(4)}A-9;;1,299;Смартфоны;дорого;-1\n`));
  await opened();
  await button(text.check).click();
  await page.getByRole('region', { name: text.errors.title }).waitFor();
  await expectSound(page, 'import');
  await start(4).click();
  await page.getByRole('heading', { name: text.outcome.done }).waitFor();
  await expectSound(page, 'import done');
  await page.getByRole('link', { name: text.back }).click();
  await page.getByRole('button', { name: /прайс поставщика/ }).first().waitFor();
  await expectSound(page, 'imports listed');
  await page.goto(`${sauda.url}/products/operations`);
  await page.getByRole('button', { name: ru.operations.undo }).first().waitFor();
  await expectSound(page, 'operations');
});
