// SPDX-License-Identifier: MIT
// The modules as a board: which stands where, and what the list becomes by a move.

import type { Module, ModuleStatus } from '../../api/types';
import {
  type Columns as BoardColumns,
  type Place as BoardPlace,
  columnOf,
  indexOfPlace,
  moveTo,
} from '../../ui/board/columns';

export const STATUSES = ['active', 'testing', 'inactive', 'archived'] as const;

export type Columns = BoardColumns<ModuleStatus>;
export type Place = BoardPlace<ModuleStatus>;

export function isStatus(value: unknown): value is ModuleStatus {
  return STATUSES.some((status) => status === value);
}

export function toColumns(modules: Module[]): Columns {
  const columns: Columns = { active: [], testing: [], inactive: [], archived: [] };
  const sorted = [...modules].sort((a, b) => a.order - b.order);
  for (const module of sorted) columns[module.status].push(module.id);
  return columns;
}

/** The list after a move, with the order of both columns counted anew. */
export function applyPlace(modules: Module[], id: string, place: Place): Module[] {
  const columns = toColumns(modules);
  if (!columnOf(columns, id)) return modules;
  const without = columns[place.column].filter((other) => other !== id);
  const next = moveTo(columns, id, place.column, indexOfPlace(without, place) ?? without.length);
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

export type Health = 'ok' | 'slow' | 'down' | 'unknown';
export const HEALTHS = ['ok', 'slow', 'down', 'unknown'] as const;

export function healthOf(module: Pick<Module, 'is_healthy' | 'is_degraded'>): Health {
  if (module.is_healthy === null) return 'unknown';
  if (!module.is_healthy) return 'down';
  return module.is_degraded ? 'slow' : 'ok';
}
