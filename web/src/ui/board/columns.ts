// SPDX-License-Identifier: MIT
// A board as data: which card stands where, and what a move means. Pure functions, so that dragging, menus, undo and
// rollback all speak of places in the same way: a place is a column and a neighbour, never a number, because numbers go
// stale while others move cards.

/** The ids of the cards by the keys of the columns, which stand in the order of the board. */
export type Columns<K extends string = string> = Record<K, string[]>;

/** Before one card, or after one, or (neither) wherever the server puts what comes without a neighbour. */
export interface Place<K extends string = string> {
  column: K;
  before_id?: string;
  after_id?: string;
}

export const keysOf = <K extends string>(columns: Columns<K>): K[] => Object.keys(columns) as K[];

export function isColumn<K extends string>(columns: Columns<K>, value: unknown): value is K {
  return typeof value === 'string' && Object.hasOwn(columns, value);
}

/** `next`, but with the former arrays where they say the same, so that nothing is drawn for nothing. */
export function keepEqual<K extends string>(
  former: Columns<K> | undefined,
  next: Columns<K>,
): Columns<K> {
  if (!former) return next;
  const kept = { ...next };
  const keys = keysOf(next);
  for (const key of keys) {
    const old = former[key];
    const now = next[key];
    if (old?.length === now.length && old.every((id, index) => id === now[index])) kept[key] = old;
  }
  const isSame =
    keys.length === keysOf(former).length && keys.every((key) => kept[key] === former[key]);
  return isSame ? former : kept;
}

export function columnOf<K extends string>(columns: Columns<K>, id: string): K | undefined {
  return keysOf(columns).find((key) => columns[key].includes(id));
}

/** The column that is meant: itself, or the one a card stands in. */
export function columnAt<K extends string>(columns: Columns<K>, over: string): K | undefined {
  return isColumn(columns, over) ? over : columnOf(columns, over);
}

/** Takes the card out of wherever it stands and puts it at `index` of a column, counted without itself. */
export function moveTo<K extends string>(
  columns: Columns<K>,
  id: string,
  to: NoInfer<K>,
  index: number,
): Columns<K> {
  const next = { ...columns };
  for (const key of keysOf(columns)) {
    if (next[key].includes(id)) next[key] = next[key].filter((other) => other !== id);
  }
  const column = [...next[to]];
  column.splice(Math.min(Math.max(index, 0), column.length), 0, id);
  next[to] = column;
  return next;
}

/** The place of a card, told by the neighbour below it, else by the one above. */
export function placeOf<K extends string>(columns: Columns<K>, id: string): Place<K> | undefined {
  const column = columnOf(columns, id);
  if (column === undefined) return undefined;
  const cards = columns[column];
  const index = cards.indexOf(id);
  const below = cards[index + 1];
  const above = cards[index - 1];
  if (below !== undefined) return { column, before_id: below };
  if (above !== undefined) return { column, after_id: above };
  return { column };
}

export function isSamePlace<K extends string>(a: Columns<K>, b: Columns<K>, id: string): boolean {
  const left = placeOf(a, id);
  const right = placeOf(b, id);
  return (
    left !== undefined &&
    left.column === right?.column &&
    left.before_id === right.before_id &&
    left.after_id === right.after_id
  );
}

/** The place without a neighbour that stands elsewhere by now; the server would refuse it. */
export function present<K extends string>(columns: Columns<K>, place: Place<K>): Place<K> {
  const neighbour = place.before_id ?? place.after_id;
  if (neighbour === undefined || columns[place.column].includes(neighbour)) return place;
  return { column: place.column };
}

/** The index a place means among cards that do not hold the moved one; undefined: it names none that is there. */
export function indexOfPlace(cards: readonly string[], place: Place): number | undefined {
  const before = place.before_id === undefined ? -1 : cards.indexOf(place.before_id);
  if (before >= 0) return before;
  const after = place.after_id === undefined ? -1 : cards.indexOf(place.after_id);
  return after >= 0 ? after + 1 : undefined;
}

/** One step up or down, for the menu; undefined at the edge. */
export function stepPlace<K extends string>(
  columns: Columns<K>,
  id: string,
  step: -1 | 1,
): Place<K> | undefined {
  const column = columnOf(columns, id);
  if (column === undefined) return undefined;
  const neighbour = columns[column][columns[column].indexOf(id) + step];
  if (neighbour === undefined) return undefined;
  return step < 0 ? { column, before_id: neighbour } : { column, after_id: neighbour };
}
