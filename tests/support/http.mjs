// SPDX-License-Identifier: MIT
// Requests as a test needs them: with any method, any header, and what came back unaltered; and raw bytes on a socket
// for what no client library would send.
import http from 'node:http';
import net from 'node:net';
import { PATIENCE_MS } from './patience.mjs';

const usualAgent = new http.Agent({ keepAlive: true, maxSockets: 16 });

/** One request. `json` becomes the body with its Content-Type; `body` goes as it is; `agent` is for more connections than
 * usual. Never throws for a status. */
export function request(base, method, path, { headers = {}, json, body, agent = usualAgent } = {}) {
  const url = new URL(base);
  const data = json === undefined ? body : JSON.stringify(json);
  const all = { ...headers };
  if (json !== undefined && !Object.keys(all).some((h) => h.toLowerCase() === 'content-type')) {
    all['Content-Type'] = 'application/json';
  }
  if (data !== undefined && !('Transfer-Encoding' in all)) {
    all['Content-Length'] ??= Buffer.byteLength(data);
  }
  return new Promise((resolve, reject) => {
    const rq = http.request({ agent, host: url.hostname, port: url.port, method, path, headers: all }, (rs) => {
      const pieces = [];
      rs.on('data', (piece) => pieces.push(piece));
      rs.on('error', reject);
      rs.on('end', () => resolve(new Reply(method, path, rs, Buffer.concat(pieces))));
    });
    rq.on('error', reject);
    rq.end(data);
  });
}

class Reply {
  constructor(method, path, rs, bytes) {
    this.what = `${method} ${path.length > 100 ? `${path.slice(0, 100)}…` : path}`;
    this.status = rs.statusCode;
    this.headers = rs.headers;
    this.bytes = bytes;
    this.text = bytes.toString();
  }

  get json() {
    return JSON.parse(this.text);
  }
}

/** Sends `text` on a connection of its own and returns all that comes back until the server closes it, or until it
 * has answered and has then been silent for `quietMs`. `isClosed` tells which. */
export function raw(base, text, { quietMs = 500 } = {}) {
  const url = new URL(base);
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(url.port), url.hostname);
    let got = '';
    const done = (isClosed) => {
      socket.destroy();
      resolve({
        text: got,
        isClosed,
        statuses: [...got.matchAll(/HTTP\/1\.[01] (\d{3}) [^\r\n]*\r\n/g)].map((m) => Number(m[1])),
      });
    };
    socket.setTimeout(PATIENCE_MS, () => done(false));
    socket.on('data', (piece) => {
      got += piece.toString('latin1');
      socket.setTimeout(quietMs);
    });
    socket.on('close', () => done(true));
    socket.on('error', (e) => (e.code === 'ECONNRESET' || e.code === 'EPIPE' ? done(true) : reject(e)));
    socket.write(text, 'latin1');
  });
}

export function closeConnections() {
  usualAgent.destroy();
}
