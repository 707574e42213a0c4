// SPDX-License-Identifier: MIT
// The log in a browser: who did what, with before and after; filters in the address; older entries as one scrolls.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { beforeEach, test } from 'node:test';
import { fill, words } from '../support/board.mjs';
import { request } from '../support/http.mjs';
import { choose, expectSound, failRequests, signedIn, startPanel, testLooks } from '../support/panel.mjs';
import { waitFor } from '../support/patience.mjs';
import { as, makeTeam } from '../support/people.mjs';

const ru = words('ru');
const { what, fields } = ru.audit;

const { sauda, browser } = await startPanel();
let team;
let page;

beforeEach(async () => {
  await browser.closePages();
  team = makeTeam(sauda.database);
  sauda.database.sql(`delete from events where org_id = '${team.id}'`);
});

const NAME = 'manager Команда';
const open = async (search = '', options = {}) => {
  page = await signedIn(browser, sauda.url, team.admin, { path: `/audit${search}`, ...options });
  await page.getByRole('heading', { name: ru.audit.title, level: 1 }).waitFor();
};
const send = async (method, path, json) => {
  const reply = await request(sauda.url, method, `/api${path}`, { json, headers: as(team.admin) });
  assert.ok(reply.status < 300, reply.text);
  return reply;
};
const change = (json) => send('PATCH', `/users/${team.manager.id}`, json);
const entries = () => page.locator('main li');
const entry = (sentence, name) => entries().filter({ hasText: name ? fill(ru.audit.about, { sentence, name }) : sentence });
const line = (item, label) => item.locator('dl > div').filter({ has: page.getByText(label, { exact: true }) });
async function expectEntries(...sentences) {
  const areThere = (wanted) => {
    const items = [...document.querySelectorAll('main li')];
    return items.length === wanted.length && items.every((item, i) => item.innerText.startsWith(wanted[i]));
  };
  await page.waitForFunction(areThere, sentences).catch(async () => {
    assert.deepEqual(await entries().allInnerTexts(), sentences, 'other entries stand there');
  });
}
const filter = (label) => page.getByLabel(label, { exact: true }).first();

test('a changed role stands there with before and after, by whom and when', async () => {
  await change({ role: 'office' });
  await change({ role: 'supervisor', full_name: 'Дина', password: 'Battery_Staple-2' });
  await open();
  const both = entry(what.user_updated, 'Дина');
  await both.getByText(`${fields.full_name}, ${fields.role}`).or(both.getByText(fields.role)).first().waitFor();
  await both.getByRole('button').click();
  const role = line(both, fields.role);
  assert.equal(await role.locator('del').textContent(), `${ru.audit.was} ${ru.roles.names.office}`);
  assert.equal(await role.locator('ins').textContent(), `${ru.audit.became} ${ru.roles.names.supervisor}`);
  assert.match(await line(both, fields.full_name).innerText(), new RegExp(`${NAME}[^]*Дина`));
  await line(both, fields.password).getByText(ru.audit.hidden).waitFor();
  assert.equal((await both.innerText()).includes('argon2'), false);
  await both.getByText('admin Команда').first().waitFor();
  assert.ok(Math.abs(Date.parse(await both.locator('time').first().getAttribute('datetime')) - Date.now()) < 600_000);

  // one short change is told in the line itself
  const { manager, office } = ru.roles.names;
  await entry(what.user_updated, NAME).getByText(`${fields.role}: ${manager} → ${office}`).waitFor();
  assert.deepEqual(page.complaints, []);
});

test('what was made and what was blocked is told, values in words', async () => {
  await send('POST', '/api-keys', { name: 'Касса', role: 'employee' });
  await change({ is_active: false });
  await open();
  await entry(what.user_blocked, NAME).waitFor();
  const made = entry(what.api_key_created, 'Касса');
  await made.getByRole('button').click();
  await line(made, fields.role).getByText(ru.roles.names.employee).waitFor();
  await line(made, fields.created_by).getByText('admin Команда').waitFor();
  assert.equal(await made.getByText(/[{}]|hash/).count(), 0);
});

