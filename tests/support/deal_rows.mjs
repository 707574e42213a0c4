// SPDX-License-Identifier: MIT
// What tasks and activities are about, put straight into the database: for tests that ask nothing of deals themselves.
import { randomUUID } from 'node:crypto';
import { PASSWORD_HASH } from './people.mjs';

const text = (value) => `'${value.replaceAll("'", "''")}'`;

/** The ids of the rows that `sql` inserts, in their order. */
const ids = (database, sql) => database.sql(`${sql} returning id`).split('\n').map(Number);

/** A pipeline with an open stage and one that is won: { pipeline, stages: [open, won] }, ids. */
export function makeStages(database, team) {
  const [pipeline] = ids(database, `insert into pipelines (org_id, name) values ('${team.id}', 'Продажи')`);
  const stages = ids(
    database,
    `insert into deal_stages (org_id, pipeline_id, name, color, place, kind, probability)
     values ('${team.id}', ${pipeline}, 'Новый лид', '#868E96', 1, 'open', 10), ('${team.id}', ${pipeline}, 'Продано', '#40C057', 2, 'won', 100)`,
  );
  return { pipeline, stages };
}

let rank = 0;

/** A deal of `owner`, a user or null; its id. */
export function makeDeal(database, team, { pipeline, stages }, owner, { title = 'Сделка', client = null } = {}) {
  const [id] = ids(
    database,
    `insert into deals (org_id, title, pipeline_id, stage_id, rank, owner_id, client_id)
     values ('${team.id}', ${text(title)}, ${pipeline}, ${stages[0]}, ${++rank}, ${owner ? `'${owner.id}'` : 'null'}, ${client})`,
  );
  return id;
}

export const makeClient = (database, team, name = 'ТОО Ромашка') =>
  ids(database, `insert into clients (org_id, name) values ('${team.id}', ${text(name)})`)[0];

export const makeContact = (database, team, client = null, name = 'Асель') =>
  ids(database, `insert into contacts (org_id, client_id, full_name) values ('${team.id}', ${client}, ${text(name)})`)[0];

/** Another member of the team: { id, orgId, role, email }. */
export function makeColleague(database, team, role, { name = 'Коллега', isActive = true, language = 'ru' } = {}) {
  const id = randomUUID();
  const email = `${id.slice(0, 8)}@colleague.kz`;
  database.sql(`
    insert into users (org_id, id, email, username, full_name, role, password_hash, is_active, language)
    values ('${team.id}', '${id}', '${email}', 'c-${id.slice(0, 8)}', ${text(name)}, '${role}', '${PASSWORD_HASH}', ${isActive}, '${language}')`);
  return { id, orgId: team.id, role, email };
}
