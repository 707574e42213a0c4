// SPDX-License-Identifier: MIT
// Clients and deals from files in a browser: recognised, matched by the keys that were chosen, put into a pipeline and a
// stage, taken back.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { fill, notice, words } from '../support/board.mjs';
import { crmOf } from '../support/crm.mjs';
import { CSV, Imports } from '../support/imports.mjs';
import { arrived, choose, expectSound, signedIn, startPanel, testLooks } from '../support/panel.mjs';
import { as, makeTeam } from '../support/people.mjs';

const ru = words('ru');
const text = ru.imports;
const REFUSED = /status of (401|403|404|409|422)|WebSocket connection|ERR_/;

const { sauda, browser } = await startPanel();
let team;
let crm;
let page;

beforeEach(async () => {
  await browser.closePages();
  team = makeTeam(sauda.database);
  crm = crmOf(sauda.url, team);
});

const open = async (path, role = 'admin', options = {}) => {
  page = await signedIn(browser, sauda.url, team[role], { path, expected: REFUSED, ...options });
};
const button = (name, where = page) => where.getByRole('button', { name, exact: true });
const dialog = () => page.getByRole('dialog').last();
const send = (name, list) => page.locator('input[type=file]').setInputFiles({ name, mimeType: CSV, buffer: Buffer.from(list) });
const fieldOf = (name) => page.getByLabel(fill(text.fieldOf, { name })).first();
const count = (label) => page.locator('dl > div').filter({ has: page.getByText(label, { exact: true }) }).locator('dd').first();
const key = (name) => page.getByRole('list', { name: text.match }).getByRole('checkbox', { name });

test('clients come from a list, those that are known by their phone are changed, and all is taken back', async () => {
  const known = await crm.client({ name: 'Береке', phone: '+77071234567' });
  await open('/clients');
  await page.getByRole('link', { name: ru.clients.import }).click();
  await page.getByRole('heading', { name: text.of.client.title, level: 1 }).waitFor();
  await send('клиенты.csv', 'Клиент;Телефон;БИН;Метки\nТОО «Береке»;8 (707) 123-45-67;060140000172;опт, vip\nАлатау;87012223344;;\nКриво;12;;\n');
  await page.getByRole('heading', { name: 'клиенты.csv', level: 1 }).waitFor();
  assert.equal(await fieldOf('Клиент').inputValue(), text.fields.client.name);
  assert.equal(await fieldOf('БИН').inputValue(), text.fields.client.bin_iin);
  await key(/E-mail/).click();
  await page.getByLabel(fill(text.matchSooner, { name: text.matchKeys.phone })).click();
  await page.getByText(`1. ${text.matchKeys.phone}`).waitFor();
  await button(text.check).click();
  await button(fill(text.of.client.start, { n: 2 })).waitFor();
  assert.deepEqual([await count(text.would.created).innerText(), await count(text.would.updated).innerText()], ['1', '1']);
  await page.getByRole('region', { name: text.errors.title }).getByText(text.problems.format).waitFor();
  await button(fill(text.of.client.start, { n: 2 })).click();
  await page.getByRole('heading', { name: text.outcome.done }).waitFor();
  const now = await crm.one(`/clients/${known.id}`);
  assert.deepEqual([now.name, now.bin_iin, now.tags.toSorted()], ['ТОО «Береке»', '060140000172', ['vip', 'опт']]);

  await page.getByRole('link', { name: text.of.client.show }).click();
  await arrived(page, '/clients?sort=-updated_at');
  await page.getByRole('row').filter({ hasText: 'Алатау' }).waitFor();
  await page.goto(`${sauda.url}/clients/operations`);
  await button(fill(ru.operations.undoOf, { what: `${ru.operations.kinds.import}: клиенты.csv` })).click();
  await button(ru.operations.undo, dialog()).click();
  await notice(page, ru.operations.undone).first().waitFor();
  assert.deepEqual((await crm.list('/clients')).map(({ name }) => name), ['Береке']);
  assert.deepEqual(page.complaints, []);
});

