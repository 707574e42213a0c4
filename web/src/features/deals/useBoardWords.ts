// SPDX-License-Identifier: MIT
// What of the deals is looked at, board and list alike: pipeline, words, owner, tag, period, order, page. It lives in the
// address by the words of the API.

import { useCallback, useMemo } from 'react';
import { useMe } from '../../api/me';
import { scopeOf } from '../../api/session';
import { isDay } from '../../ui/calendar';
import {
  type ListView,
  type ListViewControl,
  type ListWords,
  questionOf,
  useListView,
} from '../../ui/listView';
import { useAddressWords } from '../../ui/useAddressWords';

export type DealFilter =
  | 'pipeline_id'
  | 'stage_id'
  | 'owner_id'
  | 'source'
  | 'tags'
  | 'expected_close_date__gte'
  | 'expected_close_date__lte';

export type DealView = ListView<DealFilter>;
export type DealViewControl = ListViewControl<DealFilter>;

const ID = /^[1-9]\d{0,15}$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const WORDS: ListWords<DealFilter> = {
  filters: {
    pipeline_id: ID,
    stage_id: ID,
    owner_id: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
    source: /^.{1,100}$/u,
    tags: /^.{1,50}$/u,
    expected_close_date__gte: DAY,
    expected_close_date__lte: DAY,
  },
  sort: ['title', 'amount', 'expected_close_date', 'stage_entered_at', 'updated_at', 'created_at'],
};

/** What a reset takes away: the pipeline is no condition but the place one is in. */
const CONDITIONS = ['q', 'page', ...Object.keys(WORDS.filters)].filter(
  (word) => word !== 'pipeline_id',
);

export const PAGE_SIZE = 50;

export function useDealView(): DealViewControl {
  const control = useListView(WORDS);
  const [, setParams] = useAddressWords();
  const reset = useCallback(
    () =>
      setParams((now) => {
        const next = new URLSearchParams(now);
        for (const word of CONDITIONS) next.delete(word);
        return next;
      }),
    [setParams],
  );
  return { ...control, reset };
}

/** Whether one sees nothing but one's own deals, so that an owner is nothing to choose. */
export function useSeesOwnOnly(): boolean {
  return scopeOf(useMe(), 'deals:read') === 'own';
}

/** Conditions beside the pipeline: they leave out some of its deals. */
export const isPart = ({ q, filters }: DealView): boolean =>
  q.trim() !== '' || Object.keys(filters).some((word) => word !== 'pipeline_id');

/** The same object as long as the board is asked the same. */
export function useBoardWords(view: DealView, pipelineId: number | undefined) {
  const {
    page: _,
    page_size: __,
    sort: ___,
    stage_id: ____,
    ...asked
  } = questionOf(view, PAGE_SIZE);
  const text = JSON.stringify({
    ...withoutWrongDays(asked),
    pipeline_id: String(pipelineId ?? ''),
  });
  return useMemo(() => JSON.parse(text) as Record<string, string>, [text]);
}

export function useListWords(view: DealView, pipelineId: number | undefined) {
  const asked = questionOf(view, PAGE_SIZE);
  const text = JSON.stringify({
    ...withoutWrongDays(asked),
    pipeline_id: String(pipelineId ?? ''),
  });
  return useMemo(() => JSON.parse(text) as Record<string, string>, [text]);
}

/** The 31st of February fits the pattern, and no calendar. */
const withoutWrongDays = (words: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(words).filter(([word, value]) => !word.includes('_date__') || isDay(value)),
  );
