// SPDX-License-Identifier: MIT
// Clients that are the same, in a browser: found with the reason, compared, made one with the values that were chosen, and
// taken apart again.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { fill, notice, words } from '../support/board.mjs';
import { crmOf } from '../support/crm.mjs';
import { arrived, expectSound, signedIn, startPanel, testLooks } from '../support/panel.mjs';
import { makeTeam } from '../support/people.mjs';

const ru = words('ru');
const text = ru.duplicates;
const PATH = '/clients/duplicates';
const REFUSED = /status of (401|403|404|409|412|422)|WebSocket connection|ERR_/;
const PHONE_NUMBER = '+77071234567';

const { sauda, browser } = await startPanel();
let team;
let crm;
let page;

beforeEach(async () => {
  await browser.closePages();
  team = makeTeam(sauda.database);
  crm = crmOf(sauda.url, team);
});

const open = async (path = PATH, role = 'admin', options = {}) => {
  page = await signedIn(browser, sauda.url, team[role], { path, expected: REFUSED, ...options });
};
const button = (name, where = page) => where.getByRole('button', { name, exact: true });
const dialog = () => page.getByRole('dialog').last();
const choice = (field, value) => page.getByRole('radio', { name: `${text.fields[field]}: ${value}`, exact: true });
const remains = ({ name, id }) => page.getByRole('radio', { name: fill(text.remainsOf, { name, id }), exact: true });
const names = async () => (await crm.list('/clients?sort=id')).map(({ name }) => name);

/** Two with one phone: the older has less of it. */
async function twins() {
  const first = await crm.client({ name: 'Береке', phone: PHONE_NUMBER, source: 'сайт', tags: ['опт'] });
  const second = await crm.client({ name: 'ТОО «Береке Плюс»', phone: PHONE_NUMBER, email: 'info@bereke.kz', source: 'Instagram', tags: ['vip'] });
  return [first, second];
}

async function merge(count) {
  await button(`Объединить ${count} клиентов`).click();
  await button(text.mergeNow, dialog()).click();
}

test('are found from the list, compared and made one; the values that were chosen remain', async () => {
  const [first, second] = await twins();
  const contact = await crm.contact({ client_id: second.id });
  await open('/clients');
  await button(ru.nav.more).click();
  await page.getByRole('menuitem', { name: ru.clients.duplicates }).click();
  await arrived(page, PATH);
  await page.getByRole('heading', { name: `${text.reasons.phone} +7 707 123 45 67` }).waitFor();
  await button(text.compare).click();
  assert.ok(await remains(first).isChecked()); // the older one
  assert.ok(await choice('email', 'info@bereke.kz').isChecked()); // fills its gap
  assert.ok(await choice('source', 'сайт').isChecked());
  assert.equal(await page.getByRole('radio', { name: new RegExp(`^${text.fields.phone}`) }).count(), 0); // the same
  await choice('name', second.name).check();
  await merge(2);
  await notice(page, fill(text.moved, { deals: 0, contacts: 1, tasks: 0, activities: 0 })).first().waitFor();
  await page.getByRole('heading', { name: text.emptyTitle }).waitFor();

  const now = await crm.one(`/clients/${first.id}`);
  assert.deepEqual([now.name, now.email, now.source, now.tags.toSorted()], [second.name, 'info@bereke.kz', 'сайт', ['vip', 'опт']]);
  assert.equal(await crm.one(`/clients/${second.id}`), undefined);
  assert.equal((await crm.one(`/contacts/${contact.id}`)).client_id, first.id);

  await button(ru.operations.undo).click();
  await notice(page, ru.operations.undone).first().waitFor();
  assert.deepEqual(await names(), [first.name, second.name]);
  assert.equal((await crm.one(`/contacts/${contact.id}`)).client_id, second.id);
  await button(text.compare).waitFor(); // there they are again
  assert.deepEqual(page.complaints, []);
});

test('an undo asks where somebody has changed what remained', async () => {
  const [first] = await twins();
  await open();
  await button(text.compare).click();
  await merge(2);
  await page.getByRole('heading', { name: text.emptyTitle }).waitFor();
  await crm.change(`/clients/${first.id}`, { name: 'Береке после' });
  await button(ru.operations.undo).click();
  await dialog().getByText(ru.operations.conflictText).waitFor();
  await dialog().getByRole('link', { name: 'Береке после' }).waitFor();
  await button(ru.operations.keep, dialog()).click();
  await notice(page, ru.operations.undone).first().waitFor();
  assert.ok((await names()).includes('Береке после'));
});

test('of three one may be left out; the merger stands among the bulk changes', async () => {
  const [first, second] = await twins();
  const third = await crm.client({ name: 'Салтанат', phone: PHONE_NUMBER });
  await open();
  await button(text.compare).click();
  await page.getByRole('checkbox', { name: fill(text.isInOf, third) }).uncheck();
  await remains(second).check();
  assert.ok(await choice('source', 'Instagram').isChecked());
  await merge(2);
  await notice(page, second.name).first().waitFor();
  assert.deepEqual(await names(), [second.name, third.name]);
  await page.goto(`${sauda.url}/clients/operations`);
  const undo = page.getByRole('button', { name: new RegExp(`^${ru.operations.undo}: ${ru.operations.kinds.merge}`) });
  await undo.click();
  await dialog().getByText(/Объединённые клиенты снова разойдутся/).waitFor();
  await button(ru.operations.undo, dialog()).click();
  await page.getByText(ru.operations.states.undone, { exact: true }).waitFor();
  assert.deepEqual(await names(), [first.name, second.name, third.name]);
});

test("a client's page leads to those like it alone; who may not delete is not led there", async () => {
  const [first] = await twins();
  await crm.client({ name: 'Алатау', email: 'a@alatau.kz' });
  await crm.client({ name: 'Алатау', email: 'a@alatau.kz' });
  await open(`/clients/${first.id}`);
  await page.getByRole('link', { name: ru.client.compare }).click();
  await arrived(page, `${PATH}?client=${first.id}`);
  await button(text.compare).waitFor();
  assert.equal(await button(text.compare).count(), 1);
  await page.close();
  await open(`/clients/${first.id}`, 'manager');
  await page.locator('form [name=name]').waitFor();
  assert.equal(await page.getByRole('link', { name: ru.client.compare }).count(), 0);
  await page.goto(`${sauda.url}${PATH}`);
  await page.getByRole('heading', { name: ru.session.noAccess.lead }).waitFor();
});

testLooks(async (options) => {
  const [, second] = await twins();
  await crm.client({ name: 'ТОО «Торговый дом Алатау Логистик Сервис»', phone: PHONE_NUMBER, address: 'Алматы, проспект Абая, 150/230, офис 12' });
  await open(PATH, 'admin', options);
  await button(text.compare).click();
  await remains(second).waitFor();
  await expectSound(page, 'duplicates');
});
