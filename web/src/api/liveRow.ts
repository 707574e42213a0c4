// SPDX-License-Identifier: MIT
// Rows that are looked at stay fresh: read anew when the feed tells of a change, and now and then while it is away.

import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import type { Answer } from './client';
import { isGone } from './errors';
import type { Frame } from './feed';
import { feed, queryClient, useFeedStatus, useFrames } from './live';

const POLL_MS = 15_000;
/** Of a flood of frames one reading is enough. */
const SETTLE_MS = 250;

interface LiveRow<T> {
  /** As the feed names it: `client`. */
  entity: string;
  /** undefined: there is none to read. */
  id: number | undefined;
  queryKey: readonly unknown[];
  read: (id: number, signal: AbortSignal) => Promise<Answer<T>>;
  /** Something may have happened to it. */
  onNews?: () => void;
}

/** `frame` may have changed the row: it is about it, or about many. */
const isAbout = (frame: Frame, entity: string, id: number): boolean =>
  (frame.type.startsWith(`${entity}.`) && frame.id === String(id)) ||
  frame.type === `${entity}s.changed` ||
  frame.type === 'resync';

/** `queryKey` and `read` are looked at anew with each `id` alone. */
export function useLiveRow<T>({ entity, id, queryKey, read, onNews }: LiveRow<T>) {
  const isLive = useFeedStatus().state === 'live';
  const latest = useRef({ queryKey, onNews });
  latest.current = { queryKey, onNews };
  useFrames(
    useCallback(
      (frame: Frame) => {
        if (id === undefined || !isAbout(frame, entity, id)) return;
        void queryClient.invalidateQueries({ queryKey: latest.current.queryKey });
        latest.current.onNews?.();
      },
      [entity, id],
    ),
  );
  return useQuery({
    queryKey,
    enabled: id !== undefined,
    queryFn: async ({ signal }) => {
      const { data, cursor } = await read(id ?? 0, signal);
      feed.start(cursor);
      return data;
    },
    refetchOnMount: 'always',
    refetchInterval: (query) =>
      isLive || query.state.status === 'pending' || isGone(query.state.error) ? false : POLL_MS,
  });
}

/** Options of a query of a list: read when it comes into sight, and now and then while the feed is away. */
export function useListReading() {
  const isLive = useFeedStatus().state === 'live';
  return {
    refetchOnMount: 'always' as const,
    refetchInterval: (query: { state: { status: string } }) =>
      isLive || query.state.status === 'pending' ? (false as const) : POLL_MS,
  };
}

/** Calls `readAnew` a moment after frames whose type fits; the same `telling` all the time. */
export function useNewsOf(telling: RegExp, readAnew: () => void): void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(readAnew);
  latest.current = readAnew;
  useFrames(
    useCallback(
      (frame: Frame) => {
        if (frame.type !== 'resync' && !telling.test(frame.type)) return;
        timer.current ??= setTimeout(() => {
          timer.current = undefined;
          latest.current();
        }, SETTLE_MS);
      },
      [telling],
    ),
  );
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
}
