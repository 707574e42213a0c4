// SPDX-License-Identifier: MIT
// Where an arrow key leads a held card: to the neighbour whose place it would take, or to the next column.

import { type Columns, columnOf, STATUSES } from './board';

/**
 * `over` is what the card lies over now: itself, another card of its column, or a column.
 * Answers the id of a card or the name of an empty column; undefined at the board's edge.
 */
export function keyboardTarget(
  columns: Columns,
  id: string,
  over: string,
  code: string,
): string | undefined {
  const status = columnOf(columns, id);
  if (!status) return undefined;
  const column = columns[status];
  const index = column.includes(over) ? column.indexOf(over) : column.indexOf(id);
  if (code === 'ArrowUp') return column[index - 1];
  if (code === 'ArrowDown') return column[index + 1];
  const step = code === 'ArrowLeft' ? -1 : 1;
  const next = STATUSES[STATUSES.indexOf(status) + step];
  if (next === undefined) return undefined;
  return columns[next][index] ?? next;
}
