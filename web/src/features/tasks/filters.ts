// SPDX-License-Identifier: MIT
// What the page of tasks shows, as its address says it, so that it can be sent to a colleague: which tasks, as a list
// or as a calendar, and of what days.

import type { TaskPriority, TaskStatus } from '../../api/types';
import { type Day, isDay } from '../../ui/calendar';

export const STATUSES: readonly TaskStatus[] = ['open', 'done', 'cancelled'];
export const PRIORITIES: readonly TaskPriority[] = ['high', 'normal', 'low'];

/** The assignee in the address who is whoever reads it. */
export const ME = 'me';

export interface Filters {
  q: string;
  /** ME, or somebody's id. */
  assignee: string | null;
  status: TaskStatus | null;
  priority: TaskPriority | null;
}

export type View = { kind: 'list' } | { kind: 'calendar'; span: 'month' | 'week'; day: Day | null };

export const NO_FILTERS: Filters = { q: '', assignee: null, status: null, priority: null };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const isStatus = (word: string | null): word is TaskStatus =>
  STATUSES.some((status) => status === word);
export const isPriority = (word: string | null): word is TaskPriority =>
  PRIORITIES.some((priority) => priority === word);

export function filtersFrom(params: URLSearchParams): Filters {
  const assignee = params.get('assignee');
  const status = params.get('status');
  const priority = params.get('priority');
  return {
    q: params.get('q') ?? '',
    assignee: assignee !== null && (assignee === ME || UUID.test(assignee)) ? assignee : null,
    status: isStatus(status) ? status : null,
    priority: isPriority(priority) ? priority : null,
  };
}

export function viewFrom(params: URLSearchParams): View {
  if (params.get('view') !== 'calendar') return { kind: 'list' };
  const day = params.get('day');
  return {
    kind: 'calendar',
    span: params.get('span') === 'week' ? 'week' : 'month',
    day: day !== null && isDay(day) ? day : null,
  };
}

/** The address words with others in their place; those with nothing to say go. */
export function withWords(
  params: URLSearchParams,
  words: Record<string, string | null>,
): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const [key, value] of Object.entries(words)) {
    if (value === null || value === '') next.delete(key);
    else next.set(key, value);
  }
  return next;
}

export const withFilters = (params: URLSearchParams, filters: Filters): URLSearchParams =>
  withWords(params, { ...filters });

export const withView = (params: URLSearchParams, view: View): URLSearchParams =>
  withWords(
    params,
    view.kind === 'list'
      ? { view: null, span: null, day: null }
      : { view: 'calendar', span: view.span === 'week' ? 'week' : null, day: view.day },
  );

export function isFiltering(filters: Filters): boolean {
  const { q, assignee, status, priority } = filters;
  return q.trim() !== '' || assignee !== null || status !== null || priority !== null;
}
