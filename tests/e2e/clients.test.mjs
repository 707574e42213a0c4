// SPDX-License-Identifier: MIT
// Clients in a browser: found and ordered, added with numbers in any notation and others like them told of, changed by two
// people at once, with all there is with them, and deleted.
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { fill, notice, words } from '../support/board.mjs';
import { crmOf } from '../support/crm.mjs';
import { PHONE, arrived, choose, expectSound, failRequests, menuOf, signedIn, startPanel, testLooks } from '../support/panel.mjs';
import { makeTeam } from '../support/people.mjs';

const ru = words('ru');
const { clients: list, client: text } = ru;
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

const open = (path = '/clients', role = 'admin', options = {}) =>
  signedIn(browser, sauda.url, team[role], { path, expected: REFUSED, ...options });
const field = (name, where = page) => where.locator(`form [name="${name}"]`);
const button = (name, where = page) => where.getByRole('button', { name, exact: true });
const dialog = () => page.getByRole('dialog').last();
const row = (name) => page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) });
const tab = (name) => page.getByRole('navigation', { name: text.related }).getByRole('link', { name: text.tabs[name], exact: true });
const live = (where = page) => where.getByText(ru.connection.live, { exact: true }).first().waitFor();

async function expectNames(expected) {
  await page.waitForFunction(
    (wanted) => {
      const found = [...document.querySelectorAll('tbody tr td:first-child a')].map((one) => one.innerText.split('\n')[0]);
      return JSON.stringify(found) === wanted && !document.querySelector('[data-changing]');
    },
    JSON.stringify(expected),
  );
}

describe('the list', () => {
  test('finds by words and numbers, narrows down by owner, source and tag, and keeps it in the address', async () => {
    await crm.client({ name: 'ТОО «Береке»', phone: '87071234567', source: 'Instagram', tags: ['опт', 'Алматы'] });
    await crm.client({ name: 'ИП Сейтқали', email: 'ip@example.kz', source: 'сайт', owner_id: team.manager.id });
    await crm.client({ name: 'АО «Қазақ Металл»', bin_iin: '060140000172', tags: ['опт'], owner_id: null });
    page = await open();
    await expectNames(['АО «Қазақ Металл»', 'ИП Сейтқали', 'ТОО «Береке»']);
    assert.match(await row('ТОО «Береке»').innerText(), /\+7 707 123 45 67/);

    const search = page.getByLabel(list.search);
    await search.fill('Сейтқали');
    await expectNames(['ИП Сейтқали']);
    await search.fill('060140000172');
    await expectNames(['АО «Қазақ Металл»']);
    await search.fill('Бе');
    await page.getByText(fill(ru.picker.moreLetters, { n: 3 })).waitFor();
    await search.fill('ничего такого');
    await page.getByRole('heading', { name: list.nothingFound }).waitFor();
    await button(ru.filters.reset).first().click();

    await page.getByRole('combobox', { name: list.fields.tags }).click();
    await page.getByRole('option', { name: 'опт', exact: true }).click();
    await expectNames(['АО «Қазақ Металл»', 'ТОО «Береке»']);
    await page.getByRole('combobox', { name: list.fields.source }).click();
    await page.getByRole('option', { name: 'Instagram', exact: true }).click();
    await expectNames(['ТОО «Береке»']);
    await page.reload();
    await expectNames(['ТОО «Береке»']);
    await page.goBack();
    await expectNames(['АО «Қазақ Металл»', 'ТОО «Береке»']);
    await button(ru.filters.reset).click();
    await choose(page.getByRole('combobox', { name: list.fields.owner_id }), list.withoutOwner);
    await expectNames(['АО «Қазақ Металл»']);
    await choose(page.getByRole('combobox', { name: list.fields.owner_id }), 'manager Команда');
    await expectNames(['ИП Сейтқали']);
    assert.deepEqual(page.complaints, []);
  });

  test('is narrowed down by a source and a tag that are not offered, once they are typed', async () => {
    await crm.client({ name: 'Давний', source: 'Выставка, Алматы', tags: ['редкий'] });
    sauda.database.sql(`
      update clients set updated_at = now() - interval '1 year' where org_id = '${team.id}';
      insert into clients (org_id, name) select '${team.id}', 'Новый ' || n from generate_series(1, 200) n;`);
    page = await open();
    await row('Новый 200').waitFor();
    for (const [name, word] of [['source', 'Выставка, Алматы'], ['tags', 'редкий']]) {
      const input = page.getByRole('combobox', { name: list.fields[name] });
      await input.fill(word);
      assert.equal(await page.getByRole('option').count(), 0);
      await input.press('Enter');
      await expectNames(['Давний']);
      await button(ru.filters.reset).click();
      await row('Новый 200').waitFor();
    }
  });

  test('is ordered by a click on its heads, and turned over page by page', async () => {
    for (let n = 1; n <= 60; n++) {
      await crm.client({ name: `Клиент ${String(n).padStart(2, '0')}` });
    }
    page = await open();
    await row('Клиент 60').waitFor();
    await button(list.fields.name).click();
    await row('Клиент 01').waitFor();
    assert.equal(await page.getByRole('columnheader', { name: list.fields.name }).getAttribute('aria-sort'), 'ascending');
    await button(ru.pager.next).click();
    await expectNames(Array.from({ length: 10 }, (_, at) => `Клиент ${51 + at}`));
    await arrived(page, '/clients?sort=name&page=2');
    await button(list.fields.name).click();
    await row('Клиент 60').waitFor();
    await row('Клиент 11').waitFor();
  });

  test('shows what others add and change, by itself', async () => {
    const { id } = await crm.client({ name: 'Старое имя' });
    page = await open();
    await row('Старое имя').waitFor();
    await live();
    await crm.client({ name: 'Новый у коллеги' });
    await row('Новый у коллеги').waitFor();
    await crm.change(`/clients/${id}`, { name: 'Новое имя' });
    await row('Новое имя').waitFor();
  });

  test('says so where it is empty, and where it could not be read', async () => {
    page = await open();
    await page.getByRole('heading', { name: list.emptyTitle }).waitFor();
    await page.getByText(list.emptyText).waitFor();
    await page.close();
    page = await open('/profile', 'admin', { expected: /status of 500/ });
    await failRequests(page, '**/api/v1/clients?*', 500, 'internal');
    await page.goto(`${sauda.url}/clients`);
    await page.getByRole('alert').filter({ hasText: list.failed }).waitFor();
    await page.unroute('**/api/v1/clients?*');
    await button(ru.common.retry).click();
    await page.getByRole('heading', { name: list.emptyTitle }).waitFor();
  });
});

