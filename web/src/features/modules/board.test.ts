// SPDX-License-Identifier: MIT
// Places, moves, undo and the arrow keys, on plain columns.

import { describe, expect, it } from 'vitest';
import {
  applyPlace,
  type Columns,
  healthOf,
  isSamePlace,
  keepEqual,
  moveTo,
  placeOf,
  present,
  stepPlace,
  toColumns,
} from './board';
import { keyboardTarget } from './keyboardTarget';
import { testModule } from './testModule';

const columns: Columns = {
  active: ['a', 'b', 'c'],
  testing: ['d'],
  inactive: [],
  archived: ['e'],
};

describe('places', () => {
  it('names the neighbour below, else the one above, else none', () => {
    expect(placeOf(columns, 'a')).toEqual({ status: 'active', before_id: 'b' });
    expect(placeOf(columns, 'c')).toEqual({ status: 'active', after_id: 'b' });
    expect(placeOf(columns, 'd')).toEqual({ status: 'testing' });
    expect(placeOf(columns, 'x')).toBeUndefined();
  });

  it('moves between and inside columns', () => {
    expect(moveTo(columns, 'a', 'testing', 1).testing).toEqual(['d', 'a']);
    expect(moveTo(columns, 'a', 'active', 2).active).toEqual(['b', 'c', 'a']);
    expect(moveTo(columns, 'a', 'inactive', 99).inactive).toEqual(['a']);
    expect(columns.active).toEqual(['a', 'b', 'c']);
  });

  it('knows a move that changes nothing', () => {
    expect(isSamePlace(columns, moveTo(columns, 'b', 'active', 1), 'b')).toBe(true);
    expect(isSamePlace(columns, moveTo(columns, 'b', 'active', 0), 'b')).toBe(false);
    expect(isSamePlace(columns, moveTo(columns, 'd', 'inactive', 0), 'd')).toBe(false);
  });

  it('keeps what is the same', () => {
    const same = moveTo(columns, 'b', 'active', 1);
    expect(keepEqual(columns, same)).toBe(columns);
    const moved = keepEqual(columns, moveTo(columns, 'd', 'inactive', 0));
    expect(moved.active).toBe(columns.active);
    expect(moved.inactive).toEqual(['d']);
  });

  it('drops a neighbour that has left', () => {
    expect(present(columns, { status: 'active', before_id: 'd' })).toEqual({ status: 'active' });
    expect(present(columns, { status: 'active', before_id: 'b' })).toEqual({
      status: 'active',
      before_id: 'b',
    });
  });

  it('steps up and down, not over the edge', () => {
    expect(stepPlace(columns, 'b', -1)).toEqual({ status: 'active', before_id: 'a' });
    expect(stepPlace(columns, 'b', 1)).toEqual({ status: 'active', after_id: 'c' });
    expect(stepPlace(columns, 'a', -1)).toBeUndefined();
  });
});

describe('applyPlace', () => {
  const modules = ['a', 'b', 'c'].map((id, order) => testModule({ id, order }));

  it('counts the order of both columns anew', () => {
    const next = toColumns(applyPlace(modules, 'a', { status: 'testing' }));
    expect(next.active).toEqual(['b', 'c']);
    expect(next.testing).toEqual(['a']);
    const order = applyPlace(modules, 'a', { status: 'active', after_id: 'b' });
    expect(order.map((module) => module.order)).toEqual([1, 0, 2]);
  });

  it('comes back by the place it came from', () => {
    const from = placeOf(toColumns(modules), 'b');
    const moved = applyPlace(modules, 'b', { status: 'archived' });
    expect(from && applyPlace(moved, 'b', from)).toEqual(modules);
  });

  it('takes a vanished neighbour as last and keeps untouched rows', () => {
    const next = applyPlace(modules, 'a', { status: 'active', before_id: 'gone' });
    expect(toColumns(next).active).toEqual(['b', 'c', 'a']);
    expect(applyPlace(modules, 'c', { status: 'active' })[0]).toBe(modules[0]);
  });
});

describe('keyboardTarget', () => {
  it('goes from neighbour to neighbour', () => {
    expect(keyboardTarget(columns, 'a', 'a', 'ArrowDown')).toBe('b');
    expect(keyboardTarget(columns, 'a', 'b', 'ArrowDown')).toBe('c');
    expect(keyboardTarget(columns, 'a', 'c', 'ArrowDown')).toBeUndefined();
    expect(keyboardTarget(columns, 'a', 'b', 'ArrowUp')).toBe('a');
  });

  it('goes to the same height of the next column, or to the column', () => {
    expect(keyboardTarget(columns, 'a', 'a', 'ArrowRight')).toBe('d');
    expect(keyboardTarget(columns, 'a', 'c', 'ArrowRight')).toBe('testing');
    expect(keyboardTarget(columns, 'd', 'd', 'ArrowRight')).toBe('inactive');
    expect(keyboardTarget(columns, 'a', 'a', 'ArrowLeft')).toBeUndefined();
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
