// SPDX-License-Identifier: MIT
// Clients from files: how columns and values are understood, which client a row is about, what is done with it, and how all
// of it is taken back.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { assertError, assertField } from '../support/contract.mjs';
import { Feed } from '../support/feed.mjs';
import { closeConnections } from '../support/http.mjs';
import { Imports, XLSX, clientele } from '../support/imports.mjs';
import { SIGN_IN, accessToken, as, makeTeam } from '../support/people.mjs';
import { startSauda, temporaryFolder } from '../support/sauda.mjs';
import { workbook } from '../support/workbook.mjs';

const IS_ASAN = process.env.SAUDA_IS_ASAN === '1'; // it keeps what is freed
const BIN = '123456789013';
const IIN = '010203500018';

let sauda;

before(async () => {
  sauda = await startSauda({ env: { ...SIGN_IN, DATA_DIR: temporaryFolder() } });
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

/** An organisation of its own, and the imports of one of its people. */
function newTeam(role = 'admin') {
  const team = makeTeam(sauda.database);
  const imports = new Imports(sauda.url, as(team[role]), 'clients');
  imports.team = team;
  return imports;
}

const text = (value) => (value === null ? 'null' : `'${String(value).replaceAll("'", "''")}'`);

/** A client straight into the database; its id. */
function addClient(imports, { name = 'Клиент', bin_iin = null, phone = null, email = null, address = null, owner_id = null }) {
  return Number(
    sauda.database.sql(`
      insert into clients (org_id, name, bin_iin, phone, email, address, owner_id)
      values ('${imports.team.id}', ${[name, bin_iin, phone, email, address, owner_id].map(text).join(', ')}) returning id`),
  );
}

/** The team's clients in the order of their ids. */
const clients = (imports, ...fields) =>
  sauda.database.rows(`select ${fields.join(', ')} from clients where org_id = '${imports.team.id}' order by id`);

const fieldsOf = (row) => Object.fromEntries(row.mapping.map(({ column, field }) => [row.columns[column].name, field]));
const countsOf = ({ errors, ...counts }) => counts;
const counts = (some) => ({ rows: 0, created: 0, updated: 0, unchanged: 0, skipped: 0, repeated: 0, faulty: 0, ...some });
const faultsOf = (report) => report.errors.map(({ row, column, field, code }) => [row, column, field, code]);

const as1251 = (() => {
  const letters = new TextDecoder('windows-1251').decode(Uint8Array.from({ length: 256 }, (_, i) => i));
  const codes = new Map([...letters].map((letter, i) => [letter, i]));
  return (string) => Buffer.from([...string].map((letter) => codes.get(letter)));
})();

/** Tries it, does it, and asks that both say the same; the report. */
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
  return { ...done, counts: countsOf(done.report), faults: faultsOf(done.report) };
}

describe('a file of clients is understood', () => {
  test('in Windows-1251 with semicolons', async () => {
    const imports = newTeam();
    const body = as1251(
      'ФИО;БИН/ИИН;Номер телефона;E-mail;Адрес;Источник;Теги;Ответственный\r\n' +
        `ТОО «Ёлка»;${BIN};8 707 123-45-67;Info@Elka.kz;Алматы;Выставка;опт, VIP,опт ,;${imports.team.manager.username.toUpperCase()}\r\n`,
    );
    const row = await imports.take(body);
    assert.deepEqual([row.entity, row.encoding, row.separator, row.match], ['client', 'windows-1251', ';', ['bin_iin', 'phone', 'email']]);
    assert.deepEqual([row.pipeline_id, row.stage_id, row.create_clients], [null, null, null]);
    assert.deepEqual(fieldsOf(row), {
      ФИО: 'name', 'БИН/ИИН': 'bin_iin', 'Номер телефона': 'phone', 'E-mail': 'email', Адрес: 'address', Источник: 'source',
      Теги: 'tags', Ответственный: 'owner',
    });
    await imports.run(row.id);
    assert.deepEqual(clients(imports, 'name', 'bin_iin', 'phone', 'email', 'address', 'source', 'tags', 'owner_id'), [
      {
        name: 'ТОО «Ёлка»', bin_iin: BIN, phone: '+77071234567', email: 'Info@Elka.kz', address: 'Алматы', source: 'Выставка',
        tags: ['опт', 'VIP'], owner_id: imports.team.manager.id,
      },
    ]);
  });

  test('with Kazakh and English names of columns', async () => {
    const imports = newTeam();
    const kazakh = await imports.take('Клиенттің аты,ЖСН,Ұялы телефон,Электрондық пошта,Мекенжайы,Дереккөз,Белгілер,Жауапты\nА,,,,,,,\n');
    assert.deepEqual(Object.values(fieldsOf(kazakh)), ['name', 'bin_iin', 'phone', 'email', 'address', 'source', 'tags', 'owner']);
    const english = await imports.take('Customer name,Tax ID,Mobile,Email address,Address,Lead source,Labels,Manager\nA,,,,,,,\n');
    assert.deepEqual(Object.values(fieldsOf(english)), ['name', 'bin_iin', 'phone', 'email', 'address', 'source', 'tags', 'owner']);
  });

  test('as a workbook, with the zeros that Excel has taken off and numbers for telephones', async () => {
    const imports = newTeam();
    const sheet = [['Клиент', 'ИИН', 'Телефон'], ['Айгерим', Number(IIN), 77071234567], ['Данияр', '', 87010000001]];
    const { counts: found } = await run(imports, workbook(sheet), null, { type: XLSX });
    assert.deepEqual(found, counts({ rows: 2, created: 2 }));
    assert.deepEqual(clients(imports, 'name', 'bin_iin', 'phone'), [
      { name: 'Айгерим', bin_iin: IIN, phone: '+77071234567' },
      { name: 'Данияр', bin_iin: null, phone: '+77010000001' },
    ]);
  });
});

test('faults are told row by row', async () => {
  const imports = newTeam();
  const { counts: found, faults, report } = await run(
    imports,
    [
      'Имя;ИИН;Телефон;Почта;Теги;Ответственный',
      'А;123456789012;;;;',
      'Б;;12345;;;',
      'В;;;a@@b.kz;;',
      `Г;;;;${'я'.repeat(51)};`,
      'Д;;;;;nobody@nowhere.kz',
      ';;8 701 000 00 01;;;',
      'Е;;7,70712E+10;;;',
      'Ж;12-34-56 789 013;+7(701)0000002;ж@почта.kz;;',
      'З;123456789013;8 701 000 00 03;z@mail.kz;a,b;',
      '',
    ].join('\n'),
  );
  assert.deepEqual(found, counts({ rows: 9, created: 1, faulty: 8 }));
  assert.deepEqual(faults, [
    [2, 'ИИН', 'bin_iin', 'format'],
    [3, 'Телефон', 'phone', 'format'],
    [4, 'Почта', 'email', 'format'],
    [5, 'Теги', 'tags', 'max_length'],
    [6, 'Ответственный', 'owner', 'not_found'],
    [7, 'Имя', 'name', 'required'],
    [8, 'Телефон', 'phone', 'format'],
    [9, 'Почта', 'email', 'format'],
  ]);
  assert.equal(report.errors[0].value, '123456789012');
  assert.equal(clients(imports, 'owner_id')[0].owner_id, imports.team.admin.id, 'nobody was named');
});

test('a blocked user is nobody to look after clients', async () => {
  const imports = newTeam();
  sauda.database.sql(`update users set is_active = false where id = '${imports.team.manager.id}'`);
  const { faults } = await run(imports, `name;owner\nА;${imports.team.manager.email}\n`);
  assert.deepEqual(faults, [[2, 'owner', 'owner', 'not_found']]);
});

describe('a row is about the client', () => {
  test('that has its BIN, else its phone, else its e-mail, however they are written', async () => {
    const imports = newTeam();
    addClient(imports, { name: 'A', bin_iin: BIN, phone: '+77010000001', address: 'Астана' });
    addClient(imports, { name: 'B', phone: '+77010000002', email: 'b@mail.kz' });
    addClient(imports, { name: 'C', email: 'C@Mail.kz' });
    const { counts: found } = await run(
      imports,
      `name;bin;phone;email\nA1;1234 5678 9013;8 701 000 00 09;\nB1;;8(701)000-00-02;new@mail.kz\nC1;;;c@mail.KZ\nD;;;d@mail.kz\n`,
    );
    assert.deepEqual(found, counts({ rows: 4, created: 1, updated: 3 }));
    assert.deepEqual(clients(imports, 'name', 'bin_iin', 'phone', 'email', 'address', 'revision'), [
      { name: 'A1', bin_iin: BIN, phone: '+77010000009', email: null, address: 'Астана', revision: 2 },
      { name: 'B1', bin_iin: null, phone: '+77010000002', email: 'new@mail.kz', address: null, revision: 2 },
      { name: 'C1', bin_iin: null, phone: null, email: 'c@mail.KZ', address: null, revision: 2 },
      { name: 'D', bin_iin: null, phone: null, email: 'd@mail.kz', address: null, revision: 1 },
    ]);
  });

  test('that the first of the chosen keys finds', async () => {
    const imports = newTeam();
    addClient(imports, { name: 'P', phone: '+77010000001' });
    addClient(imports, { name: 'E', email: 'e@mail.kz' });
    const body = 'name;phone;email\nX;87010000001;e@mail.kz\n';
    await run(imports, body, { match: ['email', 'phone'] });
    assert.deepEqual(clients(imports, 'name').map((c) => c.name), ['P', 'X']);
    await run(imports, 'name;phone;email\nY;87010000001;e@mail.kz\n', { match: ['bin_iin'] });
    assert.deepEqual(clients(imports, 'name').map((c) => c.name), ['P', 'X', 'Y'], 'which is none of what the row has');
  });

  test('unless several are', async () => {
    const imports = newTeam();
    addClient(imports, { name: 'P', phone: '+77010000001' });
    addClient(imports, { name: 'Q', phone: '+77010000001' });
    const { faults } = await run(imports, 'name;phone\nX;87010000001\n');
    assert.deepEqual(faults, [[2, null, null, 'ambiguous']]);
  });

  test('that another row further down is about: then that one counts', async () => {
    const imports = newTeam();
    const { counts: found, faults, report } = await run(
      imports,
      'name;phone;email\nA;87010000001;\nB;+7 701 000 00 01;x@mail.kz\nC;;X@mail.kz\nD;87010000004;\n',
    );
    assert.deepEqual(found, counts({ rows: 4, created: 3, repeated: 1 }));
    assert.deepEqual(faults, [[3, 'email', 'email', 'repeated']]);
    assert.equal(report.errors[0].message, 'stands in row 4 again, which counts');
    assert.deepEqual(clients(imports, 'name').map((c) => c.name), ['A', 'C', 'D']);
  });

  test('that an earlier row is about by another key: both are done, one after the other', async () => {
    const imports = newTeam();
    addClient(imports, { name: 'A', bin_iin: BIN, phone: '+77010000001', email: 'a@mail.kz' });
    const { counts: found } = await run(imports, `name;bin;phone;email;address\nB;${BIN};;;\nC;;87010000001;;\n;;;a@mail.kz;Шымкент\nD;;;d@mail.kz;\n`);
    assert.deepEqual(found, counts({ rows: 4, updated: 3, created: 1 }));
    assert.deepEqual(clients(imports, 'name', 'address', 'revision'), [
      { name: 'C', address: 'Шымкент', revision: 4 },
      { name: 'D', address: null, revision: 1 },
    ]);
  });
});

describe('the settings', () => {
  test('of clients are refused where they do not fit', async () => {
    const imports = newTeam();
    const { id } = await imports.take('Foo;Bar\nA;1\n');
    const refused = async (json, field, code) => assertField(await imports.change(id, json), field, code);
    await refused({ mapping: [{ column: 0, field: 'sku' }] }, 'mapping[0].field', 'enum');
    await refused({ mapping: [{ column: 0, field: 'attributes.x' }] }, 'mapping[0].field', 'enum');
    await refused({ match: ['phone', 'phone'] }, 'match[1]', 'duplicate');
    await refused({ match: ['name'] }, 'match[0]', 'enum');
    assertError(await imports.change(id, { match: [] }), 422, 'validation_failed');
    await refused({ stage_id: 1 }, 'stage_id', 'not_applicable');
    await refused({ pipeline_id: null }, 'pipeline_id', 'not_applicable');
    await refused({ create_clients: true }, 'create_clients', 'not_applicable');
    const start = await imports.send('POST', `/imports/${id}/start`);
    assertField(start, 'mapping', 'required');
    assert.match(start.text, /name or bin_iin or phone or email/);
    const products = new Imports(sauda.url, imports.headers);
    const { id: other, match } = await products.take('sku;name\nA;B\n');
    assert.equal(match, null);
    assertField(await products.change(other, { match: ['phone'] }), 'match', 'not_applicable');
  });

  test('leave out new ones, or those that are there, and let empty cells empty their fields', async () => {
    const imports = newTeam();
    addClient(imports, { name: 'A', phone: '+77010000001', email: 'a@mail.kz', address: 'Астана' });
    const body = 'name;phone;email;address\nA1;87010000001;;\nB;87010000002;;\n';
    assert.deepEqual((await run(imports, body, { create_new: false, update_existing: false })).counts, counts({ rows: 2, skipped: 2 }));
    assert.deepEqual((await run(imports, body, { create_new: false })).counts, counts({ rows: 2, updated: 1, skipped: 1 }));
    assert.deepEqual(clients(imports, 'email', 'address'), [{ email: 'a@mail.kz', address: 'Астана' }]);
    assert.deepEqual((await run(imports, body, { empty_clears: true })).counts, counts({ rows: 2, updated: 1, created: 1 }));
    assert.deepEqual(clients(imports, 'name', 'phone', 'email', 'address')[0], { name: 'A1', phone: '+77010000001', email: null, address: null });
    assert.deepEqual((await run(imports, body)).counts, counts({ rows: 2, unchanged: 2 }));
  });

  test('compare every field as a change does', async () => {
    const imports = newTeam();
    const now = { name: 'А', bin_iin: BIN, email: 'a@mail.kz', address: 'Астана', source: 'сайт', tags: 'a,b', owner: imports.team.admin.email };
    const other = { name: 'а', bin_iin: IIN, email: 'A@mail.kz', address: 'астана', source: 'Сайт', tags: 'b,a', owner: imports.team.manager.username };
    await run(imports, `phone;${Object.keys(now).join(';')}\n87010000001;${Object.values(now).join(';')}\n`);
    for (const [field, value] of Object.entries(other)) {
      for (const [cell, outcome] of [[now[field], 'unchanged'], [value, 'updated']]) {
        const done = await run(imports, `phone;${field}\n87010000001;${cell}\n`, { match: ['phone'] });
        assert.equal(done.counts[outcome], 1, `${field} = ${cell}: ${JSON.stringify(done.counts)}`);
      }
    }
  });
});

describe('an undo', () => {
  const all = (imports) => clients(imports, "to_jsonb(clients) - '{revision,updated_at}'::text[] as row");

  test('brings back exactly what was there, also by a job', async () => {
    const imports = newTeam();
    addClient(imports, { name: 'Старый', phone: '+77077000001', address: 'Астана', owner_id: imports.team.manager.id });
    addClient(imports, { name: 'Чужой', phone: '+77010000009' });
    const before = all(imports);
    for (const size of [20, 1500]) {
      const done = await run(imports, clientele(size));
      assert.deepEqual(done.counts, counts({ rows: size, created: size - 1, updated: 1 }));
      const listed = await imports.ok('GET', '/operations?entity=client');
      assert.deepEqual([listed.items[0].id, listed.items[0].kind, listed.items[0].n_rows], [done.operation_id, 'import', size]);
      await imports.undo(done.operation_id);
      assert.deepEqual(all(imports), before);
      assert.equal((await imports.get(done.id)).operation_state, 'undone');
    }
  });

  test('tells of those that somebody has changed since, or done something with', async () => {
    const imports = newTeam();
    const done = await run(imports, clientele(4));
    const [first, second, third] = clients(imports, 'id').map((c) => c.id);
    sauda.database.sql(`
      update clients set name = 'Другой', revision = revision + 1 where id = ${first};
      insert into contacts (org_id, client_id, full_name) values ('${imports.team.id}', ${second}, 'Асель');
      delete from clients where id = ${third};`);
    const error = assertError(await imports.send('POST', `/operations/${done.operation_id}/undo`, { json: {} }), 409, 'undo_conflict');
    assert.deepEqual(error.details.conflicts.map((c) => [c.id, c.name]), [[first, 'Другой'], [second, 'Клиент 2'], [third, null]]);
    await imports.undo(done.operation_id, { on_conflict: 'keep' });
    assert.deepEqual(clients(imports, 'name').map((c) => c.name), ['Другой', 'Клиент 2']);
  });

  test('restores those too where that is asked for, and makes deleted ones again', async () => {
    const imports = newTeam();
    const id = addClient(imports, { name: 'Старый', phone: '+77077000001', owner_id: imports.team.manager.id });
    const done = await run(imports, clientele(2));
    sauda.database.sql(`delete from clients where org_id = '${imports.team.id}'`);
    await imports.undo(done.operation_id, { on_conflict: 'restore' });
    assert.deepEqual(clients(imports, 'id', 'name', 'owner_id'), [{ id, name: 'Старый', owner_id: imports.team.manager.id }]);
  });
});

test('what is done is told of in slices', async () => {
  const imports = newTeam();
  const feed = await Feed.open(sauda.url, { token: accessToken(imports.team.employee), topics: 'clients,jobs' });
  await feed.ready();
  const { job_id, operation_id } = await run(imports, clientele(1500));
  const frames = await feed.until((f) => f.type === 'job.finished' && f.id === job_id);
  const told = frames.filter((f) => f.type.startsWith('client'));
  assert.ok(told.length >= 2 && told.every((f) => f.type === 'clients.changed' && f.id === operation_id), JSON.stringify(told[0]));
  assert.equal(told.reduce((sum, f) => sum + f.data.count, 0), 1500);
  feed.client.destroy();
});

describe('who may', () => {
  test('import clients: those who may change them; others see what those who may read see', async () => {
    const admin = newTeam();
    const { id } = await admin.take('name\nA\n');
    for (const role of ['office', 'employee']) {
      const theirs = new Imports(sauda.url, as(admin.team[role]), 'clients');
      assert.equal((await theirs.get(id)).id, id);
      assertError(await theirs.upload('name\nA\n'), 403, 'forbidden');
      assertError(await theirs.change(id, { on_error: 'stop' }), 403, 'forbidden');
      assertError(await theirs.send('POST', `/imports/${id}/start`), 403, 'forbidden');
    }
    const promoter = new Imports(sauda.url, as(admin.team.promoter), 'clients');
    assertError(await promoter.send('GET', `/imports/${id}`), 404, 'not_found');
    assert.equal((await promoter.ok('GET', '/imports')).total, 0);
    const manager = new Imports(sauda.url, as(admin.team.manager), 'clients');
    const done = await manager.run((await manager.take('name\nA\n')).id);
    assert.equal(done.report.created, 1);
    assertError(await manager.send('POST', `/operations/${done.operation_id}/undo`), 403, 'forbidden');
    await admin.undo(done.operation_id);
    assert.deepEqual(clients(admin, 'id'), []);
  });

  test('list them alone, or among all others', async () => {
    const imports = newTeam();
    const products = new Imports(sauda.url, imports.headers);
    const product = await products.take('sku;name\nA;B\n');
    const client = await imports.take('Клиент;Телефон\nБереке;87071234567\n');
    const ids = async (query) => {
      const { items, total } = await imports.ok('GET', `/imports${query}`);
      assert.equal(total, items.length);
      return items.map(({ id }) => id);
    };
    assert.deepEqual(await ids(''), [client.id, product.id]);
    assert.deepEqual(await ids('?entity=client'), [client.id]);
    assert.deepEqual(await ids('?entity=deal'), []);
    assertError(await imports.send('GET', '/imports?entity=module'), 422, 'validation_failed');
  });

  test('see them: nobody of another organisation', async () => {
    const [ours, theirs] = [newTeam(), newTeam()];
    const { id } = await ours.take('name\nA\n');
    assertError(await theirs.send('GET', `/imports/${id}`), 404, 'not_found');
    assertError(await theirs.change(id, { on_error: 'stop' }), 404, 'not_found');
  });
});

test('20,000 clients come in little memory', async () => {
  const imports = newTeam();
  const { id } = await imports.take(clientele(20_000));
  const done = await imports.run(id);
  assert.deepEqual(countsOf(done.report), counts({ rows: 20_000, created: 20_000 }));
  const peak = Number(readFileSync(`/proc/${sauda.pid}/status`, 'utf8').match(/VmHWM:\s+(\d+) kB/)[1]) / 1024;
  assert.ok(IS_ASAN || peak < 150, `it took ${peak} MB`);
});
