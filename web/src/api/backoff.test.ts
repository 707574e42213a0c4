// SPDX-License-Identifier: MIT
// The waits between tries, and their spread.

import { describe, expect, it } from 'vitest';
import { reconnectDelay } from './backoff';

describe('reconnectDelay', () => {
  it('waits 1, 2, 5, 10, 10 … seconds', () => {
    const waits = [0, 1, 2, 3, 4, 50].map((attempt) => reconnectDelay(attempt, 0.5));
    expect(waits).toEqual([1000, 2000, 5000, 10_000, 10_000, 10_000]);
  });

  it('spreads each wait by 20 % either way', () => {
    expect(reconnectDelay(0, 0)).toBe(800);
    expect(reconnectDelay(3, 0)).toBe(8000);
    expect(reconnectDelay(3, 0.999_999)).toBe(12_000);
  });
});
