// SPDX-License-Identifier: MIT
// Whole catalogues in and out: rows a second and the most memory a contestant's processes ever held, each with a fresh
// process. COPY with the same columns is the limit.
import { createReadStream, statSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ORG, asAdmin, uuid } from './data.mjs';
import { WORK, peakMemoryOfGroup, run, stop } from './processes.mjs';
import { PREFIX, exportPath } from './products.mjs';
import { median } from './report.mjs';
import { startServer } from './servers.mjs';

const COLUMNS = 'sku,name,brand,price,stock';
const LOOK_MS = 100;
const NEWLINE = 0x0a;

// Sends a request, with a file for its body where there is one; takes the body of the answer piece by piece.
function send(port, method, path, { file, type, onData } = {}) {
  return new Promise((done, failed) => {
    const headers = { ...asAdmin(), ...(file && { 'Content-Type': type, 'Content-Length': statSync(file).size }) };
    const request = http.request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      const pieces = [];
      response.on('data', onData && response.statusCode === 200 ? onData : (piece) => pieces.push(piece));
      response.on('error', failed);
      response.on('end', () => {
        const text = Buffer.concat(pieces).toString();
        if (response.statusCode < 300) done({ status: response.statusCode, json: text && JSON.parse(text) });
        else failed(new Error(`${path}: ${response.statusCode} ${text}`));
      });
    });
    request.on('error', failed);
    if (file) createReadStream(file).pipe(request);
    else request.end();
  });
}

// --- into the catalogue

export const importFile = (count) => join(WORK, `products-${count}.csv`);

export async function writeImportFile(cluster, count) {
  await cluster.sql(
    `\\copy (select ${COLUMNS} from products where org_id = '${uuid(ORG)}' order by id limit ${count}) ` +
      `to '${importFile(count)}' csv header`,
  );
}

// In Sauda the file is sent, then a job makes products of it; in the others it is one request.
async function importInto(server, count) {
  const path = `${PREFIX}import`;
  const { json } = await send(server.port, 'POST', path, { file: importFile(count), type: 'text/csv' });
  if (server.name !== 'sauda') return json.created;
  const one = `/api/v1/imports/${json.import_id}`;
  await send(server.port, 'POST', `${one}/start`);
  for (;;) {
    const { json: { state, report } } = await send(server.port, 'GET', one);
    if (state !== 'ready' && state !== 'running') return state === 'done' ? report.created : state;
    await sleep(LOOK_MS);
  }
}

async function copyInto(database, count) {
  await database.sql(`alter table products alter column org_id set default '${uuid(ORG)}'`);
  const began = performance.now();
  await run([
    ...database.psql, '-c', "set sauda.bulk = 'on'", '-c', `\\copy products (${COLUMNS}) from '${importFile(count)}' csv header`,
  ]);
  return { perSecond: count / ((performance.now() - began) / 1000) };
}

async function inFreshDatabase(cluster, work) {
  const database = await cluster.createDatabase('imports', 'empty');
  try {
    return await work(database);
  } finally {
    await cluster.dropDatabase('imports');
  }
}

export async function measureImport(cluster, name, count) {
  return inFreshDatabase(cluster, async (database) => {
    if (name === 'copy') return copyInto(database, count);
    const server = await startServer(name, database);
    try {
      const began = performance.now();
      const created = await importInto(server, count);
      if (created !== count) throw new Error(`${server.title} imported ${created} of ${count}`);
      return {
        perSecond: count / ((performance.now() - began) / 1000), megabytes: peakMemoryOfGroup(server.child.pid),
      };
    } finally {
      await stop(server.child);
    }
  });
}

// The whole catalogue, by Sauda alone.
export async function importAll(cluster, { products }) {
  await writeImportFile(cluster, products);
  const { perSecond, megabytes } = await measureImport(cluster, 'sauda', products);
  return {
    value: megabytes,
    note: `${products} rows, ${Math.round(perSecond)} a second; ${(statSync(importFile(products)).size / 2 ** 20).toFixed(0)} MB of CSV`,
  };
}

// --- out of it

async function copyOut(cluster, sent, count) {
  const began = performance.now();
  await cluster.sql(`\\copy (${sent.export.replace(/\$1(?=::)/, `'${uuid(ORG)}'`)}) to '${join(WORK, 'export.csv')}' csv header`);
  return { perSecond: count / ((performance.now() - began) / 1000) };
}

export async function measureExport(cluster, name, count, sent) {
  if (name === 'copy') return copyOut(cluster, sent, count);
  const server = await startServer(name, cluster);
  try {
    let lines = -1; // the names of the columns are no row
    const began = performance.now();
    await send(server.port, 'GET', exportPath, {
      onData: (piece) => {
        for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, at + 1)) lines++;
      },
    });
    if (lines !== count) throw new Error(`${server.title} exported ${lines} of ${count}`);
    return { perSecond: count / ((performance.now() - began) / 1000), megabytes: peakMemoryOfGroup(server.child.pid) };
  } finally {
    await stop(server.child);
  }
}

// --- all of them, in turns

export const BULK_CONTESTANTS = { sauda: 'Sauda', go: 'Go', fastify: 'Fastify', fastapi: 'FastAPI', copy: 'COPY' };

// Medians of the runs: { sauda: { title, perSecond, megabytes }, …, copy: { title, perSecond } }.
export async function compareBulk(measure, runs) {
  const figures = Object.fromEntries(Object.keys(BULK_CONTESTANTS).map((name) => [name, []]));
  for (let i = 0; i < runs; i++) {
    for (const name of Object.keys(BULK_CONTESTANTS)) {
      figures[name].push(await measure(name, i));
    }
  }
  return Object.fromEntries(
    Object.entries(figures).map(([name, all]) => [
      name,
      {
        title: BULK_CONTESTANTS[name],
        perSecond: median(all.map(({ perSecond }) => perSecond)),
        ...(all[0].megabytes && { megabytes: Math.max(...all.map(({ megabytes }) => megabytes)) }),
      },
    ]),
  );
}
