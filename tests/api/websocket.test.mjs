// SPDX-License-Identifier: MIT
// The WebSocket handshake of the feed, and how its connections behave between opening and closing.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { closeConnections, raw } from '../support/http.mjs';
import { startSauda } from '../support/sauda.mjs';
import { BINARY, Client, CLOSE, close, closing, frame, PING, PONG, TEXT } from '../support/ws_client.mjs';

const PATH = '/api/ws';
let sauda;
let address;

before(async () => {
  sauda = await startSauda();
  const { hostname: host, port } = new URL(sauda.url);
  address = { host, port: Number(port), path: PATH };
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

/** Opens a connection and takes its first frame. */
async function open(options = {}) {
  const client = await Client.open({ ...address, ...options });
  const first = await client.next();
  assert.equal(first.opcode, TEXT);
  assert.equal(JSON.parse(first.payload).type, 'ready');
  return client;
}

async function assertClosed(client, code) {
  const last = await client.next();
  assert.equal(last?.opcode, CLOSE);
  assert.equal(last.payload.readUInt16BE(0), code);
  assert.equal(await client.next(), null, 'the stream ends after the close');
}

/** The reply to a handshake with other headers; undefined leaves one out. */
async function handshake(headers, { method = 'GET', path = PATH, version = '1.1' } = {}) {
  const all = {
    Host: `${address.host}:${address.port}`,
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  };
  const lines = Object.entries(all).filter(([, value]) => value !== undefined);
  const text = `${method} ${path} HTTP/${version}\r\n${lines.map(([n, v]) => `${n}: ${v}\r\n`).join('')}\r\n`;
  const got = await raw(sauda.url, text, { quietMs: 300 });
  const [head, body] = [got.text.slice(0, got.text.indexOf('\r\n\r\n')), got.text.slice(got.text.indexOf('\r\n\r\n') + 4)];
  return { status: got.statuses[0], head, body };
}

const refusals = [
  ['an older version', { 'Sec-WebSocket-Version': '8' }, 426, 'upgrade_required'],
  ['no version', { 'Sec-WebSocket-Version': undefined }, 426, 'upgrade_required'],
  ['a plain request', { Upgrade: undefined, Connection: undefined }, 426, 'upgrade_required'],
  ['another protocol', { Upgrade: 'h2c' }, 426, 'upgrade_required'],
  ['no key', { 'Sec-WebSocket-Key': undefined }, 400, 'bad_request'],
  ['a key of 15 bytes', { 'Sec-WebSocket-Key': 'MTIzNDU2Nzg5MDEyMzQ1' }, 400, 'bad_request'],
  ['a key that is no base64', { 'Sec-WebSocket-Key': '!!!!!!!!!!!!!!!!!!!!!!==' }, 400, 'bad_request'],
  ['a foreign page', { Origin: 'http://evil.example' }, 403, 'foreign_origin'],
  ['a foreign host', { Host: 'evil.example' }, 400, 'foreign_host'],
];

describe('the handshake', () => {
  test('answers the key (RFC 6455 section 1.3)', async () => {
    const { status, head } = await handshake({});
    assert.equal(status, 101);
    assert.match(head, /\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=/i);
    assert.match(head, /\r\nUpgrade: websocket/i);
    assert.match(head, /\r\nConnection: Upgrade/i);
  });

  test('takes lists and other cases', async () => {
    assert.equal((await handshake({ Connection: 'keep-alive, upgrade', Upgrade: 'WebSocket' })).status, 101);
    assert.equal((await handshake({ 'Sec-WebSocket-Extensions': 'permessage-deflate' })).status, 101);
    assert.equal((await handshake({ Origin: sauda.url.replace(/\/$/, '') })).status, 101);
    assert.equal((await handshake({}, { path: '/api/v1/ws' })).status, 101);
  });

  test('offers no extension and no protocol of its own', async () => {
    const { head } = await handshake({ 'Sec-WebSocket-Extensions': 'permessage-deflate', 'Sec-WebSocket-Protocol': 'chat' });
    assert.doesNotMatch(head, /Sec-WebSocket-(Extensions|Protocol)/i);
  });

  for (const [what, headers, status, code] of refusals) {
    test(`refuses ${what}: ${status}`, async () => {
      const reply = await handshake(headers);
      assert.equal(reply.status, status, reply.head);
      assert.equal(JSON.parse(reply.body).error_code, code);
      if (status === 426) {
        assert.match(reply.head, /\r\nSec-WebSocket-Version: 13/i);
        assert.match(reply.head, /\r\nUpgrade: websocket\r\n/i);
        assert.match(reply.head, /\r\nConnection: [^\r]*Upgrade/i);
      }
    });
  }

  test('takes only GET', async () => {
    const reply = await handshake({ 'Content-Length': '0' }, { method: 'POST' });
    assert.equal(reply.status, 405);
    assert.match(reply.head, /\r\nAllow: [^\r]*GET/i);
  });
});

describe('a connection', () => {
  test('answers pings, also one that came together with the handshake', async () => {
    const client = await open({ eager: frame(PING, 'at once') });
    assert.deepEqual(await client.next(), { opcode: PONG, fin: true, payload: Buffer.from('at once') });
    await client.send(frame(PING, 'later'));
    assert.equal(String((await client.next()).payload), 'later');
    client.destroy();
  });

  test('ignores what clients say, up to 64 KiB', async () => {
    const client = await open();
    await client.send(frame(TEXT, 'hello'), frame(BINARY, Buffer.alloc(65536)), frame(PING, 'still there?'));
    assert.equal((await client.next()).opcode, PONG);
    await client.send(frame(BINARY, Buffer.alloc(65537)));
    await assertClosed(client, 1009);
  });

  test('fails on what no client may send', async () => {
    const client = await open();
    await client.send(frame(TEXT, 'not masked', { masked: false }));
    await assertClosed(client, 1002);
  });

  test('closes when the client does', async () => {
    const client = await open();
    await client.send(close(1000, 'bye'));
    await assertClosed(client, 1000);
  });

  test('may vanish at any moment', async () => {
    const bytes = Buffer.concat([frame(TEXT, 'half a message', { fin: false }), frame(PING), close()]);
    for (let n = 0; n <= bytes.length; n++) {
      const client = await Client.open(address);
      await client.send(bytes.subarray(0, n));
      if (n % 2) {
        client.socket.resetAndDestroy();
      } else {
        client.destroy();
      }
    }
    const client = await open();
    client.destroy();
  });

  test('hears 1001 when the server stops', async () => {
    const own = await startSauda();
    const client = await open({ port: Number(new URL(own.url).port) });
    const stopped = own.stop();
    const last = await client.next();
    assert.equal(last.payload.readUInt16BE(0), 1001);
    await client.send(frame(CLOSE, closing(1001)));
    assert.equal(await client.next(), null);
    await stopped;
  });
});
