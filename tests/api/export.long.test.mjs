// SPDX-License-Identifier: MIT
// More rows than a sheet of Excel takes: the export says so, in words, instead of leaving some out.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertError } from '../support/contract.mjs';
import { closeConnections, request } from '../support/http.mjs';
import { SIGN_IN, as, makeTeam } from '../support/people.mjs';
import { startSauda, temporaryFolder } from '../support/sauda.mjs';

const MOST = 1_048_575;

let sauda;
let team;

before(async () => {
  sauda = await startSauda({ env: { ...SIGN_IN, DATA_DIR: temporaryFolder() } });
  team = makeTeam(sauda.database);
  const indexes = sauda.database.sql(`
    select string_agg(format('drop index %s;', indexrelid::regclass), '') from pg_index
    where indrelid = 'products'::regclass and not indisunique`);
  sauda.database.sql(`
    begin; ${indexes} set local sauda.bulk = on;
    insert into products (org_id, sku, name) select '${team.id}', i, 'Т' from generate_series(1, ${MOST + 1}) i; commit;
    vacuum (analyze) products`);
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

const download = (query) => request(sauda.url, 'GET', `/api/products/export${query}`, { headers: as(team.admin) });

describe('a workbook', () => {
  test('of one row too many is refused, one of the most there may be is made', { timeout: 900_000 }, async () => {
    assertError(await download('?format=xlsx'), 422, 'table_too_large');
    assert.equal(sauda.database.sql("select count(*) from events where action = 'exported'"), '0');
    sauda.database.sql("delete from products where sku = '1'");
    const whole = await download('?format=xlsx');
    assert.equal(whole.status, 200);
    assert.equal(whole.text.slice(0, 2), 'PK');
    assert.equal(sauda.database.sql("select data ->> 'count' from events where action = 'exported'"), String(MOST));
  });
});
