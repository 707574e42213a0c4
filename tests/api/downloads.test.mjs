// SPDX-License-Identifier: MIT
// Answers that are made while they are sent, and answers that are files: whole or visibly broken, without growing in
// memory, and nothing left of them when the client goes.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import http from 'node:http';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeConnections } from '../support/http.mjs';
import { waitFor } from '../support/patience.mjs';
import { head, startTransfers } from '../support/transfers.mjs';

const MIB = 1024 * 1024;
const IS_ASAN = process.env.SAUDA_IS_ASAN === '1'; // it keeps what is freed
const FOR_EVER = `bytes=${10 ** 15}`;
const BUFFER = 256 * 1024; // what fits into it goes out whole

let server;
let stalled; // half a minute passes while the other tests run

before(async () => {
  server = await startTransfers();
  stalled = stall();
  stalled.catch(() => {}); // its test tells
});
after(async () => {
  closeConnections();
  assert.equal(await server.stop(), 0, server.log);
});

const get = (path, options) => server.request('GET', path, options);
const line = (path, version = '1.1', ...lines) => head(`GET ${path} HTTP/${version}`, ...lines);

/** The hash of what the producer writes in pieces of `piece` bytes. */
function expected(bytes, piece) {
  const alphabet = Buffer.from(Array.from({ length: piece }, (_, i) => 97 + (i % 26)));
  const hash = createHash('sha256');
  for (let left = bytes; left > 0; left -= piece) {
    hash.update(left < piece ? alphabet.subarray(0, left) : alphabet);
  }
  return hash.digest('hex');
}

/** Reads an answer, waiting between the pieces as `wait(bytes so far)` says: { size, sha256, headers }. */
function download(path, wait, method = 'GET') {
  return new Promise((resolve, reject) => {
    const rq = http.request(`${server.url}${path}`, { agent: false, method }, async (rs) => {
      const hash = createHash('sha256');
      let size = 0;
      try {
        for await (const piece of rs) {
          hash.update(piece);
          size += piece.length;
          await wait?.(size);
        }
        resolve({ size, sha256: hash.digest('hex'), headers: rs.headers });
      } catch (e) {
        reject(e);
      }
    });
    rq.on('error', reject);
    rq.end();
  });
}

/** Asks on a connection of its own and stops reading after so many bytes; resume() goes on. */
async function begin(path, { bytes = 1, version = '1.1', to = server } = {}) {
  const socket = await to.connect();
  socket.on('data', () => socket.got.length >= bytes && !socket.hasBegun && socket.pause());
  socket.write(line(path, version));
  await waitFor(() => socket.got.length >= bytes, () => socket.got.slice(0, 1000));
  socket.hasBegun = true;
  return socket;
}

/** What came until the connection was over. */
async function rest(socket) {
  socket.resume();
  await socket.over;
  return socket.got;
}

/** A head that promised all, and no end. */
function assertBroken(got) {
  assert.match(got, /^HTTP\/1.1 200 /);
  assert.ok(!got.endsWith('\r\n0\r\n\r\n'));
}

async function assertNothingLeft() {
  await waitFor(async () => (await server.fibers()) === 0, 'fibers are left');
  await waitFor(() => server.spooled() === 0, () => server.descriptors().join('\n'));
}

/** A client that asks, takes the first bytes and then no more. */
async function stall() {
  const other = await startTransfers();
  const socket = await begin(`/api/stream?${FOR_EVER}`, { to: other });
  const began = Date.now();
  await sleep(28_000);
  assert.equal(await other.fibers(), 1);
  await waitFor(async () => (await other.fibers()) === 0, 'the fiber is left');
  assert.ok(Date.now() - began > 29_000, `${Date.now() - began} ms`);
  assertBroken(await rest(socket));
  assert.match(other.log, /info +http +GET \/api\/stream: broken off after \d+ bytes: client_gone/);
  assert.equal(await other.stop(), 0, other.log);
}

const sockets = () => server.descriptors().filter((target) => target.startsWith('socket:')).length;

