// SPDX-License-Identifier: MIT
// Products from files: how a file is understood, what a dry run foretells, what is done with the rows and what is not, and
// how all of it is taken back.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { assertError, assertField } from '../support/contract.mjs';
import { Feed } from '../support/feed.mjs';
import { closeConnections } from '../support/http.mjs';
import { CSV, Imports, XLSX, catalogue } from '../support/imports.mjs';
import { holdLock } from '../support/locks.mjs';
import { waitFor } from '../support/patience.mjs';
import { SIGN_IN, accessToken, as, makeTeam } from '../support/people.mjs';
import { startSauda, temporaryFolder } from '../support/sauda.mjs';
import { workbook } from '../support/workbook.mjs';

const NOBODY = '018f8e9e-0000-7000-8000-00000000dead';

let sauda;

before(async () => {
  sauda = await startSauda({ env: { ...SIGN_IN, DATA_DIR: temporaryFolder() } });
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

/** An organisation of its own, and its admin's imports. */
function newTeam(role = 'admin') {
  const team = makeTeam(sauda.database);
  const imports = new Imports(sauda.url, as(team[role]));
  imports.team = team;
  return imports;
}

const as1251 = (() => {
  const letters = new TextDecoder('windows-1251').decode(Uint8Array.from({ length: 256 }, (_, i) => i));
  const codes = new Map([...letters].map((letter, i) => [letter, i]));
  return (text) => Buffer.from([...text].map((letter) => codes.get(letter)));
})();

/** The products of the team by their sku, with these fields. */
function products(imports, ...fields) {
  const rows = sauda.database.rows(
    `select ${['sku', ...fields].join(', ')} from products where org_id = '${imports.team.id}' order by sku`,
  );
  return Object.fromEntries(rows.map(({ sku, ...rest }) => [sku, rest]));
}

const addProduct = (imports, json) => imports.ok('POST', '/products', { json });
const fieldsOf = (row) => Object.fromEntries(row.mapping.map(({ column, field }) => [row.columns[column].name, field]));
const countsOf = ({ errors, ...counts }) => counts;
const counts = (some) => ({
  rows: 0, created: 0, updated: 0, unchanged: 0, skipped: 0, repeated: 0, faulty: 0, ...some,
});
const faultsOf = (report) => report.errors.map(({ row, column, field, code }) => [row, column, field, code]);

describe('a file is understood', () => {
  test('in Windows-1251 with semicolons', async () => {
    const imports = newTeam();
    const text = 'Артикул;Наименование;Цена, тг;Кол-во;Производитель;Гарантия\r\nА-1;Чехол "Ёж";"1 299,50";7;Әлем;1 год\r\n';
    const reply = await imports.upload(as1251(text.replace('Ә', 'А')), {
      headers: { 'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent('прайс.csv')}` },
    });
    assert.equal(reply.status, 201, reply.text);
    const row = reply.json;
    assert.equal(reply.headers.location, `/api/v1/imports/${row.import_id}`);
    assert.equal(reply.headers.etag, '"1"');
    assert.equal(row.import_id, row.id);
    assert.equal(row.filename, 'прайс.csv');
    assert.deepEqual([row.state, row.format, row.encoding, row.separator, row.header_row], ['ready', 'csv', 'windows-1251', ';', 1]);
    assert.deepEqual(row.columns.map((c) => c.name), ['Артикул', 'Наименование', 'Цена, тг', 'Кол-во', 'Производитель', 'Гарантия']);
    assert.deepEqual(row.sample, [['А-1', 'Чехол "Ёж"', '1 299,50', '7', 'Алем', '1 год']]);
    assert.deepEqual(fieldsOf(row), {
      Артикул: 'sku', Наименование: 'name', 'Цена, тг': 'price', 'Кол-во': 'stock', Производитель: 'brand',
    });
    await imports.run(row.id);
    assert.deepEqual(products(imports, 'name', 'price', 'stock', 'brand'), {
      'А-1': { name: 'Чехол "Ёж"', price: 1299.5, stock: 7, brand: 'Алем' },
    });
  });

  test('in UTF-8 with a byte order mark and commas', async () => {
    const imports = newTeam();
    const row = await imports.take('\ufeffТауар коды,Атауы,Бағасы,Қалдығы\nQ-1,"Телефон, қара","1,299.00",3\n');
    assert.deepEqual([row.encoding, row.separator], ['utf-8', ',']);
    assert.deepEqual(fieldsOf(row), { 'Тауар коды': 'sku', Атауы: 'name', Бағасы: 'price', Қалдығы: 'stock' });
    await imports.run(row.id);
    assert.deepEqual(products(imports, 'name', 'price'), { 'Q-1': { name: 'Телефон, қара', price: 1299 } });
  });

  test('as a workbook', async () => {
    const imports = newTeam();
    const sheet = [
      ['SKU', 'model', 'brand', 'price', 'Штрихкод', 'is_active'],
      ['K-1', 'Телефон & чехол', 'Oppo', 129990, 4870001234567, 'да'],
      [12345, 'Число', '', 12.340000000000001, '', 'жоқ'],
    ];
    const row = await imports.take(workbook(sheet), { type: XLSX });
    assert.deepEqual([row.format, row.encoding, row.separator, row.header_row], ['xlsx', null, null, 1]);
    assert.deepEqual(fieldsOf(row), {
      SKU: 'sku', model: 'name', brand: 'brand', price: 'price', Штрихкод: 'barcode', is_active: 'is_active',
    });
    assert.deepEqual(row.sample[1], ['12345', 'Число', '', '12.34', '', 'жоқ']);
    await imports.run(row.id);
    assert.deepEqual(products(imports, 'name', 'price', 'barcode', 'is_active'), {
      12345: { name: 'Число', price: 12.34, barcode: null, is_active: false },
      'K-1': { name: 'Телефон & чехол', price: 129990, barcode: '4870001234567', is_active: true },
    });
  });

  test('below the title of a price list', async () => {
    const imports = newTeam();
    const row = await imports.take('ТОО «Склад»;;;\nПрайс-лист на 21.11.2026;;;\n;;;\nКод;Номенклатура;Розничная цена;Закуп\n1;Чехол;100;60\n');
    assert.equal(row.header_row, 4);
    assert.deepEqual(fieldsOf(row), { Код: 'sku', Номенклатура: 'name', 'Розничная цена': 'price', Закуп: 'cost' });
    assert.deepEqual(row.sample, [['1', 'Чехол', '100', '60']]);
  });

  test('without names of columns', async () => {
    const imports = newTeam();
    const row = await imports.take('A-1;100\nA-2;200\n');
    assert.equal(row.header_row, null);
    assert.deepEqual(row.columns, [{ index: 0, name: 'A' }, { index: 1, name: 'B' }]);
    assert.deepEqual(row.mapping, []);
    assert.equal(row.sample.length, 2);
  });

  test('with names that nobody knows', async () => {
    const row = await newTeam().take('Foo;Bar\nA-1;100\n');
    assert.equal(row.header_row, 1);
    assert.deepEqual(row.columns.map((c) => c.name), ['Foo', 'Bar']);
    assert.deepEqual(row.mapping, []);
  });

  test('by its first rows alone, and long cells are cut', async () => {
    const row = await newTeam().take(`sku;name\nA-1;${'я'.repeat(300)}\n${'A;b\n'.repeat(50)}`);
    assert.equal(row.sample.length, 10);
    assert.match(row.sample[0][1], /^я{100}…$/);
  });

  test('or is refused with words for whoever sent it', async () => {
    const imports = newTeam();
    for (const [body, type, words] of [
      ['\n\n', CSV, /empty/],
      [workbook([['sku']]), CSV, /workbook of Excel/],
      ['sku;name\n', XLSX, /no workbook/],
      ['sku;name\nA-1;"no end\n', CSV, /quote/],
      [`${'a;'.repeat(300)}b\n`, CSV, /more than 256 columns/],
      [Buffer.from('sku;name\nA;\0\n'), CSV, /NUL/],
    ]) {
      const error = assertError(await imports.upload(body, { type }), 422, 'file_unreadable');
      assert.match(error.message, words);
    }
    assertError(await imports.upload('a', { type: 'application/pdf' }), 415, 'unsupported_media_type');
    assert.equal((await imports.ok('GET', '/imports')).total, 0);
  });
});

test('what was exported comes back as it was', async () => {
  const imports = newTeam();
  await addProduct(imports, {
    sku: '=1+1', name: 'Телефон; "X"', brand: '-Oppo', category: 'c', model: 'm', description: 'две\nстроки', price: 1299.5,
    cost: 0.07, currency: 'USD', stock: 3, is_active: false, barcode: '0012', image_url: 'https://a.kz/1.jpg?a=1',
    attributes: { Цвет: 'красный', n: [1, null], 'a"b': { c: 1.5 } },
  });
  await addProduct(imports, { sku: '12345678901234567890', name: '2', price: 1_000_000 });
  for (const query of ['format=csv', 'format=csv&language=kk', 'format=csv&separator=,&language=en', 'format=xlsx']) {
    const file = await imports.send('GET', `/products/export?${query}`);
    assert.equal(file.status, 200, file.text);
    const type = query === 'format=xlsx' ? XLSX : CSV;
    const row = await imports.take(file.bytes, { type });
    assert.equal(row.mapping.length, 14, query);
    assert.deepEqual(await imports.check(row.id), { ...counts({ rows: 2, unchanged: 2 }), errors: [] }, query);
  }
});

describe('the settings', () => {
  test('say which column is which', async () => {
    const imports = newTeam();
    const { id } = await imports.take('Foo;Bar;Цвет;Пусто\nA-1;100;красный;\n');
    const mapping = [
      { column: 0, field: 'sku' }, { column: 1, field: 'name' }, { column: 2, field: 'attributes.Цвет корпуса' },
    ];
    const reply = await imports.change(id, { mapping });
    assert.equal(reply.status, 200, reply.text);
    assert.equal(reply.headers.etag, '"2"');
    assert.deepEqual(reply.json.mapping, mapping);
    await imports.run(id);
    assert.deepEqual(products(imports, 'name', 'attributes'), { 'A-1': { name: '100', attributes: { 'Цвет корпуса': 'красный' } } });
  });

  test('are refused where they do not fit', async () => {
    const imports = newTeam();
    const { id } = await imports.take('Foo;Bar\nA-1;100\n');
    const refused = async (json, field, code) => assertField(await imports.change(id, json), field, code);
    const at = (...items) => ({ mapping: items.map(([column, field]) => ({ column, field })) });
    await refused(at([2, 'sku']), 'mapping[0].column', 'maximum');
    await refused(at([0, 'sku'], [1, 'id']), 'mapping[1].field', 'enum');
    await refused(at([0, 'attributes.']), 'mapping[0].field', 'enum');
    await refused(at([0, 'sku'], [0, 'name']), 'mapping[1].column', 'duplicate');
    await refused(at([0, 'sku'], [1, 'sku']), 'mapping[1].field', 'duplicate');
    await refused(at([0, 'attributes'], [1, 'attributes.x']), 'mapping[1].field', 'duplicate');
    await refused({ header_row: 3 }, 'header_row', 'not_found');
    await refused({ no_such: 1 }, 'no_such', 'unknown_field');
    for (const step of ['check', 'start']) {
      assertField(await imports.send('POST', `/imports/${id}/${step}`), 'mapping', 'required');
    }
    const book = await imports.take(workbook([['sku'], ['1']]), { type: XLSX });
    assertField(await imports.change(book.id, { separator: ';' }), 'separator', 'not_applicable');
    assertField(await imports.change(book.id, { encoding: 'utf-8' }), 'encoding', 'not_applicable');
  });

  test('may read the file in another way', async () => {
    const imports = newTeam();
    const { id } = await imports.take('Артикул|Название;x\nA-1|Чехол;y\n');
    const changed = async (json) => (await imports.change(id, json)).json;
    const bars = await changed({ separator: '|' });
    assert.deepEqual(bars.columns.map((c) => c.name), ['Артикул', 'Название;x']);
    const semicolons = await changed({ separator: ';', header_row: 1 });
    assert.deepEqual(semicolons.columns.map((c) => c.name), ['Артикул|Название', 'x']);
    assert.deepEqual(semicolons.sample, [['A-1|Чехол', 'y']]);
    const bare = await changed({ separator: '|', header_row: null });
    assert.equal(bare.header_row, null);
    assert.deepEqual(bare.columns.map((c) => c.name), ['A', 'B']);
    assert.equal(bare.sample[0][0], 'Артикул');
    assert.deepEqual(bare.mapping, []);
    const second = await changed({ header_row: 2 });
    assert.deepEqual(second.columns.map((c) => c.name), ['A-1', 'Чехол;y']);
    assert.deepEqual(second.sample, []);
    const garbled = await changed({ encoding: 'windows-1251', header_row: 1 });
    assert.equal(garbled.encoding, 'windows-1251');
    assert.match(garbled.columns[0].name, /^Рђ/);
    assertError(await imports.change(id, { encoding: 'koi8-r' }), 422, 'validation_failed');
  });

  test('of a workbook too', async () => {
    const imports = newTeam();
    const { id } = await imports.take(workbook([['Foo'], ['sku'], ['A']]), { type: XLSX });
    const { json } = await imports.change(id, { header_row: 2 });
    assert.deepEqual([json.columns, json.sample, json.mapping], [[{ index: 0, name: 'sku' }], [['A']], [{ column: 0, field: 'sku' }]]);
  });

  test('are changed by one at a time', async () => {
    const imports = newTeam();
    const { id } = await imports.take('sku\nA\n');
    assert.equal((await imports.change(id, { on_error: 'stop' }, { 'If-Match': '"1"' })).status, 200);
    const stale = assertError(await imports.change(id, { on_error: 'skip' }, { 'If-Match': '"1"' }), 412, 'revision_mismatch');
    assert.equal(stale.details.current.on_error, 'stop');
  });

  test('forget what a dry run with others found', async () => {
    const imports = newTeam();
    const { id } = await imports.take('sku;name\nA;B\n');
    await imports.check(id);
    assert.equal((await imports.change(id, { empty_clears: true })).json.check, null);
  });
});

const MIXED = `Артикул;Наименование;Цена;Остаток;Бренд
A-1;Первый;100,5;1;Oppo
A-2;Второй;200;2;
A-3;Третий;-1;1,5;
;Без номера;1;1;
A-4;Дважды;1;1;
A-5;;500;5;
A-4;Последний;2;2;
A-6;Новый;1 299,00 ₸;10;Vivo
A-7;${'я'.repeat(301)};1;1;
`;
const MIXED_COUNTS = counts({ rows: 9, created: 2, updated: 1, unchanged: 1, repeated: 1, faulty: 4 });
const MIXED_FAULTS = [
  [4, 'Цена', 'price', 'minimum'],
  [4, 'Остаток', 'stock', 'type'],
  [5, 'Артикул', 'sku', 'required'],
  [6, 'Артикул', 'sku', 'repeated'],
  [7, 'Наименование', 'name', 'required'],
  [10, 'Наименование', 'name', 'max_length'],
];

describe('a dry run', () => {
  test('foretells what is done, and changes nothing', async () => {
    const imports = newTeam();
    await addProduct(imports, { sku: 'A-1', name: 'Первый', price: 100.5, stock: 1, brand: 'Oppo', cost: 7 });
    await addProduct(imports, { sku: 'A-2', name: 'Второй', price: 150, stock: 2, brand: 'Realme' });
    const before = products(imports, 'name', 'price', 'stock', 'revision');
    const { id } = await imports.take(MIXED);
    const check = await imports.check(id);
    assert.deepEqual(countsOf(check), MIXED_COUNTS);
    assert.deepEqual(faultsOf(check), MIXED_FAULTS);
    assert.deepEqual(check.errors[3], {
      row: 6, column: 'Артикул', field: 'sku', code: 'repeated', message: 'stands in row 8 again, which counts', value: 'A-4',
    });
    assert.deepEqual(products(imports, 'name', 'price', 'stock', 'revision'), before);

    const done = await imports.run(id);
    assert.equal(done.state, 'done');
    assert.deepEqual(done.report, check);
    assert.deepEqual(products(imports, 'name', 'price', 'stock', 'brand', 'revision'), {
      'A-1': { name: 'Первый', price: 100.5, stock: 1, brand: 'Oppo', revision: 1 },
      'A-2': { name: 'Второй', price: 200, stock: 2, brand: 'Realme', revision: 2 },
      'A-4': { name: 'Последний', price: 2, stock: 2, brand: null, revision: 1 },
      'A-6': { name: 'Новый', price: 1299, stock: 10, brand: 'Vivo', revision: 1 },
    });
    const again = await imports.take(MIXED);
    assert.deepEqual(countsOf(await imports.check(again.id)), counts({ rows: 9, unchanged: 4, repeated: 1, faulty: 4 }));
  });

  test('tells of the first hundred faults', async () => {
    const imports = newTeam();
    const { id } = await imports.take(`sku;price\n${Array.from({ length: 250 }, (_, i) => `A-${i};x\n`).join('')}`);
    const check = await imports.check(id);
    assert.equal(check.faulty, 250);
    assert.deepEqual(check.errors.map((e) => e.row), Array.from({ length: 100 }, (_, i) => i + 2));
  });

  test('compares every field as a change does', async () => {
    const imports = newTeam();
    const full = {
      sku: 'A', name: 'Имя', brand: 'b', category: 'c', model: 'm', description: 'd', price: 1.5, cost: 1, currency: 'KZT',
      stock: 3, is_active: true, barcode: '00', image_url: 'https://a.kz/1', attributes: { x: '1', y: 2 },
    };
    await addProduct(imports, full);
    const other = {
      name: 'Имя 2', brand: 'B', category: 'C', model: 'M', description: 'D', price: '1,6', cost: 2, currency: 'USD', stock: 4,
      is_active: 'нет', barcode: '01', image_url: 'https://a.kz/2', 'attributes.x': '2', attributes: '{"y":3}',
    };
    for (const [field, value] of Object.entries(other)) {
      const now = field === 'attributes.x' ? '1' : field === 'attributes' ? '{"y":2}' : full[field];
      for (const [text, outcome] of [[now, 'unchanged'], [value, 'updated']]) {
        const { id } = await imports.take(`sku;${field}\nA;"${String(text).replaceAll('"', '""')}"\n`);
        await imports.change(id, { mapping: [{ column: 0, field: 'sku' }, { column: 1, field }] });
        const check = await imports.check(id);
        assert.equal(check[outcome], 1, `${field} = ${text}: ${JSON.stringify(check)}`);
        assert.deepEqual((await imports.run(id)).report, check, field);
      }
    }
  });
});

describe('a dry run of a file', () => {
  test('that cannot be read to its end says where; nothing is changed by it', async () => {
    const imports = newTeam();
    const lines = Array.from({ length: 3000 }, (_, i) => `A-${i};${i === 2500 ? 'a\0b' : 'Имя'}\n`);
    const { id } = await imports.take(Buffer.from(`sku;name\n${lines.join('')}`));
    const error = assertError(await imports.send('POST', `/imports/${id}/check`), 422, 'file_unreadable');
    assert.match(error.message, /Row 2502: there is a NUL byte/);
    const failed = await imports.run(id);
    assert.equal(failed.state, 'failed');
    assert.equal((await imports.ok('GET', `/jobs/${failed.job_id}`)).error_code, 'file_unreadable');
    assert.deepEqual(products(imports), {});
  });

  test('that takes long is a job to be followed', async () => {
    const imports = newTeam();
    const { id } = await imports.take('sku;name\nA;B\n');
    const lock = await holdLock(sauda.database.url, 'products');
    const reply = await imports.send('POST', `/imports/${id}/check`);
    await lock.release();
    assert.equal(reply.status, 202, reply.text);
    assert.equal(reply.json.check, null);
    const job = await imports.ok('GET', `/jobs/${reply.json.check_job_id}`);
    assert.equal(job.kind, 'products.import_check');
    assert.equal((await imports.check(id)).created, 1);
  });
});

describe('the options', () => {
  const TWO = 'sku;name;brand\nA-1;Другое;\nA-2;Новый;\n';

  async function two(json) {
    const imports = newTeam();
    await addProduct(imports, { sku: 'A-1', name: 'Старый', brand: 'Oppo', description: 'd' });
    const { id } = await imports.take(TWO);
    assert.equal((await imports.change(id, json)).status, 200);
    const check = await imports.check(id);
    const done = await imports.run(id);
    assert.deepEqual(done.report, check);
    return { imports, report: countsOf(check), rows: products(imports, 'name', 'brand') };
  }

  test('leave new rows out', async () => {
    const { report, rows } = await two({ create_new: false });
    assert.deepEqual(report, counts({ rows: 2, updated: 1, skipped: 1 }));
    assert.deepEqual(rows, { 'A-1': { name: 'Другое', brand: 'Oppo' } });
  });

  test('leave existing rows alone', async () => {
    const { report, rows } = await two({ update_existing: false });
    assert.deepEqual(report, counts({ rows: 2, created: 1, skipped: 1 }));
    assert.equal(rows['A-1'].name, 'Старый');
  });

  test('let empty cells empty their fields', async () => {
    const { rows } = await two({ empty_clears: true });
    assert.deepEqual(rows['A-1'], { name: 'Другое', brand: null });
  });

  test('stop before anything is changed where a row is faulty', async () => {
    const imports = newTeam();
    await addProduct(imports, { sku: 'A-1', name: 'Старый' });
    const { id } = await imports.take(MIXED);
    await imports.change(id, { on_error: 'stop' });
    const failed = await imports.run(id);
    assert.equal(failed.state, 'failed');
    assert.equal(failed.operation_state, null);
    assert.deepEqual(countsOf(failed.report), counts({ rows: 4, faulty: 4 }));
    assert.deepEqual(faultsOf(failed.report), MIXED_FAULTS);
    const job = await imports.ok('GET', `/jobs/${failed.job_id}`);
    assert.deepEqual([job.state, job.error_code], ['failed', 'import_faulty']);
    assert.match(job.error_message, /4\. Nothing was changed/);
    assert.deepEqual(Object.keys(products(imports)), ['A-1']);

    await imports.ok('POST', `/jobs/${failed.job_id}/retry`);
    assert.deepEqual((await imports.over(id)).report, failed.report, 'the faults are not told of twice');
    await imports.change(id, { on_error: 'skip' });
    assert.deepEqual(countsOf((await imports.run(id)).report), counts({ rows: 9, created: 3, updated: 1, repeated: 1, faulty: 4 }));
  });
});

describe('the rows', () => {
  test('that the database refuses are told of, one by one', async () => {
    const imports = newTeam();
    for (const n of [3, 40]) {
      await addProduct(imports, { sku: `A-${n}`, name: 'Полный', attributes: { text: 'x'.repeat(30_000) } });
    }
    const lines = Array.from({ length: 60 }, (_, i) => `A-${i + 1};Имя;${'y'.repeat(5000)}\n`);
    const { id } = await imports.take(`sku;name;note\n${lines.join('')}`);
    await imports.change(id, { mapping: [{ column: 0, field: 'sku' }, { column: 1, field: 'name' }, { column: 2, field: 'attributes.note' }] });
    const done = await imports.run(id);
    assert.equal(done.state, 'done');
    assert.deepEqual(countsOf(done.report), counts({ rows: 60, created: 58, faulty: 2 }));
    assert.deepEqual(faultsOf(done.report), [[4, null, null, 'refused'], [41, null, null, 'refused']]);
    assert.match(done.report.errors[0].message, /attributes would become larger/);
    assert.equal(Object.keys(products(imports)).length, 60);
  });

  test('have no numbers in their JSON that the database would write out in thousands of digits', async () => {
    const imports = newTeam();
    const wild = ['1e-300000', '1E-16000', `0.${'0'.repeat(500)}`, '[[{"x": -5.5e-401}]]'];
    const tame = ['1e-300', '[0.1, -7, 1E+5]', '"1e-300000"', '"\\"1e-999"', `"${'9'.repeat(500)}"`];
    const rows = [...wild, ...tame].map((value, i) => `W-${i};B;"${`{"a": ${value}}`.replaceAll('"', '""')}"`);
    const { id } = await imports.take(`sku;name;attributes\n${rows.join('\n')}\n`);
    const check = await imports.check(id);
    assert.deepEqual(faultsOf(check), wild.map((_, i) => [i + 2, 'attributes', 'attributes', 'format']));
    const done = await imports.run(id);
    assert.deepEqual(countsOf(done.report), counts({ rows: 9, created: 5, faulty: 4 }));
    const [{ attributes }] = Object.values(products(imports, 'attributes')).slice(1);
    assert.deepEqual(attributes, { a: [0.1, -7, 100000] });
  });

  test('of a file in several pieces are all there', async () => {
    const imports = newTeam();
    const filler = 'ұзақ сипаттама '.repeat(60);
    const lines = Array.from({ length: 2500 }, (_, i) => `A-${i};Товар ${i};${filler}${i}\n`);
    const text = `sku;name;description\n${lines.join('')}`;
    assert.ok(Buffer.byteLength(text) > 3 << 20);
    const { id, size_bytes } = await imports.take(text);
    assert.equal(size_bytes, Buffer.byteLength(text));
    assert.ok(Number(sauda.database.sql(`select count(*) from import_pieces where import_id = '${id}'`)) >= 4);
    const done = await imports.run(id);
    assert.equal(done.report.created, 2500);
    assert.equal(done.file_expires_at, null);
    assert.equal(sauda.database.sql(`select count(*) from import_pieces where import_id = '${id}'`), '0');
    const wrong = sauda.database.sql(`
      select count(*) from products where org_id = '${imports.team.id}' and description not like '%сипаттама ' || substr(sku, 3)`);
    assert.equal(wrong, '0');
  });

  test('are told of in slices, not one by one', async () => {
    const imports = newTeam();
    const feed = await Feed.open(sauda.url, { token: accessToken(imports.team.employee), topics: 'products,jobs' });
    await feed.ready();
    const { id } = await imports.take(catalogue(1500));
    const { job_id, operation_id } = await imports.run(id);
    const frames = await feed.until((f) => f.type === 'job.finished' && f.id === job_id);
    const told = frames.filter((f) => f.type.startsWith('product'));
    assert.ok(told.length >= 2, 'a slice has a thousand rows at most');
    assert.ok(told.every((f) => f.type === 'products.changed' && f.id === operation_id), JSON.stringify(told[0]));
    assert.equal(told.reduce((sum, f) => sum + f.data.count, 0), 1500);
    const progress = frames.filter((f) => f.type === 'job.progress').map((f) => f.data.progress.phase);
    assert.ok(progress.length > 0 && progress.every((p) => ['loading', 'reading', 'writing'].includes(p)), progress.join());
    assert.deepEqual(frames.at(-1).data.progress, { done: 1500, total: 1500, phase: 'writing' });
    feed.client.destroy();
  });
});

describe('an undo', () => {
  test('brings back exactly what was there', async () => {
    const imports = newTeam();
    await addProduct(imports, { sku: 'A-1', name: 'Старый', price: 1, attributes: { x: [1] }, brand: 'b' });
    await addProduct(imports, { sku: 'B-1', name: 'Чужой' });
    const all = () => sauda.database.rows(`
      select to_jsonb(p) - '{revision,updated_at}'::text[] as row from products p
      where org_id = '${imports.team.id}' order by id`);
    const before = all();
    const { id } = await imports.take(catalogue(1500));
    const done = await imports.run(id);
    assert.deepEqual(countsOf(done.report), counts({ rows: 1500, created: 1499, updated: 1 }));
    assert.equal(done.operation_state, 'done');
    const { operation } = await imports.undo(done.operation_id);
    assert.equal(operation.kind, 'import');
    assert.deepEqual(all(), before);
    assert.equal((await imports.get(id)).operation_state, 'undone');
  });

  test('has nothing to take back where nothing was changed', async () => {
    const imports = newTeam();
    await addProduct(imports, { sku: 'A', name: 'B' });
    const { id } = await imports.take('sku;name\nA;B\n');
    const done = await imports.run(id);
    assert.equal(done.report.unchanged, 1);
    assert.equal(done.operation_state, null);
    assertError(await imports.send('POST', `/operations/${done.operation_id}/undo`), 404, 'not_found');
  });
});

describe('an import on its way', () => {
  test('can be cancelled; what was done stays, and can be taken back', async () => {
    const imports = newTeam();
    const size = 12_000;
    const { id } = await imports.take(catalogue(size));
    const job = await imports.start(id);
    assert.equal(job.kind, 'products.import');
    await imports.reached(id, 1);
    assertError(await imports.change(id, { on_error: 'stop' }), 409, 'import_running');
    assertError(await imports.send('DELETE', `/imports/${id}`), 409, 'import_running');
    assertError(await imports.send('POST', `/imports/${id}/check`), 409, 'import_running');
    assert.equal((await imports.start(id)).id, job.id, 'a second start is the first one');
    await imports.ok('POST', `/jobs/${job.id}/cancel`);
    const cancelled = await imports.over(id);
    assert.equal(cancelled.state, 'cancelled');
    assert.equal(cancelled.operation_state, 'done');
    assert.ok(cancelled.report.created > 0 && cancelled.report.created < size, `${cancelled.report.created} rows`);
    assert.equal(Object.keys(products(imports)).length, cancelled.report.created);

    await imports.ok('POST', `/jobs/${job.id}/retry`);
    const done = await imports.over(id);
    assert.equal(done.state, 'done');
    assert.deepEqual(countsOf(done.report), counts({ rows: size, created: size }), 'it goes on where it ended');
    await imports.undo(done.operation_id);
    assert.deepEqual(products(imports), {});
  });

  test('does not go on once it was taken back', async () => {
    const imports = newTeam();
    const { id } = await imports.take(catalogue(12_000));
    const job = await imports.start(id);
    const { operation_id } = await imports.reached(id, 1);
    await imports.ok('POST', `/jobs/${job.id}/cancel`);
    assert.equal((await imports.over(id)).state, 'cancelled');
    await imports.undo(operation_id);
    await imports.ok('POST', `/jobs/${job.id}/retry`);
    assert.equal((await imports.over(id)).state, 'failed');
    assert.deepEqual(products(imports), {});
    const anew = await imports.run(id);
    assert.equal(anew.report.created, 12_000, 'but it may be started anew');
    assert.notEqual(anew.operation_id, operation_id);
  });

  test('is over when it is over', async () => {
    const imports = newTeam();
    const { id } = await imports.take('sku;name\nA;B\n');
    const done = await imports.run(id);
    assert.equal(done.state, 'done');
    assert.ok(done.started_at <= done.finished_at);
    assertError(await imports.change(id, { on_error: 'stop' }), 409, 'import_over');
    assertError(await imports.send('POST', `/imports/${id}/start`), 409, 'import_over');
    assertError(await imports.send('POST', `/imports/${id}/check`), 409, 'import_over');
  });

  test('stands in the list', async () => {
    const imports = newTeam();
    const first = await imports.take('sku;name\nA;B\n', { query: '?filename=a.csv' });
    await imports.run(first.id);
    const second = await imports.take('sku;name\nA;B\n');
    const page = await imports.ok('GET', '/imports');
    assert.equal(page.total, 2);
    assert.deepEqual(page.items.map((i) => [i.id, i.state, i.filename]), [[second.id, 'ready', null], [first.id, 'done', 'a.csv']]);
    assert.deepEqual(page.items[1].counts, counts({ rows: 1, created: 1 }));
    assert.ok(!('sample' in page.items[0]));
    assert.deepEqual((await imports.ok('GET', '/imports?page=2&page_size=1')).items.map((i) => i.id), [first.id]);
  });
});

describe('who may', () => {
  test('read: those who may read products; send: those who may change them', async () => {
    const imports = newTeam();
    const { id } = await imports.take('sku;name\nA;B\n');
    for (const role of ['promoter', 'manager', 'employee']) {
      const theirs = new Imports(sauda.url, as(imports.team[role]));
      assert.equal((await theirs.get(id)).id, id);
      assertError(await theirs.upload('sku\nA\n'), 403, 'forbidden');
      assertError(await theirs.change(id, { on_error: 'stop' }), 403, 'forbidden');
      assertError(await theirs.send('POST', `/imports/${id}/start`), 403, 'forbidden');
    }
  });

  test('create: those who may create, others only change what is there', async () => {
    const admin = newTeam();
    const supervisor = new Imports(sauda.url, as(admin.team.supervisor));
    await addProduct(admin, { sku: 'A-1', name: 'Старый' });
    const theirs = await admin.take('sku;name\nA-1;B\nA-9;C\n');
    assertError(await supervisor.send('POST', `/imports/${theirs.id}/start`), 403, 'forbidden');
    assertError(await supervisor.change(theirs.id, { on_error: 'stop' }), 403, 'forbidden'); // its job might be retried
    const own = await supervisor.take('sku;name\nA-1;B\nA-9;C\n');
    assert.equal(own.create_new, false);
    assertError(await supervisor.change(own.id, { create_new: true }), 403, 'forbidden');
    const done = await supervisor.run(own.id);
    assert.deepEqual(countsOf(done.report), counts({ rows: 2, updated: 1, skipped: 1 }));
    assert.equal(done.created_by, admin.team.supervisor.id);
  });

  test('nobody of another organisation', async () => {
    const [ours, theirs] = [newTeam(), newTeam()];
    const { id } = await ours.take('sku;name\nA;B\n');
    for (const [method, path, json] of [
      ['GET', ''], ['PATCH', '', { on_error: 'stop' }], ['PATCH', '', { separator: ',' }], ['DELETE', ''], ['POST', '/check'], ['POST', '/start'],
    ]) {
      assertError(await theirs.send(method, `/imports/${id}${path}`, { json }), 404, 'not_found');
      assertError(await theirs.send(method, `/imports/${NOBODY}${path}`, { json }), 404, 'not_found');
    }
    assert.equal((await theirs.ok('GET', '/imports')).total, 0);
    assert.equal((await ours.get(id)).revision, 1);
  });
});

describe('files that wait', () => {
  test('are not more than twenty', async () => {
    const imports = newTeam();
    const ids = [];
    for (let i = 0; i < 20; i++) {
      ids.push((await imports.take('sku;name\nA;B\n')).id);
    }
    assertError(await imports.upload('sku;name\nA;B\n'), 409, 'too_many_imports');
    await imports.ok('DELETE', `/imports/${ids[0]}`);
    assertError(await imports.send('GET', `/imports/${ids[0]}`), 404, 'not_found');
    await imports.take('sku;name\nA;B\n');
  });

  test('go after a day, and what is left of them after a month', async () => {
    const imports = newTeam();
    const [waiting, old] = [await imports.take('sku;name\nA;B\n'), await imports.take('sku;name\nA;B\n')];
    await imports.run(old.id);
    sauda.database.sql(`
      update imports set file_expires_at = now() - interval '1 s' where id = '${waiting.id}';
      update imports set created_at = now() - interval '31 days' where id = '${old.id}';`);
    for (const step of ['check', 'start']) {
      assertError(await imports.send('POST', `/imports/${waiting.id}/${step}`), 409, 'import_file_gone');
    }
    assertError(await imports.change(waiting.id, { separator: ',' }), 409, 'import_file_gone');
    const other = await startSauda({ env: { DATABASE_URL: sauda.database.url, DATA_DIR: temporaryFolder() } }); // tidies up soon
    const left = (what) => Number(sauda.database.sql(`select count(*) from ${what}`));
    await waitFor(() => left(`import_pieces where import_id = '${waiting.id}'`) === 0 && left(`imports where id = '${old.id}'`) === 0);
    await waitFor(() => left(`imports where id = '${waiting.id}' and file_expires_at is null`) === 1);
    await other.stop();
  });
});

test('a start with an Idempotency-Key is answered again as it was', async () => {
  const imports = newTeam();
  const { id } = await imports.take('sku;name\nA;B\n');
  const headers = { 'Idempotency-Key': randomUUID() };
  const first = await imports.send('POST', `/imports/${id}/start`, { headers });
  assert.equal(first.status, 202, first.text);
  await imports.over(id);
  const second = await imports.send('POST', `/imports/${id}/start`, { headers });
  assert.equal(second.status, 202, second.text);
  assert.equal(second.json.id, first.json.id);
  assert.equal(second.headers['idempotent-replayed'], 'true');
});
