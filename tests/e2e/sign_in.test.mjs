// SPDX-License-Identifier: MIT
// The screens before the panel, in a browser: signing in with whatever people type, registering, mailed links; and
// what a visitor gets to see of the panel before, which is nothing.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { OTHER_PASSWORD, invite, makeLink } from '../support/accounts.mjs';
import { fill, words } from '../support/board.mjs';
import { weigh } from '../support/browser.mjs';
import { PATIENCE_MS, waitFor } from '../support/patience.mjs';
import { PASSWORD, SIGN_IN, makeTeam } from '../support/people.mjs';
import {
  HOME, PHONE, arrived, expectSound, openAccount, signedIn, startPanel, typeSignIn, watchRequests,
} from '../support/panel.mjs';
import { startSauda } from '../support/sauda.mjs';
import { startSmtp } from '../support/smtp.mjs';

const ru = words('ru');
const LANGUAGES = ['ru', 'kk', 'en'];
/** What the browser itself writes on the console of a request that was refused. */
const REFUSED = /status of (401|409|422|429|503)/;

const { sauda, browser } = await startPanel({
  env: { ...SIGN_IN, ENABLE_REGISTRATION: 'true', LOGIN_LIMIT_ACCOUNT: '2' },
});
let team;
let page;

beforeEach(async () => {
  await browser.closePages();
  sauda.database.sql('delete from login_failures');
  team = makeTeam(sauda.database);
});

async function visit(path, options) {
  page = await browser.person(`${sauda.url}${path}`, options);
  await page.getByRole('heading', { level: 1 }).waitFor();
}
const focused = (name) => page.waitForFunction((wanted) => document.activeElement?.name === wanted, name);
const heading = (text) => page.getByRole('heading', { name: text, exact: true }).waitFor();
const button = (text) => page.getByRole('button', { name: text, exact: true });
const alert = (text) => page.getByRole('alert').filter({ hasText: text }).waitFor();

