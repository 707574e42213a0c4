// SPDX-License-Identifier: MIT
// One clock for all relative times, so that a hundred cards need one timer; it rests while nobody looks.

import { useSyncExternalStore } from 'react';

const TICK_MS = 10_000;
const watchers = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  now = Date.now();
  for (const watcher of watchers) watcher();
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  timer ??= setInterval(tick, TICK_MS);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function read(): number {
  // Without a timer the value may be old; with one, all readers of a render must see the same.
  if (timer === undefined) now = Date.now();
  return now;
}

/** The time in milliseconds, renewed every ten seconds. */
export function useNow(): number {
  return useSyncExternalStore(watch, read);
}
