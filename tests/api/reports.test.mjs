// SPDX-License-Identifier: MIT
// The report on a pipeline, by deals whose every figure is known: what is counted, in which days, whose, and as a file.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { assertError, assertField } from '../support/contract.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { SIGN_IN, as, makeTeam } from '../support/people.mjs';
import { startSauda } from '../support/sauda.mjs';

let sauda;
let team;
let pipeline;

before(async () => {
  sauda = await startSauda({ env: SIGN_IN });
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});
beforeEach(async () => {
  team = makeTeam(sauda.database);
  const made = await send('POST', '/api/pipelines', {
    json: {
      name: 'Продажи',
      stages: [
        { name: 'Лид', probability: 10 },
        { name: 'Встреча', probability: 50 },
        { name: 'Договор', probability: 80 },
        { name: 'Победа', kind: 'won' },
        { name: 'Потеря', kind: 'lost' },
      ],
    },
  });
  assert.equal(made.status, 201, made.text);
  pipeline = made.json;
});

const send = (method, path, options = {}, who = team.admin) =>
  request(sauda.url, method, path, { ...options, headers: { ...as(who), ...options.headers } });

async function report(query = {}, who = team.admin) {
  const reply = await send('GET', `/api/reports/pipeline?${new URLSearchParams(query)}`, {}, who);
  assert.equal(reply.status, 200, reply.text);
  return reply.json;
}

const quoted = (value) => (value === undefined || value === null ? 'null' : `'${String(value).replaceAll("'", "''")}'`);

/**
 * A deal that went its way: `way` are [stage, day] pairs, the day it came into each stage, at noon in Almaty. The rest as
 * the API has it; `expect` is its expected_close_date.
 */
function addDeal(way, { amount = 1000, currency = 'KZT', owner = team.manager.id, source, reason, expect } = {}) {
  const stageOf = (i) => pipeline.stages[i];
  const at = (day) => `timestamptz '${day} 12:00+05'`;
  const [last, day] = way.at(-1);
  const isClosed = stageOf(last).kind !== 'open';
  const id = sauda.database.sql(`
    insert into deals (org_id, title, amount, currency, pipeline_id, stage_id, rank, owner_id, source, lost_reason,
                       expected_close_date, closed_at, stage_entered_at, created_at)
    values ('${team.id}', 'Сделка', ${amount}, '${currency}', ${pipeline.id}, ${stageOf(last).id}, nextval('deals_id_seq'),
            ${quoted(owner)}, ${quoted(source)}, ${quoted(reason)}, ${quoted(expect)}, ${isClosed ? at(day) : 'null'}, ${at(day)},
            ${at(way[0][1])})
    returning id`);
  for (let i = 1; i < way.length; i++) {
    sauda.database.sql(`
      insert into activities (org_id, type, happened_at, deal_id, from_stage_id, to_stage_id, stage_seconds)
      values ('${team.id}', 'stage_change', ${at(way[i][1])}, ${id}, ${stageOf(way[i - 1][0]).id}, ${stageOf(way[i][0]).id},
              extract(epoch from ${at(way[i][1])} - ${at(way[i - 1][1])}))`);
  }
  return Number(id);
}

const [LEAD, MEETING, CONTRACT, WON, LOST] = [0, 1, 2, 3, 4];
const MARCH = { from: '2026-03-01', to: '2026-03-31' };

/** What the tests below are about. */
function addMarch() {
  addDeal([[LEAD, '2026-03-02'], [MEETING, '2026-03-03'], [CONTRACT, '2026-03-06'], [WON, '2026-03-10']], { amount: 5000, source: 'Kaspi' });
  addDeal([[LEAD, '2026-03-05'], [WON, '2026-03-06']], { amount: 3000, source: 'OLX', owner: team.supervisor.id }); // straight on
  addDeal([[LEAD, '2026-03-01'], [MEETING, '2026-03-04'], [LOST, '2026-03-31']], { amount: 700, source: 'OLX', reason: 'Дорого' });
  addDeal([[LEAD, '2026-03-08'], [LOST, '2026-04-01']], { amount: 900, reason: 'Дорого' }); // lost after the time
  addDeal([[LEAD, '2026-03-09'], [CONTRACT, '2026-03-11'], [LEAD, '2026-03-12']], { amount: 400, source: 'Kaspi' }); // went back
  addDeal([[CONTRACT, '2026-03-20']], { amount: 2000, owner: null }); // began there
  addDeal([[LOST, '2026-03-21']], { amount: 100, currency: 'USD' });
  addDeal([[LEAD, '2026-02-28'], [WON, '2026-03-15']], { amount: 8000, source: 'Kaspi' }); // made before
  addDeal([[LEAD, '2026-04-01']], { amount: 50 }); // made after
}