describe('a streamed answer', () => {
  test('of 100 MB arrives as it was written, in whatever pieces', async () => {
    for (const piece of [1000, 65536, 7777]) {
      const got = await download(`/api/stream?bytes=100000000&piece=${piece}`);
      assert.equal(got.size, 100_000_000);
      assert.equal(got.sha256, expected(100_000_000, piece));
      assert.equal(got.headers['transfer-encoding'], 'chunked');
    }
    await assertNothingLeft();
  });

  test('waits for a slow client without growing', async () => {
    const before = server.peakMemory();
    let next = 10 * MIB;
    const got = await download('/api/stream?bytes=100000000', async (size) => {
      if (size > next) {
        next += 10 * MIB;
        await sleep(100);
      }
    });
    assert.equal(got.sha256, expected(100_000_000, 1000));
    assert.ok(IS_ASAN || server.peakMemory() - before < 20, `from ${before} to ${server.peakMemory()} MiB`);
  });

  test('waits for a slow producer', async () => {
    const got = await download('/api/stream?bytes=1000000&piece=50000&pause_ms=20');
    assert.equal(got.sha256, expected(1_000_000, 50_000));
  });

  test('that fits into the buffer goes out with its length', async () => {
    for (const bytes of [0, 1, 1000, BUFFER]) {
      const reply = await get(`/api/stream?bytes=${bytes}&piece=1024`);
      assert.equal(reply.status, 200);
      assert.equal(reply.headers['content-length'], `${bytes}`);
      assert.equal(createHash('sha256').update(reply.bytes).digest('hex'), expected(bytes, 1024));
    }
    const over = await get(`/api/stream?bytes=${BUFFER + 1}&piece=1024`);
    assert.equal(over.headers['transfer-encoding'], 'chunked');
    assert.equal(over.bytes.length, BUFFER + 1);
  });

  test('carries its name for old and new clients, and its headers', async () => {
    const { headers } = await get('/api/stream?bytes=1000000');
    assert.equal(
      headers['content-disposition'],
      `attachment; filename="______ _2026_.csv"; filename*=UTF-8''%D0%A2%D0%BE%D0%B2%D0%B0%D1%80%D1%8B%20%222026%22.csv`,
    );
    assert.equal(headers['content-type'], 'text/csv; charset=utf-8');
    assert.equal(headers['cache-control'], 'no-store');
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.ok(headers['x-request-id']);
  });

  test('answers HEAD without being made', async () => {
    const socket = await server.connect();
    socket.write(head(`HEAD /api/stream?${FOR_EVER} HTTP/1.1`));
    await socket.over; // of a length that nobody knows, so it ends with the connection
    const [first, ...others] = socket.got.split('\r\n\r\n');
    assert.match(first, /^HTTP\/1.1 200 OK\r\n[^]*\r\nContent-Type: text\/csv; charset=utf-8\r\n/);
    assert.deepEqual(others, ['']); // no last chunk either
    await assertNothingLeft();
  });

  test('leaves the connection for the next request', async () => {
    const socket = await server.connect();
    const stream = line('/api/stream?bytes=300000&piece=300');
    socket.write(stream + stream + line('/api/state') + stream + line('/api/state'));
    await waitFor(() => socket.got.split('{"fibers":1}').length === 3, () => socket.got.slice(-500));
    assert.equal(socket.got.split('\r\n0\r\n\r\n').length, 4);
    socket.destroy();
  });

  test('is understood by clients of HTTP/1.0', async () => {
    const socket = await begin('/api/stream?bytes=1000000', { version: '1.0' });
    await rest(socket);
    assert.equal(socket.failure, undefined);
    const at = socket.got.indexOf('\r\n\r\n');
    assert.doesNotMatch(socket.got.slice(0, at), /transfer-encoding/i);
    assert.equal(socket.got.length - at - 4, 1_000_000);
  });
});

describe('a producer that fails', () => {
  test('before anything was sent answers with its error', async () => {
    const reply = await get(`/api/stream?${FOR_EVER}&fail_at=${BUFFER}&piece=1024`);
    assert.equal(reply.status, 409);
    assert.equal(reply.json.error_code, 'conflict');
    assert.equal(reply.headers['content-disposition'], undefined);
  });

  test('in the middle breaks the connection, so that nobody takes the part for the whole', async () => {
    const path = `/api/stream?${FOR_EVER}&fail_at=20000000`;
    assertBroken(await rest(await begin(path)));
    await assert.rejects(download(path), { code: 'ECONNRESET' });
    const ends = new Set(); // with HTTP/1.0 a mere end would be that of the body
    for (let i = 0; i < 10; i++) {
      const old = await begin(path, { version: '1.0' });
      await rest(old);
      ends.add(old.failure);
    }
    assert.ok(ends.has('ECONNRESET')); // a reset with the last bytes is an end to Node.js
    await waitFor(
      () => server.log.split(/warn +http +GET \/api\/stream: broken off after 2\d{7} bytes: conflict/).length > 12,
      () => server.log,
    );
    await assertNothingLeft();
  });
});

