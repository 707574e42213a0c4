// SPDX-License-Identifier: MIT
// What the board and the list of deals ask of the server.

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answerOf, api, newIdempotencyKey } from '../../api/client';
import { feed, queryClient, useFeedStatus } from '../../api/live';
import type { Deal, DealCreate, DealMove, DealMoved } from '../../api/types';
import { asWords } from '../../api/words';
import { appendCards, type Board } from './boardData';

const DEALS_KEY = ['deals'];
const BOARD_KEY = [...DEALS_KEY, 'board'];
const LIST_KEY = [...DEALS_KEY, 'list'];
export const MOVE_KEY = [...DEALS_KEY, 'move'];

const FIRST_CARDS = 50;
const MORE_CARDS = 200;
const POLL_MS = 15_000;

/** What is asked, in words of the API. */
export type BoardWords = Record<string, string>;

export const boardKey = (words: BoardWords) => [...BOARD_KEY, words];

export function changeBoard(words: BoardWords, change: (board: Board) => Board): void {
  queryClient.setQueryData<Board>(boardKey(words), (board) => board && change(board));
}

/** Board and list; whatever of them is looked at is read at once. */
export function readDealsAnew(): Promise<void> {
  return queryClient.invalidateQueries({
    predicate: ({ queryKey }) => queryKey[0] === 'deals' && queryKey[1] !== 'move',
  });
}

async function readBoard(
  words: BoardWords,
  depthOf: (stageId: number) => number,
  signal: AbortSignal,
): Promise<Board> {
  const options = { ...asWords({ ...words, limit: String(FIRST_CARDS) }), signal };
  const { data, cursor } = await answerOf(api.GET('/deals/stats/pipeline', options));
  feed.start(cursor);
  const deeper = data.filter((column) => column.next_cursor !== null);
  const filled = await Promise.all(
    deeper.map(async (column) => {
      let board: Board = [column];
      for (;;) {
        const [now] = board;
        const isDeep = now === undefined || now.deals.length >= depthOf(column.stage_id);
        if (isDeep || now.next_cursor === null) return now ?? column;
        board = appendCards(
          board,
          column.stage_id,
          await readCards(words, column.stage_id, now.next_cursor, signal),
        );
      }
    }),
  );
  const byStage = new Map(filled.map((column) => [column.stage_id, column]));
  return data.map((column) => byStage.get(column.stage_id) ?? column);
}

/** The board; `depthOf` says how many cards of a column have been scrolled to, so that a later reading brings them too. */
export function useBoard(words: BoardWords, depthOf: (stageId: number) => number) {
  const isLive = useFeedStatus().state === 'live';
  return useQuery({
    queryKey: boardKey(words),
    queryFn: ({ signal }) => readBoard(words, depthOf, signal),
    // Another question about the same pipeline does not empty the board.
    placeholderData: (former, query) => {
      const [, , asked] = query?.queryKey ?? [];
      const isSame = (asked as BoardWords | undefined)?.pipeline_id === words.pipeline_id;
      return isSame ? former : undefined;
    },
    refetchOnMount: 'always',
    refetchInterval: (query) => (isLive || query.state.status === 'pending' ? false : POLL_MS),
  });
}

export async function readCards(
  words: BoardWords,
  stageId: number,
  cursor: string,
  signal?: AbortSignal,
) {
  const call = api.GET('/deals/board/{stage_id}', {
    ...asWords({ ...words, cursor, limit: String(MORE_CARDS) }),
    params: { path: { stage_id: stageId } },
    ...(signal ? { signal } : {}),
  });
  return (await answerOf(call)).data;
}

export function useDealList(words: Record<string, string>) {
  const isLive = useFeedStatus().state === 'live';
  return useQuery({
    queryKey: [...LIST_KEY, words],
    queryFn: async ({ signal }) => {
      const { data, cursor } = await answerOf(api.GET('/deals', { ...asWords(words), signal }));
      feed.start(cursor);
      return { ...data, items: data.items as Deal[] };
    },
    placeholderData: keepPreviousData,
    refetchOnMount: 'always',
    refetchInterval: (query) => (isLive || query.state.status === 'pending' ? false : POLL_MS),
  });
}

export async function moveDeal(id: number, body: DealMove, revision: number): Promise<DealMoved> {
  const params = { path: { id }, header: { 'Idempotency-Key': newIdempotencyKey() } };
  const headers = { 'If-Match': `"${revision}"` };
  return (await answerOf(api.POST('/deals/{id}/move', { params, body, headers }))).data;
}

export async function createDeal(body: DealCreate, key: string): Promise<Deal> {
  const params = { header: { 'Idempotency-Key': key } };
  const { data } = await answerOf(api.POST('/deals', { params, body }));
  void readDealsAnew();
  return data;
}
