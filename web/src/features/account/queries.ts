// SPDX-License-Identifier: MIT
// One's own account and sessions.

import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client';
import { queryClient } from '../../api/live';
import { session } from '../../api/me';
import type { components } from '../../api/schema';
import type { Me } from '../../api/types';

export type SessionRow = components['schemas']['Session'];

const SESSIONS_KEY = ['sessions'];
export const PAGE_SIZE = 50;
const MOST_AT_ONCE = 200;

export function useSessions(page: number) {
  return useQuery({
    queryKey: [...SESSIONS_KEY, page],
    queryFn: async ({ signal }) => {
      const params = { query: { page, page_size: PAGE_SIZE } };
      return (await answerOf(api.GET('/auth/sessions', { params, signal }))).data;
    },
    placeholderData: keepPreviousData,
    refetchOnMount: 'always',
  });
}

/** Changes one's own account and shows it; without a revision in any case. */
export async function updateMe(
  body: components['schemas']['MeUpdate'],
  revision?: number,
): Promise<Me> {
  const headers = revision === undefined ? {} : { 'If-Match': `"${revision}"` };
  const { data } = await answerOf(api.PATCH('/auth/me', { body, headers }));
  session.setMe(data);
  if (body.password !== undefined) readSessionsAnew();
  return data;
}

function readSessionsAnew(): void {
  void queryClient.invalidateQueries({ queryKey: SESSIONS_KEY });
}

async function end(id: string): Promise<void> {
  await answerOf(api.DELETE('/auth/sessions/{id}', { params: { path: { id } } }));
}

export function useEndSession() {
  return useMutation({ mutationFn: end, onSettled: readSessionsAnew });
}

export function useEndOthers() {
  return useMutation({
    mutationFn: async () => {
      const params = { query: { page: 1, page_size: MOST_AT_ONCE } };
      for (;;) {
        const { items } = (await answerOf(api.GET('/auth/sessions', { params }))).data;
        const others = items.filter((row) => !row.is_current);
        for (const { id } of others) await end(id);
        if (others.length === 0) return;
      }
    },
    onSettled: readSessionsAnew,
  });
}

/** Ends all sessions, this one too. */
export function useEndAll() {
  return useMutation({
    mutationFn: async () => {
      await answerOf(api.POST('/auth/logout-all'));
    },
    onSuccess: session.forget,
  });
}
