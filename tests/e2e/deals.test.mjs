// SPDX-License-Identifier: MIT
// One deal in a browser, and the list of them: changed where it stands, by two people at once, moved along its stages, with
// what was talked of and what is to be done.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { fill, notice, words } from '../support/board.mjs';
import { makeSales } from '../support/deals.mjs';
import { arrived, expectSound, signedIn, startPanel, testLooks } from '../support/panel.mjs';
import { PATIENCE_MS } from '../support/patience.mjs';

const ru = words('ru');
const names = ru.dealPage.fields;
/** What the browser says of answers that tests provoke. */
const EXPECTED = /404|412|ERR_INTERNET_DISCONNECTED|WebSocket/;

const { sauda, browser } = await startPanel();
const sales = await makeSales(sauda);
const { admin, supervisor, manager } = sales.team;
const signed = new Map(); // a page of each person, who need not sign in for each test

beforeEach(() => sales.clear());
after(() => browser.closePages());

async function open(path, who = 'admin') {
  const known = signed.get(who);
  const page = known ?? (await signedIn(browser, sauda.url, sales.team[who], { path, expected: EXPECTED }));
  signed.set(who, page);
  if (known) {
    page.complaints.length = 0;
    await page.goto(`${sauda.url}${path}`);
  }
  return page;
}

async function openDeal(deal, who) {
  const page = await open(`/deals/${deal.id}`, who);
  await field(page, 'title').waitFor();
  return page;
}

const drawer = (page) => page.getByRole('dialog').first();
const field = (page, name) => drawer(page).locator(`[name=${name}]`);
const timeline = (page) => page.getByRole('region', { name: ru.timeline.title });

/** Waits until the server has it so. */
async function stored(deal, expected, user = admin) {
  const until = Date.now() + PATIENCE_MS;
  let now;
  do {
    now = await sales.get(deal, user);
    if (Object.entries(expected).every(([name, value]) => JSON.stringify(now[name]) === JSON.stringify(value))) {
      return now;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  } while (Date.now() < until);
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, now[name]])), expected);
}

test('each field is saved as it is left, and a choice at once', async () => {
  const deal = await sales.add('lead', ['Парты']);
  const page = await openDeal(deal);
  await field(page, 'title').fill('Парты и стулья');
  await field(page, 'amount').fill('1 250 000,50');
  await field(page, 'expected_close_date').fill('2026-12-31');
  await field(page, 'source').fill('Выставка');
  await page.keyboard.press('Enter');
  await stored(deal, {
    title: 'Парты и стулья', amount: 1250000.5, expected_close_date: '2026-12-31', source: 'Выставка',
  });
  await drawer(page).getByRole('combobox', { name: names.owner_id }).click();
  await page.getByRole('option', { name: /^manager/ }).click();
  await stored(deal, { owner_id: manager.id });

  await drawer(page).getByLabel(names.tags, { exact: true }).fill('школа');
  await page.keyboard.press('Enter');
  await stored(deal, { tags: ['школа'] });

  await drawer(page).getByLabel(ru.dealPage.newCustom).fill('Этаж');
  await page.keyboard.press('Enter');
  await drawer(page).getByLabel('Этаж', { exact: true }).fill('третий');
  await page.keyboard.press('Enter');
  await stored(deal, { custom: { Этаж: 'третий' } });
});

test('what is wrong is said at its field and not saved', async () => {
  const deal = await sales.add('lead', ['Парты']);
  const page = await openDeal(deal);
  await field(page, 'amount').fill('много');
  await page.keyboard.press('Enter');
  await drawer(page).getByText(ru.deals.wrongAmount).waitFor();
  await page.getByRole('button', { name: ru.common.close }).first().click();
  await page.getByText(ru.draft.discardTitle).waitFor();
  await page.getByRole('button', { name: ru.draft.keepEditing }).click();
  await field(page, 'amount').fill('700');
  await page.keyboard.press('Enter');
  await stored(deal, { amount: 700 });
});