describe('a client that leaves', () => {
  const departures = {
    'with a reset': (socket) => socket.resetAndDestroy(),
    'with an end': (socket) => socket.destroy(),
    'by half': (socket) => socket.end(),
  };
  const producers = {
    'while a piece waits for room': [FOR_EVER, 1_000_000],
    'while the next piece is made': [`${FOR_EVER}&piece=65536&pause_ms=200`, 100],
    'before anything was sent': [`${FOR_EVER}&piece=1000&pause_ms=50`, 0],
  };
  for (const [how, leave] of Object.entries(departures)) {
    for (const [when, [query, bytes]] of Object.entries(producers)) {
      test(`${how}, ${when}, ends its fiber`, async () => {
        const before = sockets();
        const asked = await Promise.all(Array.from({ length: 5 }, () => begin(`/api/stream?${query}`, { bytes })));
        await waitFor(async () => (await server.fibers()) === 5, 'no fibers');
        asked.forEach(leave);
        await assertNothingLeft();
        await waitFor(() => sockets() <= before + 1, () => server.descriptors().join('\n'));
        asked.forEach((socket) => socket.destroy());
      });
    }
  }
});

describe('many at once', () => {
  test('are made up to a bound of each organisation', async () => {
    const asked = await Promise.all(Array.from({ length: 8 }, () => begin(`/api/stream?${FOR_EVER}`)));
    const refused = await get('/api/stream?bytes=1');
    assert.equal(refused.status, 503);
    assert.equal(refused.json.error_code, 'overloaded');
    assert.ok(Number(refused.headers['retry-after']) >= 1);
    assert.equal((await get('/api/stream?bytes=1', { headers: { 'X-Org': 'two' } })).status, 200);
    asked.forEach((socket) => socket.destroy());
    await assertNothingLeft();
    assert.equal((await get('/api/stream?bytes=1')).status, 200);
  });
});

describe('a file', () => {
  test('is sent whole, with its length, and closed', async () => {
    for (const bytes of [0, 65536, 100 * MIB]) {
      const got = await download(`/api/file?bytes=${bytes}`);
      assert.equal(got.headers['content-length'], `${bytes}`);
      assert.equal(got.headers['content-disposition'], 'attachment; filename="products.xlsx"');
      assert.equal(got.sha256, expected(bytes, 65536));
    }
    const asked = await download(`/api/file?bytes=65536`, undefined, 'HEAD');
    assert.equal(asked.headers['content-length'], '65536');
    assert.equal(asked.size, 0);
    await assertNothingLeft();
  });

  test('is closed when the client leaves', async () => {
    const socket = await begin(`/api/file?bytes=${100 * MIB}`);
    assert.equal(server.spooled(), 1);
    socket.resetAndDestroy();
    await assertNothingLeft();
  });

  test('leaves the connection for the next request', async () => {
    const socket = await server.connect();
    socket.write(line('/api/file?bytes=131072') + line('/api/state'));
    await waitFor(() => socket.got.includes('{"fibers":1}'), () => socket.got.slice(0, 1000));
    socket.destroy();
  });
});

describe('what lasts', { concurrency: true }, () => {
  test('is broken off where the client takes nothing for 30 s', () => stalled);

  test('is finished where the server stops, if it can be', async () => {
    const other = await startTransfers();
    const socket = await begin('/api/stream?bytes=3000000&piece=50000&pause_ms=20', { to: other });
    const stopped = other.stop();
    assert.ok((await rest(socket)).endsWith('\r\n0\r\n\r\n'));
    assert.equal(socket.failure, undefined);
    assert.equal(await stopped, 0, other.log);
  });

  test('is broken off where it cannot', async () => {
    const other = await startTransfers();
    const reading = await begin(`/api/stream?${FOR_EVER}&piece=10000&pause_ms=5`, { to: other });
    const full = await begin(`/api/stream?${FOR_EVER}`, { to: other });
    const began = Date.now();
    const stopped = other.stop();
    assertBroken(await rest(reading));
    assert.equal(await stopped, 0, other.log); // else requests were left after 10 s
    assert.ok(Date.now() - began > 7000, `${Date.now() - began} ms`);
    assertBroken(await rest(full));
  });
});
