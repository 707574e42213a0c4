// SPDX-License-Identifier: MIT
// The table of rights as the API shows it is the one that decides.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertReply, operations } from '../support/contract.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { as, makeTeam, ROLES, SIGN_IN } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

const list = operations.find((op) => op.id === 'rolesList');
let sauda;
let team;

before(async () => {
  sauda = await startSauda({ env: SIGN_IN });
  team = makeTeam(sauda.database);
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

const roles = (user) => request(sauda.url, 'GET', '/api/roles', { headers: as(user) });

test('every role is listed with the rights that its people have', async () => {
  const reply = await roles(team.office);
  assert.equal(reply.status, 200, reply.text);
  assertReply(list, reply);
  assert.deepEqual(reply.json.items.map((item) => item.role), ROLES);
  for (const { role, rights } of reply.json.items) {
    const me = await request(sauda.url, 'GET', '/api/auth/me', { headers: as(team[role]) });
    assert.deepEqual(rights, me.json.rights, role);
  }
});

test('what a role has no right to, the server refuses its people', async () => {
  const { items } = (await roles(team.admin)).json;
  for (const { role, rights } of items) {
    assert.equal((await roles(team[role])).status, rights.users?.read === 'all' ? 200 : 403, role);
  }
});
