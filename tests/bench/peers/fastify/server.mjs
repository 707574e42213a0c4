// SPDX-License-Identifier: MIT
// The operations in Fastify with a pg pool, as their manuals show them: schemas for what comes in and goes out (Fastify
// compiles them), named statements, a process for each core, its own plugin for tokens with their cache on.
import cluster from 'node:cluster';
import { readFileSync } from 'node:fs';
import jwt from '@fastify/jwt';
import Fastify from 'fastify';
import pg from 'pg';
import deals from './deals.mjs';
import modules from './modules.mjs';
import products from './products.mjs';

const { DATABASE_URL, SECRET_KEY, STATEMENTS, PORT, POOL, WORKERS } = process.env;
const INT8 = 20;
const NUMERIC = 1700;
const DATE = 1082;

// What the handlers of all resources share.
function makeTools() {
  const sql = JSON.parse(readFileSync(STATEMENTS, 'utf8'));
  for (const type of [INT8, NUMERIC]) pg.types.setTypeParser(type, Number);
  pg.types.setTypeParser(DATE, String);
  const pool = new pg.Pool({ connectionString: DATABASE_URL, max: Number(POOL), min: Number(POOL) });
  const named = (name, values = []) => ({ name, text: sql[name], values });

  function answer(reply, { rows: [row] }) {
    if (!row) return reply.code(404).send({ error_code: 'not_found' });
    return reply.header('ETag', `"${row.revision}"`).send(row);
  }

  // Runs `work` in a transaction of the user's.
  async function change(who, work) {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(named('actor', [who.sub, null]));
      const done = await work(client);
      await client.query('COMMIT');
      return done;
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }

  return { sql, pool, named, answer, change, key: SECRET_KEY };
}

function serve() {
  const app = Fastify({
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, multipleOfPrecision: 6 } },
    schemaErrorFormatter: (errors) => Object.assign(new Error(errors[0].message), { statusCode: 422 }),
  });
  app.register(jwt, {
    secret: SECRET_KEY,
    verify: {
      algorithms: ['HS256'], allowedIss: 'sauda', allowedAud: 'sauda', requiredClaims: ['exp', 'org', 'sub'], cache: true,
    },
  });
  app.addHook('onRequest', async (request, reply) => {
    try {
      await request.jwtVerify();
    } catch {
      return reply.code(401).send({ error_code: 'unauthorized' }); // the plugin makes a 500 of some
    }
  });
  const tools = makeTools();
  app.register(modules, { prefix: '/api/v1/modules', ...tools });
  app.register(products, { prefix: '/api/v1/products', ...tools });
  app.register(deals, { prefix: '/api/v1/deals', ...tools });
  app.listen({ host: '127.0.0.1', port: Number(PORT) });
}

if (cluster.isPrimary) {
  for (let i = 0; i < Number(WORKERS); i++) cluster.fork();
  process.once('SIGTERM', () => {
    for (const worker of Object.values(cluster.workers)) worker.process.kill();
    process.exit(0);
  });
} else {
  serve();
}
