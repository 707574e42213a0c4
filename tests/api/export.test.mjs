// SPDX-License-Identifier: MIT
// The catalogue as a file: what is in it, for whom, and that neither a large one nor a client who leaves costs the server
// anything.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { after, before, describe, test } from 'node:test';
import { assertError, assertField } from '../support/contract.mjs';
import { Feed } from '../support/feed.mjs';
import { closeConnections, raw, request } from '../support/http.mjs';
import { Imports } from '../support/imports.mjs';
import { holdLock } from '../support/locks.mjs';
import { waitFor } from '../support/patience.mjs';
import { SIGN_IN, accessToken, as, makeTeam } from '../support/people.mjs';
import { startSauda, temporaryFolder } from '../support/sauda.mjs';

const IS_ASAN = process.env.SAUDA_IS_ASAN === '1'; // it keeps what is freed
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const TITLES = {
  ru: ['Артикул', 'Наименование', 'Бренд', 'Категория', 'Модель', 'Цена', 'Себестоимость', 'Валюта', 'Остаток', 'В продаже', 'Штрихкод', 'Ссылка на изображение', 'Описание', 'Характеристики'],
  kk: ['Артикулы', 'Атауы', 'Бренді', 'Санаты', 'Моделі', 'Бағасы', 'Өзіндік құны', 'Валютасы', 'Қалдығы', 'Сатуда', 'Штрихкоды', 'Сурет сілтемесі', 'Сипаттамасы', 'Сипаттары'],
  en: ['SKU', 'Name', 'Brand', 'Category', 'Model', 'Price', 'Cost', 'Currency', 'Stock', 'Active', 'Barcode', 'Image URL', 'Description', 'Attributes'],
};
const FIELDS = 'sku name brand category model price cost currency stock is_active barcode image_url description attributes'.split(' ');
const MANY = 100_000;

let sauda;
let database;
let team;

before(async () => {
  sauda = await startSauda({ env: { ...SIGN_IN, DATA_DIR: temporaryFolder() } }); // workbooks are made there
  database = sauda.database;
  team = makeTeam(database);
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

const download = (query, who = team.employee, options = {}) =>
  request(sauda.url, options.method ?? 'GET', `/api/products/export${query}`, { headers: as(who), ...options });

async function ok(query, who) {
  const reply = await download(query, who);
  assert.equal(reply.status, 200, reply.text);
  return reply;
}

/** The rows of CSV, by the rules of RFC 4180. */
function parse(text, separator = ';') {
  assert.equal(text[0], '\ufeff');
  assert.ok(text.endsWith('\r\n'));
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${separator}\r\n]*))(${separator}|\r\n)`, 'gy');
  const rows = [[]];
  cell.lastIndex = 1;
  for (let m; cell.lastIndex < text.length; ) {
    m = cell.exec(text);
    assert.ok(m, 'this is no CSV');
    rows.at(-1).push(m[1]?.replaceAll('""', '"') ?? m[2]);
    if (m[3] === '\r\n' && cell.lastIndex < text.length) {
      rows.push([]);
    }
  }
  return rows;
}

const csv = async (query, who, separator) => parse((await ok(query, who)).text, separator);
const column = (rows, title) => rows.slice(1).map((row) => row[rows[0].indexOf(title)]);

/** The rows of a workbook: numbers and booleans as they are, what is absent as null. */
const workbook = (bytes) =>
  JSON.parse(
    execFileSync('/usr/bin/python3', ['-c', `
import io, json, re, sys, zipfile
from xml.etree import ElementTree
sheet = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read())).open('xl/worksheets/sheet1.xml')
ns = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
rows = []
for row in ElementTree.parse(sheet).iter(ns + 'row'):
    rows.append([None] * 14)
    for c in row:
        n = ord(re.match('[A-Z]+', c.get('r'))[0]) - 65
        t, v = c.get('t'), c.findtext(ns + 'v')
        rows[-1][n] = ''.join(c.itertext()) if t == 'inlineStr' else v == '1' if t == 'b' else float(v)
