// SPDX-License-Identifier: MIT
// One's own page and the organisation's, in a browser: name, language, password, sessions; settings, and what happens
// to input that was not saved.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { OTHER_PASSWORD, login } from '../support/accounts.mjs';
import { notice, words } from '../support/board.mjs';
import { request } from '../support/http.mjs';
import { arrived, choose, expectSound, signedIn, startPanel, testLooks } from '../support/panel.mjs';
import { waitFor } from '../support/patience.mjs';
import { PASSWORD, as, makeTeam } from '../support/people.mjs';

const ru = words('ru');
const kk = words('kk');
const REFUSED = /status of (401|412|422|429)|WebSocket connection/;
const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0';

const { sauda, browser } = await startPanel();
let team;
let page;

beforeEach(async () => {
  await browser.closePages();
  team = makeTeam(sauda.database);
});

const open = async (path, role = 'manager', options = {}) => {
  page = await signedIn(browser, sauda.url, team[role], { path, expected: REFUSED, ...options });
};
const section = (name) => page.getByRole('region', { name, exact: true });
const button = (where, name) => where.getByRole('button', { name, exact: true });
const saved = (text) => notice(page, text).first().waitFor();
const field = (where, label) => where.getByLabel(label).first();

describe('the profile', () => {
  test('takes a new name and language, which hold at once', async () => {
    await open('/profile');
    const form = section(ru.account.person);
    await form.getByText(team.manager.username).waitFor();
    assert.ok(await button(form, ru.common.save).isDisabled());
    await form.getByLabel(ru.person.full_name).fill('');
    await button(form, ru.common.save).click();
    await form.getByText(ru.problems.required).waitFor();
    await form.getByLabel(ru.person.full_name).fill('  Айбек Нұрлан ');
    await choose(field(form, ru.person.language), 'Қазақша');
    await button(form, ru.common.save).click();
    await page.getByRole('heading', { name: kk.account.title, level: 1 }).waitFor();
    await page.getByRole('button', { name: /Айбек Нұрлан/ }).waitFor(); // in the menu
    const { user } = (await request(sauda.url, 'GET', '/api/auth/me', { headers: as(team.manager) })).json;
    assert.deepEqual([user.full_name, user.language], ['Айбек Нұрлан', 'kk']);
    assert.deepEqual(page.complaints, []);
  });

  test('changes the password, which ends the other sessions', async () => {
    const other = (await login(sauda.url, team.manager.email)).json;
    await open('/profile');
    const form = section(ru.account.password);
    const type = async (old, next) => {
      await form.locator('[name=old_password]').fill(old);
      await form.locator('[name=password]').fill(next);
      await button(form, ru.account.changePassword).click();
    };
    await type(PASSWORD, 'short');
    await form.getByText(ru.password.tooShort.replace('{{min}}', '8')).waitFor();
    await type('Wrong.Horse-1', OTHER_PASSWORD);
    await form.getByText(ru.account.oldWrong).waitFor();
    await type(PASSWORD, 'password1');
    await form.getByText(ru.password.tooCommon).waitFor();
    await type(PASSWORD, OTHER_PASSWORD);
    await saved(ru.account.passwordSaved);
    await page.waitForFunction(() => document.querySelector('form [name=password]').value === '');
    const json = { refresh_token: other.refresh_token };
    assert.equal((await request(sauda.url, 'POST', '/api/auth/refresh', { json })).status, 401);
    assert.equal((await login(sauda.url, team.manager.email, OTHER_PASSWORD)).status, 200);
    await page.reload(); // this session goes on
    await section(ru.account.person).waitFor();
  });

  test('shows where one is signed in, and ends what is not wanted', async () => {
    for (const agent of [FIREFOX, 'curl/8.14.1', FIREFOX]) {
      await login(sauda.url, team.manager.email, PASSWORD, { headers: { 'User-Agent': agent } });
    }
    await open('/profile');
    const list = section(ru.account.sessions);
    const rows = list.locator('tbody tr');
    const expectRows = (count) => page.waitForFunction((n) => document.querySelectorAll('tbody tr').length === n, count);
    await expectRows(4);
    const own = rows.filter({ hasText: ru.account.thisDevice });
    await own.getByText('Chrome, Linux').waitFor();
    assert.equal(await own.getByRole('button').count(), 0);
    await rows.filter({ hasText: 'Firefox, Windows' }).first().waitFor();

    await rows.filter({ hasText: 'curl' }).getByRole('button').click();
    await expectRows(3);
    await button(list, ru.account.endOthers).click();
    await button(page.getByRole('dialog'), ru.account.endOthers).click();
    await saved(ru.account.othersEnded);
    await expectRows(1);
    await own.waitFor();

    await button(list, ru.account.endAll).click();
    await button(page.getByRole('dialog'), ru.account.endAll).click();
    await arrived(page, '/login');
    const left = () => sauda.database.rows(`select id from sessions where user_id = '${team.manager.id}' and ended_at is null`);
    await waitFor(() => left().length === 0, 'the end of all sessions');
    assert.deepEqual(page.complaints, []);
  });
});