test('of two who change different fields both keep theirs; of one field the person chooses', async () => {
  const deal = await sales.add('lead', ['Парты']);
  const page = await openDeal(deal);
  await field(page, 'title').fill('Моё название');
  await sales.api(supervisor, 'PATCH', `/deals/${deal.id}`, { source: 'Их источник' });
  await page.waitForFunction(() => document.querySelector('[name=source]')?.value === 'Их источник');
  assert.equal(await field(page, 'title').inputValue(), 'Моё название');
  await page.keyboard.press('Enter');
  await stored(deal, { title: 'Моё название', source: 'Их источник' });

  await field(page, 'title').fill('Второе моё');
  await sales.api(supervisor, 'PATCH', `/deals/${deal.id}`, { title: 'Второе их' });
  await drawer(page).getByText(ru.draft.rivals).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText(ru.draft.conflictTitle).waitFor();
  assert.ok(await drawer(page).getByText('Второе моё').count());
  assert.ok(await drawer(page).getByText('Второе их').count());
  await page.getByRole('button', { name: ru.draft.saveChosen }).click();
  await stored(deal, { title: 'Второе моё' });
});

test('what could not be sent stays typed, and is sent again', async () => {
  const deal = await sales.add('lead', ['Парты']);
  const page = await openDeal(deal);
  await page.context().setOffline(true);
  await field(page, 'title').fill('Без связи');
  await page.keyboard.press('Enter');
  await drawer(page).getByText(ru.errors.network).waitFor();
  assert.equal(await field(page, 'title').inputValue(), 'Без связи');
  await page.context().setOffline(false);
  await drawer(page).getByRole('button', { name: ru.common.retry }).first().click();
  await stored(deal, { title: 'Без связи' });
});

test('a new client and a new contact are made on the way', async () => {
  const deal = await sales.add('lead', ['Парты']);
  const page = await openDeal(deal);
  const form = page.getByRole('dialog', { name: ru.client.newTitle });
  await page.getByRole('button', { name: ru.dealPage.newClient }).click();
  await form.locator('[name=name]').press('Escape'); // closes the form alone
  await form.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: ru.dealPage.newClient }).click();
  await form.locator('[name=name]').fill('ТОО «Школа»');
  await form.getByRole('button', { name: ru.client.create }).click();
  await form.waitFor({ state: 'detached' });
  const { client_id: clientId } = await waitForClient(deal);

  await page.getByRole('button', { name: ru.dealPage.newContact }).click();
  const person = page.getByRole('dialog', { name: ru.contacts.newTitle });
  await person.locator('[name=full_name]').fill('Айгуль');
  await person.getByRole('button', { name: ru.contacts.create }).click();
  await person.waitFor({ state: 'detached' });
  const now = await stored(deal, { client_id: clientId, contact_name: 'Айгуль' });
  const contact = await sales.api(admin, 'GET', `/contacts/${now.contact_id}`);
  assert.equal(contact.client_id, clientId);

  // Another client has other people.
  await sales.api(admin, 'POST', '/clients', { name: 'Совсем другая фирма' });
  await drawer(page).getByRole('combobox', { name: names.client_id }).fill('другая');
  await page.getByRole('option', { name: 'Совсем другая фирма' }).click();
  await stored(deal, { client_name: 'Совсем другая фирма', contact_id: null });
});

async function waitForClient(deal) {
  return stored(deal, { client_name: 'ТОО «Школа»' });
}

test('a click on a stage moves the deal, and its ends have buttons', async () => {
  const deal = await sales.add('lead', ['Парты']);
  const { stages } = sales;
  const page = await openDeal(deal);
  await drawer(page).getByRole('button', { name: stages.talks.name, exact: true }).click();
  await stored(deal, { stage_id: stages.talks.id });
  await timeline(page).getByText(`${stages.lead.name} → ${stages.talks.name}`).waitFor();

  const why = page.getByRole('dialog', { name: fill(ru.lostDeal.title, { title: 'Парты' }) });
  await drawer(page).getByRole('button', { name: ru.dealPage.lost, exact: true }).click();
  await why.getByLabel(ru.lostDeal.reason).press('Escape'); // closes the question alone
  await why.waitFor({ state: 'detached' });
  await drawer(page).getByRole('button', { name: ru.dealPage.lost, exact: true }).click();
  await why.getByRole('button', { name: ru.lostDeal.reasons.price }).click();
  await why.getByRole('button', { name: ru.lostDeal.confirm }).click();
  await stored(deal, { stage_id: stages.lost.id, lost_reason: ru.lostDeal.reasons.price });
  await field(page, 'lost_reason').waitFor();

  await drawer(page).getByRole('button', { name: stages.contract.name, exact: true }).click();
  await drawer(page).getByRole('button', { name: ru.dealPage.won, exact: true }).click();
  const won = await stored(deal, { stage_id: stages.won.id });
  assert.ok(won.closed_at !== null);
});

