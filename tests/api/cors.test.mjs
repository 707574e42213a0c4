// SPDX-License-Identifier: MIT
// What browsers are told: which pages of other addresses may call the API, and what may be done with the answers.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { closeConnections, request } from '../support/http.mjs';
import { as, makeTeam, SIGN_IN } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

const SHOP = 'https://shop.example.kz';
const OFFICE = 'http://office.example.kz:8080';
const FOREIGN = [
  'null',
  '*',
  '',
  'https://evil.example',
  'http://shop.example.kz',
  'https://shop.example.kz:443',
  'https://shop.example.kz.evil.example',
  'https://evil-shop.example.kz',
  'https://shop.example.kz/',
  'https://shop.example.kz, http://office.example.kz:8080',
  'http://office.example.kz',
];

after(closeConnections);

const corsOf = ({ headers }) => Object.keys(headers).filter((name) => name.startsWith('access-control-'));
const preflight = (sauda, origin, path = '/api/modules/', method = 'POST') =>
  request(sauda.url, 'OPTIONS', path, {
    headers: { Origin: origin, 'Access-Control-Request-Method': method, 'Access-Control-Request-Headers': 'authorization' },
  });

describe('with sign-in', () => {
  let sauda;
  let team;
  const call = (method, path, headers = {}) => request(sauda.url, method, path, { headers });

  before(async () => {
    sauda = await startSauda({ env: { ...SIGN_IN, CORS_ORIGINS: `${SHOP}, ${OFFICE}` } });
    team = makeTeam(sauda.database);
  });
  after(() => sauda?.stop());

  test('a page on the list may ask and read, with credentials', async () => {
    for (const origin of [SHOP, OFFICE]) {
      const { status, headers } = await preflight(sauda, origin);
      assert.equal(status, 204);
      assert.equal(headers['access-control-allow-origin'], origin);
      assert.equal(headers['access-control-allow-credentials'], 'true');
      assert.match(headers['access-control-allow-methods'], /\bPOST\b/);
      for (const name of ['Authorization', 'Content-Type', 'Idempotency-Key', 'If-Match', 'X-API-Key']) {
        assert.ok(headers['access-control-allow-headers'].split(', ').includes(name), name);
      }
      assert.match(headers.vary, /\bOrigin\b/);
      const answer = await call('GET', '/api/modules/', { ...as(team.admin), Origin: origin });
      assert.equal(answer.status, 200);
      assert.equal(answer.headers['access-control-allow-origin'], origin);
      assert.equal(answer.headers['access-control-allow-credentials'], 'true');
      assert.match(answer.headers['access-control-expose-headers'], /\bETag\b.*\bRetry-After\b/);
      assert.match(answer.headers.vary, /\bOrigin\b/);
    }
  });

  test('it may read why it was refused, too', async () => {
    const signedIn = as(team.admin);
    const refused = [
      [400, 'GET', '/api/modules/%zz', signedIn],
      [401, 'GET', '/api/modules/', {}],
      [403, 'GET', '/api/modules/', as(team.promoter)],
      [404, 'GET', '/api/nothing', signedIn],
      [405, 'PUT', '/api/modules/', signedIn],
      [422, 'GET', '/api/modules/?page_size=none', signedIn],
    ];
    for (const [status, method, path, headers] of refused) {
      const answer = await call(method, path, { ...headers, Origin: SHOP });
      assert.equal(answer.status, status, answer.what);
      assert.equal(answer.headers['access-control-allow-origin'], SHOP, answer.what);
    }
  });

  test('any other page gets no word that a browser would take for a permission', async () => {
    for (const origin of FOREIGN) {
      const asked = await preflight(sauda, origin);
      assert.equal(asked.status, 204, origin);
      assert.deepEqual(corsOf(asked), [], origin);
      assert.match(asked.headers.vary, /\bOrigin\b/, origin);
      const answer = await call('GET', '/api/modules/', { ...as(team.admin), Origin: origin });
      assert.deepEqual(corsOf(answer), [], origin);
      assert.match(answer.headers.vary, /\bOrigin\b/, origin);
      assert.equal(answer.headers['cross-origin-resource-policy'], 'same-origin', origin);
    }
  });

  test('who names no page is no page', async () => {
    const answer = await call('GET', '/api/modules/', as(team.admin));
    assert.equal(answer.status, 200);
    assert.deepEqual(corsOf(answer), []);
    assert.match(answer.headers.vary, /\bOrigin\b/);
  });

  test('OPTIONS that is no preflight tells the methods alone', async () => {
    const answer = await call('OPTIONS', '/api/modules/', { Origin: SHOP });
    assert.equal(answer.status, 204);
    assert.equal(answer.headers['access-control-allow-methods'], undefined);
    assert.match(answer.headers.allow, /\bPOST\b/);
  });
});

