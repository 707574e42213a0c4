// SPDX-License-Identifier: MIT
// A product's own page in a browser: fields and what is wrong with them, two people at one product, input that was not
// saved, history, copy and deletion.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { fill, notice, words } from '../support/board.mjs';
import { request } from '../support/http.mjs';
import { PHONE, arrived, expectSound, failRequests, signedIn, startPanel, testLooks, typeSignIn } from '../support/panel.mjs';
import { as, makeTeam } from '../support/people.mjs';

const ru = words('ru');
const text = ru.productPage;
/** What the browser itself writes on the console of a request that was refused, or of a picture that is none. */
const REFUSED = /status of (401|403|404|409|412|422)|WebSocket connection|ERR_/;

const { sauda, browser } = await startPanel();
let team;
let page;

beforeEach(async () => {
  await browser.closePages();
  team = makeTeam(sauda.database);
});

const send = (method, path, json) => request(sauda.url, method, `/api${path}`, { json, headers: as(team.admin) });
async function product(fields = {}) {
  const json = {
    sku: 'SM-A55',
    name: 'Samsung Galaxy A55',
    price: 189990,
    cost: 150000,
    stock: 7,
    ...fields,
  };
  const reply = await send('POST', '/products/', json);
  assert.equal(reply.status, 201, reply.text);
  return reply.json;
}
const stored = async (id) => (await send('GET', `/products/${id}/`)).json;
const change = async (id, json) => assert.equal((await send('PATCH', `/products/${id}/`, json)).status, 200);

const open = (path, role = 'admin', options = {}) =>
  signedIn(browser, sauda.url, team[role], { path, expected: REFUSED, ...options });
const field = (name, where = page) => where.locator(`form [name="${name}"]`);
const button = (name, where = page) => where.getByRole('button', { name, exact: true });
async function save(name, where = page) {
  await button(ru.common.save, where).click();
  await notice(where, fill(text.saved, { name })).first().waitFor();
}

describe('the form', () => {
  test('takes sums as they are written here, and saves what was changed alone', async () => {
    const { id } = await product({ attributes: { Память: 128, Камера: { мп: 50 } } });
    page = await open(`/products/${id}`);
    assert.equal(await field('price').inputValue(), '189\u00a0990');
    await field('price').fill('1 299 990,50');
    await page.getByText(/1\s149\s990,50\s₸ · 88,46\s%/).waitFor();
    await field('stock').click();
    assert.equal(await field('price').inputValue(), '1\u00a0299\u00a0990,50');
    await field('cost').fill('');
    await field('brand').fill('Samsung');
    await page.locator('form [name=is_active]').click();
    await save('Samsung Galaxy A55');
    const now = await stored(id);
    assert.deepEqual([now.price, now.cost, now.brand, now.is_active], [1299990.5, null, 'Samsung', false]);
    assert.deepEqual(now.attributes, { Память: 128, Камера: { мп: 50 } });
    await button(ru.common.save).and(page.locator(':disabled')).waitFor();
    assert.deepEqual(page.complaints, []);
  });

  test('says at each field what is wrong with it', async () => {
    const { id } = await product();
    await product({ sku: 'TAKEN' });
    page = await open(`/products/${id}`);
    await field('name').fill('');
    await field('price').fill('1,299');
    await field('stock').fill('-1');
    await field('image_url').fill('example.kz/a.png');
    await button(ru.common.save).click();
    for (const words of [ru.problems.required, text.problems.money, ru.problems.url]) {
      await page.getByText(words, { exact: true }).first().waitFor();
    }
    await page.waitForFunction(() => document.activeElement?.name === 'name');
    await page.reload();
    await field('sku').fill('TAKEN');
    await button(ru.common.save).click();
    await page.getByText(text.problems.skuTaken).waitFor();
    await field('barcode').fill('4600702094463');
    await page.getByText(text.checkDigit).waitFor(); // a hint, which stops nobody
    await field('sku').fill('SM-A55');
    await save('Samsung Galaxy A55');
    assert.equal((await stored(id)).barcode, '4600702094463');
  });

  test('adds, edits and removes attributes, each in its kind', async () => {
    const { id } = await product({
      attributes: {
        Память: 128,
        Цвет: 'чёрный',
        'Гарантия "мес"': 12,
        Камера: { мп: [50, 12], ois: true },
      },
    });
    page = await open(`/products/${id}`);
    await field('attributes.Память').fill('256');
    await field('attributes.Камера').fill('{"мп":');
    await button(ru.common.save).click();
    await page.getByText(text.problems.json).waitFor();
    await field('attributes.Камера').fill('{"мп":[108]}');
    await button(fill(text.removeAttribute, { name: 'Цвет' })).click();
    await page.getByLabel(text.newAttribute).fill('Процессор');
    await page.keyboard.press('Enter');
    await field('attributes.Процессор').fill('Exynos 1480');
    await save('Samsung Galaxy A55');
    assert.deepEqual((await stored(id)).attributes, {
      Память: 256,
      'Гарантия "мес"': 12,
      Камера: { мп: [108] },
      Процессор: 'Exynos 1480',
    });
  });
});

