// SPDX-License-Identifier: MIT
// The filters of deals, clients, contacts, tasks and activities: each operator on each field by the contract, for who sees
// all rows and for who sees his own; days and tags above all, which other lists do not have. What must come is worked out in
// JavaScript from the rows as they lie in the database.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertField } from '../support/contract.mjs';
import { makeColleague, makeStages } from '../support/deal_rows.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { allPages, conditionsOf, fits, samplesOf, sortsOf, written } from '../support/listing.mjs';
import { SIGN_IN, as, makeTeam } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

const N = 120;
const LISTS = {
  deals: { view: 'deal_rows', owners: ['owner_id'] },
  clients: { view: 'client_rows' },
  contacts: { view: 'contact_rows' },
  tasks: { view: 'task_rows', owners: ['assignee_id', 'created_by', '_deal_owner_id'] },
  activities: { view: 'activity_rows', owners: ['author_id', '_deal_owner_id'] },
};
const TAGS = ['vip', 'опт', 'a,b', '{x}', 'q"uote', 'back\\slash', 'VIP'];

let sauda;
let team;
const rows = {};

/** Rows with every value several times, and with nulls; of three people and of nobody. */
function fill(database) {
  const { pipeline, stages } = makeStages(database, team);
  const people = [team.manager.id, makeColleague(database, team, 'manager').id, team.admin.id];
  const who = (n, of) => `case when ${n} then (array[${people.map((id) => `'${id}'::uuid`)}])[1 + ${of} % 3] end`;
  const at = (n) => `timestamptz '2026-11-01 10:00:00.123456+05' + (i % ${n}) * interval '1 hour 0.0007 seconds'`;
  const tags = `(array[${TAGS.map((tag) => `'${tag}'`)}])`;
  database.sql(`
    set sauda.bulk = 'on';
    insert into clients (org_id, id, name, bin_iin, phone, email, address, source, tags, owner_id, created_at, updated_at, revision)
    select '${team.id}', i, 'ТОО № ' || i % 30, case when i % 3 > 0 then lpad((i % 50)::text, 12, '0') end,
           case when i % 4 > 0 then '+7707' || lpad((i % 60)::text, 7, '0') end, case when i % 5 > 0 then 'c' || i % 40 || '@mail.kz' end,
           case when i % 6 > 0 then 'Алматы, ул. ' || i % 9 end, case when i % 7 > 0 then (array['Сайт', 'OLX', 'Звонок'])[1 + i % 3] end,
           case when i % 3 > 0 then ${tags}[1 + i % 4:1 + i % 7] else '{}' end, ${who('i % 4 > 0', 'i')}, ${at(60)}, ${at(50)}, 1 + i % 3
    from generate_series(1, ${N}) i;
    insert into contacts (org_id, id, client_id, full_name, position, phone, email, created_at, updated_at, revision)
    select '${team.id}', i, case when i % 5 > 0 then 1 + i % 20 end, 'Асель ' || i % 40, case when i % 3 > 0 then 'Директор ' || i % 6 end,
           case when i % 4 > 0 then '+7701' || lpad((i % 60)::text, 7, '0') end, case when i % 6 > 0 then 'p' || i % 30 || '@mail.kz' end,
           ${at(60)}, ${at(50)}, 1 + i % 3
    from generate_series(1, ${N}) i;
    insert into deals (org_id, id, title, amount, currency, pipeline_id, stage_id, rank, client_id, contact_id, owner_id, expected_close_date,
                       source, tags, lost_reason, closed_at, stage_entered_at, created_at, updated_at, revision)
    select '${team.id}', i, 'Сделка № ' || i % 40, (i % 50) * 1000.25, case when i % 6 = 0 then 'USD' else 'KZT' end, ${pipeline},
           case when i % 4 > 0 then ${stages[0]} else ${stages[1]} end, i, case when i % 5 > 0 then 1 + i % 20 end,
           case when i % 6 > 0 then 1 + i % 15 end, ${who('i % 7 > 0', 'i')},
           case when i % 8 > 0 then date '2026-11-21' + i % 30 end, case when i % 3 > 0 then (array['Сайт', 'OLX'])[1 + i % 2] end,
           case when i % 3 > 0 then ${tags}[1 + i % 5:1 + i % 7] else '{}' end, case when i % 9 = 0 then 'Дорого ' || i % 4 end,
           case when i % 4 = 0 then ${at(40)} end, ${at(30)}, ${at(60)}, ${at(50)}, 1 + i % 3
    from generate_series(1, ${N}) i;
    insert into tasks (org_id, id, title, due_at, status, priority, assignee_id, deal_id, client_id, remind_at, completed_at, created_by,
                       created_at, updated_at, revision, reminded_at)
    select '${team.id}', i, 'Дело № ' || i % 40, case when i % 5 > 0 then ${at(45)} end, (array['open', 'done', 'cancelled'])[1 + i % 3],
           (array['low', 'normal', 'high'])[1 + i / 2 % 3], ${who('i % 4 > 0', 'i')}, case when i % 3 > 0 then 1 + i % 25 end,
           case when i % 6 > 0 then 1 + i % 10 end, case when i % 7 > 0 then ${at(35)} end, case when i % 3 = 1 then ${at(25)} end,
           ${who('i % 5 > 0', '(i / 2)')}, ${at(60)}, ${at(50)}, 1 + i % 3, now()
    from generate_series(1, ${N}) i;
    insert into activities (org_id, id, type, text, happened_at, deal_id, client_id, contact_id, author_id, created_at, updated_at, revision)
    select '${team.id}', i, (array['call', 'meeting', 'email', 'note', 'stage_change', 'task', 'system'])[1 + i % 7], 'Текст ' || i, ${at(55)},
           case when i % 3 > 0 then 1 + i % 25 end, case when i % 4 > 0 then 1 + i % 10 end, case when i % 5 > 0 then 1 + i % 15 end,
           ${who('i % 6 > 0', 'i')}, ${at(60)}, ${at(50)}, 1 + i % 3
    from generate_series(1, ${N}) i;`);
}