describe('the organisation', () => {
  const name = () => page.getByLabel(ru.organization.fields.name);

  test('takes another name, currency and time zone', async () => {
    await open('/organization', 'admin');
    await name().fill('Алма Трейд');
    const zone = page.getByLabel(ru.organization.fields.time_zone).first();
    await zone.click();
    await zone.fill('Aqtau');
    await page.getByRole('option', { name: /Asia\/Aqtau/ }).click();
    await choose(field(page, ru.organization.fields.currency), /^USD/);
    await page.getByRole('button', { name: ru.common.save }).click();
    await saved(ru.organization.saved);
    await page.reload();
    await page.waitForFunction(() => document.querySelector('[name=name]')?.value === 'Алма Трейд');
    const reply = await request(sauda.url, 'GET', '/api/organization', { headers: as(team.admin) });
    const { name: stored, currency, time_zone } = reply.json;
    assert.deepEqual([stored, currency, time_zone], ['Алма Трейд', 'USD', 'Asia/Aqtau']);
    assert.deepEqual(page.complaints, []);
  });

  test('shows both values where somebody else was quicker', async () => {
    await open('/organization', 'admin');
    await name().fill('Моё');
    const patch = { json: { name: 'Чужое' }, headers: as(team.admin) };
    assert.equal((await request(sauda.url, 'PATCH', '/api/organization', patch)).status, 200);
    await page.getByRole('button', { name: ru.common.save }).click();
    await page.getByText(ru.draft.conflictTitle).waitFor();
    await page.getByRole('radio', { name: 'Чужое' }).waitFor();
    await page.getByRole('button', { name: ru.draft.saveChosen }).click();
    await saved(ru.organization.saved);
    assert.equal(await name().inputValue(), 'Моё');
  });

  test('shows at once what somebody else saved, while nothing is typed', async () => {
    await open('/organization', 'admin');
    await name().waitFor();
    let n = 0;
    await waitFor(async () => {
      const shown = `Чужое ${++n}`; // the page may not hear of the first: it joins the feed a moment after it is drawn
      const patch = { json: { name: shown }, headers: as(team.admin) };
      assert.equal((await request(sauda.url, 'PATCH', '/api/organization', patch)).status, 200);
      const isShown = (value) => document.querySelector('[name=name]')?.value === value;
      return page.waitForFunction(isShown, shown, { timeout: 2000 }).catch(() => false);
    }, 'the other name');
  });

  test('does not let go of what was typed without asking: by the menu, and by the back button', async () => {
    await open('/organization', 'admin');
    await page.getByRole('link', { name: ru.nav.users, exact: true }).click();
    await arrived(page, '/users');
    await page.getByRole('link', { name: ru.nav.organization, exact: true }).click();
    await name().fill('Набрано');
    await page.getByRole('link', { name: ru.nav.keys, exact: true }).click();
    await page.getByRole('button', { name: ru.draft.keepEditing }).click();
    assert.equal(await name().inputValue(), 'Набрано');

    await page.evaluate(() => window.history.back());
    await page.getByRole('button', { name: ru.draft.keepEditing }).click();
    await arrived(page, '/organization');
    assert.equal(await name().inputValue(), 'Набрано');
    await page.evaluate(() => window.history.back());
    await page.getByRole('button', { name: ru.draft.discard }).click();
    await arrived(page, '/users');

    await page.goForward();
    await name().fill('Снова');
    await page.getByRole('button', { name: ru.organization.revert }).click();
    await page.getByRole('link', { name: ru.nav.keys, exact: true }).click();
    await arrived(page, '/keys');
    assert.deepEqual(page.complaints, []);
  });

  test('is shown to who may not change it, without a form', async () => {
    await open('/organization', 'promoter');
    await page.getByText(ru.organization.readOnly).waitFor();
    await page.getByText('Asia/Almaty').waitFor();
    assert.equal(await page.getByRole('textbox').count(), 0);
  });
});

testLooks(async (options) => {
  await open('/profile', 'admin', options);
  await section(ru.account.sessions).locator('tbody tr').first().waitFor();
  await expectSound(page, 'profile');
  await page.goto(`${sauda.url}/organization`);
  await page.getByLabel(ru.organization.fields.name).waitFor();
  await expectSound(page, 'organization');
});
