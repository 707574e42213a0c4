// SPDX-License-Identifier: MIT
// Every operation of openapi.json against the running server, as an admin calls it: methods, addresses, each rule of its
// schemas broken one by one, and every reply checked against what the contract promises. A new operation is covered by
// being in the contract; what its success needs is said in support/needs.mjs. Then once more without anybody signed in.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  absentId,
  addressOf,
  allowOf,
  assertError,
  assertField,
  assertReply,
  brokenTexts,
  brokenValues,
  contract,
  example,
  exampleOf,
  operations,
} from '../support/contract.mjs';
import { closeConnections, raw, request } from '../support/http.mjs';
import { preparation } from '../support/needs.mjs';
import { SIGN_IN, as, makeTeam } from '../support/people.mjs';
import { startSauda, temporaryFolder } from '../support/sauda.mjs';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const URI_MAX = 8192;

// Whoever signs in here does it more often than people do.
const SETTINGS = { ENABLE_REGISTRATION: 'true', LOGIN_LIMIT_ACCOUNT: '0', LOGIN_LIMIT_ADDRESS: '0' };

let sauda;
let base;
let admin;
let prepare;

before(async () => {
  sauda = await startSauda({ env: { ...SIGN_IN, ...SETTINGS, DATA_DIR: temporaryFolder() } });
  base = sauda.url;
  ({ admin } = makeTeam(sauda.database));
  prepare = preparation({ url: base, database: sauda.database, send });
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

const send = (method, path, { headers, ...options } = {}) =>
  request(base, method, path, { headers: { ...as(admin), ...headers }, ...options });

/** The addresses under which an operation stands. */
function pathsOf(op) {
  const bare = op.path.replace(/\/$/, '');
  const paths = [`/api${bare}`, `/api${bare}/`, `/api/v1${bare}`, `/api/v1${bare}/`];
  return op.isAtRoot ? [...paths, bare, `${bare}/`] : paths;
}

/** A body as its type has it. */
const written = (json, type) =>
  type === 'application/x-www-form-urlencoded' ? new URLSearchParams(json).toString() : JSON.stringify(json);

for (const op of operations.filter((o) => !o.isWebsocket)) {
  describe(op.id, () => {
    test('answers as the contract promises, at all its addresses', async () => {
      for (const path of pathsOf(op)) {
        const { values, ...sent } = await prepare(op);
        const reply = await send(op.method, addressOf({ ...op, path }, values, ''), sent);
        assert.ok(reply.status < 300, `${reply.what}: ${reply.status} ${reply.text}`);
        assertReply(op, reply);
      }
    });

    test('knows its methods', async () => {
      const allow = allowOf(op.path);
      const path = addressOf(op);
      for (const method of METHODS.filter((m) => !allow.includes(m))) {
        const reply = await send(method, path);
        assertError(reply, 405, 'method_not_allowed');
        assert.deepEqual(reply.headers.allow.split(', ').sort(), allow, reply.what);
      }
      const options = await send('OPTIONS', path);
      assert.equal(options.status, 204);
      assert.deepEqual(options.headers.allow.split(', ').sort(), allow);
    });

    if (op.method === 'GET') {
      test('answers HEAD as GET, without the body', async () => {
        const { values } = await prepare(op);
        const path = addressOf(op, values);
        const [got, head] = [await send('GET', path), await send('HEAD', path)];
        assert.equal(head.status, got.status);
        assert.equal(head.bytes.length, 0);
        assert.equal(head.headers['content-type'], got.headers['content-type']);
        assert.equal(head.headers.etag, got.headers.etag);
        const missing = await send('HEAD', `${path}/no/such/path`);
        assert.equal(missing.status, 404);
        assert.equal(missing.bytes.length, 0);
      });
    }

    test('refuses what its parameters do not allow', async () => {
      const { values, ...sent } = await prepare(op);
      const path = addressOf(op, values);
      assertField(await send(op.method, `${path}?no_such_word=1`, sent), 'no_such_word', 'unknown_field');
      for (const p of op.parameters.filter((o) => o.in === 'query')) {
        const good = `${p.name}=${encodeURIComponent(exampleOf(p))}`;
        assertReply(op, await send(op.method, `${path}?${good}`, sent));
        assertField(await send(op.method, `${path}?${good}&${good}`, sent), p.name, 'duplicate');
        assertError(await send(op.method, `${path}?${p.name}=%zz`, sent), 400, 'bad_request');
      }
      for (const p of op.parameters) {
        for (const { at, value, code } of brokenTexts(p)) {
          const query = p.in === 'query' ? `?${p.name}=${encodeURIComponent(value)}` : '';
          const headers = { ...sent.headers, ...(p.in === 'header' && { [p.name]: value }) };
          const address = p.in === 'path' ? addressOf(op, { ...values, [p.name]: value }) : path;
          if (p.name === 'Idempotency-Key') {
            assertError(await send(op.method, address, { ...sent, headers }), code === 'max_length' ? 422 : 400);
          } else if (address.length + query.length < URI_MAX) {
            assertField(await send(op.method, address + query, { ...sent, headers }), at, code);
          }
        }
      }
    });

    if (op.parameters.some((p) => p.in === 'path' && p.name === 'id')) {
      test('knows nothing of what is not there', async () => {
        const { values, ...sent } = await prepare(op);
        assertError(await send(op.method, addressOf(op, { ...values, id: absentId(op) }), sent), 404, 'not_found');
      });
    }

    if (op.body) {
      bodyTests(op);
    } else if (op.method === 'GET') {
      test('keeps the client’s request id, where it is a sane one', async () => {
        const path = addressOf(op);
        const kept = await send('GET', path, { headers: { 'X-Request-Id': 'Mine_1.2-3' } });
        assert.equal(kept.headers['x-request-id'], 'Mine_1.2-3');
        for (const bad of ['two words', 'x'.repeat(65), 'a"b', '<a>']) {
          const replaced = await send('GET', path, { headers: { 'X-Request-Id': bad } });
          assert.match(replaced.headers['x-request-id'], /^[\w.-]{1,64}$/);
          assert.notEqual(replaced.headers['x-request-id'], bad);
        }
      });
    }
  });
}

function bodyTests(op) {
  test('refuses each rule of its body broken, naming the field', async () => {
    const path = addressOf(op, { id: absentId(op) });
    for (const { at, value, code } of brokenValues(op.body)) {
      assertField(await send(op.method, path, { json: value }), at, code);
    }
  });

  test('names several wrong fields at once, up to twenty', async () => {
    const path = addressOf(op, { id: absentId(op) });
    const json = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`no_such_${i}`, i]));
    const error = assertError(await send(op.method, path, { json }), 422, 'validation_failed');
    assert.equal(error.details.fields.length, 20);
  });

  test('takes the types of the contract alone', async () => {
    const path = addressOf(op, { id: absentId(op) });
    const body = JSON.stringify(example(op.body));
    const wrong = ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', 'text/json'];
    for (const type of wrong.filter((t) => !op.bodyTypes.includes(t))) {
      assertError(
        await send(op.method, path, { body, headers: { 'Content-Type': type } }),
        415,
        'unsupported_media_type',
      );
    }
    for (const type of [...op.bodyTypes, 'Application/JSON; charset=utf-8']) {
      const { values, json } = await prepare(op);
      const good = await send(op.method, addressOf(op, values), {
        body: written(json, type),
        headers: { 'Content-Type': type },
      });
      assert.ok(good.status < 300, `${good.what} as ${type}: ${good.status} ${good.text}`);
    }
    if (!op.bodyTypes.includes('application/merge-patch+json')) {
      const headers = { 'Content-Type': 'application/merge-patch+json' };
      assertError(await send(op.method, path, { body, headers }), 415, 'unsupported_media_type');
    }
  });

  test('says where JSON is broken', async () => {
    const path = addressOf(op, { id: absentId(op) });
    const headers = { 'Content-Type': 'application/json' };
    const cases = [
      ['{"a": 1,\n "b" 2}', /line 2, column 6/],
      ['{"қазақ": tru}', /line 1, column 1[0-9]/],
      ['{"a": 1} {}', /line 1, column 10/],
      ['{"a": 1, "a": 2}', /line 1, column \d+: this key stands twice/],
      ['{"a": "\\u0000"}', /u0000/],
      ['{"a": "\xff"}', null],
      ['{"a": 1e999}', /too large/],
      ['{"a": 99999999999999999999}', /too large/],
      [`${'['.repeat(33)}${']'.repeat(33)}`, /line 1, column 33: nested more than 32 deep/],
      ['null', null],
      ['"text"', null],
      ...(op.isBodyRequired ? [['', null]] : []),
    ];
    for (const [text, words] of cases) {
      const error = assertError(
        await send(op.method, path, {
          body: Buffer.from(text, 'latin1').includes(0xff) ? Buffer.from(text, 'latin1') : text,
          headers,
        }),
        400,
        'invalid_json',
      );
      if (words) {
        assert.match(error.message, words);
      }
    }
  });

  test('refuses a body over its limit, however it comes', async () => {
    const path = addressOf(op, { id: absentId(op) });
    const body = Buffer.alloc(op.bodyLimit + 1, ' ');
    const headers = { 'Content-Type': 'application/json' };
    assertError(await send(op.method, path, { body, headers }), 413, 'payload_too_large');
    const chunked = { ...headers, 'Transfer-Encoding': 'chunked' };
    assertError(await send(op.method, path, { body, headers: chunked }), 413, 'payload_too_large');
    const atLimit = Buffer.alloc(op.bodyLimit, ' ');
    assertError(await send(op.method, path, { body: atLimit, headers }), 400, 'invalid_json');
  });
}