before(async () => {
  sauda = await startSauda({ env: SIGN_IN });
  team = makeTeam(sauda.database);
  fill(sauda.database);
  for (const [name, { view }] of Object.entries(LISTS)) {
    rows[name] = sauda.database.rows(`select * from ${view} where _org_id = '${team.id}' order by id`);
  }
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

const api = (path, who = team.admin) => request(sauda.url, 'GET', `/api/${path}`, { headers: as(who) });

async function found(name, query, who) {
  const get = async (asked) => {
    const reply = await api(`${name}?${asked}`, who);
    assert.equal(reply.status, 200, `${name}?${asked}: ${reply.text}`);
    return reply.json;
  };
  const { items, total } = await allPages(get, `${query}&fields=id&page_size=50&count=exact`);
  assert.equal(total, items.length, query);
  return items.map((item) => item.id);
}

/** The rows that somebody may see. */
const seen = (name, who) => {
  const { owners } = LISTS[name];
  return who.role === 'manager' && owners ? rows[name].filter((row) => owners.some((owner) => row[owner] === who.id)) : rows[name];
};

for (const name of Object.keys(LISTS)) {
  describe(name, () => {
    for (const condition of conditionsOf(`${name}List`)) {
      test(condition.name, async () => {
        const checks = samplesOf(rows[name], condition).flatMap((values) =>
          [team.admin, team.manager].map(async (who) => {
            const expected = seen(name, who).filter((row) => fits(row, condition, values)).map((row) => row.id);
            assert.deepEqual(await found(name, `sort=id&${condition.name}=${written(values)}`, who), expected, `${who.role}: ${values}`);
          }),
        );
        await Promise.all(checks);
      });
    }

    test('sorts, page after page', async () => {
      for (const sort of sortsOf(`${name}List`).flatMap((field) => [field, `-${field}`])) {
        for (const who of [team.admin, team.manager]) {
          const order = sort.startsWith('-') ? `${sort.slice(1)} desc nulls last, id desc` : `${sort} nulls last, id`;
          const mine = new Set(seen(name, who).map((row) => row.id));
          const expected = sauda.database
            .rows(`select id from ${LISTS[name].view} where _org_id = '${team.id}' order by ${order}`)
            .map((row) => row.id)
            .filter((id) => mine.has(id));
          assert.deepEqual(await found(name, `sort=${sort}`, who), expected, `${who.role}: ${sort}`);
        }
      }
    });
  });
}

test('wrong days and tags are told', async () => {
  const wrong = [
    ['deals', 'expected_close_date=2026-02-30', 'expected_close_date', 'format'],
    ['deals', 'expected_close_date=2026-11-21T00:00:00Z', 'expected_close_date', 'format'],
    ['deals', 'expected_close_date=0000-01-01', 'expected_close_date', 'format'],
    ['deals', 'expected_close_date=infinity', 'expected_close_date', 'format'],
    ['deals', 'expected_close_date__in=2026-11-21,x', 'expected_close_date__in', 'format'],
    ['deals', 'expected_close_date__between=2026-11-21', 'expected_close_date__between', 'min_items'],
    ['deals', 'expected_close_date__contains=2026', 'expected_close_date__contains', 'unknown_field'],
    ['deals', 'tags__ne=vip', 'tags__ne', 'unknown_field'],
    ['deals', 'tags__contains=vip', 'tags__contains', 'unknown_field'],
    ['deals', 'tags__isnull=true', 'tags__isnull', 'unknown_field'],
    ['deals', `tags=${'x'.repeat(1001)}`, 'tags', 'max_length'],
    ['deals', 'tags=a%00b', 'tags', 'format'],
    ['deals', `tags__in=${Array(1001).fill('a').join(',')}`, 'tags__in', 'max_items'],
    ['deals', 'sort=tags', 'sort', 'enum'],
    ['clients', 'tags__gte=vip', 'tags__gte', 'unknown_field'],
    ['clients', 'tags=a&tags=b', 'tags', 'duplicate'],
  ];
  for (const [name, query, field, code] of wrong) {
    assertField(await api(`${name}?${query}`), field, code);
  }
});
