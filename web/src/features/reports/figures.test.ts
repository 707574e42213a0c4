// SPDX-License-Identifier: MIT
// What a picture leaves out it adds up.

import { describe, expect, it } from 'vitest';
import { largest, type Named } from './figures';

const row = (key: string, won_count: number, won_amount: number): Named => ({
  key,
  name: key,
  won_count,
  won_amount,
  lost_count: 1,
  lost_amount: 10,
  open_count: 0,
  open_amount: 0,
});

describe('largest', () => {
  it('puts those first that weigh most by the measure', () => {
    const rows = [row('a', 1, 900), row('b', 5, 100)];
    expect(largest(rows, 'count', 'rest').map(({ key }) => key)).toEqual(['b', 'a']);
    expect(largest(rows, 'amount', 'rest').map(({ key }) => key)).toEqual(['a', 'b']);
  });

  it('loses nothing of what it does not show', () => {
    const rows = Array.from({ length: 20 }, (_, at) => row(`r${at}`, at, at * 100));
    const shown = largest(rows, 'count', 'Прочие');
    expect(shown).toHaveLength(8);
    expect(shown.at(-1)?.name).toBe('Прочие');
    const sum = (all: readonly Named[]) => all.reduce((now, one) => now + one.won_amount, 0);
    expect(sum(shown)).toBe(sum(rows));
  });
});
