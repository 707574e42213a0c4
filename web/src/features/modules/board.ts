// SPDX-License-Identifier: MIT
// The board as data: which module stands where, and what a move means. Pure functions, so that dragging,
// menus, undo and rollback all speak of places in the same way: a place is a column and a neighbour, never
// a number, because numbers go stale while others move cards.

import type { Module, ModuleStatus } from '../../api/types';

export const STATUSES = ['active', 'testing', 'inactive', 'archived'] as const;

export type Columns = Record<ModuleStatus, string[]>;

/** Before one card, or after one, or (neither) last in the column. */
export interface Place {
  status: ModuleStatus;
  before_id?: string;
  after_id?: string;
}

export function isStatus(value: unknown): value is ModuleStatus {
  return STATUSES.some((status) => status === value);
}

export function toColumns(modules: Module[]): Columns {
  const columns: Columns = { active: [], testing: [], inactive: [], archived: [] };
  const sorted = [...modules].sort((a, b) => a.order - b.order);
  for (const module of sorted) columns[module.status].push(module.id);
  return columns;
}

/** `next`, but with the former arrays where they say the same, so that nothing is drawn for nothing. */
export function keepEqual(former: Columns | undefined, next: Columns): Columns {
  if (!former) return next;
  const kept = { ...next };
  for (const status of STATUSES) {
    const old = former[status];
    const now = next[status];
    if (old.length === now.length && old.every((id, index) => id === now[index])) {
      kept[status] = old;
    }
  }
  return STATUSES.every((status) => kept[status] === former[status]) ? former : kept;
}

export function columnOf(columns: Columns, id: string): ModuleStatus | undefined {
  return STATUSES.find((status) => columns[status].includes(id));
}

/** Takes the card out of wherever it stands and puts it at `index` of a column, counted without itself. */
export function moveTo(columns: Columns, id: string, status: ModuleStatus, index: number): Columns {
  const next = { ...columns };
  for (const each of STATUSES) {
    if (next[each].includes(id)) next[each] = next[each].filter((other) => other !== id);
  }
  const column = [...next[status]];
  column.splice(Math.min(Math.max(index, 0), column.length), 0, id);
  next[status] = column;
  return next;
}

/** The place of a card, told by the neighbour below it, else by the one above. */
export function placeOf(columns: Columns, id: string): Place | undefined {
  const status = columnOf(columns, id);
  if (!status) return undefined;
  const column = columns[status];
  const index = column.indexOf(id);
  const below = column[index + 1];
  const above = column[index - 1];
  if (below !== undefined) return { status, before_id: below };
  if (above !== undefined) return { status, after_id: above };
  return { status };
}

export function isSamePlace(a: Columns, b: Columns, id: string): boolean {
  const status = columnOf(a, id);
  if (!status || status !== columnOf(b, id)) return false;
  const left = placeOf(a, id);
  const right = placeOf(b, id);
  return left?.before_id === right?.before_id && left?.after_id === right?.after_id;
}

/** The place without a neighbour that stands elsewhere by now; the server would refuse it. */
export function present(columns: Columns, place: Place): Place {
  const neighbour = place.before_id ?? place.after_id;
  if (neighbour === undefined || columns[place.status].includes(neighbour)) return place;
  return { status: place.status };
}

/** The index a place means in a column that does not hold the card; a neighbour that left means last. */
function indexOfPlace(column: string[], place: Place): number {
  const before = place.before_id === undefined ? -1 : column.indexOf(place.before_id);
  if (before >= 0) return before;
  const after = place.after_id === undefined ? -1 : column.indexOf(place.after_id);
  return after >= 0 ? after + 1 : column.length;
}

/** The list after a move, with the order of both columns counted anew. */
export function applyPlace(modules: Module[], id: string, place: Place): Module[] {
  const columns = toColumns(modules);
  if (!columnOf(columns, id)) return modules;
  const without = columns[place.status].filter((other) => other !== id);
  const next = moveTo(columns, id, place.status, indexOfPlace(without, place));
  const spots = new Map<string, { status: ModuleStatus; order: number }>();
  for (const status of STATUSES) {
    next[status].forEach((each, order) => {
      spots.set(each, { status, order });
    });
  }
  return modules.map((module) => {
    const spot = spots.get(module.id);
    if (!spot || (spot.status === module.status && spot.order === module.order)) return module;
    return { ...module, ...spot };
  });
}

/** One step up or down, for the menu; undefined at the edge. */
export function stepPlace(columns: Columns, id: string, step: -1 | 1): Place | undefined {
  const status = columnOf(columns, id);
  if (!status) return undefined;
  const neighbour = columns[status][columns[status].indexOf(id) + step];
  if (neighbour === undefined) return undefined;
  return step < 0 ? { status, before_id: neighbour } : { status, after_id: neighbour };
}

export type Health = 'ok' | 'slow' | 'down' | 'unknown';
export const HEALTHS = ['ok', 'slow', 'down', 'unknown'] as const;

export function healthOf(module: Pick<Module, 'is_healthy' | 'is_degraded'>): Health {
  if (module.is_healthy === null) return 'unknown';
  if (!module.is_healthy) return 'down';
  return module.is_degraded ? 'slow' : 'ok';
}
