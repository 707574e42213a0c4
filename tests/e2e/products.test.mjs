// SPDX-License-Identifier: MIT
// The catalogue in a browser, with as many products as a shop has: finding, ordering, editing in place against others who
// do the same, many at once and back again, what others do meanwhile, and a phone.
import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { fill, notice, words } from '../support/board.mjs';
import { request } from '../support/http.mjs';
import { PHONE, arrived, expectSound, failRequests, signedIn, startPanel, testLooks } from '../support/panel.mjs';
import { PATIENCE_MS, waitFor } from '../support/patience.mjs';
import { as, makeTeam } from '../support/people.mjs';

const ru = words('ru');
const { catalogue } = ru;
const ROWS = 50_000;
/** What the browser itself writes on the console of a request that was refused. */
const REFUSED = /status of (403|409|412|422|503)|WebSocket connection/;

const LIST = /\/api\/v1\/products\/\?/;

const { sauda, browser } = await startPanel();
let big; // a team with many products, which no test changes but by what it takes back
let team;
let page;

/** Products `first` to `last`: T-00001 "Телефон 1", 1,000 tenge more each. */
function insert(orgId, first, last) {
  sauda.database.sql(`set sauda.bulk = 'on';
    insert into products (org_id, sku, name, brand, category, price, stock, is_active)
    select '${orgId}', 'T-' || lpad(n::text, 5, '0'), (array['Телефон', 'Чехол', 'Кабель'])[1 + n % 3] || ' ' || n,
      (array['Samsung', 'Apple', null])[1 + n % 3], (array['Телефоны', 'Чехлы', 'Кабели'])[1 + n % 3], n * 1000, n % 50, n % 10 <> 0
    from generate_series(${first}, ${last}) n;
    analyze products;`);
}

before(() => {
  big = makeTeam(sauda.database);
  insert(big.id, 1, ROWS);
});

beforeEach(async () => {
  await browser.closePages();
  team = makeTeam(sauda.database);
  insert(team.id, 1, 30);
});

const grid = (where = page) => where.getByRole('grid', { name: catalogue.title });
const row = (name, where = page) => where.getByRole('row').filter({ has: where.getByRole('link', { name, exact: true }) });
const cell = (name, key, where = page) => row(name, where).locator(`[data-key=${key}]`);
const filter = (key, more = '') => page.getByLabel(fill(catalogue.filterBy, { name: catalogue.fields[key] }) + more, { exact: true });
const head = (key) => page.getByRole('columnheader', { name: catalogue.fields[key] }).getByRole('button');
const count = (n) => page.getByText(n, { exact: true }).first().waitFor();
const names = () => page.locator('[data-key=name] a').allInnerTexts();
const number = (n) => n.toLocaleString('ru');

async function open(who, { query = '', ready = /^(Телефон|Чехол|Кабель) \d+$/, ...options } = {}) {
  const opened = await signedIn(browser, sauda.url, who, { path: `/products${query}`, expected: REFUSED, ...options });
  await opened.getByRole('link', { name: ready }).first().waitFor();
  return opened;
}
const openTeam = async (options) => {
  page = await open(team.admin, options);
};

const products = async (query = 'page_size=200') =>
  (await request(sauda.url, 'GET', `/api/products/?${query}`, { headers: as(team.admin) })).json.items;
const product = async (name) => (await products()).find((each) => each.name === name);
const change = async (name, json) => {
  const { id } = await product(name);
  const reply = await request(sauda.url, 'PATCH', `/api/products/${id}/`, { json, headers: as(team.office) });
  assert.equal(reply.status, 200, reply.text);
};
/** Waits until the server has this of the product. */
async function expectStored(name, fields) {
  let seen;
  const isStored = async () => {
    const stored = await product(name);
    seen = Object.fromEntries(Object.keys(fields).map((key) => [key, stored[key]]));
    return isDeepStrictEqual(seen, fields);
  };
  await waitFor(isStored, () => `${JSON.stringify(seen)} is stored, not ${JSON.stringify(fields)}`);
}
const typeInto = async (name, key, text) => {
  await cell(name, key).click();
  await cell(name, key).getByRole('textbox').fill(text);
};

