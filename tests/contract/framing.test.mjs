// SPDX-License-Identifier: MIT
// Requests whose length two servers could read differently, sent byte by byte: each is refused and ends its connection,
// and none hides a second request.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closeConnections, raw, request } from '../support/http.mjs';
import { PATIENCE_MS } from '../support/patience.mjs';
import { startSauda } from '../support/sauda.mjs';

let sauda;
let base;

before(async () => {
  sauda = await startSauda();
  base = sauda.url;
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

const head = (...lines) => `${lines.join('\r\n')}\r\n\r\n`;
const SMUGGLED = head('GET /api/health HTTP/1.1', 'Host: localhost');

/** Refused in our own words, once, and the connection is closed: nothing behind it is read. */
async function assertRefused(text) {
  const got = await raw(base, text, { quietMs: PATIENCE_MS });
  assert.deepEqual(got.statuses, [400], got.text);
  assert.match(got.text, /"error_code":"bad_framing"/);
  assert.ok(got.isClosed, `the connection stays open: ${got.text}`);
}

/** Refused by libmicrohttpd before our checks: its words, and its head twice (0.9.75), but closed as well. */
async function assertCutOff(text) {
  const got = await raw(base, text, { quietMs: PATIENCE_MS });
  assert.ok(got.statuses.length > 0 && got.statuses.every((s) => s === 400 || s === 413), got.text);
  assert.ok(got.isClosed, `the connection stays open: ${got.text}`);
}

test('two lengths are refused', async () => {
  const body = '{}';
  await assertRefused(
    head(
      'POST /api/modules HTTP/1.1',
      'Host: localhost',
      'Content-Type: application/json',
      'Content-Length: 2',
      'Content-Length: 40',
    ) +
      body +
      SMUGGLED,
  );
  await assertRefused(
    head('POST /api/modules HTTP/1.1', 'Host: localhost', 'Content-Length: 2', 'Content-Length: 2') + body,
  );
  await assertCutOff(head('POST /api/modules HTTP/1.1', 'Host: localhost', 'Content-Length: 2, 2') + body);
});

test('a length beside chunks is refused', async () => {
  const chunks = '2\r\n{}\r\n0\r\n\r\n';
  await assertRefused(
    head('POST /api/modules HTTP/1.1', 'Host: localhost', 'Content-Length: 5', 'Transfer-Encoding: chunked') +
      chunks +
      SMUGGLED,
  );
  await assertRefused(
    head('POST /api/modules HTTP/1.1', 'Host: localhost', 'Transfer-Encoding: chunked', 'Transfer-Encoding: chunked') +
      chunks,
  );
});

test('other codings than chunked are refused', async () => {
  for (const coding of ['gzip', 'gzip, chunked', 'identity', 'xchunked']) {
    await assertRefused(
      head('POST /api/modules HTTP/1.1', 'Host: localhost', `Transfer-Encoding: ${coding}`) + SMUGGLED,
    );
  }
});

test('a host is needed, and only one', async () => {
  await assertCutOff(head('GET /api/health HTTP/1.1'));
  await assertRefused(head('GET /api/health HTTP/1.1', 'Host: localhost', 'Host: localhost'));
  await assertCutOff(head('GET /api/health HTTP/1.1', 'Host : localhost'));
});

test('a bad length and a bad chunk end the connection', async () => {
  const post = (...lines) => head('POST /api/modules HTTP/1.1', 'Host: localhost', ...lines);
  for (const length of ['3x', '-1', '99999999999999999999999']) {
    await assertCutOff(`${post(`Content-Length: ${length}`)}{}${SMUGGLED}`);
  }
  await assertCutOff(`${post('Transfer-Encoding: chunked')}zz\r\n{}\r\n${SMUGGLED}`);
});

test('a query of a thousand words and more is answered', async () => {
  for (const words of [100, 1000, 4000]) {
    const got = await raw(base, head(`GET /api/modules?${'a&'.repeat(words)} HTTP/1.1`, 'Host: localhost'));
    assert.deepEqual(got.statuses, [400], `${words}: ${got.text}`);
    assert.match(got.text, /more than 100 words/);
  }
});

test('requests in one go are answered in order', async () => {
  const got = await raw(base, SMUGGLED + head('GET /api/no-such HTTP/1.1', 'Host: localhost') + SMUGGLED, { quietMs: 3000 });
  assert.deepEqual(got.statuses, [200, 404, 200]);
});

test('foreign hosts and pages are refused while there is no sign-in', async () => {
  for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:80']) {
    const reply = await request(base, 'GET', '/api/health', { headers: { Host: host } });
    assert.equal(reply.status, 400);
    assert.equal(reply.json.error_code, 'foreign_host');
  }
  for (const origin of ['http://evil.example', 'null', 'http://localhost:1']) {
    const reply = await request(base, 'POST', '/api/modules', { headers: { Origin: origin }, json: {} });
    assert.equal(reply.status, 403);
    assert.equal(reply.json.error_code, 'foreign_origin');
  }
  const own = await request(base, 'GET', '/api/health', { headers: { Origin: base } });
  assert.equal(own.status, 200);
});

test('pages of CORS_ORIGINS may read the answers, others may not', async () => {
  const page = 'https://panel.example';
  const open = await startSauda({ env: { CORS_ORIGINS: `http://other.example, ${page}` } });
  try {
    const headers = {
      Origin: page,
      'Access-Control-Request-Method': 'PATCH',
      'Access-Control-Request-Headers': 'if-match',
    };
    const asked = await request(open.url, 'OPTIONS', '/api/modules/018f8e9e-0000-7000-8000-00000000dead', { headers });
    assert.equal(asked.status, 204);
    assert.equal(asked.headers['access-control-allow-origin'], page);
    assert.match(asked.headers['access-control-allow-methods'], /\bPATCH\b/);
    assert.match(asked.headers['access-control-allow-headers'].toLowerCase(), /\bif-match\b/);
    const read = await request(open.url, 'GET', '/api/modules', { headers: { Origin: page } });
    assert.equal(read.status, 200);
    assert.equal(read.headers['access-control-allow-origin'], page);
    assert.match(read.headers.vary, /\bOrigin\b/);
    const failed = await request(open.url, 'GET', '/api/no-such', { headers: { Origin: page } });
    assert.equal(failed.headers['access-control-allow-origin'], page, 'errors can be read too');
    const foreign = await request(open.url, 'GET', '/api/modules', { headers: { Origin: 'https://evil.example' } });
    assert.equal(foreign.status, 403);
    assert.equal(foreign.headers['access-control-allow-origin'], undefined);
    const own = await request(open.url, 'GET', '/api/modules');
    assert.equal(own.headers['access-control-allow-origin'], undefined);
  } finally {
    await open.stop();
  }
});
