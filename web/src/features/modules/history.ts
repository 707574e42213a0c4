// SPDX-License-Identifier: MIT
// The history of checks, cut into equal slices of time for the charts. Slices without a check stay empty
// rather than being joined over: a gap in the record is something people want to see.

import type { HistoryPeriod, HistoryPoint } from '../../api/types';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const PERIODS = ['24h', '7d', '90d', '1y'] as const satisfies readonly HistoryPeriod[];

const SLICES: Record<HistoryPeriod, { count: number; ms: number }> = {
  '24h': { count: 48, ms: HOUR_MS / 2 },
  '7d': { count: 42, ms: 4 * HOUR_MS },
  '90d': { count: 45, ms: 2 * DAY_MS },
  '1y': { count: 53, ms: 7 * DAY_MS },
};

export interface Slice {
  from: number;
  to: number;
  checks: number;
  /** The share of good checks, null where there was none. */
  okShare: number | null;
  medianMs: number | null;
  p95Ms: number | null;
}

export function sliceHistory(points: HistoryPoint[], period: HistoryPeriod, now: number): Slice[] {
  const { count, ms } = SLICES[period];
  const start = now - count * ms;
  const bins: HistoryPoint[][] = Array.from({ length: count }, () => []);
  for (const point of points) {
    const index = Math.floor((Date.parse(point.at) - start) / ms);
    // A rollup carries the time its span began, so the oldest may lie just before the window.
    if (index >= -1 && index <= count) bins[Math.min(Math.max(index, 0), count - 1)]?.push(point);
  }
  return bins.map((bin, index) => toSlice(bin, start + index * ms, ms));
}

function toSlice(points: HistoryPoint[], from: number, ms: number): Slice {
  const checks = points.reduce((sum, point) => sum + point.checks, 0);
  const good = points.reduce((sum, point) => sum + point.checks * point.ok_share, 0);
  return {
    from,
    to: from + ms,
    checks,
    okShare: checks === 0 ? null : good / checks,
    medianMs: weighted(points, (point) => point.latency_median_ms),
    p95Ms: largest(points.map((point) => point.latency_p95_ms)),
  };
}

function weighted(
  points: HistoryPoint[],
  value: (point: HistoryPoint) => number | null,
): number | null {
  let sum = 0;
  let weight = 0;
  for (const point of points) {
    const each = value(point);
    if (each === null) continue;
    sum += each * point.checks;
    weight += point.checks;
  }
  return weight === 0 ? null : sum / weight;
}

function largest(values: (number | null)[]): number | null {
  return values.reduce<number | null>(
    (max, value) => (value === null ? max : Math.max(max ?? value, value)),
    null,
  );
}