describe('finding', () => {
  test('by parts, ranges, choices and words, all of it in the address', async () => {
    await openTeam();
    await count('30 товаров');
    await filter('name').fill('Те');
    await page.getByText(fill(catalogue.moreLetters, { n: 3 })).waitFor();
    await filter('name').fill('Телефон');
    await count('10 товаров');
    await filter('price', `, ${catalogue.from}`).fill('10 000,50');
    await count('7 товаров');
    await page.getByRole('button', { name: fill(catalogue.filterBy, { name: catalogue.fields.brand }) }).click();
    await page.getByRole('option', { name: /Samsung/ }).click();
    await page.keyboard.press('Escape');
    await count('7 товаров');
    await page.waitForURL((url) => url.searchParams.get('brand__in') === 'Samsung');

    const other = await open(team.manager, { query: new URL(page.url()).search });
    await other.getByText('7 товаров', { exact: true }).first().waitFor();
    await other.context().close();

    await page.goBack();
    await page.goBack();
    await count('10 товаров');
    await page.getByRole('button', { name: ru.filters.reset }).click();
    await count('30 товаров');
    await page.getByLabel(catalogue.search).fill('телифон');
    await page.waitForURL((url) => url.searchParams.get('q') === 'телифон');
    await row('Телефон 3').waitFor();
    assert.deepEqual(page.complaints, []);
  });

  test('products without a brand, and nothing at all', async () => {
    await openTeam();
    await page.getByRole('button', { name: fill(catalogue.filterBy, { name: catalogue.fields.brand }) }).click();
    await page.getByRole('option', { name: catalogue.withoutBrand }).click();
    await count('10 товаров');
    await filter('sku').fill('nowhere');
    await page.getByText(catalogue.nothingFound).waitFor();
  });

  test('in an order of several columns', async () => {
    await openTeam();
    await head('category').click();
    await page.waitForURL(/sort=category/);
    await head('price').click({ modifiers: ['Shift'] });
    await page.waitForURL((url) => url.searchParams.get('sort') === 'category,price');
    await head('price').click({ modifiers: ['Shift'] });
    await page.waitForURL((url) => url.searchParams.get('sort') === 'category,-price');
    await page.waitForFunction(() => document.querySelector('[data-key=name] a')?.textContent === 'Кабель 29');
    assert.equal(await page.getByRole('columnheader', { name: catalogue.fields.price }).getAttribute('aria-sort'), 'descending');
  });

  test('what is too broad is told beside the filter, and what fails can be tried again', async () => {
    await openTeam();
    await page.route(LIST, (route) =>
      route.fulfill({
        status: 422,
        json: {
          error_code: 'filter_too_broad', message: '',
          details: { request_id: 'a', fields: [{ field: 'name__contains', code: 'too_broad', message: '' }] },
        },
      }),
    );
    await filter('name').fill('фон');
    await page.getByText(fill(catalogue.tooBroadOf, { names: catalogue.fields.name })).waitFor();
    assert.equal(await filter('name').getAttribute('aria-invalid'), 'true');
    await page.unroute(LIST);
    await page.getByRole('button', { name: ru.common.retry }).click();
    await count('10 товаров');
    await failRequests(page, LIST, 500, 'internal');
    await filter('name').fill('фон 3');
    await page.getByText(catalogue.failed).waitFor();
  });
});

