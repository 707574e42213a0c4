// SPDX-License-Identifier: MIT
// The days that a report is about, and the rest of what it is asked by, as the address says it. A period that still runs
// ends today.

import { addDays, addMonths, type Day, isDay, monthOf } from '../../ui/calendar';

export const PRESETS = ['month', 'lastMonth', 'quarter', 'year'] as const;
export type Preset = (typeof PRESETS)[number];

export interface Range {
  from: Day;
  to: Day;
}

export const MEASURES = ['count', 'amount'] as const;
export type Measure = (typeof MEASURES)[number];

export interface Question {
  /** null: the default pipeline. */
  pipelineId: number | null;
  period: Preset | Range;
  ownerId: string | null;
  measure: Measure;
}

const DEFAULT_PRESET: Preset = 'quarter';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const ID = /^[1-9]\d{0,15}$/;

export const isPreset = (word: unknown): word is Preset => PRESETS.some((each) => each === word);

export function rangeOf(preset: Preset, today: Day): Range {
  const month = monthOf(today);
  switch (preset) {
    case 'month':
      return { from: month, to: today };
    case 'lastMonth':
      return { from: addMonths(month, -1), to: addDays(month, -1) };
    case 'quarter':
      return { from: addMonths(month, -((Number(month.slice(5, 7)) - 1) % 3)), to: today };
    case 'year':
      return { from: `${today.slice(0, 4)}-01-01`, to: today };
  }
}

export const daysOf = (period: Preset | Range, today: Day): Range =>
  isPreset(period) ? rangeOf(period, today) : period;

export function questionFrom(params: URLSearchParams): Question {
  const preset = params.get('period');
  const from = params.get('from');
  const to = params.get('to');
  const isOwn = from !== null && to !== null && isDay(from) && isDay(to) && from <= to;
  const pipeline = params.get('pipeline');
  const owner = params.get('owner');
  return {
    pipelineId: pipeline !== null && ID.test(pipeline) ? Number(pipeline) : null,
    period: isOwn ? { from, to } : isPreset(preset) ? preset : DEFAULT_PRESET,
    ownerId: owner !== null && UUID.test(owner) ? owner : null,
    measure: params.get('measure') === 'amount' ? 'amount' : 'count',
  };
}

export function paramsFrom({ pipelineId, period, ownerId, measure }: Question): URLSearchParams {
  const params = new URLSearchParams();
  if (pipelineId !== null) params.set('pipeline', String(pipelineId));
  if (!isPreset(period)) {
    params.set('from', period.from);
    params.set('to', period.to);
  } else if (period !== DEFAULT_PRESET) params.set('period', period);
  if (ownerId !== null) params.set('owner', ownerId);
  if (measure !== 'count') params.set('measure', measure);
  return params;
}
