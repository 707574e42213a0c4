// SPDX-License-Identifier: MIT
// The statements that everybody runs: read from sql/queries/, so that a change there changes the peers and pgbench too.
// Those of lists are put together at run time: they are taken from what Sauda sends (sent.mjs).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './processes.mjs';

const PARAM = /(?<!:):([a-z_]+)(?=::)/g;

// What src/db/ sends before each write: who acts, for the trigger that fills the outbox.
const ACTOR =
  "select set_config('sauda.actor', coalesce($1, ''), true), set_config('sauda.note', coalesce($2, ''), true)";

// By its name for the peers: the file, and the order in which they give the parameters. Those they never use are null
// (gate: false).
const STATEMENTS = {
  get: ['modules/get', 'org_id', 'id'],
  list: ['modules/list', 'org_id', 'status', 'platform', 'is_healthy', 'pattern'],
  move: ['modules/move', 'org_id', 'id', 'place', 'status', 'before_id', 'after_id', 'revision', 'gate'],
  product: ['products/get', 'org_id', 'id'],
  updateProduct: [
    'products/update', 'org_id', 'id', 'revision', 'new_sku', 'name', 'brand', 'category', 'model', 'description', 'price',
    'cost', 'currency', 'stock', 'is_active', 'barcode', 'image_url', 'attributes', 'cleared',
  ],
  deal: ['deals/get', 'org_id', 'id', 'own_id'],
  moveDeal: [
    'deals/move', 'org_id', 'id', 'stage_id', 'own_id', 'before_id', 'after_id', 'lost_reason', 'revision',
  ],
  createOperation: ['operations/create', 'org_id', 'id', 'entity', 'kind', 'note', 'created_by', 'job_id'],
  quiet: ['operations/quiet'],
  saveMany: ['products/save_many', 'org_id', 'items', 'by_sku', 'operation_id', 'may_create', 'may_update'],
  tell: ['operations/tell', 'org_id', 'entity', 'operation_id', 'n', 'owners'],
  finish: ['operations/finish', 'org_id', 'id'],
};

const read = (file) => readFileSync(join(ROOT, 'sql/queries', `${file}.sql`), 'utf8').trim();

function check(file, sql, parameters) {
  const found = [...new Set([...sql.matchAll(PARAM)].map((m) => m[1]))].sort();
  if (found.join() !== [...parameters].sort().join())
    throw new Error(`${file}.sql takes ${found.join(', ')}: mend STATEMENTS in ${import.meta.filename}`);
}

// { get, list, …, actor } with $1, $2 … in the order of STATEMENTS.
export function statements() {
  const all = { actor: ACTOR };
  for (const [name, [file, ...parameters]] of Object.entries(STATEMENTS)) {
    const sql = read(file);
    check(file, sql, parameters);
    all[name] = sql.replace(PARAM, (_, param) => `$${parameters.indexOf(param) + 1}`);
  }
  return all;
}

// The statement that makes products for measuring, `n` of them in the organisation.
export const generateSql = (org, n) =>
  read('products/generate').replace(PARAM, (_, param) => ({ org_id: `'${org}'`, n })[param]);

// --- for pgbench, which has numbers only, and no null: ids are made of their number, what is null stands in the text

const PGBENCH_ACTOR =
  "select set_config('sauda.actor', coalesce(lpad(:actor::text, 32, '0'), ''), true), " +
  "set_config('sauda.note', coalesce(null, ''), true)";
const ORG = "lpad(:org::text, 32, '0')";

function forPgbench(name, values) {
  return read(STATEMENTS[name][0]).replace(PARAM, (_, param) => values[param] ?? 'null');
}

// Scripts for the work on modules, which stand in `columns` columns of the same length. A move is what Sauda sends: three
// statements in one trip, which the server commits together.
export function pgbenchScripts({ org, actor, modules, columns }) {
  const id = `\\set n random(1, ${modules})\n`;
  const values = { org_id: ORG, id: "lpad(:n::text, 32, '0')", place: ':place', gate: 'false' };
  return {
    read: `\\set org ${org}\n${id}${forPgbench('get', values)};\n`,
    list: `\\set org ${org}\n${forPgbench('list', values)};\n`,
    move:
      `\\set org ${org} + :client_id\n\\set actor ${actor}\n${id}` +
      `\\set place random(0, ${modules / columns - 1})\n\\startpipeline\n` +
      `${PGBENCH_ACTOR};\n${forPgbench('move', values)};\n${forPgbench('get', values)};\n\\endpipeline\n`,
  };
}

const quoted = (text) => `'${String(text).replaceAll("'", "''")}'`;
const drawn = (values) => `(array[${values.map(quoted).join(', ')}])[:n]`;

// A statement of lists that Sauda sent, with `columns` of values in place of $2, $3 …, all of the same draw.
function forPgbenchDrawn(sql, org, columns) {
  const filled = sql.replace(/\$(\d+)(?=::)/g, (_, n) => (n in columns ? drawn(columns[n]) : ORG));
  return `\\set org ${org}\n\\set n random(1, ${Object.values(columns)[0].length})\n${filled};\n`;
}

// Scripts for the work on products of the ids 1 … `products`. `sent` are the statements of sent.mjs, `brands`, `deep` and
// `words` what is drawn from.
export function pgbenchProductScripts({ org, actor, products, sent, brands, deep, words }) {
  const id = `\\set n random(1, ${products})\n`;
  return {
    product: `\\set org ${org}\n${id}${forPgbench('product', { org_id: ORG, id: ':n' })};\n`,
    products: forPgbenchDrawn(sent.products, org, { 2: brands }),
    deep: forPgbenchDrawn(sent.deep, org, { 2: deep.map(({ price }) => price), 3: deep.map(({ id }) => id) }),
    search: forPgbenchDrawn(sent.search, org, { 2: words }),
    update:
      `\\set org ${org}\n\\set actor ${actor}\n${id}\\set price random(1, 99999)\n\\set stock random(0, 200)\n` +
      `\\startpipeline\n${PGBENCH_ACTOR};\n` +
      `${forPgbench('updateProduct', { org_id: ORG, id: ':n', price: ':price', stock: ':stock', cleared: "'{}'" })};\n` +
      '\\endpipeline\n',
  };
}

// Scripts for the work on deals: `count` of them from the id `first` on. `sent` are the statements of deals.mjs.
export function pgbenchDealScripts({ org, actor, count, first, pipeline, stages, sellers, sent }) {
  const head = `\\set org ${org}\n`;
  const anyDeal = `\\set n random(${first}, ${first + count - 1})\n`;
  const drawnFor = (sql, asked) => sql.replace(/\$(\d)(?=::)/g, (_, n) => (n === '1' ? ORG : asked));
  return {
    deal: `${head}${anyDeal}${forPgbench('deal', { org_id: ORG, id: ':n' })};\n`,
    board: `${head}${drawnFor(sent.board, pipeline)};\n`,
    deals: `${head}\\set n random(1, ${sellers.length})\n${drawnFor(sent.deals, drawn(sellers))};\n`,
    dealmove:
      `${head}\\set actor ${actor}\n${anyDeal}\\set stage random(1, ${stages.length})\n\\startpipeline\n` +
      `${PGBENCH_ACTOR};\n` +
      `${forPgbench('moveDeal', { org_id: ORG, id: ':n', stage_id: `(array[${stages}])[:stage]` })};\n` +
      `${forPgbench('deal', { org_id: ORG, id: ':n' })};\n\\endpipeline\n`,
  };
}
