// SPDX-License-Identifier: MIT
// What the page shows survives the way through the address.

import { describe, expect, it } from 'vitest';
import {
  type Filters,
  filtersFrom,
  isFiltering,
  NO_FILTERS,
  viewFrom,
  withFilters,
  withView,
} from './filters';

const ID = '6a1f1c9e-0000-4000-8000-0123456789ab';

describe('filters', () => {
  it.each<Filters>([
    NO_FILTERS,
    { q: 'счёт', assignee: 'me', status: 'done', priority: 'high' },
    { q: '', assignee: ID, status: null, priority: null },
  ])('come back as they went: %j', (filters) => {
    const params = withFilters(new URLSearchParams('view=calendar'), filters);
    expect(filtersFrom(params)).toEqual(filters);
    expect(params.get('view')).toBe('calendar');
  });

  it('take no nonsense', () => {
    const params = new URLSearchParams('assignee=somebody&status=lost&priority=urgent');
    expect(filtersFrom(params)).toEqual(NO_FILTERS);
    expect(isFiltering(filtersFrom(params))).toBe(false);
  });
});

describe('the view', () => {
  it('comes back as it went', () => {
    const view = { kind: 'calendar', span: 'week', day: '2026-11-21' } as const;
    expect(viewFrom(withView(new URLSearchParams('q=a'), view))).toEqual(view);
    const back = withView(new URLSearchParams('view=calendar&span=week&q=a'), { kind: 'list' });
    expect(back.toString()).toBe('q=a');
  });

  it('takes no day that is none', () => {
    const params = new URLSearchParams('view=calendar&day=2026-02-30');
    expect(viewFrom(params)).toEqual({ kind: 'calendar', span: 'month', day: null });
  });
});
