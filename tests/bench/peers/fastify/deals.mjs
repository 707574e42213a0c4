// SPDX-License-Identifier: MIT
import { createHmac } from 'node:crypto';
import { integer, nullable, text, time } from './schemas.mjs';

const PAGE_SIZE = 50;
const TRIES = 5;

const number = { type: 'number' };
const texts = { type: 'array', items: text };
const anything = { type: 'object', additionalProperties: true };
const amounts = { type: 'array', items: { type: 'object', properties: { currency: text, amount: number } } };
const shared = {
  id: integer,
  title: text,
  amount: number,
  currency: text,
  client_id: nullable(integer),
  client_name: nullable(text),
  owner_id: nullable(text),
  owner_name: nullable(text),
  expected_close_date: nullable(text),
  tags: texts,
  stage_entered_at: time,
  revision: integer,
};
const Deal = {
  type: 'object',
  properties: {
    ...shared,
    pipeline_id: integer,
    stage_id: integer,
    stage_name: text,
    stage_kind: text,
    contact_id: nullable(integer),
    contact_name: nullable(text),
    source: nullable(text),
    lost_reason: nullable(text),
    closed_at: nullable(time),
    custom: anything,
    created_at: time,
    updated_at: time,
  },
};
const sums = { stage_id: integer, deals_count: integer, total_amount: number, weighted_amount: number, other_amounts: amounts };
const Column = {
  type: 'object',
  properties: {
    ...sums,
    stage_name: text,
    color: text,
    kind: text,
    probability: integer,
    deals: { type: 'array', items: { type: 'object', properties: shared } },
    next_cursor: nullable(text),
  },
};
const Page = {
  type: 'object',
  properties: { items: { type: 'array', items: Deal }, total: nullable(integer), page_size: integer, next_cursor: nullable(text) },
};
const Moved = {
  type: 'object',
  properties: {
    deal: Deal,
    previous_id: nullable(integer),
    next_id: nullable(integer),
    stages: { type: 'array', items: { type: 'object', properties: sums } },
  },
};
const params = { type: 'object', properties: { id: { type: 'string', pattern: '^[1-9][0-9]{0,15}$' } }, required: ['id'] };
const body = {
  type: 'object',
  properties: { stage_id: { type: 'integer', minimum: 1, maximum: 9007199254740991 } },
  required: ['stage_id'],
  additionalProperties: false,
};
const ofSeller = {
  type: 'object',
  properties: {
    owner_id: { type: 'string', format: 'uuid' }, page_size: { const: String(PAGE_SIZE) }, count: { const: 'none' },
  },
  required: ['owner_id', 'page_size', 'count'],
  additionalProperties: false,
};
const ofBoard = {
  type: 'object',
  properties: { pipeline_id: { type: 'string', pattern: '^[1-9][0-9]{0,15}$' }, limit: { const: String(PAGE_SIZE) } },
  required: ['pipeline_id', 'limit'],
  additionalProperties: false,
};

export default async function deals(app, { pool, named, answer, change, key }) {
  // The keys of the last row of a page, signed.
  function cursorOf(...keys) {
    const packed = Buffer.from(JSON.stringify(keys)).toString('base64url');
    return `${packed}.${createHmac('sha256', key).update(packed).digest('base64url')}`;
  }

  app.get('/:id', { schema: { params, response: { 200: Deal } } }, async (request, reply) =>
    answer(reply, await pool.query(named('deal', [request.user.org, request.params.id, null]))),
  );
  app.get('/', { schema: { querystring: ofSeller, response: { 200: Page } } }, async (request) => {
    const { rows } = await pool.query(named('deals', [request.user.org, request.query.owner_id]));
    const items = rows.slice(0, PAGE_SIZE);
    const next_cursor = rows.length > PAGE_SIZE ? cursorOf(items.at(-1).id) : null;
    return { items, total: null, page_size: PAGE_SIZE, next_cursor };
  });

  // A row is a column with one of its cards, or none.
  function columnsOf(rows) {
    const columns = [];
    for (const row of rows) {
      if (columns.at(-1)?.stage_id !== row._stage_id) {
        columns.push({
          stage_id: row._stage_id, stage_name: row._stage_name, color: row._color, kind: row._kind,
          probability: row._probability, deals_count: row._deals_count, total_amount: row._total_amount,
          weighted_amount: row._weighted_amount, other_amounts: row._other_amounts, deals: [], next_cursor: null,
        });
      }
      const column = columns.at(-1);
      if (row.id === null) continue;
      if (column.deals.length < PAGE_SIZE) column.deals.push(row);
      else column.next_cursor = cursorOf(column.deals.at(-1)._rank);
    }
    return columns;
  }

  app.get('/stats/pipeline', { schema: { querystring: ofBoard, response: { 200: { type: 'array', items: Column } } } },
    async (request, reply) => {
      const { rows } = await pool.query(named('board', [request.user.org, request.query.pipeline_id]));
      return rows.length ? columnsOf(rows) : reply.code(404).send({ error_code: 'not_found' });
    });

  const tryMove = (who, id, stage) =>
    change(who, async (client) => {
      const { rows: [moved] } = await client.query(named('moveDeal', [who.org, id, stage, null, null, null, null, null]));
      const { rows: [deal] } = await client.query(named('deal', [who.org, id, null]));
      return { ...moved, deal };
    });
  app.post('/:id/move', { schema: { params, body, response: { 200: Moved } } }, async (request, reply) => {
    for (let triesLeft = TRIES - 1; ; triesLeft--) {
      const moved = await tryMove(request.user, request.params.id, request.body.stage_id);
      if (moved.outcome === 'moved') return reply.header('ETag', `"${moved.deal.revision}"`).send(moved);
      if (moved.outcome === 'not_found') return reply.code(404).send({ error_code: 'not_found' });
      if (moved.outcome !== 'again') return reply.code(422).send({ error_code: 'validation_failed' });
      if (!triesLeft) return reply.code(409).send({ error_code: 'conflict' });
    }
  });
}