describe('two people at one product', () => {
  test('lose no field: others appear by themselves, the same one is asked about', async () => {
    const { id } = await product();
    page = await open(`/products/${id}`);
    const other = await open(`/products/${id}`, 'office');
    for (const one of [page, other]) {
      await one.getByText(ru.connection.live, { exact: true }).first().waitFor();
    }
    await field('price').fill('200 000');
    await field('stock', other).fill('5');
    await save('Samsung Galaxy A55', other);
    await page.waitForFunction(() => document.querySelector('form [name=stock]').value === '5');
    assert.match(await field('price').inputValue(), /^200\s000$/); // under the hands, and still there

    await field('price', other).fill('210 000');
    await save('Samsung Galaxy A55', other);
    await page.getByText(ru.draft.rivals).waitFor();
    await button(ru.common.save).click();
    await page.getByText(ru.draft.conflictTitle).waitFor();
    await page.getByText(/^210\s000$/).waitFor();
    await page.getByRole('radio', { name: /200\s000/ }).check();
    await button(ru.draft.saveChosen).click();
    await other.waitForFunction(
      () => document.querySelector('form [name=price]').value.replace(/\s/g, '') === '200000',
    );
    const { price, stock } = await stored(id);
    assert.deepEqual({ price, stock }, { price: 200000, stock: 5 });
    await other.context().close();
  });

  test('may change different attributes', async () => {
    const { id } = await product({ attributes: { Цвет: 'чёрный', Память: 128 } });
    page = await open(`/products/${id}`);
    await field('attributes.Цвет').fill('белый');
    await change(id, { attributes: { Память: 256, Вес: '213 г' } });
    await field('attributes.Вес').waitFor();
    await save('Samsung Galaxy A55');
    assert.deepEqual((await stored(id)).attributes, { Цвет: 'белый', Память: 256, Вес: '213 г' });
  });

  test('what one deleted under the hands of the other can be made again', async () => {
    const { id } = await product();
    page = await open(`/products/${id}`);
    await field('name').fill('Galaxy A55 5G');
    assert.equal((await send('DELETE', `/products/${id}/`)).status, 204);
    await page.getByText(text.deletedMeanwhile).waitFor();
    await button(text.createAgain).click();
    await notice(page, fill(text.created, { name: 'Galaxy A55 5G' }))
      .first()
      .waitFor();
    await page.waitForURL((url) => url.pathname !== `/products/${id}`);
    assert.equal((await send('GET', '/products/?sku=SM-A55')).json.items[0].name, 'Galaxy A55 5G');
  });
});

test('input that was not saved outlives a lost session, and leaving asks', async () => {
  const { id } = await product();
  page = await open(`/products/${id}`);
  await field('name').fill('Не сохранено');
  await page.getByText(ru.connection.live, { exact: true }).first().waitFor();
  sauda.database.sql(
    `update sessions set ended_at = now(), end_reason = 'signed_out' where user_id = '${team.admin.id}' and ended_at is null`,
  );
  const dialog = page.getByRole('dialog', { name: ru.session.lostTitle });
  await dialog.waitFor();
  await typeSignIn(dialog, team.admin.username);
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: text.back }).click();
  await page.getByText(ru.draft.discardTitle).waitFor();
  await button(ru.draft.keepEditing).click();
  assert.equal(await field('name').inputValue(), 'Не сохранено');
});