const pick = (rows, ...names) => rows.map((row) => names.map((name) => row[name]));

describe('the report', () => {
  beforeEach(addMarch);

  test('sums up what was made, won and lost in the days', async () => {
    const made = await report(MARCH);
    assert.deepEqual(
      [made.pipeline_id, made.pipeline_name, made.from, made.to, made.time_zone, made.currency, made.other_currencies_count],
      [pipeline.id, 'Продажи', '2026-03-01', '2026-03-31', 'Asia/Almaty', 'KZT', 1],
    );
    assert.deepEqual(made.summary, {
      created_count: 7,
      created_amount: 12000,
      won_count: 3,
      won_amount: 16000,
      lost_count: 2,
      lost_amount: 700,
      open_count: 3,
      open_amount: 2450,
      win_rate: 0.6,
      average_won_amount: 5333.33,
      average_days_to_win: 8,
    });
  });

  test('follows the deals that were made in the days through the stages', async () => {
    const { stages } = await report(MARCH);
    assert.deepEqual(pick(stages, 'stage_name', 'kind', 'reached_count', 'conversion', 'conversion_from_first'), [
      ['Лид', 'open', 7, null, 1],
      ['Встреча', 'open', 5, 0.7143, 0.7143],
      ['Договор', 'open', 4, 0.8, 0.5714],
      ['Победа', 'won', 2, 0.5, 0.2857],
      ['Потеря', 'lost', 3, null, 0.4286],
    ]);
  });

  test('tells how long deals stood where they left in the days', async () => {
    const { stages } = await report(MARCH);
    assert.deepEqual(pick(stages, 'left_count', 'median_hours', 'average_hours'), [
      [5, 48, 105.6], // 1, 1, 3, 2 and 15 days; 24 days ended in April
      [2, 360, 360], // 3 and 27 days
      [2, 60, 60], // 4 and 1
      [0, null, null],
      [0, null, null],
    ]);
  });

  test('tells what stands in the stages now, whenever it was made', async () => {
    const { stages } = await report(MARCH);
    assert.deepEqual(pick(stages, 'now_count', 'now_amount'), [[2, 450], [0, 0], [1, 2000], [3, 16000], [3, 1600]]);
  });

  test('splits what came out by owner, source, month and reason', async () => {
    const { owners, sources, months, reasons } = await report({ from: '2026-02-01', to: '2026-04-30' });
    const outcome = ['won_count', 'won_amount', 'lost_count', 'lost_amount', 'open_count', 'open_amount'];
    assert.deepEqual(pick(owners, 'owner_id', 'owner_name', ...outcome), [
      [team.manager.id, 'manager Команда', 2, 13000, 3, 1600, 2, 450],
      [team.supervisor.id, 'supervisor Команда', 1, 3000, 0, 0, 0, 0],
      [null, null, 0, 0, 0, 0, 1, 2000],
    ]);
    assert.deepEqual(pick(sources, 'source', ...outcome), [
      ['Kaspi', 2, 13000, 0, 0, 1, 400],
      ['OLX', 1, 3000, 1, 700, 0, 0],
      [null, 0, 0, 2, 900, 2, 2050],
    ]);
    assert.deepEqual(pick(months, 'month', ...outcome), [
      ['2026-02', 0, 0, 0, 0, 0, 0],
      ['2026-03', 3, 16000, 2, 700, 2, 2400],
      ['2026-04', 0, 0, 1, 900, 1, 50],
    ]);
    assert.deepEqual(pick(reasons, 'reason', 'lost_count', 'lost_amount'), [['Дорого', 2, 1600], [null, 1, 0]]);
  });

  test('has days of the organisation’s own clock', async () => {
    sauda.database.sql(`update deals set created_at = '2026-03-31 18:59:59Z' where org_id = '${team.id}' and amount = 50`);
    assert.equal((await report(MARCH)).summary.created_count, 8, 'a second before midnight in Almaty');
    sauda.database.sql(`update deals set created_at = '2026-03-31 19:00Z' where org_id = '${team.id}' and amount = 50`);
    assert.equal((await report(MARCH)).summary.created_count, 7);
    sauda.database.sql(`update organizations set time_zone = 'UTC' where id = '${team.id}'`);
    assert.equal((await report(MARCH)).summary.created_count, 8);
  });

  test('knows a deal by the stages it left, also where moves within a column lie between', async () => {
    sauda.database.sql(`
      insert into activities (org_id, type, happened_at, deal_id, from_stage_id, to_stage_id)
      select org_id, 'stage_change', '2026-03-13 12:00+05', id, stage_id, stage_id from deals where org_id = '${team.id}'`);
    const { stages } = await report(MARCH);
    assert.deepEqual(stages.map((stage) => stage.left_count), [5, 2, 2, 0, 0]);
    assert.deepEqual(stages.map((stage) => stage.reached_count), [7, 5, 4, 2, 3]);
  });

  test('is of one owner where one is named', async () => {
    const { summary, owners, stages } = await report({ ...MARCH, owner_id: team.supervisor.id });
    assert.deepEqual([summary.created_count, summary.won_amount, summary.open_count], [1, 3000, 0]);
    assert.deepEqual(pick(owners, 'owner_id'), [[team.supervisor.id]]);
    assert.deepEqual(pick(stages, 'reached_count', 'left_count', 'now_count'), [[1, 1, 0], [1, 0, 0], [1, 0, 0], [1, 0, 1], [0, 0, 0]]);
  });
});

