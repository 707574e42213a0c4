// SPDX-License-Identifier: MIT
import { integer, nullable, text, time } from './schemas.mjs';

const TRIES = 5;
const UNIQUE_VIOLATION = '23505';

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

export default async function modules(app, { pool, named, answer, change }) {
  app.get('/', { schema: { response: { 200: { type: 'array', items: Module } } } }, async (request) => {
    const { rows } = await pool.query(named('list', [request.user.org, null, null, null, null]));
    return rows;
  });
  app.get('/:id', { schema: { params, response: { 200: Module } } }, async (request, reply) =>
    answer(reply, await pool.query(named('get', [request.user.org, request.params.id]))),
  );

  const tryMove = (who, id, order) =>
    change(who, async (client) => {
      await client.query(named('move', [who.org, id, order, null, null, null, null, false]));
      return client.query(named('get', [who.org, id]));
    });
  app.patch('/:id/order', { schema: { params, body, response: { 200: Module } } }, async (request, reply) => {
    for (let triesLeft = TRIES - 1; ; triesLeft--) {
      try {
        return answer(reply, await tryMove(request.user, request.params.id, request.body.order));
      } catch (error) {
        // two came to the same place at once: the second tries again
        if (error.code !== UNIQUE_VIOLATION || !triesLeft) throw error;
      }
    }
  });
}
