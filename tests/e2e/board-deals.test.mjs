// SPDX-License-Identifier: MIT
// The board of deals in a browser, handled as people do: by mouse, finger, keyboard and menu; with a second person at it.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import {
  card,
  column,
  dragTo,
  expectColumn,
  fill,
  grip,
  held,
  middleOf,
  namesIn,
  notice,
  press,
  words,
} from '../support/board.mjs';
import { dragByTouch, hold, keyOf, makeSales, middleOfColumn } from '../support/deals.mjs';
import { expectSound, signedIn, startPanel, testLooks } from '../support/panel.mjs';
import { waitFor } from '../support/patience.mjs';

const ru = words('ru');
/** What the browser says of answers that tests provoke. */
const EXPECTED = /404|412|500|ERR_INTERNET_DISCONNECTED|WebSocket/;

const { sauda, browser } = await startPanel();

const sales = await makeSales(sauda);
const signed = new Map(); // a page of each person, who need not sign in for each test

beforeEach(() => sales.clear());
after(() => browser.closePages());

async function open(who = 'admin', options) {
  const path = '/deals';
  if (options) {
    return signedIn(browser, sauda.url, sales.team[who], { path, ...options });
  }
  const known = signed.get(who);
  const page = known ?? (await signedIn(browser, sauda.url, sales.team[who], { path, expected: EXPECTED }));
  signed.set(who, page);
  if (known) {
    await page.unrouteAll();
    page.complaints.length = 0;
    await page.goto(`${sauda.url}${path}`);
  }
  return page;
}

const expectStage = (page, stage, titles) => expectColumn(page, keyOf(sales.stages[stage]), titles);
const toStage = (page, stage) => middleOfColumn(page, sales.stages[stage]);
const columnOf = (page, stage) => column(page, keyOf(sales.stages[stage]));
const dealOf = async (title) =>
  (await sales.api(sales.team.admin, 'GET', '/deals')).items.find((deal) => deal.title === title);
const stageNow = async (title) => (await dealOf(title)).stage_id;

test('the mouse moves a card within its column and to another one, whose sums follow', async () => {
  await sales.add('lead', ['Один', 'Два', 'Три'], { amount: 1_250_000 });
  const page = await open();
  await expectStage(page, 'lead', ['Один', 'Два', 'Три']);
  await columnOf(page, 'lead').getByText('3\u00a0750\u00a0000\u00a0₸').waitFor();

  await dragTo(page, 'Один', await middleOf(page, 'Три'));
  await expectStage(page, 'lead', ['Два', 'Три', 'Один']);
  await dragTo(page, 'Два', await toStage(page, 'offer'));
  await expectStage(page, 'offer', ['Два']);
  await columnOf(page, 'offer').getByText('1\u00a0250\u00a0000\u00a0₸').first().waitFor();
  await notice(page, fill(ru.dealMove.moved, { title: 'Два', column: sales.stages.offer.name }))
    .first()
    .waitFor();

  await page.reload();
  await expectStage(page, 'lead', ['Три', 'Один']);
  await expectStage(page, 'offer', ['Два']);
  assert.deepEqual(page.complaints, []);
});

test('a mouse takes a card anywhere, and a click on its title opens the deal', async () => {
  const deal = await sales.add('lead', ['Один', 'Два']);
  const page = await open();
  await expectStage(page, 'lead', ['Один', 'Два']);
  const from = await card(page, 'Два').getByText(ru.dealCard.noClient).boundingBox();
  const to = await toStage(page, 'qualified');
  await page.mouse.move(from.x + 20, from.y + 8);
  await page.mouse.down();
  await page.mouse.move(from.x + 40, from.y + 20, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 12 });
  await held(page);
  await page.mouse.up();
  await expectStage(page, 'qualified', ['Два']);
  await page.getByRole('link', { name: 'Один', exact: true }).click();
  await page.waitForURL((url) => url.pathname === `/deals/${deal.id}`);
  await page.getByRole('dialog').getByLabel(ru.dealPage.fields.title).waitFor();
});

