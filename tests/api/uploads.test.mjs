// SPDX-License-Identifier: MIT
// Files as bodies: taken in as they come without growing in memory, refused before they are sent where they are not
// wanted, and nothing left of them when they are not finished.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readlinkSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeConnections, raw, request } from '../support/http.mjs';
import { waitFor } from '../support/patience.mjs';
import { SIGN_IN, as, makeTeam } from '../support/people.mjs';
import { startSauda, temporaryFolder } from '../support/sauda.mjs';
import { head, startTransfers } from '../support/transfers.mjs';

const MIB = 1024 * 1024;
const LIMIT = 100 * MIB;
const IS_ASAN = process.env.SAUDA_IS_ASAN === '1'; // it keeps what is freed

let server;

before(async () => {
  server = await startTransfers();
});
after(async () => {
  closeConnections();
  assert.equal(await server.stop(), 0, server.log);
});

const take = (options, path = '/api/files') =>
  server.request('POST', path, { ...options, headers: { 'Content-Type': 'text/csv', ...options.headers } });
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const post = (...lines) => head('POST /api/files HTTP/1.1', 'Content-Type: text/csv', ...lines);

function assertError(reply, status, code) {
  assert.equal(reply.status, status, reply.text);
  assert.equal(reply.json.error_code, code);
}

async function assertNothingLeft() {
  await waitFor(() => server.spooled() === 0, () => server.descriptors().join('\n'));
  await waitFor(async () => (await server.fibers()) === 0, 'fibers are left');
  assert.deepEqual(readdirSync(server.folder), []);
}

describe('a file', () => {
  test('of the largest size goes to the disk as it comes, with its length or in chunks', async () => {
    const body = Buffer.concat(Array(LIMIT / MIB).fill(randomBytes(MIB)));
    for (const headers of [{}, { 'Transfer-Encoding': 'chunked' }, { 'X-Caller': 'late' }]) {
      const before = server.peakMemory();
      const reply = await take({ body, headers });
      assert.equal(reply.status, 201, reply.text);
      assert.equal(reply.json.size, LIMIT);
      assert.equal(reply.json.sha256, sha256(body));
      assert.ok(IS_ASAN || server.peakMemory() - before < 20, `from ${before} to ${server.peakMemory()} MiB`);
    }
    await assertNothingLeft();
  });

  test('may be one byte, and must not be none', async () => {
    assert.equal((await take({ body: 'x' })).json.size, 1);
    assertError(await take({ body: '' }), 400, 'bad_request');
    assertError(await take({}), 400, 'bad_request');
    await assertNothingLeft();
  });

  test('is told with its type and its encoding', async () => {
    for (const [type, kind, charset] of [
      ['text/csv', 'text/csv', null],
      ['Text/CSV ; header=present; charset=windows-1251', 'text/csv', 'windows-1251'],
      ['text/csv; CHARSET="utf-8"', 'text/csv', 'utf-8'],
      ['application/vnd.test+zip', 'application/vnd.test+zip', null],
    ]) {
      const { json } = await take({ body: 'a;b', headers: { 'Content-Type': type } });
      assert.deepEqual([json.content_type, json.charset], [kind, charset]);
    }
  });

  test('is told with its name, from the header or the address', async () => {
    for (const [disposition, query, name] of [
      [undefined, '', null],
      ['attachment; filename="prices.csv"', '', 'prices.csv'],
      ['attachment; filename=prices.csv; filename*=UTF-8\'\'%D0%A6%D0%B5%D0%BD%D1%8B%20%E2%82%B8.csv', '', 'Цены ₸.csv'],
      ['attachment; filename="C:\\\\data\\\\a \\"b\\".csv"', '', 'a "b".csv'],
      ['attachment; filename="../../etc/passwd"', '', 'passwd'],
      ['attachment; filename=".."', '', null],
      [undefined, `?filename=${encodeURIComponent('Цены/Товары.csv')}`, 'Товары.csv'],
      [undefined, `?filename=${encodeURIComponent('ы'.repeat(200))}`, 'ы'.repeat(127)],
      [undefined, '?filename=a%0Ab', null],
    ]) {
      const headers = disposition ? { 'Content-Disposition': disposition } : {};
      const reply = await take({ body: 'a;b', headers }, `/api/files${query}`);
      assert.equal(reply.json.filename, name, reply.text);
    }
  });

  test('leaves the connection for the next request', async () => {
    const socket = await server.connect();
    const one = `${post('Content-Length: 3')}a;b`;
    socket.write(one + one + post('Transfer-Encoding: chunked') + '3\r\na;b\r\n0\r\n\r\n' + one);
    await waitFor(() => socket.got.split('HTTP/1.1 201 ').length === 5, () => socket.got);
    socket.destroy();
  });

  test('is asked for by a client that waits to be', async () => {
    for (const lines of [[], ['X-Caller: late']]) {
      const socket = await server.connect();
      socket.write(post('Content-Length: 3', 'Expect: 100-continue', ...lines));
      await waitFor(() => socket.got === 'HTTP/1.1 100 Continue\r\n\r\n', () => socket.got);
      socket.write('a;b');
      await waitFor(() => socket.got.includes('HTTP/1.1 201 '), () => socket.got);
      socket.destroy();
    }
  });
});