test('deals go into the pipeline and stage that were chosen, with clients that are made for them', async () => {
  await crm.pipeline({ is_default: true });
  const other = await crm.pipeline({
    name: 'Опт',
    stages: [{ name: 'Заявка', color: '#3366ff' }, { name: 'Отгрузка', color: '#33aa66' }],
  });
  await open('/deals');
  await button(ru.nav.more).click();
  await page.getByRole('menuitem', { name: ru.nav.imports }).click();
  await arrived(page, '/deals/import');
  await send('сделки.csv', 'Название сделки;Сумма;Клиент;Телефон клиента\nПоставка;250 000,50;Береке;87071234567\n');
  await page.getByRole('heading', { name: 'сделки.csv', level: 1 }).waitFor();
  await choose(page.getByRole('combobox', { name: text.pipeline }), 'Опт');
  await choose(page.getByRole('combobox', { name: text.stage }), 'Отгрузка');
  const creates = page.getByRole('switch', { name: text.createClients });
  if (!(await creates.isChecked())) await page.getByText(text.createClients, { exact: true }).click();
  await button(text.check).click();
  await button(fill(text.of.deal.start, { n: 1 })).click();
  await page.getByRole('heading', { name: text.outcome.done }).waitFor();
  const [deal] = await crm.list('/deals');
  assert.deepEqual(
    [deal.title, deal.amount, deal.pipeline_id, deal.stage_name, deal.client_name],
    ['Поставка', 250000.5, other.id, 'Отгрузка', 'Береке'],
  );
  assert.equal((await crm.list('/clients'))[0].phone, '+77071234567');
  await page.getByRole('link', { name: ru.operations.tabs.imports }).or(page.getByRole('link', { name: text.back })).first().click();
  await page.getByRole('row').filter({ hasText: 'сделки.csv' }).waitFor();
  await button(fill(ru.operations.undoOf, { what: 'сделки.csv' })).click();
  await button(ru.operations.undo, dialog()).click();
  await notice(page, ru.operations.undone).first().waitFor();
  assert.deepEqual(await crm.list('/deals'), []);
});

test('each list has its own imports; who may only read sends none', async () => {
  const clients = new Imports(sauda.url, as(team.admin), 'clients');
  const made = await clients.take('Клиент;Телефон\nБереке;87071234567\n', { query: '?filename=clients.csv' });
  await new Imports(sauda.url, as(team.admin)).take('sku;name\nA;B\n', { query: '?filename=products.csv' });
  await open('/clients/import', 'employee');
  await page.getByRole('row').filter({ hasText: 'clients.csv' }).waitFor();
  assert.equal(await page.getByRole('row').filter({ hasText: 'products.csv' }).count(), 0);
  assert.equal(await button(text.choose).count(), 0);
  await page.goto(`${sauda.url}/clients/import/${made.id}`);
  await page.getByText(text.readOnly).waitFor();
});

testLooks(async (options) => {
  await crm.pipeline({ is_default: true });
  const clients = new Imports(sauda.url, as(team.admin), 'clients');
  const made = await clients.take('Клиент;Телефон;E-mail;Заметка\nБереке;87071234567;info@bereke.kz;да\nКриво;12;;\n', { query: '?filename=a.csv' });
  await clients.check(made.id);
  await open(`/clients/import/${made.id}`, 'admin', options);
  await page.getByRole('region', { name: text.errors.title }).waitFor();
  await expectSound(page, 'import of clients');
  const deals = new Imports(sauda.url, as(team.admin), 'deals');
  const other = await deals.take('Сделка;Сумма;Клиент\nПоставка;1000;Береке\n', { query: '?filename=b.csv' });
  await page.goto(`${sauda.url}/deals/import/${other.id}`);
  await page.getByRole('combobox', { name: text.pipeline }).waitFor();
  await expectSound(page, 'import of deals');
});
