// SPDX-License-Identifier: MIT
// What the page keeps of tasks: lists by pages, the calendar as one page, the task that is open.

import type { InfiniteData } from '@tanstack/react-query';
import type { Task } from '../../api/types';

export interface TaskPage {
  items: Task[];
  next_cursor: string | null;
}

export type Cached = InfiniteData<TaskPage> | TaskPage | Task | undefined;

/** What the cache knows of tasks, with one of them changed. */
export function withChange(cached: Cached, id: number, change: Partial<Task>): Cached {
  const inPage = (page: TaskPage): TaskPage => ({
    ...page,
    items: page.items.map((task) => (task.id === id ? { ...task, ...change } : task)),
  });
  if (cached === undefined) return undefined;
  if ('pages' in cached) return { ...cached, pages: cached.pages.map(inPage) };
  if ('items' in cached) return inPage(cached);
  return cached.id === id ? { ...cached, ...change } : cached;
}
