// SPDX-License-Identifier: MIT
// The days of the calendar, and what a task's due time becomes on another day.

import { describe, expect, it } from 'vitest';
import { bounds, byDay, dayBeside, dueOn, stepFrom, weeksOf } from './month';

const ZONE = 'Asia/Almaty';

describe('a view', () => {
  it('of a month has whole weeks from Monday on', () => {
    const weeks = weeksOf('month', '2026-11-21');
    expect(weeks.map((week) => week.length)).toEqual([7, 7, 7, 7, 7, 7]);
    expect([weeks[0]?.[0], weeks[5]?.[6]]).toEqual(['2026-10-26', '2026-12-06']);
  });

  it('of a week has seven days', () => {
    expect(weeksOf('week', '2026-11-22')).toEqual([
      [16, 17, 18, 19, 20, 21, 22].map((day) => `2026-11-${day}`),
    ]);
  });

  it('asks for all of its days, by the clocks of the organisation', () => {
    expect(bounds('week', '2026-11-18', ZONE)).toEqual({
      from: '2026-11-15T19:00:00.000Z',
      to: '2026-11-22T18:59:59.999Z',
    });
  });

  it('leads to the next one', () => {
    expect(stepFrom('month', '2026-01-31', 1)).toBe('2026-02-01');
    expect(stepFrom('week', '2026-01-01', -1)).toBe('2025-12-25');
  });
});

describe('tasks', () => {
  it('stand on the day of the organisation', () => {
    const tasks = [{ due_at: '2026-11-18T20:00:00Z' }, { due_at: null }];
    expect([...byDay(tasks, ZONE).keys()]).toEqual(['2026-11-19']);
  });

  it('keep their time of the day on another one, also where clocks change', () => {
    expect(dueOn('2026-12-01', '2026-11-18T20:15:00Z', ZONE)).toBe('2026-11-30T20:15:00.000Z');
    expect(dueOn('2026-03-29', '2026-03-28T11:00:00Z', 'Europe/Berlin')).toBe(
      '2026-03-29T10:00:00.000Z',
    );
  });
});

describe('arrows', () => {
  const days = weeksOf('month', '2026-11-21').flat();

  it('lead to the days beside, above and below', () => {
    expect(dayBeside(days, '2026-11-21', 'ArrowRight')).toBe('2026-11-22');
    expect(dayBeside(days, '2026-11-21', 'ArrowUp')).toBe('2026-11-14');
    expect(dayBeside(days, '2026-10-26', 'ArrowLeft')).toBeUndefined();
    expect(dayBeside(days, '2026-12-06', 'ArrowDown')).toBeUndefined();
    expect(dayBeside(days, '2026-11-21', 'KeyA')).toBeUndefined();
  });
});