describe('a file that is not wanted', () => {
  const refusals = {
    'by nobody': [['X-Caller: nobody', 'Content-Length: 50000000'], 401],
    'by a guest': [['X-Caller: guest', 'Content-Length: 50000000'], 403],
    'by a guest who is known only later': [['X-Caller: late guest', 'Content-Length: 50000000'], 403],
    'that is too large': [['Content-Length: 104857601'], 413],
    'that is packed': [['Content-Encoding: gzip', 'Content-Length: 50000000'], 415],
  };
  for (const [name, [lines, status]] of Object.entries(refusals)) {
    test(`${name} is refused before it is sent`, async () => {
      for (const expect of [[], ['Expect: 100-continue']]) {
        const socket = await server.connect();
        socket.write(post(...lines, ...expect));
        await socket.over; // ended by the server, which has all it needs to know
        assert.match(socket.got, new RegExp(`^HTTP/1.1 ${status} `));
        assert.match(socket.got, /\r\nConnection: close\r\n/i);
      }
      await assertNothingLeft();
    });
  }

  test('of another type is refused, and of none', async () => {
    for (const type of ['text/plain', 'application/json', 'multipart/form-data; boundary=x', 'text/csvx', '']) {
      const reply = await take({ body: 'a;b', headers: { 'Content-Type': type } });
      assertError(reply, 415, 'unsupported_media_type');
      assert.match(reply.json.message, /text\/csv or application\/vnd\.test\+zip/);
    }
    assertError(await server.request('POST', '/api/files', { body: 'a;b' }), 415, 'unsupported_media_type');
  });

  test('is refused with an unknown word in its address', async () => {
    assertError(await take({ body: 'a;b' }, '/api/files?no_such_word=1'), 422, 'validation_failed');
  });

  test('is answered also to who listens only when he has sent it', async () => {
    const body = Buffer.alloc(30 * MIB, 'a');
    for (const headers of [{ 'X-Caller': 'nobody' }, { 'X-Caller': 'late guest' }, { 'Content-Type': 'text/plain' }]) {
      const socket = await server.connect();
      const lines = Object.entries({ 'Content-Type': 'text/csv', ...headers }).map(([n, v]) => `${n}: ${v}`);
      socket.pause();
      socket.write(head('POST /api/files HTTP/1.1', `Content-Length: ${body.length}`, ...lines));
      await new Promise((resolve) => socket.write(body, resolve));
      socket.resume();
      await socket.over;
      assert.match(socket.got, /^HTTP\/1.1 4\d\d /);
      assert.equal(socket.failure, undefined);
    }
    await waitFor(() => server.descriptors().filter((target) => target.startsWith('socket')).length < 20, 'sockets stay');
  });

  test('of no told length is refused when it is too large', async () => {
    const chunked = { 'Transfer-Encoding': 'chunked' };
    assert.equal((await take({ body: Buffer.alloc(100_000), headers: chunked }, '/api/small')).status, 201);
    const over = await take({ body: Buffer.alloc(100_001), headers: chunked }, '/api/small');
    assertError(over, 413, 'payload_too_large');
    const socket = await server.connect(); // what is over the limit is dropped, but not without end
    socket.write(head('POST /api/small HTTP/1.1', 'Content-Type: text/csv', 'Transfer-Encoding: chunked'));
    const timer = setInterval(() => socket.write(`10000\r\n${'x'.repeat(65536)}\r\n`), 5);
    await socket.over;
    clearInterval(timer);
    await assertNothingLeft();
  });
});