test('a stage that somebody else was quicker with is said, with who it was', async () => {
  const deal = await sales.add('lead', ['Парты']);
  const { stages } = sales;
  const page = await openDeal(deal);
  await page.route(/\/move$/, async (route) => {
    await sales.api(supervisor, 'POST', `/deals/${deal.id}/move`, { stage_id: stages.offer.id });
    await route.continue();
  });
  await drawer(page).getByRole('button', { name: stages.talks.name, exact: true }).click();
  const text = fill(ru.dealMove.overtakenTo, { name: 'supervisor Отдел', column: stages.offer.name });
  await notice(page, text).first().waitFor();
  assert.equal((await sales.get(deal)).stage_id, stages.offer.id);
});

test('the timeline takes records and tasks, which are done there, and tells of changes', async () => {
  const deal = await sales.add('lead', ['Парты']);
  const page = await openDeal(deal);
  await timeline(page).getByText(ru.activities.types.call, { exact: true }).click();
  await timeline(page).getByLabel(ru.activities.text).fill('Договорились о замере');
  await timeline(page).getByRole('button', { name: ru.activities.add, exact: true }).click();
  await timeline(page).getByText('Договорились о замере').waitFor();

  await timeline(page).getByText(ru.timeline.task, { exact: true }).click();
  await timeline(page).getByLabel(ru.tasks.fields.title).fill('Отправить счёт');
  await page.keyboard.press('Enter');
  const done = timeline(page).getByRole('checkbox', { name: fill(ru.tasks.doneOf, { title: 'Отправить счёт' }) });
  await done.check({ noWaitAfter: true, force: true }).catch(() => undefined); // it is checked once the server has it
  await page.waitForFunction(() => document.querySelector('section input[type=checkbox]:checked') !== null);

  await sales.api(supervisor, 'PATCH', `/deals/${deal.id}`, { amount: 5000 });
  await timeline(page).getByText('5\u00a0000\u00a0₸').waitFor();
  await timeline(page).getByText('supervisor Отдел').first().waitFor();
});

const editor = (page, type) => page.getByRole('region', { name: fill(ru.activities.editOf, { name: ru.activities.types[type] }) });
const change = (page, type) => timeline(page).getByRole('button', { name: fill(ru.activities.editOf, { name: ru.activities.types[type] }) });
const record = (deal, text, type = 'note') => sales.api(admin, 'POST', '/activities', { type, text, deal_id: deal.id });

