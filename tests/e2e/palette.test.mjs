// SPDX-License-Identifier: MIT
// The palette of commands in a browser: finding records of all kinds by the keyboard alone, pages and actions, what was
// opened before, what fails, and what one has no right to.
import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { fill, words } from '../support/board.mjs';
import { request } from '../support/http.mjs';
import { HOME, PHONE, arrived, expectSound, failRequests, signedIn, startPanel, testLooks } from '../support/panel.mjs';
import { waitFor } from '../support/patience.mjs';
import { as, makeTeam } from '../support/people.mjs';

const ru = words('ru');
const text = ru.search;
/** What the browser itself writes on the console of a request that was refused. */
const REFUSED = /status of (403|404|422|500)|WebSocket connection/;

const { sauda, browser } = await startPanel();
let team;
let ids;
let page;

async function send(method, path, json, role = 'admin') {
  const reply = await request(sauda.url, method, `/api${path}`, { json, headers: as(team[role]) });
  assert.ok(reply.status < 300, `${method} ${path}: ${reply.text}`);
  return reply.json;
}

before(async () => {
  team = makeTeam(sauda.database);
  const client = await send('POST', '/clients', { name: 'Ноутбук Сервис', phone: '8 707 123 45 67' });
  await send('POST', '/pipelines', { name: 'Продажи', is_default: true });
  const deal = await send('POST', '/deals', { title: 'Ноутбуки для школы', client_id: client.id });
  const own = await send('POST', '/deals', { title: 'Ноутбук на пробу', owner_id: team.manager.id });
  const product = await send('POST', '/products/', { sku: 'NB-1', name: 'Ноутбук Acer', price: 300000 });
  const module = await send('POST', '/modules/', {
    name: 'Ноутбуки Kaspi',
    platform: 'kaspi',
    api_url: 'http://127.0.0.1:9',
  });
  ids = { client: client.id, deal: deal.id, own: own.id, product: product.id, module: module.id };
});

beforeEach(() => browser.closePages());

async function open(role = 'admin', options = {}) {
  page = await signedIn(browser, sauda.url, team[role], { path: '/profile', expected: REFUSED, ...options });
  await page.getByRole('heading', { level: 1 }).first().waitFor();
}
const palette = () => page.getByRole('dialog', { name: text.title });
const field = () => palette().getByRole('combobox', { name: text.label });
const option = (name) => palette().getByRole('option', { name });
async function summon() {
  await page.keyboard.press('Control+k');
  await field().waitFor();
}
const said = (words) => palette().getByRole('status').filter({ hasText: words }).waitFor();
/** Fails unless `what()` comes to be so. */
async function expectSoon(what, expected) {
  const isSo = async () => isDeepStrictEqual(await what(), expected);
  await waitFor(isSo, 'what the palette shows').catch(async () => assert.deepEqual(await what(), expected));
}
/** The groups with their results, from above. */
const shown = () =>
  palette().getByRole('group').evaluateAll((groups) =>
    Object.fromEntries(
      groups.map((group) => [
        group.firstElementChild.textContent,
        [...group.querySelectorAll('[role=option] > span:first-of-type')].map((label) => label.textContent),
      ]),
    ),
  );
const chosen = () => palette().locator('[role=option][aria-selected=true] > span:first-of-type').innerText();
/** What a screen reader is told to be chosen: what the field names as its active descendant. */
const told = () =>
  page.evaluate(() => {
    const id = document.activeElement.getAttribute('aria-activedescendant');
    return document.getElementById(id)?.querySelector('span')?.textContent;
  });

