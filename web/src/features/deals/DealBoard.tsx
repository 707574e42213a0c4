// SPDX-License-Identifier: MIT
// The stages side by side and the dragging between them. On a phone the columns lie side by side and snap, with a row of
// tabs to jump; it is the same board, not another one.

import { useCallback, useMemo } from 'react';
import type { BoardCard } from '../../api/types';
import { BoardFrame } from '../../ui/board/BoardFrame';
import { ColumnTabs } from '../../ui/board/ColumnTabs';
import type { BoardDrag } from '../../ui/board/useBoardDrag';
import { useFormat } from '../../ui/format';
import { type Board, type ColumnKey, columnAmong, keyOf } from './boardData';
import classes from './DealBoard.module.css';
import { DealCard } from './DealCard';
import { DealColumn } from './DealColumn';

const BOARD_ID = 'deals-board';

interface DealBoardProps {
  board: Board;
  byId: Map<string, BoardCard>;
  drag: BoardDrag<ColumnKey>;
  isPart: boolean;
  /** Where new deals go; absent: one may not add any. */
  pipelineId: number | undefined;
}

export function DealBoard({ board, byId, drag, isPart, pipelineId }: DealBoardProps) {
  const format = useFormat();
  const held = drag.heldId === undefined ? undefined : byId.get(drag.heldId);
  const nameOf = useCallback((id: string) => byId.get(id)?.title ?? '', [byId]);
  const nameOfColumn = useCallback(
    (key: ColumnKey) => columnAmong(board, key)?.stage_name ?? '',
    [board],
  );
  const tabs = useMemo(
    () =>
      board.map(({ stage_id, stage_name, deals_count }) => ({
        key: keyOf(stage_id),
        name: stage_name,
        count: format.number(deals_count),
      })),
    [board, format],
  );
  return (
    <BoardFrame
      drag={drag}
      nameOf={nameOf}
      nameOfColumn={nameOfColumn}
      held={held && <DealCard card={held} kind="open" look="lifted" />}
    >
      <ColumnTabs boardId={BOARD_ID} tabs={tabs} />
      <div id={BOARD_ID} className={classes.root} data-held={held !== undefined || undefined}>
        {board.map((column) => (
          <DealColumn
            key={column.stage_id}
            column={column}
            ids={drag.columns[keyOf(column.stage_id)] ?? NONE}
            byId={byId}
            heldId={drag.heldId}
            isPart={isPart}
            pipelineId={pipelineId}
          />
        ))}
      </div>
    </BoardFrame>
  );
}

const NONE: string[] = [];