describe('a client that leaves', () => {
  test('leaves nothing behind', async () => {
    const before = server.descriptors().length;
    for (const caller of ['', 'X-Caller: late']) {
      const sockets = [];
      for (let i = 0; i < 30; i++) {
        const socket = await server.connect();
        socket.write(post('Content-Length: 1000000', `X-Org: ${i}`, ...(caller ? [caller] : [])));
        socket.write('x'.repeat(i * 10_000));
        sockets.push(socket);
      }
      await sleep(caller ? 20 : 200); // some before they are admitted, some in the middle
      sockets.forEach((socket, i) => (i % 2 ? socket.destroy() : socket.resetAndDestroy()));
    }
    await assertNothingLeft();
    await waitFor(() => server.descriptors().length <= before + 1, () => server.descriptors().join('\n'));
    assert.equal((await take({ body: 'a;b' })).status, 201);
  });
});

describe('many at once', () => {
  /** An upload that has begun and waits for `finish()`. */
  async function begin(org) {
    const socket = await server.connect();
    socket.write(post('Content-Length: 100', `X-Org: ${org}`, 'Expect: 100-continue'));
    await waitFor(() => socket.got.includes('\r\n\r\n'), () => socket.got);
    return { socket, finish: () => socket.write('x'.repeat(100)) };
  }

  test('are let in up to a bound, each organisation up to its part', async () => {
    const under = [];
    for (const org of ['a', 'b', 'c', 'd']) {
      for (let i = 0; i < 4; i++) {
        under.push(await begin(org));
      }
      const refused = await take({ body: 'a;b', headers: { 'X-Org': org } });
      assertError(refused, 503, 'overloaded');
      assert.ok(Number(refused.headers['retry-after']) >= 1);
    }
    assert.ok(under.every(({ socket }) => socket.got.startsWith('HTTP/1.1 100 ')));
    assertError(await take({ body: 'a;b', headers: { 'X-Org': 'e' } }), 503, 'overloaded');
    assert.equal(server.spooled(), 16);
    under.forEach(({ finish }) => finish());
    await Promise.all(under.map(({ socket }) => waitFor(() => socket.got.includes(' 201 '), () => socket.got)));
    assert.equal((await take({ body: 'a;b', headers: { 'X-Org': 'e' } })).status, 201);
    under.forEach(({ socket }) => socket.destroy());
    await assertNothingLeft();
  });
});

describe('the disk', () => {
  async function withServer(options, work) {
    const other = await startTransfers(options);
    try {
      await work((bytes) => {
        const headers = { 'Content-Type': 'text/csv' };
        return other.request('POST', '/api/files', { body: Buffer.alloc(bytes), headers, agent: false });
      }, other);
    } finally {
      assert.equal(await other.stop(), 0, other.log);
    }
  }

  test('that has no room left is told of', () =>
    withServer({ shell: "trap '' XFSZ; ulimit -f 200" }, async (send, other) => {
      assert.equal((await send(50_000)).status, 201);
      assertError(await send(MIB), 507, 'insufficient_storage');
      assert.equal(other.spooled(), 0);
      await waitFor(() => /warn +files +a file in .*: File too large/.test(other.log), () => other.log);
      assert.equal((await send(50_000)).status, 201);
    }));

  test('is asked for its folder when it is needed', async () => {
    await withServer({ folder: join(temporaryFolder(), 'data') }, async (send) => {
      assert.equal((await send(10)).status, 201);
    });
    await withServer({ folder: '/proc/none' }, async (send, other) => {
      const refused = await send(10);
      assertError(refused, 503, 'storage_unavailable');
      assert.ok(Number(refused.headers['retry-after']) >= 1);
      await waitFor(() => /warn +files +a file in \/proc\/none: No such file/.test(other.log), () => other.log);
    });
  });
});

