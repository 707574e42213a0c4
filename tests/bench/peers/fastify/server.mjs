// SPDX-License-Identifier: MIT
// The three operations in Fastify with a pg pool, as their manuals show them: schemas for what comes in and goes out
// (Fastify compiles them), named statements, a process for each core, its own plugin for tokens with their cache on.
import cluster from 'node:cluster';
import { readFileSync } from 'node:fs';
import jwt from '@fastify/jwt';
import Fastify from 'fastify';
import pg from 'pg';

const { DATABASE_URL, SECRET_KEY, STATEMENTS, PORT, POOL, WORKERS } = process.env;
const TRIES = 5;
const UNIQUE_VIOLATION = '23505';
const INT8 = 20;

const nullable = (schema) => ({ ...schema, nullable: true });
const text = { type: 'string' };
const integer = { type: 'integer' };
const time = { type: 'string', format: 'date-time' };
const Module = {
  type: 'object',
  properties: {
    id: text,
    name: text,
    platform: text,
    status: text,
    description: text,
    version: text,
    api_url: text,
    health_endpoint: text,
    features: { type: 'array', items: text },
    config: { type: 'object', additionalProperties: true },
    last_health_check: nullable(time),
    is_healthy: nullable({ type: 'boolean' }),
    is_degraded: { type: 'boolean' },
    last_status_code: nullable(integer),
    last_latency_ms: nullable(integer),
    last_error: nullable(text),
    uptime_24h: nullable({ type: 'number' }),
    recent_latency_ms: { type: 'array', items: nullable(integer) },
    revision: integer,
    created_at: time,
    updated_at: time,
    order: integer,
  },
};
const params = { type: 'object', properties: { id: { type: 'string', format: 'uuid' } }, required: ['id'] };
const body = {
  type: 'object',
  properties: { order: { type: 'integer', minimum: 0, maximum: 1000000 } },
  required: ['order'],
  additionalProperties: false,
};

function serve() {
  const sql = JSON.parse(readFileSync(STATEMENTS, 'utf8'));
  const app = Fastify({
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
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
  pg.types.setTypeParser(INT8, Number);
  const pool = new pg.Pool({ connectionString: DATABASE_URL, max: Number(POOL), min: Number(POOL) });
  const named = (name, values) => ({ name, text: sql[name], values });

  function answer(reply, { rows: [row] }) {
    if (!row) return reply.code(404).send({ error_code: 'not_found' });
    return reply.header('ETag', `"${row.revision}"`).send(row);
  }

  async function tryMove(who, id, order) {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(named('actor', [who.sub, null]));
      await client.query(named('move', [who.org, id, order, null, null, null, null, false]));
      const moved = await client.query(named('get', [who.org, id]));
      await client.query('COMMIT');
      return moved;
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }

  app.get('/api/v1/modules/', { schema: { response: { 200: { type: 'array', items: Module } } } }, async (request) => {
    const { rows } = await pool.query(named('list', [request.user.org, null, null, null, null]));
    return rows;
  });
  app.get('/api/v1/modules/:id', { schema: { params, response: { 200: Module } } }, async (request, reply) =>
    answer(reply, await pool.query(named('get', [request.user.org, request.params.id]))),
  );
  app.patch('/api/v1/modules/:id/order', { schema: { params, body, response: { 200: Module } } }, async (request, reply) => {
    for (let triesLeft = TRIES - 1; ; triesLeft--) {
      try {
        return answer(reply, await tryMove(request.user, request.params.id, request.body.order));
      } catch (error) {
        // two came to the same place at once: the second tries again
        if (error.code !== UNIQUE_VIOLATION || !triesLeft) throw error;
      }
    }
  });
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
