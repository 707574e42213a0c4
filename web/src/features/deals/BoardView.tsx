// SPDX-License-Identifier: MIT
// The board under its filters: puts reading, frames, dragging and moves together.

import { Button } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import { lazy, Suspense, useCallback, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/me';
import { type Columns, columnOf, keepEqual, stepPlace } from '../../ui/board/columns';
import { useBoardDrag } from '../../ui/board/useBoardDrag';
import { EmptyState } from '../../ui/EmptyState';
import { errorText } from '../../ui/errorText';
import { notifyFailed } from '../../ui/notices';
import { useLast } from '../../ui/useLast';
import { ActionsContext, type DealActions, type DealChanges } from './actions';
import {
  appendCards,
  type Board,
  type ColumnKey,
  cardsById,
  keyOf,
  tagsOn,
  toColumns,
} from './boardData';
import { DealBoard } from './DealBoard';
import { DealFilters } from './DealFilters';
import type { ViewProps } from './DealsPage';
import classes from './DealsPage.module.css';
import { type BoardWords, changeBoard, readCards, useBoard } from './queries';
import { isPart, useBoardWords } from './useBoardWords';
import { useDealMoves } from './useDealMoves';
import { useDealsLive } from './useDealsLive';

const LostDialog = lazy(() => import('./LostDialog'));

const NONE: Board = [];
const PHYSICAL = { usePhysicalKeys: true };

export function BoardView({ control, pipelines, pipeline, pathOf, isBusy }: ViewProps) {
  const { t } = useTranslation();
  const can = useCan();
  const words = useBoardWords(control.settled, pipeline.id);
  const { depthOf, seen, loadMore } = useDepth(words);
  const query = useBoard(words, depthOf);
  const board = query.data ?? NONE;
  const isNarrowed = isPart(control.settled);
  const moves = useDealMoves(words, isNarrowed);

  const byId = useMemo(() => cardsById(board), [board]);
  const former = useRef<Columns<ColumnKey>>(undefined);
  const columns = useMemo(() => {
    former.current = keepEqual(former.current, toColumns(board));
    return former.current;
  }, [board]);
  const { move } = moves;
  const drag = useBoardDrag<ColumnKey>(
    columns,
    useCallback(
      (id, place) => {
        const card = byId.get(id);
        if (card) move(card, place);
      },
      [byId, move],
    ),
  );
  const isHeld = drag.heldId !== undefined || moves.question !== undefined;
  useDealsLive(isHeld, moves.watch);
  useHotkeys([['mod+z', () => !isBusy && !isHeld && moves.undoLast(), PHYSICAL]]);

  const latest = useRef({ columns, move });
  latest.current = { columns, move };
  const { stages } = pipeline;
  const actions = useMemo<DealActions>(() => {
    const change: DealChanges = {
      stages: stages.map(({ id, name }) => ({ key: keyOf(id), name })),
      columnOf: ({ id }) => columnOf(latest.current.columns, String(id)),
      move: (card, to) => latest.current.move(card, to),
      step: (card, step) => {
        const place = stepPlace(latest.current.columns, String(card.id), step);
        if (place) latest.current.move(card, place);
      },
    };
    return { pathOf, loadMore, seen, ...(can('deals:move') ? { change } : {}) };
  }, [pathOf, loadMore, seen, stages, can]);
  const wasAsked = useLast(moves.question);
  const tags = useMemo(() => tagsOn(board), [board]);

  return (
    <ActionsContext.Provider value={actions}>
      <div className={classes.bar}>
        <DealFilters
          control={control}
          pipelines={pipelines}
          pipeline={pipeline}
          tags={tags}
          isList={false}
        />
      </div>
      {query.isError && query.data === undefined ? (
        <EmptyState
          role="alert"
          icon={<IconAlertTriangle size={22} stroke={1.6} />}
          title={t('deals.failed')}
          text={errorText(t, query.error)}
          actions={
            <Button loading={query.isFetching} onClick={() => query.refetch()}>
              {t('common.retry')}
            </Button>
          }
        />
      ) : (
        <DealBoard
          board={board}
          byId={byId}
          drag={drag}
          isPart={isNarrowed}
          pipelineId={can('deals:create') ? pipeline.id : undefined}
        />
      )}
      <Suspense>
        {wasAsked && (
          <LostDialog
            question={
              moves.question && {
                title: moves.question.card.title,
                column: moves.question.column,
              }
            }
            onAnswer={moves.answer}
            onClose={moves.giveUp}
          />
        )}
      </Suspense>
    </ActionsContext.Provider>
  );
}

/** How far each column has been scrolled, and the reading of what comes next there. */
function useDepth(words: BoardWords) {
  const { t } = useTranslation();
  const depths = useRef(new Map<number, number>());
  const loading = useRef(new Set<string>());
  const depthOf = useCallback((stageId: number) => depths.current.get(stageId) ?? 0, []);
  const seen = useCallback((stageId: number, count: number) => {
    depths.current.set(stageId, count);
  }, []);
  const loadMore = useCallback<DealActions['loadMore']>(
    ({ stage_id: stageId, next_cursor: cursor }) => {
      if (cursor === null || loading.current.has(cursor)) return;
      loading.current.add(cursor);
      readCards(words, stageId, cursor)
        .then((more) =>
          changeBoard(words, (board) => {
            const isNext = board.some(
              (each) => each.stage_id === stageId && each.next_cursor === cursor,
            );
            return isNext ? appendCards(board, stageId, more) : board; // else it was read anew meanwhile
          }),
        )
        .catch((error) =>
          notifyFailed({
            id: 'deals-more',
            title: t('deals.moreFailed'),
            text: errorText(t, error),
          }),
        )
        .finally(() => loading.current.delete(cursor));
    },
    [words, t],
  );
  return { depthOf, seen, loadMore };
}
