// SPDX-License-Identifier: MIT
// Lists by their contract: the conditions that openapi.json says a list takes, what each must let through, and all pages
// of an answer. The model is JavaScript over the rows as the database has them.
import assert from 'node:assert/strict';
import { operations } from './contract.mjs';

const WORDS = ['sort', 'fields', 'count', 'page', 'page_size', 'cursor', 'q'];
const OPERATORS = ['ne', 'in', 'between', 'gte', 'lte', 'contains', 'isnull'];

/** The conditions of a list: [{ name, field, op, schema }]. */
export function conditionsOf(operationId) {
  const { parameters } = operations.find((op) => op.id === operationId);
  return parameters
    .filter((p) => p.in === 'query' && !WORDS.includes(p.name))
    .map(({ name, schema }) => {
      const [field, op = 'eq'] = name.split('__');
      assert.ok(op === 'eq' || OPERATORS.includes(op), `${name}: no such operator is known to this test`);
      return { name, field, op, schema };
    });
}

/** What may be sorted by, without the minus. */
export function sortsOf(operationId) {
  const { parameters } = operations.find((op) => op.id === operationId);
  const names = parameters.find((p) => p.name === 'sort').schema.items.enum;
  return names.filter((name) => !name.startsWith('-'));
}

/** A value as it is compared: of times the milliseconds, which is what the API shows. */
function comparable(value) {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/.test(value)) {
    return Math.floor(Date.parse(value.replace(/(\.\d{3})\d+/, '$1')));
  }
  return value;
}

/** Whether the row has what the condition asks; `values` is a value, or an array where the operator takes several. */
export function fits(row, { field, op }, values) {
  const own = comparable(row[field]);
  const asked = [values].flat().map(comparable);
  if (Array.isArray(own)) {
    return asked.some((value) => own.includes(value)); // with `eq` there is one
  }
  switch (op) {
    case 'eq':
      return own === asked[0];
    case 'ne':
      return own !== asked[0];
    case 'in':
      return asked.includes(own);
    case 'between':
      return own !== null && own >= asked[0] && own <= asked[1];
    case 'gte':
      return own !== null && own >= asked[0];
    case 'lte':
      return own !== null && own <= asked[0];
    case 'contains':
      return own !== null && own.toLowerCase().includes(asked[0].toLowerCase());
    default:
      return (own === null) === asked[0];
  }
}

/** A time as the API shows it. */
const shown = (time) => new Date(time.replace(/(\.\d{3})\d+/, '$1')).toISOString();

const NONE = {
  'date-time': '1999-12-31T23:59:59Z',
  date: '1999-12-31',
  uuid: '018f8e9e-0000-7000-8000-00000000dead',
  string: 'nobody has this',
  boolean: false,
};

/** Values worth asking for: those of some rows, and one that no row has. */
export function samplesOf(rows, { field, op, schema }) {
  const { format, type, enum: words } = schema.items ?? schema;
  const own = rows
    .flatMap((row) => row[field])
    .filter((v) => v !== null)
    .map((v) => (format === 'date-time' ? shown(v) : v));
  const few = [0, 4, 9, 14, 59, 150, 211, 224].map((i) => own[i % own.length]);
  const sorted = own.toSorted((a, b) => (a < b ? -1 : 1));
  const none = words ? words.at(-1) : (NONE[format] ?? NONE[type] ?? -7);
  switch (op) {
    case 'isnull':
      return [true, false];
    case 'in':
      return [few, [none], [few[0]], [few[1], none, few[1]]];
    case 'between':
      return [
        [sorted[Math.floor(own.length * 0.1)], sorted[Math.floor(own.length * 0.6)]],
        [few[0], few[0]],
        [sorted.at(-1), sorted[0]],
      ];
    case 'contains':
      return [...few.map((v) => v.slice(1, 9).toUpperCase()), 'nobody', 'смарт', '%хл', '_ca', '\\ne', ', a', '😀 в']
        .filter((v) => [...v].length >= 3);
    default:
      return [...new Set([...few, none])];
  }
}

/** The values as a query word has them. */
export function written(values) {
  if (!Array.isArray(values)) {
    return encodeURIComponent(values);
  }
  return values.map((v) => encodeURIComponent(String(v).replaceAll(/([\\,])/g, '\\$1'))).join(',');
}

/** All pages of a list, one after the other: { items, total }. `get(query)` answers with the JSON of one page. */
export async function allPages(get, query, by = 'cursor') {
  const items = [];
  let page = await get(query);
  const { total } = page;
  items.push(...page.items);
  for (let number = 2; page.next_cursor; number++) {
    const next = by === 'cursor' ? `cursor=${page.next_cursor}` : `page=${number}`;
    page = await get(`${query}&${next}`);
    assert.ok(page.items.length > 0, 'a page that was announced is empty');
    assert.equal(page.total, total);
    items.push(...page.items);
    assert.ok(number < 1000, 'the pages do not end');
  }
  return { items, total };
}