describe('a new client', () => {
  test('takes a phone in any notation, tests the BIN while it is typed, and tells of others like it', async () => {
    const known = await crm.client({ name: 'ТОО «Береке»', phone: '+77071234567' });
    page = await open();
    await button(list.add).click();
    await field('name').fill('Береке опт');
    await field('bin_iin').fill('060140');
    await dialog().getByText('Осталось 6 цифр').waitFor();
    await field('bin_iin').fill('060 140 000 171');
    await dialog().getByText(ru.problems.binIinCheck).waitFor();
    await field('phone').fill('8 707');
    await field('email').click();
    await dialog().getByText(ru.problems.phone).waitFor();
    await field('phone').fill('8 (707) 123-45-67');
    await field('email').click();
    assert.equal(await field('phone').inputValue(), '+7 707 123 45 67');
    await dialog().getByText(text.alike.title).waitFor();
    await dialog().getByRole('link', { name: known.name, exact: true }).waitFor();
    await dialog().getByText(text.alike.phone, { exact: false }).waitFor();
    await button(text.create).click();
    await page.waitForFunction(() => document.activeElement?.name === 'bin_iin');

    await field('bin_iin').fill('060 140 000 172');
    await dialog().getByRole('combobox', { name: text.fields.tags }).fill('опт');
    await page.keyboard.press('Enter');
    await button(text.create).click();
    await notice(page, fill(list.added, { name: 'Береке опт' })).first().waitFor();
    const [made] = await crm.list('/clients');
    assert.deepEqual(
      [made.name, made.bin_iin, made.phone, made.tags, made.owner_id],
      ['Береке опт', '060140000172', '+77071234567', ['опт'], team.admin.id],
    );
    await row('Береке опт').waitFor();
    assert.deepEqual(page.complaints, []);
  });

  test('is not lost by a slip', async () => {
    page = await open();
    await button(list.add).click();
    await field('name').fill('Почти готов');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').filter({ hasText: ru.draft.discardTitle }).waitFor();
    await button(ru.draft.keepEditing).click();
    assert.equal(await field('name').inputValue(), 'Почти готов');
  });
});