test('a record is changed where it stands; of two who change it the person chooses, and a move stays as it is', async () => {
  const deal = await sales.add('lead', ['Парты'], { owner_id: manager.id });
  await sales.api(admin, 'POST', `/deals/${deal.id}/move`, { stage_id: sales.stages.offer.id });
  const { id } = await record(deal, 'Замер в среду');
  const page = await openDeal(deal, 'manager');
  await timeline(page).getByText('Замер в среду').waitFor();
  assert.equal(await change(page, 'stage_change').count(), 0);

  await change(page, 'note').click();
  const form = editor(page, 'note');
  await form.getByText(ru.activities.types.call, { exact: true }).click();
  await form.getByLabel(ru.activities.text).fill('Замер в четверг');
  await page.keyboard.press('Control+Enter');
  await form.waitFor({ state: 'detached' });
  await timeline(page).getByText('Замер в четверг', { exact: true }).waitFor();
  const { type, text } = await sales.api(admin, 'GET', `/activities/${id}`);
  assert.deepEqual({ type, text }, { type: 'call', text: 'Замер в четверг' });
  await page.waitForFunction((label) => document.activeElement?.getAttribute('aria-label') === label,
    fill(ru.activities.editOf, { name: ru.activities.types.call }));

  await page.keyboard.press('Enter');
  const again = editor(page, 'call');
  await again.getByLabel(ru.activities.text).fill('Замер в пятницу');
  await sales.api(supervisor, 'PATCH', `/activities/${id}`, { text: 'Замер в субботу' });
  await again.getByText(ru.draft.rivals).waitFor();
  await again.getByRole('button', { name: ru.common.save }).click();
  await again.getByText(ru.draft.conflictTitle).waitFor();
  await again.getByText('Замер в субботу').waitFor();
  await again.getByRole('radio', { name: /Замер в пятницу/ }).check();
  await again.getByRole('button', { name: ru.draft.saveChosen }).click();
  await again.waitFor({ state: 'detached' });
  assert.equal((await sales.api(admin, 'GET', `/activities/${id}`)).text, 'Замер в пятницу');
});

test('a record that is not saved is asked for before it is let go', async () => {
  const deal = await sales.add('lead', ['Парты']);
  await record(deal, 'Замер в среду');
  const page = await openDeal(deal);
  await change(page, 'note').click();
  await editor(page, 'note').getByLabel(ru.activities.text).fill('Замер в четверг');
  const stay = async () => {
    await page.getByText(ru.draft.discardTitle).waitFor();
    await page.getByRole('button', { name: ru.draft.keepEditing }).click();
    await page.getByText(ru.draft.discardTitle).waitFor({ state: 'detached' });
  };
  await page.getByRole('button', { name: ru.common.close }).first().click();
  await stay();
  await timeline(page).getByText(ru.timeline.kinds.task, { exact: true }).click();
  await stay();
  assert.equal(await editor(page, 'note').getByLabel(ru.activities.text).inputValue(), 'Замер в четверг');
  await editor(page, 'note').getByRole('button', { name: ru.common.cancel }).click();
  await timeline(page).getByText('Замер в среду', { exact: true }).waitFor();
  await page.getByRole('button', { name: ru.common.close }).first().click();
  await arrived(page, '/deals');
});

test('a record is deleted after a question, and who may only read can do nothing with it', async () => {
  const deal = await sales.add('lead', ['Парты']);
  const { id } = await record(deal, 'Лишнее');
  const theirs = await open(`/deals/${deal.id}`, 'office');
  await timeline(theirs).getByText('Лишнее').waitFor();
  assert.equal(await timeline(theirs).getByRole('listitem').getByRole('button').count(), 0);
  const page = await openDeal(deal);
  const remove = timeline(page).getByRole('button', { name: fill(ru.activities.deleteOf, { name: ru.activities.types.note }) });
  const question = page.getByRole('dialog', { name: ru.activities.deleteTitle });
  await remove.click();
  await question.waitFor();
  await page.keyboard.press('Escape'); // closes the question alone
  await question.waitFor({ state: 'detached' });
  await remove.click();
  await question.getByRole('button', { name: ru.activities.delete, exact: true }).click();
  await timeline(page).getByText('Лишнее').waitFor({ state: 'detached' });
  await sales.api(admin, 'GET', `/activities/${id}`, undefined, 404);
});

