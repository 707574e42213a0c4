// SPDX-License-Identifier: MIT
// The people at the clients in a browser: found, added to a client, changed, deleted, read by those who may not change them.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { fill, notice, words } from '../support/board.mjs';
import { crmOf } from '../support/crm.mjs';
import { arrived, expectSound, failRequests, signedIn, startPanel, testLooks } from '../support/panel.mjs';
import { makeTeam } from '../support/people.mjs';

const ru = words('ru');
const text = ru.contacts;
const REFUSED = /status of (401|403|404|409|412|422)|WebSocket connection|ERR_/;

const { sauda, browser } = await startPanel();
let team;
let crm;
let page;

beforeEach(async () => {
  await browser.closePages();
  team = makeTeam(sauda.database);
  crm = crmOf(sauda.url, team);
});

const open = (path = '/contacts', role = 'admin', options = {}) =>
  signedIn(browser, sauda.url, team[role], { path, expected: REFUSED, ...options });
const field = (name) => page.locator(`form [name="${name}"]`);
const button = (name, where = page) => where.getByRole('button', { name, exact: true });
const dialog = () => page.getByRole('dialog').last();
const row = (name) => page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) });

test('is found, ordered and opened by its address', async () => {
  const client = await crm.client();
  await crm.contact({ full_name: 'Айгүл Серікқызы', position: 'Бухгалтер', client_id: client.id });
  const { id } = await crm.contact({ full_name: 'Ержан Оспанов', phone: '87012223344' });
  page = await open();
  await row('Айгүл Серікқызы').getByRole('link', { name: client.name }).waitFor();
  await page.getByLabel(text.search).fill('Оспанов');
  await row('Айгүл Серікқызы').waitFor({ state: 'detached' });
  await row('Ержан Оспанов').getByRole('button').click();
  await arrived(page, `/contacts?q=${encodeURIComponent('Оспанов').replaceAll('%20', '+')}&contact=${id}`);
  assert.equal(await field('phone').inputValue(), '+7 701 222 33 44');
  await page.getByLabel(text.search).waitFor();
  await page.keyboard.press('Escape');
  await page.getByLabel(text.search).fill('никого такого');
  await page.getByRole('heading', { name: text.nothingFound }).waitFor();
  await button(ru.filters.reset).click();
  await row('Айгүл Серікқызы').waitFor();
  assert.deepEqual(page.complaints, []);
});

test('is added to a client that is looked for, and changed', async () => {
  const client = await crm.client({ name: 'ТОО «Береке»' });
  page = await open();
  await page.getByRole('heading', { name: text.emptyTitle }).waitFor();
  await button(text.add).click();
  await button(text.create).click();
  await dialog().getByText(ru.problems.required).waitFor();
  await field('full_name').fill('Айгүл');
  await field('email').fill('aigul@');
  await dialog().getByRole('combobox', { name: text.fields.client }).fill('Береке');
  await page.getByRole('option', { name: 'ТОО «Береке»' }).click();
  await dialog().getByText(ru.problems.email).waitFor();
  await field('email').fill('aigul@bereke.kz');
  await button(text.create).click();
  await notice(page, fill(text.added, { name: 'Айгүл' })).first().waitFor();
  const [made] = await crm.list('/contacts');
  assert.deepEqual([made.client_id, made.email], [client.id, 'aigul@bereke.kz']);

  await row('Айгүл').getByRole('button').click();
  await field('position').fill('Директор');
  await dialog().locator(`[aria-label="${text.withoutClient}"]`).click();
  await button(ru.common.save).click();
  await notice(page, fill(text.saved, { name: 'Айгүл' })).first().waitFor();
  const now = await crm.one(`/contacts/${made.id}`);
  assert.deepEqual([now.client_id, now.position], [null, 'Директор']);
});

test('is asked about where somebody else was quicker', async () => {
  const { id } = await crm.contact({ position: 'Бухгалтер' });
  page = await open(`/contacts?contact=${id}`);
  await page.getByText(ru.connection.live, { exact: true }).first().waitFor();
  await field('position').fill('Главный бухгалтер');
  await crm.change(`/contacts/${id}`, { position: 'Директор' });
  await dialog().getByText(ru.draft.rivals).waitFor();
  await button(ru.common.save).click();
  await dialog().getByRole('radio', { name: /Директор/ }).check();
  await button(ru.draft.saveChosen).click();
  await notice(page, fill(text.saved, { name: 'Айгүл Серікқызы' })).first().waitFor();
  assert.equal((await crm.one(`/contacts/${id}`)).position, 'Директор');
});

test('is deleted after a question, and gone for who looks at it', async () => {
  const { id, full_name: name } = await crm.contact();
  page = await open(`/contacts?contact=${id}`);
  await button(text.delete, dialog()).click();
  await page.getByText(text.deleteText).waitFor();
  await button(text.delete, dialog()).click();
  await notice(page, fill(text.deleted, { name })).first().waitFor();
  await page.getByRole('heading', { name: text.emptyTitle }).waitFor();
  assert.equal(await crm.one(`/contacts/${id}`), undefined);
  await page.goto(`${sauda.url}/contacts?contact=${id}`);
  await dialog().getByText(text.gone).waitFor();
});

test('is read by those who may not change it, and said to be unreadable where it is', async () => {
  const client = await crm.client();
  const { id } = await crm.contact({ client_id: client.id, phone: '87012223344' });
  page = await open(`/contacts?contact=${id}`, 'employee');
  await dialog().getByRole('link', { name: '+7 701 222 33 44' }).waitFor();
  assert.equal(await page.locator('form').count(), 0);
  assert.equal(await button(text.add).count(), 0);
  await dialog().getByRole('link', { name: client.name }).click();
  await arrived(page, `/clients/${client.id}`);
  await page.close();
  page = await open('/profile', 'admin', { expected: /status of 500/ });
  await failRequests(page, '**/api/v1/contacts?*', 500, 'internal');
  await page.goto(`${sauda.url}/contacts`);
  await page.getByRole('alert').filter({ hasText: text.failed }).waitFor();
});

testLooks(async (options) => {
  const client = await crm.client({ name: 'ТОО «Торговый дом Алатау Логистик Сервис»' });
  await crm.contact({ client_id: client.id, position: 'Руководитель отдела закупок', email: 'aigul.serikkyzy@alatau-logistic.example.kz' });
  const { id } = await crm.contact({ full_name: 'Ержан Оспанов', phone: '87012223344' });
  page = await open('/contacts', 'admin', options);
  await row('Ержан Оспанов').waitFor();
  await expectSound(page, 'contacts');
  await page.goto(`${sauda.url}/contacts?contact=${id}`);
  await field('full_name').waitFor();
  await expectSound(page, 'contact');
});