describe("a client's own page", () => {
  test('saves what was changed, and keeps it from being left unsaved', async () => {
    const { id } = await crm.client({ name: 'ТОО «Береке»', source: 'сайт', tags: ['опт'] });
    page = await open(`/clients/${id}`);
    await field('phone').fill('7017654321');
    await field('source').fill('');
    await page.getByRole('link', { name: text.back }).click();
    await page.getByRole('dialog').filter({ hasText: ru.draft.discardTitle }).waitFor();
    await button(ru.draft.keepEditing).click();
    await choose(page.locator('form').getByRole('combobox', { name: text.fields.owner_id }), 'manager Команда');
    await button(ru.common.save).click();
    await notice(page, fill(text.saved, { name: 'ТОО «Береке»' })).first().waitFor();
    const now = await crm.one(`/clients/${id}`);
    assert.deepEqual([now.phone, now.source, now.tags, now.owner_id], ['+77017654321', null, ['опт'], team.manager.id]);
    await button(ru.common.save).and(page.locator(':disabled')).waitFor();
  });

  test('loses nothing of two people: others appear by themselves, the same one is asked about', async () => {
    const { id } = await crm.client({ name: 'ТОО «Береке»' });
    page = await open(`/clients/${id}`);
    await field('name').waitFor();
    await live();
    await field('name').fill('ТОО «Береке Групп»');
    await crm.change(`/clients/${id}`, { email: 'info@bereke.kz' });
    await page.waitForFunction(() => document.querySelector('form [name=email]').value === 'info@bereke.kz');
    assert.equal(await field('name').inputValue(), 'ТОО «Береке Групп»');
    await crm.change(`/clients/${id}`, { name: 'АО «Береке»' });
    await page.getByText(ru.draft.rivals).waitFor();
    await button(ru.common.save).click();
    await page.getByText(ru.draft.conflictTitle).waitFor();
    await page.getByRole('radio', { name: /Береке Групп/ }).check();
    await button(ru.draft.saveChosen).click();
    await notice(page, fill(text.saved, { name: 'ТОО «Береке Групп»' })).first().waitFor();
    const { name, email } = await crm.one(`/clients/${id}`);
    assert.deepEqual([name, email], ['ТОО «Береке Групп»', 'info@bereke.kz']);
  });

  test('has the deals, the people, what was talked of and what is to be done', async () => {
    const { id } = await crm.client();
    const { stages } = await crm.pipeline({ is_default: true });
    const deal = await crm.deal({ client_id: id, amount: 1250000.5 });
    await crm.send('POST', `/deals/${deal.id}/move`, { stage_id: stages[1].id });
    page = await open(`/clients/${id}`);
    const move = page.getByRole('link', { name: `${stages[0].name} → ${stages[1].name}` });
    assert.match(await move.getAttribute('href'), new RegExp(`/deals/${deal.id}$`));

    const note = page.getByRole('form', { name: ru.activities.new });
    await note.getByText(ru.activities.types.call, { exact: true }).click();
    await note.getByLabel(ru.activities.text).fill('Обсудили цену\nПерезвонить в среду');
    await button(ru.activities.add, note).click();
    const log = page.getByRole('list', { name: ru.activities.title });
    await log.getByText('Обсудили цену', { exact: false }).waitFor();
    const [activity] = await crm.list(`/activities?client_id=${id}&type=call`);
    assert.equal(activity.text, 'Обсудили цену\nПерезвонить в среду');
    const edited = fill(ru.activities.editOf, { name: ru.activities.types.call });
    await button(edited).click();
    const editor = page.getByRole('region', { name: edited });
    await editor.getByLabel(ru.activities.text).fill('Обсудили цену и доставку');
    const menu = page.getByRole('navigation', { name: ru.shell.menu, exact: true });
    await menu.getByRole('link', { name: ru.nav.tasks }).click(); // what is not saved is asked for
    await button(ru.draft.keepEditing).click();
    await tab('deals').click(); // another view lets nothing go
    await tab('activities').click();
    await button(ru.common.save, editor).click();
    await editor.waitFor({ state: 'detached' });
    assert.equal((await crm.one(`/activities/${activity.id}`)).text, 'Обсудили цену и доставку');
    await button(fill(ru.activities.deleteOf, { name: ru.activities.types.call })).click();
    await button(ru.activities.delete, dialog()).click();
    await log.getByText('Обсудили цену', { exact: false }).waitFor({ state: 'detached' });

    await tab('deals').click();
    assert.match(await row(deal.title).innerText(), /1\s250\s000,50\s₸/);

    await tab('contacts').click();
    await page.getByText(text.none.contacts).waitFor();
    await button(ru.contacts.add).click();
    await field('full_name', dialog()).fill('Айгүл Серікқызы');
    await field('phone', dialog()).fill('87012223344');
    await button(ru.contacts.create).click();
    await row('Айгүл Серікқызы').waitFor();
    const [contact] = await crm.list('/contacts');
    assert.deepEqual([contact.client_id, contact.phone], [id, '+77012223344']);

    await tab('tasks').click();
    await page.getByRole('form', { name: ru.tasks.quickAdd }).getByRole('textbox').first().fill('Отправить договор');
    await page.keyboard.press('Enter');
    await page.getByRole('checkbox', { name: fill(ru.tasks.doneOf, { title: 'Отправить договор' }) }).click();
    await page.waitForFunction(() => document.querySelector('li [type=checkbox]')?.checked);
    const [task] = await crm.list('/tasks');
    assert.equal(task.client_id, id);

    await tab('history').click();
    await page.getByText(ru.audit.what.client_created, { exact: false }).first().waitFor();
    assert.deepEqual(page.complaints, []);
  });

  test('is deleted after a question that says what stays', async () => {
    const { id, name } = await crm.client();
    const contact = await crm.contact({ client_id: id });
    page = await open(`/clients/${id}`);
    await button(text.menu).click();
    await page.getByRole('menuitem', { name: text.delete }).click();
    await dialog().getByText(text.deleteText).waitFor();
    await button(text.delete, dialog()).click();
    await notice(page, fill(text.deleted, { name })).first().waitFor();
    await arrived(page, '/clients');
    assert.equal(await crm.one(`/clients/${id}`), undefined);
    assert.equal((await crm.one(`/contacts/${contact.id}`)).client_id, null);
    await page.goto(`${sauda.url}/clients/${id}`);
    await page.getByRole('heading', { name: text.goneTitle }).waitFor();
  });
});

