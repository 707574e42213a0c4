// SPDX-License-Identifier: MIT
// Places, moves and the arrow keys, on plain columns.

import { describe, expect, it } from 'vitest';
import {
  type Columns,
  columnAt,
  indexOfPlace,
  isSamePlace,
  keepEqual,
  moveTo,
  placeOf,
  present,
  stepPlace,
} from './columns';
import { keyboardTarget } from './keyboardTarget';

type Key = 'active' | 'testing' | 'inactive' | 'archived';

const columns: Columns<Key> = {
  active: ['a', 'b', 'c'],
  testing: ['d'],
  inactive: [],
  archived: ['e'],
};

describe('places', () => {
  it('names the neighbour below, else the one above, else none', () => {
    expect(placeOf(columns, 'a')).toEqual({ column: 'active', before_id: 'b' });
    expect(placeOf(columns, 'c')).toEqual({ column: 'active', after_id: 'b' });
    expect(placeOf(columns, 'd')).toEqual({ column: 'testing' });
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
    expect(present(columns, { column: 'active', before_id: 'd' })).toEqual({ column: 'active' });
    expect(present(columns, { column: 'active', before_id: 'b' })).toEqual({
      column: 'active',
      before_id: 'b',
    });
  });

  it('steps up and down, not over the edge', () => {
    expect(stepPlace(columns, 'b', -1)).toEqual({ column: 'active', before_id: 'a' });
    expect(stepPlace(columns, 'b', 1)).toEqual({ column: 'active', after_id: 'c' });
    expect(stepPlace(columns, 'a', -1)).toBeUndefined();
  });

  it('finds the index that a place means, if it means one', () => {
    expect(indexOfPlace(['a', 'b'], { column: 'x', before_id: 'b' })).toBe(1);
    expect(indexOfPlace(['a', 'b'], { column: 'x', after_id: 'b' })).toBe(2);
    expect(indexOfPlace(['a', 'b'], { column: 'x', before_id: 'gone' })).toBeUndefined();
    expect(indexOfPlace(['a', 'b'], { column: 'x' })).toBeUndefined();
  });

  it('knows the column that is meant by itself or by a card', () => {
    expect(columnAt(columns, 'inactive')).toBe('inactive');
    expect(columnAt(columns, 'd')).toBe('testing');
    expect(columnAt(columns, 'x')).toBeUndefined();
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