describe('editing in place', () => {
  test('by keys: Enter, Tab, Escape, arrows, figures', async () => {
    await openTeam();
    await cell('Телефон 30', 'name').focus();
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.keyboard.type('199 990,5');
    await page.keyboard.press('Tab');
    await page.keyboard.type('12');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await expectStored('Телефон 30', { price: 199990.5, stock: 12, is_active: true });
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.type('7');
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.type('5x');
    await page.keyboard.press('Enter');
    await page.getByText(catalogue.wrongPrice).waitFor();
    await page.keyboard.press('Escape');
    assert.equal(await cell('Кабель 29', 'stock').innerText().then((text) => text.split(/\s/)[0]), '29');
    const focused = await page.evaluate(() => document.activeElement?.getAttribute('data-key'));
    assert.equal(focused, 'price');
    const { stock, price } = await product('Кабель 29');
    assert.deepEqual({ stock, price }, { stock: 29, price: 29_000 });
    assert.deepEqual(page.complaints, []);
  });

  test('is seen at once, and taken back where the server refuses', async () => {
    await openTeam();
    await failRequests(page, '**/api/v1/products/*/', 422, 'validation_failed');
    await typeInto('Телефон 30', 'stock', '77');
    await page.keyboard.press('Enter');
    await notice(page, fill(catalogue.notSaved, { name: 'Телефон 30' })).first().waitFor();
    await cell('Телефон 30', 'stock').getByText('30', { exact: false }).waitFor();
    assert.equal((await product('Телефон 30')).stock, 30);
  });

  test('of one row by two people: other fields are joined, of the same both values are shown', async () => {
    await openTeam();
    await typeInto('Телефон 30', 'price', '31000');
    await change('Телефон 30', { stock: 3 });
    await page.keyboard.press('Enter');
    await expectStored('Телефон 30', { price: 31_000, stock: 3 });
    assert.equal(await page.getByRole('dialog').count(), 0);

    const other = await open(team.office);
    await typeInto('Кабель 29', 'price', '100');
    await cell('Кабель 29', 'price', other).click();
    await cell('Кабель 29', 'price', other).getByRole('textbox').fill('200');
    await other.keyboard.press('Enter');
    await expectStored('Кабель 29', { price: 200 });
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText(ru.draft.conflictTitle).waitFor();
    await dialog.getByRole('radio', { name: '200' }).waitFor();
    await dialog.getByRole('radio', { name: '100' }).check();
    await dialog.getByRole('button', { name: ru.draft.saveChosen }).click();
    await expectStored('Кабель 29', { price: 100 });
    await dialog.waitFor({ state: 'detached' });
    await other.context().close();
  });

  test('is not for who may only read', async () => {
    page = await open(team.manager);
    await cell('Телефон 30', 'price').click();
    assert.equal(await grid().getByRole('checkbox').count(), 0);
    assert.equal(await cell('Телефон 30', 'price').getByRole('textbox').count(), 0);
    assert.ok(await cell('Телефон 30', 'is_active').getByRole('switch').isDisabled());
    assert.equal(await page.getByRole('button', { name: catalogue.add }).count(), 0);
  });
});

