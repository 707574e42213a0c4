// SPDX-License-Identifier: MIT
// One's own organisation: what may be changed about it, and that it shows in the audit log.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertError, assertField, assertReply, operations } from '../support/contract.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { startSauda } from '../support/sauda.mjs';

const byId = Object.fromEntries(operations.map((op) => [op.id, op]));

let sauda;

before(async () => {
  sauda = await startSauda();
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

const api = (method, options) => request(sauda.url, method, '/api/organization', options);
const patch = (json, headers) => api('PATCH', { json, headers });

async function get() {
  const reply = await api('GET');
  assertReply(byId.organizationGet, reply);
  assert.equal(reply.headers.etag, `"${reply.json.revision}"`);
  return reply.json;
}

describe('the organisation', () => {
  test('is changed field by field', async () => {
    const was = await get();
    for (const change of [
      { name: 'Қоңыр дүкен' },
      { currency: 'USD' },
      { time_zone: 'Asia/Qyzylorda' },
      { time_zone: 'UTC', language: 'kk' },
    ]) {
      const before = await get();
      const reply = await patch(change);
      assertReply(byId.organizationUpdate, reply);
      assert.equal(reply.status, 200, reply.text);
      const { updated_at: _, ...now } = reply.json;
      const { updated_at: __, ...expected } = { ...before, ...change, revision: before.revision + 1 };
      assert.deepEqual(now, expected);
      assert.deepEqual(await get(), reply.json);
    }
    assert.equal((await get()).id, was.id);
  });

  test('keeps its revision where nothing changes', async () => {
    const was = await get();
    assert.deepEqual((await patch({})).json, was);
    assert.deepEqual((await patch({ name: was.name, time_zone: was.time_zone })).json, was);
    assert.deepEqual((await patch(was)).json, was, 'what only the server writes may be sent back as it is');
  });

  test('has a currency that people pay with', async () => {
    for (const currency of ['XXX', 'kzt', 'QQQ', 'XAU', '123', 'К€₸', 'KZTT', '']) {
      assertField(await patch({ currency }), 'currency', 'format');
    }
    for (const currency of ['RUB', 'AED', 'ZWG', 'KZT']) {
      assert.equal((await patch({ currency })).json.currency, currency);
    }
  });

  test('has a time zone by its IANA name', async () => {
    for (const time_zone of ['Asia/Nowhere', 'XYZ5', '+05', 'asia/almaty', 'localtime', 'posix/Asia/Almaty', "'"]) {
      assertField(await patch({ time_zone }), 'time_zone', 'unknown');
    }
    for (const time_zone of ['America/Argentina/Buenos_Aires', 'Asia/Almaty']) {
      assert.equal((await patch({ time_zone })).json.time_zone, time_zone);
    }
  });

  test('is changed only as it was seen, where that is asked', async () => {
    const was = await get();
    const now = await patch({ name: 'Вторая' }, { 'If-Match': `"${was.revision}"` });
    assert.equal(now.status, 200, now.text);
    const late = await patch({ name: 'Третья' }, { 'If-Match': `"${was.revision}"` });
    assert.deepEqual(assertError(late, 412, 'revision_mismatch').details.current, now.json);
    assert.deepEqual(await get(), now.json);
  });

  test('keeps to itself what only the server writes', async () => {
    const was = await get();
    for (const change of [{ revision: was.revision + 1 }, { id: null }, { created_at: '2026-01-01T00:00:00.000Z' }]) {
      assertField(await patch({ ...change, name: 'X' }), Object.keys(change)[0], 'read_only');
    }
    assert.deepEqual(await get(), was);
  });

  test('shows each change in the audit log', async () => {
    await patch({ name: 'До', language: 'ru' });
    const { revision } = await get();
    await patch({ name: 'После', language: 'ru', currency: 'KZT' });
    const reply = await request(sauda.url, 'GET', '/api/events?entity=organization');
    const [event] = reply.json.items;
    assert.deepEqual(
      [event.action, event.changed, event.before.name, event.data.name, event.data.revision, event.entity_id],
      ['updated', ['name'], 'До', 'После', revision + 1, (await get()).id],
    );
    assert.equal(event.actor_kind, 'user');
    const count = reply.json.total;
    await patch({ name: 'После' });
    assert.equal((await request(sauda.url, 'GET', '/api/events?entity=organization')).json.total, count);
  });
});
