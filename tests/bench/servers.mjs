// SPDX-License-Identifier: MIT
// Sauda and its peers: how each is made and started. All get the same database, the same key for tokens and about as many
// connections; processes as each kind uses both cores: threads in Sauda and Go, two workers in the others.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SIGN_IN } from '../support/people.mjs';
import { asAdmin } from './data.mjs';
import { ROOT, WORK, answers, run, start } from './processes.mjs';
import { statements } from './statements.mjs';

const WORKERS = 2;
const CONNECTIONS = 16; // to the database, of all workers of a contestant together: what Sauda has by default
const HERE = import.meta.dirname;

export const SAUDA = process.env.SAUDA_BIN ?? join(ROOT, 'build/release/sauda');

export function saudaEnv(port, more = {}) {
  return {
    APP_ENV: 'dev', ...SIGN_IN, HOST: '127.0.0.1', PORT: String(port), DATABASE_URL: '',
    DATA_DIR: join(WORK, 'data'), LOG_LEVEL: 'warn', DB_POOL: String(CONNECTIONS / WORKERS), LOOPS: String(WORKERS),
    ...more,
  };
}

export function startSauda(name, port, more) {
  const cwd = join(WORK, 'empty'); // no .env of a person's lies there
  mkdirSync(cwd, { recursive: true });
  return start(name, [SAUDA, 'serve'], { env: saudaEnv(port, more), cwd });
}

const goBinary = join(WORK, 'go-peer');

function startFastapi(name, cluster, port, more) {
  const argv = [
    '/usr/bin/python3', '-B', '-m', 'uvicorn', 'app:app', '--app-dir', join(HERE, 'peers/fastapi'),
    '--host', '127.0.0.1', '--port', String(port), '--workers', String(WORKERS), '--loop', 'uvloop',
    '--http', 'httptools', '--no-access-log', '--log-level', 'warning',
  ];
  return start(name, argv, { env: { ...peerEnv(cluster, port, CONNECTIONS / WORKERS), ...more } });
}

const contestants = {
  sauda: {
    title: 'Sauda',
    port: 18101,
    readyPath: '/api/health/ready',
    start: (cluster, port) => startSauda('sauda', port, { DATABASE_URL: cluster.url }),
  },
  go: {
    title: 'Go',
    port: 18102,
    // Debian's packages lie in a GOPATH of their own; nothing is fetched.
    make: () =>
      run(['go', 'build', '-o', goBinary, '.'], {
        cwd: join(HERE, 'peers/go'),
        env: { GOPATH: '/usr/share/gocode', GO111MODULE: 'off', GOFLAGS: '', GOCACHE: join(WORK, 'go-cache') },
      }),
    start: (cluster, port) => start('go', [goBinary], { env: peerEnv(cluster, port, CONNECTIONS) }),
  },
  fastify: {
    title: 'Fastify',
    port: 18103,
    make: () => run(['tools/npm_ci', process.execPath, join(HERE, 'peers/fastify')]),
    start: (cluster, port) =>
      start('fastify', [process.execPath, join(HERE, 'peers/fastify/server.mjs')], {
        env: { ...peerEnv(cluster, port, CONNECTIONS / WORKERS), WORKERS: String(WORKERS), NODE_ENV: 'production' },
      }),
  },
  fastapi: {
    title: 'FastAPI',
    port: 18104,
    start: (cluster, port) => startFastapi('fastapi', cluster, port, { MODELS: '1' }),
  },
  'fastapi-bare': {
    title: 'FastAPI, bare',
    port: 18105,
    start: (cluster, port) => startFastapi('fastapi-bare', cluster, port, { MODELS: '0' }),
  },
};

const statementsFile = join(WORK, 'statements.json');

function peerEnv(cluster, port, pool) {
  return {
    DATABASE_URL: cluster.url, PORT: String(port), POOL: String(pool), STATEMENTS: statementsFile,
    SECRET_KEY: SIGN_IN.SECRET_KEY,
  };
}

// What peers find when they start: those of sql/queries/, and `more`.
export function writeStatements(more) {
  writeFileSync(statementsFile, JSON.stringify({ ...statements(), ...more }, null, 2));
}

// Starts one on the database and waits until it answers: { name, title, port, child }.
export async function startServer(name, database) {
  const { title, port, readyPath = '/api/v1/modules/', make, start } = contestants[name];
  await make?.();
  const server = { name, title, port, child: start(database, port) };
  await answers(server.child, `http://127.0.0.1:${port}${readyPath}`, { headers: asAdmin() });
  return server;
}

// All but Sauda, which is there before them.
export async function startPeers(cluster) {
  const peers = [];
  for (const name of Object.keys(contestants).slice(1)) peers.push(await startServer(name, cluster));
  return peers;
}
