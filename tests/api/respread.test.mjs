// SPDX-License-Identifier: MIT
// Moves into one gap again and again: the hidden ranks grow longer until the column is numbered anew, and nobody notices.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { request } from '../support/http.mjs';
import { startSauda } from '../support/sauda.mjs';

const MOVES = 400;
const DIGITS_MAX = 70; // with what the move that starts it adds

let sauda;

before(async () => {
  sauda = await startSauda();
});
after(() => sauda?.stop());

const longestRank = () => sauda.database.rows('select max(scale(rank)) as digits from platform_modules')[0].digits;

test('ranks stay short, and others keep their revisions and make no events', async () => {
  const [first, one, other] = await Promise.all(
    ['first', 'one', 'other'].map(async (name) => {
      const json = { name, platform: 'kaspi', status: 'testing', api_url: 'http://127.0.0.1:9' };
      return (await request(sauda.url, 'POST', '/api/modules/', { json })).json;
    }),
  );
  let longest = 0;
  let fell = 0;
  for (let i = 0; i < MOVES; i++) {
    const module = i % 2 ? one : other;
    const reply = await request(sauda.url, 'PATCH', `/api/modules/${module.id}/order`, { json: { after_id: first.id } });
    assert.equal(reply.status, 200, reply.text);
    if (i % 20 === 19) {
      const digits = longestRank();
      fell += digits < longest;
      longest = digits;
      assert.ok(digits <= DIGITS_MAX, `${digits} digits`);
    }
    if (i % 20 === 19 || i > MOVES - 20) {
      const board = (await request(sauda.url, 'GET', '/api/modules/')).json;
      const rest = module === one ? other : one;
      assert.deepEqual(board.map((m) => [m.id, m.order]).slice(-3), [
        [first.id, board.length - 3],
        [module.id, board.length - 2],
        [rest.id, board.length - 1],
      ]);
    }
  }
  assert.ok(fell > 0, 'the column was never numbered anew');
  assert.equal((await request(sauda.url, 'GET', `/api/modules/${first.id}`)).json.revision, first.revision);
  assert.equal(
    sauda.database.rows(`select count(*)::int as n from events where entity_id = '${first.id}' and action <> 'health_changed'`)[0].n,
    1, // of its creation
  );
});
