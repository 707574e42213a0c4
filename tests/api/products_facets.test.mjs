// SPDX-License-Identifier: MIT
// What there is to choose from under a filter: brands, categories, and the range of prices.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertError, assertField } from '../support/contract.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { holdLock } from '../support/locks.mjs';
import { SIGN_IN, as, makeTeam } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

let sauda;
let team;

before(async () => {
  sauda = await startSauda({ env: SIGN_IN });
  team = makeTeam(sauda.database);
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

const ask = (query = '', who = team.employee) => request(sauda.url, 'GET', `/api/products/facets${query}`, { headers: as(who) });

async function facets(query, who) {
  const reply = await ask(query, who);
  assert.equal(reply.status, 200, reply.text);
  return reply.json;
}

/** Puts in so many products of each line: [count, brand, category, price], an empty text for none. */
function put(org, lines) {
  const values = lines.map(([count, brand, category, price]) => `(${count}, '${brand}', '${category}', ${price})`).join(', ');
  sauda.database.sql(`
    insert into products (org_id, sku, name, brand, category, price)
    select '${org}', gen_random_uuid()::text, 'Товар ' || v.brand, nullif(v.brand, ''), nullif(v.category, ''), v.price + i - 1
    from (values ${values}) v (n, brand, category, price), generate_series(1, v.n) i`);
}

describe('facets', () => {
  test('count brands and categories, the most frequent first, and know the range of prices', async () => {
    const { admin, id } = makeTeam(sauda.database, 'Счёт');
    put(id, [
      [3, 'Samsung', 'Смартфоны', 100],
      [2, 'Apple', 'Смартфоны', 500.5],
      [2, 'Anker', 'Кабели', 7.25],
      [1, '', '', 9],
    ]);
    assert.deepEqual(await facets('', admin), {
      brands: [
        { value: 'Samsung', count: 3 },
        { value: 'Anker', count: 2 },
        { value: 'Apple', count: 2 },
        { value: null, count: 1 },
      ],
      categories: [
        { value: 'Смартфоны', count: 5 },
        { value: 'Кабели', count: 2 },
        { value: null, count: 1 },
      ],
      price_min: 7.25,
      price_max: 501.5,
      counted: 8,
      is_complete: true,
    });
  });

  test('go by the filter and the search, as the list does', async () => {
    const { admin, id } = makeTeam(sauda.database, 'Фильтр');
    put(id, [
      [4, 'Samsung', 'Смартфоны', 100],
      [3, 'Xiaomi', 'Смартфоны', 50],
      [2, 'Xiaomi', 'Кабели', 5],
    ]);
    for (const [query, counted, brands] of [
      ['?category=%D0%9A%D0%B0%D0%B1%D0%B5%D0%BB%D0%B8', 2, ['Xiaomi']],
      ['?price__between=52,101', 3, ['Samsung', 'Xiaomi']],
      ['?brand__in=Samsung,Nokia&price__gte=102', 2, ['Samsung']],
      ['?name__contains=xiaomi&is_active=true', 5, ['Xiaomi']],
      ['?q=%D1%82%D0%BE%D0%B2%D0%B0%D1%80%20samsung', 4, ['Samsung']],
    ]) {
      const found = await facets(query, admin);
      assert.deepEqual([found.counted, found.brands.map((brand) => brand.value)], [counted, brands], query);
    }
    assert.deepEqual(await facets('?brand=Nokia', admin), {
      brands: [],
      categories: [],
      price_min: null,
      price_max: null,
      counted: 0,
      is_complete: true,
    });
  });

  test('show a hundred values at most', async () => {
    const { admin, id } = makeTeam(sauda.database, 'Сто');
    put(id, Array.from({ length: 130 }, (_, i) => [i < 30 ? 1 : 2, `Бренд ${i}`, 'Одна', 1]));
    const { brands, counted } = await facets('', admin);
    assert.equal(counted, 230);
    assert.equal(brands.length, 100);
    assert.ok(brands.every(({ count }) => count === 2));
  });

  test('look at fifty thousand products, and say where that was not all', async () => {
    const { admin, id } = makeTeam(sauda.database, 'Много');
    const indexes = sauda.database.sql(`
      select string_agg(format('drop index %s;', indexrelid::regclass), '') from pg_index
      where indrelid = 'products'::regclass and not indisunique`);
    sauda.database.sql(`
      begin; ${indexes} set local sauda.bulk = on;
      insert into products (org_id, sku, name, brand, price)
      select '${id}', i, 'Т', case when i % 2 = 0 then 'A' else 'B' end, i from generate_series(1, 60000) i; commit;
      analyze products`);
    const all = await facets('', admin);
    assert.equal(all.is_complete, false);
    assert.ok(all.counted >= 50000 && all.counted < 60000, String(all.counted));
    assert.equal(all.brands[0].count + all.brands[1].count, all.counted);
    const half = await facets('?brand=A', admin);
    assert.deepEqual([half.is_complete, half.brands, half.price_min, half.price_max], [true, [{ value: 'A', count: 30000 }], 2, 60000]);
  });

  test('are those of the own organisation, for everybody who may see products', async () => {
    put(team.id, [[1, 'Свой', 'Своя', 1]]);
    for (const who of [team.office, team.supervisor, team.promoter, team.manager, team.employee]) {
      assert.deepEqual((await facets('', who)).brands, [{ value: 'Свой', count: 1 }]);
    }
    assertError(await request(sauda.url, 'GET', '/api/products/facets'), 401, 'unauthorized');
  });

  test('know no other words than the filter', async () => {
    for (const word of ['sort=id', 'page=1', 'colour=red', 'price__contains=1']) {
      assertField(await ask(`?${word}`), word.split('=')[0], 'unknown_field');
    }
    assertField(await ask('?price__gte=much'), 'price__gte', 'type');
  });

  test('that take too long name what to narrow', async () => {
    const lock = await holdLock(sauda.database.url, 'products');
    try {
      const reply = await ask('?name__contains=abc&brand=A');
      assertError(reply, 422, 'filter_too_broad');
      assert.deepEqual(reply.json.details.fields.map(({ field }) => field), ['name__contains']);
    } finally {
      await lock.release();
    }
  });
});