json.dump(rows, sys.stdout)`], { input: bytes, encoding: 'utf8', maxBuffer: 1 << 28 }),
  );

/** An organisation with these products, by SQL: [{ sku, … }]. */
function organisation(name, products) {
  const org = makeTeam(database, name);
  const json = JSON.stringify(products.map((product, i) => ({ name: `Товар ${i}`, ...product }))).replaceAll("'", "''");
  database.sql(`
    insert into products (org_id, sku, name, brand, category, model, price, cost, currency, stock, is_active, barcode, image_url,
                          description, attributes)
    select '${org.id}', p.sku, p.name, p.brand, p.category, p.model, coalesce(p.price, 0), p.cost, coalesce(p.currency, 'KZT'),
           coalesce(p.stock, 0), coalesce(p.is_active, true), p.barcode, p.image_url, coalesce(p.description, ''),
           coalesce(p.attributes, '{}')
    from json_populate_recordset(null::products, '${json}') p`);
  return org;
}

const exported = (org) =>
  database.rows(`select actor, action, data from events where org_id = '${org.id}' and entity = 'products' order by id`);

describe('an export', () => {
  const products = [
    { sku: 'A-1', name: 'Смартфон «Reno» 12', brand: 'OPPO', category: 'Смартфоны', model: 'Reno12', price: 259990.5, cost: 200000, stock: 7, barcode: '2000000000017', image_url: 'https://oppo.kz/a.png', description: 'Две\nстроки; и "кавычки"', attributes: { Цвет: 'черный' } },
    { sku: '0012', name: 'Кабель', currency: 'USD', is_active: false },
  ];
  const csvRows = [
    ['0012', 'Кабель', '', '', '', '0,00', '', 'USD', '0', 'false', '', '', '', ''],
    ['A-1', 'Смартфон «Reno» 12', 'OPPO', 'Смартфоны', 'Reno12', '259990,50', '200000,00', 'KZT', '7', 'true', '2000000000017', 'https://oppo.kz/a.png', 'Две\nстроки; и "кавычки"', '{"Цвет": "черный"}'],
  ];

  test('as CSV is what Excel opens here, unless a program asks for the other', async () => {
    const { employee } = organisation('CSV', products);
    const reply = await ok('', employee);
    assert.equal(reply.headers['content-type'], 'text/csv; charset=utf-8');
    const [, name] = reply.headers['content-disposition'].match(/^attachment; filename="[^"]*"; filename\*=UTF-8''(\S+)$/);
    assert.match(decodeURIComponent(name), /^Товары \d{4}-\d\d-\d\d\.csv$/);
    assert.deepEqual(parse(reply.text), [TITLES.ru, ...csvRows]);
    const withCommas = csvRows.map((row) => row.map((cell) => (/^\d+,\d\d$/.test(cell) ? cell.replace(',', '.') : cell)));
    assert.deepEqual(await csv('?separator=%2C', employee, ','), [TITLES.ru, ...withCommas]);
  });

  test('as a workbook keeps numbers, texts and booleans apart', async () => {
    const { employee } = organisation('XLSX', products);
    const reply = await ok('?format=xlsx', employee);
    assert.equal(reply.headers['content-type'], XLSX);
    assert.match(decodeURIComponent(reply.headers['content-disposition']), /Товары \d{4}-\d\d-\d\d\.xlsx$/);
    assert.deepEqual(workbook(reply.bytes), [
      TITLES.ru,
      ['0012', 'Кабель', null, null, null, 0, null, 'USD', 0, false, null, null, null, null],
      ['A-1', 'Смартфон «Reno» 12', 'OPPO', 'Смартфоны', 'Reno12', 259990.5, 200000, 'KZT', 7, true, '2000000000017', 'https://oppo.kz/a.png', 'Две\nстроки; и "кавычки"', '{"Цвет": "черный"}'],
    ]);
  });

  test('names its columns in the language one asks for, or in one\'s own', async () => {
    const { employee, id } = organisation('Языки', []);
    for (const [language, titles] of Object.entries(TITLES)) {
      assert.deepEqual(await csv(`?language=${language}`, employee), [titles]);
    }
    database.sql(`update users set language = 'kk' where org_id = '${id}'`);
    const reply = await ok('?format=xlsx', employee);
    assert.deepEqual(workbook(reply.bytes), [TITLES.kk]);
    assert.match(decodeURIComponent(reply.headers['content-disposition']), /Тауарлар/);
  });

  test('lets no text become a formula', async () => {
    const hostile = ['=1+1', '+7 701', '-5', '@SUM(A1)', '\tтаб', '\rконец', "=HYPERLINK(\"http://x\";\"y\")", "'=1", ';"', 'a\r\nb', '＝1'];
    const { employee } = organisation('Формулы', hostile.map((name, i) => ({ sku: String(i), name, brand: name })));
    const sorted = '?sort=id';
    const defused = hostile.map((name) => (/^'*[=+\-@\t\r＝]/.test(name) ? `'${name}` : name));
    assert.deepEqual(column(await csv(sorted, employee), 'Наименование'), defused);
    assert.deepEqual(column(await csv(sorted, employee), 'Бренд'), defused);
    const sheet = execFileSync('/usr/bin/python3', ['-c', "import io, sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read())).read('xl/worksheets/sheet1.xml'))"], {
      input: (await ok(`${sorted}&format=xlsx`, employee)).bytes,
      encoding: 'utf8',
    });
    assert.ok(!sheet.includes('<f>'), 'a cell is a formula');
    assert.ok(sheet.includes('<t>=1+1</t>'), sheet.slice(0, 2000));
  });

  test('goes by filter, search and sort as the list does', async () => {
    const { employee } = organisation('Фильтр', [
      { sku: 'a', name: 'Чехол Samsung', brand: 'Samsung', price: 30 },
      { sku: 'b', name: 'Чехол Apple', brand: 'Apple', price: 10 },
      { sku: 'c', name: 'Кабель Apple', brand: 'Apple', price: 20 },
      { sku: 'd', name: 'Смартфон Apple', brand: 'Apple', price: 40, is_active: false },
    ]);
    for (const [query, skus] of [
      ['', 'dcba'],
      ['?sort=price', 'bcad'],
      ['?brand=Apple&sort=-price', 'dcb'],
      ['?price__between=15,30&sort=id', 'ac'],
      ['?is_active=true&brand__in=Apple,Nokia', 'cb'],
      ['?q=%D1%87%D0%B5%D1%85%D0%BE%D0%BB&sort=price', 'ba'],
      ['?brand=Nokia', ''],
    ]) {
      assert.equal(column(await csv(query, employee), 'Артикул').join(''), skus, query);
    }
  });

  test('refuses what it does not know', async () => {
    for (const [query, field] of [
      ['?format=pdf', 'format'],
      ['?separator=%7C', 'separator'],
      ['?language=de', 'language'],
      ['?sort=colour', 'sort'],
      ['?page=2', 'page'],
      ['?price__gte=much', 'price__gte'],
    ]) {
      const reply = await download(query);
      assertError(reply, 422, 'validation_failed');
      assert.deepEqual(reply.json.details.fields.map((fault) => fault.field), [field]);
    }
    assertField(await download('?colour=red'), 'colour', 'unknown_field');
  });

  test('that would take too long names what to narrow', async () => {
    const lock = await holdLock(database.url, 'products');
    try {
      const reply = await download('?name__contains=abc');
      assertError(reply, 422, 'filter_too_broad');
      assert.deepEqual(reply.json.details.fields.map(({ field }) => field), ['name__contains']);
    } finally {
      await lock.release();
    }
  });
});