describe('by the keyboard alone', () => {
  test('one finds clients, deals, products and modules, and opens what is chosen', async () => {
    await open();
    await summon();
    await page.keyboard.type('ноутбук');
    await said(/5/);
    const { [text.groups.deal]: deals, ...rest } = await shown();
    assert.deepEqual(deals.sort(), ['Ноутбук на пробу', 'Ноутбуки для школы']);
    assert.deepEqual(rest, {
      [text.groups.client]: ['Ноутбук Сервис'],
      [text.groups.product]: ['Ноутбук Acer'],
      [text.groups.module]: ['Ноутбуки Kaspi'],
    });
    assert.equal(await option(/Ноутбук Сервис/).locator('mark').first().innerText(), 'Ноутбук');
    await option(/\+7 707 123 45 67/).waitFor();
    assert.deepEqual([await chosen(), await told()], ['Ноутбук Сервис', 'Ноутбук Сервис']);
    await page.keyboard.press('ArrowUp');
    assert.deepEqual([await chosen(), await told()], ['Ноутбуки Kaspi', 'Ноутбуки Kaspi']);
    await page.keyboard.press('ArrowUp');
    assert.equal(await told(), 'Ноутбук Acer');
    await page.keyboard.press('Enter');
    await arrived(page, `/products/${ids.product}`);
    await palette().waitFor({ state: 'detached' });
    assert.deepEqual(page.complaints, []);
  });

  test('each kind of record opens on its page', async () => {
    for (const [name, path] of [
      ['Ноутбук Сервис', `/clients/${ids.client}`],
      ['Ноутбуки для школы', `/deals/${ids.deal}`],
      ['Ноутбуки Kaspi', `${HOME}?module=${ids.module}`],
    ]) {
      await browser.closePages();
      await open();
      await summon();
      await page.keyboard.type(name);
      await option(new RegExp(`^${name}`)).click();
      await arrived(page, path);
    }
  });

  test('pages and actions are a few letters away, whatever the keyboard writes', async () => {
    await open();
    await page.keyboard.down('Control');
    await page.keyboard.press('KeyK');
    await page.keyboard.up('Control');
    await field().fill('зад');
    await expectSoon(shown, { [text.groups.actions]: [text.actions.task], [text.groups.pages]: [ru.nav.tasks] });
    await page.keyboard.press('Enter');
    await arrived(page, '/tasks?task=new');
    await page.getByRole('dialog', { name: ru.tasks.newTitle }).waitFor();
  });

  test('a new deal and a new client are begun on their pages, once', async () => {
    await open();
    for (const [action, path] of [[text.actions.deal, '/deals'], [text.actions.client, '/clients']]) {
      await summon();
      await field().fill(action);
      await page.keyboard.press('Enter');
      await arrived(page, path);
      const form = page.getByRole('dialog').last();
      await form.getByRole('textbox').first().waitFor();
      await page.reload();
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      assert.equal(await page.getByRole('dialog').count(), 0);
    }
  });

  test('it opens out of a field, closes by Escape, and gives the focus back', async () => {
    await open();
    const input = page.locator('main input').first();
    await input.focus();
    await summon();
    await page.keyboard.press('Escape');
    await palette().waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement === document.querySelector('main input'));
  });

  test('it stays open over a page that is still on its way, and goes by Back', async () => {
    await open();
    let arrive;
    const held = new Promise((done) => (arrive = done));
    await page.route('**/assets/ProductsPage*', (route) => held.then(() => route.continue()));
    await page.getByRole('link', { name: ru.nav.products }).click();
    await arrived(page, '/products');
    await summon();
    arrive();
    await page.getByRole('heading', { level: 1, name: ru.nav.products, includeHidden: true }).waitFor({ state: 'attached' });
    await page.keyboard.type('ноутбук');
    await said(/5/);
    await page.goBack();
    await palette().waitFor({ state: 'detached' });
    assert.equal(new URL(page.url()).pathname, '/profile');
  });

  test('a page with unsaved input is asked first', async () => {
    page = await signedIn(browser, sauda.url, team.admin, { path: `/products/${ids.product}`, expected: REFUSED });
    await page.locator('form [name=name]').fill('Ноутбук Asus');
    await summon();
    await field().fill(ru.nav.tasks);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: ru.draft.keepEditing }).click();
    assert.equal(new URL(page.url()).pathname, `/products/${ids.product}`);
    await field().press('Enter');
    await page.getByRole('button', { name: ru.draft.discard, exact: true }).click();
    await arrived(page, '/tasks');
    await palette().waitFor({ state: 'detached' });
  });
});

describe('over a drawer', () => {
  const drawer = (name) => page.getByRole('dialog', { name });
  const openAt = async (path) => {
    page = await signedIn(browser, sauda.url, team.admin, { path, expected: REFUSED });
  };
  const refused = async () => {
    await page.keyboard.press('Control+k');
    await page.waitForTimeout(300); // nothing is what has to happen
    assert.equal(await palette().count(), 0);
  };

  test('it opens, closes alone by Escape, and leads from a deal to another', async () => {
    await openAt(`/deals/${ids.deal}`);
    const title = page.locator('form [name=title]');
    await title.focus();
    await summon();
    await page.keyboard.press('Escape');
    await palette().waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'title');
    assert.equal(new URL(page.url()).pathname, `/deals/${ids.deal}`);
    await summon();
    await page.keyboard.type('на пробу');
    await option(/Ноутбук на пробу/).click();
    await arrived(page, `/deals/${ids.own}`);
    await drawer('Ноутбук на пробу').waitFor();
    await palette().waitFor({ state: 'detached' });
    assert.deepEqual(page.complaints, []);
  });

  test('a deal with a record that is not added is asked first', async () => {
    await openAt(`/deals/${ids.deal}`);
    const note = page.getByRole('form', { name: ru.activities.new }).getByLabel(ru.activities.text);
    await note.fill('Перезвонить');
    await summon();
    await field().fill(ru.nav.tasks);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: ru.draft.keepEditing }).click();
    await page.getByText(ru.draft.discardTitle).waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await palette().waitFor({ state: 'detached' });
    assert.equal(await note.inputValue(), 'Перезвонить');
    await summon();
    await field().fill(ru.nav.tasks);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: ru.draft.discard, exact: true }).click();
    await arrived(page, '/tasks');
    await palette().waitFor({ state: 'detached' });
  });

  test('it leads away from a module, and from a form that is empty, but not from one that is not', async () => {
    await openAt(`${HOME}?module=${ids.module}`);
    await drawer(/Ноутбуки Kaspi/).waitFor();
    await summon();
    await page.keyboard.type('сервис');
    await option(/^Ноутбук Сервис/).click();
    await arrived(page, `/clients/${ids.client}`);
    await page.goto(`${sauda.url}/tasks?task=new`);
    await drawer(ru.tasks.newTitle).locator('[name=title]').fill('Позвонить');
    await page.locator('[data-gives-way]').waitFor({ state: 'detached' });
    await refused();
    await drawer(ru.tasks.newTitle).locator('[name=title]').fill('');
    await page.locator('[data-gives-way]').waitFor({ state: 'attached' });
    await summon();
  });
});

