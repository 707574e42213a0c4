// SPDX-License-Identifier: MIT
// Searching the catalogue: whole words in any form, in either alphabet, with typing errors, codes and parts of codes; the
// best first, together with filters and sorts.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { closeConnections, request } from '../support/http.mjs';
import { allPages } from '../support/listing.mjs';
import { SIGN_IN, as, makeTeam } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

const PRODUCTS = [
  { sku: 'SM-A556', name: 'Смартфон Samsung Galaxy A55', brand: 'Samsung', barcode: '4600000000017', price: 200 },
  { sku: 'SM-S921', name: 'Смартфон Samsung Galaxy S24', brand: 'Samsung', price: 400 },
  { sku: 'OP-R12', name: 'Смартфон OPPO Reno 12 Pro', brand: 'OPPO', price: 300 },
  { sku: 'OP-R11', name: 'Чехол для OPPO Reno 11', brand: 'OPPO', price: 5 },
  { sku: 'RN-01', name: 'Коврик Рено Дастер', brand: 'Renault', price: 10 },
  { sku: 'JBL-510', name: 'Наушники беспроводные JBL Tune', brand: 'JBL', price: 40 },
  { sku: 'KZ-77', name: 'Қазақша пернетақта', brand: 'Әлем', price: 30 },
  { sku: 'a/b_c-9', name: 'Кабель USB-C "быстрый" 100%', brand: "O'Neill", price: 3 },
];

let sauda;
let team;

before(async () => {
  sauda = await startSauda({ env: SIGN_IN });
  team = makeTeam(sauda.database);
  for (const json of PRODUCTS) {
    assert.equal((await api('POST', '', { json })).status, 201);
  }
  const other = makeTeam(sauda.database);
  const foreign = { sku: 'X-1', name: 'Samsung Galaxy Рено чужой', brand: 'Zzyzx' };
  assert.equal((await api('POST', '', { json: foreign }, other)).status, 201);
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

const api = (method, query, options, who = team) =>
  request(sauda.url, method, `/api/products${query}`, { ...options, headers: as(who.admin) });

async function get(query) {
  const reply = await api('GET', `?${query}`);
  assert.equal(reply.status, 200, `${query}: ${reply.text}`);
  return reply.json;
}

const search = async (q, more = '') =>
  (await get(`q=${encodeURIComponent(q)}${more}`)).items.map((item) => item.sku);

describe('words', () => {
  const finds = {
    'samsung galaxy': ['SM-A556', 'SM-S921'],
    'GALAXY s24': ['SM-S921'],
    смартфоны: ['OP-R12', 'SM-A556', 'SM-S921'],
    'наушников беспроводных': ['JBL-510'],
    'чехлы oppo': ['OP-R11'],
    'и для чехла': ['OP-R11'],
    oneill: ['a/b_c-9'],
    'usb-c': ['a/b_c-9'],
    қазақша: ['KZ-77'],
    'самсунг galxy': ['SM-A556', 'SM-S921'],
    самсунг: ['SM-A556', 'SM-S921'],
    'sumsung galaksy a55': ['SM-A556'],
    ренo: ['OP-R11', 'OP-R12', 'RN-01'], // its last letter is Latin
    reno: ['OP-R11', 'OP-R12', 'RN-01'],
    'рено 12': ['OP-R12'],
    нушники: ['JBL-510'],
    беспроводн: ['JBL-510'],
    казакша: ['KZ-77'],
    'ничего такого': [],
    zzyzx: [],
  };
  for (const [q, skus] of Object.entries(finds)) {
    test(q, async () => assert.deepEqual((await search(q)).sort(), skus.sort()));
  }

  test('that were changed are found, the former no longer', async () => {
    const { id } = (await get('sku=KZ-77')).items[0];
    assert.equal((await api('PATCH', `/${id}`, { json: { name: 'Сымсыз тышқан' } })).status, 200);
    assert.deepEqual(await search('тышкан'), ['KZ-77']);
    assert.deepEqual(await search('пернетақта'), []);
  });
});

describe('codes', () => {
  const finds = {
    'SM-A556': ['SM-A556'],
    'sm-a556': ['SM-A556'],
    'sm-a5': ['SM-A556'],
    4600000000017: ['SM-A556'],
    46000000: ['SM-A556'],
    '0000017': ['SM-A556'], // the end of a barcode: a part of a word
    'a/b_c-9': ['a/b_c-9'],
    510: ['JBL-510'],
  };
  for (const [q, skus] of Object.entries(finds)) {
    test(q, async () => assert.deepEqual(await search(q), skus));
  }

  test('that fit exactly come first', async () => {
    const json = { sku: 'Samsung', name: 'Подставка' };
    assert.equal((await api('POST', '', { json })).status, 201);
    assert.equal((await search('Samsung'))[0], 'Samsung');
    sauda.database.sql("delete from products where sku = 'Samsung'");
  });
});

test('nothing that is typed is taken for syntax', async () => {
  const odd = ["it's", 'a & b | !c', 'foo:*', "'''", '\\\\\\', '(((', '%%%', '___', '<->', '"""', '😀😀😀', '   ', 'a\tb', '$$$', '-- x'];
  for (const q of odd) {
    assert.ok(Array.isArray(await search(q)), q);
  }
  assert.deepEqual(await search('"быстрый"'), ['a/b_c-9']);
  assert.deepEqual(await search("O'Neill"), ['a/b_c-9']);
  assert.deepEqual(await search('слово '.repeat(30)), []);
});

test('goes with filters, sorts and pages', async () => {
  assert.deepEqual(await search('смартфон', '&brand=OPPO'), ['OP-R12']);
  assert.deepEqual(await search('смартфон', '&sort=-price'), ['SM-S921', 'OP-R12', 'SM-A556']);
  assert.deepEqual(await search('смартфон', '&price__between=150,350&sort=price'), ['SM-A556', 'OP-R12']);
  const best = await search('samsung galaxy reno смартфон'.slice(0, 14));
  for (const by of ['cursor', 'page']) {
    const { items, total } = await allPages(get, 'q=samsung+galaxy&page_size=1', by);
    assert.deepEqual(items.map((item) => item.sku), best);
    assert.equal(total, 2);
  }
  const counted = await get('q=samsung+galaxy&page_size=1&count=estimated');
  assert.deepEqual([counted.total, 'total_is_estimate' in counted], [2, false]);
});
