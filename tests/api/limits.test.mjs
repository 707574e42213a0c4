// SPDX-License-Identifier: MIT
// The general limits of requests: by address before anything is read, by user once it is known who asks.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeConnections, raw, request } from '../support/http.mjs';
import { as, makeTeam, SIGN_IN } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

after(closeConnections);

async function withSauda(env, work) {
  const sauda = await startSauda({ env });
  try {
    await work(sauda);
  } finally {
    await sauda.stop();
  }
}

const get = (sauda, path = '/api/modules/', headers = {}) => request(sauda.url, 'GET', path, { headers });

/** The statuses of `n` requests at once, each with how often it came. */
async function burst(n, send) {
  const counts = {};
  for (const { status } of await Promise.all(Array.from({ length: n }, send))) {
    counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

const LIMIT = 5; // a minute: one each twelve seconds, so that none comes while a burst lasts

describe('by address', () => {
  test("a minute's worth, however many connections and loops; then 429, and when to come again", () =>
    withSauda({ RATE_LIMIT_ADDRESS: `${LIMIT}`, LOOPS: '2' }, async (sauda) => {
      assert.deepEqual(await burst(3 * LIMIT, () => get(sauda)), { 200: LIMIT, 429: 2 * LIMIT });
      const refused = await get(sauda);
      assert.equal(refused.status, 429);
      assert.equal(refused.json.error_code, 'too_many_requests');
      const waitS = Number(refused.headers['retry-after']);
      assert.ok(waitS >= 1 && waitS <= 60 / LIMIT, refused.headers['retry-after']);
      await sleep(waitS * 1000);
      assert.deepEqual(await burst(5, () => get(sauda)), { 200: 1, 429: 4 });
    }));

  test('a body is not waited for', () =>
    withSauda({ RATE_LIMIT_ADDRESS: '1' }, async (sauda) => {
      await get(sauda);
      const head = 'POST /api/modules/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n';
      const { statuses, isClosed } = await raw(sauda.url, head, { quietMs: 5000 });
      assert.deepEqual(statuses, [429]);
      assert.ok(isClosed);
    }));

  test('what leads nowhere counts as well', () =>
    withSauda({ RATE_LIMIT_ADDRESS: '2' }, async (sauda) => {
      assert.equal((await get(sauda, '/api/nothing')).status, 404);
      assert.equal((await request(sauda.url, 'PUT', '/api/modules/stats')).status, 405);
      assert.equal((await get(sauda, '/api/nothing')).status, 429);
    }));

  test('neither the panel nor health checks count', () =>
    withSauda({ RATE_LIMIT_ADDRESS: '1' }, async (sauda) => {
      for (let i = 0; i < 3; i++) {
        for (const path of ['/', '/modules', '/openapi.json', '/health', '/health/db', '/api/health', '/api/v1/health/ready']) {
          assert.equal((await get(sauda, path)).status, 200, path);
        }
      }
      assert.deepEqual(await burst(3, () => get(sauda)), { 200: 1, 429: 2 });
      assert.equal((await get(sauda, '/')).status, 200);
      assert.equal((await get(sauda, '/api/health')).status, 200);
    }));

  test('an address of IPv6 counts with its network of 64 bits', () =>
    withSauda({ RATE_LIMIT_ADDRESS: '2', TRUSTED_PROXIES: '127.0.0.1' }, async (sauda) => {
      const from = async (address) => (await get(sauda, '/api/modules/', { 'X-Forwarded-For': address })).status;
      assert.equal(await from('2001:db8::1'), 200);
      assert.equal(await from('2001:db8::ffff:ffff:ffff:ffff'), 200);
      assert.equal(await from('2001:db8::2'), 429);
      assert.equal(await from('2001:db8:0:1::2'), 200);
      assert.equal(await from('192.0.2.1'), 200);
      assert.equal(await from('::ffff:192.0.2.1'), 200);
      assert.equal(await from('192.0.2.1'), 429);
      assert.equal(await from('192.0.2.2'), 200);
    }));
});

describe('by user', () => {
  test('each user has his own, on all loops', () =>
    withSauda({ ...SIGN_IN, RATE_LIMIT_USER: `${LIMIT}`, LOOPS: '2' }, async (sauda) => {
      const team = makeTeam(sauda.database);
      for (const user of [team.admin, team.office]) {
        const tokens = [as(user), as(user)]; // signed in twice, he is the same
        let turn = 0;
        const counts = await burst(3 * LIMIT, () => get(sauda, '/api/modules/', tokens[turn++ % 2]));
        assert.deepEqual(counts, { 200: LIMIT, 429: 2 * LIMIT });
      }
      const refused = await get(sauda, '/api/modules/', as(team.admin));
      assert.equal(refused.json.error_code, 'too_many_requests');
      assert.ok(Number(refused.headers['retry-after']) <= 60 / LIMIT);
      assert.equal((await get(sauda, '/health')).status, 200);
    }));
});

test('by default there is no limit', () =>
  withSauda({}, async (sauda) => {
    assert.deepEqual(await burst(500, () => get(sauda, '/api/modules/stats')), { 200: 500 });
  }));
