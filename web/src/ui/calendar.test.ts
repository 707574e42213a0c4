// SPDX-License-Identifier: MIT
// Days belong to a zone, weeks begin on Monday, and no change of the clocks loses an hour of a day.

import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  clockIn,
  dayIn,
  daysBetween,
  instantOf,
  isDay,
  weekdayOf,
  weekOf,
  weeksOfMonth,
} from './calendar';

const ALMATY = 'Asia/Almaty';

describe('moments and days', () => {
  it('turn into each other by the clocks of the zone', () => {
    expect(dayIn(ALMATY, '2026-11-21T18:59:59Z')).toBe('2026-11-21');
    expect(dayIn(ALMATY, '2026-11-21T19:00:00Z')).toBe('2026-11-22');
    expect(clockIn(ALMATY, '2026-11-21T19:05:00Z')).toBe('00:05');
    expect(instantOf(ALMATY, '2026-11-22')).toBe('2026-11-21T19:00:00.000Z');
    expect(instantOf(ALMATY, '2026-11-22', '09:30')).toBe('2026-11-22T04:30:00.000Z');
  });

  it('hold where clocks are put on and back', () => {
    const berlin = 'Europe/Berlin';
    expect(instantOf(berlin, '2026-03-29')).toBe('2026-03-28T23:00:00.000Z');
    expect(instantOf(berlin, '2026-03-30')).toBe('2026-03-29T22:00:00.000Z');
    expect(instantOf(berlin, '2026-10-26')).toBe('2026-10-25T23:00:00.000Z');
    // 02:30 is skipped that night.
    expect(clockIn(berlin, instantOf(berlin, '2026-03-29', '02:30'))).toBe('03:30');
  });

  it('are known by their names', () => {
    expect(isDay('2026-02-28')).toBe(true);
    expect(isDay('2026-02-30')).toBe(false);
    expect(isDay('yesterday')).toBe(false);
  });
});

describe('weeks', () => {
  it('begin on Monday', () => {
    expect(weekdayOf('2026-11-23')).toBe(0);
    expect(weekdayOf('2026-11-22')).toBe(6);
    expect(weekOf('2026-11-22')).toBe('2026-11-16');
  });

  it('make up a month, whole', () => {
    const weeks = weeksOfMonth('2026-11-21');
    expect(weeks.map(([monday]) => monday)).toEqual([
      '2026-10-26',
      '2026-11-02',
      '2026-11-09',
      '2026-11-16',
      '2026-11-23',
      '2026-11-30',
    ]);
    expect(weeks.at(-1)?.at(-1)).toBe('2026-12-06');
  });

  it('count over months and years', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addMonths('2026-12-15', 1)).toBe('2027-01-01');
    expect(addMonths('2026-01-15', -1)).toBe('2025-12-01');
    expect(daysBetween('2026-11-21', '2026-12-01')).toBe(10);
  });
});
