// SPDX-License-Identifier: MIT
// Products one at a time: values kept to the kopeck, merge patches, revisions, article numbers, events.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertError, assertField } from '../support/contract.mjs';
import { Feed } from '../support/feed.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { as, makeTeam, SIGN_IN } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

let sauda;
let team;
let n = 0;

before(async () => {
  sauda = await startSauda({ env: SIGN_IN });
  team = makeTeam(sauda.database);
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

const api = (method, path, { who = team.admin, headers, ...options } = {}) =>
  request(sauda.url, method, `/api/products${path}`, { ...options, headers: { ...as(who), ...headers } });

async function ok(promise, status = 200) {
  const reply = await promise;
  assert.equal(reply.status, status, `${reply.what}: ${reply.text}`);
  return reply.json;
}

const newSku = () => `A-${++n}`;
const create = (fields = {}, options) =>
  ok(api('POST', '/', { json: { sku: newSku(), name: 'Чехол', ...fields }, ...options }), 201);
const get = (id) => ok(api('GET', `/${id}/`));
const patch = (id, json, options) => api('PATCH', `/${id}/`, { json, ...options });
const ALL = {
  name: 'Смартфон Samsung Galaxy A55 5G 8/256 ГБ',
  brand: 'Samsung',
  category: 'Смартфоны',
  model: 'SM-A556',
  description: 'Синий, «как небо»\nвторая строка 😀',
  price: 189990.5,
  cost: 160000,
  currency: 'USD',
  stock: 12,
  is_active: false,
  barcode: '4607177991234',
  image_url: 'https://img.kz/a.jpg?x=1',
  attributes: { memory: { ram: 8 }, colour: 'синий' },
};

describe('creating', () => {
  test('keeps every field as it was sent', async () => {
    const sku = newSku();
    const reply = await api('POST', '', { json: { sku, ...ALL } });
    const made = await ok(reply, 201);
    const { id, created_at, updated_at, ...rest } = made;
    assert.deepEqual(rest, { sku, ...ALL, revision: 1 });
    assert.equal(created_at, updated_at);
    assert.equal(reply.headers.location, `/api/v1/products/${id}`);
    assert.equal(reply.headers.etag, '"1"');
    assert.deepEqual(await get(id), made);
  });

  test('knows what is not said: the currency of the organisation, no stock, on sale', async () => {
    sauda.database.sql(`update organizations set currency = 'RUB' where id = '${team.id}'`);
    const { currency, price, cost, stock, is_active, brand, description, attributes } = await create();
    assert.deepEqual(
      { currency, price, cost, stock, is_active, brand, description, attributes },
      { currency: 'RUB', price: 0, cost: null, stock: 0, is_active: true, brand: null, description: '', attributes: {} },
    );
    sauda.database.sql(`update organizations set currency = 'KZT' where id = '${team.id}'`);
  });

  test('an article number belongs to one product of the organisation', async () => {
    const { sku } = await create();
    const reply = await api('POST', '/', { json: { sku, name: 'Другой' } });
    assertError(reply, 409, 'already_exists');
    assert.equal(reply.json.details.fields[0].field, 'sku');
    const others = makeTeam(sauda.database, 'Другие');
    assert.equal((await create({ sku }, { who: others.admin })).sku, sku);
  });

  test('money has two decimals and fits', async () => {
    for (const price of [0, 0.01, 19.99, 99999999999.99, 999999999999]) {
      assert.equal((await create({ price, cost: price })).price, price);
    }
    assertField(await api('POST', '/', { json: { sku: 'x', name: 'x', price: 1.999 } }), 'price', 'format');
    assertField(await api('POST', '/', { json: { sku: 'x', name: 'x', price: 1e15 } }), 'price', 'maximum');
    assertField(await api('POST', '/', { json: { sku: 'x', name: 'x', cost: -0.01 } }), 'cost', 'minimum');
    assertField(await api('POST', '/', { json: { sku: 'x', name: 'x', stock: 2 ** 31 } }), 'stock', 'maximum');
  });
});

describe('changing', () => {
  test('a patch changes what it names; null clears', async () => {
    const made = await create(ALL);
    const changed = await ok(patch(made.id, { price: 1.1, brand: null, cost: null, attributes: { colour: null, size: 'XL' } }));
    assert.deepEqual(changed, {
      ...made,
      price: 1.1,
      brand: null,
      cost: null,
      attributes: { memory: { ram: 8 }, size: 'XL' },
      revision: 2,
      updated_at: changed.updated_at,
    });
    const cleared = await ok(
      patch(made.id, { category: null, model: null, barcode: null, image_url: null, description: null, attributes: null }),
    );
    assert.deepEqual(
      [cleared.category, cleared.model, cleared.barcode, cleared.image_url, cleared.description, cleared.attributes],
      [null, null, null, null, '', {}],
    );
    assertField(await patch(made.id, { name: null }), 'name', 'type');
  });

  test('PUT does what PATCH does', async () => {
    const made = await create(ALL);
    const changed = await ok(api('PUT', `/${made.id}`, { json: { stock: 3 } }));
    assert.deepEqual(changed, { ...made, stock: 3, revision: 2, updated_at: changed.updated_at });
  });

  test('what changes nothing keeps the revision and makes no event', async () => {
    const made = await create(ALL);
    const feed = await Feed.open(sauda.url, { topics: 'products' }, as(team.admin));
    await feed.ready();
    assert.deepEqual(await ok(patch(made.id, made)), made, 'an object may be sent back as it is');
    assert.deepEqual(await ok(patch(made.id, { price: ALL.price })), made);
    await ok(patch(made.id, { stock: 99 }));
    const frames = await feed.until((f) => f.type === 'product.updated' && Number(f.id) === made.id);
    assert.deepEqual(frames.at(-1).changed, ['stock']);
  });

  test('a change of an older revision is refused with what is there now', async () => {
    const made = await create();
    const now = await ok(patch(made.id, { price: 5 }, { headers: { 'If-Match': '"1"' } }));
    const reply = await patch(made.id, { price: 6 }, { headers: { 'If-Match': '"1"' } });
    assertError(reply, 412, 'revision_mismatch');
    assert.deepEqual(reply.json.details.current, now);
    assertError(await api('DELETE', `/${made.id}`, { headers: { 'If-Match': '"1"' } }), 412, 'revision_mismatch');
    assert.equal((await api('DELETE', `/${made.id}`, { headers: { 'If-Match': '"2"' } })).status, 204);
    assertError(await api('DELETE', `/${made.id}`), 404, 'not_found');
    assertError(await patch(made.id, { price: 6 }), 404, 'not_found');
  });

  test('an article number can be changed, not taken', async () => {
    const [a, b] = [await create(), await create()];
    assertError(await patch(b.id, { sku: a.sku }), 409, 'already_exists');
    const sku = newSku();
    assert.equal((await ok(patch(b.id, { sku }))).sku, sku);
  });

  test('two who change different fields at once lose nothing', async () => {
    const { id } = await create();
    await Promise.all(Array.from({ length: 20 }, (_, i) => ok(patch(id, { attributes: { [`k${i}`]: i } }))));
    const { attributes, revision } = await get(id);
    assert.equal(Object.keys(attributes).length, 20);
    assert.equal(revision, 21);
  });
});

describe('by article number', () => {
  const put = (sku, json, options) => api('PUT', `/by-sku/${encodeURIComponent(sku)}`, { json, ...options });

  test('creates what is not there and changes what is', async () => {
    const sku = `Ä /${newSku()}?&%`;
    const made = await ok(put(sku, { name: 'Кабель', price: 990 }), 201);
    assert.equal(made.sku, sku);
    const changed = await ok(put(sku, { price: 890 }));
    assert.deepEqual(changed, { ...made, price: 890, revision: 2, updated_at: changed.updated_at });
    assertField(await put(newSku(), { price: 5 }), 'name', 'required');
  });

  test('many at once make one product', async () => {
    const sku = newSku();
    const replies = await Promise.all(Array.from({ length: 16 }, (_, i) => put(sku, { name: 'Один', stock: i })));
    assert.deepEqual(replies.map((r) => r.status).sort(), [...Array(15).fill(200), 201]);
    assert.equal(new Set(replies.map((r) => r.json.id)).size, 1);
  });

  test('who may change but not create, changes', async () => {
    const { sku } = await create();
    assert.equal((await put(sku, { stock: 1 }, { who: team.supervisor })).status, 200);
    assertError(await put(newSku(), { name: 'x' }, { who: team.supervisor }), 403, 'forbidden');
    assertError(await put(sku, { stock: 1 }, { who: team.manager }), 403, 'forbidden');
  });
});

test('the feed of the products alone', async () => {
  const feed = await Feed.open(sauda.url, {}, as(team.employee), '/api/v1/ws/products');
  await feed.ready();
  const made = await create();
  await ok(patch(made.id, { price: 7 }));
  await api('DELETE', `/${made.id}`);
  const seen = await feed.until((f) => f.type === 'product.deleted' && Number(f.id) === made.id);
  const frames = seen.filter((f) => Number(f.id) === made.id); // of what was before something may still come
  assert.deepEqual(
    frames.map(({ type, id }) => [type, Number(id)]),
    ['created', 'updated', 'deleted'].map((action) => [`product.${action}`, made.id]),
  );
  assert.deepEqual(frames[1].changed, ['price']);
  assert.equal(frames[1].data.price, 7);
  assert.ok(!('search_text' in frames[0].data) && !('search_words' in frames[0].data));
});
