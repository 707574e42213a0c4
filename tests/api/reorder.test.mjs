// SPDX-License-Identifier: MIT
// Several people put the whole board in order at once: each order holds as a whole, none fails, no place is taken twice.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { request } from '../support/http.mjs';
import { startSauda } from '../support/sauda.mjs';

const MODULES = 8;
const PEOPLE = 6;
const ROUNDS = 10;
let sauda;
const ids = [];

before(async () => {
  sauda = await startSauda();
  for (let i = 0; i < MODULES; i++) {
    const json = { name: `M${i}`, platform: 'kaspi', api_url: 'http://127.0.0.1:9' };
    ids.push((await request(sauda.url, 'POST', '/api/modules/', { json })).json.id);
  }
});

after(() => sauda?.stop());

function shuffled() {
  const order = [...ids];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

const reorder = (order) =>
  request(sauda.url, 'POST', '/api/modules/batch/reorder', { json: order.map((id, place) => ({ id, order: place })) });

test('orders of the whole board given at once all hold, one after the other', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const wanted = Array.from({ length: PEOPLE }, shuffled);
    const replies = await Promise.all(wanted.map(reorder));
    for (const [i, reply] of replies.entries()) {
      assert.equal(reply.status, 200, reply.text);
      assert.deepEqual(reply.json.map((module) => module.id), wanted[i]);
    }
    const board = (await request(sauda.url, 'GET', '/api/modules/')).json;
    assert.deepEqual(board.map((module) => module.order), ids.map((_, place) => place));
    assert.ok(wanted.some((order) => JSON.stringify(order) === JSON.stringify(board.map((module) => module.id))));
  }
});