test('the keyboard carries a card within its column and into the next one; Escape lets it go', async () => {
  await sales.add('lead', ['Один', 'Два', 'Три']);
  const page = await open();
  await expectStage(page, 'lead', ['Один', 'Два', 'Три']);
  await grip(page, 'Один').focus();
  await press(page, 'Space', 'ArrowDown', 'Space');
  await expectStage(page, 'lead', ['Два', 'Один', 'Три']);
  await grip(page, 'Три').focus();
  await press(page, 'Space', 'ArrowRight', 'Space');
  await expectStage(page, 'qualified', ['Три']);
  await grip(page, 'Два').focus();
  await press(page, 'Space', 'ArrowRight', 'Escape');
  await expectStage(page, 'lead', ['Два', 'Один']);
  assert.equal(await stageNow('Три'), sales.stages.qualified.id);
});

test('a finger drags a card by its grip', async () => {
  await sales.add('lead', ['Один', 'Два']);
  const page = await open('admin', { viewport: { width: 1100, height: 800 }, hasTouch: true });
  await expectStage(page, 'lead', ['Один', 'Два']);
  await dragByTouch(page, 'Один', await toStage(page, 'qualified'));
  await expectStage(page, 'qualified', ['Один']);
  await expectStage(page, 'lead', ['Два']);
});

test('the menu moves a card where no drag is possible, and undo takes it back', async () => {
  await sales.add('lead', ['Один', 'Два']);
  const page = await open();
  await expectStage(page, 'lead', ['Один', 'Два']);
  await page.getByRole('button', { name: fill(ru.dealCard.menu, { title: 'Два' }) }).click();
  await page.getByRole('menuitem', { name: sales.stages.talks.name }).click();
  await expectStage(page, 'talks', ['Два']);
  await page.getByRole('button', { name: ru.dealMove.undo }).click();
  await expectStage(page, 'lead', ['Один', 'Два']);
  assert.equal(await stageNow('Два'), sales.stages.lead.id);
});

test('a lost stage asks for the reason first; without one the card goes back', async () => {
  await sales.add('lead', ['Один']);
  const page = await open();
  await expectStage(page, 'lead', ['Один']);
  const lost = sales.stages.lost;
  await page.locator('#deals-board').evaluate((board) => board.scrollTo(board.scrollWidth, 0));
  await grip(page, 'Один').scrollIntoViewIfNeeded();

  const move = async () => {
    await page.getByRole('button', { name: fill(ru.dealCard.menu, { title: 'Один' }) }).click();
    await page.getByRole('menuitem', { name: lost.name }).click();
    await page.getByRole('dialog').getByRole('button', { name: ru.lostDeal.confirm }).waitFor();
  };
  await move();
  await page.getByRole('button', { name: ru.lostDeal.cancel }).click();
  await expectStage(page, 'lead', ['Один']);
  assert.equal(await stageNow('Один'), sales.stages.lead.id);

  await move();
  await page.getByRole('button', { name: ru.lostDeal.confirm }).click();
  await page.getByText(ru.problems.required).waitFor();
  await page.getByRole('button', { name: ru.lostDeal.reasons.competitor }).click();
  await page.getByRole('button', { name: ru.lostDeal.confirm }).click();
  await expectStage(page, 'lost', ['Один']);
  await notice(page, fill(ru.dealMove.moved, { title: 'Один', column: lost.name }))
    .first()
    .waitFor();
  assert.equal((await dealOf('Один')).lost_reason, ru.lostDeal.reasons.competitor);
});

test('a drag to a lost stage asks, too', async () => {
  await sales.add('contract', ['Один']);
  const page = await open('admin', { viewport: { width: 2200, height: 900 } });
  await expectStage(page, 'contract', ['Один']);
  await dragTo(page, 'Один', await toStage(page, 'lost'));
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(ru.lostDeal.reason).fill('Переехали');
  await dialog.getByRole('button', { name: ru.lostDeal.confirm }).click();
  await expectStage(page, 'lost', ['Один']);
  await notice(page, fill(ru.dealMove.moved, { title: 'Один', column: sales.stages.lost.name }))
    .first()
    .waitFor();
  assert.equal((await dealOf('Один')).lost_reason, 'Переехали');
});

