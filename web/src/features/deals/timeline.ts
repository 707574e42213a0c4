// SPDX-License-Identifier: MIT
// What became of a deal, as it is told: by days, and of changes only what says something. A move tells itself as an
// activity, so the same change of the row is not told again.

import type { TimelineItem } from '../../api/types';
import { type Day, dayIn } from '../../ui/calendar';

const TOLD_ELSEWHERE = new Set([
  'stage_id',
  'pipeline_id',
  'stage_entered_at',
  'closed_at',
  'place',
]);

export interface ChangeLine {
  field: string;
  before: unknown;
  after: unknown;
}

/** What a change has changed, as far as it is worth telling. */
export const linesOf = ({ changed = [], before, after }: TimelineItem): ChangeLine[] =>
  changed
    .filter((field) => !TOLD_ELSEWHERE.has(field))
    .map((field) => ({ field, before: before?.[field], after: after?.[field] }));

const isTold = (item: TimelineItem): boolean =>
  item.kind !== 'change' || item.type !== 'updated' || linesOf(item).length > 0;

/** Of one day together; they come in the order of time. */
export function byDay(items: TimelineItem[], zone: string): { day: Day; items: TimelineItem[] }[] {
  const days: { day: Day; items: TimelineItem[] }[] = [];
  for (const item of items.filter(isTold)) {
    const day = dayIn(zone, item.at);
    const last = days.at(-1);
    if (last?.day === day) last.items.push(item);
    else days.push({ day, items: [item] });
  }
  return days;
}
