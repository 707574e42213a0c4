// SPDX-License-Identifier: MIT
// Many products by one request, and taking it back: each item has its own outcome, an undo restores exactly what was
// there, and asks where somebody has changed a row since.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
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
  request(sauda.url, method, `/api${path}`, { ...options, headers: { ...as(who), ...headers } });

async function ok(promise, status = 200) {
  const reply = await promise;
  assert.equal(reply.status, status, `${reply.what}: ${reply.text}`);
  return reply.json;
}

const newSku = () => `B-${++n}`;
const batch = (items, fields, options) => ok(api('POST', '/products/batch', { json: { items, ...fields }, ...options }));
const get = (id) => ok(api('GET', `/products/${id}`));
const undo = (id, on_conflict, options) =>
  api('POST', `/operations/${id}/undo`, { json: on_conflict ? { on_conflict } : {}, ...options });
const outcomes = ({ results }) => results.map((r) => r.outcome);

async function createMany(count, fields = {}) {
  const { results } = await batch(Array.from({ length: count }, () => ({ sku: newSku(), name: 'Товар', ...fields })));
  return results.map((r) => r.id);
}

/** What an undo must bring back: all but what tells of the last change. */
const asItWas = ({ revision, updated_at, ...rest }) => rest;

/** The job when it is over, which must have gone well, or as said. */
async function ended(id, state = 'done') {
  let job;
  for (let i = 0; i < 1200 && !['done', 'failed', 'cancelled'].includes(job?.state); i++) {
    await sleep(100);
    job = await ok(api('GET', `/jobs/${id}`));
  }
  assert.equal(job.state, state, JSON.stringify(job));
  return job;
}

describe('a batch', () => {
  test('does each item by itself and says what became of it', async () => {
    const [a, b] = await createMany(2, { brand: 'Apple', price: 10 });
    const taken = (await get(a)).sku;
    const result = await batch([
      { id: a, price: 11.5, brand: null },
      { id: b, price: 10 },
      { sku: newSku(), name: 'Новый', stock: 4, attributes: { x: 1 } },
      { id: 999999999, price: 1 },
      { id: a, price: 12 },
      { sku: taken, name: 'Занято' },
      { sku: newSku() },
      { name: 'Без артикула' },
    ]);
    assert.deepEqual(outcomes(result), [
      'updated',
      'unchanged',
      'created',
      'not_found',
      'repeated',
      'sku_taken',
      'name_needed',
      'sku_needed',
    ]);
    assert.deepEqual([result.total, result.changed, result.failed], [8, 2, 5]);
    assert.deepEqual([(await get(a)).price, (await get(a)).brand, (await get(a)).revision], [11.5, null, 2]);
    assert.equal((await get(b)).revision, 1);
    assert.deepEqual((await get(result.results[2].id)).attributes, { x: 1 });
  });

  test('finds by article number where that is asked for', async () => {
    const [a] = await createMany(1);
    const { sku } = await get(a);
    const result = await batch([{ sku, stock: 7 }, { sku: newSku(), name: 'Ещё' }], { match: 'sku' });
    assert.deepEqual(outcomes(result), ['updated', 'created']);
    assert.equal(result.results[0].id, a);
  });

  test('a revision guards an item, an article number in use another', async () => {
    const [a, b] = await createMany(2);
    const { sku } = await get(b);
    const result = await batch([{ id: a, revision: 2, price: 1 }]);
    assert.deepEqual(outcomes(result), ['revision_mismatch']);
    assert.equal(result.operation_id, null);
    assert.deepEqual(outcomes(await batch([{ id: a, sku }])), ['sku_taken']);
    assert.deepEqual(outcomes(await batch([{ id: a, revision: 1, price: 1 }])), ['updated']);
  });

  test('makes one event an item, by who sent it', async () => {
    const feed = await Feed.open(sauda.url, { topics: 'products' }, as(team.manager));
    await feed.ready();
    const ids = await createMany(5);
    await batch(ids.map((id) => ({ id, price: 3 })));
    const own = new Set(ids);
    const frames = (await feed.until((f) => f.type === 'product.updated' && Number(f.id) === ids.at(-1))).filter((f) => own.has(Number(f.id)));
    assert.deepEqual(
      frames.map((f) => f.type),
      [...Array(5).fill('product.created'), ...Array(5).fill('product.updated')],
    );
    assert.ok(frames.every((f) => f.actor === team.admin.id));
  });

  test('a thousand at once; more is refused, and so is a wrong item, before anything is done', async () => {
    const ids = await createMany(1000);
    assert.equal(new Set(ids).size, 1000);
    const items = Array.from({ length: 1001 }, () => ({ sku: newSku(), name: 'x' }));
    assertField(await api('POST', '/products/batch', { json: { items } }), 'items', 'max_items');
    const [good, bad] = [newSku(), newSku()];
    const json = { items: [{ sku: good, name: 'x' }, { sku: bad, name: 'x', price: -1 }] };
    assertField(await api('POST', '/products/batch', { json }), 'items[1].price', 'minimum');
    assert.deepEqual(outcomes(await batch([{ sku: good, name: 'x' }])), ['created']);
  });

  test('who may not create, changes only', async () => {
    const [a] = await createMany(1);
    const result = await batch([{ id: a, stock: 1 }, { sku: newSku(), name: 'x' }], {}, { who: team.supervisor });
    assert.deepEqual(outcomes(result), ['updated', 'may_not_create']);
  });

  test('a repeated request is answered with the first answer', async () => {
    const json = { items: [{ sku: newSku(), name: 'x' }] };
    const headers = { 'Idempotency-Key': randomUUID() };
    const first = await ok(api('POST', '/products/batch', { json, headers }));
    assert.deepEqual(await ok(api('POST', '/products/batch', { json, headers })), first);
  });
});

