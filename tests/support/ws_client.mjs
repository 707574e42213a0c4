// SPDX-License-Identifier: MIT
// A WebSocket client on a bare socket, for tests that must say exactly what goes over the wire: it
// sends any bytes, broken ones too, and hands out frames as they come, without answering any by itself.
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { PATIENCE_MS } from './patience.mjs';

export const CONTINUATION = 0, TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10;

// One frame as a client sends it. `length` is the form of the length: 7, 16 or 64 bits; absent: the shortest.
export function frame(opcode, payload = '', { fin = true, rsv = 0, masked = true, length } = {}) {
  const data = Buffer.from(payload);
  const bits = length ?? (data.length < 126 ? 7 : data.length < 65536 ? 16 : 64);
  const head = Buffer.alloc(2 + (bits === 16 ? 2 : bits === 64 ? 8 : 0) + (masked ? 4 : 0));
  head[0] = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  head[1] = (masked ? 0x80 : 0) | (bits === 7 ? data.length : bits === 16 ? 126 : 127);
  if (bits === 16) head.writeUInt16BE(data.length, 2);
  if (bits === 64) head.writeBigUInt64BE(BigInt(data.length), 2);
  if (masked) {
    const key = randomBytes(4);
    key.copy(head, head.length - 4);
    for (let i = 0; i < data.length; i++) data[i] ^= key[i & 3];
  }
  return Buffer.concat([head, data]);
}

// The payload of a close frame.
export function closing(code, reason = '') {
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(code);
  return Buffer.concat([payload, Buffer.from(reason)]);
}

export const close = (code = 1000, reason = '') => frame(CLOSE, closing(code, reason));

// Cuts bytes into pieces of `size`.
export function chop(bytes, size) {
  const pieces = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  return pieces;
}

export class Client {
  #chunks = []; #size = 0; #wake = () => {}; #ended = false;

  // Opens the connection and does the handshake; throws an Error with `status` and `head` when it is refused. `eager`
  // goes out together with the request.
  static async open({ host = '127.0.0.1', port, path = '/', headers = {}, eager = '' }) {
    const client = new Client();
    const key = randomBytes(16).toString('base64');
    client.socket = connect({ host, port, noDelay: true });
    client.socket.on('data', (chunk) => { client.#chunks.push(chunk); client.#size += chunk.length; client.#wake(); });
    client.socket.on('error', () => {});
    client.socket.on('close', () => { client.#ended = true; client.#wake(); });
    await once(client.socket, 'connect');
    const fields = {
      Host: `${host}:${port}`, Upgrade: 'websocket', Connection: 'Upgrade', 'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': key, ...headers,
    };
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`).join('');
    client.socket.write(Buffer.concat([Buffer.from(`GET ${path} HTTP/1.1\r\n${lines}\r\n`), Buffer.from(eager)]));
    client.head = await client.#readHead();
    client.status = Number(client.head.split(' ')[1]);
    if (client.status !== 101) {
      const error = new Error(`refused: ${client.head.split('\r\n')[0]}`);
      client.socket.destroy();
      throw Object.assign(error, { status: client.status, head: client.head });
    }
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    if (!client.head.toLowerCase().includes(`sec-websocket-accept: ${accept.toLowerCase()}`))
      throw new Error(`a wrong Sec-WebSocket-Accept: ${client.head}`);
    return client;
  }

  async #readHead() {
    for (;;) {
      const all = Buffer.concat(this.#chunks);
      const end = all.indexOf('\r\n\r\n');
      if (end >= 0) {
        this.#chunks = [all.subarray(end + 4)];
        this.#size -= end + 4;
        return all.toString('latin1', 0, end);
      }
      if (this.#ended) throw new Error('the server hung up during the handshake');
      await this.#more();
    }
  }

  #more() {
    return new Promise((resolve) => { this.#wake = resolve; });
  }

  #peek(n) {
    while (this.#chunks.length > 1 && this.#chunks[0].length < n)
      this.#chunks.splice(0, 2, Buffer.concat(this.#chunks.slice(0, 2)));
    return this.#chunks[0];
  }

  // Writes and waits until the system has taken it; false when the server is gone.
  async send(...pieces) {
    for (const piece of pieces) {
      if (this.#ended || !this.socket.writable) return false;
      if (!this.socket.write(piece)) await Promise.race([once(this.socket, 'drain').catch(() => {}), once(this.socket, 'close')]);
    }
    return true;
  }

  // The next frame {opcode, fin, payload}, or null at the end of the stream. Rejects after `timeout` ms.
  async next(timeout = PATIENCE_MS) {
    const deadline = Date.now() + timeout;
    for (;;) {
      const got = this.#take();
      if (got) return got;
      if (this.#ended) return null;
      let timer;
      const late = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`no frame within ${timeout} ms`)), deadline - Date.now());
      });
      try { await Promise.race([this.#more(), late]); } finally { clearTimeout(timer); }
    }
  }

  #take() {
    if (this.#size < 2) return null;
    let head = this.#peek(2);
    const short = head[1] & 0x7f;
    const headSize = 2 + (short === 126 ? 2 : short === 127 ? 8 : 0);
    if (head[1] & 0x80) throw new Error('the server masked a frame');
    if (head[0] & 0x70) throw new Error('the server set a reserved bit');
    if (this.#size < headSize) return null;
    head = this.#peek(headSize);
    const length = short === 126 ? head.readUInt16BE(2) : short === 127 ? Number(head.readBigUInt64BE(2)) : short;
    if (this.#size < headSize + length) return null;
    const all = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
    this.#size -= headSize + length;
    this.#chunks = [all.subarray(headSize + length)];
    return { opcode: all[0] & 15, fin: all[0] >= 0x80, payload: all.subarray(headSize, headSize + length) };
  }

  // All frames until the server ends the stream.
  async rest(timeout = PATIENCE_MS) {
    const frames = [];
    for (let got; (got = await this.next(timeout)); ) frames.push(got);
    return frames;
  }

  destroy() {
    this.socket.destroy();
  }
}