test('who may do what sees just that', async () => {
  const { id } = await crm.client({ phone: '87071234567' });
  page = await open(`/clients/${id}`, 'manager');
  await field('name').waitFor();
  assert.equal(await button(text.menu).count(), 0); // all but delete
  await page.close();
  page = await open(`/clients/${id}`, 'employee');
  await page.getByRole('link', { name: '+7 707 123 45 67', exact: true }).waitFor();
  assert.equal(await page.locator('form [name=name]').count(), 0);
  await page.goto(`${sauda.url}/clients`);
  await row('ТОО «Береке»').waitFor();
  assert.equal(await button(list.add).count(), 0);
  await page.close();
  page = await open('/profile', 'promoter');
  const inMenu = await menuOf(page);
  assert.ok(!inMenu.includes(ru.nav.clients) && !inMenu.includes(ru.nav.contacts));
});

test('on a phone it is searched, filtered and ordered, too', async () => {
  await crm.client({ name: 'Алия', tags: ['опт'] });
  await crm.client({ name: 'Болат' });
  page = await open('/clients', 'admin', PHONE);
  await expectNames(['Болат', 'Алия']);
  await button(ru.filters.title).click();
  await choose(page.getByRole('combobox', { name: ru.table.order }), list.orders.name);
  await expectNames(['Алия', 'Болат']);
});

testLooks(async (options) => {
  const owner = { owner_id: team.manager.id };
  await crm.client({ name: 'ТОО «Торговый дом Алатау Логистик Сервис»', phone: '87071234567', email: 'zakup@alatau-logistic.example.kz', ...owner });
  await crm.client({ name: 'ИП Сейтқали', bin_iin: '060140000172', source: 'Instagram', tags: ['опт', 'Алматы', 'постоянный'] });
  const { id } = await crm.client({ name: 'ТОО «Береке»', phone: '87071234567', email: 'info@bereke.kz', address: 'Алматы, Абая 10', tags: ['опт'] });
  await crm.contact({ client_id: id, position: 'Бухгалтер', phone: '87012223344' });
  await crm.pipeline({ is_default: true });
  await crm.deal({ client_id: id });
  await crm.task({ client_id: id, due_at: '2026-01-01T05:00:00Z' });
  await crm.activity({ client_id: id });
  page = await open('/clients', 'admin', options);
  await row('ТОО «Береке»').waitFor();
  await expectSound(page, 'clients');
  await button(list.add).click();
  await field('name').fill('Береке');
  await field('phone').fill('87071234567');
  await field('bin_iin').fill('1234');
  await dialog().getByText(text.alike.title).waitFor();
  await expectSound(page, 'new client');
  await page.goto(`${sauda.url}/clients/${id}`);
  await page.getByText(text.compare).waitFor();
  await expectSound(page, 'client');
  for (const name of ['activities', 'deals', 'contacts', 'tasks', 'history']) {
    await tab(name).click();
    await page.locator('tbody tr:visible, main li:visible').first().waitFor();
    await expectSound(page, `client ${name}`);
  }
});
