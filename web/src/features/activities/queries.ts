// SPDX-License-Identifier: MIT
// What was talked of with a client, a contact or about a deal: read page by page, added, changed, taken away.

import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client';
import { feed, queryClient } from '../../api/live';
import { useListReading, useNewsOf } from '../../api/liveRow';
import type { Activity, ActivityCreate, ActivityUpdate } from '../../api/types';
import { asWords } from '../../api/words';

const ACTIVITIES_KEY = ['activities'];
const PAGE_SIZE = 30;
const TELLING = /^activit(y|ies)\./;

/** What people write down themselves. */
export const TYPES = ['note', 'call', 'meeting', 'email'] as const;
export type Type = (typeof TYPES)[number];
export const TEXT_MAX = 10_000;

/** What activities are about. */
export type About = { client_id: number } | { deal_id: number } | { contact_id: number };

/** Lists and timelines; done once those that are looked at have been read. */
const readActivitiesAnew = () => queryClient.invalidateQueries({ queryKey: ACTIVITIES_KEY });

/** Reads them anew when the feed tells of a change. */
export const useActivitiesLive = () => useNewsOf(TELLING, () => void readActivitiesAnew());

/** The newest first. */
export function useActivities(about: About) {
  return useInfiniteQuery({
    queryKey: [...ACTIVITIES_KEY, about],
    queryFn: async ({ pageParam, signal }) => {
      const words: Record<string, string> = {
        ...Object.fromEntries(Object.entries(about).map(([word, id]) => [word, String(id)])),
        page_size: String(PAGE_SIZE),
        count: 'none',
        ...(pageParam === null ? {} : { cursor: pageParam }),
      };
      const answer = await answerOf(api.GET('/activities', { ...asWords(words), signal }));
      feed.start(answer.cursor);
      return { ...answer.data, items: answer.data.items as Activity[] };
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    ...useListReading(),
  });
}

export async function createActivity(body: ActivityCreate, key: string): Promise<Activity> {
  const params = { header: { 'Idempotency-Key': key } };
  const { data } = await answerOf(api.POST('/activities', { body, params }));
  void readActivitiesAnew();
  return data;
}

/** Answered once the lists show it. */
export async function updateActivity(
  id: number,
  body: ActivityUpdate,
  revision: number,
): Promise<Activity> {
  const headers = { 'If-Match': `"${revision}"` };
  const params = { path: { id } };
  const { data } = await answerOf(api.PATCH('/activities/{id}', { body, params, headers }));
  await readActivitiesAnew();
  return data;
}

export function useDeleteActivity() {
  return useMutation({
    mutationFn: async ({ id, revision }: Activity) => {
      const headers = { 'If-Match': `"${revision}"` };
      await answerOf(api.DELETE('/activities/{id}', { params: { path: { id } }, headers }));
    },
    onSettled: () => void readActivitiesAnew(),
  });
}

/** The program's own records stay. */
export const isRecord = ({ type }: Pick<Activity, 'type'>): boolean =>
  type === 'stage_change' || type === 'system';
