// SPDX-License-Identifier: MIT
// The panel in its three languages, both themes and on a phone; nothing of it may shut out a screen reader (axe).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expectColumn, openMenu, words } from '../support/board.mjs';
import { faultsOf, openBrowser, overflowOf, weigh } from '../support/browser.mjs';
import { request } from '../support/http.mjs';
import { startSauda } from '../support/sauda.mjs';

const ru = words('ru');
let sauda;
let browser;

before(async () => {
  [sauda, browser] = await Promise.all([startSauda(), openBrowser()]);
  for (const [name, status] of [['Kaspi', 'active'], ['OLX', 'testing'], ['Satu', 'archived']]) {
    const json = { name, status, platform: name.toLowerCase(), api_url: 'http://127.0.0.1:9', features: ['Заказы', 'Цены'] };
    assert.equal((await request(sauda.url, 'POST', '/api/modules/', { json })).status, 201);
  }
});

after(async () => {
  await browser?.close();
  await sauda?.stop();
});

const open = (options) => browser.person(`${sauda.url}/dashboard/modules-manager`, options);

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing on the board, in the form and in the drawer (${colorScheme})`, async () => {
    const page = await open({ colorScheme });
    await expectColumn(page, 'active', ['Kaspi']);
    assert.deepEqual(await faultsOf(page), []);

    await page.getByRole('button', { name: ru.modules.add }).click();
    await page.getByRole('dialog').getByLabel(ru.fields.name).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: ru.form.create }).click();
    assert.deepEqual(await faultsOf(page), []);
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Kaspi', exact: true }).click();
    await page.getByRole('dialog').getByText(ru.drawer.details).waitFor();
    assert.deepEqual(await faultsOf(page), []);
    await page.context().close();
  });
}

for (const [language, locale] of [['ru', 'ru-RU'], ['kk', 'kk-KZ'], ['en', 'en-GB']]) {
  test(`the panel speaks ${language}, and remembers it`, async () => {
    const page = await open();
    await page.getByRole('button', { name: ru.shell.language }).click();
    await page.getByRole('menuitem', { name: { ru: /Русский/, kk: /Қазақ/, en: /English/ }[language] }).click();
    const own = words(language);
    await page.getByRole('heading', { name: own.modules.title }).first().waitFor();
    await page.reload();
    await page.getByRole('heading', { name: own.modules.title }).first().waitFor();
    for (const status of Object.values(own.status)) {
      await page.getByRole('heading', { name: status, exact: true }).waitFor();
    }
    assert.equal(await page.locator('html').getAttribute('lang'), language);
    const text = await page.locator('body').innerText();
    assert.doesNotMatch(text, /\{\{|\b(card|modules|status|nav|session)\.[a-z]+/, `a word is missing (${locale})`);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
}

test('on a phone nothing is wider than the screen, and a card can be moved', async () => {
  const page = await open({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await expectColumn(page, 'active', ['Kaspi']);
  assert.equal(await overflowOf(page), 0);
  await openMenu(page, 'Kaspi');
  await page.getByRole('menuitem', { name: ru.status.inactive }).click();
  await expectColumn(page, 'inactive', ['Kaspi']);
  assert.deepEqual(await faultsOf(page), []);
  await page.context().close();
});

test('an unknown address gets a page that says so, the API page opens without the internet', async () => {
  const page = await browser.person(`${sauda.url}/no/such/page`);
  await page.getByRole('heading', { name: ru.notFound.title }).waitFor();
  await page.goto(`${sauda.url}/docs`);
  await page.getByText('/modules/{id}/order').waitFor();
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});

for (const language of ['ru', 'kk', 'en']) {
  test(`the first load stays under 300 KB in ${language}`, async () => {
    const page = await browser.person('about:blank');
    await page.addInitScript((code) => {
      if (location.protocol.startsWith('http')) localStorage.setItem('sauda.language', code);
    }, language);
    const bytes = await weigh(page, `${sauda.url}/dashboard/modules-manager`, (loaded) => expectColumn(loaded, 'testing', ['OLX']));
    assert.ok(bytes < 300_000, `${bytes} bytes`);
    await page.context().close();
  });
}
