// SPDX-License-Identifier: MIT
// Deals from files: how columns and values are understood, where deals go and in which order, which clients they bring along,
// what somebody who sees his own deals alone may do, and how all of it is taken back.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertError, assertField } from '../support/contract.mjs';
import { Feed } from '../support/feed.mjs';
import { closeConnections } from '../support/http.mjs';
import { Imports, XLSX } from '../support/imports.mjs';
import { waitFor } from '../support/patience.mjs';
import { SIGN_IN, accessToken, as, makeTeam } from '../support/people.mjs';
import { startSauda, temporaryFolder } from '../support/sauda.mjs';
import { workbook } from '../support/workbook.mjs';

const BIN = '123456789013';
const NOBODY = '018f8e9e-0000-7000-8000-00000000dead';

let sauda;

before(async () => {
  sauda = await startSauda({ env: { ...SIGN_IN, DATA_DIR: temporaryFolder() } });
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

const text = (value) => (value === null ? 'null' : `'${String(value).replaceAll("'", "''")}'`);
const ids = (sql) => sauda.database.sql(`${sql} returning id`).split('\n').map(Number);

/** Stages of a new pipeline by their names. */
function addPipeline(teamId, name, isDefault, stages) {
  const [id] = ids(`insert into pipelines (org_id, name, is_default) values ('${teamId}', '${name}', ${isDefault})`);
  const rows = stages.map(([stage, kind], i) => `('${teamId}', ${id}, '${stage}', '#868E96', ${i}, '${kind}', 10)`);
  const made = ids(`insert into deal_stages (org_id, pipeline_id, name, color, place, kind, probability) values ${rows.join(', ')}`);
  return { id, ...Object.fromEntries(stages.map(([stage], i) => [stage, made[i]])) };
}

/** An organisation of its own with two pipelines, and the imports of one of its people. */
function newTeam(role = 'admin') {
  const team = makeTeam(sauda.database);
  team.sales = addPipeline(team.id, 'Продажи', true, [['Новый', 'open'], ['В работе', 'open'], ['Продано', 'won'], ['Отказ', 'lost']]);
  team.service = addPipeline(team.id, 'Сервис', false, [['Заявка', 'open'], ['Новый', 'open']]);
  return of(team, role);
}

function of(team, role) {
  const imports = new Imports(sauda.url, as(team[role]), 'deals');
  imports.team = team;
  return imports;
}

let rank = 0;

/** A deal straight into the database; its id. */
function addDeal({ team }, { title = 'Старая', stage = team.sales['Новый'], pipeline = team.sales.id, owner = team.admin, client = null, reason = null }) {
  const [id] = ids(`
    insert into deals (org_id, title, pipeline_id, stage_id, rank, owner_id, client_id, lost_reason, closed_at)
    values ('${team.id}', ${text(title)}, ${pipeline}, ${stage}, ${++rank}, ${owner ? `'${owner.id}'` : 'null'}, ${client}, ${text(reason)},
            ${reason ? "now() - interval '3 days'" : 'null'})`);
  return id;
}

const addClient = ({ team }, { name = 'ТОО Ромашка', phone = null, email = null, bin = null }) =>
  ids(`insert into clients (org_id, name, phone, email, bin_iin) values ('${team.id}', ${[name, phone, email, bin].map(text).join(', ')})`)[0];

/** The team's deals as the columns show them. */
const deals = ({ team }, ...fields) =>
  sauda.database.rows(`
    select ${fields.map((f) => (f.includes(' ') ? f : `d.${f}`)).join(', ')}
    from deals d left join clients c on c.org_id = d.org_id and c.id = d.client_id
    where d.org_id = '${team.id}' order by d.stage_id, d.rank`);
const titles = (imports, stage) => deals(imports, 'title', 'stage_id').filter((d) => d.stage_id === stage).map((d) => d.title);
const clients = ({ team }, ...fields) =>
  sauda.database.rows(`select ${fields.join(', ')} from clients where org_id = '${team.id}' order by id`);

const fieldsOf = (row) => Object.fromEntries(row.mapping.map(({ column, field }) => [row.columns[column].name, field]));
const countsOf = ({ errors, ...counts }) => counts;
const counts = (some) => ({ rows: 0, created: 0, updated: 0, unchanged: 0, skipped: 0, repeated: 0, faulty: 0, ...some });
const faultsOf = (report) => report.errors.map(({ row, column, field, code }) => [row, column, field, code]);

/** Tries it, does it, and asks that both say the same; and that the sums of the columns are those of the deals. */
async function run(imports, body, settings, options) {
  const row = await imports.take(body, options);
  if (settings) {
    const reply = await imports.change(row.id, settings);
    assert.equal(reply.status, 200, reply.text);
  }
  const check = await imports.check(row.id);
  const done = await imports.run(row.id);
  assert.equal(done.state, 'done', JSON.stringify(done));
  assert.deepEqual(done.report, check);
  assertTotals(imports);
  return { ...done, counts: countsOf(done.report), faults: faultsOf(done.report) };
}

function assertTotals({ team }) {
  const wrong = sauda.database.rows(`
    select coalesce(t.stage_id, d.stage_id) as stage_id
    from (select stage_id, sum(n_deals) as n, sum(amount) as amount from stage_totals where org_id = '${team.id}' group by 1) t
    full join (select stage_id, count(*) as n, sum(amount) as amount from deals where org_id = '${team.id}' group by 1) d using (stage_id)
    where coalesce(t.n, 0) <> coalesce(d.n, 0) or coalesce(t.amount, 0) <> coalesce(d.amount, 0)`);
  assert.deepEqual(wrong, []);
}

const as1251 = (() => {
  const letters = new TextDecoder('windows-1251').decode(Uint8Array.from({ length: 256 }, (_, i) => i));
  const codes = new Map([...letters].map((letter, i) => [letter, i]));
  return (string) => Buffer.from([...string].map((letter) => codes.get(letter)));
})();

describe('a file of deals is understood', () => {
  test('in Windows-1251 with semicolons', async () => {
    const imports = newTeam();
    const { team } = imports;
    const row = await imports.take(
      as1251(
        'Название сделки;Бюджет;Валюта;Этап сделки;Дата закрытия;Источник;Теги;Ответственный;Клиент;Телефон;E-mail;БИН\r\n' +
          `Поставка;1 250 000,50 тг;KZT;в РАБОТЕ;31.12.2026;Сайт;опт, срочно;${team.supervisor.email};ТОО «Ёлка»;8 707 123 45 67;a@elka.kz;${BIN}\r\n`,
      ),
    );
    assert.deepEqual([row.entity, row.match, row.pipeline_id, row.stage_id, row.create_clients], ['deal', ['bin_iin', 'phone', 'email'], null, null, true]);
    assert.deepEqual(Object.values(fieldsOf(row)), [
      'title', 'amount', 'currency', 'stage', 'expected_close_date', 'source', 'tags', 'owner', 'client_name', 'client_phone', 'client_email', 'client_bin_iin',
    ]);
    await imports.run(row.id);
    assert.deepEqual(deals(imports, 'title', 'amount', 'currency', 'stage_id', 'pipeline_id', 'expected_close_date', 'source', 'tags', 'owner_id', 'closed_at'), [
      {
        title: 'Поставка', amount: 1250000.5, currency: 'KZT', stage_id: team.sales['В работе'], pipeline_id: team.sales.id,
        expected_close_date: '2026-12-31', source: 'Сайт', tags: ['опт', 'срочно'], owner_id: team.supervisor.id, closed_at: null,
      },
    ]);
    assert.deepEqual(clients(imports, 'name', 'phone', 'email', 'bin_iin', 'owner_id'), [
      { name: 'ТОО «Ёлка»', phone: '+77071234567', email: 'a@elka.kz', bin_iin: BIN, owner_id: team.supervisor.id },
    ]);
  });

  test('as a workbook with the days of Excel', async () => {
    const imports = newTeam();
    const sheet = [
      ['Deal title', 'Amount', 'Close date'],
      ['A', 100, new Date('2026-03-01T00:00:00Z')],
      ['B', 12.5, 46082],
      ['C', '', '1.3.2026'],
      ['D', '', '2026-03-01 10:30'],
      ['E', '', '01/03/26'],
    ];
    const { counts: found } = await run(imports, workbook(sheet), null, { type: XLSX });
    assert.deepEqual(found, counts({ rows: 5, created: 5 }));
    assert.deepEqual(deals(imports, 'title', 'amount', 'expected_close_date'), [
      { title: 'A', amount: 100, expected_close_date: '2026-03-01' },
      { title: 'B', amount: 12.5, expected_close_date: '2026-03-01' },
      ...['C', 'D', 'E'].map((title) => ({ title, amount: 0, expected_close_date: '2026-03-01' })),
    ]);
  });

  test('with Kazakh names of columns', async () => {
    const row = await newTeam().take('Мәміле атауы,Сомасы,Кезеңі,Жабылу күні,Бас тарту себебі,Клиент аты,Жауапты\nA,1,,,,,\n');
    assert.deepEqual(Object.values(fieldsOf(row)), ['title', 'amount', 'stage', 'expected_close_date', 'lost_reason', 'client_name', 'owner']);
  });
});

test('faults are told row by row', async () => {
  const imports = newTeam();
  const { team } = imports;
  sauda.database.sql(`insert into deal_stages (org_id, pipeline_id, name, color, place, kind) values ('${team.id}', ${team.sales.id}, 'продано', '#868E96', 9, 'open')`);
  addClient(imports, { name: 'A', phone: '+77010000001' });
  addClient(imports, { name: 'B', phone: '+77010000001' });
  const { counts: found, faults } = await run(
    imports,
    [
      'id;title;amount;stage;expected_close_date;owner;lost_reason;client_name;client_phone',
      ';;5;;;;;;',
      '999999;X;;;;;;;',
      'abc;X;;;;;;;',
      ';X;-1;;;;;;',
      ';X;;Нет такого;;;;;',
      ';X;;Продано;;;;;',
      ';X;;;31.02.2026;;;;',
      ';X;;;;nobody;;;',
      ';X;;Отказ;;;;;',
      ';X;;Новый;;;Дорого;;',
      ';X;;;;;;;87010000001',
      ';X;;;;;;;87010000002',
      ';Хорошая;;Отказ;;;Дорого;Новый клиент;87010000002',
      '',
    ].join('\n'),
  );
  assert.deepEqual(found, counts({ rows: 13, created: 1, faulty: 12 }));
  assert.deepEqual(faults.map(([row, , field, code]) => [row, field, code]), [
    [2, 'title', 'required'],
    [3, 'id', 'not_found'],
    [4, 'id', 'type'],
    [5, 'amount', 'minimum'],
    [6, 'stage', 'not_found'],
    [7, 'stage', 'ambiguous'],
    [8, 'expected_close_date', 'format'],
    [9, 'owner', 'not_found'],
    [10, 'lost_reason', 'required'],
    [11, 'lost_reason', 'not_applicable'],
    [12, 'client_name', 'ambiguous'],
    [13, 'client_name', 'required'],
  ]);
  const [lost] = deals(imports, 'stage_id', 'lost_reason', 'closed_at', 'owner_id', 'c.name as client');
  assert.deepEqual([lost.stage_id, lost.lost_reason, lost.owner_id, lost.client], [team.sales['Отказ'], 'Дорого', team.admin.id, 'Новый клиент']);
  assert.ok(lost.closed_at);
});

describe('deals go', () => {
  test('to the first stage of the default pipeline, on top, in the order of the file', async () => {
    const imports = newTeam();
    addDeal(imports, { title: 'Z' });
    addDeal(imports, { title: 'Y', stage: imports.team.sales['В работе'] });
    await run(imports, 'title;stage\nA;\nB;в работе\nC;\nD;В работе\n');
    assert.deepEqual(titles(imports, imports.team.sales['Новый']), ['A', 'C', 'Z']);
    assert.deepEqual(titles(imports, imports.team.sales['В работе']), ['B', 'D', 'Y']);
    await run(imports, 'title\nE\nF\n');
    assert.deepEqual(titles(imports, imports.team.sales['Новый']), ['E', 'F', 'A', 'C', 'Z']);
  });

  test('in slices that stand in the order of the file, whatever people do meanwhile', async () => {
    const imports = newTeam();
    addDeal(imports, { title: 'Старая' });
    const n = 3000;
    const { id } = await imports.take(`title\n${Array.from({ length: n }, (_, i) => `D-${i}\n`).join('')}`);
    await imports.start(id);
    await imports.reached(id, 100);
    await imports.ok('POST', '/deals', { json: { title: 'Meanwhile' } });
    const done = await imports.over(id);
    assert.equal(done.report.created, n);
    const order = titles(imports, imports.team.sales['Новый']);
    assert.deepEqual(order.filter((t) => t.startsWith('D-')), Array.from({ length: n }, (_, i) => `D-${i}`));
    assert.equal(order.at(-1), 'Старая');
    assertTotals(imports);
  });

  test('where the settings say', async () => {
    const imports = newTeam();
    const { sales, service } = imports.team;
    await run(imports, 'title;stage\nA;\nB;Новый\n', { pipeline_id: service.id });
    assert.deepEqual([titles(imports, service['Заявка']), titles(imports, service['Новый'])], [['A'], ['B']]);
    const { id } = await imports.take('title\nC\n');
    const placed = async (json) => {
      const { json: row } = await imports.change(id, json);
      return [row.pipeline_id, row.stage_id];
    };
    assert.deepEqual(await placed({ stage_id: service['Новый'] }), [service.id, service['Новый']], 'the stage brings its pipeline along');
    assert.deepEqual(await placed({ pipeline_id: sales.id }), [sales.id, null]);
    assert.deepEqual(await placed({ stage_id: sales['В работе'] }), [sales.id, sales['В работе']]);
    const refused = async (json, field) => assertField(await imports.change(id, json), field, 'not_found');
    await refused({ stage_id: service['Новый'] }, 'stage_id');
    await refused({ pipeline_id: service.id, stage_id: sales['Новый'] }, 'stage_id');
    await refused({ pipeline_id: 999999 }, 'pipeline_id');
    await refused({ pipeline_id: newTeam().team.sales.id }, 'pipeline_id');
    await imports.run(id);
    assert.deepEqual(titles(imports, sales['В работе']), ['C']);
    const last = await imports.take('title\nC\n');
    await imports.change(last.id, { stage_id: sales['В работе'] });
    assert.deepEqual(await imports.change(last.id, { pipeline_id: null }).then(({ json }) => [json.pipeline_id, json.stage_id]), [null, null]);
  });

  test('nowhere where there is no pipeline', async () => {
    const imports = newTeam();
    sauda.database.sql(`delete from pipelines where org_id = '${imports.team.id}'`);
    assert.deepEqual((await run(imports, 'title\nA\n')).faults, [[2, null, 'stage', 'not_found']]);
  });
});

describe('the client of a deal', () => {
  test('is found by what the row has of it, or made once for all rows that name it', async () => {
    const imports = newTeam();
    const known = addClient(imports, { name: 'Ромашка', phone: '+77010000001' });
    const named = addClient(imports, { name: 'Без телефона' });
    const { counts: found, operation_id } = await run(
      imports,
      [
        'title;client_name;client_phone;client_email',
        'A;Ромашка 2;8 701 000 00 01;',
        'B;Новый;87010000002;new@mail.kz',
        'C;Новый;;NEW@mail.kz',
        'D;Новый;+77010000002;other@mail.kz',
        'E;Без телефона;;',
        'F;Только имя;;',
        'G;Только имя;;',
        'H;;;',
        '',
      ].join('\n'),
    );
    assert.deepEqual(found, counts({ rows: 8, created: 8 }));
    assert.deepEqual(clients(imports, 'name', 'phone', 'email'), [
      { name: 'Ромашка', phone: '+77010000001', email: null },
      { name: 'Без телефона', phone: null, email: null },
      { name: 'Новый', phone: '+77010000002', email: 'new@mail.kz' },
      { name: 'Только имя', phone: null, email: null },
    ]);
    const [, , made, lone] = clients(imports, 'id').map((c) => c.id);
    assert.deepEqual(deals(imports, 'client_id').map((d) => d.client_id), [known, made, made, made, named, lone, lone, null]);
    assert.deepEqual(sauda.database.rows(`select data ->> 'count' as n from events where entity = 'clients' and entity_id = '${operation_id}'`), [{ n: '2' }]);
  });

  test('is not made where nobody wants that', async () => {
    const imports = newTeam();
    const { faults } = await run(imports, 'title;client_name;client_phone\nA;Новый;87010000002\nB;;\n', { create_clients: false });
    assert.deepEqual(faults, [[2, 'client_name', 'client_name', 'not_found']]);
    assert.deepEqual(clients(imports, 'id'), []);
  });
});

describe('a row with an id', () => {
  test('changes the deal, which moves within its own pipeline, and says so', async () => {
    const imports = newTeam();
    const { sales, service } = imports.team;
    const client = addClient(imports, {});
    const moved = addDeal(imports, { title: 'A', stage: service['Заявка'], pipeline: service.id, client });
    const stays = addDeal(imports, { title: 'B', stage: sales['Отказ'], reason: 'Дорого' });
    const { counts: found } = await run(imports, `id;title;stage;amount\n${moved};;Новый;100\n${stays};B1;;\n${stays + 1000};;;\n;Новая;;\n`);
    assert.deepEqual(found, counts({ rows: 4, created: 1, updated: 2, faulty: 1 }));
    assert.deepEqual(deals(imports, 'id', 'title', 'stage_id', 'amount', 'client_id', 'lost_reason', 'revision').filter((d) => d.title !== 'Новая'), [
      { id: stays, title: 'B1', stage_id: sales['Отказ'], amount: 0, client_id: null, lost_reason: 'Дорого', revision: 2 },
      { id: moved, title: 'A', stage_id: service['Новый'], amount: 100, client_id: client, lost_reason: null, revision: 2 },
    ]);
    const told = sauda.database.rows(`
      select deal_id, client_id, author_id, from_stage_id, to_stage_id, stage_seconds is not null as has_time
      from activities where org_id = '${imports.team.id}'`);
    assert.deepEqual(told, [
      { deal_id: moved, client_id: client, author_id: imports.team.admin.id, from_stage_id: service['Заявка'], to_stage_id: service['Новый'], has_time: true },
    ]);
  });

  test('closes it and opens it again', async () => {
    const imports = newTeam();
    const [won, lost, open] = ['Новый', 'Новый', 'Отказ'].map((stage) =>
      addDeal(imports, { stage: imports.team.sales[stage], reason: stage === 'Отказ' ? 'Дорого' : null }),
    );
    await run(imports, `id;stage;lost_reason\n${won};Продано;\n${lost};Отказ;Нет денег\n${open};Новый;\n`);
    const found = new Map(deals(imports, 'id', 'lost_reason', 'closed_at').map((d) => [d.id, [d.lost_reason, d.closed_at !== null]]));
    assert.deepEqual([found.get(won), found.get(lost), found.get(open)], [[null, true], ['Нет денег', true], [null, false]]);
  });

  test('twice counts by its last row; one that is as the file has it stays', async () => {
    const imports = newTeam();
    const id = addDeal(imports, { title: 'A' });
    const { counts: found, faults } = await run(imports, `id;title\n${id};B\n${id};C\n`);
    assert.deepEqual(found, counts({ rows: 2, updated: 1, repeated: 1 }));
    assert.deepEqual(faults, [[2, 'id', 'id', 'repeated']]);
    assert.deepEqual((await run(imports, `id;title;stage;amount;owner\n${id};C;новый;0;${imports.team.admin.username}\n`)).counts, counts({ rows: 1, unchanged: 1 }));
    assert.deepEqual((await run(imports, `id;title\n${id};D\n;E\n`, { update_existing: false, create_new: false })).counts, counts({ rows: 2, skipped: 2 }));
  });

  test('compares every field as a change does', async () => {
    const imports = newTeam();
    const client = addClient(imports, { name: 'Клиент', phone: '+77010000001' });
    addClient(imports, { name: 'Другой', email: 'other@mail.kz' });
    const id = addDeal(imports, { title: 'А', stage: imports.team.sales['Отказ'], reason: 'Дорого', client });
    sauda.database.sql(`update deals set amount = 5, source = 'сайт', tags = '{a,b}', expected_close_date = '2026-03-01' where id = ${id}`);
    const now = {
      title: 'А', amount: '5,00', currency: 'KZT', stage: 'отказ', expected_close_date: '1.3.2026', source: 'сайт', tags: 'a, b',
      owner: imports.team.admin.email, lost_reason: 'Дорого', client_phone: '87010000001',
    };
    const other = {
      title: 'а', amount: '6', currency: 'USD', expected_close_date: '2026-03-02', source: 'Сайт', tags: 'b,a',
      owner: imports.team.manager.email, lost_reason: 'дорого', client_email: 'other@mail.kz', stage: 'Продано',
    };
    for (const [field, value] of Object.entries(now)) {
      const done = await run(imports, `id;${field}\n${id};${value}\n`);
      assert.deepEqual(done.counts, counts({ rows: 1, unchanged: 1 }), field);
    }
    for (const [field, value] of Object.entries(other)) {
      const done = await run(imports, `id;${field}\n${id};${value}\n`);
      assert.deepEqual(done.counts, counts({ rows: 1, updated: 1 }), field);
    }
  });
});

describe('an undo', () => {
  const all = ({ team }, table, hidden = 'revision,updated_at') =>
    sauda.database.rows(`select to_jsonb(t) - '{${hidden}}'::text[] as row from ${table} t where org_id = '${team.id}' order by 1`);

  async function changed(size) {
    const imports = newTeam();
    const client = addClient(imports, { phone: '+77010000001' });
    const moved = addDeal(imports, { title: 'A', client, owner: imports.team.manager });
    const lost = addDeal(imports, { title: 'B', stage: imports.team.sales['Отказ'], reason: 'Дорого' });
    addDeal(imports, { title: 'C' });
    const before = ['deals', 'clients', 'activities'].map((table) => all(imports, table));
    const more = Array.from({ length: size }, (_, i) => `;D-${i};;;Клиент ${i % 7};;${i % 7 % 2 ? '' : `c${i % 7}@mail.kz`}\n`).join('');
    const done = await run(imports, `id;title;stage;lost_reason;client_name;client_phone;client_email\n${moved};A1;Отказ;Нет;;;\n${lost};;Новый;;Клиент 1;;\n${more}`);
    assert.equal(done.report.updated, 2);
    assert.equal(done.report.created, size);
    return { imports, done, before, moved, lost };
  }

  test('brings back exactly what was there: stages, places, reasons, clients', async () => {
    for (const size of [20, 1500]) {
      const { imports, done, before } = await changed(size);
      assert.ok(clients(imports, 'id').length > 1);
      await imports.undo(done.operation_id);
      assert.deepEqual(['deals', 'clients', 'activities'].map((table) => all(imports, table)), before);
      assertTotals(imports);
      assert.equal((await imports.get(done.id)).operation_state, 'undone');
    }
  });

  test('puts a deal on top where somebody else stands in its place now', async () => {
    const { imports, done, moved } = await changed(1);
    const place = sauda.database.rows(`select (before ->> 'rank')::numeric as rank from before_images where row_id = ${moved} and operation_id = '${done.operation_id}'`)[0].rank;
    sauda.database.sql(`update deals set rank = ${place} where org_id = '${imports.team.id}' and title = 'C'`);
    await imports.undo(done.operation_id);
    assert.deepEqual(titles(imports, imports.team.sales['Новый']), ['A', 'C']);
  });

  test('leaves clients on which something hangs, or that somebody has changed', async () => {
    const imports = newTeam();
    const done = await run(imports, 'title;client_name\nA;Один\nB;Два\nC;Три\n');
    const [first, second] = clients(imports, 'id').map((c) => c.id);
    sauda.database.sql(`
      insert into contacts (org_id, client_id, full_name) values ('${imports.team.id}', ${first}, 'Асель');
      update clients set name = 'Два!', revision = revision + 1 where id = ${second};`);
    await imports.undo(done.operation_id);
    assert.deepEqual(deals(imports, 'id'), []);
    assert.deepEqual(clients(imports, 'name').map((c) => c.name), ['Один', 'Два!']);
  });

  test('tells of deals that somebody has changed since, or done something with', async () => {
    const { imports, done, moved } = await changed(3);
    const made = deals(imports, 'id', 'title').filter((d) => d.title.startsWith('D-')).map((d) => d.id);
    await imports.ok('POST', `/deals/${moved}/move`, { json: { stage_id: imports.team.sales['В работе'] } });
    sauda.database.sql(`
      insert into tasks (org_id, deal_id, title) values ('${imports.team.id}', ${made[0]}, 'Позвонить');
      delete from deals where id = ${made[1]};`);
    const error = assertError(await imports.send('POST', `/operations/${done.operation_id}/undo`, { json: {} }), 409, 'undo_conflict');
    assert.deepEqual(error.details.conflicts.map((c) => [c.id, c.title]), [[moved, 'A1'], [made[0], 'D-0'], [made[1], null]]);
    await imports.undo(done.operation_id, { on_conflict: 'keep' });
    assert.deepEqual(titles(imports, imports.team.sales['В работе']), ['A1']);
    assert.deepEqual(deals(imports, 'title').map((d) => d.title).sort(), ['A1', 'B', 'C', 'D-0']);
    assertTotals(imports);
  });

  test('restores those too where that is asked for', async () => {
    const { imports, done, before, moved, lost } = await changed(3);
    sauda.database.sql(`
      update deals set title = 'X', revision = revision + 1 where id = ${moved};
      delete from deals where id = ${lost};
      insert into tasks (org_id, deal_id, title) select org_id, id, 'Позвонить' from deals where org_id = '${imports.team.id}' and title = 'D-0';`);
    await imports.undo(done.operation_id, { on_conflict: 'restore' });
    assert.deepEqual(all(imports, 'deals'), before[0]);
    assertTotals(imports);
  });
});

test('what cannot be taken back any more is forgotten', async () => {
  const imports = newTeam();
  const { operation_id } = await run(imports, 'title;client_name\nA;Один\n');
  const left = () =>
    ['operations where id', 'before_images where operation_id', 'import_clients where operation_id']
      .map((from) => Number(sauda.database.sql(`select count(*) from ${from} = '${operation_id}'`)));
  assert.deepEqual(left(), [1, 1, 1]);
  sauda.database.sql(`update operations set expires_at = now() - interval '1 s' where id = '${operation_id}'`);
  const other = await startSauda({ env: { DATABASE_URL: sauda.database.url, DATA_DIR: temporaryFolder() } }); // tidies up soon
  await waitFor(() => left().every((n) => n === 0), 'the operation to go');
  await other.stop();
  assert.deepEqual(clients(imports, 'name').map((c) => c.name), ['Один']);
});

describe('somebody who sees his own deals alone', () => {
  function managers() {
    const admin = newTeam();
    const { team } = admin;
    const other = { id: NOBODY.replace('dead', String(1000 + ++rank)), orgId: team.id, role: 'manager' };
    sauda.database.sql(`
      insert into users (org_id, id, email, username, full_name, role)
      values ('${team.id}', '${other.id}', 'other-${rank}@mail.kz', 'other-${rank}', 'Другой', 'manager')`);
    team.other = other;
    return { admin, manager: of(team, 'manager'), other: of(team, 'other') };
  }

  test('imports deals of his own; those of others are not there for him', async () => {
    const { admin, manager } = managers();
    const { team } = admin;
    const own = addDeal(admin, { title: 'Своя', owner: team.manager });
    const foreign = addDeal(admin, { title: 'Чужая', owner: team.admin });
    const ownerless = addDeal(admin, { title: 'Ничья', owner: null });
    const { counts: found, faults } = await run(
      manager,
      `id;title;owner\n${own};Своя 1;${team.admin.email}\n${foreign};Украдена;\n${ownerless};Украдена;\n;Новая;${team.admin.email}\n`,
    );
    assert.deepEqual(found, counts({ rows: 4, created: 1, updated: 1, faulty: 2 }));
    assert.deepEqual(faults, [[3, 'id', 'id', 'not_found'], [4, 'id', 'id', 'not_found']]);
    assert.deepEqual(deals(admin, 'title', 'owner_id').map((d) => [d.title, d.owner_id]).sort(), [
      ['Ничья', null], ['Новая', team.manager.id], ['Своя 1', team.manager.id], ['Чужая', team.admin.id],
    ]);
  });

  test('sees, follows, cancels and undoes what he has begun, and nothing else', async () => {
    const { admin, manager, other } = managers();
    const done = await run(manager, `title\n${'A\n'.repeat(3)}`);
    const theirs = await run(admin, 'title\nB\n');
    const paths = (row) => [`/imports/${row.id}`, `/jobs/${row.job_id}`, `/jobs/${row.check_job_id}`, `/operations/${row.operation_id}`];
    const listed = async (who) =>
      Promise.all(['/imports', '/jobs', '/operations'].map(async (path) => (await who.ok('GET', path)).items.map((i) => i.id).sort()));
    assert.deepEqual(await listed(manager), [[done.id], [done.job_id, done.check_job_id].sort(), [done.operation_id]]);
    assert.deepEqual(await listed(other), [[], [], []]);
    assert.deepEqual((await listed(admin)).map((list) => list.length), [2, 4, 2]);
    assert.deepEqual((await listed(of(admin.team, 'employee'))), [[], [], []]);
    for (const path of paths(done)) {
      assert.equal((await manager.send('GET', path)).status, 200, path);
      assert.equal((await admin.send('GET', path)).status, 200, path);
      assertError(await other.send('GET', path), 404, 'not_found');
    }
    for (const path of paths(theirs)) {
      assertError(await manager.send('GET', path), 404, 'not_found');
    }
    assertError(await manager.send('POST', `/operations/${theirs.operation_id}/undo`), 404, 'not_found');
    assertError(await manager.send('POST', `/jobs/${theirs.job_id}/cancel`), 404, 'not_found');
    assertError(await manager.send('POST', `/jobs/${theirs.job_id}/retry`), 404, 'not_found');
    for (const [method, path] of [['PATCH', ''], ['DELETE', ''], ['POST', '/check'], ['POST', '/start']]) {
      assertError(await other.send(method, `/imports/${done.id}${path}`, method === 'PATCH' ? { json: {} } : {}), 404, 'not_found');
    }
    assertError(await other.send('POST', `/operations/${done.operation_id}/undo`), 404, 'not_found');
    const waits = await manager.take('title\nA\n');
    assert.equal((await admin.run(waits.id)).report.created, 1, 'whoever sees all may do it for him');
    await manager.undo(done.operation_id);
    assert.deepEqual(deals(admin, 'title').map((d) => d.title).sort(), ['A', 'B']);
  });

  test('undoes nothing of a deal that is another’s by now, and learns nothing of it', async () => {
    const { admin, manager } = managers();
    const done = await run(manager, 'title;client_name\nA;Клиент\nB;\n');
    sauda.database.sql(`update deals set owner_id = '${admin.team.other.id}', title = 'Секрет', revision = revision + 1 where org_id = '${admin.team.id}' and title = 'A'`);
    const refused = await manager.send('POST', `/operations/${done.operation_id}/undo`);
    assertError(refused, 409, 'undo_conflict');
    assert.ok(!refused.text.includes('Секрет'));
    await manager.undo(done.operation_id, { on_conflict: 'restore' });
    assert.deepEqual(deals(admin, 'title').map((d) => d.title), ['Секрет']);
    assert.deepEqual(clients(admin, 'name').map((c) => c.name), ['Клиент']);
  });

  test('hears of what became of his deals, and of no others', async () => {
    const { admin, manager } = managers();
    const { team } = admin;
    const moved = addDeal(admin, { title: 'A', owner: team.other });
    const [mine, theirs] = await Promise.all(
      [team.manager, team.other].map(async (user) => {
        const feed = await Feed.open(sauda.url, { token: accessToken(user), topics: 'deals,jobs,clients' });
        await feed.ready();
        return feed;
      }),
    );
    await run(admin, `id;title;owner;client_name\n${moved};A;${team.supervisor.email};\n;B;;Клиент\n`);
    const done = await run(manager, 'title\nC\n');
    const frames = await mine.until((f) => f.type === 'job.finished' && f.id === done.job_id);
    assert.deepEqual(new Set(frames.filter((f) => f.type.startsWith('job.')).map((f) => f.id)), new Set([done.check_job_id, done.job_id]));
    assert.equal(frames.filter((f) => f.type === 'deals.changed').length, 1);
    const end = await admin.ok('POST', '/clients', { json: { name: 'Конец' } });
    const heard = await theirs.until((f) => f.type === 'client.created' && Number(f.id) === end.id);
    assert.deepEqual(heard.filter((f) => f.type.startsWith('job.')), []);
    assert.equal(heard.filter((f) => f.type === 'deals.changed').length, 1, 'he has lost one');
    const all = sauda.database.rows(`select owners_after from events where org_id = '${team.id}' and entity = 'deals' order by id`);
    assert.deepEqual(all.map((e) => [...e.owners_after].sort()), [[team.admin.id, team.other.id, team.supervisor.id].sort(), [team.manager.id]]);
    for (const feed of [mine, theirs]) {
      feed.client.destroy();
    }
  });

  test('goes on so when somebody else has his job done again', async () => {
    const { admin, manager } = managers();
    const foreign = addDeal(admin, { title: 'Чужая' });
    const { id } = await manager.take(`id;title\n${foreign};Украдена\n`);
    await manager.change(id, { on_error: 'stop' });
    const failed = await manager.run(id);
    assert.equal(failed.state, 'failed');
    await admin.ok('POST', `/jobs/${failed.job_id}/retry`);
    assert.equal((await manager.over(id)).state, 'failed');
    assert.deepEqual(titles(admin, admin.team.sales['Новый']), ['Чужая']);
  });
});

test('who only reads deals imports none', async () => {
  const admin = newTeam();
  for (const role of ['office', 'employee', 'promoter']) {
    assertError(await of(admin.team, role).upload('title\nA\n'), 403, 'forbidden');
  }
});
