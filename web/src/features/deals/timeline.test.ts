// SPDX-License-Identifier: MIT

import { describe, expect, it } from 'vitest';
import type { TimelineItem } from '../../api/types';
import { byDay, linesOf } from './timeline';

const change = (id: number, at: string, changed: string[], more: Partial<TimelineItem> = {}) =>
  ({
    kind: 'change',
    id,
    at,
    type: 'updated',
    actor_id: null,
    actor_name: null,
    changed,
    ...more,
  }) as TimelineItem;

describe('the timeline', () => {
  it('parts the days by the clocks of the zone', () => {
    const items = [
      change(3, '2026-11-21T12:00:00Z', ['title']),
      change(2, '2026-11-20T19:30:00Z', ['title']),
      change(1, '2026-11-19T11:00:00Z', ['title']),
    ];
    const idsIn = (zone: string) => byDay(items, zone).map((day) => day.items.map(({ id }) => id));
    expect(idsIn('Asia/Almaty')).toEqual([[3, 2], [1]]);
    expect(idsIn('UTC')).toEqual([[3], [2], [1]]);
  });

  it('does not tell twice of a move, nor of what it brings along', () => {
    const move = change(2, '2026-11-21T12:00:00Z', [
      'stage_id',
      'place',
      'stage_entered_at',
      'closed_at',
    ]);
    expect(byDay([move], 'UTC')).toEqual([]);
    const both = change(3, '2026-11-21T12:00:00Z', ['stage_id', 'amount'], {
      before: { stage_id: 1, amount: 5 },
      after: { stage_id: 2, amount: 7 },
    });
    expect(linesOf(both)).toEqual([{ field: 'amount', before: 5, after: 7 }]);
  });

  it('tells of the beginning', () => {
    const created = change(1, '2026-11-21T12:00:00Z', [], { type: 'created' });
    expect(byDay([created], 'UTC')).toHaveLength(1);
  });
});
