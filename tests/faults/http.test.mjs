// SPDX-License-Identifier: MIT
// Clients that misbehave, by mistake or on purpose: too slow, too large, gone in the middle, more than there is room for.
// Each costs the server little and nobody else anything.
import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeConnections, raw, request } from '../support/http.mjs';
import { PATIENCE_MS } from '../support/patience.mjs';
import { SAUDA_BIN } from '../support/postgres.mjs';
import { startSauda, temporaryFolder } from '../support/sauda.mjs';
import { holdLock } from '../support/locks.mjs';

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

/** Of what ends by the server's hand, however long that takes. */
const UNTIL_CLOSED = { quietMs: PATIENCE_MS };

const head = (...lines) => `${lines.join('\r\n')}\r\n\r\n`;
const GET = head('GET /api/health HTTP/1.1', 'Host: localhost');
const LIST = head('GET /api/modules HTTP/1.1', 'Host: localhost');
const post = (...lines) =>
  head('POST /api/modules HTTP/1.1', 'Host: localhost', 'Content-Type: application/json', ...lines);
const module = { name: 'Склад', platform: 'olx', status: 'testing', api_url: 'http://127.0.0.1:1' };

const rssOf = (pid) => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+) kB/)[1]) / 1024;

async function connect(url = base) {
  const { port, hostname } = new URL(url);
  const socket = net.connect(Number(port), hostname);
  socket.on('error', () => {}); // cut off is what some of them are meant to be
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}

/** Reads until `isEnough(text)` or the end of the connection; what was read. */
function readUntil(socket, isEnough, timeoutMs = PATIENCE_MS) {
  return new Promise((resolve, reject) => {
    let got = '';
    const timer = setTimeout(() => reject(new Error(`only this came: ${got}`)), timeoutMs);
    const done = () => {
      clearTimeout(timer);
      socket.off('data', look);
      resolve(got);
    };
    const look = (piece) => {
      got += piece.toString('latin1');
      if (isEnough(got)) {
        done();
      }
    };
    socket.on('data', look);
    socket.once('close', done);
  });
}

const assertAlive = async (url = base) => assert.equal((await request(url, 'GET', '/api/modules')).status, 200);

describe('slow clients', { concurrency: true }, () => {
  /** Sends `first`, then `more` each 500 ms, until the server ends it; after how many seconds, and what it had said. */
  async function drip(first, more) {
    const socket = await connect();
    const began = Date.now();
    socket.write(first);
    const timer = more && setInterval(() => socket.write(more), 500);
    const got = await readUntil(socket, () => false, 60_000);
    clearInterval(timer);
    return { seconds: (Date.now() - began) / 1000, got };
  }

  const cases = {
    'say nothing': [''],
    'never end the request line': ['GET /api/', 'a'],
    'send empty lines': ['\r\n', '\r\n'],
    'never end a header': ['GET /api/health HTTP/1.1\r\nX: ', 'a'],
    'send headers for ever': ['GET /api/health HTTP/1.1\r\n', 'X: a\r\n'],
    'stop in the body': [`${post('Content-Length: 100')}{`],
    'drip the body': [`${post('Content-Length: 10000')}{`, ' '],
    'drip the size of a chunk': [post('Transfer-Encoding: chunked'), '0'],
    'drip trailers': [`${post('Transfer-Encoding: chunked')}2\r\n{}\r\n0\r\n`, 'X: a\r\n'],
  };
  for (const [name, [first, more]] of Object.entries(cases)) {
    test(`that ${name} are cut off after 10 s`, async () => {
      const { seconds, got } = await drip(first, more);
      assert.ok(seconds > 9 && seconds < 40, `${seconds} s`);
      assert.equal(got, '');
    });
  }

  test('that send steadily are waited for', async () => {
    const body = JSON.stringify({ ...module, description: 'x'.repeat(2000) });
    const padded = body + ' '.repeat(16_000);
    const socket = await connect();
    socket.write(post(`Content-Length: ${padded.length}`));
    const began = Date.now();
    for (let at = 0; at < padded.length; ) {
      await sleep(700);
      const upTo = Math.floor((Date.now() - began) * 1.43); // 13 s in all, above 1 KiB a second
      socket.write(padded.slice(at, upTo));
      at = upTo;
    }
    assert.match(await readUntil(socket, (text) => text.includes('\r\n\r\n')), /^HTTP\/1.1 201 /);
    socket.destroy();
  });
});

