// SPDX-License-Identifier: MIT
// Points of any resolution cut into the slices of the chart.

import { describe, expect, it } from 'vitest';
import type { HistoryPoint } from '../../api/types';
import { sliceHistory } from './history';

const NOW = Date.parse('2026-11-21T12:00:00Z');

function point(minutesAgo: number, over: Partial<HistoryPoint> = {}): HistoryPoint {
  return {
    at: new Date(NOW - minutesAgo * 60_000).toISOString(),
    checks: 1,
    ok_share: 1,
    latency_min_ms: 10,
    latency_median_ms: 20,
    latency_p95_ms: 30,
    latency_max_ms: 40,
    ...over,
  };
}

describe('sliceHistory', () => {
  it('cuts a day into half hours and leaves gaps empty', () => {
    const slices = sliceHistory([point(5), point(10, { ok_share: 0 }), point(65)], '24h', NOW);
    expect(slices).toHaveLength(48);
    expect(slices[47]).toMatchObject({ checks: 2, okShare: 0.5, to: NOW });
    expect(slices[46]?.okShare).toBeNull();
    expect(slices[45]?.checks).toBe(1);
  });

  it('weighs rollups by their checks', () => {
    const points = [
      point(30, { checks: 60, latency_median_ms: 100, latency_p95_ms: 150 }),
      point(90, { checks: 20, latency_median_ms: 200, latency_p95_ms: 400, ok_share: 0.5 }),
    ];
    const last = sliceHistory(points, '7d', NOW).at(-1);
    expect(last).toMatchObject({ checks: 80, okShare: 0.875, medianMs: 125, p95Ms: 400 });
  });

  it('drops what is outside the window and survives nulls', () => {
    const empty = point(60 * 24 * 30, { checks: 5 });
    const failed = point(1, { ok_share: 0, latency_median_ms: null, latency_p95_ms: null });
    const slices = sliceHistory([empty, failed], '24h', NOW);
    expect(slices.reduce((sum, slice) => sum + slice.checks, 0)).toBe(1);
    expect(slices.at(-1)).toMatchObject({ okShare: 0, medianMs: null, p95Ms: null });
  });
});
