// SPDX-License-Identifier: MIT
// Sessions in a browser: several tabs, the end while somebody works, a feed whose token runs out; and what each role
// gets to see.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { card, expectColumn, openMenu, words } from '../support/board.mjs';
import { request } from '../support/http.mjs';
import {
  HOME, arrived, expectSound, menuOf, openAccount, signedIn, startPanel, typeSignIn, watchRequests,
} from '../support/panel.mjs';
import { waitFor } from '../support/patience.mjs';
import { ROLES, as, makeTeam, payloadOf, signIn, signJwt } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

const ru = words('ru');
/** What the browser itself writes on the console when a request is refused or the feed's address is. */
const REFUSED = /status of 401|WebSocket connection/;

const { sauda, browser } = await startPanel();
let team;
let page;

beforeEach(async () => {
  await browser.closePages();
  team = makeTeam(sauda.database);
});

const heading = (where, text) => where.getByRole('heading', { name: text, exact: true }).waitFor();
const live = (where) => where.getByText(ru.connection.live, { exact: true }).first().waitFor();
const dialog = (where) => where.getByRole('dialog', { name: ru.session.lostTitle });
const endSessions = (user) =>
  sauda.database.sql(`update sessions set ended_at = now(), end_reason = 'signed_out' where user_id = '${user.id}' and ended_at is null`);

async function add(name, more = {}) {
  const json = { name, platform: 'kaspi', api_url: 'http://127.0.0.1:9', ...more };
  const reply = await request(sauda.url, 'POST', '/api/modules/', { json, headers: as(team.admin) });
  assert.equal(reply.status, 201, reply.text);
  return reply.json;
}

describe('tabs', () => {
  test('signing out in one signs out all, signing in lets all in', async () => {
    page = await signedIn(browser, sauda.url, team.admin);
    const other = await browser.tab(page, `${sauda.url}${HOME}`);
    await heading(other, ru.modules.title);
    await page.getByRole('link', { name: ru.nav.users }).click();
    await arrived(page, '/users');
    await openAccount(page);
    await page.getByRole('menuitem', { name: ru.nav.signOut }).click();
    await Promise.all([page, other].map((tab) => heading(tab, ru.auth.signIn.title)));
    const open = () => sauda.database.rows(`select id from sessions where user_id = '${team.admin.id}' and ended_at is null`);
    await waitFor(() => open().length === 0, 'the end of the session');

    await page.goBack(); // to a page with data, which the browser may have kept
    await heading(page, ru.auth.signIn.title);
    await typeSignIn(other, team.manager.email);
    await Promise.all([page, other].map((tab) => heading(tab, ru.modules.title)));
    assert.deepEqual([...page.complaints, ...other.complaints], []);
  });

  test('a refused token makes one refresh for all of them', async () => {
    page = await signedIn(browser, sauda.url, team.admin);
    const others = await Promise.all([1, 2].map(() => browser.tab(page, `${sauda.url}${HOME}`, { expected: REFUSED })));
    const tabs = [page, ...others];
    await Promise.all(tabs.map(live));
    const asked = tabs.map(watchRequests);
    page.complaints.length = 0;
    // A new epoch voids every access token of the user and closes the feeds; the session goes on.
    sauda.database.sql(`update users set role = 'office' where id = '${team.admin.id}'`);
    await Promise.all(tabs.map((tab) => tab.getByText(ru.roles.names.office).waitFor()));
    await Promise.all(tabs.map(live));
    const refreshes = asked.flat().filter((path) => path.endsWith('/auth/refresh'));
    assert.ok(refreshes.length >= 1 && refreshes.length <= 2, `${refreshes.length} refreshes`);
  });

  test('a tab becomes the person who signed in in another one', async () => {
    page = await signedIn(browser, sauda.url, team.admin, { expected: REFUSED });
    endSessions(team.admin);
    await dialog(page).waitFor();
    const other = await browser.tab(page, `${sauda.url}/login`, { expected: REFUSED });
    await typeSignIn(other, team.employee.email);
    await page.getByText(`employee Команда`).waitFor();
    await dialog(page).waitFor({ state: 'detached' });
  });
});