describe('signing in', () => {
  test('a visitor is led to the door, without a failing request and without the board’s code', async () => {
    page = await browser.person('about:blank');
    const asked = watchRequests(page);
    await page.goto(`${sauda.url}${HOME}?q=kaspi`);
    await heading(ru.auth.signIn.title);
    assert.equal(new URL(page.url()).search, `?next=${encodeURIComponent(`${HOME}?q=kaspi`)}`);
    assert.deepEqual(asked.filter((path) => path.startsWith('/api/')), ['/api/v1/auth/options']);
    assert.deepEqual(asked.filter((path) => /Modules|Drawer|queries/.test(path)), []);
    await focused('username');
    await typeSignIn(page, team.manager.username.toUpperCase());
    await arrived(page, `${HOME}?q=kaspi`);
    await heading(ru.modules.title);
  });

  test('a wrong password is told, and what was typed stays to be mended', async () => {
    await visit('/login', { expected: REFUSED });
    await typeSignIn(page, team.admin.email, 'Wrong.Horse-1');
    await alert(ru.errors.invalid_credentials);
    assert.equal(await page.locator('[name=username]').inputValue(), team.admin.email);
    await focused('password');
    await page.keyboard.type(PASSWORD); // in place of what was wrong
    await page.keyboard.press('Enter');
    await arrived(page, HOME);
    assert.deepEqual(page.complaints, []);
  });

  test('nothing is sent while a field is empty', async () => {
    await visit('/login');
    const asked = watchRequests(page);
    await button(ru.auth.signIn.submit).click();
    await page.getByText(ru.problems.required).first().waitFor();
    await focused('username');
    assert.deepEqual(asked, []);
  });

  test('the keyboard is enough, also to look at the password', async () => {
    await visit('/login');
    await focused('username');
    await page.keyboard.type(team.admin.username);
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    assert.equal(await page.locator('[name=password]').getAttribute('type'), 'text');
    await page.getByRole('button', { name: ru.password.hide }).waitFor();
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('[name=password]').getAttribute('type'), 'password');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await arrived(page, HOME);
  });

  test('password managers find what they look for', async () => {
    await visit('/login');
    const fields = await page.locator('form input').evaluateAll((all) => all.map((one) => `${one.name} ${one.type} ${one.autocomplete}`));
    assert.deepEqual(fields, ['username text username', 'password password current-password']);
    await page.getByRole('link', { name: ru.auth.signIn.register }).click();
    await heading(ru.auth.register.title);
    const more = await page.locator('form input').evaluateAll((all) => all.map((one) => `${one.name} ${one.autocomplete}`));
    assert.deepEqual(more, ['organization organization', 'name name', 'email username', 'new-password new-password']);
  });

  test('too many tries are counted down, then one may try again', async () => {
    await visit('/login', { expected: REFUSED });
    for (const _ of [1, 2]) {
      await typeSignIn(page, team.admin.email, 'Wrong.Horse-1');
      await alert(ru.errors.invalid_credentials);
      await page.locator('[name=password]').fill('');
      await page.getByRole('alert').waitFor();
    }
    await typeSignIn(page, team.admin.email);
    await alert(ru.errors.too_many_logins);
    const wait = page.getByRole('button', { name: new RegExp(fill(ru.auth.waitFor, { seconds: '\\d+' })) });
    const first = Number((await wait.innerText()).match(/\d+/)[0]);
    assert.ok(first > 0 && first <= 60, `${first} s`);
    await waitFor(async () => Number((await wait.innerText()).match(/\d+/)[0]) < first, 'the next second');
    const asked = watchRequests(page);
    await wait.click({ force: true });
    assert.deepEqual(asked, []);
  });

  test('a busy server asks for patience, and the next try works', async () => {
    await visit('/login', { expected: REFUSED });
    await page.route('**/auth/login', (route) =>
      route.fulfill({
        status: 503,
        headers: { 'Retry-After': '1' },
        json: { error_code: 'overloaded', message: '', details: { request_id: 'r' } },
      }), { times: 1 });
    await typeSignIn(page, team.admin.email);
    await alert(ru.errors.overloaded);
    await button(ru.auth.signIn.submit).click();
    await arrived(page, HOME);
  });

  test('a server that cannot say who is there is asked again', async () => {
    page = await browser.person('about:blank', { expected: REFUSED });
    const away = { status: 503, json: { error_code: 'not_ready', message: '', details: { request_id: 'r' } } };
    await page.route('**/auth/options', (route) => route.fulfill(away), { times: 1 });
    await page.goto(`${sauda.url}/`);
    await heading(ru.session.unreachable);
    await expectSound(page, 'unreachable');
    await button(ru.common.retry).click();
    await heading(ru.auth.signIn.title);
  });

  test('a link that would lead elsewhere afterwards leads home', async () => {
    for (const next of ['https://evil.test/', '//evil.test', '/\\evil.test']) {
      await page?.context().close();
      await visit(`/login?next=${encodeURIComponent(next)}`);
      await typeSignIn(page, team.admin.email);
      await arrived(page, HOME);
      assert.deepEqual(page.complaints, []);
    }
  });

  test('the session outlives a reload, and the door is never seen meanwhile', async () => {
    page = await signedIn(browser, sauda.url, team.admin);
    await page.addInitScript(() => {
      new MutationObserver(() => {
        globalThis.sawDoor ||= document.querySelector('[name=username]') !== null;
      }).observe(document, { childList: true, subtree: true });
    });
    const asked = watchRequests(page);
    await page.reload();
    await heading(ru.modules.title);
    assert.equal(await page.evaluate(() => globalThis.sawDoor), false);
    assert.deepEqual(asked.filter((path) => /AuthPages|SignIn/.test(path)), []);
    assert.equal(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }).includes('eyJ')), false);
    await page.goto(`${sauda.url}/login`);
    await arrived(page, HOME);
    assert.deepEqual(page.complaints, []);
  });
});