test('who comes second with a card is told who was first, and both see what the server has', async () => {
  await sales.add('lead', ['Один', 'Два']);
  const [first, second] = await Promise.all([open('admin'), open('supervisor')]);
  await Promise.all([first, second].map((page) => expectStage(page, 'lead', ['Один', 'Два'])));

  await hold(second, 'Один', await toStage(second, 'qualified'));
  await dragTo(first, 'Один', await toStage(first, 'offer'));
  await expectStage(first, 'offer', ['Один']);
  await notice(first, fill(ru.dealMove.moved, { title: 'Один', column: sales.stages.offer.name }))
    .first()
    .waitFor();
  await second.waitForTimeout(500); // the frame arrives, and nothing is pulled out of the hand
  await second.mouse.up();

  const why = fill(ru.dealMove.overtakenTo, {
    name: 'admin Отдел',
    column: sales.stages.offer.name,
  });
  await notice(second, why).first().waitFor();
  for (const page of [first, second]) {
    await expectStage(page, 'offer', ['Один']);
    await expectStage(page, 'qualified', []);
    await expectStage(page, 'lead', ['Два']);
  }
  assert.equal(await stageNow('Один'), sales.stages.offer.id);
});

test('of two who drop a card at the same moment each sees where it went, and by whom', async () => {
  await sales.add('lead', ['Один']);
  const people = { admin: 'offer', supervisor: 'qualified' };
  const pages = Object.fromEntries(
    await Promise.all(Object.keys(people).map(async (who) => [who, await open(who)])),
  );
  await Promise.all(Object.values(pages).map((page) => expectStage(page, 'lead', ['Один'])));
  for (const [who, stage] of Object.entries(people)) {
    await hold(pages[who], 'Один', await toStage(pages[who], stage));
  }
  await Promise.all(Object.values(pages).map((page) => page.mouse.up()));

  const told = Object.values(pages).map((page) =>
    notice(page, ru.dealMove.overtaken.replace('{{title}}', 'Один'))
      .first()
      .waitFor()
      .then(() => page),
  );
  const late = await Promise.any(told);
  Promise.allSettled(told);
  const winner = late === pages.admin ? 'supervisor' : 'admin';
  const stage = people[winner];
  const why = fill(ru.dealMove.overtakenTo, {
    name: `${winner} Отдел`,
    column: sales.stages[stage].name,
  });
  await notice(late, why).first().waitFor();
  assert.equal(await stageNow('Один'), sales.stages[stage].id);
  await Promise.all(Object.values(pages).map((page) => expectStage(page, stage, ['Один'])));
});

test('who has just moved a card is told when somebody moves it on', async () => {
  await sales.add('lead', ['Один']);
  const page = await open();
  await expectStage(page, 'lead', ['Один']);
  await dragTo(page, 'Один', await toStage(page, 'offer'));
  await notice(page, fill(ru.dealMove.moved, { title: 'Один', column: sales.stages.offer.name }))
    .first()
    .waitFor();
  const { id } = await dealOf('Один');
  await sales.api(sales.team.supervisor, 'POST', `/deals/${id}/move`, {
    stage_id: sales.stages.talks.id,
  });
  await expectStage(page, 'talks', ['Один']);
  const why = fill(ru.dealMove.overtakenTo, {
    name: 'supervisor Отдел',
    column: sales.stages.talks.name,
  });
  await notice(page, why).first().waitFor();
});

test('a change of something else does not stop a move', async () => {
  const deal = await sales.add('lead', ['Один']);
  const page = await open();
  await expectStage(page, 'lead', ['Один']);
  await hold(page, 'Один', await toStage(page, 'qualified'));
  await sales.api(sales.team.supervisor, 'PATCH', `/deals/${deal.id}`, { amount: 777 });
  await page.mouse.up();
  await expectStage(page, 'qualified', ['Один']);
  await card(page, 'Один').getByText('777\u00a0₸').waitFor();
  assert.equal(await stageNow('Один'), sales.stages.qualified.id);
});

