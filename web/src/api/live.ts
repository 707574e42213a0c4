// SPDX-License-Identifier: MIT
// The panel's one feed and one query cache. The page's own events (network, visibility) reach the feed here.

import { QueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { API_BASE } from './client';
import { ApiError } from './errors';
import { Feed, type FeedStatus, type Frame } from './feed';
import { session } from './me';

const RETRIES = 3;
const JOIN_MS = 1500;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      networkMode: 'always',
      retry: (count, error) => error instanceof ApiError && error.isTemporary && count < RETRIES,
      retryDelay: (count, error) =>
        error instanceof ApiError && error.retryAfterS !== undefined
          ? error.retryAfterS * 1000
          : Math.min(500 * 2 ** count, 4000),
    },
    mutations: { networkMode: 'always' },
  },
});

export const feed = new Feed({
  url: () => {
    const url = new URL(`${API_BASE}/ws`, window.location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    return url;
  },
  token: (refused) => (refused === undefined ? session.token() : session.renew(refused)),
  check: session.readMe,
});

/** Joins the feed for whoever works here, after a moment in which a list may do so at its cursor. */
function joinOnceKnown(): void {
  const join = () => {
    if (!('me' in session.getState())) return;
    leave();
    setTimeout(() => feed.start(undefined), JOIN_MS);
  };
  const leave = session.watch(join);
  join();
}

/** Lets the page's own events reach the feed; called once at start. */
export function watchPage(): void {
  joinOnceKnown();
  window.addEventListener('online', () => feed.probe('online'));
  window.addEventListener('offline', () => feed.probe('offline'));
  // A page that the browser kept from before a sign-out would show what it then showed.
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) window.location.reload();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') feed.probe('visible');
  });
}

export function useFeedStatus(): FeedStatus {
  return useSyncExternalStore(feed.watch, feed.getStatus);
}

export function useFrames(listener: (frame: Frame) => void): void {
  useEffect(() => feed.listen(listener), [listener]);
}
