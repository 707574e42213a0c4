// SPDX-License-Identifier: MIT
// The panel in its three languages, both themes and on a phone; nothing of it may shut out a screen reader (axe).
import assert from 'node:assert/strict';
import { afterEach, before, test } from 'node:test';
import { expectColumn, openMenu, words } from '../support/board.mjs';
import { weigh } from '../support/browser.mjs';
import { request } from '../support/http.mjs';
import { HOME, PHONE, expectSound, rawTextsOf, startPanel } from '../support/panel.mjs';

const ru = words('ru');
const { sauda, browser } = await startPanel({ env: {} });

before(async () => {
  for (const [name, status] of [['Kaspi', 'active'], ['OLX', 'testing'], ['Satu', 'archived']]) {
    const json = { name, status, platform: name.toLowerCase(), api_url: 'http://127.0.0.1:9', features: ['Заказы', 'Цены'] };
    assert.equal((await request(sauda.url, 'POST', '/api/modules/', { json })).status, 201);
  }
});

afterEach(() => browser.closePages());

const open = (options) => browser.person(`${sauda.url}${HOME}`, options);

for (const colorScheme of ['light', 'dark']) {
  test(`axe finds nothing on the board, in the form and in the drawer (${colorScheme})`, async () => {
    const page = await open({ colorScheme });
    await expectColumn(page, 'active', ['Kaspi']);
    await expectSound(page, 'board');

    await page.getByRole('button', { name: ru.modules.add }).click();
    await page.getByRole('dialog').getByLabel(ru.fields.name).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: ru.form.create }).click();
    await expectSound(page, 'module form');
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Kaspi', exact: true }).click();
    await page.getByRole('dialog').getByText(ru.drawer.details).waitFor();
    await expectSound(page, 'module');
  });
}

for (const language of ['ru', 'kk', 'en']) {
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
    assert.deepEqual(await rawTextsOf(page), []);
    assert.deepEqual(page.complaints, []);
  });
}

test('on a phone nothing is wider than the screen, and a card can be moved', async () => {
  const page = await open(PHONE);
  await expectColumn(page, 'active', ['Kaspi']);
  await expectSound(page, 'board');
  await openMenu(page, 'Kaspi');
  await page.getByRole('menuitem', { name: ru.status.inactive }).click();
  await expectColumn(page, 'inactive', ['Kaspi']);
  await expectSound(page, 'board');
});

test('an unknown address gets a page that says so, the API page opens without the internet', async () => {
  const page = await browser.person(`${sauda.url}/no/such/page`);
  await page.getByRole('heading', { name: ru.notFound.title }).waitFor();
  await page.goto(`${sauda.url}/docs`);
  await page.getByText('/modules/{id}/order').waitFor();
  assert.deepEqual(page.complaints, []);
});

for (const language of ['ru', 'kk', 'en']) {
  test(`the first load stays under 300 KB in ${language}`, async () => {
    const page = await browser.person('about:blank');
    await page.addInitScript((code) => {
      if (location.protocol.startsWith('http')) localStorage.setItem('sauda.language', code);
    }, language);
    const bytes = await weigh(page, `${sauda.url}${HOME}`, (loaded) => expectColumn(loaded, 'testing', ['OLX']));
    assert.ok(bytes < 300_000, `${bytes} bytes`);
  });
}
