// SPDX-License-Identifier: MIT
// The filters of the list of users. They live in the address, so that a filtered list can be sent to a colleague.

import type { Role } from '../../api/types';
import { isRole } from './roles';

export interface Filters {
  q: string;
  role: Role | null;
  isActive: boolean | null;
  page: number;
}

export const NO_FILTERS: Filters = { q: '', role: null, isActive: null, page: 1 };

export function filtersFrom(params: URLSearchParams): Filters {
  const role = params.get('role');
  const active = params.get('active');
  const page = Number(params.get('page'));
  return {
    q: params.get('q') ?? '',
    role: isRole(role) ? role : null,
    isActive: active === 'true' ? true : active === 'false' ? false : null,
    page: Number.isInteger(page) && page > 0 ? page : 1,
  };
}

/** The address words with other filters; words that are no filters stay. */
export function withFilters(params: URLSearchParams, filters: Filters): URLSearchParams {
  const next = new URLSearchParams(params);
  const words = {
    q: filters.q,
    role: filters.role ?? '',
    active: filters.isActive === null ? '' : String(filters.isActive),
    page: filters.page > 1 ? String(filters.page) : '',
  };
  for (const [key, value] of Object.entries(words)) {
    if (value === '') next.delete(key);
    else next.set(key, value);
  }
  return next;
}

export function isFiltering(filters: Filters): boolean {
  return filters.q.trim() !== '' || filters.role !== null || filters.isActive !== null;
}
