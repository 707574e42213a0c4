// SPDX-License-Identifier: MIT
// How the database goes about lists, in the very sessions of the server: PostgreSQL's auto_explain tells each plan it ran,
// as a warning that the server logs. Whatever an index serves must read a page's rows and hardly any others, so that it
// costs the same in a catalogue of a million.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeConnections, request } from '../support/http.mjs';
import { createDatabase } from '../support/postgres.mjs';
import { startSauda } from '../support/sauda.mjs';

const N = 12_000;
const EXPLAIN = {
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_timing': 'off',
  'auto_explain.log_nested_statements': 'on',
  'auto_explain.log_level': 'warning',
};

let sauda;

before(async () => {
  const database = await createDatabase();
  const options = Object.entries(EXPLAIN).map(([name, value]) => `-c ${name}=${value}`);
  database.sql(`
    insert into organizations (id, name) values ('018f8e9e-0000-7000-8000-000000000001', 'Каталог');
    insert into users (org_id, id, email, username, full_name, role)
    values ('018f8e9e-0000-7000-8000-000000000001', gen_random_uuid(), 'a@oppo.kz', 'a', 'Админ', 'admin');
    set sauda.bulk = 'on';
    insert into products (org_id, sku, name, brand, category, price, stock, is_active, barcode, description, updated_at)
    select '018f8e9e-0000-7000-8000-000000000001', 'SKU-' || i,
           (array['Смартфон', 'Чехол', 'Наушники', 'Кабель'])[1 + i % 4] || ' ' || (array['Galaxy', 'Reno', 'Redmi'])[1 + i % 3]
               || ' ' || md5(i::text),
           case when i % 50 > 0 then 'Бренд ' || i % 20 end, 'Категория ' || i % 10, i * 7919 % 100000, i % 300, i % 20 > 0,
           (4600000000000 + i)::text, 'Описание ' || i % 1000, now() - i * 37 % 10000 * interval '1 minute'
    from generate_series(1, ${N}) i;
    insert into pipelines (org_id, id, name) values ('018f8e9e-0000-7000-8000-000000000001', 1, 'Продажи');
    insert into deal_stages (org_id, id, pipeline_id, name, color, place, kind, probability)
    values ('018f8e9e-0000-7000-8000-000000000001', 1, 1, 'Новый лид', '#868E96', 1, 'open', 10);
    insert into deals (org_id, title, pipeline_id, stage_id, rank, tags)
    select '018f8e9e-0000-7000-8000-000000000001', 'Сделка ' || i, 1, 1, i,
           array['обычная', case when i % 1000 = 0 then 'редкая' else 'частая' end, case when i % 3000 = 1 then 'vip' else 'нет' end]
    from generate_series(1, ${N}) i;
    vacuum analyze products;
    vacuum analyze deals;
    analyze product_words;`);
  const url = `${database.url}&options=${encodeURIComponent(options.join(' '))}`;
  sauda = await startSauda({ env: { DATABASE_URL: url, LOG_LEVEL: 'debug' } });
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

/** Asks for a page; { page, plans }, the plans of the statements that read the table for it. */
async function ask(query, table = 'products') {
  const from = sauda.err.length;
  const reply = await request(sauda.url, 'GET', `/api/${table}?${query}`);
  assert.equal(reply.status, 200, `${query}: ${reply.text}`);
  for (let tries = 0; tries < 500; tries++) {
    const lines = sauda.err.slice(from).split('\n').slice(0, -1);
    const plans = lines.filter((line) => /plan:\s+Query Text:/.test(line) && line.includes(` on ${table} `));
    if (plans.length > 0) {
      return { page: reply.json, plans: plans.map((line) => line.replace(/^.*?plan:\s+Query Text:/, '')) };
    }
    await sleep(10);
  }
  throw new Error(`no plan was told for ${query}`);
}

const rowsReadInVain = (plan) =>
  [...plan.matchAll(/Rows Removed by (?:Filter|Index Recheck|Join Filter): (\d+)/g)].reduce((sum, [, n]) => sum + Number(n), 0);

describe('pages that an index serves read no other rows', () => {
  const filters = ['', 'brand=Бренд 7', 'category=Категория 3', 'is_active=true', 'is_active=false'];
  for (const sort of ['id', 'name', 'price', 'stock', 'updated_at'].flatMap((name) => [name, `-${name}`])) {
    for (const filter of filters) {
      test(`sort=${sort} ${filter}`, async () => {
        const query = encodeURI(`sort=${sort}&page_size=50&count=none${filter && `&${filter}`}`);
        const first = await ask(query);
        let { page } = first;
        page = (await ask(`${query}&cursor=${page.next_cursor}`)).page;
        const deep = await ask(`${query}&cursor=${page.next_cursor}`);
        for (const { plans } of [first, deep]) {
          assert.equal(plans.length, 1);
          assert.match(plans[0], /Index (?:Only )?Scan (?:Backward )?using products_\w+ on products/, plans[0]);
          assert.doesNotMatch(plans[0], /Seq Scan|Sort/, plans[0]);
          assert.equal(rowsReadInVain(plans[0]), 0, plans[0]);
        }
      });
    }
  }
});

test('a page by its number passes over the rows before it in the index', async () => {
  const { plans } = await ask('sort=price&page=10&count=none');
  assert.match(plans[0], /Index Scan using products_price/);
  assert.doesNotMatch(plans[0], /Seq Scan|Sort/);
});

test('a far page passes over ids in the index alone, and is the page that cursors lead to', async () => {
  for (const sort of ['price', '-name']) {
    const { plans, page } = await ask(`sort=${sort}&page=12&page_size=200&count=none`);
    assert.match(plans[0], /Index Only Scan (?:Backward )?using products_(?:price|name)/, plans[0]);
    assert.doesNotMatch(plans[0], /Seq Scan/, plans[0]);
    let last = await ask(`sort=${sort}&page=4&page_size=200&count=none`);
    for (let n = 5; n <= 12; n++) last = await ask(`sort=${sort}&page_size=200&count=none&cursor=${last.page.next_cursor}`);
    assert.deepEqual(page.items, last.page.items);
  }
});

test('rows that are named are found by their names', async () => {
  for (const query of ['sku=SKU-77', 'id=5&price__gte=1', 'id__in=1,2,3&sort=-cost', 'sku__in=SKU-1,SKU-2&sort=name']) {
    const { plans } = await ask(`${query}&count=none`);
    assert.doesNotMatch(plans[0], /Seq Scan/, plans[0]);
    assert.ok(rowsReadInVain(plans[0]) < 10, plans[0]);
  }
});

test('a part of a text is found by its trigrams', async () => {
  const { plans, page } = await ask('name__contains=redmi+C81E728D'); // of the MD5 of 2
  assert.deepEqual(page.items.map((item) => item.sku), ['SKU-2']);
  assert.match(plans[0], /Bitmap Index Scan on products_search_text/);
  assert.doesNotMatch(plans[0], /Seq Scan/, plans[0]);
});

test('tags are found by their index', async () => {
  for (const [query, n] of [['tags=редкая', 12], ['tags__in=редкая,vip', 16], ['tags=редкая&sort=-amount', 12]]) {
    const { plans, page } = await ask(encodeURI(`${query}&count=none`), 'deals');
    assert.equal(page.items.length, n);
    assert.match(plans[0], /Bitmap Index Scan on deals_tags/, plans[0]);
    assert.doesNotMatch(plans[0], /Seq Scan on deals/, plans[0]);
  }
});

test('words are found by their index, with typing errors too', async () => {
  const words = ['наушники галакси c4ca4238', 'чехлы ренo c4ca4238', 'sku-4711', '4600000000815', 'смартфоны'];
  for (const q of words) {
    const { plans } = await ask(`q=${encodeURIComponent(q)}`);
    const ranking = plans.filter((plan) => plan.includes('ts_rank('));
    assert.equal(ranking.length, 1);
    assert.match(ranking[0], /Bitmap Heap Scan on products p/, ranking[0]);
    assert.ok(!plans.some((plan) => /Seq Scan on products (?!.*never executed)/.test(plan)), plans.join('\n'));
  }
});

test('an estimate reads nothing, a count up to ten thousand no more than that', async () => {
  const estimated = await ask('count=estimated&is_active=true');
  assert.equal(estimated.plans.filter((plan) => !plan.trimStart().startsWith('explain')).length, 1);
  assert.equal(estimated.page.total_is_estimate, true);
  assert.ok(Math.abs(estimated.page.total - N * 0.95) < N * 0.05, estimated.page.total);
  const some = await ask('is_active=true');
  assert.equal(some.page.total_is_estimate, true);
  assert.ok(some.page.total > 10_000);
  assert.ok(some.plans.some((plan) => /rows=10001/.test(plan)), some.plans.join('\n'));
  const few = await ask('is_active=false');
  assert.deepEqual([few.page.total, 'total_is_estimate' in few.page], [N / 20, false]);
  const exact = await ask('is_active=true&count=exact');
  assert.deepEqual([exact.page.total, 'total_is_estimate' in exact.page], [N * 0.95, false]);
});
