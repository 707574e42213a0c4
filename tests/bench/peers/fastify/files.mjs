// SPDX-License-Identifier: MIT
// The catalogue from a file and into one, as streams: csv-parse, csv-stringify, and pg's own stream of rows.
import { randomUUID } from 'node:crypto';
import { Transform } from 'node:stream';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify';
import QueryStream from 'pg-query-stream';

const SLICE_ROWS = 1000;
const NUMBERS = ['price', 'cost', 'stock'];
const FORMULA = /^[=+\-@\t\r\n]/;

// What a row of the file means; null: it is faulty.
function itemOf(row) {
  const item = {};
  for (const [name, value] of Object.entries(row)) {
    if (value === '') continue;
    item[name] = NUMBERS.includes(name) ? Number(value) : value;
    if (Number.isNaN(item[name])) return null;
  }
  return item.sku ? item : null;
}

async function* slices(rows, counts) {
  let items = [];
  for await (const row of rows) {
    const item = itemOf(row);
    if (item) items.push(item);
    else counts.faulty = (counts.faulty ?? 0) + 1;
    if (items.length < SLICE_ROWS) continue;
    yield items;
    items = [];
  }
  if (items.length) yield items;
}

// Excel runs a text that begins so as a formula.
const defused = (value) => (FORMULA.test(value) ? `'${value}` : value);
const shown = ([name]) => name[0] !== '_'; // the others are for the statement alone

export default async function files(app, { sql, pool, named, change }) {
  app.addContentTypeParser('text/csv', (request, payload, done) => done(null, payload));

  // One slice in one transaction, with the rows as they were before and one event for all.
  const saveSlice = (who, operation, items, counts) =>
    change(who, async (client) => {
      await client.query(named('quiet'));
      const { rows } = await client.query(named('saveMany', [who.org, JSON.stringify(items), true, operation, true, true]));
      let changed = 0;
      for (const { outcome } of rows) {
        counts[outcome] = (counts[outcome] ?? 0) + 1;
        changed += outcome === 'created' || outcome === 'updated';
      }
      if (changed) await client.query(named('tell', [who.org, 'product', operation, changed, null]));
    });

  app.post('/import', { bodyLimit: 100 << 20 }, async ({ user, body }) => {
    const [operation, counts] = [randomUUID(), {}];
    const rows = body.pipe(parse({ bom: true, columns: true, trim: true }));
    await pool.query(named('createOperation', [user.org, operation, 'product', 'import', null, user.sub, null]));
    for await (const items of slices(rows, counts)) await saveSlice(user, operation, items, counts);
    await pool.query(named('finish', [user.org, operation]));
    return counts;
  });

  app.get('/export', async (request, reply) => {
    const client = await pool.connect();
    const rows = client.query(new QueryStream(sql.export, [request.user.org], { batchSize: SLICE_ROWS }));
    const cells = new Transform({
      objectMode: true,
      transform: (row, _, done) => done(null, Object.fromEntries(Object.entries(row).filter(shown))),
    });
    const text = stringify({
      bom: true, header: true, record_delimiter: '\r\n',
      cast: { string: defused, boolean: String, date: (time) => time.toISOString(), object: JSON.stringify },
    });
    rows.once('close', () => client.release());
    rows.once('error', (error) => text.destroy(error));
    reply.header('Content-Disposition', 'attachment; filename="products.csv"').type('text/csv; charset=utf-8');
    return reply.send(rows.pipe(cells).pipe(text));
  });
}