describe('on sale and off it', () => {
  const set = (verb, ids, options) => api('POST', `/products/batch_${verb}/`, { json: { ids }, ...options });

  test('changes those that are not so already', async () => {
    const [a, b] = await createMany(2);
    await ok(api('PATCH', `/products/${b}`, { json: { is_active: false } }));
    const result = await ok(set('disable', [a, b, 999999999, a]));
    assert.deepEqual(outcomes(result), ['updated', 'unchanged', 'not_found', 'repeated']);
    assert.equal((await get(a)).is_active, false);
    assert.deepEqual(outcomes(await ok(set('enable', [b, a]))), ['updated', 'updated']);
    await ok(undo(result.operation_id, 'restore'));
    assert.equal((await get(a)).is_active, true);
  });

  const setAll = (verb, filter, options) => api('POST', `/products/batch_${verb}`, { json: { filter }, ...options });

  test('takes all that fit a filter, too', async () => {
    const ids = await createMany(3, { brand: 'Bosch', price: 5 });
    await ok(api('PATCH', `/products/${ids[2]}`, { json: { price: 50 } }));
    const result = await ok(setAll('disable', { brand: 'Bosch', price__lte: 10 }));
    assert.deepEqual(result.results.map((r) => r.id), ids.slice(0, 2));
    assert.deepEqual((await Promise.all(ids.map(get))).map((p) => p.is_active), [false, false, true]);
    await ok(undo(result.operation_id));
    assert.equal((await get(ids[0])).is_active, true);
    assert.deepEqual((await ok(setAll('disable', { brand: 'Никакой' }))).results, []);
    assertField(await setAll('disable', { nothing: 1 }), 'filter.nothing', 'unknown_field');
    assertField(await api('POST', '/products/batch_disable', { json: { ids, filter: {} } }), 'filter', 'conflict');
  });

  test('more than a thousand are changed by a job, which can be taken back', async () => {
    sauda.database.sql(`insert into products (org_id, sku, name, brand)
                        select '${team.id}', 'many-' || i, 'Товар', 'Много' from generate_series(1, 2300) i`);
    const active = () => Number(sauda.database.sql(`select count(*) from products where brand = 'Много' and is_active`));
    const result = await ok(setAll('disable', { brand: 'Много', is_active: true }), 202);
    assert.deepEqual([result.changed, result.results], [0, []]);
    assert.deepEqual((await ended(result.job_id)).result, { operation_id: result.operation_id, changed: 2300 });
    assert.equal(active(), 0);
    const operation = await ok(api('GET', `/operations/${result.operation_id}`));
    assert.deepEqual([operation.state, operation.kind, operation.n_rows], ['done', 'disable', 2300]);
    const back = await ok(undo(result.operation_id), 202);
    assert.equal((await ended(back.job_id)).result.restored, 2300);
    assert.equal(active(), 2300);
  });

  test('refuses a filter that a job cannot keep', async () => {
    sauda.database.sql(`insert into products (org_id, sku, name)
                        select '${team.id}', 'wide-' || i, 'Широкий' from generate_series(1, 1001) i`);
    const names = Array.from({ length: 999 }, (_, i) => `${'x'.repeat(90)}${i}`);
    assertField(await setAll('disable', { name__in: ['Широкий', ...names] }), 'filter', 'too_large');
  });

  test('by a job that was cancelled and taken back is not gone on with', async () => {
    sauda.database.sql(`insert into products (org_id, sku, name, brand)
                        select '${team.id}', 'stopped-' || i, 'Товар', 'Стоп' from generate_series(1, 30000) i`);
    const active = () => Number(sauda.database.sql(`select count(*) from products where brand = 'Стоп' and is_active`));
    const { job_id, operation_id } = await ok(setAll('disable', { brand: 'Стоп' }), 202);
    while (active() === 30000) {
      await sleep(10);
    }
    assert.equal((await api('POST', `/jobs/${job_id}/cancel`)).status, 202);
    await ended(job_id, 'cancelled');
    const back = await ok(undo(operation_id), active() < 29000 ? 202 : 200);
    if (back.job_id) {
      await ended(back.job_id);
    }
    assert.equal(active(), 30000);
    await ok(api('POST', `/jobs/${job_id}/retry`));
    assert.equal((await ended(job_id, 'failed')).error_code, 'conflict');
    assert.equal(active(), 30000);
    assert.equal((await ok(api('GET', `/operations/${operation_id}`))).state, 'undone');
  });

  test("leaves another organisation's products alone", async () => {
    const [a] = await createMany(1);
    const others = makeTeam(sauda.database, 'Чужие');
    assert.deepEqual(outcomes(await ok(set('disable', [a], { who: others.admin }))), ['not_found']);
    assert.equal((await get(a)).is_active, true);
  });
});