describe('the forecast', () => {
  test('weighs open deals by their stage, month by month', async () => {
    const day = (months) => {
      const at = new Date();
      at.setUTCDate(15);
      at.setUTCMonth(at.getUTCMonth() + months);
      return at.toISOString().slice(0, 10);
    };
    addDeal([[LEAD, '2020-01-01']], { amount: 1000, expect: day(2) });
    addDeal([[CONTRACT, '2026-03-01']], { amount: 1000, expect: day(2) });
    addDeal([[MEETING, '2026-03-01']], { amount: 301, expect: day(14) });
    addDeal([[MEETING, '2026-03-01']], { amount: 500, expect: day(-2) });
    addDeal([[LEAD, '2026-03-01']], { amount: 100 });
    addDeal([[LEAD, '2026-03-01']], { amount: 70, currency: 'USD' });
    addDeal([[WON, '2026-03-01']], { amount: 9000, expect: day(2) });
    for (let i = 0; i < 40; i++) {
      addDeal([[LEAD, '2026-03-01']], { expect: day(100 + i) });
    }
    const { forecast } = await report();
    assert.deepEqual(pick(forecast.slice(0, 3), 'month', 'open_count', 'open_amount', 'weighted_amount'), [
      [null, 3, 600, 260],
      [day(2).slice(0, 7), 2, 2000, 900],
      [day(14).slice(0, 7), 1, 301, 150.5],
    ]);
    assert.equal(forecast.length, 37);
  });
});

describe('whose figures', () => {
  test('those who see own deals alone get figures of these', async () => {
    addMarch();
    addDeal([[LEAD, '2026-03-10'], [LOST, '2026-03-11']], { amount: 77, owner: team.employee.id, source: 'Тайна', reason: 'Секрет' });
    for (const [role, sums] of [
      ['admin', [8, 3, 2450]],
      ['office', [8, 3, 2450]],
      ['supervisor', [8, 3, 2450]],
      ['manager', [5, 2, 450]],
      ['employee', [1, 0, 0]],
      ['promoter', [0, 0, 0]],
    ]) {
      const { summary } = await report(MARCH, team[role]);
      assert.deepEqual([summary.created_count, summary.won_count, summary.open_amount], sums, role);
    }
    const text = JSON.stringify(await report(MARCH, team.manager));
    for (const secret of ['Тайна', 'Секрет', team.employee.id, team.supervisor.id]) {
      assert.ok(!text.includes(secret), secret);
    }
    const file = await send('GET', '/api/reports/pipeline/export?section=reasons&from=2026-03-01&to=2026-03-31', {}, team.manager);
    assert.ok(file.text.includes('Дорого') && !file.text.includes('Секрет'));
  });

  test('asking for another’s finds nothing then', async () => {
    addMarch();
    const other = await report({ ...MARCH, owner_id: team.supervisor.id }, team.manager);
    assert.equal(other.summary.created_count, 0);
    assert.deepEqual([other.owners, other.sources, other.reasons, other.forecast], [[], [], [], []]);
    assert.ok(other.stages.every((s) => s.now_count === 0 && s.left_count === 0 && s.reached_count === 0));
  });

  test('another organisation’s deals and pipelines are as if they were not there', async () => {
    addMarch();
    const foreign = pipeline.id;
    team = makeTeam(sauda.database, 'Олар');
    assertError(await send('GET', `/api/reports/pipeline?pipeline_id=${foreign}`), 404, 'not_found');
    assertError(await send('GET', '/api/reports/pipeline'), 404, 'not_found');
    assertError(await send('GET', '/api/reports/pipeline/export?section=stages'), 404, 'not_found');
    await send('POST', '/api/pipelines', { json: { name: 'Своя' } });
    assert.equal((await report(MARCH)).summary.created_count, 0);
  });
});

