// SPDX-License-Identifier: MIT

import { describe, expect, it } from 'vitest';
import { nameOfPeriod, PERIODS, periodOf } from './periods';

const TODAY = '2026-12-30'; // a Wednesday

describe('periods', () => {
  it('begin and end with their weeks and months, over the new year too', () => {
    expect(periodOf('overdue', TODAY)).toEqual({ until: '2026-12-29' });
    expect(periodOf('week', TODAY)).toEqual({ from: '2026-12-28', until: '2027-01-03' });
    expect(periodOf('month', TODAY)).toEqual({ from: '2026-12-01', until: '2026-12-31' });
    expect(periodOf('nextMonth', TODAY)).toEqual({ from: '2027-01-01', until: '2027-01-31' });
  });

  it('are known again by their days', () => {
    for (const name of PERIODS) expect(nameOfPeriod(periodOf(name, TODAY), TODAY)).toBe(name);
    expect(nameOfPeriod({ from: '2026-12-02', until: '2026-12-31' }, TODAY)).toBeUndefined();
  });
});
