// SPDX-License-Identifier: MIT
// Which pages fit what was typed, where the arrows lead, and what is remembered of what was opened.

import { describe, expect, it } from 'vitest';
import { fits, type Item, itemBeside } from './items';
import { read, remembered } from './recent';

const item = (key: string): Item => ({ key, kind: 'page', label: key, to: `/${key}` });

describe('fits', () => {
  it('goes by the beginnings of words, in any order', () => {
    expect(fits('Журнал изменений', 'изм')).toBe(true);
    expect(fits('Журнал изменений', 'изм жур')).toBe(true);
    expect(fits('Ключи API', 'api')).toBe(true);
    expect(fits('Журнал изменений', 'менений')).toBe(false);
    expect(fits('Журнал изменений', '')).toBe(true);
  });
});

describe('itemBeside', () => {
  const items = [item('a'), item('b'), item('c')];

  it('goes round', () => {
    expect(itemBeside(items, 'a', 1)?.key).toBe('b');
    expect(itemBeside(items, 'c', 1)?.key).toBe('a');
    expect(itemBeside(items, 'a', -1)?.key).toBe('c');
  });

  it('begins at an end where nothing is chosen, or what was chosen has gone', () => {
    expect(itemBeside(items, undefined, 1)?.key).toBe('a');
    expect(itemBeside(items, 'gone', -1)?.key).toBe('c');
    expect(itemBeside([], undefined, 1)).toBeUndefined();
  });
});

describe('what was opened', () => {
  const deal = { kind: 'deal', id: '7' } as const;

  it('comes first once, and not without end', () => {
    const many = Array.from(
      { length: 9 },
      (_, at) => ({ kind: 'client', id: String(at) }) as const,
    );
    const now = many.reduce(remembered, [deal]);
    expect(now.map(({ id }) => id)).toEqual(['8', '7', '6', '5', '4', '3']);
    expect(remembered(now, { kind: 'client', id: '5' }).map(({ id }) => id)).toEqual([
      '5',
      '8',
      '7',
      '6',
      '4',
      '3',
    ]);
  });

  it('is read from what the browser kept, whatever that is', () => {
    expect(
      read('[{"kind":"deal","id":"7"},{"kind":"page","id":"1"},{"kind":"deal","id":7},4]'),
    ).toEqual([deal]);
    expect(read('{')).toEqual([]);
    expect(read('7')).toEqual([]);
    expect(read(null)).toEqual([]);
  });
});
