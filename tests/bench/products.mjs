// SPDX-License-Identifier: MIT
// The rows of the benchmark that work on the catalogue: what is in it, what is asked of it, and how deep pages are reached.
import { createHmac } from 'node:crypto';
import { SIGN_IN } from '../support/people.mjs';
import { ADMIN, ORG, asAdmin, uuid } from './data.mjs';
import { run } from './processes.mjs';
import { sentStatements } from './sent.mjs';
import { generateSql, pgbenchProductScripts } from './statements.mjs';

export const PREFIX = '/api/v1/products/';
const PAGE = 'page_size=50&count=none';
const DRAWN = 200; // different pages, searches, ids in a script of wrk
const IDS = 10_000;
const STEP = 50_000; // made in one statement
const WALK_PAGE = 200;

// The same ones in each benchmark.
function* chance(seed = 1) {
  for (let state = seed; ; ) {
    state = (state * 48_271) % 0x7fffffff;
    yield state / 0x7fffffff;
  }
}
const numbers = chance();
const draw = (n) => Math.floor(numbers.next().value * n);

// So many products in an organisation that has none, without an event for each.
export async function makeProducts(cluster, org, count) {
  for (let made = 0; made < count; made += STEP) {
    await run([
      ...cluster.psql, '-c', "set sauda.bulk = 'on'", '-c', generateSql(uuid(org), Math.min(STEP, count - made)),
    ]);
  }
  await cluster.sql('vacuum analyze products');
}

const lines = async (cluster, sql) => (await cluster.sql(sql)).trim().split('\n');

// Every third with two letters the wrong way round.
function misspelt(words, i) {
  const at = 1 + draw(words.indexOf(' ') - 2);
  return i % 3 ? words : words.slice(0, at) + words[at + 1] + words[at] + words.slice(at + 2);
}

export const pathOfBrand = (brand) => `${PREFIX}?brand=${encodeURIComponent(brand)}&sort=price&${PAGE}`;
export const pathOfSearch = (words) => `${PREFIX}?q=${encodeURIComponent(words)}&${PAGE}`;
const pathBehind = (cursor) => `${PREFIX}?sort=price&${PAGE}&cursor=${encodeURIComponent(cursor)}`;

// The cursors of the peers: price and id of the last row of a page, signed.
function peerCursor({ price, id }) {
  const keys = Buffer.from(JSON.stringify([price, id])).toString('base64url');
  return `${keys}.${createHmac('sha256', SIGN_IN.SECRET_KEY).update(keys).digest('base64url')}`;
}

export const pathOfDeep = (server, place) => pathBehind(server.name === 'sauda' ? place.cursor : peerCursor(place));

async function page(port, query) {
  const response = await fetch(`http://127.0.0.1:${port}${PREFIX}?${query}`, { headers: asAdmin() });
  const body = await response.json();
  if (response.status !== 200) throw new Error(`${query}: ${response.status} ${JSON.stringify(body)}`);
  return body;
}

// Places in the second half of the catalogue by price: only who has walked there has Sauda's cursor for them.
async function walkDeep(sauda, count) {
  const pages = Math.ceil(count / WALK_PAGE) - 2;
  const wanted = new Set(Array.from({ length: DRAWN }, () => Math.floor(pages / 2) + draw(Math.ceil(pages / 2))));
  const places = [];
  let cursor;
  for (let n = 0; n < pages; n++) {
    const query = `sort=price&count=none&fields=id,price&page_size=${WALK_PAGE}`;
    const found = await page(sauda.port, cursor ? `${query}&cursor=${encodeURIComponent(cursor)}` : query);
    cursor = found.next_cursor;
    if (wanted.has(n)) places.push({ cursor, ...found.items.at(-1) });
  }
  return places;
}

// All that is drawn from.
export async function catalogue(cluster, sauda, count) {
  const names = await lines(
    cluster, `select brand || ' ' || model from products where org_id = '${uuid(ORG)}' and id % ${Math.ceil(count / DRAWN)} = 0`,
  );
  return {
    count,
    brands: await lines(cluster, `select distinct brand from products where org_id = '${uuid(ORG)}' order by brand`),
    words: names.map(misspelt),
    deep: await walkDeep(sauda, count),
  };
}

export const exportPath = `${PREFIX}export?format=csv&separator=%2C&language=en`;

// What each contestant is asked in a row of the benchmark.
export const PATHS = {
  product: (server, { count }) => Array.from({ length: IDS }, () => `${PREFIX}${1 + draw(count)}`),
  products: (server, { brands }) => brands.map(pathOfBrand),
  deep: (server, { deep }) => deep.map((place) => pathOfDeep(server, place)),
  search: (server, { words }) => words.map(pathOfSearch),
  update: (server, { count }) => Array.from({ length: IDS }, () => `${PREFIX}${1 + draw(count)}`),
};

// The statements that Sauda puts together.
export function learnStatements(cluster, sauda, { brands, words, deep }) {
  const paths = {
    products: pathOfBrand(brands[0]), deep: pathOfDeep(sauda, deep[0]), search: pathOfSearch(words[1]), export: exportPath,
  };
  return sentStatements(cluster, sauda.port, paths);
}

export const productScripts = (drawn, sent) =>
  pgbenchProductScripts({ org: ORG, actor: ADMIN, products: drawn.count, sent, ...drawn });