describe('the search', () => {
  test('says how many letters it takes, and asks nothing before', async () => {
    await open();
    const asked = [];
    page.on('request', (one) => one.url().includes('q=') && asked.push(one.url()));
    await summon();
    await page.keyboard.type('но');
    await said(fill(text.moreLetters, { n: 3 }));
    await page.waitForTimeout(400);
    assert.deepEqual(asked, []);
    await field().fill('ноутбук'); // at once, lest a part of it be asked for
    await said(/5/);
    assert.equal(asked.length, 4, asked.join());
  });

  test('says so where nothing is found', async () => {
    await open();
    await summon();
    await page.keyboard.type('бегемот');
    await said(fill(text.nothingFound, { text: 'бегемот' }));
  });

  test('shows what others have found where one list fails', async () => {
    await open();
    await failRequests(page, '**/api/v1/deals?*', 500, 'internal');
    await summon();
    await page.keyboard.type('ноутбук');
    await palette().getByText(fill(text.failed, { where: text.groups.deal })).waitFor();
    const groups = async () => Object.keys(await shown());
    await expectSoon(groups, [text.groups.client, text.groups.product, text.groups.module]);
  });

  test('takes back what was asked when typing goes on', async () => {
    await open();
    const broken = [];
    page.on('requestfailed', (one) => broken.push(new URL(one.url()).searchParams.get('q')));
    let typedOn;
    const isTypedOn = new Promise((done) => (typedOn = done));
    await page.route('**/api/v1/deals?*q=*', async (route) => {
      if (route.request().url().includes(encodeURIComponent('ноутбуки'))) return route.continue();
      await isTypedOn;
      return route.continue().catch(() => undefined);
    });
    await summon();
    await page.keyboard.type('ноут');
    await option(/Ноутбук Сервис/).waitFor();
    await page.keyboard.type('буки');
    await option(/Ноутбуки для школы/).waitFor();
    await waitFor(() => broken.includes('ноут'), () => broken.join());
    typedOn();
  });

  test('remembers what was opened, without its name', async () => {
    await open();
    await summon();
    await page.keyboard.type('acer');
    await option(/Ноутбук Acer/).click();
    await arrived(page, `/products/${ids.product}`);
    await palette().waitFor({ state: 'detached' });
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
    assert.ok(kept.includes('sauda.recent') && !kept.includes('Acer'), kept);
    await summon();
    await option(/Ноутбук Acer/).waitFor();
    assert.deepEqual((await shown())[text.groups.recent], ['Ноутбук Acer']);
  });
});

describe('rights', () => {
  test('a manager finds his own deals alone', async () => {
    await open('manager');
    await summon();
    await page.keyboard.type('ноутбук');
    await said(/4/);
    assert.deepEqual((await shown())[text.groups.deal], ['Ноутбук на пробу']);
  });

  test('what one may not read is not asked for, and what one may not do is not offered', async () => {
    await open('promoter');
    const asked = [];
    page.on('request', (one) => asked.push(new URL(one.url()).pathname));
    await summon();
    assert.deepEqual((await shown())[text.groups.actions], undefined);
    await page.keyboard.type('ноутбук');
    await said(/1/);
    assert.deepEqual(Object.keys(await shown()), [text.groups.product]);
    assert.ok(!asked.some((path) => /deals|clients|modules/.test(path)), asked.join());
  });
});

describe('looks', () => {
  testLooks(async (options) => {
    await open('admin', options);
    await page.getByRole('button', { name: ru.shell.search }).click();
    await field().waitFor();
    await expectSound(page, 'palette');
    await field().fill('ноутбук');
    await said(/5/);
    await expectSound(page, 'palette found');
    if (options === PHONE) {
      const { width, height } = await palette().boundingBox();
      assert.deepEqual({ width, height }, PHONE.viewport);
    }
  });
});
