// SPDX-License-Identifier: MIT
// What the pictures show of the figures: counts or sums, of so many rows as can be told apart.

import type { PipelineReport } from '../../api/types';
import type { Measure } from './period';

export type Closed = Pick<
  PipelineReport['months'][number],
  'won_count' | 'won_amount' | 'lost_count' | 'lost_amount' | 'open_count' | 'open_amount'
>;

export interface Named extends Closed {
  key: string;
  name: string;
}

/** More bars than this cannot be told apart. */
const SHOWN = 8;

const sizeOf = (row: Closed, measure: Measure): number =>
  row[`won_${measure}`] + row[`lost_${measure}`];

/** Those that weigh most; the rest as one, under the name given. */
export function largest(rows: readonly Named[], measure: Measure, rest: string): Named[] {
  const sorted = [...rows].sort((a, b) => sizeOf(b, measure) - sizeOf(a, measure));
  if (sorted.length <= SHOWN) return sorted;
  const others = sorted.slice(SHOWN - 1);
  const sum = (field: keyof Closed) => others.reduce((all, row) => all + row[field], 0);
  return [
    ...sorted.slice(0, SHOWN - 1),
    {
      key: 'rest',
      name: rest,
      won_count: sum('won_count'),
      won_amount: sum('won_amount'),
      lost_count: sum('lost_count'),
      lost_amount: sum('lost_amount'),
      open_count: sum('open_count'),
      open_amount: sum('open_amount'),
    },
  ];
}
