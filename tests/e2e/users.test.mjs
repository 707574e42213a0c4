// SPDX-License-Identifier: MIT
// The people of the organisation in a browser: inviting, adding, changing, removing; what that means for the person
// concerned, who sits at another browser; and what those see who may only read.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { OTHER_PASSWORD, login } from '../support/accounts.mjs';
import { fill, notice, words } from '../support/board.mjs';
import { request } from '../support/http.mjs';
import {
  HOME, arrived, choose, expectSound, failRequests, menuOf, signedIn, startPanel, testLooks, typeSignIn,
} from '../support/panel.mjs';
import { waitFor } from '../support/patience.mjs';
import { PASSWORD, as, makeTeam } from '../support/people.mjs';

const ru = words('ru');
const fields = ru.person;
/** What the browser itself writes on the console of a request that was refused. */
const REFUSED = /status of (401|403|409|412|422)|WebSocket connection/;

const { sauda, browser } = await startPanel();
let team;
let page;

beforeEach(async () => {
  await browser.closePages();
  team = makeTeam(sauda.database);
});

const nameOf = (role) => `${role} Команда`;
const open = async (role, options) => {
  page = await signedIn(browser, sauda.url, team[role], { path: '/users', expected: REFUSED, ...options });
  await row(nameOf('admin')).waitFor();
};
const row = (name) => page.getByRole('row').filter({ has: page.getByRole('button', { name }) });
const dialog = () => page.getByRole('dialog').last();
const field = (label) => dialog().getByLabel(label, { exact: false }).first();
const press = (label) => dialog().getByRole('button', { name: label, exact: true }).click();
const edit = async (name) => {
  await row(name).getByRole('button').click();
  await field(fields.full_name).waitFor();
};
/** Names in the list, from above. */
const listed = () => page.locator('tbody td:first-child button > span > span:first-child').allInnerTexts();
async function expectListed(...names) {
  const isSo = async () => isDeepStrictEqual(await listed(), names);
  await waitFor(isSo, `${names.join()} in the list`).catch(async () => assert.deepEqual(await listed(), names));
}
const userIn = async (role) =>
  (await request(sauda.url, 'GET', `/api/users/${team[role].id}`, { headers: as(team.admin) })).json;
const change = (role, json) =>
  request(sauda.url, 'PATCH', `/api/users/${team[role].id}`, { json, headers: as(team.admin) });

describe('somebody new', () => {
  test('is invited, accepts the link in another browser, and can sign in', async () => {
    const email = `dina@${team.id.slice(0, 8)}.kz`;
    await open('admin');
    await page.getByRole('button', { name: ru.users.add }).click();
    await field(fields.email).fill(email);
    await choose(field(fields.role), ru.roles.names.supervisor);
    await press(ru.users.invite);
    const link = await dialog().getByRole('region', { name: ru.users.inviteLink }).innerText();
    assert.match(link, /^http.+\/accept-invite#token=[\w-]{43}$/);
    await press(ru.users.done);
    await row('dina').getByText(ru.users.invited).waitFor();

    const guest = await browser.person(`${sauda.url}${new URL(link).pathname}${new URL(link).hash}`);
    await guest.locator('[name=name]').fill('Дина Омарова');
    await guest.locator('[name=new-password]').fill(OTHER_PASSWORD);
    await guest.keyboard.press('Enter');
    await arrived(guest, HOME);
    assert.ok((await menuOf(guest)).includes(ru.nav.modules));
    assert.equal((await login(sauda.url, email, OTHER_PASSWORD)).json.user.role, 'supervisor');
    assert.deepEqual(guest.complaints, []);
    await guest.context().close();

    await row('Дина Омарова').waitFor(); // the list is live
    assert.equal(await row('Дина Омарова').getByText(ru.users.invited).count(), 0);
    assert.deepEqual(page.complaints, []);
  });

  test('who lost the link gets another one', async () => {
    await open('admin');
    await page.getByRole('button', { name: ru.users.add }).click();
    await field(fields.email).fill(`lost@${team.id.slice(0, 8)}.kz`);
    await press(ru.users.invite);
    const region = () => dialog().getByRole('region', { name: ru.users.inviteLink }).innerText();
    const first = await region();
    await press(ru.users.done);
    await edit('lost');
    await press(ru.users.newLink);
    assert.notEqual(await region(), first);
  });

  test('is added with a password, once all fields are right', async () => {
    await open('admin');
    await page.getByRole('button', { name: ru.users.add }).click();
    await dialog().getByText(ru.users.wayPassword).click();
    await press(ru.users.addNow);
    await dialog().getByText(ru.problems.required).first().waitFor();
    await field(fields.email).fill('dina');
    await field(fields.full_name).fill('Дина');
    await field(fields.username).fill('Дина');
    await dialog().locator('[name=password]').fill('password1');
    await press(ru.users.addNow);
    await dialog().getByText(ru.problems.email).waitFor();
    await dialog().getByText(ru.users.problems.username).waitFor();
    await field(fields.email).fill(team.office.email);
    await field(fields.username).fill('');
    await press(ru.users.addNow);
    await dialog().getByText(ru.password.tooCommon).waitFor();
    await dialog().locator('[name=password]').fill(OTHER_PASSWORD);
    await press(ru.users.addNow);
    await dialog().getByText(ru.users.problems.emailTaken).waitFor();
    const email = `dina@${team.id.slice(0, 8)}.kz`;
    await field(fields.email).fill(email);
    await press(ru.users.addNow);
    await row('Дина').waitFor();
    assert.equal((await login(sauda.url, email, OTHER_PASSWORD)).status, 200);
  });

  test('closing with something typed asks first', async () => {
    await open('admin');
    await page.getByRole('button', { name: ru.users.add }).click();
    await field(fields.email).fill('half');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: ru.draft.keepEditing }).click();
    assert.equal(await field(fields.email).inputValue(), 'half');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: ru.draft.discard }).click();
    await page.getByRole('dialog').first().waitFor({ state: 'detached' });
  });
});

