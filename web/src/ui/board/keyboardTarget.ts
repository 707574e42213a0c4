// SPDX-License-Identifier: MIT
// Where an arrow key leads a held card: to the neighbour whose place it would take, or to the next column.

import { type Columns, columnOf, keysOf } from './columns';

/**
 * `over` is what the card lies over now: itself, another card of its column, or a column.
 * Answers the id of a card or the key of an empty column; undefined at the board's edge.
 */
export function keyboardTarget<K extends string>(
  columns: Columns<K>,
  id: string,
  over: string,
  code: string,
): string | undefined {
  const key = columnOf(columns, id);
  if (key === undefined) return undefined;
  const column = columns[key];
  const index = column.includes(over) ? column.indexOf(over) : column.indexOf(id);
  if (code === 'ArrowUp') return column[index - 1];
  if (code === 'ArrowDown') return column[index + 1];
  const keys = keysOf(columns);
  const next = keys[keys.indexOf(key) + (code === 'ArrowLeft' ? -1 : 1)];
  if (next === undefined) return undefined;
  return columns[next][index] ?? next;
}