describe('what was exported', () => {
  test('is imported again as it was, from each kind of file', async () => {
    const texts = ['Смартфон «Reno» 12', '=1+1', "'=1", '-5', '@SUM(A1)', '+7 701; "x"', 'Две\nстроки', '1e5', '00012', 'true', '🎧 Buds'];
    const from = organisation(
      'Откуда',
      texts.map((text, i) => ({
        sku: `S-${i}`, name: text, brand: text, category: i % 2 ? 'Смартфоны' : null, model: text, price: i * 1234.5, cost: i % 3 ? i + 0.25 : null,
        currency: i % 2 ? 'KZT' : 'USD', stock: i * 7, is_active: i % 4 > 0, barcode: i % 2 ? `000${i}` : null,
        image_url: i % 2 ? `https://oppo.kz/${i}.png?a=1&b=2` : null, description: i % 2 ? `${text}\n"${text}"` : '',
        attributes: i % 2 ? { Цвет: text, Память: { ГБ: i } } : {},
      })),
    );
    const productsOf = ({ id }) => database.rows(`select ${FIELDS} from products where org_id = '${id}' order by id`);
    for (const query of ['language=ru', 'language=kk&separator=%2C', 'language=en&format=xlsx', 'language=kk&format=xlsx']) {
      const { bytes, headers } = await ok(`?sort=id&${query}`, from.manager);
      const to = makeTeam(database, query);
      const imports = new Imports(sauda.url, as(to.admin));
      const { import_id, mapping } = await imports.take(bytes, { type: headers['content-type'].split(';')[0] });
      assert.deepEqual(mapping.map(({ field }) => field), FIELDS, query);
      const { state, report } = await imports.run(import_id);
      assert.deepEqual([state, report.created, report.errors], ['done', texts.length, []], query);
      assert.deepEqual(productsOf(to), productsOf(from), query);
    }
  });
});

