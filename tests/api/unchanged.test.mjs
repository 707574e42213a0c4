// SPDX-License-Identifier: MIT
// A patch that changes nothing: the row keeps its revision, nobody is told, and whoever edits it meanwhile is not refused.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { request } from '../support/http.mjs';
import { startSauda } from '../support/sauda.mjs';

let sauda;

before(async () => {
  sauda = await startSauda();
});

after(() => sauda?.stop());

test('a patch that changes nothing leaves revision and time as they were', async () => {
  const json = { name: 'Kaspi', platform: 'kaspi', api_url: 'http://127.0.0.1:9', features: ['Заказы'] };
  const made = (await request(sauda.url, 'POST', '/api/modules/', { json })).json;
  const patch = (body, headers) => request(sauda.url, 'PATCH', `/api/modules/${made.id}`, { json: body, headers });
  for (const body of [{}, { name: 'Kaspi' }, { features: ['Заказы'], status: 'testing' }, { config: {} }]) {
    const reply = await patch(body);
    assert.equal(reply.status, 200, reply.text);
    assert.equal(reply.headers.etag, `"${made.revision}"`);
    assert.equal(reply.json.updated_at, made.updated_at);
  }
  const renamed = await patch({ name: 'Kaspi 2' }, { 'If-Match': `"${made.revision}"` });
  assert.equal(renamed.status, 200, renamed.text);
  assert.equal(renamed.json.revision, made.revision + 1);
});