describe('many at once', () => {
  const bar = () => page.getByRole('region', { name: catalogue.selection });
  const active = async () => (await products('is_active=true&page_size=200')).length;

  test('a range by shift is taken off sale, and put back by the notice', async () => {
    await openTeam();
    const box = (name) => row(name).getByRole('checkbox');
    await box('Кабель 29').click();
    await box('Телефон 24').click({ modifiers: ['Shift'] });
    await bar().getByText('Выбрано 6 товаров').waitFor();
    await bar().getByRole('button', { name: catalogue.disable }).click();
    await notice(page, 'Снято с продажи 6 товаров').first().waitFor();
    assert.equal(await active(), 21);
    await page.waitForFunction(() => document.querySelectorAll('[role=switch][aria-checked=false]').length === 9);
    await page.getByRole('button', { name: ru.operations.undo, exact: true }).click();
    await notice(page, fill(ru.operations.undoneAll, { restored: 6 })).first().waitFor();
    assert.equal(await active(), 27);
  });

  test('an undo asks where somebody has changed a row since', async () => {
    await openTeam();
    await row('Кабель 29').getByRole('checkbox').click();
    await row('Чехол 28').getByRole('checkbox').click();
    await bar().getByRole('button', { name: catalogue.disable }).click();
    await notice(page, 'Сняты с продажи 2 товара').first().waitFor();
    await change('Кабель 29', { price: 5 });
    await page.getByRole('button', { name: ru.operations.undo, exact: true }).click();
    await page.getByRole('dialog').getByText(ru.operations.conflictTitle).waitFor();
    await page.getByRole('button', { name: ru.operations.keep }).click();
    await notice(page, fill(ru.operations.undoneSome, { restored: 1, kept: 1 })).first().waitFor();
    await expectStored('Кабель 29', { price: 5, is_active: false });
    await expectStored('Чехол 28', { is_active: true });
  });

  test('all that fit, beyond a thousand, are changed by a job that tells how far it is', async () => {
    page = await open(big.admin, { query: '?name__contains=Кабель&price__lte=6000000' });
    await page.getByRole('checkbox', { name: catalogue.pickAll }).click();
    await bar().getByText(`Выбран весь список: ${number(2000)} товаров`).waitFor();
    await bar().getByRole('button', { name: catalogue.disable }).click();
    await page.getByRole('dialog').getByRole('button', { name: catalogue.disable }).click();
    await notice(page, 'Снято с продажи').first().waitFor({ timeout: 60_000 });
    await page.waitForFunction(() => document.querySelectorAll('[role=switch][aria-checked=true]').length === 0);
    await page.getByRole('button', { name: ru.operations.undo, exact: true }).click();
    await notice(page, ru.operations.undone).first().waitFor({ timeout: 60_000 });
  });
});

describe('others at work', () => {
  test('a change appears in its place, a new product is told, a deleted one is struck through', async () => {
    await openTeam();
    await page.getByText(ru.connection.live, { exact: true }).first().waitFor();
    await typeInto('Телефон 30', 'stock', '4');
    await change('Чехол 28', { price: 123_456 });
    await cell('Чехол 28', 'price').getByText(/123.456/).waitFor();
    assert.equal(await cell('Телефон 30', 'stock').getByRole('textbox').inputValue(), '4'); // nothing was taken from the hand
    const { id } = await product('Кабель 26');
    const gone = await request(sauda.url, 'DELETE', `/api/products/${id}/`, { headers: as(team.office) });
    assert.equal(gone.status, 204);
    await page.locator('[data-gone]').filter({ hasText: 'Кабель 26' }).waitFor();
    const made = await request(sauda.url, 'POST', '/api/products/', {
      json: { sku: 'N-1', name: 'Новинка' }, headers: as(team.office),
    });
    assert.equal(made.status, 201);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '1 новый – показать' }).click();
    await row('Новинка').waitFor();
    await row('Кабель 26').waitFor({ state: 'detached' });
    assert.deepEqual(page.complaints, []);
  });

  test('what changed by the thousand is read again', async () => {
    page = await open(big.admin, { query: '?name__contains=Чехол&price__lte=6000000' });
    await page.getByText(ru.connection.live, { exact: true }).first().waitFor();
    const filter = { name__contains: 'Чехол', price__lte: 6_000_000 };
    const job = await request(sauda.url, 'POST', '/api/products/batch_disable/', { json: { filter }, headers: as(big.office) });
    assert.equal(job.status, 202, job.text);
    await page.waitForFunction(() => document.querySelectorAll('[role=switch][aria-checked=true]').length === 0);
  });
});

