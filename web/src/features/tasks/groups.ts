// SPDX-License-Identifier: MIT
// Under which heading of the list a task stands: by its due time, seen from now, in days of the organisation's clocks.

import type { Task } from '../../api/types';
import { addDays, DAYS_OF_WEEK, dayIn, weekOf } from '../../ui/calendar';

export const GROUPS = [
  'overdue',
  'today',
  'tomorrow',
  'week',
  'later',
  'undated',
  'done',
  'cancelled',
] as const;

export type Group = (typeof GROUPS)[number];

type Dated = Pick<Task, 'due_at' | 'status'>;

export function groupOf(task: Dated, now: number, zone: string): Group {
  if (task.status !== 'open') return task.status;
  if (task.due_at === null) return 'undated';
  if (Date.parse(task.due_at) < now) return 'overdue';
  const today = dayIn(zone, now);
  const day = dayIn(zone, task.due_at);
  if (day === today) return 'today';
  if (day === addDays(today, 1)) return 'tomorrow';
  return day < addDays(weekOf(today), DAYS_OF_WEEK) ? 'week' : 'later';
}

/** The groups that have tasks, in the order of GROUPS; inside each the tasks keep theirs. */
export function inGroups<T extends Dated>(
  tasks: readonly T[],
  now: number,
  zone: string,
): { group: Group; tasks: T[] }[] {
  const byGroup = new Map<Group, T[]>(GROUPS.map((group) => [group, []]));
  for (const task of tasks) byGroup.get(groupOf(task, now, zone))?.push(task);
  return [...byGroup].flatMap(([group, own]) => (own.length > 0 ? [{ group, tasks: own }] : []));
}