describe('a session that ends', () => {
  async function typeIntoForm() {
    await page.getByRole('button', { name: ru.modules.add }).click();
    const form = page.getByRole('dialog', { name: ru.form.newTitle });
    await form.getByLabel(ru.fields.name).fill('Не потерять');
    await form.getByLabel(ru.fields.platform).fill('kaspi');
    await form.getByLabel(ru.fields.api_url).fill('http://127.0.0.1:9');
    return form;
  }

  test('keeps what was typed until the same person is back', async () => {
    page = await signedIn(browser, sauda.url, team.admin, { expected: REFUSED });
    await live(page);
    const form = await typeIntoForm();
    endSessions(team.admin);
    await dialog(page).waitFor();
    await expectSound(page, 'session lost');
    assert.equal(await dialog(page).locator('[name=username]').inputValue(), team.admin.username);
    await page.waitForFunction(() => document.activeElement?.name === 'password');
    await page.keyboard.press('Escape');
    await typeSignIn(dialog(page), team.admin.username, 'Wrong.Horse-1');
    await dialog(page).getByRole('alert').filter({ hasText: ru.errors.invalid_credentials }).waitFor();
    await typeSignIn(dialog(page), team.admin.username);
    await dialog(page).waitFor({ state: 'detached' });
    assert.equal(await form.getByLabel(ru.fields.name).inputValue(), 'Не потерять');
    await form.getByRole('button', { name: ru.form.create }).click();
    await expectColumn(page, 'testing', ['Не потерять']);
    await live(page);
    assert.deepEqual(page.complaints, []);
  });

  test('lets a request that was refused wait, and go on by itself', async () => {
    page = await signedIn(browser, sauda.url, team.admin, { expected: REFUSED });
    await live(page);
    const form = await typeIntoForm();
    // The session ends in the moment of saving: the server has heard of it when the request is there.
    await page.route('**/modules/', async (route) => {
      endSessions(team.admin);
      const reply = await request(sauda.url, 'POST', '/api/v1/modules/', { json: {} });
      await route.fulfill({ status: reply.status, json: reply.json });
    }, { times: 1 });
    await form.getByRole('button', { name: ru.form.create }).click();
    await dialog(page).waitFor();
    await typeSignIn(dialog(page), team.admin.username);
    await expectColumn(page, 'testing', ['Не потерять']);
    await page.getByRole('dialog').first().waitFor({ state: 'detached' });
    assert.deepEqual(page.complaints, []);
  });

  test('opens the board anew when somebody else signs in', async () => {
    await add('Kaspi');
    page = await signedIn(browser, sauda.url, team.admin, { expected: REFUSED });
    await live(page);
    await typeIntoForm();
    endSessions(team.admin);
    await dialog(page).waitFor();
    await typeSignIn(dialog(page), team.manager.email);
    await page.getByText('manager Команда').waitFor();
    await arrived(page, HOME);
    await expectColumn(page, 'testing', ['Kaspi']);
    await page.getByRole('dialog').first().waitFor({ state: 'detached' });
  });

  test('leads to the door when nobody wants to go on', async () => {
    page = await signedIn(browser, sauda.url, team.admin, { expected: REFUSED });
    await live(page);
    endSessions(team.admin);
    await dialog(page).waitFor();
    await dialog(page).getByRole('button', { name: ru.session.leave, exact: true }).click();
    await heading(page, ru.auth.signIn.title);
    page.complaints.length = 0;
    await page.reload();
    await heading(page, ru.auth.signIn.title);
    assert.deepEqual(page.complaints, []);
  });

  test('ends here too when all are ended elsewhere', async () => {
    page = await signedIn(browser, sauda.url, team.admin, { expected: REFUSED });
    await live(page);
    const { access_token } = await signIn(sauda.url, team.admin);
    const headers = { Authorization: `Bearer ${access_token}` };
    const reply = await request(sauda.url, 'POST', '/api/auth/logout-all', { headers });
    assert.equal(reply.status, 204, reply.text);
    await dialog(page).waitFor();
  });
});

describe('the feed', () => {
  test('goes on after its token has run out, from where it was', async () => {
    const module = await add('Kaspi');
    page = await browser.person(`${sauda.url}/login`, { expected: REFUSED });
    // The server's own answer, but with a token that lives for a quarter of a minute and claims to live long, so that only the
    // feed's end can tell.
    await page.route('**/auth/login', async (route) => {
      const response = await route.fetch();
      const answer = await response.json();
      const claims = payloadOf(answer.access_token);
      answer.access_token = signJwt({ ...claims, exp: claims.iat + 15 });
      await route.fulfill({ response, json: answer });
    });
    const sockets = [];
    page.on('websocket', (socket) => sockets.push(new URL(socket.url())));
    const asked = watchRequests(page);
    await typeSignIn(page, team.admin.email);
    await live(page);
    assert.equal(sockets.length, 1);
    const move = (status) =>
      request(sauda.url, 'PATCH', `/api/modules/${module.id}/status`, { json: { status }, headers: as(team.admin) });
    await move('archived');
    await expectColumn(page, 'archived', ['Kaspi']);
    await waitFor(() => sockets.length > 1, 'another socket');
    await live(page);
    await page.waitForTimeout(1500);
    assert.equal(sockets.length, 2, 'no storm');
    assert.equal(asked.filter((path) => path.endsWith('/auth/refresh')).length, 1);
    const [first, second] = sockets.map((url) => url.searchParams);
    assert.notEqual(second.get('token'), first.get('token'));
    assert.notEqual(second.get('since'), null);
    assert.notEqual(second.get('since'), first.get('since'), 'it goes on after the last change it heard of');
    await move('inactive');
    await expectColumn(page, 'inactive', ['Kaspi']);
  });

  test('comes back with a new token after a handshake that was refused', async () => {
    page = await signedIn(browser, sauda.url, team.admin, { expected: REFUSED });
    await live(page);
    const sockets = [];
    page.on('websocket', (socket) => sockets.push(socket.url()));
    await page.context().setOffline(true);
    await page.getByText(ru.connection.offline).first().waitFor();
    sauda.database.sql(`update users set role = 'office' where id = '${team.admin.id}'`); // voids the token meanwhile
    await page.waitForTimeout(1500);
    await page.context().setOffline(false);
    await live(page);
    assert.ok(sockets.length <= 4, `${sockets.length} tries`);
  });
});