test('a deal that is deleted under the hand leaves, and why is said', async () => {
  const deal = await sales.add('lead', ['Один', 'Два']);
  const page = await open();
  await expectStage(page, 'lead', ['Один', 'Два']);
  await hold(page, 'Один', await toStage(page, 'qualified'));
  await page.route(/\/move$/, async (route) => {
    await sales.api(sales.team.supervisor, 'DELETE', `/deals/${deal.id}`);
    await route.continue();
  });
  await page.mouse.up();
  await notice(page, ru.dealMove.gone).first().waitFor();
  await expectStage(page, 'lead', ['Два']);
  await expectStage(page, 'qualified', []);
});

test('a move that does not reach the server goes back, and can be tried again', async () => {
  await sales.add('lead', ['Один']);
  const page = await open();
  await expectStage(page, 'lead', ['Один']);
  await page.context().setOffline(true);
  await dragTo(page, 'Один', await toStage(page, 'offer'));
  await notice(page, fill(ru.dealMove.failed, { title: 'Один' }))
    .first()
    .waitFor();
  await expectStage(page, 'lead', ['Один']);
  await page.context().setOffline(false);
  await page.getByRole('button', { name: ru.common.retry }).click();
  await expectStage(page, 'offer', ['Один']);
});

test('a few keys add a deal to a column, where others see it at once', async () => {
  const [page, other] = await Promise.all([open(), open('supervisor')]);
  await expectStage(other, 'offer', []);
  const add = fill(ru.deals.addTo, { column: sales.stages.offer.name });
  await page.getByRole('button', { name: add, exact: true }).click();
  const form = page.getByRole('form', { name: add });
  await form.getByLabel(ru.deals.newTitle).fill('Парты');
  await form.getByLabel(ru.deals.newAmount).fill('250 000');
  await page.keyboard.press('Enter');
  await expectStage(page, 'offer', ['Парты']);
  await expectStage(other, 'offer', ['Парты']);
  await page.keyboard.type('Доска');
  await page.keyboard.press('Enter');
  await expectStage(page, 'offer', ['Доска', 'Парты']);
  await page.keyboard.press('Escape');
  await form.waitFor({ state: 'detached' });
  const deal = await dealOf('Парты');
  assert.deepEqual([deal.amount, deal.owner_id], [250000, sales.team.admin.id]);
});

test('a manager sees and counts own deals alone, and is asked for no owner', async () => {
  const { admin, manager } = sales.team;
  await sales.add('lead', ['Чужая'], { amount: 500, owner_id: admin.id });
  const own = await sales.add('lead', ['Своя', 'Вторая'], { amount: 100, owner_id: manager.id });
  const page = await open('manager');
  await expectStage(page, 'lead', ['Своя', 'Вторая']);
  await columnOf(page, 'lead').getByText('200\u00a0₸').waitFor();
  assert.equal(await page.getByRole('combobox', { name: ru.deals.owner }).count(), 0);
  assert.equal(await page.getByRole('link', { name: ru.deals.settings }).count(), 0);

  await sales.api(admin, 'PATCH', `/deals/${own.id}`, { owner_id: admin.id });
  await expectStage(page, 'lead', ['Вторая']);
  await page.goto(`${sauda.url}/deals/${own.id}`);
  await page.getByText(ru.dealPage.goneTitle).first().waitFor();
});

test('who may read alone can move nothing', async () => {
  await sales.add('lead', ['Один']);
  const page = await open('office');
  await expectStage(page, 'lead', ['Один']);
  assert.equal(await grip(page, 'Один').count(), 0);
  assert.equal(await page.getByRole('button', { name: ru.deals.add }).count(), 0);
});

