// SPDX-License-Identifier: MIT
// Periods in which deals are expected to close, by the organisation's calendar; weeks begin on Monday.

import { addDays, addMonths, DAYS_OF_WEEK, type Day, monthOf, weekOf } from '../../ui/calendar';

export const PERIODS = ['overdue', 'week', 'month', 'nextMonth'] as const;
export type PeriodName = (typeof PERIODS)[number];

/** Both ends included; an absent one is open. */
export interface Period {
  from?: Day | undefined;
  until?: Day | undefined;
}

export function periodOf(name: PeriodName, today: Day): Period {
  const month = monthOf(today);
  const next = addMonths(month, 1);
  switch (name) {
    case 'overdue':
      return { until: addDays(today, -1) };
    case 'week':
      return { from: weekOf(today), until: addDays(weekOf(today), DAYS_OF_WEEK - 1) };
    case 'month':
      return { from: month, until: addDays(next, -1) };
    case 'nextMonth':
      return { from: next, until: addDays(addMonths(next, 1), -1) };
  }
}

/** Which of them it is; undefined: another one. */
export const nameOfPeriod = ({ from, until }: Period, today: Day): PeriodName | undefined =>
  PERIODS.find((name) => {
    const period = periodOf(name, today);
    return period.from === from && period.until === until;
  });
