// SPDX-License-Identifier: MIT
// Imports whose server dies or stops in the middle, or loses its database: each row is done once and whole, and all of it can
// be taken back. What becomes of a job whose process hangs is in jobs.test.mjs.
import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { answers } from '../support/cluster.mjs';
import { closeConnections } from '../support/http.mjs';
import { Imports, catalogue } from '../support/imports.mjs';
import { waitFor } from '../support/patience.mjs';
import { createDatabase } from '../support/postgres.mjs';
import { startSauda, temporaryFolder } from '../support/sauda.mjs';

let database;
const servers = [];

beforeEach(async () => {
  database = await createDatabase();
});
after(async () => {
  closeConnections();
  await Promise.all(servers.map((s) => s.hasExited || s.kill()));
});

/** A server on the test's database, and the imports of everybody on it. */
async function start() {
  const sauda = await startSauda({ env: { DATABASE_URL: database.url, DATA_DIR: temporaryFolder() } });
  servers.push(sauda);
  return { sauda, imports: new Imports(sauda.url) };
}

/** `n` of the file's products are there before, at other prices, and one that it does not have. */
function addKnown(n) {
  database.sql(`
    begin;
    set local sauda.bulk = 'on';
    insert into products (org_id, sku, name, price, description, attributes)
    select o.id, 'A-' || (2 * i), 'Прежний ' || i, i, 'описание', jsonb_build_object('n', i)
    from organizations o, generate_series(1, ${n}) i;
    insert into products (org_id, sku, name) select id, 'B-1', 'Чужой' from organizations;
    commit;`);
}

const number = (query) => Number(database.sql(`select ${query}`));
const fingerprint = () =>
  database.sql(`
    select count(*), md5(string_agg((to_jsonb(p) - '{revision,updated_at}'::text[])::text, '' order by id)) from products p`);

/** As if the time had passed in which a dead process's job is left alone. */
const letLeaseLapse = () => database.sql("update jobs set lease_until = now() - interval '1 s' where state = 'running'");

const DONE = "sku like 'A-%' and price = 1000 + substr(sku, 3)::integer";

/** That what is in the tables is what the import says it has done. */
function assertWhole({ id, size }) {
  const [{ counts }] = database.rows(`select counts from imports where id = '${id}'`);
  assert.ok(counts.rows >= size / 2 && counts.rows < size, `${counts.rows} rows were done`);
  assert.equal(counts.created + counts.updated, counts.rows);
  assert.equal(number(`count(*) from products where ${DONE}`), counts.rows);
  assert.equal(number('count(*) from before_images'), counts.rows);
}

/** That each row was done once, and that the undo brings everything back. */
async function assertDoneOnce(imports, { id, size, known, before }) {
  const done = await imports.over(id);
  assert.equal(done.state, 'done');
  assert.deepEqual(done.report, {
    rows: size, created: size - known, updated: known, unchanged: 0, skipped: 0, repeated: 0, faulty: 0, errors: [],
  });
  assert.equal(number('count(*) from products'), size + 1);
  assert.equal(number(`count(*) from products where ${DONE}`), size);
  assert.equal(number(`count(*) from products where ${DONE} and revision = 2`), known);
  assert.equal(number(`count(*) from products where ${DONE} and revision = 1`), size - known);
  assert.equal(number('count(*) from before_images'), size);
  assert.equal(number("sum((data ->> 'count')::integer) from events where action = 'changed'"), size);
  assert.equal(number('count(*) from import_pieces'), 0);
  await imports.undo(done.operation_id);
  assert.equal(fingerprint(), before);
}

/** An import of which half is done. */
async function begin(size) {
  const first = await start();
  const known = size / 6;
  addKnown(known);
  const before = fingerprint();
  const { id } = await first.imports.take(catalogue(size));
  await first.imports.start(id);
  await first.imports.reached(id, size / 2);
  return { first, work: { id, size, known, before } };
}

describe('an import whose server', () => {
  test('is killed half-way goes on in another one', async () => {
    const { first, work } = await begin(60_000);
    await first.sauda.kill('SIGKILL');
    assertWhole(work);
    letLeaseLapse();
    const second = await start();
    await assertDoneOnce(second.imports, work);
  });

  test('is stopped half-way goes on in another one at once', async () => {
    const { first, work } = await begin(9_000);
    const second = await start();
    await first.sauda.stop();
    await assertDoneOnce(second.imports, work);
  });

  test('loses its database goes on when it is back', async () => {
    const { first, work } = await begin(9_000);
    database.sql(`
      select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`);
    await waitFor(() => answers(first.sauda), 'the database');
    await assertDoneOnce(first.imports, work);
  });
});
