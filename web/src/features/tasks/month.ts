// SPDX-License-Identifier: MIT
// The days of the calendar: which ones a view shows, what tasks stand on them, and where a task comes to that is put
// on another day: there it is due at the same time of the day.

import type { Task } from '../../api/types';
import {
  addDays,
  addMonths,
  clockIn,
  DAYS_OF_WEEK,
  type Day,
  dayIn,
  instantOf,
  weekOf,
  weeksOfMonth,
} from '../../ui/calendar';

export type Span = 'month' | 'week';

/** The rows of days that a view around a day shows. */
export function weeksOf(span: Span, day: Day): Day[][] {
  if (span === 'month') return weeksOfMonth(day);
  const monday = weekOf(day);
  return [Array.from({ length: DAYS_OF_WEEK }, (_, at) => addDays(monday, at))];
}

/** The same view, so many steps on. */
export const stepFrom = (span: Span, day: Day, steps: number): Day =>
  span === 'month' ? addMonths(day, steps) : addDays(day, steps * DAYS_OF_WEEK);

/** The first and the last moment of the view, to the millisecond, as lists compare times. */
export function bounds(span: Span, day: Day, zone: string): { from: string; to: string } {
  const days = weeksOf(span, day).flat();
  const first = days[0] ?? day;
  const last = days.at(-1) ?? day;
  const end = Date.parse(instantOf(zone, addDays(last, 1)));
  return { from: instantOf(zone, first), to: new Date(end - 1).toISOString() };
}

export function byDay<T extends Pick<Task, 'due_at'>>(
  tasks: readonly T[],
  zone: string,
): Map<Day, T[]> {
  const days = new Map<Day, T[]>();
  for (const task of tasks) {
    if (task.due_at === null) continue;
    const day = dayIn(zone, task.due_at);
    const own = days.get(day);
    if (own) own.push(task);
    else days.set(day, [task]);
  }
  return days;
}

/** When a task is due that comes to another day. */
export const dueOn = (day: Day, dueAt: string, zone: string): string =>
  instantOf(zone, day, clockIn(zone, dueAt));

/** Where an arrow leads from a day of the view; undefined: out of it. */
export function dayBeside(days: readonly Day[], from: Day, code: string): Day | undefined {
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -DAYS_OF_WEEK,
    ArrowDown: DAYS_OF_WEEK,
  };
  const step = steps[code];
  return step === undefined ? undefined : days[days.indexOf(from) + step];
}
