// SPDX-License-Identifier: MIT
// What fits in a line of chips.

import { describe, expect, it } from 'vitest';
import { countFitting } from './fitting';

describe('countFitting', () => {
  it('shows all where all fit', () => {
    expect(countFitting([], 240)).toBe(0);
    expect(countFitting(['orders', 'prices', 'stock'], 240)).toBe(3);
  });

  it('keeps room for the number of the others', () => {
    expect(countFitting(['Объявления', 'Сообщения', 'Статистика'], 240)).toBe(2);
  });

  it('shows one even where none fits', () => {
    expect(countFitting(['x'.repeat(80), 'y'], 240)).toBe(1);
  });
});
