// SPDX-License-Identifier: MIT
// The frame may come before it is asked for, or a moment after.

import { describe, expect, it, vi } from 'vitest';
import { actorOf, noteChange } from './lastMoves';

const frame = (id: number, revision: number, actor: string) => ({
  type: 'deal.updated',
  id: String(id),
  actor,
  data: { id, revision },
});

describe('whose change came last', () => {
  it('is known once told', async () => {
    noteChange(frame(1, 5, 'anna'));
    expect(await actorOf(1, 5)).toBe('anna');
    expect(await actorOf(1, 4)).toBe('anna');
  });

  it('is waited for a little', async () => {
    const asked = actorOf(2, 7);
    noteChange(frame(2, 6, 'early'));
    noteChange(frame(2, 7, 'berik'));
    expect(await asked).toBe('berik');
  });

  it('stays unknown where nobody tells', async () => {
    vi.useFakeTimers();
    const asked = actorOf(3, 1);
    vi.runAllTimers();
    expect(await asked).toBeUndefined();
    vi.useRealTimers();
  });

  it('is not turned back by an older frame', async () => {
    noteChange(frame(4, 9, 'late'));
    noteChange(frame(4, 8, 'early'));
    expect(await actorOf(4, 9)).toBe('late');
  });
});
