// SPDX-License-Identifier: MIT
// Filters survive the way through the address; what the address has wrong counts as absent.

import { describe, expect, it } from 'vitest';
import { filtersFrom, isFiltering, NO_FILTERS, withFilters } from './filters';

describe('filters of the users', () => {
  it('go into the address and come back', () => {
    const filters = { q: 'ай', role: 'office', isActive: false, page: 3 } as const;
    const params = withFilters(new URLSearchParams('view=people'), filters);
    expect(params.get('view')).toBe('people');
    expect(filtersFrom(params)).toEqual(filters);
    expect(withFilters(params, NO_FILTERS).toString()).toBe('view=people');
  });

  it('are absent where the address is wrong', () => {
    const params = new URLSearchParams('role=boss&active=perhaps&page=-2');
    expect(filtersFrom(params)).toEqual(NO_FILTERS);
    expect(isFiltering(filtersFrom(params))).toBe(false);
  });
});
