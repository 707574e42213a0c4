// SPDX-License-Identifier: MIT
// Filters survive the way through the address; days begin and end by the clocks of the zone.

import { describe, expect, it } from 'vitest';
import { filtersFrom, isFiltering, NO_FILTERS, paramsFrom, queryFrom } from './filters';

const ACTOR = '018f8e9e-0000-7000-8000-00000000dead';

describe('filters of the log', () => {
  it('go into the address and come back', () => {
    const filters = {
      ...NO_FILTERS,
      entity: 'user',
      action: 'updated',
      actor: ACTOR,
      from: '2026-01-31',
    };
    expect(filtersFrom(paramsFrom(filters))).toEqual(filters);
    expect(isFiltering(filters)).toBe(true);
  });

  it('are absent where the address is wrong, so that the server is not asked nonsense', () => {
    const params = new URLSearchParams('actor=me&from=yesterday&until=2026-13-40&entity=');
    expect(filtersFrom(params)).toEqual(NO_FILTERS);
    expect(isFiltering(NO_FILTERS)).toBe(false);
  });

  it('take in the whole last day', () => {
    const day = { ...NO_FILTERS, from: '2026-01-31', until: '2026-01-31' };
    expect(queryFrom(day, 'Asia/Almaty')).toEqual({
      since: '2026-01-30T19:00:00.000Z',
      until: '2026-01-31T19:00:00.000Z',
    });
  });
});
