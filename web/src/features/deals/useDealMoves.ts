// SPDX-License-Identifier: MIT
// Moving a card: at once on the screen, then on the server, whose answer is the truth. Moves go out one after the other,
// so that quick hands cannot overtake themselves. Where somebody else was quicker the card goes where the server has it,
// and it is said whose move came first. A way to a lost stage asks for the reason first.

import { useMutation } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, isRecord } from '../../api/errors';
import type { Frame } from '../../api/feed';
import { queryClient } from '../../api/live';
import { useMe } from '../../api/me';
import type { BoardCard, DealMove } from '../../api/types';
import { placeOf, present } from '../../ui/board/columns';
import { errorText } from '../../ui/errorText';
import { notifyDone, notifyFailed } from '../../ui/notices';
import {
  type Board,
  cardsById,
  columnAmong,
  type DealPlace,
  moveCard,
  stageOf,
  takeMoved,
  toColumns,
  withoutCard,
} from './boardData';
import { currentOf, sendMove, useOvertaken } from './overtaken';
import { type BoardWords, boardKey, changeBoard, MOVE_KEY, readDealsAnew } from './queries';

interface Move {
  card: BoardCard;
  to: DealPlace;
  from: DealPlace;
  lostReason?: string;
  isUndo: boolean;
}

/** A move to a lost stage that waits for its reason. */
export interface LostQuestion {
  card: BoardCard;
  column: string;
}

export interface DealMoves {
  move: (card: BoardCard, to: DealPlace) => void;
  undoLast: () => void;
  question: LostQuestion | undefined;
  answer: (reason: string) => void;
  giveUp: () => void;
  /** Tells of others' moves of cards that one has just moved oneself. */
  watch: (frame: Frame) => void;
}

/** So long one is told that somebody else has moved the card on. */
const RECENT_MS = 15_000;

const bodyOf = ({ to, lostReason }: Move): DealMove => ({
  stage_id: stageOf(to.column),
  ...(to.before_id === undefined ? {} : { before_id: Number(to.before_id) }),
  ...(to.after_id === undefined ? {} : { after_id: Number(to.after_id) }),
  ...(lostReason === undefined ? {} : { lost_reason: lostReason }),
});

const send = (move: Move) => sendMove(move.card, stageOf(move.from.column), bodyOf(move));

export function useDealMoves(words: BoardWords, isPart: boolean): DealMoves {
  const { t } = useTranslation();
  const { organization, user } = useMe();
  const own = organization.currency;
  const overtaken = useOvertaken();
  const [question, setQuestion] = useState<Omit<Move, 'isUndo'> & LostQuestion>();
  const undo = useRef<() => void>(undefined);
  const recent = useRef(new Map<number, { title: string; at: number }>());

  const boardNow = () => queryClient.getQueryData<Board>(boardKey(words)) ?? [];
  const nameOfColumn = (stageId: number) =>
    boardNow().find(({ stage_id }) => stage_id === stageId)?.stage_name;
  const { mutate } = useMutation({
    mutationKey: MOVE_KEY,
    scope: { id: 'deal-moves' },
    mutationFn: send,
    onSuccess: (moved, move) => {
      changeBoard(words, (board) => takeMoved(board, moved, own, isPart));
      const { title } = move.card;
      const card = { ...move.card, revision: moved.deal.revision };
      const back = () => start(card, move.from, true);
      undo.current = move.isUndo ? undefined : back;
      recent.current.set(card.id, { title, at: Date.now() });
      notifyDone({
        id: `move-${card.id}`,
        title: move.isUndo
          ? t('dealMove.undone', { title })
          : move.to.column === move.from.column
            ? t('dealMove.reordered', { title })
            : t('dealMove.moved', { title, column: moved.deal.stage_name }),
        ...(move.isUndo ? {} : { action: { label: t('dealMove.undo'), run: back } }),
      });
    },
    onError: (error, move) => {
      const { id, title } = move.card;
      const current = currentOf(error);
      changeBoard(words, (board) => moveCard(board, id, move.from, own));
      if (current) {
        overtaken.tellOf({ id, title, column: nameOfColumn(current.stageId) }, current.revision);
        return;
      }
      const isGone = error instanceof ApiError && error.status === 404;
      if (isGone) changeBoard(words, (board) => withoutCard(board, id, own));
      notifyFailed({
        id: `move-${id}`,
        title: t('dealMove.failed', { title }),
        text: isGone ? t('dealMove.gone') : reasonOf(error),
        ...(isGone
          ? {}
          : {
              action: {
                label: t('common.retry'),
                run: () => start(move.card, move.to, move.isUndo),
              },
            }),
      });
    },
    onSettled: () => {
      if (queryClient.isMutating({ mutationKey: MOVE_KEY }) <= 1) void readDealsAnew();
    },
  });

  /** A neighbour that has left the column, or a stage that is no more, says only that the board has changed. */
  const reasonOf = (error: Error): string => {
    const isStale = error instanceof ApiError && error.fields.length > 0;
    return isStale ? t('dealMove.boardChanged') : errorText(t, error);
  };

  const start = useCallback(
    (card: BoardCard, to: DealPlace, isUndo: boolean) => {
      void queryClient.cancelQueries({ queryKey: boardKey(words), exact: true });
      const board = queryClient.getQueryData<Board>(boardKey(words)) ?? [];
      const columns = toColumns(board);
      const from = placeOf(columns, String(card.id));
      const target = columnAmong(board, to.column);
      if (!from || !target) return;
      const place = present(columns, to);
      const known = cardsById(board).get(String(card.id)) ?? card;
      const move = { card: { ...known, revision: card.revision }, to: place, from };
      changeBoard(words, (now) => moveCard(now, card.id, place, own));
      if (target.kind === 'lost' && place.column !== from.column) {
        setQuestion({ ...move, column: target.stage_name });
      } else {
        mutate({ ...move, isUndo });
      }
    },
    [words, own, mutate],
  );

  return {
    move: useCallback((card, to) => start(card, to, false), [start]),
    undoLast: useCallback(() => {
      undo.current?.();
      undo.current = undefined;
    }, []),
    question,
    answer: (lostReason) => {
      if (question) mutate({ ...question, lostReason, isUndo: false });
      setQuestion(undefined);
    },
    giveUp: () => {
      if (question) {
        changeBoard(words, (board) => moveCard(board, question.card.id, question.from, own));
        void readDealsAnew();
      }
      setQuestion(undefined);
    },
    watch: (frame) => {
      if (frame.type !== 'deal.updated' || !isRecord(frame.data) || frame.actor === user.id) return;
      const { id, stage_id: stageId } = frame.data;
      if (typeof id !== 'number' || typeof stageId !== 'number') return;
      const isMove = Array.isArray(frame.changed) && frame.changed.includes('stage_id');
      const mine = recent.current.get(id);
      if (!isMove || !mine || Date.now() - mine.at > RECENT_MS) return;
      recent.current.delete(id);
      undo.current = undefined;
      overtaken.tell({ id, title: mine.title, column: nameOfColumn(stageId) }, frame.actor);
    },
  };
}