describe('taking it back', () => {
  test('brings back exactly what was there', async () => {
    const ids = await createMany(3, { brand: 'Xiaomi', cost: 5.25, attributes: { a: { b: [1, null] } } });
    const was = await Promise.all(ids.map(get));
    const change = { brand: null, cost: 7, name: 'Иное', attributes: { a: null, c: 1 }, stock: 9, is_active: false };
    const made = newSku();
    const result = await batch([...ids.map((id) => ({ id, ...change, sku: newSku() })), { sku: made, name: 'Новый' }]);
    const answer = await ok(undo(result.operation_id));
    assert.deepEqual([answer.restored, answer.kept, answer.job_id], [4, 0, null]);
    assert.equal(answer.operation.state, 'undone');
    assert.equal(answer.operation.undone_by, team.admin.id);
    const now = await Promise.all(ids.map(get));
    assert.deepEqual(now.map(asItWas), was.map(asItWas));
    assert.ok(now.every((p) => p.revision === 3));
    assertError(await api('GET', `/products/${result.results[3].id}`), 404, 'not_found');
    assertError(await undo(result.operation_id), 409, 'conflict');
  });

  test('asks where somebody has changed a row since', async () => {
    const ids = await createMany(3, { price: 1 });
    const { operation_id } = await batch(ids.map((id) => ({ id, price: 2 })));
    await ok(api('PATCH', `/products/${ids[1]}`, { json: { stock: 5 }, who: team.office }));
    const reply = await undo(operation_id);
    assertError(reply, 409, 'undo_conflict');
    assert.deepEqual(
      reply.json.details.conflicts.map((c) => c.id),
      [ids[1]],
    );
    assert.equal((await get(ids[0])).price, 2, 'nothing was done');
    const kept = await ok(undo(operation_id, 'keep'));
    assert.deepEqual([kept.restored, kept.kept], [2, 1]);
    assert.deepEqual((await Promise.all(ids.map(get))).map((p) => p.price), [1, 2, 1]);
  });

  test('takes those back too where that is asked for, also one that was deleted', async () => {
    const ids = await createMany(2, { price: 1 });
    const was = await Promise.all(ids.map(get));
    const { operation_id } = await batch(ids.map((id) => ({ id, price: 2 })));
    await ok(api('PATCH', `/products/${ids[0]}`, { json: { price: 3 } }));
    assert.equal((await api('DELETE', `/products/${ids[1]}`)).status, 204);
    const answer = await ok(undo(operation_id, 'restore'));
    assert.deepEqual([answer.restored, answer.kept], [2, 0]);
    assert.deepEqual((await Promise.all(ids.map(get))).map(asItWas), was.map(asItWas));
  });

  test('leaves a row whose article number another one has now, also one of the same operation', async () => {
    for (const [onConflict, restored, price] of [['keep', 0, 9], ['restore', 1, 1]]) {
      const [a, b] = await createMany(2, { price: 1 });
      const sku = (await get(a)).sku;
      const { operation_id } = await batch([{ id: a, sku: newSku() }, { id: b, price: 9 }]);
      await ok(api('PATCH', `/products/${b}`, { json: { sku, stock: 3 } }));
      if (onConflict === 'restore') {
        await ok(api('PATCH', `/products/${b}`, { json: { price: 10 } }));
      }
      const answer = await ok(undo(operation_id, onConflict));
      assert.deepEqual([answer.restored, answer.kept], [restored, 2 - restored]);
      assert.notEqual((await get(a)).sku, sku);
      assert.equal((await get(b)).price, price);
    }
  });

  test('asks where another product has the article number that it would give back', async () => {
    const [a, b] = await createMany(2);
    const { sku } = await get(a);
    const { operation_id } = await batch([{ id: a, sku: newSku() }]);
    await ok(api('PATCH', `/products/${b}`, { json: { sku } }));
    assertError(await undo(operation_id), 409, 'undo_conflict');
    await ok(api('PATCH', `/products/${b}`, { json: { sku: newSku() } }));
    assert.equal((await ok(undo(operation_id))).restored, 1);
    assert.equal((await get(a)).sku, sku);
  });

  test('gives back an article number that a product has which it deletes', async () => {
    const [a] = await createMany(1);
    const { sku } = await get(a);
    const { operation_id, results } = await batch([{ id: a, sku: newSku() }, { sku: newSku(), name: 'Новый' }]);
    await ok(api('PATCH', `/products/${results[1].id}`, { json: { sku } }));
    const answer = await ok(undo(operation_id, 'restore'));
    assert.deepEqual([answer.restored, answer.kept], [2, 0]);
    assert.equal((await get(a)).sku, sku);
  });

  test('deletes and makes products for those alone who may', async () => {
    const [a] = await createMany(1, { price: 1 });
    const made = await batch([{ id: a, price: 2 }, { sku: newSku(), name: 'Новый' }]);
    assertError(await undo(made.operation_id, null, { who: team.supervisor }), 403, 'forbidden');
    assert.equal((await ok(api('GET', `/operations/${made.operation_id}`))).state, 'done');
    await ok(undo(made.operation_id, null, { who: team.office }));
    const changed = await batch([{ id: a, price: 3 }]);
    assert.equal((await api('DELETE', `/products/${a}`)).status, 204);
    assertError(await undo(changed.operation_id, 'restore', { who: team.supervisor }), 403, 'forbidden');
    assert.equal((await ok(undo(changed.operation_id, 'keep', { who: team.supervisor }))).kept, 1);
  });

  test('is for those who may change the resource; another organisation sees nothing', async () => {
    const [a] = await createMany(1);
    const { operation_id } = await batch([{ id: a, price: 2 }]);
    const others = makeTeam(sauda.database, 'Посторонние');
    assertError(await undo(operation_id, null, { who: others.admin }), 404, 'not_found');
    assertError(await api('GET', `/operations/${operation_id}`, { who: others.admin }), 404, 'not_found');
    assertError(await undo(operation_id, null, { who: team.manager }), 403, 'forbidden');
    assert.equal((await ok(api('GET', `/operations/${operation_id}`, { who: team.manager }))).kind, 'batch');
    await ok(undo(operation_id, null, { who: team.supervisor }));
  });

  test('the list has the newest first, for 7 days', async () => {
    const [a] = await createMany(1);
    const { operation_id } = await batch([{ id: a, price: 2 }]);
    const page = await ok(api('GET', '/operations?page_size=1'));
    assert.equal(page.items[0].id, operation_id);
    assert.equal(page.items[0].created_by, team.admin.id);
    sauda.database.sql(`update operations set expires_at = now() - interval '1 s' where id = '${operation_id}'`);
    assertError(await undo(operation_id), 404, 'not_found');
    assert.equal((await ok(api('GET', '/operations?page_size=1'))).total, page.total - 1);
  });

  test('what cannot be taken back any more is thrown away', async () => {
    const [a] = await createMany(1);
    const { operation_id } = await batch([{ id: a, price: 2 }]);
    const recent = await batch([{ id: a, price: 3 }]);
    sauda.database.sql(`update operations set expires_at = now() - interval '1 s' where id = '${operation_id}'`);
    const other = await startSauda({ env: { ...SIGN_IN, DATABASE_URL: sauda.database.url } }); // looks soon after its start
    const left = () =>
      sauda.database.sql(`
        select (select count(*) from operations where id = '${operation_id}')
             + (select count(*) from before_images where operation_id = '${operation_id}')`);
    for (let i = 0; i < 600 && left() !== '0'; i++) {
      await sleep(100);
    }
    assert.equal(left(), '0');
    assert.equal((await ok(api('GET', `/operations/${recent.operation_id}`))).state, 'done');
    await other.stop();
  });

  test('one of many rows is taken back by a job', async () => {
    const operation = randomUUID();
    sauda.database.sql(`
      begin;
      set local sauda.bulk = 'on';
      insert into operations (org_id, id, entity, kind, note, created_by)
      values ('${team.id}', '${operation}', 'product', 'import', 'прайс.csv', '${team.admin.id}');
      with made as (insert into products (org_id, sku, name)
                    select '${team.id}', 'bulk-' || i, 'Товар' from generate_series(1, 2500) i returning id, revision)
      insert into before_images (org_id, operation_id, row_id, before, revision)
      select '${team.id}', '${operation}', id, null, revision from made;
      update operations set state = 'done', n_rows = 2500 where id = '${operation}';
      commit;`);
    const feed = await Feed.open(sauda.url, { topics: 'products' }, as(team.admin));
    await feed.ready();
    const answer = await ok(undo(operation), 202);
    assert.deepEqual((await ended(answer.job_id)).result, { operation_id: operation, restored: 2500, kept: 0 });
    assert.equal((await ok(api('GET', `/operations/${operation}`))).state, 'undone');
    assert.equal(sauda.database.sql(`select count(*) from products where sku like 'bulk-%'`), '0');
    const frames = await feed.until((f) => f.id === operation && f.data.count === 500);
    assert.deepEqual(
      frames.filter((f) => f.id === operation).map((f) => [f.type, f.id, f.data.count]),
      [1000, 1000, 500].map((count) => ['products.changed', operation, count]),
    );
  });
});