test('the timeline is narrowed down to one kind, which the address keeps', async () => {
  const deal = await sales.add('lead', ['Парты']);
  const page = await openDeal(deal);
  const show = (kind) => timeline(page).getByRole('radiogroup', { name: ru.timeline.kind }).getByText(ru.timeline.kinds[kind], { exact: true }).click();
  const nothing = (kind) => timeline(page).getByText(ru.timeline.none[kind], { exact: true }).waitFor();
  await show('activity');
  await nothing('activity');
  await show('task');
  await nothing('task');
  await sales.api(admin, 'POST', '/tasks', { title: 'Отправить счёт', deal_id: deal.id });
  await record(deal, 'Договорились о замере', 'call');
  await timeline(page).getByText('Отправить счёт').waitFor();
  assert.equal(await timeline(page).getByText('Договорились о замере').count(), 0);
  assert.equal(new URL(page.url()).search, '?timeline=task');
  await page.reload();
  await timeline(page).getByText('Отправить счёт').waitFor();
  await show('change');
  await timeline(page).getByText(ru.timeline.created).waitFor();
  assert.equal(await timeline(page).getByText('Отправить счёт').count(), 0);
  await show('all');
  await timeline(page).getByText('Отправить счёт').waitFor();
  await timeline(page).getByText('Договорились о замере').waitFor();
  assert.equal(new URL(page.url()).search, '');
});

test('a deal is deleted after a question, and one that is gone says so', async () => {
  const deal = await sales.add('lead', ['Парты']);
  const page = await openDeal(deal);
  const remove = async () => {
    await page.getByRole('button', { name: ru.dealPage.menu }).click();
    await page.getByRole('menuitem', { name: ru.dealPage.delete }).click();
  };
  await remove();
  await page.getByRole('button', { name: ru.common.cancel }).click();
  await remove();
  await page.getByRole('dialog', { name: fill(ru.dealPage.deleteTitle, { title: 'Парты' }) })
    .getByRole('button', { name: ru.dealPage.delete }).click();
  await arrived(page, '/deals');
  await notice(page, fill(ru.dealPage.deleted, { title: 'Парты' })).first().waitFor();
  await page.goto(`${sauda.url}/deals/${deal.id}`);
  await page.getByText(ru.dealPage.goneTitle).first().waitFor();
  await page.goto(`${sauda.url}/deals/nonsense`);
  await page.getByText(ru.dealPage.goneTitle).first().waitFor();
});

test('a deal that is handed over leaves the manager who has it open', async () => {
  const deal = await sales.add('lead', ['Парты'], { owner_id: manager.id });
  const page = await openDeal(deal, 'manager');
  await sales.api(admin, 'PATCH', `/deals/${deal.id}`, { owner_id: admin.id });
  await page.getByText(ru.dealPage.goneTitle).first().waitFor();
});

test('a new deal with all that is known of it', async () => {
  const page = await open('/deals');
  await page.getByRole('button', { name: ru.deals.add }).click();
  const form = page.getByRole('dialog', { name: ru.dealPage.newTitle });
  await form.getByRole('button', { name: ru.dealPage.create }).click();
  await form.getByText(ru.problems.required).waitFor();
  await form.locator('[name=title]').fill('Лаборатория');
  await form.locator('[name=amount]').fill('990 000');
  await form.getByRole('button', { name: ru.dealPage.create }).click();
  await notice(page, fill(ru.deals.added, { title: 'Лаборатория' })).first().waitFor();
  await page.getByRole('button', { name: ru.deals.openAdded, exact: true }).click();
  await field(page, 'title').waitFor();
  const [deal] = (await sales.api(admin, 'GET', '/deals')).items;
  assert.deepEqual([deal.title, deal.amount, deal.owner_id], ['Лаборатория', 990000, admin.id]);
});

test('the list sorts, filters and pages, by the address', async () => {
  const { team, pipeline, stages } = sales;
  sauda.database.sql(`
    insert into deals (org_id, title, amount, pipeline_id, stage_id, rank)
    select '${team.id}', 'Сделка ' || lpad(n::text, 3, '0'), n, ${pipeline.id},
           case when n % 2 = 0 then ${stages.lead.id} else ${stages.offer.id} end, n
    from generate_series(1, 120) n;`);
  const page = await open('/deals?view=list');
  const table = page.getByRole('table', { name: ru.deals.title });
  const first = () => table.getByRole('row').nth(1).getByRole('link').innerText();
  await table.getByRole('row').nth(50).waitFor();
  await table.getByRole('button', { name: ru.deals.fields.amount }).click();
  await table.getByRole('link', { name: 'Сделка 001' }).waitFor();
  assert.equal(await first(), 'Сделка 001');
  await page.getByRole('button', { name: ru.pager.next }).click();
  await table.getByRole('link', { name: 'Сделка 051' }).waitFor();
  await page.getByRole('combobox', { name: ru.deals.stage }).click();
  await page.getByRole('option', { name: stages.offer.name }).click();
  await table.getByRole('link', { name: 'Сделка 001' }).waitFor();
  assert.equal(await table.getByRole('link', { name: 'Сделка 002' }).count(), 0);
  assert.match(page.url(), /sort=amount/);
  await table.getByRole('link', { name: 'Сделка 099' }).click();
  await field(page, 'title').waitFor();
  await page.getByRole('button', { name: ru.common.close }).first().click();
  await table.getByRole('link', { name: 'Сделка 099' }).waitFor();
  assert.match(page.url(), /view=list/);
});

