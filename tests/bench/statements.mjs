// SPDX-License-Identifier: MIT
// The statements that everybody runs: read from sql/queries/, so that a change there changes the peers and pgbench too.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './processes.mjs';

const PARAM = /(?<!:):([a-z_]+)(?=::)/g;

// What src/db/ sends before each write: who acts, for the trigger that fills the outbox.
const ACTOR =
  "select set_config('sauda.actor', coalesce($1, ''), true), set_config('sauda.note', coalesce($2, ''), true)";

// In this order a peer gives the parameters; those it never uses are null (gate: false).
const PARAMETERS = {
  get: ['org_id', 'id'],
  list: ['org_id', 'status', 'platform', 'is_healthy', 'pattern'],
  move: ['org_id', 'id', 'place', 'status', 'before_id', 'after_id', 'revision', 'gate'],
};

function text(name) {
  return readFileSync(join(ROOT, 'sql/queries/modules', `${name}.sql`), 'utf8').trim();
}

function check(name, sql) {
  const found = [...new Set([...sql.matchAll(PARAM)].map((m) => m[1]))].sort();
  if (found.join() !== [...PARAMETERS[name]].sort().join())
    throw new Error(`modules/${name}.sql takes ${found.join(', ')}: mend PARAMETERS in ${import.meta.filename}`);
}

// { get, list, move, actor } with $1, $2 … in the order of PARAMETERS.
export function statements() {
  const all = { actor: ACTOR };
  for (const [name, parameters] of Object.entries(PARAMETERS)) {
    const sql = text(name);
    check(name, sql);
    all[name] = sql.replace(PARAM, (_, param) => `$${parameters.indexOf(param) + 1}`);
  }
  return all;
}

// pgbench has numbers only, and no null: ids are made of their number, what is null stands in the text.
function forPgbench(name) {
  const as = { org_id: "lpad(:org::text, 32, '0')", id: "lpad(:n::text, 32, '0')", place: ':place', gate: 'false' };
  return text(name).replace(PARAM, (_, param) => as[param] ?? 'null');
}

const PGBENCH_ACTOR =
  "select set_config('sauda.actor', coalesce(lpad(:actor::text, 32, '0'), ''), true), " +
  "set_config('sauda.note', coalesce(null, ''), true)";

// A script for each kind of work. `modules` stand in `columns` columns of the same length. A move is what Sauda sends:
// three statements in one trip, which the server commits together.
export function pgbenchScripts({ org, actor, modules, columns }) {
  const id = `\\set n random(1, ${modules})\n`;
  return {
    read: `\\set org ${org}\n${id}${forPgbench('get')};\n`,
    list: `\\set org ${org}\n${forPgbench('list')};\n`,
    move:
      `\\set org ${org} + :client_id\n\\set actor ${actor}\n${id}` +
      `\\set place random(0, ${modules / columns - 1})\n\\startpipeline\n` +
      `${PGBENCH_ACTOR};\n${forPgbench('move')};\n${forPgbench('get')};\n\\endpipeline\n`,
  };
}
