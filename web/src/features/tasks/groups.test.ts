// SPDX-License-Identifier: MIT
// Under which heading a task stands, by the clocks of the organisation and not by those of the browser.

import { describe, expect, it } from 'vitest';
import type { TaskStatus } from '../../api/types';
import { groupOf, inGroups } from './groups';

const ZONE = 'Asia/Almaty'; // UTC+5
/** Thursday, half past two at night in Almaty; still Wednesday in UTC. */
const NOW = Date.parse('2026-11-18T21:30:00Z');

const task = (due_at: string | null, status: TaskStatus = 'open') => ({ due_at, status });
const at = (due: string | null) => groupOf(task(due), NOW, ZONE);

describe('groupOf', () => {
  it('goes by the day of the organisation', () => {
    expect(at('2026-11-18T21:00:00Z')).toBe('overdue');
    expect(at('2026-11-19T18:59:00Z')).toBe('today');
    expect(at('2026-11-19T19:00:00Z')).toBe('tomorrow');
    expect(groupOf(task('2026-11-19T18:59:00Z'), NOW, 'UTC')).toBe('tomorrow');
  });

  it('ends the week with Sunday', () => {
    expect(at('2026-11-20T19:00:00Z')).toBe('week'); // Saturday
    expect(at('2026-11-22T18:59:00Z')).toBe('week');
    expect(at('2026-11-22T19:00:00Z')).toBe('later'); // Monday
  });

  it('parts what has no date, and what is over', () => {
    expect(at(null)).toBe('undated');
    expect(groupOf(task('2026-11-01T00:00:00Z', 'done'), NOW, ZONE)).toBe('done');
    expect(groupOf(task(null, 'cancelled'), NOW, ZONE)).toBe('cancelled');
  });
});

describe('inGroups', () => {
  it('orders the groups, keeps the order in each, and leaves out the empty ones', () => {
    const tasks = [
      { id: 1, ...task(null) },
      { id: 2, ...task('2026-11-19T10:00:00Z') },
      { id: 3, ...task('2026-11-17T10:00:00Z') },
      { id: 4, ...task('2026-11-19T12:00:00Z') },
    ];
    expect(
      inGroups(tasks, NOW, ZONE).map(({ group, tasks: own }) => [group, own.map(({ id }) => id)]),
    ).toEqual([
      ['overdue', [3]],
      ['today', [2, 4]],
      ['undated', [1]],
    ]);
  });
});
