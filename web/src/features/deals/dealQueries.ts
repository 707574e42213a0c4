// SPDX-License-Identifier: MIT
// One deal: read, kept fresh by the feed, saved, deleted; and what became of it.

import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client';
import { feed, queryClient } from '../../api/live';
import { useListReading, useLiveRow, useNewsOf } from '../../api/liveRow';
import type { Deal, DealUpdate } from '../../api/types';
import { asWords } from '../../api/words';
import { readDealsAnew } from './queries';

export const dealKey = (id: number) => ['deal', id];
/** Beside what was talked of: whoever adds to that has the timeline read anew. */
const timelineKey = (id: number) => ['activities', 'timeline', id];

const PAGE_SIZE = 30;
const TELLING = /^(deal|task|activity)\.|^(deals|tasks|activities)\.changed$/;

export function useDeal(id: number | undefined) {
  return useLiveRow({
    entity: 'deal',
    id,
    queryKey: dealKey(id ?? 0),
    read: (known, signal) =>
      answerOf(api.GET('/deals/{id}', { params: { path: { id: known } }, signal })),
  });
}

/** Takes a newer state of a deal that the server has answered with. */
export function takeDeal(deal: Deal): void {
  queryClient.setQueryData<Deal>(dealKey(deal.id), (known) =>
    known && known.revision > deal.revision ? known : deal,
  );
  void readDealsAnew();
}

export async function updateDeal(id: number, body: DealUpdate, revision: number): Promise<Deal> {
  const headers = { 'If-Match': `"${revision}"` };
  const params = { path: { id } };
  const { data } = await answerOf(api.PATCH('/deals/{id}', { body, params, headers }));
  takeDeal(data);
  return data;
}

export function useDeleteDeal() {
  return useMutation({
    mutationFn: async ({ id, revision }: Deal) => {
      const headers = { 'If-Match': `"${revision}"` };
      await answerOf(api.DELETE('/deals/{id}', { params: { path: { id } }, headers }));
    },
    onSuccess: (_, { id }) => {
      queryClient.removeQueries({ queryKey: dealKey(id) });
      void readDealsAnew();
    },
  });
}

export const KINDS = ['activity', 'task', 'change'] as const;
export type Kind = (typeof KINDS)[number];

/** Activities, tasks and changes of a deal, or those of one kind, the newest first. */
export function useTimeline(id: number, kind: Kind | undefined) {
  useNewsOf(TELLING, () => void queryClient.invalidateQueries({ queryKey: timelineKey(id) }));
  return useInfiniteQuery({
    queryKey: [...timelineKey(id), kind ?? 'all'],
    queryFn: async ({ pageParam, signal }) => {
      const words: Record<string, string> = {
        limit: String(PAGE_SIZE),
        ...(kind === undefined ? {} : { kind }),
        ...(pageParam === null ? {} : { cursor: pageParam }),
      };
      const params = { path: { id } };
      const answer = await answerOf(
        api.GET('/deals/{id}/timeline', { ...asWords(words), params, signal }),
      );
      feed.start(answer.cursor);
      return answer.data;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    ...useListReading(),
  });
}

export const readTimelineAnew = (id: number): void =>
  void queryClient.invalidateQueries({ queryKey: timelineKey(id) });
