// SPDX-License-Identifier: MIT
// Boards of deals: a pipeline with the stages of a usual sale, people who work on it, and what one sees of it.
import assert from 'node:assert/strict';
import { request } from './http.mjs';
import { as } from './people.mjs';

const TOKEN_MS = 600_000; // then a new one, before it expires
const KINDS = ['open', 'open', 'open', 'open', 'open', 'won', 'lost'];

/** A pipeline with seven stages, the last two won and lost: { id, stages }, ids. */
export function makeFunnel(database, team, { isDefault = true, name = 'Продажи' } = {}) {
  const id = Number(
    database.sql(`insert into pipelines (org_id, name, is_default) values ('${team.id}', '${name}', ${isDefault}) returning id`),
  );
  const rows = KINDS.map((kind, i) => `('${team.id}', ${id}, 'Этап ${i + 1}', '#228BE${i}', ${i}, '${kind}', ${i * 10 + 10})`);
  const stages = database
    .sql(`insert into deal_stages (org_id, pipeline_id, name, color, place, kind, probability) values ${rows.join(', ')} returning id`)
    .split('\n')
    .map(Number);
  return { id, stages };
}

/** Requests of a person: `call` gives the reply, the others what came with the status that is expected. */
export function person(base, user) {
  const token = { headers: {}, until: 0 };
  const own = () => {
    if (Date.now() > token.until) {
      Object.assign(token, { headers: as(user), until: Date.now() + TOKEN_MS });
    }
    return token.headers;
  };
  const call = (method, path, json, headers = {}) =>
    request(base, method, encodeURI(path), { json, headers: { ...own(), ...headers } });
  const expecting = (status) => async (method, path, json, headers) => {
    const reply = await call(method, path, json, headers);
    assert.equal(reply.status, status, `${reply.what}: ${reply.text}`);
    return status === 204 ? null : reply.json;
  };
  const ok = expecting(200);
  return {
    user,
    call,
    ok,
    get: (path) => ok('GET', path),
    add: (fields) => expecting(201)('POST', '/api/deals', { title: 'Сделка', ...fields }),
    move: (id, json, headers) => ok('POST', `/api/deals/${id}/move`, json, headers),
    tryMove: (id, json, headers) => call('POST', `/api/deals/${id}/move`, json, headers),
    board: (query = '') => ok('GET', `/api/deals/stats/pipeline${query}`),
  };
}

/** The ids in each column of a board, from above. */
export const places = (board) => board.map((column) => column.deals.map((card) => card.id));

/** What the kept sums must be, counted anew. */
export function recount(database, team) {
  return database.rows(`
    select stage_id, coalesce(owner_id, '00000000-0000-0000-0000-000000000000') as owner_id, currency, count(*) as n_deals,
           sum(amount) as amount
    from deals where org_id = '${team.id}' group by 1, 2, 3 order by 1, 2, 3`);
}

export const keptTotals = (database, team) =>
  database.rows(`
    select stage_id, owner_id, currency, n_deals, amount from stage_totals
    where org_id = '${team.id}' and (n_deals <> 0 or amount <> 0) order by 1, 2, 3`);
