// SPDX-License-Identifier: MIT
// Before anything is measured: all servers answer the same, or the comparison would be worth nothing.
import assert from 'node:assert/strict';
import { claimsOf, signJwt } from '../support/people.mjs';
import { ADMIN, ORG, asAdmin, uuid } from './data.mjs';

const PREFIX = '/api/v1/modules/';
const ABSENT = uuid(999_999_999);

async function ask(server, method, path, body, who = asAdmin()) {
  const response = await fetch(`http://127.0.0.1:${server.port}${PREFIX}${path}`, {
    method,
    headers: body === undefined ? who : { ...who, 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, etag: response.headers.get('etag'), body: text && JSON.parse(text) };
}

function expectSame(title, expected, found) {
  assert.deepEqual(found, expected, `${title} answers otherwise than Sauda`);
}

// What a careful developer looks at: the signature, the algorithm, and for whom and until when a token is.
function badTokens() {
  const claims = claimsOf({ id: uuid(ADMIN), orgId: uuid(ORG), role: 'admin' });
  const { exp, ...endless } = claims;
  return {
    'a foreign signature': signJwt(claims, { key: 'another-key-that-is-just-as-long-as-ours' }),
    'no signature': signJwt(claims, { header: { alg: 'none', typ: 'JWT' } }).replace(/[^.]*$/, ''),
    'another algorithm': signJwt(claims, { header: { alg: 'HS512', typ: 'JWT' }, hash: 'sha512' }),
    'expired': signJwt({ ...claims, exp: exp - 3600 }),
    'no end': signJwt(endless),
    'another issuer': signJwt({ ...claims, iss: 'somebody' }),
    'for somebody else': signJwt({ ...claims, aud: 'somebody' }),
  };
}

async function refusals(server) {
  const statuses = {
    absent: await ask(server, 'GET', ABSENT),
    'no id': await ask(server, 'GET', 'no-id'),
    'absent to move': await ask(server, 'PATCH', `${ABSENT}/order`, { order: 0 }),
    'bad order': await ask(server, 'PATCH', `${uuid(1)}/order`, { order: -1 }),
    'no order': await ask(server, 'PATCH', `${uuid(1)}/order`, { order: 'first' }),
    'unknown field': await ask(server, 'PATCH', `${uuid(1)}/order`, { order: 1, place: 1 }),
    'no token': await ask(server, 'GET', uuid(1), undefined, {}),
  };
  for (const [name, token] of Object.entries(badTokens())) {
    statuses[name] = await ask(server, 'GET', uuid(1), undefined, { Authorization: `Bearer ${token}` });
    assert.equal(statuses[name].status, 401, `${server.title} takes a token: ${name}`);
  }
  return Object.fromEntries(Object.entries(statuses).map(([name, answer]) => [name, answer.status]));
}

// The same module goes to the same place through each server; but for its revision and its time all stays the same.
async function move(server, order) {
  const answer = await ask(server, 'PATCH', `${uuid(4)}/order`, { order });
  assert.equal(answer.status, 200, `${server.title}: ${JSON.stringify(answer.body)}`);
  assert.equal(answer.etag, `"${answer.body.revision}"`, server.title);
  const { revision, updated_at, ...rest } = answer.body;
  assert.match(updated_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  return { rest, revision };
}

export async function expectSameAnswers(cluster, [sauda, ...peers]) {
  const [one, all, refused] = [await ask(sauda, 'GET', uuid(5)), await ask(sauda, 'GET', ''), await refusals(sauda)];
  assert.equal(one.status, 200);
  assert.equal(all.status, 200);
  for (const peer of peers) {
    expectSame(peer.title, one, await ask(peer, 'GET', uuid(5)));
    expectSame(peer.title, all, await ask(peer, 'GET', ''));
    expectSame(peer.title, refused, await refusals(peer));
  }
  for (const [i, peer] of peers.entries()) {
    const expected = await move(sauda, i % 2 ? 0 : 3);
    await move(sauda, i % 2 ? 3 : 0);
    const found = await move(peer, i % 2 ? 0 : 3);
    expectSame(peer.title, expected.rest, found.rest);
    assert.equal(found.revision, expected.revision + 2, peer.title);
  }
  const events = await cluster.sql(
    "select distinct action, actor, changed, array(select jsonb_object_keys(data)), array(select jsonb_object_keys(before)) " +
      `from events where entity_id = '${uuid(4)}' and action = 'updated'`,
  );
  assert.equal(events.trim().split('\n').length, 1, `moves leave different events: ${events}`);
}