describe('a change', () => {
  test('of the role reaches the other person within seconds: menu and rights', async () => {
    const other = await signedIn(browser, sauda.url, team.manager, { expected: REFUSED });
    await other.getByText(ru.connection.live, { exact: true }).first().waitFor();
    assert.ok(!(await menuOf(other)).includes(ru.nav.users));
    await open('admin');
    await edit(nameOf('manager'));
    await choose(field(fields.role), ru.roles.names.admin);
    await press(ru.common.save);
    for (const item of [ru.nav.users, ru.nav.keys, ru.nav.audit]) {
      await other.getByRole('link', { name: item, exact: true }).waitFor();
    }
    await other.getByRole('link', { name: ru.nav.keys }).click();
    await other.getByRole('heading', { name: ru.keys.title, level: 1 }).waitFor();
    await row(nameOf('manager')).getByText(ru.roles.names.admin).waitFor();
    await other.context().close();
  });

  test('of a field that somebody else changed meanwhile shows both values', async () => {
    await open('admin');
    await edit(nameOf('office'));
    await field(fields.full_name).fill('Моё имя');
    assert.equal((await change('office', { full_name: 'Чужое имя', language: 'kk' })).status, 200);
    await press(ru.common.save);
    await dialog().getByText(ru.draft.conflictTitle).waitFor();
    await dialog().getByText('Моё имя').waitFor();
    await dialog().getByRole('radio', { name: 'Чужое имя' }).check();
    await press(ru.draft.saveChosen);
    await row('Чужое имя').waitFor();
    assert.equal((await userIn('office')).full_name, 'Чужое имя');

    await edit(nameOf('manager'));
    await field(fields.full_name).fill('Арман');
    assert.equal((await change('manager', { language: 'kk' })).status, 200);
    await press(ru.common.save); // another field: nobody is asked
    await row('Арман').waitFor();
    const { full_name: name, language } = await userIn('manager');
    assert.deepEqual({ name, language }, { name: 'Арман', language: 'kk' });
  });

  test('that would leave no admin is refused in words', async () => {
    await open('admin');
    await edit(nameOf('admin'));
    assert.equal(await dialog().getByRole('button', { name: ru.users.remove, exact: true }).count(), 0);
    assert.ok(await dialog().getByRole('switch').isDisabled());
    await choose(field(fields.role), ru.roles.names.office);
    await press(ru.common.save);
    await dialog().getByText(ru.users.problems.lastAdmin).waitFor();
    assert.equal((await userIn('admin')).role, 'admin');
  });

  test('of the password ends the sessions of the person', async () => {
    const reply = await login(sauda.url, team.manager.email);
    await open('admin');
    await edit(nameOf('manager'));
    await dialog().locator('[name=password]').fill(OTHER_PASSWORD);
    await press(ru.common.save);
    await notice(page, fill(ru.users.saved, { name: nameOf('manager') })).first().waitFor();
    assert.equal((await login(sauda.url, team.manager.email, PASSWORD)).status, 401);
    assert.equal((await login(sauda.url, team.manager.email, OTHER_PASSWORD)).status, 200);
    const { refresh_token } = reply.json;
    const refreshed = await request(sauda.url, 'POST', '/api/auth/refresh', { json: { refresh_token } });
    assert.equal(refreshed.status, 401);
  });
});

test('removing asks, ends the work of the person, and can be undone', async () => {
  const other = await signedIn(browser, sauda.url, team.manager, { expected: REFUSED });
  await other.getByText(ru.connection.live, { exact: true }).first().waitFor();
  await open('admin');
  await edit(nameOf('manager'));
  await press(ru.users.remove);
  const question = page.getByRole('dialog', { name: fill(ru.users.removeTitle, { name: nameOf('manager') }) });
  await question.getByRole('button', { name: ru.common.cancel }).click();
  assert.equal((await userIn('manager')).is_active, true);
  await page.getByRole('button', { name: ru.users.remove, exact: true }).click();
  await question.getByRole('button', { name: ru.users.removeConfirm, exact: true }).click();
  await row(nameOf('manager')).getByText(ru.users.blocked).waitFor();
  await page.getByRole('button', { name: ru.users.undo }).click();
  await row(nameOf('manager')).getByText(ru.users.blocked).waitFor({ state: 'detached' });
  assert.equal((await userIn('manager')).is_active, true);
  await other.getByRole('dialog', { name: ru.session.lostTitle }).waitFor(); // it stays ended
  await other.context().close();
});

