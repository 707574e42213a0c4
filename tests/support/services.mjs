// SPDX-License-Identifier: MIT
// Services for modules to stand on. One server, on a loopback address; the first part of the path says how it behaves:
// a module at `${url}/slow` has a slow service. What it was asked, and when, is kept.
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const json = (res, status, body) => res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
const said = (status) => ({ status, body: { status: status === 200 ? 'ok' : 'down' } });
const redirect = (res, to, status = 302) => res.writeHead(status, { Location: to }).end('moved');

async function drip(res, piece, everyMs) {
  while (!res.destroyed) {
    res.write(piece);
    await sleep(everyMs);
  }
}

const KINDS = {
  healthy: (rq, res) => json(res, 200, { status: 'ok' }),
  shouting: (rq, res) => json(res, 200, { status: 'HEALTHY' }),
  text: (rq, res) => res.end('fine'),
  empty: (rq, res) => res.writeHead(204).end(),
  array: (rq, res) => json(res, 200, [{ status: 'down' }]),
  number: (rq, res) => json(res, 200, { status: 1 }),
  failing: (rq, res) => json(res, 503, { status: 'ok' }),
  teapot: (rq, res) => res.writeHead(418).end(),
  slow: async (rq, res) => {
    await sleep(300);
    json(res, 200, { status: 'ok' });
  },
  // what it says of itself is not what it is
  down: (rq, res) => json(res, 200, { status: 'down' }),
  disguised: (rq, res) => res.writeHead(200, { 'Content-Type': 'text/html' }).end('{"status":"down"}'),
  broken: (rq, res) => res.writeHead(200, { 'Content-Type': 'application/json' }).end('{"status":"down"'),
  nested: (rq, res) => res.writeHead(200, { 'Content-Type': 'application/json' }).end('['.repeat(60_000)),
  huge: (rq, res) => res.writeHead(200, { 'Content-Type': 'application/json' }).end(`{"status":"ok","x":"${'x'.repeat(1 << 20)}"}`),
  // it does not come to an end
  hanging: () => {},
  dripping: (rq, res) => {
    res.writeHead(200, { 'Content-Type': 'application/json' });
    drip(res, ' ', 50);
  },
  closing: (rq) => rq.socket.destroy(),
  breaking: (rq, res) => {
    res.writeHead(200, { 'Content-Length': 1000 });
    res.write('not all');
    setTimeout(() => rq.socket.destroy(), 20);
  },
  garbage: (rq) => rq.socket.end('what?\r\n\r\n'),
  // it sends elsewhere
  moved: (rq, res, services) => redirect(res, `${services.url}/healthy/health`, 301),
  looping: (rq, res) => redirect(res, rq.url),
  hops: (rq, res, services, [left]) => (Number(left) ? redirect(res, `/hops/${left - 1}/health`) : json(res, 200, { status: 'ok' })),
  metadata: (rq, res) => redirect(res, 'http://169.254.169.254/latest/meta-data/'),
  inside: (rq, res) => redirect(res, 'http://10.0.0.1/'),
  mapped: (rq, res) => redirect(res, 'http://[::ffff:169.254.169.254]/'),
  file: (rq, res) => redirect(res, 'file:///etc/passwd'),
  away: (rq, res, services) => redirect(res, `${services.elsewhere}/healthy/health`),
  // as a test sets it: services.set(name, status), .script(name, statuses), .hold(name) and .release(name, status)
  set: async (rq, res, services, [name]) => {
    const held = services.held.get(name);
    if (held) {
      held.hasCome = true;
      services.set(name, await held.released);
    }
    const script = services.scripts.get(name);
    const { status, body } = script?.length ? said(script.shift()) : (services.answers.get(name) ?? said(200));
    json(res, status, body);
  },
};

class Services {
  answers = new Map();
  scripts = new Map();
  held = new Map();
  hits = new Map(); // by api_url: when, in ms
  last = new Map(); // by api_url: the headers of the last request
  lastElsewhere = new Map();

  /** What /set/name answers from now on. */
  set(name, status, { body } = said(status)) {
    this.answers.set(name, { status, body });
  }

  /** What it answers to the next requests, one after the other. */
  script(name, statuses) {
    this.scripts.set(name, [...statuses]);
  }

  /** It answers nobody until it is released. */
  hold(name) {
    const held = { hasCome: false };
    held.released = new Promise((resolve) => {
      held.release = resolve;
    });
    this.held.set(name, held);
  }

  /** Whether somebody waits. */
  isHeld(name) {
    return this.held.get(name)?.hasCome ?? false;
  }

  release(name, status) {
    this.held.get(name).release(status);
    this.held.delete(name);
  }

  note(rq, server) {
    const path = rq.url.replace(/\/health(\?.*)?$/, '');
    if (server !== this.servers?.[0]) {
      this.lastElsewhere.set(path, rq.headers);
      return;
    }
    this.hits.set(path, [...(this.hits.get(path) ?? []), performance.now()]);
    this.last.set(path, rq.headers);
  }

  hitsOf(path) {
    return this.hits.get(path) ?? [];
  }

  async stop() {
    for (const server of this.servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }
}

function listen(services) {
  const server = http.createServer((rq, res) => {
    const [, kind, ...rest] = rq.url.split('/');
    services.note(rq, server);
    res.on('error', () => {});
    (KINDS[kind] ?? ((_, r) => r.writeHead(404).end()))(rq, res, services, rest);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** Starts the services: { url, elsewhere, hitsOf(), last, stop() … }. `elsewhere` is another origin. */
export async function startServices() {
  const services = new Services();
  services.servers = [await listen(services), await listen(services)];
  [services.url, services.elsewhere] = services.servers.map((s) => `http://127.0.0.1:${s.address().port}`);
  return services;
}