describe('what lasts', { concurrency: true }, () => {
  test('an upload that stops is cut off', async () => {
    const socket = await server.connect();
    const began = Date.now();
    socket.write(`${post('Content-Length: 1000000')}${'x'.repeat(1000)}`);
    await socket.over;
    assert.ok(Date.now() - began > 9000, `${Date.now() - began} ms`);
    assert.equal(socket.got, '');
    await assertNothingLeft();
  });

  test('an upload that lasts does not hold up the end of the server', async () => {
    const other = await startTransfers();
    const socket = await other.connect();
    socket.write(`${post('Content-Length: 1000000')}x`);
    await waitFor(() => other.spooled() === 1, 'no upload');
    const timer = setInterval(() => socket.write('x'.repeat(10_000)), 500);
    assert.equal(await other.stop(), 0, other.log); // else requests were left after 10 s
    clearInterval(timer);
    socket.destroy();
  });
});

describe('the import of products', () => {
  const CSV = 'sku,name\nA-1,Phone\n';
  let sauda;
  let team;

  before(async () => {
    sauda = await startSauda({ env: { ...SIGN_IN, DATA_DIR: temporaryFolder() } });
    team = makeTeam(sauda.database);
  });
  after(() => sauda?.stop());

  const send = (options) => request(sauda.url, 'POST', '/api/products/import', options);
  const bearer = (who) => ({ ...as(team[who]), 'Content-Type': 'text/csv' });
  const lines = (headers) => Object.entries(headers).map(([name, value]) => `${name}: ${value}`);

  test('takes the file of who may', async () => {
    const named = { ...bearer('office'), 'Content-Disposition': 'attachment; filename=a.csv' };
    const reply = await send({ body: CSV, headers: named });
    assert.equal(reply.status, 201, reply.text);
    const chunked = await send({ body: CSV, headers: { ...bearer('office'), 'Transfer-Encoding': 'chunked' } });
    assert.equal(chunked.status, 201, chunked.text);
  });

  test('tells all others before they have sent it', async () => {
    for (const [headers, length, status] of [
      [{ 'Content-Type': 'text/csv' }, 50_000_000, 401],
      [{ ...bearer('office'), Authorization: 'Bearer wrong' }, 50_000_000, 401],
      [bearer('promoter'), 50_000_000, 403],
      [{ ...bearer('office'), 'Content-Type': 'application/json' }, 50_000_000, 415],
      [bearer('office'), LIMIT + 1, 413],
    ]) {
      const text = head('POST /api/products/import HTTP/1.1', `Content-Length: ${length}`, ...lines(headers));
      const got = await raw(sauda.url, text, { quietMs: 10_000 });
      assert.deepEqual([got.statuses, got.isClosed], [[status], true], got.text);
    }
  });

  test('leaves nothing of a file whose sender has left', async () => {
    const spooled = () =>
      readdirSync(`/proc/${sauda.pid}/fd`).filter((fd) => {
        try {
          return readlinkSync(`/proc/${sauda.pid}/fd/${fd}`).endsWith(' (deleted)');
        } catch {
          return false;
        }
      }).length;
    const text = head('POST /api/products/import HTTP/1.1', 'Content-Length: 1000000', ...lines(bearer('office')));
    const socket = net.connect(Number(new URL(sauda.url).port), '127.0.0.1');
    socket.write(text + CSV.repeat(1000));
    await waitFor(() => spooled() === 1, 'no upload');
    socket.destroy();
    await waitFor(() => spooled() === 0, 'the file is left');
  });
});
