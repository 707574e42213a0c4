// SPDX-License-Identifier: MIT
// Imports of clients and deals whose server is killed in the middle: each row is done once and whole, columns stand in the
// order of the file, and all of it can be taken back.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { closeConnections } from '../support/http.mjs';
import { Imports, clientele } from '../support/imports.mjs';
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

async function start(resource) {
  const sauda = await startSauda({ env: { DATABASE_URL: database.url, DATA_DIR: temporaryFolder() } });
  servers.push(sauda);
  return { sauda, imports: new Imports(sauda.url, {}, resource) };
}

const number = (query) => Number(database.sql(`select ${query}`));
const fingerprint = (table) =>
  database.sql(`select count(*), md5(string_agg((to_jsonb(t) - '{revision,updated_at}'::text[])::text, '' order by id)) from ${table} t`);

/** Half of the file is done when the server dies; another one does the rest. The import as it is then. */
async function killHalfWay({ sauda, imports }, resource, { body, size, settings = {} }) {
  const { id } = await imports.take(body);
  assert.equal((await imports.change(id, settings)).status, 200);
  await imports.start(id);
  await imports.reached(id, size / 2);
  await sauda.kill('SIGKILL');
  const [{ counts }] = database.rows(`select counts from imports where id = '${id}'`);
  assert.ok(counts.rows >= size / 2 && counts.rows < size, `${counts.rows} rows were done`);
  assert.equal(number('count(*) from before_images'), counts.rows, 'what is counted is what is there');
  database.sql("update jobs set lease_until = now() - interval '1 s' where state = 'running'");
  const second = await start(resource);
  const done = await second.imports.over(id);
  assert.equal(done.state, 'done');
  return { ...second, done };
}

test('clients', async () => {
  const size = 12_000;
  const known = size / 6;
  const first = await start('clients');
  database.sql(`
    begin;
    set local sauda.bulk = 'on';
    insert into clients (org_id, name, phone, address)
    select o.id, 'Прежний ' || i, '+7707' || (7000000 + 2 * i), 'Астана' from organizations o, generate_series(1, ${known}) i;
    commit;`);
  const before = fingerprint('clients');
  const { imports, done } = await killHalfWay(first, 'clients', { body: clientele(size), size });
  assert.deepEqual(done.report, {
    rows: size, created: size - known, updated: known, unchanged: 0, skipped: 0, repeated: 0, faulty: 0, errors: [],
  });
  assert.equal(number('count(*) from clients'), size);
  assert.equal(number("count(distinct phone) from clients where name = 'Клиент ' || (substr(phone, 6)::integer - 7000000)"), size);
  assert.equal(number('count(*) from clients where revision = 2'), known);
  assert.equal(number("sum((data ->> 'count')::integer) from events where entity = 'clients'"), size);
  await imports.undo(done.operation_id);
  assert.equal(fingerprint('clients'), before);
});

test('deals, with the clients they bring along', async () => {
  const size = 8_000;
  const n_clients = 500;
  const first = await start('deals');
  const pipeline = number("nextval('pipelines_id_seq')");
  database.sql(`
    insert into pipelines (org_id, id, name) select id, ${pipeline}, 'Проверка' from organizations;
    insert into deal_stages (org_id, pipeline_id, name, color, place)
    select o.id, ${pipeline}, s.name, '#868E96', s.n from organizations o, (values (1, 'Первая'), (2, 'Вторая')) s (n, name)`);
  const rows = Array.from({ length: size }, (_, i) => `Сделка ${i};${i};${i % 2 ? 'Вторая' : ''};Клиент ${i % n_clients};8707${7_000_000 + (i % n_clients)}\n`);
  const before = ['deals', 'clients'].map(fingerprint);
  const body = `title;amount;stage;client_name;client_phone\n${rows.join('')}`;
  const { imports, done } = await killHalfWay(first, 'deals', { body, size, settings: { pipeline_id: pipeline } });
  assert.deepEqual([done.report.created, done.report.rows], [size, size]);
  assert.equal(number('count(*) from clients'), n_clients);
  const columns = database.rows(`
    select s.name, array_agg(d.amount::integer order by d.rank) as amounts, sum(d.amount) as sum,
           (select sum(t.amount) from stage_totals t where t.stage_id = s.id) as total
    from deal_stages s join deals d on d.stage_id = s.id group by s.id, s.name order by s.name`);
  const of = (rest) => Array.from({ length: size / 2 }, (_, i) => 2 * i + rest);
  assert.deepEqual(columns.map((c) => [c.name, c.amounts]), [['Вторая', of(1)], ['Первая', of(0)]]);
  assert.deepEqual(columns.map((c) => c.total), columns.map((c) => c.sum));
  assert.equal(number("count(*) from deals d join clients c on c.id = d.client_id and c.name = 'Клиент ' || d.amount::integer % 500"), size);
  await imports.undo(done.operation_id);
  assert.deepEqual(['deals', 'clients'].map(fingerprint), before);
});