describe('a long table', () => {
  /** How many there are is a guess until somebody has been at the end, so one gets there by steps. */
  async function reachEnd() {
    const place = () => page.evaluate(() => document.activeElement?.dataset.place);
    await waitFor(async () => {
      await page.keyboard.press('Control+End');
      await page.waitForTimeout(500);
      return (await place()) === String(ROWS - 1);
    }, 'the end of the table', 2 * PATIENCE_MS);
  }

  test('scrolls to its end and back, and keeps the keyboard where it is', async () => {
    page = await open(big.admin);
    await page.getByText(/^≈ \d+.\d+ товар/).first().waitFor();
    await cell('Кабель 50000', 'name').focus();
    await reachEnd();
    await row('Чехол 1').waitFor();
    await grid().evaluate((element) => { element.scrollTop = element.scrollHeight / 2; });
    await page.waitForFunction(() => {
      const shown = [...document.querySelectorAll('[data-key=name] a')].map((a) => Number(a.textContent.split(' ')[1]));
      return shown.some((n) => n > 24_000 && n < 26_000);
    });
    await page.keyboard.press('Control+Home');
    await row('Кабель 50000').waitFor();
    assert.deepEqual(page.complaints, []);
  });
});

test('columns and density are chosen, kept in the address and for the next visit', async () => {
  await openTeam();
  await page.getByRole('button', { name: catalogue.look }).click();
  await page.getByRole('menuitemcheckbox', { name: catalogue.fields.barcode }).click();
  await page.getByRole('menuitemcheckbox', { name: catalogue.fields.category }).click();
  await page.getByRole('menuitemcheckbox', { name: catalogue.compact }).click();
  await page.keyboard.press('Escape');
  await head('barcode').waitFor();
  await head('category').waitFor({ state: 'detached' });
  await page.waitForURL(/density=compact/);
  await page.goto(`${sauda.url}/products`);
  await head('barcode').waitFor();
  assert.equal(await grid().getAttribute('data-density'), 'compact');
});

test('a product is added beside the table', async () => {
  await openTeam();
  await page.getByRole('button', { name: catalogue.add }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('[name=name]').fill('Новый телефон');
  await dialog.locator('[name=sku]').fill('T-00001');
  await dialog.getByRole('button', { name: ru.productPage.create }).click();
  await dialog.getByText(ru.productPage.problems.skuTaken).waitFor();
  await dialog.locator('[name=sku]').fill('NEW-1');
  await dialog.getByRole('button', { name: ru.productPage.create }).click();
  await row('Новый телефон').waitFor();
  await row('Новый телефон').getByRole('link').click();
  await arrived(page, `/products/${(await product('Новый телефон')).id}`);
});

test('what is found becomes a file', async () => {
  await openTeam({ query: '?name__contains=Кабель' });
  await page.getByRole('button', { name: catalogue.export }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: catalogue.asCsv }).click(),
  ]);
  assert.match(download.suggestedFilename(), /^tovary-\d{4}-\d\d-\d\d\.csv$/);
  const stream = await download.createReadStream();
  const parts = [];
  for await (const part of stream) parts.push(part);
  assert.equal(Buffer.concat(parts).toString().trim().split('\n').length, 11);
});

test('a phone filters in a drawer and edits in cards', async () => {
  await openTeam(PHONE);
  await page.getByRole('button', { name: ru.filters.title }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByLabel(fill(catalogue.filterBy, { name: catalogue.fields.name }), { exact: true }).fill('Чехол');
  await drawer.getByRole('button', { name: catalogue.show, exact: true }).click();
  await count('10 товаров');
  await typeInto('Чехол 28', 'price', '777');
  await page.keyboard.press('Enter');
  await expectStored('Чехол 28', { price: 777 });
  assert.ok((await names()).every((name) => name.startsWith('Чехол')));
});

testLooks(async (options) => {
  page = await open(big.admin, options);
  await expectSound(page, 'products');
  await row('Телефон 49998').getByRole('checkbox').click();
  await page.getByRole('region', { name: catalogue.selection }).waitFor();
  await expectSound(page, 'products chosen');
  if (options === PHONE) {
    await page.getByRole('button', { name: ru.filters.title }).click();
    await page.getByRole('dialog').getByText(catalogue.order).first().waitFor();
    await expectSound(page, 'products filters');
  }
});
