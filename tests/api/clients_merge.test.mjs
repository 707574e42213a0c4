// SPDX-License-Identifier: MIT
// Several clients become one: what they had goes over, what they said is joined, and all of it can be taken back.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { assertError, assertField } from '../support/contract.mjs';
import { Feed } from '../support/feed.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { as, makeTeam, SIGN_IN } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

const TABLES = ['clients', 'contacts', 'deals', 'tasks', 'activities'];
const EACH = { contacts: 2, deals: 3, tasks: 2, activities: 4 }; // rows that a client gets

let sauda;
let database;

before(async () => {
  sauda = await startSauda({ env: SIGN_IN });
  database = sauda.database;
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

async function ok(promise, status = 200) {
  const reply = await promise;
  assert.equal(reply.status, status, `${reply.what}: ${reply.text}`);
  return reply.json;
}

class Company {
  constructor() {
    this.team = makeTeam(database);
    database.sql(`
      with p as (insert into pipelines (org_id, name) values ('${this.team.id}', 'Продажи') returning org_id, id)
      insert into deal_stages (org_id, pipeline_id, name, color, place) select org_id, id, 'Новый', '#1A7F37', 0 from p`);
  }

  send(method, path, json, { who = this.team.admin, headers } = {}) {
    return request(sauda.url, method, `/api${path}`, { json, headers: { ...as(who), ...headers } });
  }

  async client(fields = {}) {
    return (await ok(this.send('POST', '/clients', { name: 'ТОО «Алатау»', owner_id: null, ...fields }), 201)).id;
  }

  /** Gives each of the clients rows of every kind. */
  give(clients, { deals, contacts, tasks, activities } = EACH) {
    const { id, manager } = this.team;
    const each = (n) => `unnest('{${clients}}'::bigint[]) c, generate_series(1, ${n}) i`;
    database.sql(`
      insert into deals (org_id, title, pipeline_id, stage_id, rank, client_id, owner_id)
      select '${id}', 'Сделка ' || i, s.pipeline_id, s.id, c * 100000 + i, c, case when i % 2 = 0 then '${manager.id}'::uuid end
      from deal_stages s, ${each(deals)} where s.org_id = '${id}';
      insert into contacts (org_id, full_name, client_id) select '${id}', 'Асан', c from ${each(contacts)};
      insert into tasks (org_id, title, client_id, revision) select '${id}', 'Позвонить', c, 7 from ${each(tasks)};
      insert into activities (org_id, type, text, client_id)
      select '${id}', case i when 1 then 'stage_change' else 'note' end, 'Заметка', c from ${each(activities)}`);
  }

  /** A target and two others, each with rows of every kind. */
  async three() {
    const ids = [await this.client({ name: 'Бірінші' }), await this.client({ name: 'Екінші' }), await this.client({ name: 'Үшінші' })];
    this.give(ids);
    return ids;
  }

  merge(target_id, ids, more = {}, options) {
    return this.send('POST', '/clients/merge', { target_id, ids, ...more }, options);
  }

  undo(operation, on_conflict, options) {
    return this.send('POST', `/operations/${operation}/undo`, on_conflict && { on_conflict }, options);
  }

  /** All rows of all five tables. */
  rows() {
    const all = (table) => `(select coalesce(json_agg(t order by t.id), '[]') from ${table} t where t.org_id = '${this.team.id}') as ${table}`;
    return database.rows(`select ${TABLES.map(all)}`)[0];
  }

  clientOf(table, id) {
    return database.rows(`select client_id from ${table} where org_id = '${this.team.id}' and id = ${id}`)[0].client_id;
  }
}

/** Revisions, and the time of the last change, go on: nobody may meet another state under a number that he has seen. */
function assertSame(now, was, returned = []) {
  for (const table of TABLES) {
    assert.equal(now[table].length, was[table].length, table);
    now[table].forEach((row, i) => {
      const before = was[table][i];
      const is = row.revision === before.revision ? {} : { revision: row.revision, updated_at: row.updated_at };
      assert.deepEqual(row, { ...before, ...is });
      assert.ok(row.revision >= before.revision);
    });
  }
  for (const id of returned) {
    assert.deepEqual(now.clients.find((row) => row.id === id), was.clients.find((row) => row.id === id));
  }
}

/** The next `n` frames that fit: of what was before some may still come. */
async function frames(feed, n, fits) {
  const found = [];
  while (found.length < n) {
    found.push(...(await feed.take(1)).filter(fits));
  }
  return found;
}

describe('a merge', () => {
  test('takes everything over', async () => {
    const company = new Company();
    const [target, second, third] = await company.three();
    const stranger = await company.client();
    company.give([stranger]);
    const merged = await ok(company.merge(target, [second, third]));
    const doubled = Object.fromEntries(Object.entries(EACH).map(([table, n]) => [table, 2 * n]));
    assert.deepEqual(merged.moved, doubled);
    assert.deepEqual(merged.client, await ok(company.send('GET', `/clients/${target}`)));
    const rows = company.rows();
    assert.deepEqual(rows.clients.map((row) => row.id), [target, stranger]);
    for (const table of Object.keys(EACH)) {
      const owners = rows[table].map((row) => row.client_id);
      assert.equal(owners.filter((id) => id === target).length, 3 * EACH[table], table);
      assert.equal(owners.filter((id) => id === stranger).length, EACH[table], table);
    }
    for (const id of [second, third]) {
      assertError(await company.send('GET', `/clients/${id}`), 404, 'not_found');
    }
  });

  test('fills what is empty in the order of ids, joins tags, and lets fields win', async () => {
    const company = new Company();
    const { manager, promoter, employee } = company.team;
    const target = await company.client({ name: 'Негізгі', phone: '87010000001', tags: ['а', 'б'] });
    const second = await company.client({ name: 'Екінші', phone: '87010000002', email: 'b@b.kz', source: 'сайт', tags: ['б', 'в'], owner_id: promoter.id });
    const third = await company.client({ email: 'c@c.kz', bin_iin: '971240001315', address: 'Алматы', tags: ['г', 'а'], owner_id: manager.id });
    database.sql(`update users set is_active = false where id = '${promoter.id}'`);
    const fields = { address: null, source: ' выставка ' };
    const { client } = await ok(company.merge(target, [third, second], { fields }));
    assert.deepEqual(
      [client.name, client.phone, client.email, client.bin_iin, client.address, client.source, client.tags, client.owner_id, client.revision],
      ['Негізгі', '+77010000001', 'c@c.kz', '971240001315', null, 'выставка', ['а', 'б', 'г', 'в'], manager.id, 2],
    );
    const last = await company.client({ tags: ['д'] });
    const said = { name: 'Аты', phone: '8 (701) 000-00-09', email: ' z@z.kz ', bin_iin: null, tags: [' е ', 'е'], owner_id: employee.id };
    const again = (await ok(company.merge(last, [target], { fields: said }))).client;
    assert.deepEqual(
      [again.name, again.phone, again.email, again.bin_iin, again.tags, again.owner_id],
      ['Аты', '+77010000009', 'z@z.kz', null, ['е'], employee.id],
    );
  });

  test('keeps as many tags as fit', async () => {
    const company = new Company();
    const tags = (letter) => Array.from({ length: 40 }, (_, i) => `${letter}${i}`);
    const [target, other] = [await company.client({ tags: tags('а') }), await company.client({ tags: tags('б') })];
    const { client } = await ok(company.merge(target, [other]));
    assert.deepEqual(client.tags, [...tags('а'), ...tags('б').slice(0, 10)]);
  });

  test('is told row by row', async () => {
    const company = new Company();
    const [target, second, third] = await company.three();
    const feed = await Feed.open(sauda.url, { topics: 'clients,deals' }, as(company.team.admin));
    await feed.ready();
    await ok(company.merge(target, [second, third], { fields: { name: 'Біріккен' } }));
    const told = await frames(feed, 2 * EACH.deals + 3, ({ type }) => !type.endsWith('.created'));
    const of = (type) => told.filter((f) => f.type === type);
    assert.equal(of('deal.updated').length, 2 * EACH.deals);
    assert.ok(of('deal.updated').every((f) => f.data.client_id === target));
    assert.deepEqual(of('client.deleted').map((f) => Number(f.id)).sort(), [second, third].sort());
    assert.deepEqual(of('client.updated').map((f) => Number(f.id)), [target]);
  });

  test('of a great many deals tells it once, and their owners no numbers', async () => {
    const company = new Company();
    const [target, other] = [await company.client(), await company.client({ name: 'Көп' })];
    company.give([other], { deals: 1201, contacts: 0, tasks: 0, activities: 0 });
    const open = async (who) => {
      const feed = await Feed.open(sauda.url, { topics: 'deals' }, as(who));
      await feed.ready();
      return feed;
    };
    const feeds = { manager: await open(company.team.manager), admin: await open(company.team.admin) };
    const was = company.rows();
    const { moved, operation_id } = await ok(company.merge(target, [other]));
    assert.equal(moved.deals, 1201);
    const told = async (feed) => (await frames(feed, 1, ({ type }) => type === 'deals.changed'))[0];
    const all = { operation_id, count: 1201 };
    assert.deepEqual([(await told(feeds.manager)).data, (await told(feeds.admin)).data], [null, all]);
    assert.equal((await ok(company.undo(operation_id))).kept, 0);
    assert.deepEqual([(await told(feeds.manager)).data, (await told(feeds.admin)).data], [null, all]);
    assertSame(company.rows(), was, [other]);
    const events = database.rows(`select action from events where org_id = '${company.team.id}' and entity = 'client' and entity_id = '${other}' order by id`);
    assert.deepEqual(events.map(({ action }) => action), ['created', 'deleted', 'created'], 'clients leave an event each all the same');
  });

  test('names what is wrong, and does nothing then', async () => {
    const company = new Company();
    const [target, second, third] = await company.three();
    const was = company.rows();
    const foreign = await new Company().client();
    const wrong = [
      [[target, [second, target]], 'ids', 'conflict'],
      [[target, [second, second]], 'ids', 'duplicate'],
      [[target, []], 'ids', 'min_items'],
      [[target, [second], { fields: { name: ' ' } }], 'fields.name', 'min_length'],
      [[target, [second], { fields: { phone: 'x' } }], 'fields.phone', 'format'],
      [[target, [second], { fields: { revision: 1 } }], 'fields.revision', 'unknown_field'],
      [[target, [second], { fields: { owner_id: randomUUID() } }], 'fields.owner_id', 'not_found'],
    ];
    for (const [[id, ids, more], field, code] of wrong) {
      const reply = await company.merge(id, ids, more);
      assertError(reply, 422, 'validation_failed');
      assertField(reply, field, code);
    }
    for (const [id, ids] of [[target, [second, foreign]], [foreign, [second]], [target, [second, 999_999_999]]]) {
      assertError(await company.merge(id, ids), 404, 'not_found');
    }
    assertError(await company.merge(target, [third], {}, { who: company.team.manager }), 403, 'forbidden');
    assert.deepEqual(company.rows(), was);
    assert.deepEqual(database.rows(`select id from operations where org_id = '${company.team.id}'`), []);
  });

  test('of more than can go over at once is refused', async () => {
    const company = new Company();
    const [target, other] = [await company.client(), await company.client()];
    database.sql(`
      alter table activities disable trigger all;
      insert into activities (org_id, type, client_id) select '${company.team.id}', 'note', ${other} from generate_series(1, 20001);
      alter table activities enable trigger all;`);
    const reply = await company.merge(target, [other]);
    assertError(reply, 422, 'validation_failed');
    assertField(reply, 'ids', 'too_many');
  });

  test('is done once under one Idempotency-Key', async () => {
    const company = new Company();
    const [target, second] = await company.three();
    const headers = { 'Idempotency-Key': randomUUID() };
    const first = await ok(company.merge(target, [second], {}, { headers }));
    assert.deepEqual(await ok(company.merge(target, [second], {}, { headers })), first);
  });

  test('by two at once happens once', async () => {
    const company = new Company();
    for (let i = 0; i < 3; i++) {
      const [a, b] = [await company.client(), await company.client()];
      company.give([a, b]);
      const replies = await Promise.all([company.merge(a, [b]), company.merge(b, [a]), company.merge(a, [b])]);
      assert.deepEqual(replies.map((reply) => reply.status).sort(), [200, 404, 404], replies.map((reply) => reply.text).join());
      const { clients, deals } = company.rows();
      const left = clients.find(({ id }) => id === a || id === b);
      assert.equal(clients.length, i + 1);
      assert.equal(deals.filter((deal) => deal.client_id === left.id).length, 2 * EACH.deals);
    }
  });
});

describe('taking it back', () => {
  test('restores every row', async () => {
    const company = new Company();
    const [target, second, third] = await company.three();
    const was = company.rows();
    const { operation_id, moved } = await ok(company.merge(target, [third, second], { fields: { name: 'Басқа', phone: '87010000001', tags: ['а'] } }));
    const { restored, kept, job_id, operation } = await ok(company.undo(operation_id));
    assert.deepEqual([restored, kept, job_id, operation.state], [3 + Object.values(moved).reduce((a, b) => a + b), 0, null, 'undone']);
    assertSame(company.rows(), was, [second, third]);
    assertError(await company.undo(operation_id), 409, 'conflict');
    assert.deepEqual(database.rows(`select row_id from client_merges where org_id = '${company.team.id}'`), []);
  });

  test('is an operation of clients among others', async () => {
    const company = new Company();
    const [target, second] = await company.three();
    const { operation_id } = await ok(company.merge(target, [second]));
    const { entity, kind, state, n_rows, note } = await ok(company.send('GET', `/operations/${operation_id}`));
    assert.deepEqual([entity, kind, state, n_rows, note], ['client', 'merge', 'done', 2, 'Бірінші']);
    assertError(await company.undo(operation_id, undefined, { who: company.team.manager }), 403, 'forbidden');
    assertError(await company.undo(operation_id, undefined, { who: company.team.office }), 403, 'forbidden');
    assertError(await company.undo(operation_id, undefined, { who: company.team.promoter }), 404, 'not_found');
    assertError(await new Company().undo(operation_id), 404, 'not_found');
    await ok(company.undo(operation_id, undefined, { who: company.team.supervisor }));
  });

  test('one merge after the other, the last first', async () => {
    const company = new Company();
    const [first, second, third] = await company.three();
    const was = company.rows();
    const one = await ok(company.merge(second, [first]));
    const between = company.rows();
    const two = await ok(company.merge(third, [second]));
    const reply = await company.undo(one.operation_id);
    assertError(reply, 409, 'undo_conflict');
    assert.deepEqual([reply.json.details.conflicts[0].entity, reply.json.details.conflicts[0].id, reply.json.details.conflicts[0].revision], ['client', second, null]);
    await ok(company.undo(two.operation_id));
    assertSame(company.rows(), between, [second]);
    await ok(company.undo(one.operation_id));
    assertSame(company.rows(), was, [first]);
  });

  describe('after others have changed things', () => {
    async function changed() {
      const company = new Company();
      const [target, second, third] = await company.three();
      const stranger = await company.client({ name: 'Бөтен' });
      const was = company.rows();
      const { operation_id } = await ok(company.merge(target, [second, third], { fields: { name: 'Біріккен' } }));
      await ok(company.send('PATCH', `/clients/${target}`, { address: 'Астана' }));
      const [given, edited, gone] = was.contacts.filter((row) => row.client_id !== target).map((row) => row.id);
      await ok(company.send('PATCH', `/contacts/${given}`, { client_id: stranger }));
      await ok(company.send('PATCH', `/contacts/${edited}`, { position: 'директор' }));
      database.sql(`delete from contacts where org_id = '${company.team.id}' and id = ${gone}`);
      return { company, target, second, third, stranger, was, operation_id, given, edited };
    }

    test('is refused, and says why', async () => {
      const { company, target, operation_id, given } = await changed();
      const now = company.rows();
      const reply = await company.undo(operation_id);
      assertError(reply, 409, 'undo_conflict');
      assert.deepEqual(
        reply.json.details.conflicts.map(({ entity, id, name }) => [entity, id, name]),
        [['client', target, 'Біріккен'], ['contact', given, 'Асан']],
      );
      assert.deepEqual(company.rows(), now);
    });

    test('keeps what they did, where that is asked for', async () => {
      const { company, target, second, third, stranger, was, operation_id, given, edited } = await changed();
      const { kept } = await ok(company.undo(operation_id, 'keep'));
      assert.equal(kept, 2);
      const now = company.rows();
      const of = (rows, id) => rows.clients.find((row) => row.id === id);
      assert.deepEqual([of(now, second), of(now, third)], [of(was, second), of(was, third)]);
      assert.deepEqual([of(now, target).name, of(now, target).address], ['Біріккен', 'Астана']);
      assert.equal(company.clientOf('contacts', given), stranger);
      assert.equal(company.clientOf('contacts', edited), was.contacts.find((row) => row.id === edited).client_id);
      assert.deepEqual(now.deals.map((row) => row.client_id), was.deals.map((row) => row.client_id));
    });

    test('takes that back too, where that is asked for', async () => {
      const { company, target, was, operation_id, given } = await changed();
      const { kept } = await ok(company.undo(operation_id, 'restore'));
      assert.equal(kept, 0);
      const now = company.rows();
      const { revision, updated_at } = now.clients.find((row) => row.id === target);
      assert.deepEqual(now.clients.find((row) => row.id === target), { ...was.clients.find((row) => row.id === target), revision, updated_at });
      assert.ok(revision > 3);
      assert.equal(company.clientOf('contacts', given), was.contacts.find((row) => row.id === given).client_id);
    });

    test('brings the client back that had remained and was deleted since', async () => {
      const company = new Company();
      const [target, second, third] = await company.three();
      const was = company.rows();
      const { operation_id } = await ok(company.merge(target, [second, third]));
      database.sql(`delete from clients where org_id = '${company.team.id}' and id = ${target}`);
      assertError(await company.undo(operation_id), 409, 'undo_conflict');
      await ok(company.undo(operation_id, 'restore'));
      const now = company.rows();
      assert.deepEqual(now.clients, was.clients);
      const moved = (rows) => rows.deals.filter((row) => row.client_id !== target).map((row) => row.client_id);
      assert.deepEqual(moved(was), now.deals.filter((row) => row.client_id !== null).map((row) => row.client_id));
    });
  });

  test('of what was edited and edited back is no conflict', async () => {
    const company = new Company();
    const [target, second] = await company.three();
    const { operation_id } = await ok(company.merge(target, [second]));
    await ok(company.send('PATCH', `/clients/${target}`, { address: 'Астана' }));
    await ok(company.send('PATCH', `/clients/${target}`, { address: null }));
    assert.equal((await ok(company.undo(operation_id))).kept, 0);
  });

  test('is over when its time is over', async () => {
    const company = new Company();
    const [target, second] = await company.three();
    const { operation_id } = await ok(company.merge(target, [second]));
    database.sql(`update operations set expires_at = now() where id = '${operation_id}'`);
    assertError(await company.undo(operation_id), 404, 'not_found');
    database.sql(`delete from operations where id = '${operation_id}'`);
    assert.deepEqual(database.rows(`select row_id from client_merges where org_id = '${company.team.id}'`), []);
    const trail = database.rows(`select action from events where org_id = '${company.team.id}' and entity = 'client' and entity_id = '${second}'`);
    assert.equal(trail.length, 2, 'what happened to a client that is gone stays told');
  });
});
