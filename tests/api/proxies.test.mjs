// SPDX-License-Identifier: MIT
// Whose word counts when somebody says that a request is another's: the limit by address shows whom it was counted for.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { closeConnections, raw, request } from '../support/http.mjs';
import { startSauda } from '../support/sauda.mjs';

after(closeConnections);

/** A server that takes one request a minute of each address, and `isNew(headers)`: whether this is its first. */
async function counting(env) {
  const sauda = await startSauda({ env: { RATE_LIMIT_ADDRESS: '1', ...env } });
  const isNew = async (headers) => {
    const { status } = await request(sauda.url, 'GET', '/api/modules/', { headers });
    assert.ok(status === 200 || status === 429, `${status}`);
    return status === 200;
  };
  return { sauda, isNew };
}

const xff = (value) => ({ 'X-Forwarded-For': value });

describe('behind trusted proxies', () => {
  let sauda;
  let isNew;
  before(async () => {
    ({ sauda, isNew } = await counting({ TRUSTED_PROXIES: '127.0.0.0/8, 10.0.0.0/8' }));
  });
  after(() => sauda?.stop());

  test('the client is whom the proxy names', async () => {
    assert.equal(await isNew(xff('192.0.2.1')), true);
    assert.equal(await isNew(xff('192.0.2.2')), true);
    assert.equal(await isNew(xff('192.0.2.1')), false);
  });

  test('nobody passes for somebody else by naming him first', async () => {
    assert.equal(await isNew(xff('192.0.2.10')), true);
    assert.equal(await isNew(xff('198.51.100.1, 192.0.2.10')), false);
    assert.equal(await isNew(xff('10.0.0.1, 192.0.2.10')), false);
    assert.equal(await isNew(xff('198.51.100.1')), true); // was not counted for the one named
  });

  test('proxies behind each other are passed over', async () => {
    assert.equal(await isNew(xff('192.0.2.20, 10.0.0.7, 127.0.0.1')), true);
    assert.equal(await isNew(xff('192.0.2.20')), false);
  });

  test('several headers are one list', async () => {
    const head = (...values) =>
      `GET /api/modules/ HTTP/1.1\r\nHost: localhost\r\n${values.map((v) => `X-Forwarded-For: ${v}\r\n`).join('')}Connection: close\r\n\r\n`;
    assert.deepEqual((await raw(sauda.url, head('198.51.100.30', '192.0.2.30'))).statuses, [200]);
    assert.deepEqual((await raw(sauda.url, head('192.0.2.30', '10.0.0.7'))).statuses, [429]);
  });

  test('what is no address ends the list', async () => {
    assert.equal(await isNew(xff('192.0.2.40, nonsense, 10.0.0.40')), true); // the proxy 10.0.0.40 itself
    assert.equal(await isNew(xff('192.0.2.41, unknown, 10.0.0.40')), false);
    assert.equal(await isNew(xff('192.0.2.40')), true);
    assert.equal(await isNew(xff(`${'9'.repeat(3000)}, 10.0.0.41`)), true);
    assert.equal(await isNew(xff('10.0.0.41')), false);
  });
});

test('who is no trusted proxy speaks for himself alone', async () => {
  for (const env of [{}, { TRUSTED_PROXIES: '10.0.0.0/8' }]) {
    const { sauda, isNew } = await counting(env);
    const got = [await isNew(xff('192.0.2.1')), await isNew(xff('192.0.2.2')), await isNew({ Forwarded: 'for=192.0.2.3' })];
    await sauda.stop();
    assert.deepEqual(got, [true, false, false]);
  }
});
