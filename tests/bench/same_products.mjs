// SPDX-License-Identifier: MIT
// Before anything is measured on products: all servers answer the same, leave the same events, write the same file.
import assert from 'node:assert/strict';
import { ADMIN, ORG, asAdmin, uuid } from './data.mjs';
import { PREFIX, exportPath, pathOfBrand, pathOfDeep, pathOfSearch } from './products.mjs';

const ID = 5;
const ABSENT = 999_999_999;
const FILE_LINES = 1000; // that are compared

async function ask(server, path, method = 'GET', body) {
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    method,
    headers: body === undefined ? asAdmin() : { ...asAdmin(), 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, etag: response.headers.get('etag'), body: text && JSON.parse(text) };
}

async function page(server, path) {
  const { status, body } = await ask(server, path);
  assert.equal(status, 200, `${server.title}: ${path}: ${JSON.stringify(body)}`);
  const { items, total, page_size, next_cursor } = body;
  return { items, total, page_size, hasNext: next_cursor !== null };
}

// What is read, and what is refused.
async function answersOf(server, { brands, words, deep }) {
  const bad = {
    'absent': await ask(server, `${PREFIX}${ABSENT}`),
    'no id': await ask(server, `${PREFIX}first`),
    'absent to change': await ask(server, `${PREFIX}${ABSENT}`, 'PATCH', { price: 1 }),
    'unknown field': await ask(server, `${PREFIX}${ID}`, 'PATCH', { cost_price: 1 }),
    'a price below 0': await ask(server, `${PREFIX}${ID}`, 'PATCH', { price: -1 }),
    'three decimals': await ask(server, `${PREFIX}${ID}`, 'PATCH', { price: 1.005 }),
    'no name': await ask(server, `${PREFIX}${ID}`, 'PATCH', { name: null }),
    'a stock that is none': await ask(server, `${PREFIX}${ID}`, 'PATCH', { stock: 'many' }),
    'a foreign cursor': await ask(server, pathOfDeep({ name: 'sauda' }, { cursor: 'WzEsMV0.AAAA' })),
    'an unknown word': await ask(server, `${pathOfBrand(brands[0])}&colour=red`),
  };
  return {
    one: await ask(server, `${PREFIX}${ID}`),
    brand: await page(server, pathOfBrand(brands[0])),
    deep: await page(server, pathOfDeep(server, deep[0])),
    search: await Promise.all(words.slice(0, 4).map((q) => page(server, pathOfSearch(q)))),
    refused: Object.fromEntries(Object.entries(bad).map(([name, { status }]) => [name, status])),
  };
}

// The same change through each server leaves the same product and the same event; it is taken back afterwards.
async function change(cluster, server) {
  const before = (await ask(server, `${PREFIX}${ID}`)).body;
  const patch = { price: 12345.5, stock: 7, model: null, attributes: { 'Цвет': null, 'Память': 256 } };
  const { status, body } = await ask(server, `${PREFIX}${ID}`, 'PATCH', patch);
  assert.equal(status, 200, `${server.title}: ${JSON.stringify(body)}`);
  const [event] = (
    await cluster.sql(
      `select json_build_object('actor', actor, 'action', action, 'changed', changed, 'before', before - '{revision,updated_at}'::text[])
       from events where entity = 'product' and entity_id = '${ID}' order by id desc limit 1`,
    )
  ).trim().split('\n').map((line) => JSON.parse(line));
  assert.equal(event.actor, uuid(ADMIN), server.title);
  const { price, stock, model, attributes } = before;
  await ask(server, `${PREFIX}${ID}`, 'PATCH', { price, stock, model, attributes: { ...attributes, 'Память': null } });
  const { revision, updated_at, ...rest } = body;
  assert.equal(revision, before.revision + 1, server.title);
  return { rest, event };
}

// Cells that mean the same are the same: 3500.00 and 3500, JSON with its members in any order.
function meaning(cell) {
  if (cell.startsWith('{')) return JSON.stringify(Object.entries(JSON.parse(cell)).sort());
  return cell !== '' && !Number.isNaN(Number(cell)) ? String(Number(cell)) : cell;
}

// RFC 4180; no text of the catalogue has a line break.
function cells(line) {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    meaning(quoted === undefined ? plain : quoted.replaceAll('""', '"')),
  );
}

// The first rows, with their cells in any order: servers name and order the columns as they please.
async function file(server) {
  const response = await fetch(`http://127.0.0.1:${server.port}${exportPath}`, { headers: asAdmin() });
  assert.equal(response.status, 200, server.title);
  let text = '';
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (text.split('\r\n').length > FILE_LINES) break; // which ends the answer
  }
  return text.split('\r\n').slice(1, FILE_LINES).map((line) => cells(line).sort());
}

export async function expectSameProducts(cluster, [sauda, ...peers], drawn) {
  const expected = await answersOf(sauda, drawn);
  const [changed, written] = [await change(cluster, sauda), await file(sauda)];
  assert.equal(expected.one.status, 200);
  assert.ok(expected.search.some(({ items }) => items.length), 'the searches find something');
  assert.equal(written.length, FILE_LINES - 1);
  for (const peer of peers) {
    assert.deepEqual(await answersOf(peer, drawn), await answersOf(sauda, drawn), `${peer.title} answers otherwise than Sauda`);
    assert.deepEqual(await change(cluster, peer), changed, `${peer.title} changes otherwise than Sauda`);
    assert.deepEqual(await file(peer), written, `${peer.title} writes another file than Sauda`);
  }
}