describe('who exports', () => {
  test('is in the log of the organisation, with what he took', async () => {
    const org = organisation('Журнал', [{ sku: 'a', brand: 'A' }, { sku: 'b', brand: 'B' }]);
    const feed = await Feed.open(sauda.url, { topics: 'products', token: accessToken(org.admin) });
    await feed.ready();
    await ok('?brand=A', org.promoter);
    await ok('?format=xlsx', org.office);
    assert.deepEqual(exported(org), [
      { actor: org.promoter.id, action: 'exported', data: { format: 'csv', count: 1, is_complete: true, filter: { brand: ['A'] } } },
      { actor: org.office.id, action: 'exported', data: { format: 'xlsx', count: 2, is_complete: true, filter: {} } },
    ]);
    const log = await request(sauda.url, 'GET', '/api/events?entity=products&action=exported', { headers: as(org.admin) });
    assert.equal(log.json.items.length, 2);
    await request(sauda.url, 'POST', '/api/products', { headers: as(org.admin), json: { sku: 'c', name: 'Новый' } });
    assert.equal((await feed.next()).type, 'product.created'); // nobody else hears of exports
    feed.destroy();
  });

  test('needs the right to see products, and takes those of his organisation alone', async () => {
    const org = organisation('Своя', [{ sku: 'own' }]);
    for (const role of ['admin', 'office', 'supervisor', 'promoter', 'manager', 'employee']) {
      assert.deepEqual(column(await csv('', org[role]), 'Артикул'), ['own']);
    }
    assertError(await request(sauda.url, 'GET', '/api/products/export'), 401, 'unauthorized');
  });

  test('asks by HEAD takes nothing', async () => {
    const org = organisation('HEAD', [{ sku: 'own' }]);
    const reply = await download('', org.admin, { method: 'HEAD' });
    assert.deepEqual([reply.status, reply.text, reply.headers['content-type']], [200, '', 'text/csv; charset=utf-8']);
    assert.deepEqual(exported(org), []);
    const { text } = await raw(sauda.url, `HEAD /api/products/export HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${as(org.admin).Authorization}\r\n\r\n`);
    assert.match(text, /^HTTP\/1\.\d 200 OK\r\n([^\r\n]+\r\n)+\r\n$/); // a head, and nothing behind it
  });
});

describe('a large export', () => {
  let org;

  before(() => {
    org = makeTeam(database, 'Много');
    const indexes = database.sql(`
      select string_agg(format('drop index %s;', indexrelid::regclass), '') from pg_index
      where indrelid = 'products'::regclass and not indisunique`);
    database.sql(`
      begin; ${indexes} set local sauda.bulk = on;
      insert into products (org_id, sku, name, brand, price, description)
      select '${org.id}', 'M-' || i, 'Товар № ' || i, 'Бренд', i, repeat('Описание товара. ', 16) from generate_series(1, ${MANY}) i;
      commit; analyze products`);
  });

  const memory = () => Number(readFileSync(`/proc/${sauda.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+) kB/)[1]) / 1024;

  /** Downloads it without keeping it: how many bytes and lines came, and the most memory the server had meanwhile. */
  async function measure(query) {
    const before = memory();
    let [bytes, lines, most] = [0, 0, 0];
    await new Promise((resolve, reject) => {
      const rq = http.get(`${sauda.url}/api/products/export${query}`, { headers: as(org.admin), agent: false }, (rs) => {
        rs.on('data', (piece) => {
          bytes += piece.length;
          lines += piece.reduce((n, byte) => n + (byte === 10), 0);
          most = Math.max(most, memory());
        });
        rs.on('end', resolve);
        rs.on('error', reject);
      });
      rq.on('error', reject);
    });
    return { bytes, lines, grown: most - before };
  }

  test('takes no more memory than a small one', { timeout: 600_000 }, async () => {
    const { bytes, lines, grown } = await measure('');
    assert.equal(lines, MANY + 1);
    assert.ok(bytes > 45 * 1024 * 1024, String(bytes));
    assert.ok(IS_ASAN || grown < 40, `${grown} MiB for ${bytes} bytes`);
    assert.equal(exported(org)[0].data.count, MANY);
  });

  test('as a workbook takes no more memory either', { timeout: 600_000 }, async () => {
    const { grown } = await measure('?format=xlsx');
    assert.ok(IS_ASAN || grown < 40, `${grown} MiB`);
    assert.equal(exported(org).at(-1).data.count, MANY);
  });

  test('ends when the client has left, and the log says how much he got', async () => {
    const rq = http.get(`${sauda.url}/api/products/export`, { headers: as(org.manager), agent: false }, (rs) => {
      rs.once('data', () => rq.destroy());
    });
    rq.on('error', () => {});
    await sauda.waitFor(/GET \/api\/products\/export: broken off after \d+ bytes/);
    let last;
    await waitFor(() => (last = exported(org).at(-1)).actor === org.manager.id, 'the event');
    const { format, count, is_complete } = last.data;
    assert.deepEqual([format, is_complete], ['csv', false]);
    assert.ok(count > 0 && count < MANY, String(count));
  });
});