describe('roles', () => {
  const { nav } = ru;
  const SALES = [nav.modules, nav.deals, nav.products, nav.clients, nav.contacts, nav.tasks, nav.reports];
  const MENUS = {
    admin: [...SALES, nav.users, nav.organization, nav.keys, nav.audit, nav.api],
    office: [...SALES, nav.users, nav.organization, nav.api],
    supervisor: [...SALES, nav.organization, nav.api],
    promoter: [nav.products, nav.reports, nav.organization, nav.api],
    manager: [...SALES, nav.organization, nav.api],
    employee: [...SALES, nav.organization, nav.api],
  };

  for (const role of ROLES) {
    test(`the menu of ${role} holds what that role may read`, async () => {
      page = await browser.person(`${sauda.url}/`);
      await typeSignIn(page, team[role].email);
      await page.getByRole('navigation').waitFor();
      assert.deepEqual(await menuOf(page), MENUS[role]);
      await arrived(page, role === 'promoter' ? '/products' : HOME);
      await openAccount(page);
      await page.getByRole('menu').getByText('Команда').first().waitFor();
      assert.deepEqual(page.complaints, []);
    });
  }

  test('what a role may not open says so', async () => {
    page = await signedIn(browser, sauda.url, team.promoter, { path: HOME });
    await heading(page, ru.session.noAccess.lead);
    await expectSound(page, 'no access');
    await page.getByRole('link', { name: ru.notFound.home }).click();
    await arrived(page, '/products');
    assert.deepEqual(page.complaints, []);
  });

  test('who may only read gets a board to look at', async () => {
    await add('Kaspi');
    await add('OLX', { status: 'archived' });
    page = await signedIn(browser, sauda.url, team.manager);
    await expectColumn(page, 'testing', ['Kaspi']);
    const names = await page.getByRole('button').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? one.innerText));
    const forbidden = new RegExp([ru.modules.add, ru.column.add, ru.card.grip].map((text) => text.split('{{')[0]).join('|'));
    assert.deepEqual(names.filter((name) => forbidden.test(name)), []);
    await page.keyboard.press('c');
    assert.equal(await page.getByRole('dialog').count(), 0);
    for (const name of ['Kaspi', 'OLX']) {
      await openMenu(page, name);
      assert.deepEqual(await page.getByRole('menuitem').allInnerTexts(), [ru.card.details]);
      await page.keyboard.press('Escape');
      await page.getByRole('menuitem').first().waitFor({ state: 'detached' });
    }
    await page.getByRole('button', { name: 'Kaspi', exact: true }).click();
    await page.getByRole('dialog').getByText(ru.drawer.details).waitFor();
    assert.equal(await page.getByRole('dialog').getByRole('button', { name: ru.card.edit }).count(), 0);
    await page.keyboard.press('Escape');
    await expectSound(page, 'board to read');
    await card(page, 'Kaspi').getByRole('button', { name: new RegExp(ru.card.check) }).click();
    await card(page, 'Kaspi').getByText(ru.health.down).waitFor();
    assert.deepEqual(page.complaints, []);
  });
});

describe('where nobody has to sign in', () => {
  test('there is no door, and no way out of it', async () => {
    const open = await startSauda();
    try {
      page = await browser.person(`${open.url}/login`);
      await arrived(page, HOME);
      await openAccount(page);
      await page.getByText(ru.session.noSignIn).waitFor();
      assert.equal(await page.getByRole('menuitem', { name: ru.nav.signOut }).count(), 0);
      assert.deepEqual(await page.evaluate(() => localStorage.getItem('sauda.session')), null);
      assert.deepEqual(page.complaints, []);
    } finally {
      await page.context().close();
      await open.stop();
    }
  });
});
