// SPDX-License-Identifier: MIT
// The filter grammar on the list of products: each operator on each field by the contract, each wrong use, pages by number
// and by cursor, sorts. What must come is worked out in JavaScript from the rows as they lie in the database.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertError, assertField } from '../support/contract.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { allPages, conditionsOf, fits, samplesOf, sortsOf, written } from '../support/listing.mjs';
import { holdLock } from '../support/locks.mjs';
import { SIGN_IN, as, makeTeam } from '../support/people.mjs';
import { psql } from '../support/postgres.mjs';
import { startSauda } from '../support/sauda.mjs';

const N = 300;
const conditions = conditionsOf('productsList');
const sorts = sortsOf('productsList');

// What breaks where text is put together by hand, or taken for a pattern.
const ODD = [
  "O'Brien; drop table products; --",
  'a "quoted" name',
  '100% хлопок',
  'snake_case_name',
  'C:\\new\\table',
  'comma, and \\, both',
  '{curly,"array"}',
  'смайлик 😀 внутри',
  'ҚАЗАҚ тілі Әліпби',
  'tab\tand\nnewline',
  '$1 $2::text',
  'null',
];

let sauda;
let team;
let rows;

before(async () => {
  sauda = await startSauda({ env: SIGN_IN });
  team = makeTeam(sauda.database);
  fill(team.id, 1, N);
  fill(makeTeam(sauda.database).id, 1, 20); // nobody may ever see these
  rows = read();
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

const text = (value) => `'${value.replaceAll("'", "''")}'`;

/** Rows with every value several times, nulls, and times that are finer than what the API shows. */
function fill(org, from, to) {
  const odd = `(array[${ODD.map(text).join(', ')}])`;
  psql(
    sauda.database.url,
    `
    set sauda.bulk = 'on';
    insert into products (org_id, sku, name, brand, category, model, description, price, cost, currency, stock, is_active,
                          barcode, image_url, attributes, created_at, updated_at, revision)
    select '${org}', 'SKU-' || i, case when i % 5 = 0 then ${odd}[1 + i / 5 % ${ODD.length}] else 'Смартфон № ' || i % 40 end,
           case when i % 7 > 0 then (array['Samsung', 'apple', 'Apple', 'Қарлығаш', 'LG'])[1 + i % 5] end,
           case when i % 11 > 0 then case when i % 4 = 0 then ${odd}[1 + i % ${ODD.length}] else 'Категория ' || i % 3 end end,
           case when i % 13 > 0 then 'M-' || i % 9 end, case when i % 2 = 0 then ${odd}[1 + i % ${ODD.length}] else '' end,
           (i % 50) * 1000.25, case when i % 3 > 0 then i % 10 end, case when i % 6 = 0 then 'USD' else 'KZT' end,
           i % 17, i % 8 > 0, case when i % 4 > 0 then '46000' || i end,
           case when i % 10 > 0 then 'https://img.kz/' || i % 30 || '.jpg?a=1,2' end, '{}',
           timestamptz '2026-11-01 10:00:00.123456+05' + (i % 60) * interval '1 hour 0.0007 seconds',
           timestamptz '2026-11-02' + (i % 90) * interval '0.0004 seconds', 1 + i % 4
    from generate_series(${from}, ${to}) i;`,
  );
}

function read() {
  return sauda.database.rows(`select * from product_rows where _org_id = '${team.id}' order by id`);
}

const api = (method, path, options = {}) =>
  request(sauda.url, method, `/api/products${path}`, { ...options, headers: as(team.admin) });

async function get(query) {
  const reply = await api('GET', `?${query}`);
  assert.equal(reply.status, 200, `${query}: ${reply.text}`);
  return reply.json;
}

/** The ids that a query finds, on as many pages as there are. */
async function found(query) {
  const { items, total } = await allPages(get, `${query}&sort=id&fields=id&page_size=200&count=exact`);
  assert.equal(total, items.length, query);
  return items.map((item) => item.id);
}

/** Values worth asking for. */
const samples = (condition) => samplesOf(rows, condition);

describe('each operator on each field', () => {
  for (const condition of conditions) {
    test(condition.name, async () => {
      const checks = samples(condition).map(async (values) => {
        const expected = rows.filter((row) => fits(row, condition, values)).map((row) => row.id);
        assert.deepEqual(await found(`${condition.name}=${written(values)}`), expected, `${values}`);
      });
      await Promise.all(checks);
    });
  }

  test('every field that is a scalar has them', () => {
    const fields = new Set(conditions.map((c) => c.field));
    const scalars = Object.keys(rows[0]).filter((name) => !name.startsWith('_') && name !== 'attributes');
    assert.deepEqual([...fields].sort(), scalars.sort());
  });

  test('several conditions all count', async () => {
    let seed = 7;
    const random = (n) => (seed = (seed * 48271) % 2147483647) % n;
    for (let i = 0; i < 150; i++) {
      const chosen = [0, 1, 2].slice(random(2)).map(() => conditions[random(conditions.length)]);
      const asked = [...new Set(chosen)].map((c) => ({ c, values: samples(c)[random(samples(c).length)] }));
      const expected = rows.filter((row) => asked.every(({ c, values }) => fits(row, c, values))).map((row) => row.id);
      const query = asked.map(({ c, values }) => `${c.name}=${written(values)}`).join('&');
      assert.deepEqual(await found(query), expected, query);
    }
  });

  test('odd texts are nothing but texts', async () => {
    for (const odd of ODD) {
      const expected = rows.filter((row) => row.name === odd).map((row) => row.id);
      assert.ok(expected.length > 0);
      assert.deepEqual(await found(`name=${written(odd)}`), expected);
      assert.deepEqual(await found(`name__in=${written([odd, 'x'])}`), expected);
      assert.deepEqual(await found(`name__contains=${written(odd)}`), expected);
    }
    for (const pattern of ['%%%', '___', '\\\\\\', '%_%', '...', "'''", '***']) {
      assert.deepEqual(await found(`name__contains=${written(pattern)}`), [], pattern);
    }
  });
});

describe('the same filter in a body', () => {
  test('finds the same rows', async () => {
    const off = await api('POST', '/batch_disable', { json: { filter: { id__gte: 1 } } });
    assert.equal(off.status, 200, off.text);
    rows = read();
    for (const condition of conditions) {
      const values = samples(condition)[0];
      const expected = rows.filter((row) => fits(row, condition, values)).map((row) => row.id);
      const reply = await api('POST', '/batch_disable', { json: { filter: { [condition.name]: values } } });
      assert.equal(reply.status, 200, reply.text);
      const ids = reply.json.results.map((result) => result.id).sort((a, b) => a - b);
      assert.deepEqual(ids, expected, condition.name);
    }
  });

  test('takes a thousand values and no more', async () => {
    const ids = (n) => Array.from({ length: n }, (_, i) => i + 1_000_000);
    const ask = (filter) => api('POST', '/batch_disable', { json: { filter } });
    assert.equal((await ask({ id__in: ids(1000) })).status, 200);
    assertField(await ask({ id__in: ids(1001) }), 'filter.id__in', 'max_items');
    assertField(await ask({ id__in: ids(10_000) }), 'filter.id__in', 'max_items');
    assertField(await ask({ name__contains: 'ab' }), 'filter.name__contains', 'min_length');
    assertField(await ask({ price__between: [1] }), 'filter.price__between', 'min_items');
    assertField(await ask({ colour: 'red' }), 'filter.colour', 'unknown_field');
  });
});

describe('wrong use', () => {
  const wrong = [
    ['colour=red', 'colour', 'unknown_field'],
    ['attributes=x', 'attributes', 'unknown_field'],
    ['price__contains=100', 'price__contains', 'unknown_field'],
    ['name__gte=a', 'name__gte', 'unknown_field'],
    ['name__isnull=true', 'name__isnull', 'unknown_field'],
    ['price__like=1', 'price__like', 'unknown_field'],
    ['price__=1', 'price__', 'unknown_field'],
    ['__in=1', '__in', 'unknown_field'],
    ['org_id=1', 'org_id', 'unknown_field'],
    ['_org_id=1', '_org_id', 'unknown_field'],
    ['price=abc', 'price', 'type'],
    ['price=', 'price', 'type'],
    ['price=1e5', 'price', 'type'],
    ['price=1,5', 'price', 'type'],
    ['price=0x10', 'price', 'type'],
    ['price=NaN', 'price', 'type'],
    ['price=Infinity', 'price', 'type'],
    ['stock=1.5', 'stock', 'type'],
    ['stock=9999999999999999999', 'stock', 'type'],
    ['stock=%EF%BC%91', 'stock', 'type'],
    ['id__in=1,x', 'id__in', 'type'],
    ['id__in=1,,2', 'id__in', 'type'],
    ['is_active=yes', 'is_active', 'type'],
    ['is_active=1', 'is_active', 'type'],
    ['brand__isnull=null', 'brand__isnull', 'type'],
    ['created_at=2026-11-21', 'created_at', 'format'],
    ['created_at=yesterday', 'created_at', 'format'],
    ['created_at=2026-02-30T00:00:00Z', 'created_at', 'format'],
    ['created_at=2026-11-21T25:00:00Z', 'created_at', 'format'],
    ['created_at=infinity', 'created_at', 'format'],
    ['created_at__between=2026-11-21T00:00:00Z', 'created_at__between', 'min_items'],
    ['price__between=1', 'price__between', 'min_items'],
    ['price__between=1,2,3', 'price__between', 'max_items'],
    ['price__between=,', 'price__between', 'type'],
    [`id__in=${Array(2000).fill(1).join(',')}`, 'id__in', 'max_items'],
    ['name=a%00b', 'name', 'format'],
    ['name__in=a,b%00', 'name__in', 'format'],
    ['name__contains=ab%00c', 'name__contains', 'format'],
    ['stock=1%00', 'stock', 'type'],
    ['name__contains=ab', 'name__contains', 'min_length'],
    ['name__contains=%F0%9F%98%80%F0%9F%98%80', 'name__contains', 'min_length'],
    ['name__contains=', 'name__contains', 'min_length'],
    [`name=${'x'.repeat(1001)}`, 'name', 'max_length'],
    ['q=ab', 'q', 'min_length'],
    ['name=a&name=b', 'name', 'duplicate'],
    ['sort=attributes', 'sort', 'enum'],
    ['sort=price;drop', 'sort', 'enum'],
    ['sort=', 'sort', 'enum'],
    ['sort=price,-price', 'sort', 'duplicate'],
    ['sort=id,sku,name,brand,model,price', 'sort', 'max_items'],
    ['fields=nope', 'fields', 'enum'],
    ['fields=_org_id', 'fields', 'enum'],
    ['fields=', 'fields', 'enum'],
    ['count=all', 'count', 'enum'],
    ['page=0', 'page', 'minimum'],
    ['page=1000001', 'page', 'maximum'],
    ['page_size=0', 'page_size', 'minimum'],
    ['page_size=201', 'page_size', 'maximum'],
    ['cursor=', 'cursor', 'min_length'],
    ['cursor=abc', 'cursor', 'unknown'],
  ];
  for (const [query, field, code] of wrong) {
    test(query.slice(0, 60), async () => {
      assertField(await api('GET', `?${query}`), field, code);
    });
  }

  test('what is longer than an address may be', async () => {
    assertError(await api('GET', `?id__in=${Array(4100).fill(1).join(',')}`), 414, 'uri_too_long');
    for (const query of [`name=${'x'.repeat(1 << 20)}`, `id__in=${Array(10_000).fill(1).join(',')}`]) {
      assert.equal((await api('GET', `?${query}`)).status, 414); // what fits no buffer is refused unread
    }
    assertError(await api('POST', '/batch_disable', { json: { filter: { name: 'x'.repeat(1 << 20) } } }), 413);
  });

  test('numbers as long as may be are numbers', async () => {
    const long = '9'.repeat(7000);
    assert.deepEqual(await found(`price__gte=${long}`), []);
    assert.deepEqual(await found(`price__lte=-${long}.${'1'.repeat(500)}`), []);
    assert.deepEqual(await found('id__gte=9223372036854775807'), []);
    assert.equal((await found('stock__gte=-9223372036854775808')).length, N);
    assert.equal((await found('created_at__gte=0001-01-01T00:00:00Z')).length, N);
    assert.deepEqual(await found('created_at__gte=9999-12-31T23:59:59Z'), []);
  });
});

describe('sorting', () => {
  const order = (sort) =>
    sort
      .split(',')
      .map((key) => (key.startsWith('-') ? `${key.slice(1)} desc nulls last` : `${key} nulls last`))
      .join(', ');
  const model = (sort, where = 'true') =>
    sauda.database
      .rows(`select id from product_rows where _org_id = '${team.id}' and ${where} order by ${order(sort)}`)
      .map((row) => row.id);
  const byBoth = [
    ...sorts.flatMap((name) => [`${name}`, `-${name}`]),
    '-price,name',
    'brand,-category,price',
    '-brand,-model,-cost',
    'is_active,stock,-updated_at,name,sku',
    'cost,-barcode',
  ];
  for (const sort of byBoth) {
    test(`${sort}, page after page`, async () => {
      const keys = sort.split(',');
      const hasId = keys.some((key) => key.replace('-', '') === 'id');
      const tie = keys.at(-1).startsWith('-') ? '-id' : 'id';
      const expected = model(hasId ? sort : `${sort},${tie}`);
      for (const by of ['cursor', 'page']) {
        const { items } = await allPages(get, `sort=${sort}&page_size=97&fields=name`, by);
        assert.equal(items.length, N);
        assert.deepEqual(Object.keys(items[0]), ['name']);
      }
      const { items } = await allPages(get, `sort=${sort}&page_size=71&fields=id`);
      assert.deepEqual(items.map((item) => item.id), expected);
    });
  }

  test('without a sort the newest come first', async () => {
    const { items } = await get('page_size=200');
    assert.deepEqual(items.map((item) => item.id), rows.map((row) => row.id).reverse().slice(0, 200));
  });

  test('goes with a filter', async () => {
    const { items } = await allPages(get, 'sort=-price,name&page_size=10&fields=id&brand__in=LG,Apple&stock__gte=3');
    const expected = model('-price,name,id', "brand in ('LG', 'Apple') and stock >= 3");
    assert.deepEqual(items.map((item) => item.id), expected);
  });
});

describe('pages', () => {
  test('carry what their contract says', async () => {
    const first = await get('page_size=100');
    assert.deepEqual([first.total, first.page, first.page_size, first.items.length], [N, 1, 100, 100]);
    assert.ok(!('total_is_estimate' in first));
    const last = await get('page_size=100&page=3');
    assert.deepEqual([last.total, last.page, last.items.length, last.next_cursor], [N, 3, 100, null]);
    const behind = await get('page_size=100&page=4');
    assert.deepEqual([behind.total, behind.items.length, behind.next_cursor], [N, 0, null]);
    const next = await get(`page_size=100&cursor=${first.next_cursor}`);
    assert.ok(!('page' in next));
    assert.deepEqual(next.items, (await get('page_size=100&page=2')).items);
  });

  test('show the fields asked for, in the order of the contract', async () => {
    const { items } = await get('fields=stock,id,name,id&page_size=1');
    assert.deepEqual(Object.keys(items[0]), ['id', 'name', 'stock']);
    const all = await get('page_size=1');
    const names = Object.keys(rows[0]).filter((name) => !name.startsWith('_'));
    assert.deepEqual(Object.keys(all.items[0]).sort(), names.sort());
  });

  test('are counted as asked', async () => {
    assert.equal((await get('count=none&page_size=2')).total, null);
    assert.equal((await get('count=exact&brand=LG&page_size=2')).total, rows.filter((r) => r.brand === 'LG').length);
    sauda.database.sql('analyze products');
    const estimated = await get('count=estimated&page_size=2');
    assert.equal(estimated.total_is_estimate, true);
    assert.ok(estimated.total >= 3 && estimated.total < 10 * N, estimated.total);
    const few = await get('count=estimated&page_size=200&stock=3');
    assert.equal(few.total, rows.filter((r) => r.stock === 3).length); // all of them on the page: no need to guess
    assert.ok(!('total_is_estimate' in few));
  });

  test('by cursor neither skip nor repeat while others insert and delete', async () => {
    const before = rows.map((row) => row.id);
    const query = 'sort=name&page_size=50&fields=id,sku';
    let page = await get(query);
    const seen = page.items.map((item) => item.id);
    for (let i = 0; page.next_cursor; i++) {
      fill(team.id, 1000 + i * 10, 1009 + i * 10); // in front, between and behind
      sauda.database.sql(`delete from products where org_id = '${team.id}' and id = ${seen.at(-1)}`); // the place itself
      page = await get(`${query}&cursor=${page.next_cursor}`);
      seen.push(...page.items.map((item) => item.id));
    }
    assert.equal(new Set(seen).size, seen.length);
    assert.deepEqual(before.filter((id) => !seen.includes(id)), []);
    sauda.database.sql(`delete from products where org_id = '${team.id}' and sku ~ '^SKU-1\\d\\d\\d$'`);
    rows = read();
  });
});

describe('cursors', () => {
  const query = 'sort=-price&brand__in=Apple,LG&page_size=5';
  let cursor;

  before(async () => {
    cursor = (await get(query)).next_cursor;
    assert.match(cursor, /^[\w-]{40,}$/);
  });

  const refused = async (other, headers) =>
    assertField(
      await request(sauda.url, 'GET', `/api/products?${other}`, { headers: headers ?? as(team.admin) }),
      'cursor',
      'unknown',
    );

  test('lead on whatever else is asked of the page', async () => {
    const plain = (await get(`${query}&cursor=${cursor}`)).items;
    const again = await get(`brand__in=Apple,LG&sort=-price&page_size=3&fields=id&count=none&cursor=${cursor}`);
    assert.deepEqual(again.items.map((item) => item.id), plain.slice(0, 3).map((item) => item.id));
    assert.equal(again.total, null);
  });

  test('belong to their sort, filter, list and organisation', async () => {
    await refused(`sort=price&brand__in=Apple,LG&cursor=${cursor}`);
    await refused(`sort=-price,name&brand__in=Apple,LG&cursor=${cursor}`);
    await refused(`sort=-price&cursor=${cursor}`);
    await refused(`sort=-price&brand__in=Apple&cursor=${cursor}`);
    await refused(`sort=-price&brand__in=LG,Apple&cursor=${cursor}`);
    await refused(`sort=-price&brand__in=Apple,LG&stock=1&cursor=${cursor}`);
    await refused(`sort=-price&category__in=Apple,LG&cursor=${cursor}`);
    await refused(`${query}&cursor=${cursor}`, as(makeTeam(sauda.database).admin));
    assert.equal((await api('GET', `?${query}&cursor=${cursor}`)).status, 200);
  });

  test('cannot be made or changed', async () => {
    for (let i = 0; i < cursor.length; i++) {
      const other = cursor[i] === 'A' ? 'B' : 'A';
      await refused(`${query}&cursor=${cursor.slice(0, i)}${other}${cursor.slice(i + 1)}`);
    }
    for (const bad of ['x', cursor.slice(1), cursor.slice(0, -1), `${cursor}A`, `${cursor}=`, '%F0%9F%98%80', '..', "'"]) {
      await refused(`${query}&cursor=${bad}`);
    }
    assertField(await api('GET', `?${query}&cursor=a%00b`), 'cursor', 'format');
    assertField(await api('GET', `?${query}&cursor=${'A'.repeat(6001)}`), 'cursor', 'max_length');
  });

  test('stand for a page, so there is no number beside them', async () => {
    assertField(await api('GET', `?${query}&page=2&cursor=${cursor}`), 'page', 'conflict');
  });
});

test('a filter that takes too long says what to narrow', async () => {
  // Whoever waits for this lock waits longer than a list may take.
  const lock = await holdLock(sauda.database.url, 'products');
  const reply = await api('GET', `?description__contains=${encodeURIComponent('хлопок')}&brand=LG&sort=-cost&count=none`);
  const error = assertError(reply, 422, 'filter_too_broad');
  assert.deepEqual(
    error.details.fields.map((f) => `${f.field}: ${f.code}`),
    ['description__contains: too_broad', 'sort: too_broad'],
  );
  await lock.release();
  assert.equal((await api('GET', '?description__contains=abc')).status, 200);
});