describe('registering', () => {
  async function fillIn({ email, password }) {
    await page.getByLabel(ru.auth.organization).fill('Дүкен');
    await page.getByLabel(ru.person.full_name).fill('Айгерим Нурлан');
    await page.getByLabel(ru.person.email).fill(email);
    await page.locator('[name=new-password]').fill(password);
  }

  test('makes an organisation whose admin one is', async () => {
    await visit('/login');
    await page.getByRole('link', { name: ru.auth.signIn.register }).click();
    await heading(ru.auth.register.title);
    const email = `aigerim-${team.id.slice(0, 8)}@shop.kz`;
    await fillIn({ email, password: email });
    await button(ru.auth.register.submit).click();
    await page.getByText(ru.password.sameAsEmail).waitFor();
    await page.locator('[name=new-password]').fill(OTHER_PASSWORD);
    const kept = page.locator('li[data-kept]');
    assert.deepEqual(await kept.allInnerTexts(), [fill(ru.password.rules.length, { min: 8, max: 128 }), ru.password.rules.notEmail]);
    await page.keyboard.press('Enter');
    await arrived(page, HOME);
    await openAccount(page);
    await page.getByText('Дүкен').waitFor();
    await page.getByText(ru.roles.names.admin).first().waitFor();
    assert.deepEqual(page.complaints, []);
  });

  test('tells of an e-mail that is taken, and of a password that everybody has', async () => {
    await visit('/register', { expected: REFUSED });
    await fillIn({ email: team.admin.email, password: OTHER_PASSWORD });
    await page.keyboard.press('Enter');
    await page.getByText(ru.auth.emailTaken).waitFor();
    await fillIn({ email: `x-${team.id}@shop.kz`, password: 'password123' });
    await page.keyboard.press('Enter');
    await page.getByText(ru.password.tooCommon).waitFor();
  });

  test('is finished by a mailed link for one of ADMIN_USERS', async () => {
    const email = `boss-${team.id.slice(0, 8)}@shop.kz`;
    const smtp = await startSmtp();
    const named = await startSauda({ env: { ...SIGN_IN, ADMIN_USERS: email, SMTP_URL: smtp.url() } });
    try {
      page = await browser.person(`${named.url}/register`);
      await heading(ru.auth.register.title);
      await fillIn({ email, password: OTHER_PASSWORD });
      await page.keyboard.press('Enter');
      await page.getByText(fill(ru.auth.register.sentText, { email })).waitFor();
      await expectSound(page, 'registered by mail');
      const { token } = await smtp.messageTo(email, PATIENCE_MS);
      await page.goto(`${named.url}/accept-invite#token=${token}`);
      await heading(ru.auth.invite.title);
      await page.getByLabel(ru.person.full_name).fill('Айгерим Нурлан');
      await page.locator('[name=new-password]').fill(OTHER_PASSWORD);
      await page.keyboard.press('Enter');
      await arrived(page, HOME);
      await openAccount(page);
      await page.getByText(ru.roles.names.admin).first().waitFor();
    } finally {
      await page.context().close();
      await named.stop();
      await smtp.close();
    }
  });

  test('is not offered where it is closed, and says so to who comes all the same', async () => {
    const env = { ...SIGN_IN, ENABLE_REGISTRATION: 'false', DATABASE_URL: sauda.database.url };
    const closed = await startSauda({ env });
    try {
      page = await browser.person(`${closed.url}/login`, { expected: /status of 403/ });
      await heading(ru.auth.signIn.title);
      assert.equal(await page.getByRole('link', { name: ru.auth.signIn.register }).count(), 0);
      await page.goto(`${closed.url}/register`);
      await page.getByText(ru.auth.register.closed).waitFor();
      await fillIn({ email: `y-${team.id}@shop.kz`, password: OTHER_PASSWORD });
      await page.keyboard.press('Enter');
      await alert(ru.errors.registration_closed);
    } finally {
      await page.context().close();
      await closed.stop();
    }
  });
});

