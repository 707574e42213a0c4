// SPDX-License-Identifier: MIT
// Filters in the address and on the list.

import { describe, expect, it } from 'vitest';
import { countHealth, filtersFrom, isFiltering, matches, NO_FILTERS, withFilters } from './filters';
import { testModule } from './testModule';

describe('filters', () => {
  it('live in the address beside other words', () => {
    const params = new URLSearchParams('module=7&health=down&platform=olx&q=Чат');
    const filters = filtersFrom(params);
    expect(filters).toEqual({ q: 'Чат', platform: 'olx', health: 'down' });
    expect(withFilters(params, NO_FILTERS).toString()).toBe('module=7');
    expect(filtersFrom(new URLSearchParams('health=nonsense')).health).toBeNull();
  });

  it('search name, platform and description, whatever the case', () => {
    const module = testModule({ name: 'Заказы', platform: 'kaspi', description: 'Қала бойынша' });
    for (const q of ['заказ', 'KASPI', 'қала', ' ']) {
      expect(matches(module, { ...NO_FILTERS, q })).toBe(true);
    }
    expect(matches(module, { ...NO_FILTERS, q: 'olx' })).toBe(false);
    expect(isFiltering({ ...NO_FILTERS, q: ' ' })).toBe(false);
  });

  it('count health without the archive and without the health filter itself', () => {
    const modules = [
      testModule(),
      testModule({ id: 'b', is_healthy: false }),
      testModule({ id: 'c', is_healthy: false, status: 'archived' }),
      testModule({ id: 'd', is_healthy: null, platform: 'olx' }),
    ];
    const counts = countHealth(modules, { ...NO_FILTERS, platform: 'kaspi', health: 'ok' });
    expect(counts).toEqual({ ok: 1, slow: 0, down: 1, unknown: 0 });
  });
});
