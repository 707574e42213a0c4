// SPDX-License-Identifier: MIT
// What a move makes of the list, and what a check says of health.

import { describe, expect, it } from 'vitest';
import { placeOf } from '../../ui/board/columns';
import { applyPlace, healthOf, toColumns } from './board';
import { testModule } from './testModule';

describe('applyPlace', () => {
  const modules = ['a', 'b', 'c'].map((id, order) => testModule({ id, order }));

  it('counts the order of both columns anew', () => {
    const next = toColumns(applyPlace(modules, 'a', { column: 'testing' }));
    expect(next.active).toEqual(['b', 'c']);
    expect(next.testing).toEqual(['a']);
    const order = applyPlace(modules, 'a', { column: 'active', after_id: 'b' });
    expect(order.map((module) => module.order)).toEqual([1, 0, 2]);
  });

  it('comes back by the place it came from', () => {
    const from = placeOf(toColumns(modules), 'b');
    const moved = applyPlace(modules, 'b', { column: 'archived' });
    expect(from && applyPlace(moved, 'b', from)).toEqual(modules);
  });

  it('takes a vanished neighbour as last and keeps untouched rows', () => {
    const next = applyPlace(modules, 'a', { column: 'active', before_id: 'gone' });
    expect(toColumns(next).active).toEqual(['b', 'c', 'a']);
    expect(applyPlace(modules, 'c', { column: 'active' })[0]).toBe(modules[0]);
  });
});

describe('healthOf', () => {
  it('tells never checked from down', () => {
    expect(healthOf({ is_healthy: null, is_degraded: false })).toBe('unknown');
    expect(healthOf({ is_healthy: false, is_degraded: false })).toBe('down');
    expect(healthOf({ is_healthy: true, is_degraded: true })).toBe('slow');
    expect(healthOf({ is_healthy: true, is_degraded: false })).toBe('ok');
  });
});
