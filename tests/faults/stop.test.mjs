// SPDX-License-Identifier: MIT
// How a server ends: what is in flight is finished, WebSockets are told, a second signal ends it at once, a request
// that takes too long does not hold it up for ever.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { pgOf, processesOn } from '../support/cluster.mjs';
import { Feed } from '../support/feed.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { waitFor } from '../support/patience.mjs';
import { startSauda, temporaryFolder } from '../support/sauda.mjs';
import { startServices } from '../support/services.mjs';

let services;

before(async () => {
  services = await startServices();
});
after(async () => {
  closeConnections();
  await services?.stop();
});

/** Begins a check of a module whose service answers when it is released; { reply } to come. */
async function beginCheck(sauda, name, health = {}) {
  services.hold(name);
  const json = { name, platform: 'olx', api_url: `${services.url}/set/${name}`, config: { health } };
  const created = await request(sauda.url, 'POST', '/api/modules/', { json });
  assert.equal(created.status, 201, created.text);
  const reply = request(sauda.url, 'GET', `/api/modules/${created.json.id}/health`).catch((error) => error);
  await waitFor(() => services.isHeld(name), 'the check');
  return { reply }; // not the promise alone, for which an async function would wait
}

function isRefused(sauda) {
  const url = new URL(sauda.url);
  return new Promise((resolve) => {
    const socket = net.connect(Number(url.port), url.hostname);
    socket.setTimeout(300, () => done(true)); // accepted by nobody
    socket.on('data', () => done(false));
    socket.on('error', () => done(true));
    socket.on('close', () => done(true));
    socket.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const done = (answer) => {
      socket.destroy();
      resolve(answer);
    };
  });
}

test('what is in flight is finished, new connections are not taken, the status is 0', async () => {
  const sauda = await startSauda();
  const { reply } = await beginCheck(sauda, 'finish');
  const end = sauda.stop();
  await sauda.waitFor(/stopping/);
  await waitFor(() => isRefused(sauda), 'the refusal');
  services.release('finish', 200);
  assert.equal((await reply).status, 200);
  await end;
});

test('WebSockets are closed with 1001', async () => {
  const sauda = await startSauda();
  const feeds = await Promise.all([1, 2, 3].map(() => Feed.open(sauda.url)));
  await Promise.all(feeds.map((feed) => feed.ready()));
  const end = sauda.stop();
  for (const feed of feeds) {
    assert.deepEqual(await feed.next(), { closed: 1001 });
  }
  await end;
});

test('a second signal ends it at once, its PostgreSQL too', async () => {
  const dataDir = temporaryFolder();
  const sauda = await startSauda({ dataDir });
  const pg = pgOf(dataDir);
  const { reply } = await beginCheck(sauda, 'cut');
  sauda.kill('SIGINT');
  await sauda.waitFor(/stopping/);
  const began = Date.now();
  const { code } = await sauda.kill('SIGINT');
  assert.equal(code, 1);
  assert.ok(Date.now() - began < 8000); // and not after the ten seconds that what is in flight may take
  assert.ok((await reply) instanceof Error);
  await waitFor(() => processesOn(pg).length === 0, 'the end of PostgreSQL');
  services.release('cut', 200);
});

test('a request that takes too long is cut off after 10 s', async () => {
  const dataDir = temporaryFolder();
  const sauda = await startSauda({ dataDir });
  const { reply } = await beginCheck(sauda, 'long', { timeout_ms: 30_000 });
  const began = Date.now();
  await sauda.stop();
  const ms = Date.now() - began;
  assert.ok(ms >= 9_500 && ms < 25_000, `it took ${ms} ms`);
  assert.match(sauda.err, /took too long are cut off: 1/);
  assert.ok((await reply) instanceof Error);
  assert.deepEqual(processesOn(pgOf(dataDir)), []);
  services.release('long', 200);
});
