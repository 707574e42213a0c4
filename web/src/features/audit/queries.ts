// SPDX-License-Identifier: MIT
// The log, newest first, page after page; and who may stand in it as an actor.

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { answerOf, api } from '../../api/client';
import type { Frame } from '../../api/feed';
import { queryClient, useFrames } from '../../api/live';
import type { components } from '../../api/schema';
import { type Filters, queryFrom } from './filters';

export type AuditEvent = components['schemas']['Event'];

const AUDIT_KEY = ['audit'];
const PAGE_SIZE = 50;
const MOST_ACTORS = 200;

export function useAudit(filters: Filters) {
  return useInfiniteQuery({
    queryKey: [...AUDIT_KEY, 'list', filters],
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        ...queryFrom(filters),
        page_size: PAGE_SIZE,
        count: 'none' as const,
        ...(pageParam === null ? {} : { cursor: pageParam }),
      };
      return (await answerOf(api.GET('/events', { params: { query }, signal }))).data;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchOnMount: 'always',
  });
}

/** Whether the feed told of something since the list was read, and the way to show it. */
export function useNews(): { hasNews: boolean; show: () => void } {
  const [hasNews, setNews] = useState(false);
  useFrames(
    useCallback((frame: Frame) => {
      const isKept = frame.cursor !== undefined && frame.type !== 'ready';
      if (isKept || frame.type === 'resync') setNews(true);
    }, []),
  );
  const show = useCallback(() => {
    setNews(false);
    void queryClient.resetQueries({ queryKey: [...AUDIT_KEY, 'list'] });
  }, []);
  return { hasNews, show };
}

export interface Actor {
  id: string;
  name: string;
  kind: 'user' | 'api_key';
}

/** Users and keys by name, as many as a list to choose from can hold. */
export function useActors() {
  return useQuery({
    queryKey: [...AUDIT_KEY, 'actors'],
    queryFn: async ({ signal }): Promise<Actor[]> => {
      const params = { query: { page: 1, page_size: MOST_ACTORS } };
      const [users, keys] = await Promise.all([
        answerOf(api.GET('/users', { params, signal })),
        answerOf(api.GET('/api-keys', { params, signal })),
      ]);
      return [
        ...users.data.items.map(({ id, full_name: name }) => ({ id, name, kind: 'user' as const })),
        ...keys.data.items.map(({ id, name }) => ({ id, name, kind: 'api_key' as const })),
      ];
    },
  });
}