test('without a list no page of another address may do anything', async () => {
  const sauda = await startSauda({ env: SIGN_IN });
  const answers = [
    await preflight(sauda, SHOP),
    await request(sauda.url, 'GET', '/api/modules/', { headers: { Origin: SHOP } }),
  ];
  await sauda.stop();
  for (const answer of answers) {
    assert.deepEqual(corsOf(answer), []);
    assert.equal(answer.headers.vary, undefined);
  }
});

test('without sign-in foreign pages and hosts are refused, those on the list are not', async () => {
  const sauda = await startSauda({ env: { CORS_ORIGINS: SHOP } });
  const codes = [];
  for (const headers of [{ Origin: SHOP }, { Origin: 'https://evil.example' }, { Origin: 'null' }, { Host: 'evil.example' }]) {
    const { status, json } = await request(sauda.url, 'GET', '/api/modules/', { headers });
    codes.push(status === 200 ? 200 : json.error_code);
  }
  const allowed = await preflight(sauda, SHOP);
  const foreign = await preflight(sauda, 'https://evil.example');
  await sauda.stop();
  assert.deepEqual(codes, [200, 'foreign_origin', 'foreign_origin', 'foreign_host']);
  assert.equal(allowed.headers['access-control-allow-origin'], SHOP);
  assert.equal(foreign.status, 403);
  assert.deepEqual(corsOf(foreign), []);
});

describe('what an answer may be used for', () => {
  let sauda;
  before(async () => {
    sauda = await startSauda({ env: { CORS_ORIGINS: SHOP } });
  });
  after(() => sauda?.stop());

  test('an answer of the API is data: neither kept, nor shown in a frame, nor read by other pages', async () => {
    const paths = { 200: '/api/modules/', 404: '/api/nothing', 422: '/api/modules/?page_size=none', 405: '/api/modules/stats' };
    for (const [status, path] of Object.entries(paths)) {
      const { status: got, headers } = await request(sauda.url, status === '405' ? 'PUT' : 'GET', path);
      assert.equal(got, Number(status), path);
      assert.equal(headers['content-type'], 'application/json', path);
      assert.equal(headers['x-content-type-options'], 'nosniff', path);
      assert.equal(headers['cache-control'], 'no-store', path);
      assert.equal(headers['referrer-policy'], 'no-referrer', path);
      assert.equal(headers['cross-origin-resource-policy'], 'same-origin', path);
      assert.equal(headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'", path);
      assert.equal(headers['strict-transport-security'], undefined, path);
    }
  });

  test('a page that may call the API is not told to keep off its answers', async () => {
    const { headers } = await request(sauda.url, 'GET', '/api/modules/', { headers: { Origin: SHOP } });
    assert.equal(headers['cross-origin-resource-policy'], undefined);
  });

  test('a page of the panel runs its own scripts alone, in no frame and beside no other window', async () => {
    for (const path of ['/', '/modules', '/login?next=/users']) {
      const { status, headers } = await request(sauda.url, 'GET', path);
      assert.equal(status, 200);
      assert.match(headers['content-security-policy'], /default-src 'self'; script-src 'self';.*frame-ancestors 'none'/);
      assert.equal(headers['x-frame-options'], 'DENY');
      assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
      assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
      assert.match(headers['permissions-policy'], /camera=\(\)/);
      assert.equal(headers['referrer-policy'], 'same-origin');
      assert.equal(headers['x-content-type-options'], 'nosniff');
    }
  });

  test('what is no page is no page: 405 and 404 of files', async () => {
    for (const [method, path] of [['POST', '/'], ['GET', '/assets/none.js']]) {
      const { headers } = await request(sauda.url, method, path);
      assert.equal(headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'", path);
      assert.equal(headers['cache-control'], 'no-store', path);
    }
  });
});

test('where people come by https, browsers are to come back by https', async () => {
  const sauda = await startSauda({ env: { PUBLIC_URL: 'https://sauda.example.kz' } });
  const answers = [await request(sauda.url, 'GET', '/'), await request(sauda.url, 'GET', '/api/health')];
  await sauda.stop();
  for (const { headers } of answers) {
    assert.equal(headers['strict-transport-security'], 'max-age=31536000');
  }
});
