// SPDX-License-Identifier: MIT
import { expect, test } from 'vitest';
import { type Cell, moved, stepped } from './gridCursor';
import { isSelected, MAX_PICKED, NOTHING, picked } from './selection';

const shape = { keys: ['select', 'name', 'price'], count: 100, seen: 12 };
const at = (place: number, key: string): Cell => ({ place, key });
const press = (key: string, ctrlKey = false) => ({ key, ctrlKey, metaKey: false });

test('arrows lead from cell to cell and stop at the ends', () => {
  expect(moved(at(3, 'name'), press('ArrowDown'), shape)).toEqual(at(4, 'name'));
  expect(moved(at(0, 'name'), press('ArrowUp'), shape)).toEqual(at(0, 'name'));
  expect(moved(at(3, 'name'), press('ArrowRight'), shape)).toEqual(at(3, 'price'));
  expect(moved(at(3, 'price'), press('ArrowRight'), shape)).toEqual(at(3, 'price'));
  expect(moved(at(3, 'name'), press('x'), shape)).toBeUndefined();
});

test('pages and ends', () => {
  expect(moved(at(3, 'name'), press('PageDown'), shape)).toEqual(at(13, 'name'));
  expect(moved(at(3, 'name'), press('End'), shape)).toEqual(at(3, 'price'));
  expect(moved(at(3, 'name'), press('End', true), shape)).toEqual(at(99, 'price'));
  expect(moved(at(3, 'price'), press('Home', true), shape)).toEqual(at(0, 'select'));
});

test('Tab goes through what can be edited, row after row', () => {
  const editable = ['price', 'stock'];
  expect(stepped(at(1, 'price'), 1, editable, 100)).toEqual(at(1, 'stock'));
  expect(stepped(at(1, 'stock'), 1, editable, 100)).toEqual(at(2, 'price'));
  expect(stepped(at(1, 'price'), -1, editable, 100)).toEqual(at(0, 'stock'));
  expect(stepped(at(99, 'stock'), 1, editable, 100)).toBeUndefined();
  expect(stepped(at(0, 'price'), -1, editable, 100)).toBeUndefined();
});

test('rows are picked one by one up to what a request takes, or all at once', () => {
  const some = picked(NOTHING, [1, 2, 3], true).selection;
  expect(isSelected(some, 2)).toBe(true);
  expect(isSelected(picked(some, [2], false).selection, 2)).toBe(false);
  const many = Array.from({ length: MAX_PICKED + 1 }, (_, id) => id);
  expect(picked(NOTHING, many, true).isFull).toBe(true);
  expect(isSelected({ kind: 'all' }, 77)).toBe(true);
  expect(picked({ kind: 'all' }, [1], false).selection).toEqual(NOTHING);
});
