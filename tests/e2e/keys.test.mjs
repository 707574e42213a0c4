// SPDX-License-Identifier: MIT
// Keys for programs in a browser: made, shown once, used, revoked.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { fill, notice, words } from '../support/board.mjs';
import { request } from '../support/http.mjs';
import { choose, expectSound, failRequests, signedIn, startPanel, testLooks } from '../support/panel.mjs';
import { waitFor } from '../support/patience.mjs';
import { as, makeTeam } from '../support/people.mjs';

const ru = words('ru');
const NAME = 'Выгрузка в 1С';

const { sauda, browser } = await startPanel();
let team;
let page;

beforeEach(async () => {
  await browser.closePages();
  team = makeTeam(sauda.database);
});

const open = async (options) => {
  page = await signedIn(browser, sauda.url, team.admin, { path: '/keys', ...options });
  await page.getByRole('heading', { name: ru.keys.title, level: 1 }).waitFor();
};
const dialog = () => page.getByRole('dialog').last();
const press = (label) => dialog().getByRole('button', { name: label, exact: true }).click();
const modules = (key) => request(sauda.url, 'GET', '/api/modules/', { headers: { 'X-API-Key': key } });
const shown = (label) => dialog().getByRole('region', { name: label }).innerText();

async function make(name, role) {
  await page.getByRole('button', { name: ru.keys.add }).first().click();
  await dialog().getByLabel(ru.keys.name).fill(name);
  await choose(dialog().getByLabel(ru.keys.role).first(), role);
  await press(ru.keys.create);
  return shown(ru.keys.key);
}

test('a key is shown once, closing waits until it was copied, and the example works', async () => {
  await open({ permissions: ['clipboard-read', 'clipboard-write'] });
  await page.getByText(ru.keys.emptyTitle).waitFor();
  const key = await make(NAME, ru.roles.names.manager);
  assert.match(key, /^sk_[\w-]{43}$/);
  const example = await shown(ru.keys.example);
  assert.ok(example.includes(`"X-API-Key: ${key}"`) && example.includes(`${sauda.url}/api/v1/modules/`), example);

  await page.keyboard.press('Escape');
  await dialog().getByText(ru.keys.notCopiedText).waitFor();
  await press(ru.keys.backToKey);
  await page.getByRole('button', { name: `${ru.common.copy}: ${ru.keys.key}` }).click();
  await page.getByRole('button', { name: `${ru.common.copy}: ${ru.keys.key}` }).getByText(ru.common.copied).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), key);
  await press(ru.keys.done);
  await page.getByRole('dialog').first().waitFor({ state: 'detached' });
  assert.equal((await page.content()).includes(key), false);

  const row = page.getByRole('row').filter({ hasText: NAME });
  await row.getByText(ru.keys.never).waitFor();
  assert.equal((await modules(key)).status, 200);
  await page.reload();
  await row.getByText(ru.time.justNow).nth(1).waitFor(); // made, and used
  await row.getByText(ru.roles.names.manager).waitFor();
  assert.deepEqual(page.complaints, []);
});

test('a revoked key is refused within seconds', async () => {
  await open();
  const key = await make(NAME, ru.roles.names.office);
  assert.equal((await modules(key)).status, 200);
  await press(ru.keys.done);
  await press(ru.keys.closeAnyway);
  await page.getByRole('button', { name: fill(ru.keys.revokeOf, { name: NAME }) }).click();
  await press(ru.common.cancel);
  assert.equal((await modules(key)).status, 200);
  await page.getByRole('button', { name: fill(ru.keys.revokeOf, { name: NAME }) }).click();
  await press(ru.keys.revoke);
  await notice(page, fill(ru.keys.revoked, { name: NAME })).first().waitFor();
  await page.getByText(ru.keys.emptyTitle).waitFor();
  await waitFor(async () => (await modules(key)).status === 401, 'the end of the key');
});

test('a key needs a name, and one that cannot be made says why', async () => {
  await open({ expected: /status of 409/ });
  await page.getByRole('button', { name: ru.keys.add }).first().click();
  await press(ru.keys.create);
  await dialog().getByText(ru.problems.required).waitFor();
  await failRequests(page, '**/api/v1/api-keys', 409, 'conflict');
  await dialog().getByLabel(ru.keys.name).fill(NAME);
  await press(ru.keys.create);
  await dialog().getByRole('alert').filter({ hasText: ru.errors.conflict }).waitFor();
});

testLooks(async (options) => {
  const json = { name: 'Касса', role: 'employee' };
  await request(sauda.url, 'POST', '/api/api-keys', { json, headers: as(team.admin) });
  await open(options);
  await page.getByText('Касса').waitFor();
  await expectSound(page, 'keys');
  await make(NAME, ru.roles.names.admin);
  await expectSound(page, 'new key');
});