test('search and filters narrow the list, stay in the address and are taken back', async () => {
  assert.equal((await change('promoter', { is_active: false })).status, 200);
  await open('admin');
  await page.getByLabel(ru.users.search).fill('MANAGER');
  await expectListed(nameOf('manager'));
  await page.reload();
  await expectListed(nameOf('manager'));
  await page.getByLabel(ru.users.search).fill('никого такого');
  await page.getByText(ru.users.nothingFound).waitFor();
  await page.getByRole('button', { name: ru.users.reset }).click();
  await row(nameOf('office')).waitFor();

  await page.goto(`${sauda.url}/users?active=false`);
  await expectListed(nameOf('promoter'));
  await page.goto(`${sauda.url}/users?role=office`);
  await expectListed(nameOf('office'));
  await page.getByRole('button', { name: ru.filters.reset }).click();
  await row(nameOf('manager')).waitFor();
  assert.equal(new URL(page.url()).search, '');
  assert.deepEqual(page.complaints, []);
});

test('a list longer than a page is paged through', async () => {
  const values = Array.from({ length: 60 }, (_, i) => {
    const n = String(i).padStart(2, '0');
    return `('${team.id}', gen_random_uuid(), 'p${n}@${team.id.slice(0, 8)}.kz', 'p${n}-${team.id.slice(0, 8)}', 'Я ${n}', 'employee')`;
  });
  sauda.database.sql(`insert into users (org_id, id, email, username, full_name, role) values ${values.join(', ')}`);
  await open('admin');
  await page.getByText(fill(ru.pager.range, { from: 1, to: 50, total: 66 })).waitFor();
  await page.getByRole('button', { name: ru.pager.next }).click();
  await page.getByText(fill(ru.pager.range, { from: 51, to: 66, total: 66 })).waitFor();
  await row('Я 59').waitFor();
  assert.equal(new URL(page.url()).searchParams.get('page'), '2');
  await page.goBack();
  await row(nameOf('admin')).waitFor();
});

test('who may only read sees the people, and no way to change them', async () => {
  await open('office');
  assert.equal(await page.getByRole('button', { name: ru.users.add }).count(), 0);
  await row(nameOf('manager')).getByRole('button').click();
  await dialog().getByText(team.manager.email).waitFor();
  assert.equal(await dialog().getByRole('textbox').count(), 0);
  assert.equal(await dialog().getByRole('button', { name: ru.common.save }).count(), 0);
  await page.keyboard.press('Escape');
  await page.goto(`${sauda.url}/keys`);
  await page.getByRole('heading', { name: ru.session.noAccess.lead }).waitFor();
  assert.deepEqual(page.complaints, []);
});

test('the table of rights says who may do what', async () => {
  await open('office');
  await page.getByRole('link', { name: ru.rights.title }).click();
  const cells = (name) =>
    page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) }).getByRole('cell').allInnerTexts();
  await page.getByRole('rowheader', { name: ru.rights.resources.deals }).waitFor();
  const { all, read, move } = ru.rights.actions;
  const own = (text) => fill(ru.rights.own, { words: text });
  assert.deepEqual(await cells(ru.rights.resources.deals), [
    `${all}, ${move}`, read, `${all}, ${move}`, '–', own(`${all}, ${move}`), own(`${read}, ${move}`),
  ]);
  assert.deepEqual(await cells(ru.rights.resources.users), [all, read, '–', '–', '–', '–']);
});

test('a failing list says so and is read again on demand', async () => {
  page = await signedIn(browser, sauda.url, team.admin, { expected: /status of 500|Failed to load/ });
  await failRequests(page, '**/api/v1/users?**', 500, 'internal');
  await page.getByRole('link', { name: ru.nav.users }).click();
  await page.getByRole('alert').filter({ hasText: ru.users.failed }).waitFor();
  await page.getByText('abc-1').waitFor();
  await page.unroute('**/api/v1/users?**');
  await page.getByRole('button', { name: ru.common.retry }).click();
  await row(nameOf('admin')).waitFor();
});

testLooks(async (options) => {
  await open('admin', options);
  await expectSound(page, 'users');
  await page.getByRole('button', { name: ru.users.add }).click();
  await press(ru.users.invite);
  await expectSound(page, 'invitation');
  await page.keyboard.press('Escape');
  await edit(nameOf('manager'));
  await expectSound(page, 'user');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: ru.rights.title }).click();
  await page.getByRole('rowheader', { name: ru.rights.resources.deals }).waitFor();
  await expectSound(page, 'rights');
});