test('filters live in the address and narrow cards and sums down', async () => {
  const { manager } = sales.team;
  await sales.add('lead', ['Парты'], {
    amount: 100,
    tags: ['школа'],
    expected_close_date: '2020-01-01',
  });
  await sales.add('lead', ['Доска'], { amount: 30, owner_id: manager.id });
  const page = await open();
  await expectStage(page, 'lead', ['Доска', 'Парты']);
  await page.getByRole('combobox', { name: ru.deals.owner }).click();
  await page.getByRole('option', { name: /^manager/ }).click();
  await expectStage(page, 'lead', ['Доска']);
  await columnOf(page, 'lead').getByText('30\u00a0₸').first().waitFor();
  assert.match(page.url(), new RegExp(`owner_id=${manager.id}`));
  await page.reload();
  await expectStage(page, 'lead', ['Доска']);
  await page.getByRole('button', { name: ru.filters.reset }).click();
  await expectStage(page, 'lead', ['Доска', 'Парты']);

  await page.getByRole('combobox', { name: ru.deals.tag }).fill('школа');
  await page.keyboard.press('Enter');
  await expectStage(page, 'lead', ['Парты']);
  await page.getByRole('button', { name: ru.filters.reset }).click();
  await page.getByRole('combobox', { name: ru.deals.period }).click();
  await page.getByRole('option', { name: ru.deals.periods.overdue }).click();
  await expectStage(page, 'lead', ['Парты']);
  await page.getByRole('button', { name: ru.filters.reset }).click();
  await page.getByLabel(ru.deals.search).fill('доск');
  await expectStage(page, 'lead', ['Доска']);
});

test('of a long column only what is seen is drawn, and scrolling brings the rest', async () => {
  const { stages, pipeline, team } = sales;
  sauda.database.sql(`
    insert into deals (org_id, title, pipeline_id, stage_id, rank)
    select '${team.id}', 'Сделка ' || n, ${pipeline.id}, ${stages.lead.id}, n from generate_series(1, 1200) n;`);
  const page = await open();
  await card(page, 'Сделка 1').waitFor();
  const body = columnOf(page, 'lead').getByRole('list').locator('..');
  const toEnd = () => body.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await waitFor(async () => {
    await toEnd();
    await held(page);
    return (await card(page, 'Сделка 1200').count()) > 0;
  }, 'the last card');
  const shown = await namesIn(page, keyOf(stages.lead));
  assert.ok(shown.length < 30, `${shown.length} cards are drawn`);

  // Deep down a change of somebody else leaves one where one is.
  const { id } = await dealOf('Сделка 1200');
  await sales.api(team.supervisor, 'PATCH', `/deals/${id}`, { amount: 4321 });
  await card(page, 'Сделка 1200').getByText('4\u00a0321\u00a0₸').waitFor();

  await grip(page, 'Сделка 1200').focus();
  await press(page, 'Space', 'ArrowUp', 'Space');
  await notice(page, fill(ru.dealMove.reordered, { title: 'Сделка 1200' }))
    .first()
    .waitFor();
  const order = (await namesIn(page, keyOf(stages.lead))).slice(-2);
  assert.deepEqual(order, ['Сделка 1200', 'Сделка 1199']);
});

test('a board that cannot be read says so, and is read again', async () => {
  await sales.add('lead', ['Один']);
  const page = await open();
  await page.route(/stats\/pipeline/, (route) =>
    route.fulfill({
      status: 500,
      json: { error_code: 'internal', message: '', details: { request_id: 'abc-1' } },
    }),
  );
  await page.reload();
  await page.getByText(ru.deals.failed).waitFor();
  await page.unroute(/stats\/pipeline/);
  await page.getByRole('button', { name: ru.common.retry }).click();
  await expectStage(page, 'lead', ['Один']);
});

testLooks(async (options) => {
  await sales.add('lead', ['Парты для трёх классов начальной школы', 'Доска'], {
    amount: 1_250_000,
    tags: ['школа', 'тендер', 'срочно'],
    expected_close_date: '2020-03-01',
  });
  await sales.add('qualified', ['Импорт'], { amount: 900, currency: 'USD' });
  const page = await open('admin', options);
  await expectStage(page, 'lead', ['Парты для трёх классов начальной школы', 'Доска']);
  await expectSound(page, 'deals board');
  await page
    .getByRole('button', { name: fill(ru.deals.addTo, { column: sales.stages.lead.name }) })
    .click();
  await page.getByRole('button', { name: ru.deals.create, exact: true }).click();
  await page.getByText(ru.problems.required).waitFor();
  await expectSound(page, 'deals quick add');
  await page.getByRole('button', { name: fill(ru.dealCard.menu, { title: 'Доска' }) }).click();
  await page.getByRole('menuitem', { name: sales.stages.lost.name }).click();
  await page.getByRole('dialog').getByLabel(ru.lostDeal.reason).waitFor();
  await expectSound(page, 'deals lost');
});