describe('what is too large', () => {
  const refusals = {
    'an address over 8 KiB': [head(`GET /${'a'.repeat(9000)} HTTP/1.1`, 'Host: localhost'), 414, 'uri_too_long'],
    'headers over 16 KiB': [
      head('GET /api/health HTTP/1.1', 'Host: localhost', `X: ${'a'.repeat(20_000)}`),
      431,
      'headers_too_large',
    ],
    'a hundred headers': [
      head('GET /api/health HTTP/1.1', 'Host: localhost', ...Array.from({ length: 100 }, (_, i) => `X-${i}: a`)),
      431,
      'headers_too_large',
    ],
    'a body over the limit, by its length': [
      `${post('Content-Length: 100000000')}${' '.repeat(1000)}`,
      413,
      'payload_too_large',
    ],
  };
  for (const [name, [text, status, code]] of Object.entries(refusals)) {
    test(`${name} is refused in our words, and the connection ends`, async () => {
      const got = await raw(base, text, UNTIL_CLOSED);
      assert.deepEqual(got.statuses, [status], got.text);
      assert.match(got.text, new RegExp(`"error_code":"${code}"`));
      assert.ok(got.isClosed);
    });
  }

  test('what fits into no buffer is refused by its status and costs no memory', async () => {
    const before = rssOf(sauda.pid);
    const megabytes = (line) => line.repeat(Math.ceil((10 * 1024 * 1024) / line.length));
    for (let i = 0; i < 5; i++) {
      const address = await raw(base, `GET /${megabytes('a')} HTTP/1.1\r\nHost: localhost\r\n\r\n`, UNTIL_CLOSED);
      assert.ok(address.isClosed && address.statuses.every((s) => s === 414), address.text);
      const headers = await raw(base, `GET / HTTP/1.1\r\nHost: localhost\r\n${megabytes('X: aaaaaaaaaaaaaaaa\r\n')}\r\n`, UNTIL_CLOSED);
      assert.ok(headers.isClosed && headers.statuses.every((s) => s === 431), headers.text);
      const body = await raw(base, post('Transfer-Encoding: chunked') + megabytes(`1000\r\n${' '.repeat(4096)}\r\n`), UNTIL_CLOSED);
      assert.ok(body.isClosed && body.statuses.every((s) => s === 413), body.text);
      const chunk = await raw(base, `${post('Transfer-Encoding: chunked')}fffffffffffffff0\r\n${megabytes(' ')}`, UNTIL_CLOSED);
      assert.ok(chunk.isClosed, chunk.text);
    }
    assert.ok(rssOf(sauda.pid) - before < 60, `from ${before} to ${rssOf(sauda.pid)} MiB`);
    await assertAlive();
  });

  test('a body that nobody asked for is read past', async () => {
    const withBody = (line) => `${head(line, 'Host: localhost', 'Content-Length: 12')}{"a": "b\r\n"}`;
    const all = [
      withBody('GET /api/health HTTP/1.1'),
      withBody('DELETE /api/modules/018f8e9e-0000-7000-8000-00000000dead HTTP/1.1'),
      withBody('POST /api/modules/batch/health-check HTTP/1.1'),
      GET,
    ];
    const got = await raw(base, all.join(''), { quietMs: 5000 });
    assert.deepEqual(got.statuses, [200, 404, 200, 200], got.text);
    assert.deepEqual(
      (await raw(base, head('GET /api/health HTTP/1.1', 'Host: localhost', 'Content-Length: 100000'), UNTIL_CLOSED)).statuses,
      [413],
    );
  });
});

