// SPDX-License-Identifier: MIT
// A file of the largest size there may be: a million rows in a hundred megabytes. What the server needs for it, and how long
// others have to wait.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { closeConnections } from '../support/http.mjs';
import { Imports } from '../support/imports.mjs';
import { startSauda, temporaryFolder } from '../support/sauda.mjs';

const ROWS = 1_000_000;
const MEMORY_MB = 150;
const HOUR_MS = 3_600_000;

let sauda;
let imports;

before(async () => {
  sauda = await startSauda({ env: { DATA_DIR: temporaryFolder() } });
  imports = new Imports(sauda.url);
});
after(async () => {
  closeConnections();
  await sauda?.stop();
});

const peakMb = () => Number(readFileSync(`/proc/${sauda.pid}/status`, 'utf8').match(/VmHWM:\s+(\d+) kB/)[1]) / 1024;

function millionRows() {
  const [brands, categories] = [['Oppo', 'Vivo', 'Realme', 'Samsung', 'Xiaomi'], ['Телефоны', 'Чехлы', 'Зарядки']];
  const pieces = ['Артикул;Наименование;Бренд;Категория;Цена;Остаток;Штрихкод\n'];
  for (let i = 1; i <= ROWS; i++) {
    const name = `Смартфон ${brands[i % 5]} A${i % 100} ${64 << (i % 4)} ГБ`;
    pieces.push(`SKU-${i};${name};${brands[i % 5]};${categories[i % 3]};${1000 + (i % 500000)},50;${i % 90};${4870000000000 + i}\n`);
  }
  return Buffer.from(pieces.join(''));
}

test('a million rows are imported in little memory and short transactions', { timeout: HOUR_MS }, async (t) => {
  const file = millionRows();
  const took = async (what, fn) => {
    const began = Date.now();
    const result = await fn();
    t.diagnostic(`${what}: ${((Date.now() - began) / 1000).toFixed(1)} s, peak ${peakMb().toFixed(0)} MB`);
    return result;
  };
  t.diagnostic(`${(file.length / 1e6).toFixed(0)} MB`);
  const { id } = await took('upload', () => imports.take(file));
  const check = await took('dry run', () => imports.check(id));
  assert.equal(check.created, ROWS);
  await imports.start(id);
  const done = await took('import', () => imports.over(id, HOUR_MS));
  assert.equal(done.report.created, ROWS);
  const seconds = (new Date(done.finished_at) - new Date(done.started_at)) / 1000;
  t.diagnostic(`${Math.round(ROWS / seconds)} rows a second`);
  assert.ok(peakMb() < MEMORY_MB, `it took ${peakMb()} MB`);

  // Each slice tells its rows at its end, so no transaction was longer than the time between two of them.
  const [{ longest, slices }] = sauda.database.rows(`
    select max(gap) as longest, count(*) as slices
    from (select extract(epoch from at - lag(at) over (order by id)) as gap from events where action = 'changed') g`);
  t.diagnostic(`${slices} slices, the longest ${longest} s`);
});