describe('the days', () => {
  test('absent are the last twelve months', async () => {
    const { from, to, months } = await report();
    assert.equal(months.length, 12);
    assert.equal(from, `${months[0].month}-01`);
    assert.equal(months.at(-1).month, to.slice(0, 7));
    const early = await report({ to: '2025-02-28' });
    assert.deepEqual([early.from, early.months.length], ['2024-03-01', 12]);
    assert.equal((await report({ to: '0001-02-28' })).from, '0001-01-01', 'no day is before that');
  });

  test('the wrong way round, or more than five years, are refused', async () => {
    const ask = (from, to) => send('GET', `/api/reports/pipeline?from=${from}&to=${to}`);
    assertField(await ask('2026-03-02', '2026-03-01'), 'to', 'minimum');
    assertField(await ask('2021-03-01', '2026-03-01'), 'from', 'minimum');
    assert.equal((await ask('2021-03-02', '2026-03-01')).json.months.length, 61);
    assert.equal((await ask('2026-03-01', '2026-03-01')).status, 200);
    assertField(await ask('0001-01-01', '9999-12-31'), 'from', 'minimum');
  });
});

describe('as a file', () => {
  const file = async (section, more = '', who = team.admin) => {
    const reply = await send('GET', `/api/reports/pipeline/export?section=${section}&from=2026-03-01&to=2026-03-31${more}`, {}, who);
    assert.equal(reply.status, 200, reply.text);
    assert.equal(reply.headers['content-type'], 'text/csv; charset=utf-8');
    assert.ok(reply.text.startsWith('\uFEFF'));
    return { headers: reply.headers, lines: reply.text.slice(1).split('\r\n') };
  };

  test('has the rows of each table under names that people read', async () => {
    addMarch();
    const names = {
      stages: 'Этап;Дошли;Конверсия из предыдущего;Конверсия из первого;Медиана (ч);В среднем (ч);Ушли дальше;Сейчас;Сумма сейчас',
      owners: 'Ответственный;Выиграно;Сумма выигранных;Проиграно;Сумма проигранных;В работе;Сумма в работе',
      sources: 'Источник;Выиграно;Сумма выигранных;Проиграно;Сумма проигранных;В работе;Сумма в работе',
      months: 'Месяц;Выиграно;Сумма выигранных;Проиграно;Сумма проигранных;В работе;Сумма в работе',
      reasons: 'Причина;Проиграно;Сумма',
      forecast: 'Месяц;В работе;Сумма;С учётом вероятности',
    };
    const made = await report(MARCH);
    for (const [section, titles] of Object.entries(names)) {
      const { lines } = await file(section);
      assert.equal(lines[0], titles);
      assert.equal(lines.length, made[section].length + 2, section);
    }
    assert.equal((await file('stages')).lines[2], 'Встреча;5;0,7143;0,7143;360,0;360,0;2;0;0');
    assert.equal((await file('months')).lines[1], '2026-03;3;16000,00;2;700,00;2;2400,00');
    assert.equal((await file('reasons')).lines[2], ';1;0');
  });

  test('with commas has decimal points, and speaks the language that is asked for', async () => {
    addMarch();
    assert.equal((await file('reasons', '&separator=,&language=en')).lines.join('|'), 'Reason,Lost,Amount|Дорого,1,700.00|,1,0|');
    assert.match((await file('forecast', '&language=kk')).lines[0], /^Ай;Ашық;/);
    assert.match((await file('forecast', '&language=kk')).headers['content-disposition'], /%D0%91%D0%BE%D0%BB%D0%B6%D0%B0%D0%BC%20\d{4}-\d\d-\d\d\.csv/);
    sauda.database.sql(`update users set language = 'en' where org_id = '${team.id}' and id = '${team.admin.id}'`);
    assert.match((await file('forecast')).lines[0], /^Month;Open;/);
  });

  test('runs no formula that somebody has put in for a source', async () => {
    addDeal([[WON, '2026-03-05']], { source: '=cmd()' });
    assert.match((await file('sources')).lines[1], /^'=cmd\(\);1;/);
  });

  test('is refused for days that a report is refused for', async () => {
    assertField(await send('GET', '/api/reports/pipeline/export?section=stages&from=2026-03-02&to=2026-03-01'), 'to', 'minimum');
  });
});