for (const op of operations.filter((o) => o.isWebsocket)) {
  describe(op.id, () => {
    const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
    const handshake = (query, changed = {}) => {
      const headers = {
        Host: 'localhost',
        Upgrade: 'websocket',
        Connection: 'Upgrade',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': KEY,
        ...as(admin),
        ...changed,
      };
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      return raw(base, `GET ${addressOf(op)}${query} HTTP/1.1\r\n${lines.join('')}\r\n`, { quietMs: 300 });
    };

    test('is opened by the handshake of RFC 6455', async () => {
      for (const path of [addressOf(op), addressOf(op, {}, '/api/v1')]) {
        const got = await raw(
          base,
          `GET ${path} HTTP/1.1\r\nHost: localhost\r\nupgrade: WebSocket\r\nconnection: keep-alive, upgrade\r\n` +
            `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${KEY}\r\nAuthorization: ${as(admin).Authorization}\r\n\r\n`,
          { quietMs: 300 },
        );
        assert.deepEqual(got.statuses, [101], got.text);
        assert.match(got.text, /^sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r$/im);
        assert.ok(!got.isClosed);
      }
    });

    test('is nothing else', async () => {
      const plain = await send('GET', addressOf(op));
      assertError(plain, 426, 'upgrade_required');
      assert.equal(plain.headers['sec-websocket-version'], '13');
      assert.deepEqual((await handshake('', { 'Sec-WebSocket-Version': '8' })).statuses, [426]);
      assert.deepEqual((await handshake('', { Upgrade: 'h2c' })).statuses, [426]);
      assert.deepEqual((await handshake('', { 'Sec-WebSocket-Key': 'short' })).statuses, [400]);
      for (const method of ['HEAD', 'POST', 'DELETE']) {
        const reply = await send(method, addressOf(op));
        assert.equal(reply.status, 405);
        assert.equal(reply.headers.allow, 'GET, OPTIONS');
      }
      assert.equal((await send('OPTIONS', addressOf(op))).status, 204);
    });

    test('refuses what its parameters do not allow', async () => {
      assert.deepEqual((await handshake('?no_such_word=1')).statuses, [422]);
      for (const p of op.parameters.filter((o) => o.in === 'query')) {
        for (const { at, value, code } of brokenTexts(p)) {
          const query = `?${p.name}=${encodeURIComponent(value)}`;
          if (query.length < URI_MAX - 100) {
            const got = await handshake(query);
            assert.deepEqual(got.statuses, [422], got.text);
            assert.match(got.text, new RegExp(`"field":"${at}","code":"${code}"`));
          }
        }
      }
    });
  });
}