test('filters narrow the log, stay in the address and survive a reload', async () => {
  await change({ role: 'office' });
  await send('PATCH', '/organization', { name: 'Новое имя' });
  await send('POST', '/api-keys', { name: 'Касса', role: 'employee' });
  await open();
  await entry(what.organization_updated).waitFor();
  await choose(filter(ru.audit.entity), ru.audit.entities.organization);
  await expectEntries(what.organization_updated);
  assert.equal(new URL(page.url()).search, '?entity=organization');
  await page.reload();
  await expectEntries(what.organization_updated);
  await page.goBack();
  await entry(what.api_key_created).waitFor();

  await choose(filter(ru.audit.entity), ru.audit.entities.user);
  await choose(filter(ru.audit.action), ru.audit.actions.updated);
  await choose(filter(ru.audit.actor), 'admin Команда');
  await expectEntries(what.user_updated);
  await page.getByLabel(ru.audit.until, { exact: true }).fill('2020-01-01');
  await page.getByText(ru.audit.nothingFound).waitFor();
  assert.deepEqual([...new URL(page.url()).searchParams.keys()], ['entity', 'action', 'actor', 'until']);
  await page.getByRole('button', { name: ru.filters.reset }).first().click();
  const item = entry(what.user_updated, NAME);
  await item.getByRole('button').first().click();
  await item.getByRole('button', { name: ru.audit.allOfThis }).click();
  await expectEntries(what.user_updated);
  await page.getByRole('button', { name: ru.audit.onlyThis }).waitFor();
  assert.equal(new URL(page.url()).searchParams.get('id'), team.manager.id);
  assert.deepEqual(page.complaints, []);
});

test('older entries come as one scrolls, the newest when one asks', async () => {
  const values = Array.from({ length: 130 }, (_, i) =>
    `('${team.id}', now() - interval '${200 - i} hours', 'module', '${randomUUID()}', 'deleted', '{"name": "М ${i}"}')`,
  );
  sauda.database.sql(`insert into events (org_id, at, entity, entity_id, action, data) values ${values.join(', ')}`);
  await open('?entity=module');
  await entry(what.module_deleted, 'М 129').waitFor();
  assert.ok((await entries().count()) <= 100);
  await page.mouse.move(700, 500);
  await waitFor(async () => {
    await page.mouse.wheel(0, 4000);
    return (await entries().count()) >= 130;
  }, 'the oldest entries');
  assert.equal(await entries().count(), 130);
  assert.equal(await page.getByRole('button', { name: ru.audit.more }).count(), 0);
  const names = await entries().locator('button > span > span:first-child').allInnerTexts();
  assert.deepEqual([names[0], names[129]].map((name) => name.split(': ')[1]), ['М 129', 'М 0']);
  await page.getByText(ru.audit.outside).first().waitFor();

  await page.getByText(ru.connection.live, { exact: true }).first().waitFor();
  const json = { name: 'Новый', platform: 'kaspi', api_url: 'http://127.0.0.1:9' };
  await send('POST', '/modules/', json);
  await page.getByRole('button', { name: ru.audit.showNews }).click();
  await entry(what.module_created, 'Новый').waitFor();
});

test('a failure says so and is tried again, also in the middle of the list', async () => {
  const values = Array.from({ length: 60 }, (_, i) =>
    `('${team.id}', now() - interval '${60 - i} minutes', 'module', '${randomUUID()}', 'deleted', '{"name": "М ${i}"}')`,
  );
  sauda.database.sql(`insert into events (org_id, at, entity, entity_id, action, data) values ${values.join(', ')}`);
  page = await signedIn(browser, sauda.url, team.admin, { expected: /status of 500/ });
  await failRequests(page, '**/api/v1/events?**', 500, 'internal');
  await page.getByRole('link', { name: ru.nav.audit, exact: true }).click();
  await page.getByRole('alert').filter({ hasText: ru.audit.failed }).waitFor();
  await page.unroute('**/api/v1/events?**');
  await failRequests(page, '**/api/v1/events?**cursor**', 500, 'internal');
  await page.getByRole('button', { name: ru.common.retry }).click();
  await entry(what.module_deleted, 'М 59').waitFor();
  await page.mouse.move(700, 500);
  await page.mouse.wheel(0, 9000);
  await page.getByRole('alert').filter({ hasText: ru.errors.internal }).waitFor();
  await page.unroute('**/api/v1/events?**cursor**');
  await page.getByRole('button', { name: ru.common.retry }).click();
  await page.getByText(fill(ru.audit.about, { sentence: what.module_deleted, name: 'М 0' }), { exact: true }).waitFor();
});

test('a log without entries says what will stand there', async () => {
  await open('?entity=organization');
  await page.getByText(ru.audit.nothingFound).waitFor();
});

testLooks(async (options) => {
  await change({ role: 'office', full_name: 'Имя '.repeat(40).trim() });
  await open('', options);
  const item = entry(what.user_updated);
  await item.getByRole('button').first().click();
  await item.getByText(ru.audit.became).first().waitFor();
  await expectSound(page, 'log');
});
