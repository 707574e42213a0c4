// SPDX-License-Identifier: MIT
// The board's filters. They live in the address, so a filtered board can be bookmarked and sent to a
// colleague; they work on the list at hand, so they answer at once and stay true while events come in.

import type { Module } from '../../api/types';
import { HEALTHS, type Health, healthOf } from './board';

export interface Filters {
  q: string;
  platform: string | null;
  health: Health | null;
}

export const NO_FILTERS: Filters = { q: '', platform: null, health: null };

export function filtersFrom(params: URLSearchParams): Filters {
  const health = params.get('health');
  return {
    q: params.get('q') ?? '',
    platform: params.get('platform'),
    health: HEALTHS.find((each) => each === health) ?? null,
  };
}

/** The address words with other filters; words that are no filters stay. */
export function withFilters(params: URLSearchParams, filters: Filters): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const key of ['q', 'platform', 'health'] as const) {
    const value = filters[key];
    if (value) next.set(key, value);
    else next.delete(key);
  }
  return next;
}

export function isFiltering(filters: Filters): boolean {
  return filters.q.trim() !== '' || filters.platform !== null || filters.health !== null;
}

export function matches(module: Module, filters: Filters): boolean {
  const q = filters.q.trim().toLocaleLowerCase();
  if (filters.platform !== null && module.platform !== filters.platform) return false;
  if (filters.health !== null && healthOf(module) !== filters.health) return false;
  if (q === '') return true;
  return [module.name, module.platform, module.description].some((text) =>
    text.toLocaleLowerCase().includes(q),
  );
}

/** How many modules have each health, the archived left out, as the other filters leave them. */
export function countHealth(modules: Module[], filters: Filters): Record<Health, number> {
  const counts: Record<Health, number> = { ok: 0, slow: 0, down: 0, unknown: 0 };
  for (const module of modules) {
    if (module.status === 'archived' || !matches(module, { ...filters, health: null })) continue;
    counts[healthOf(module)] += 1;
  }
  return counts;
}