describe('with sign-in switched off', () => {
  let open;

  before(async () => {
    open = await startSauda({ env: { ...SETTINGS, DATA_DIR: temporaryFolder() } });
  });
  after(() => open?.stop());

  for (const op of operations.filter((o) => !o.isWebsocket)) {
    test(`${op.id} answers without a token`, async () => {
      const ask = (method, path, options) => request(open.url, method, path, options);
      const { values, ...sent } = await preparation({ url: open.url, database: open.database, send: ask })(op);
      const reply = await ask(op.method, addressOf(op, values), sent);
      assert.ok(reply.status < 300, `${reply.what}: ${reply.status} ${reply.text}`);
      assertReply(op, reply);
    });
  }
});

describe('the server', () => {
  test('refuses addresses over 8 KiB and headers over 16 KiB', async () => {
    assertError(await send('GET', `/api/modules?q=${'x'.repeat(URI_MAX)}`), 414, 'uri_too_long');
    assertError(await send('GET', `/${'x'.repeat(URI_MAX)}`), 414, 'uri_too_long');
    assertError(
      await send('GET', '/api/modules', { headers: { 'X-Big': 'x'.repeat(16384) } }),
      431,
      'headers_too_large',
    );
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`X-H${i}`, 'x']));
    assertError(await send('GET', '/api/modules', { headers: many }), 431, 'headers_too_large');
  });

  test('has an error for what is no operation', async () => {
    for (const path of [
      '/api',
      '/api/',
      '/api/v1',
      '/api/no-such',
      '/api/v2/modules',
      '/api//modules',
      '/api/modules//',
    ]) {
      assertError(await send('GET', path), 404, 'not_found');
    }
    for (const path of ['/api/modules/%zz', '/api/modules/%00', '/api/modules/%ff']) {
      assertError(await send('GET', path), 400, 'bad_request');
    }
    assertField(await send('GET', '/api/modules/a%2Fb'), 'id', 'format');
  });

  test('serves its own contract', async () => {
    const reply = await send('GET', '/openapi.json');
    assert.equal(reply.status, 200);
    assert.match(reply.headers['content-type'], /^application\/json/);
    assert.deepEqual(reply.json, contract);
    const again = await send('GET', '/openapi.json', { headers: { 'If-None-Match': reply.headers.etag } });
    assert.equal(again.status, 304);
    assert.equal(again.bytes.length, 0);
    for (const coding of ['gzip', 'br']) {
      const packed = await send('GET', '/openapi.json', { headers: { 'Accept-Encoding': coding } });
      assert.equal(packed.headers['content-encoding'], coding);
      assert.match(packed.headers.vary, /Accept-Encoding/);
      assert.ok(packed.bytes.length < reply.bytes.length / 2);
    }
  });

  test('has a page for every other address, and none for missing files', async () => {
    for (const path of ['/', '/dashboard/modules-manager', '/no/such/page']) {
      const page = await send('GET', path);
      assert.equal(page.status, 200, path);
      assert.match(page.headers['content-type'], /^text\/html/);
      assert.match(page.headers['content-security-policy'], /script-src 'self'/);
      assert.equal(page.headers['x-content-type-options'], 'nosniff');
    }
    assertError(await send('GET', '/assets/no-such.js'), 404, 'not_found');
    const wrong = assertError(await send('POST', '/'), 405, 'method_not_allowed');
    assert.ok(wrong);
  });
});
