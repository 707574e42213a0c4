// SPDX-License-Identifier: MIT
import { createHmac, timingSafeEqual } from 'node:crypto';
import files from './files.mjs';
import { integer, nullable, text, time } from './schemas.mjs';

const PAGE_SIZE = 50;
const MAX_BODY = 128 << 10;
const UNIQUE_VIOLATION = '23505';

const price = { type: 'number', minimum: 0, maximum: 999999999999, multipleOf: 0.01 };
const ofLength = (minLength, maxLength) => ({ type: 'string', minLength, maxLength });

const Product = {
  type: 'object',
  properties: {
    id: integer,
    sku: text,
    name: text,
    brand: nullable(text),
    category: nullable(text),
    model: nullable(text),
    description: text,
    price: { type: 'number' },
    cost: nullable({ type: 'number' }),
    currency: text,
    stock: integer,
    is_active: { type: 'boolean' },
    barcode: nullable(text),
    image_url: nullable(text),
    attributes: { type: 'object', additionalProperties: true },
    revision: integer,
    created_at: time,
    updated_at: time,
  },
};
const Page = {
  type: 'object',
  properties: {
    items: { type: 'array', items: Product },
    total: nullable(integer),
    page_size: integer,
    next_cursor: nullable(text),
  },
};
const params = { type: 'object', properties: { id: { type: 'string', pattern: '^[1-9][0-9]{0,15}$' } }, required: ['id'] };
// The pages that are measured: of a brand by price, the one behind a cursor, what a search finds.
const querystring = {
  type: 'object',
  properties: {
    brand: ofLength(1, 100),
    q: ofLength(3, 200),
    cursor: ofLength(1, 1000),
    sort: { enum: ['price'] },
    page_size: { const: String(PAGE_SIZE) },
    count: { const: 'none' },
  },
  required: ['page_size', 'count'],
  oneOf: [{ required: ['brand', 'sort'] }, { required: ['cursor', 'sort'] }, { required: ['q'] }],
  additionalProperties: false,
};
// A merge patch: an absent member leaves what is there, null clears it.
const body = {
  type: 'object',
  properties: {
    sku: ofLength(1, 100),
    name: ofLength(1, 300),
    brand: nullable(ofLength(1, 100)),
    category: nullable(ofLength(1, 100)),
    model: nullable(ofLength(1, 100)),
    description: nullable(ofLength(0, 10000)),
    price,
    cost: nullable(price),
    currency: { type: 'string', pattern: '^[A-Z]{3}$' },
    stock: { type: 'integer', minimum: 0, maximum: 2147483647 },
    is_active: { type: 'boolean' },
    barcode: nullable(ofLength(1, 64)),
    image_url: nullable({ ...ofLength(1, 2000), format: 'uri', pattern: '^https?://' }),
    attributes: nullable({ type: 'object', maxProperties: 200, additionalProperties: true }),
  },
  additionalProperties: false,
};
const CLEARABLE = ['brand', 'category', 'model', 'cost', 'barcode', 'image_url', 'attributes'];

export default async function products(app, options) {
  const { pool, named, answer, change, key } = options;

  app.register(files, { ...options, prefix: '' });

  app.get('/:id', { schema: { params, response: { 200: Product } } }, async (request, reply) =>
    answer(reply, await pool.query(named('product', [request.user.org, request.params.id]))),
  );

  // --- a page
  const sign = (keys) => createHmac('sha256', key).update(keys).digest();

  // The price and the id of the last row of a page, signed.
  function cursorOf({ price, id }) {
    const keys = Buffer.from(JSON.stringify([price, id])).toString('base64url');
    return `${keys}.${sign(keys).toString('base64url')}`;
  }

  function openCursor(cursor) {
    const [keys, signature = ''] = cursor.split('.');
    const [given, right] = [Buffer.from(signature, 'base64url'), sign(keys)];
    if (given.length !== right.length || !timingSafeEqual(given, right)) {
      throw Object.assign(new Error('the cursor is none of ours'), { statusCode: 422 });
    }
    return JSON.parse(Buffer.from(keys, 'base64url'));
  }

  function find({ brand, q, cursor }, org) {
    if (brand) return pool.query(named('products', [org, brand]));
    if (cursor) return pool.query(named('deep', [org, ...openCursor(cursor)]));
    return pool.query(named('search', [org, q, org]));
  }

  app.get('/', { schema: { querystring, response: { 200: Page } } }, async (request) => {
    const { rows } = await find(request.query, request.user.org);
    const items = rows.slice(0, PAGE_SIZE);
    return {
      items, total: null, page_size: PAGE_SIZE, next_cursor: rows.length > PAGE_SIZE ? cursorOf(items.at(-1)) : null,
    };
  });

  // --- a change
  app.patch('/:id', { bodyLimit: MAX_BODY, schema: { params, body, response: { 200: Product } } }, async (request, reply) => {
    const { user, params: { id }, body: patch } = request;
    const cleared = CLEARABLE.filter((name) => patch[name] === null);
    const values = [
      user.org, id, null, patch.sku, patch.name, patch.brand, patch.category, patch.model,
      patch.description === null ? '' : patch.description, patch.price, patch.cost, patch.currency, patch.stock,
      patch.is_active, patch.barcode, patch.image_url, patch.attributes, cleared,
    ];
    try {
      return answer(reply, await change(user, (client) => client.query(named('updateProduct', values))));
    } catch (error) {
      if (error.code !== UNIQUE_VIOLATION) throw error;
      return reply.code(409).send({ error_code: 'already_exists' });
    }
  });
}
