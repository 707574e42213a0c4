// SPDX-License-Identifier: MIT
// Uptime as a row of bars and latency as a line over the same slices of time, with one cursor through both:
// by pointer, or by arrow keys (it is a slider to assistive technology, whose value is the slice in words).

import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HistoryPeriod } from '../../api/types';
import { useFormat } from '../../ui/format';
import classes from './HistoryChart.module.css';
import type { Slice } from './history';

const HEIGHT = 72;
const DEGRADED_SHARE = 0.95;

function toneOf(share: number | null): 'none' | 'ok' | 'slow' | 'down' {
  if (share === null) return 'none';
  if (share >= 1) return 'ok';
  return share >= DEGRADED_SHARE ? 'slow' : 'down';
}

export function HistoryChart({ slices, period }: { slices: Slice[]; period: HistoryPeriod }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [cursor, setCursor] = useState<number>();
  const top = Math.max(...slices.map((slice) => slice.p95Ms ?? slice.medianMs ?? 0), 1);
  const hasAnswers = slices.some((slice) => slice.medianMs !== null);
  const isFine = period === '24h' || period === '7d';

  const spanOf = (slice: Slice) => {
    const word = (time: number) =>
      isFine ? `${format.date(time)}, ${format.time(time)}` : format.date(time);
    return period === '24h'
      ? `${format.time(slice.from)} – ${format.time(slice.to)}`
      : `${word(slice.from)} – ${word(slice.to)}`;
  };
  const detailOf = (slice: Slice) => {
    if (slice.okShare === null) return t('history.noChecks');
    const parts = [format.percent(slice.okShare)];
    if (slice.medianMs !== null) parts.push(format.milliseconds(Math.round(slice.medianMs)));
    parts.push(t('history.checks', { count: slice.checks }));
    return parts.join(' · ');
  };

  const pick = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const index = Math.floor(((event.clientX - box.left) / box.width) * slices.length);
    setCursor(Math.min(Math.max(index, 0), slices.length - 1));
  };
  const steer = (event: KeyboardEvent) => {
    const last = slices.length - 1;
    const from = cursor ?? last;
    const to =
      event.key === 'ArrowLeft'
        ? from - 1
        : event.key === 'ArrowRight'
          ? from + 1
          : event.key === 'Home'
            ? 0
            : event.key === 'End'
              ? last
              : undefined;
    if (to === undefined) return;
    event.preventDefault();
    setCursor(Math.min(Math.max(to, 0), last));
  };

  const first = slices[0];
  const last = slices.at(-1);
  const shown = cursor === undefined ? undefined : slices[cursor];
  const spoken = shown ?? last;
  return (
    <div className={classes.root}>
      <div
        className={classes.plot}
        role="slider"
        tabIndex={0}
        aria-label={t('history.chart')}
        aria-valuemin={0}
        aria-valuemax={slices.length - 1}
        aria-valuenow={cursor ?? slices.length - 1}
        aria-valuetext={spoken ? `${spanOf(spoken)}: ${detailOf(spoken)}` : ''}
        onPointerMove={pick}
        onPointerDown={pick}
        onPointerLeave={() => setCursor(undefined)}
        onBlur={() => setCursor(undefined)}
        onKeyDown={steer}
      >
        <div className={classes.bars}>
          {slices.map((slice, index) => (
            <span
              key={slice.from}
              className={classes.bar}
              data-tone={toneOf(slice.okShare)}
              data-cursor={index === cursor || undefined}
            />
          ))}
        </div>
        <div className={classes.lines}>
          {hasAnswers && (
            <span className={classes.top}>{format.milliseconds(Math.round(top))}</span>
          )}
          <LatencyLines slices={slices} top={top} />
          {cursor !== undefined && (
            <span
              className={classes.cursor}
              style={{ left: `${((cursor + 0.5) / slices.length) * 100}%` }}
            />
          )}
        </div>
      </div>
      <div className={classes.caption}>
        {shown ? (
          <>
            <span>{spanOf(shown)}</span>
            <span className={classes.detail}>{detailOf(shown)}</span>
          </>
        ) : (
          <>
            <span>
              {first && (period === '24h' ? format.time(first.from) : format.date(first.from))}
            </span>
            <span>{t('history.now')}</span>
          </>
        )}
      </div>
    </div>
  );
}

function LatencyLines({ slices, top }: { slices: Slice[]; top: number }) {
  const width = slices.length;
  const y = (ms: number) => HEIGHT - 1 - (ms / top) * (HEIGHT - 8);
  return (
    <svg
      className={classes.svg}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {runsOf(slices).map((run) => {
        const x = (index: number) => run.start + index + 0.5;
        const line = run.slices.map((slice, index) => `${x(index)},${y(slice.medianMs ?? 0)}`);
        const upper = run.slices.map(
          (slice, index) => `${x(index)},${y(slice.p95Ms ?? slice.medianMs ?? 0)}`,
        );
        return (
          <g key={run.start}>
            <polygon className={classes.band} points={[...upper, ...line.toReversed()].join(' ')} />
            <polyline
              className={classes.line}
              points={
                line.length === 1
                  ? `${run.start},${y(run.slices[0]?.medianMs ?? 0)} ${run.start + 1},${y(run.slices[0]?.medianMs ?? 0)}`
                  : line.join(' ')
              }
            />
          </g>
        );
      })}
    </svg>
  );
}

function runsOf(slices: Slice[]): { start: number; slices: Slice[] }[] {
  const runs: { start: number; slices: Slice[] }[] = [];
  slices.forEach((slice, index) => {
    if (slice.medianMs === null) return;
    const last = runs.at(-1);
    if (last && last.start + last.slices.length === index) last.slices.push(slice);
    else runs.push({ start: index, slices: [slice] });
  });
  return runs;
}