test('the history tells who made what of what', async () => {
  const { id } = await product();
  await change(id, { price: 179990 });
  page = await open(`/products/${id}`);
  const history = page.getByRole('region', { name: text.history });
  const entry = history.getByRole('button', { name: /179\s990/ });
  await entry.waitFor();
  assert.match(await entry.innerText(), /189\s990.*→.*179\s990/s);
  await field('is_active').focus();
  await page.keyboard.press('Space');
  await save('Samsung Galaxy A55');
  await history.getByText(ru.audit.fields.product_is_active, { exact: false }).first().waitFor(); // it is live
});

test('a copy begins with everything but the article number; a deletion asks', async () => {
  const { id } = await product({ attributes: { Камера: { мп: 50 } } });
  page = await open(`/products/${id}`);
  await button(text.menu).click();
  await page.getByRole('menuitem', { name: text.duplicate }).click();
  await page.getByRole('heading', { name: text.newTitle, level: 1 }).waitFor();
  await page.waitForFunction(() => document.querySelector('form [name=name]')?.value === 'Samsung Galaxy A55');
  assert.equal(await field('sku').inputValue(), '');
  await field('sku').fill('SM-A55-2');
  await button(text.create).click();
  await notice(page, fill(text.created, { name: 'Samsung Galaxy A55' }))
    .first()
    .waitFor();
  await page.waitForURL((url) => /^\/products\/\d+$/.test(url.pathname));
  const copy = await stored(new URL(page.url()).pathname.split('/').at(-1));
  assert.deepEqual([copy.sku, copy.stock, copy.attributes], ['SM-A55-2', 0, { Камера: { мп: 50 } }]);

  await button(text.menu).click();
  await page.getByRole('menuitem', { name: text.delete }).click();
  await page.getByRole('dialog').getByRole('button', { name: text.delete, exact: true }).click();
  await notice(page, fill(text.deleted, { name: copy.name }))
    .first()
    .waitFor();
  await arrived(page, '/products');
  assert.equal((await send('GET', `/products/${copy.id}/`)).status, 404);
});

test('who may only read sees the product without a form; what is not there is said', async () => {
  const { id } = await product({ barcode: '4600702094466' });
  page = await open(`/products/${id}`, 'manager');
  await page.getByText('4600702094466').waitFor();
  assert.equal(await page.getByRole('textbox').count(), 0);
  assert.equal(await button(text.menu).count(), 0);
  assert.equal(await page.getByRole('region', { name: text.history }).count(), 0);
  for (const wrong of ['999999999', 'abc']) {
    await page.goto(`${sauda.url}/products/${wrong}`);
    await page.getByRole('heading', { name: text.goneTitle }).waitFor();
  }
});

test('a product that cannot be read says so and is read again on demand', async () => {
  const { id } = await product();
  page = await open('/profile', 'admin', { expected: /status of 500/ });
  await failRequests(page, '**/api/v1/products/*/', 500, 'internal');
  await page.goto(`${sauda.url}/products/${id}`);
  await page.getByRole('alert').filter({ hasText: text.failed }).waitFor();
  await page.unroute('**/api/v1/products/*/');
  await page.getByRole('button', { name: ru.common.retry }).click();
  await field('name').waitFor();
});

test('a long name leaves its menu on the screen of a phone', async () => {
  const { id } = await product({ name: 'Смартфон Samsung Galaxy S25 Ultra 12/256 ГБ чёрный титан' });
  page = await open(`/products/${id}`, 'admin', PHONE);
  const { x, width } = await button(text.menu).boundingBox();
  assert.ok(x + width <= page.viewportSize().width, `it ends at ${x + width}`);
});

testLooks(async (options) => {
  const { id } = await product({
    brand: 'Samsung',
    category: 'Смартфоны',
    barcode: '4600702094463',
    description: 'Экран 6,6 дюйма, 8 ГБ памяти.',
    attributes: { Память: 128, Цвет: 'чёрный', Камера: { мп: [50, 12] } },
  });
  await change(id, { price: 179990, stock: 3 });
  page = await open(`/products/${id}`, 'admin', options);
  await field('name').waitFor();
  await page.getByRole('region', { name: text.history }).getByRole('listitem').first().waitFor();
  await expectSound(page, 'product');
  await field('price').fill('1,2,3');
  await field('name').fill('');
  await button(ru.common.save).click();
  await expectSound(page, 'product with problems');
  await page.goto(`${sauda.url}/products/new`);
  await field('name').waitFor();
  await expectSound(page, 'new product');
});