test('board and list are narrowed down by a source and a tag that are not offered, once they are typed', async () => {
  const { team, pipeline, stages } = sales;
  await sales.add('lead', ['Давняя'], { source: 'Выставка, Алматы', tags: ['редкий'] });
  sauda.database.sql(`
    update deals set updated_at = now() - interval '1 year' where org_id = '${team.id}';
    insert into deals (org_id, title, pipeline_id, stage_id, rank)
    select '${team.id}', 'Новая ' || n, ${pipeline.id}, ${stages.lead.id}, n from generate_series(1, 200) n;`);
  const page = await open('/deals?view=list');
  for (const path of ['/deals?view=list', '/deals']) {
    await page.goto(`${sauda.url}${path}`);
    for (const [name, word] of [['source', 'Выставка, Алматы'], ['tag', 'редкий']]) {
      await page.getByText(/^Новая \d/).first().waitFor();
      const input = page.getByRole('combobox', { name: ru.deals[name], exact: true });
      await input.fill(word);
      await input.press('Enter');
      await page.getByText('Давняя', { exact: true }).first().waitFor();
      await page.waitForFunction(() => !/Новая \d/.test(document.querySelector('main').innerText));
      await page.reload();
      await page.getByText('Давняя', { exact: true }).first().waitFor();
      assert.equal(await input.inputValue(), word);
      await page.getByRole('button', { name: ru.filters.reset }).first().click();
    }
  }
});

testLooks(async (options) => {
  const client = await sales.api(admin, 'POST', '/clients', { name: 'ТОО «Школа №12»' });
  const deal = await sales.add('lead', ['Парты'], {
    amount: 1_250_000, client_id: client.id, tags: ['школа'], custom: { 'Номер договора': 'A-12' },
  });
  await sales.api(admin, 'POST', '/activities', { type: 'call', text: 'Договорились о замере', deal_id: deal.id });
  await sales.api(admin, 'POST', '/tasks', { title: 'Отправить счёт', deal_id: deal.id });
  await sales.api(admin, 'PATCH', `/deals/${deal.id}`, { amount: 1_300_000, source: 'Выставка' });
  await sales.api(admin, 'POST', `/deals/${deal.id}/move`, { stage_id: sales.stages.offer.id });
  const page = await signedIn(browser, sauda.url, admin, { path: `/deals/${deal.id}`, ...options });
  await timeline(page).getByText('Договорились о замере').waitFor();
  await expectSound(page, 'deal');
  await change(page, 'call').click();
  await editor(page, 'call').waitFor();
  await expectSound(page, 'deal record');
  await page.goto(`${sauda.url}/deals/${deal.id}?timeline=change`);
  await timeline(page).getByText(ru.timeline.created).waitFor();
  await timeline(page).getByRole('radiogroup', { name: ru.timeline.kind }).scrollIntoViewIfNeeded();
  await expectSound(page, 'deal changes');
  await page.goto(`${sauda.url}/deals?view=list`);
  await page.getByRole('link', { name: 'Парты' }).waitFor();
  await expectSound(page, 'deals list');
  await page.getByRole('button', { name: ru.deals.add }).click();
  await page.getByRole('dialog').locator('[name=title]').waitFor();
  await expectSound(page, 'new deal');
});