describe('many at once', () => {
  test('a pipeline is answered in its order', async () => {
    const socket = await connect();
    const rest = ['/api/health', '/api/modules', '/api/no-such', '/api/modules/stats'];
    const expected = [];
    for (let i = 0; i < 100; i++) {
      const path = rest[i % 4];
      expected.push(`id-${i} ${path === '/api/no-such' ? 404 : 200}`);
      socket.write(head(`GET ${path} HTTP/1.1`, 'Host: localhost', `X-Request-Id: id-${i}`));
    }
    const got = await readUntil(socket, (text) => text.includes('X-Request-Id: id-99') && text.endsWith('}'));
    const seen = [...got.matchAll(/HTTP\/1.1 (\d+) .*?X-Request-Id: (\S+)/gs)].map((m) => `${m[2]} ${m[1]}`);
    assert.deepEqual(seen, expected);
    socket.destroy();
  });

  test('clients that leave in the middle are cleaned up behind, the others are answered', async () => {
    const body = JSON.stringify(module);
    const create = post(`Content-Length: ${body.length + 5}`) + body; // in bytes: five letters have two
    const lock = await holdLock(sauda.database.url, 'platform_modules');
    const sockets = await Promise.all(Array.from({ length: 300 }, () => connect()));
    sockets.forEach((socket, i) => socket.write([LIST, create, LIST.repeat(5), LIST + GET, create + create][i % 5]));
    await sleep(500);
    sockets.forEach((socket, i) => i % 3 === 0 && socket.resetAndDestroy());
    sockets.forEach((socket, i) => i % 3 === 1 && socket.destroy());
    await sleep(200);
    const waiting = sockets.filter((_, i) => i % 3 === 2);
    const heads = (text) => text.split('HTTP/1.1 20').length - 1;
    const answers = waiting.map((socket) => readUntil(socket, (text) => heads(text) >= 1));
    await lock.release();
    for (const got of await Promise.all(answers)) {
      assert.match(got, /^HTTP\/1.1 20[01] /);
    }
    waiting.forEach((socket) => socket.destroy());
    await assertAlive();
  });

  test('a thousand requests of a loop wait at once, more are refused at once', async (t) => {
    const server = await startSauda({ env: { LOOPS: '1' } });
    t.after(() => server.kill());
    const lock = await holdLock(server.database.url, 'platform_modules');
    const sockets = [];
    for (let i = 0; i < 1100; i += 100) {
      sockets.push(...(await Promise.all(Array.from({ length: 100 }, () => connect(server.url)))));
    }
    const answers = sockets.map((socket) => readUntil(socket, (text) => /\r\n\r\n.*[}\]]$/.test(text), 60_000));
    const refused = [];
    answers.forEach((answer) => answer.then((text) => text.includes(' 503 ') && refused.push(text)));
    sockets.forEach((socket) => socket.write(LIST));
    for (const end = Date.now() + 4000; refused.length < 100 && Date.now() < end; await sleep(20));
    assert.equal(refused.length, 100);
    assert.ok(refused.every((text) => text.includes('"error_code":"overloaded"') && /Retry-After: \d/.test(text)));
    await lock.release();
    const statuses = (await Promise.all(answers)).map((text) => text.slice(9, 12));
    assert.equal(statuses.filter((status) => status === '200').length, 1000);
    sockets.forEach((socket) => socket.destroy());
    closeConnections();
    await server.stop();
  });

  test('half-closed connections do not stay', async () => {
    const sockets = await Promise.all(Array.from({ length: 20 }, () => connect()));
    const began = Date.now();
    const ends = sockets.map((socket) => readUntil(socket, () => false, 60_000));
    sockets.forEach((socket, i) => {
      socket.write(['GET /api', 'GET /api/health HTTP/1.1\r\nHost:', `${post('Content-Length: 9')}{`][i % 3]);
      socket.end();
    });
    await Promise.all(ends);
    assert.ok(Date.now() - began < 40_000);
  });

  test('over the limit of connections the others wait for room', async (t) => {
    const folder = temporaryFolder();
    const bin = join(folder, 'sauda');
    writeFileSync(bin, `#!/bin/sh\nulimit -n 400 && exec ${SAUDA_BIN} "$@"\n`);
    chmodSync(bin, 0o755);
    const small = await startSauda({ bin, env: { LOOPS: '1' } }); // half of the descriptors: 200
    t.after(() => small.kill());
    const sockets = await Promise.all(Array.from({ length: 300 }, () => connect(small.url)));
    const ask = (socket) => {
      const answer = readUntil(socket, (text) => text.includes('"status":"ok"'), 60_000);
      socket.write(GET);
      return answer;
    };
    const answers = sockets.map(ask);
    const early = await Promise.all(answers.slice(0, 150));
    assert.ok(early.every((text) => text.startsWith('HTTP/1.1 200 ')));
    sockets.slice(0, 150).forEach((socket) => socket.destroy()); // and all of their events at once
    const late = await Promise.all(answers.slice(150));
    assert.ok(late.every((text) => text.startsWith('HTTP/1.1 200 ')));
    sockets.forEach((socket) => socket.destroy());
    await assertAlive(small.url);
    closeConnections();
    await small.stop();
  });
});

describe('the end', () => {
  test('a request that comes while the server stops is refused or cut, never left behind', async (t) => {
    const server = await startSauda();
    t.after(() => server.kill());
    const idle = await Promise.all(Array.from({ length: 8 }, () => connect(server.url)));
    for (const socket of idle) {
      socket.write(GET);
      await readUntil(socket, (text) => text.includes('"status":"ok"'));
    }
    const lock = await holdLock(server.database.url, 'platform_modules');
    const busy = await connect(server.url);
    busy.write(LIST);
    await lock.waiters(1);
    const answered = readUntil(busy, (text) => text.includes('\r\n\r\n'));
    const ends = idle.map((socket) => readUntil(socket, () => false));
    const exited = server.kill('SIGTERM');
    await server.waitFor(/stopping/);
    await sleep(200);
    idle.forEach((socket) => socket.write(LIST));
    await sleep(300);
    await lock.release();
    assert.match(await answered, /^HTTP\/1.1 200 /); // it was there before
    for (const got of await Promise.all(ends)) {
      assert.doesNotMatch(got, /^HTTP\/1.1 200 /);
    }
    assert.deepEqual(await exited, { code: 0, signal: null }, server.err);
  });
});