describe('mailed links', () => {
  test('asking for one is answered alike for everybody', async () => {
    for (const email of [team.admin.email, `nobody-${team.id}@shop.kz`]) {
      await page?.context().close();
      await visit('/login');
      await page.getByRole('link', { name: ru.auth.signIn.forgot }).click();
      await page.getByLabel(ru.person.email).fill(email);
      await page.keyboard.press('Enter');
      await heading(ru.auth.forgot.sentTitle);
      await page.getByText(fill(ru.auth.forgot.sentText, { email })).waitFor();
      assert.deepEqual(page.complaints, []);
    }
  });

  test('a new password by the link; its token is gone from the address at once, and good for one use', async () => {
    const token = makeLink(sauda.database, team.manager);
    await visit(`/reset-password#token=${token}`, { expected: REFUSED });
    await heading(ru.auth.reset.title);
    await page.waitForURL(`${sauda.url}/reset-password`);
    await page.locator('[name=new-password]').fill('short');
    await page.keyboard.press('Enter');
    await page.getByText(fill(ru.password.tooShort, { min: 8 })).waitFor();
    await page.locator('[name=new-password]').fill(OTHER_PASSWORD);
    await page.keyboard.press('Enter');
    await page.getByText(ru.auth.signIn.passwordChanged).waitFor();
    await typeSignIn(page, team.manager.email, OTHER_PASSWORD);
    await arrived(page, HOME);

    await page.goto('about:blank');
    await page.goto(`${sauda.url}/reset-password#token=${token}`);
    await page.locator('[name=new-password]').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await heading(ru.auth.reset.invalidTitle);
  });

  test('a dead link leads to a new one; another link in the same tab counts', async () => {
    await visit('/reset-password#token=nonsense', { expected: REFUSED });
    await page.locator('[name=new-password]').fill(OTHER_PASSWORD);
    await page.keyboard.press('Enter');
    await heading(ru.auth.reset.invalidTitle);
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `token=${makeLink(sauda.database, team.admin)}`);
    await page.locator('[name=new-password]').waitFor();
    await page.waitForURL(`${sauda.url}/reset-password`);
    await page.reload();
    await heading(ru.auth.reset.invalidTitle);
    await page.getByRole('link', { name: ru.auth.reset.askAnew }).click();
    await heading(ru.auth.forgot.title);
  });

  test('who was invited sets a password and is in', async () => {
    const token = invite(sauda.database, team.employee);
    await visit(`/accept-invite#token=${token}`, { expected: REFUSED });
    await heading(ru.auth.invite.title);
    await page.waitForURL(`${sauda.url}/accept-invite`);
    await page.getByLabel(ru.person.full_name).fill('Ербол Сейт');
    await page.locator('[name=new-password]').fill(OTHER_PASSWORD);
    await page.keyboard.press('Enter');
    await arrived(page, HOME);
    await page.getByText('Ербол Сейт').first().waitFor();

    await visit(`/accept-invite#token=${token}`, { expected: REFUSED });
    await page.getByLabel(ru.person.full_name).fill('Ербол Сейт');
    await page.locator('[name=new-password]').fill(OTHER_PASSWORD);
    await page.keyboard.press('Enter');
    await heading(ru.auth.invite.invalidTitle);
  });
});

describe('how it looks', () => {
  const SCREENS = ['/login', '/register', '/forgot-password', '/reset-password', '/reset-password#token=x', '/accept-invite', '/accept-invite#token=x'];

  async function eachScreen(options, look) {
    await visit('/login', options);
    for (const screen of SCREENS) {
      await page.goto('about:blank');
      await page.goto(`${sauda.url}${screen}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await look(screen);
    }
  }

  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing on any screen (${colorScheme})`, async () => {
      await eachScreen({ colorScheme }, async (screen) => {
        await expectSound(page, screen);
      });
      await page.goto(`${sauda.url}/login`);
      await button(ru.auth.signIn.submit).click();
      await page.getByText(ru.problems.required).first().waitFor();
      await expectSound(page, 'sign-in');
    });
  }

  for (const language of LANGUAGES) {
    test(`on a phone every screen fits in ${language}, with nothing cut off`, async () => {
      const own = words(language);
      await visit('/login', PHONE);
      await page.evaluate((code) => localStorage.setItem('sauda.language', code), language);
      for (const screen of SCREENS) {
        await page.goto('about:blank');
        await page.goto(`${sauda.url}${screen}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await expectSound(page, `${screen} ${language}`);
      }
      await page.goto(`${sauda.url}/login`);
      await page.getByRole('button', { name: own.auth.signIn.submit, exact: true }).waitFor();
      assert.equal(await page.locator('html').getAttribute('lang'), language);
    });
  }

  test('the door opens with less than 300 KB', async () => {
    page = await browser.person('about:blank');
    const bytes = await weigh(page, `${sauda.url}/`, (loaded) => loaded.locator('[name=password]').waitFor());
    assert.ok(bytes < 300_000, `${bytes} bytes`);
  });

  test('the language chosen at the door is the account’s from then on, wherever one signs in', async () => {
    const kk = words('kk');
    await visit('/login');
    await page.getByRole('button', { name: ru.shell.language }).click();
    await page.getByRole('menuitem', { name: /Қазақ/ }).click();
    await heading(kk.auth.signIn.title);
    await typeSignIn(page, team.office.email);
    await heading(kk.modules.title);
    await page.waitForFunction(() => document.documentElement.lang === 'kk');
    const language = () => sauda.database.sql(`select language from users where id = '${team.office.id}'`);
    await waitFor(() => language() === 'kk', 'the language of the account');
    const elsewhere = await signedIn(browser, sauda.url, team.office, { speaks: 'kk' });
    await elsewhere.getByRole('heading', { name: kk.modules.title, exact: true }).waitFor();
    await elsewhere.context().close();
  });
});
