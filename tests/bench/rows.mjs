// SPDX-License-Identifier: MIT
// The rows of the benchmark. `floors`: what the ratio to each should be at least; `most`: what the figure should be at most.
import { checks, event, firstStart, idle, restart, sockets } from './alone.mjs';
import { importAll } from './bulk.mjs';
import { BOARD, COLUMNS } from './data.mjs';
import { logins, token } from './signin.mjs';

export const MANY = 200; // modules, while they are moved

// How many products and deals there are: for who has the time, and for who has not.
export const PRODUCTS = { all: 1_000_000, quick: 20_000 };

export const DEALS = { all: 100_000, quick: 20_000 };

export const COMPARED = [
  {
    name: 'read', title: 'read one module', modules: BOARD, arguments: [BOARD],
    floors: { go: 2, fastify: 4, fastapi: 8, pgbench: 0.55 },
  },
  {
    name: 'list', title: `list of ${BOARD} modules`, modules: BOARD, arguments: [],
    floors: { go: 2.5, fastify: 5, fastapi: 30, pgbench: 0.55 },
  },
  {
    name: 'move', title: 'move a module, with its event', modules: MANY, arguments: [MANY, MANY / COLUMNS.length],
    floors: { go: 1.3, fastify: 1.5, fastapi: 2.5, pgbench: 0.7 },
  },
  { name: 'product', title: 'read one product', of: 'products' },
  { name: 'products', title: '50 products of a brand by price', of: 'products' },
  { name: 'deep', title: '50 products deep in the catalogue', of: 'products' },
  { name: 'search', title: 'search for products', of: 'products' },
  { name: 'update', title: 'change a product, with its event', of: 'products' },
  { name: 'deal', title: 'read one deal', of: 'deals' },
  { name: 'board', title: 'board of 7 columns, 50 deals each', of: 'deals' },
  { name: 'deals', title: '50 deals of a seller', of: 'deals' },
  {
    name: 'dealmove', title: 'move a deal, with event and activity', of: 'deals',
    floors: { go: 1.3, fastify: 1.5, fastapi: 2.5, pgbench: 0.7 },
  },
];

// `count`: of the rows, at most; there may be fewer products. `most`: megabytes that Sauda may take for it.
export const BULK = [
  { name: 'import', title: 'import of CSV', count: 100_000, most: 150 },
  { name: 'export', title: 'export as CSV', count: PRODUCTS.all, most: 150 },
];

export const ALONE = [
  { name: 'token', title: 'what a token costs a read', unit: '%', most: 5, measure: token },
  {
    name: 'logins', title: 'p99 of readers during 200 sign-ins at once, against idle', unit: 'x', most: 3, measure: logins,
  },
  { name: 'idle', title: 'memory when idle', unit: 'MB', most: 30, measure: idle },
  { name: 'sockets', title: 'memory with 10,000 WebSockets', unit: 'MB', most: 120, measure: (c) => sockets(c, 10_000) },
  { name: 'restart', title: 'start on an existing database', unit: 's', most: 0.3, measure: restart },
  { name: 'first-start', title: 'first start', unit: 's', most: 5, measure: firstStart },
  { name: 'event', title: 'an event at 5,000 sockets (p99)', unit: 'ms', most: 150, measure: (c) => event(c, 5000, 20) },
  { name: 'checks', title: '10,000 module checks', unit: 's', most: 10, measure: (c) => checks(c, 10_000) },
  { name: 'million', title: 'memory during an import of all products', unit: 'MB', most: 150, measure: importAll },
];
