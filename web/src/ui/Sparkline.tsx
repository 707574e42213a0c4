// SPDX-License-Identifier: MIT
// A line of the latest values. Neutral on purpose: only a failed value (null) takes colour, so a glance
// over forty cards finds the ones in trouble.

import classes from './Sparkline.module.css';

const WIDTH = 120;
const HEIGHT = 24;
const TOP = 3;

interface SparklineProps {
  /** Oldest first; null where a value is missing because it failed. */
  values: (number | null)[];
  /** How many values fill the whole width; fewer stand at the right. */
  capacity: number;
  label: string;
}

export function Sparkline({ values, capacity, label }: SparklineProps) {
  const step = WIDTH / Math.max(capacity - 1, 1);
  const known = values.filter((value) => value !== null);
  const top = Math.max(...known, 1) * 1.1;
  const x = (index: number) => WIDTH - (values.length - 1 - index) * step;
  const y = (value: number) => HEIGHT - 1 - (value / top) * (HEIGHT - 1 - TOP);
  return (
    <svg
      className={classes.root}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <title>{label}</title>
      {values.length === 0 && (
        <line className={classes.empty} x1={0} x2={WIDTH} y1={HEIGHT - 1} y2={HEIGHT - 1} />
      )}
      {lines(values).map((run) => (
        <g key={run.start}>
          <path
            className={classes.area}
            d={`M${x(run.start)},${HEIGHT} ${run.values
              .map((value, index) => `L${x(run.start + index)},${y(value)}`)
              .join(' ')} L${x(run.start + run.values.length - 1)},${HEIGHT} Z`}
          />
          <polyline
            className={classes.line}
            points={(run.values.length === 1 ? [run.values[0], run.values[0]] : run.values)
              .map((value, index) => `${x(run.start) + index * step},${y(value ?? 0)}`)
              .join(' ')}
          />
        </g>
      ))}
      {values.map((value, index) =>
        value === null ? (
          <line
            // biome-ignore lint/suspicious/noArrayIndexKey: the values have no identity but their place
            key={index}
            className={classes.failed}
            x1={x(index)}
            x2={x(index)}
            y1={TOP}
            y2={HEIGHT}
          />
        ) : null,
      )}
    </svg>
  );
}

/** The unbroken runs of known values. */
function lines(values: (number | null)[]): { start: number; values: number[] }[] {
  const runs: { start: number; values: number[] }[] = [];
  values.forEach((value, index) => {
    if (value === null) return;
    const last = runs.at(-1);
    if (last && last.start + last.values.length === index) last.values.push(value);
    else runs.push({ start: index, values: [value] });
  });
  return runs;
}
