// SPDX-License-Identifier: MIT
// What the pages of tasks ask of the server, and what they keep of it. A change shows at once and is taken back where the
// server refuses it; lists are read anew when the feed tells of a change, but not while one is on its way, so that nothing
// jumps back for a moment.

import { keepPreviousData, useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { answerOf, api } from '../../api/client';
import type { Frame } from '../../api/feed';
import { feed, queryClient, useFeedStatus, useFrames } from '../../api/live';
import { useMe } from '../../api/me';
import type { operations } from '../../api/schema';
import type { Task, TaskCreate, TaskStatus, TaskUpdate } from '../../api/types';
import { isTooShort } from '../../ui/letters';
import { type Cached, type TaskPage, withChange } from './cache';
import { type Filters, ME } from './filters';

type Query = NonNullable<operations['tasksList']['parameters']['query']>;

const TASKS_KEY = ['tasks'];
const CHANGE_KEY = ['tasks', 'change'];
const PAGE_SIZE = 100;
/** What is over is looked at now and then: a few of the latest. */
const CLOSED_PAGE_SIZE = 20;
/** The largest page, and how many of them a view of the calendar reads. */
const CALENDAR_PAGE_SIZE = 200;
const CALENDAR_PAGES = 5;
const POLL_MS = 15_000;
const SETTLE_MS = 150;

export function readTasksAnew(): void {
  void queryClient.invalidateQueries({ queryKey: TASKS_KEY });
}

async function readPage(query: Query, signal: AbortSignal): Promise<TaskPage> {
  const { data, cursor } = await answerOf(api.GET('/tasks', { params: { query }, signal }));
  feed.start(cursor);
  return { items: data.items as Task[], next_cursor: data.next_cursor };
}

function useConditions({ q, assignee, priority }: Filters): Query {
  const myId = useMe().user.id;
  const text = q.trim();
  const assigneeId = assignee === ME ? myId : assignee;
  return {
    count: 'none',
    ...(text === '' || isTooShort(text) ? {} : { q: text }),
    ...(assigneeId === null ? {} : { assignee_id: assigneeId }),
    ...(priority === null ? {} : { priority }),
  };
}

function usePoll() {
  const isLive = useFeedStatus().state === 'live';
  return (query: { state: { status: string } }) =>
    isLive || query.state.status === 'pending' ? false : POLL_MS;
}

/** Tasks of one status: open ones by their due time, those without one last; others the latest first. */
export function useTasks(filters: Filters, status: TaskStatus, isWanted: boolean) {
  const conditions = useConditions(filters);
  const isOpen = status === 'open';
  const query: Query = {
    ...conditions,
    status,
    sort: isOpen ? ['due_at'] : ['-updated_at'],
    page_size: isOpen ? PAGE_SIZE : CLOSED_PAGE_SIZE,
  };
  return useInfiniteQuery({
    queryKey: [...TASKS_KEY, 'list', query],
    enabled: isWanted,
    queryFn: ({ pageParam, signal }) =>
      readPage({ ...query, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchOnMount: 'always',
    refetchInterval: usePoll(),
  });
}

/** What tasks are about. */
export type TasksAbout = { client_id: number } | { deal_id: number };

/** All tasks about one thing, by their due time. */
export function useTasksOf(about: TasksAbout) {
  const query: Query = { ...about, sort: ['due_at'], count: 'none', page_size: PAGE_SIZE };
  return useInfiniteQuery({
    queryKey: [...TASKS_KEY, 'of', about],
    queryFn: ({ pageParam, signal }) =>
      readPage({ ...query, ...(pageParam === undefined ? {} : { cursor: pageParam }) }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    refetchOnMount: 'always',
    refetchInterval: usePoll(),
  });
}

/** The tasks due between two moments, and whether there are more than a calendar can show. */
export function useCalendar(filters: Filters, from: string, to: string) {
  const conditions = useConditions(filters);
  const query: Query = {
    ...conditions,
    ...(filters.status === null ? { status__in: ['open', 'done'] } : { status: filters.status }),
    due_at__gte: from,
    due_at__lte: to,
    sort: ['due_at'],
    page_size: CALENDAR_PAGE_SIZE,
  };
  return useQuery({
    queryKey: [...TASKS_KEY, 'calendar', query],
    queryFn: async ({ signal }): Promise<TaskPage> => {
      const items: Task[] = [];
      let cursor: string | null = null;
      for (let page = 0; page < CALENDAR_PAGES; page++) {
        const next: TaskPage = await readPage({ ...query, ...(cursor && { cursor }) }, signal);
        items.push(...next.items);
        cursor = next.next_cursor;
        if (cursor === null) break;
      }
      return { items, next_cursor: cursor };
    },
    placeholderData: keepPreviousData,
    refetchOnMount: 'always',
    refetchInterval: usePoll(),
  });
}

export function useTask(id: number | null) {
  return useQuery({
    queryKey: [...TASKS_KEY, 'one', id],
    enabled: id !== null,
    queryFn: async ({ signal }) => {
      const params = { path: { id: id ?? 0 } };
      return (await answerOf(api.GET('/tasks/{id}', { params, signal }))).data;
    },
    refetchOnMount: 'always',
  });
}

/** Reads the tasks anew when the feed tells of a change; `isHeld`: somebody is dragging one. */
export function useTasksLive(isHeld = false): void {
  const settle = useRef<ReturnType<typeof setTimeout>>(undefined);
  const held = useRef(isHeld);
  const readSoon = useCallback(() => {
    clearTimeout(settle.current);
    settle.current = setTimeout(() => {
      if (held.current || queryClient.isMutating({ mutationKey: CHANGE_KEY }) > 0) readSoon();
      else readTasksAnew();
    }, SETTLE_MS);
  }, []);
  useEffect(() => {
    held.current = isHeld;
  }, [isHeld]);
  useFrames(
    useCallback(
      (frame: Frame) => {
        if (frame.type.startsWith('task.') || frame.type === 'resync') readSoon();
      },
      [readSoon],
    ),
  );
  useEffect(() => () => clearTimeout(settle.current), []);
}

export async function createTask(body: TaskCreate, key: string): Promise<Task> {
  const params = { header: { 'Idempotency-Key': key } };
  const { data } = await answerOf(api.POST('/tasks', { body, params }));
  readTasksAnew();
  return data;
}

/** Without a revision the change is made in any case. */
export async function updateTask(id: number, body: TaskUpdate, revision?: number): Promise<Task> {
  const headers = revision === undefined ? {} : { 'If-Match': `"${revision}"` };
  const params = { path: { id } };
  return (await answerOf(api.PATCH('/tasks/{id}', { body, params, headers }))).data;
}

export async function saveTask(id: number, body: TaskUpdate, revision: number): Promise<Task> {
  const task = await updateTask(id, body, revision);
  readTasksAnew();
  return task;
}

export function useRemoveTask() {
  return useMutation({
    mutationFn: async (id: number) => {
      await answerOf(api.DELETE('/tasks/{id}', { params: { path: { id } } }));
    },
    onSuccess: readTasksAnew,
  });
}

export type QuickChange = Pick<Partial<Task>, 'status' | 'due_at'>;

interface Change {
  task: Pick<Task, 'id'>;
  change: QuickChange;
}

/** Changes a task where it shows at once, and on the server. */
export function useChangeTask() {
  return useMutation({
    mutationKey: CHANGE_KEY,
    mutationFn: ({ task, change }: Change) => updateTask(task.id, change),
    onMutate: async ({ task, change }: Change) => {
      await queryClient.cancelQueries({ queryKey: TASKS_KEY });
      const before = queryClient.getQueriesData<Cached>({ queryKey: TASKS_KEY });
      queryClient.setQueriesData<Cached>({ queryKey: TASKS_KEY }, (cached) =>
        withChange(cached, task.id, change),
      );
      return before;
    },
    onError: (_error, _change, before) => {
      for (const [key, cached] of before ?? []) queryClient.setQueryData(key, cached);
    },
    onSettled: () => {
      if (queryClient.isMutating({ mutationKey: CHANGE_KEY }) <= 1) readTasksAnew();
    },
  });
}

const TITLES_AT_ONCE = 200;

/** The titles of these deals, of those that one may see. */
export async function readDealTitles(
  ids: number[],
  signal: AbortSignal,
): Promise<Map<number, string>> {
  const titles = new Map<number, string>();
  for (let at = 0; at < ids.length; at += TITLES_AT_ONCE) {
    const query = {
      id__in: ids.slice(at, at + TITLES_AT_ONCE),
      fields: ['id' as const, 'title' as const],
      count: 'none' as const,
      page_size: TITLES_AT_ONCE,
    };
    const { data } = await answerOf(api.GET('/deals', { params: { query }, signal }));
    for (const { id, title } of data.items) {
      if (id !== undefined && title !== undefined) titles.set(id, title);
    }
  }
  return titles;
}

const NO_TITLES: ReadonlyMap<number, string> = new Map();

export function useDealTitles(
  tasks: readonly Task[],
  mayRead: boolean,
): { titles: ReadonlyMap<number, string>; areComing: boolean } {
  const ids = [...new Set(tasks.flatMap(({ deal_id: id }) => id ?? []))].sort((a, b) => a - b);
  const query = useQuery({
    queryKey: ['deals', 'titles', ids],
    enabled: mayRead && ids.length > 0,
    queryFn: ({ signal }) => readDealTitles(ids, signal),
    placeholderData: keepPreviousData,
  });
  return { titles: query.data ?? NO_TITLES, areComing: query.isLoading };
}
