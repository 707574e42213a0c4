// SPDX-License-Identifier: MIT
// The log, newest first, page after page; and the names of who and what stands in it.

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { answerOf, api } from '../../api/client';
import type { Frame } from '../../api/feed';
import { feed, queryClient, useFrames } from '../../api/live';
import type { components } from '../../api/schema';
import { useTimeZone } from '../../ui/timeZone';
import { type Filters, queryFrom } from './filters';

export type AuditEvent = components['schemas']['Event'];

const AUDIT_KEY = ['audit'];
const PAGE_SIZE = 50;
const MOST_NAMED = 200;

export function useAudit(filters: Filters) {
  const zone = useTimeZone();
  return useInfiniteQuery({
    queryKey: [...AUDIT_KEY, 'list', filters, zone],
    queryFn: async ({ pageParam, signal }) => {
      const query = {
        ...queryFrom(filters, zone),
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

/** Reads the log anew where it is shown. */
export function readAuditAnew(): void {
  void queryClient.invalidateQueries({ queryKey: [...AUDIT_KEY, 'list'] });
}

/** Whether the feed told of something since the list was read, and the way to show it. */
export function useNews(): { hasNews: boolean; show: () => void } {
  const [hasNews, setNews] = useState(false);
  useEffect(() => feed.start(undefined), []);
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

export interface Named {
  id: string;
  name: string;
  kind: 'user' | 'api_key' | 'module';
}

/** Users, keys and modules by name, as many as a page of each holds: who may have acted, and on what. */
export function useNamed() {
  return useQuery({
    queryKey: [...AUDIT_KEY, 'named'],
    queryFn: async ({ signal }): Promise<Named[]> => {
      const params = { query: { page: 1, page_size: MOST_NAMED } };
      const [users, keys, modules] = await Promise.all([
        answerOf(api.GET('/users', { params, signal })),
        answerOf(api.GET('/api-keys', { params, signal })),
        answerOf(api.GET('/modules/', { signal })),
      ]);
      return [
        ...users.data.items.map(({ id, full_name: name }) => ({ id, name, kind: 'user' as const })),
        ...keys.data.items.map(({ id, name }) => ({ id, name, kind: 'api_key' as const })),
        ...modules.data.map(({ id, name }) => ({ id, name, kind: 'module' as const })),
      ];
    },
  });
}
