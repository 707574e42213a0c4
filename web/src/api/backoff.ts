// SPDX-License-Identifier: MIT
// How long to wait before joining the feed again: 1, 2, 5, then 10 s each time, spread by ±20 % so that
// the panels of a whole office do not return to a restarted server in the same instant.

const STEPS_MS = [1000, 2000, 5000, 10_000];
const JITTER = 0.2;

/** `attempt` counts from 0; `random` is in [0, 1). */
export function reconnectDelay(attempt: number, random: number = Math.random()): number {
  const step = STEPS_MS[Math.min(Math.max(attempt, 0), STEPS_MS.length - 1)] ?? 10_000;
  return Math.round(step * (1 + JITTER * (2 * random - 1)));
}
