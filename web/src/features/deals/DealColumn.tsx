// SPDX-License-Identifier: MIT
// A stage of the board: its name, count and sums, its cards. Only those that are looked at are drawn, the next ones are
// read while scrolling, so a column of ten thousand costs what one of ten does.

import { useDroppable } from '@dnd-kit/core';
import { SortableContext, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { ActionIcon, Skeleton, Tooltip } from '@mantine/core';
import { useMergedRef } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import {
  type CSSProperties,
  type FocusEvent,
  memo,
  type PointerEvent,
  useEffect,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { BoardCard, BoardColumn } from '../../api/types';
import { columnElementId } from '../../ui/board/columnElement';
import { useCardDrag } from '../../ui/board/useCardDrag';
import { useCardWindow } from '../../ui/board/useCardWindow';
import { useFormat } from '../../ui/format';
import { useDealActions } from './actions';
import { keyOf } from './boardData';
import { ColumnSums } from './ColumnSums';
import { DealCard } from './DealCard';
import classes from './DealColumn.module.css';
import { QuickAdd } from './QuickAdd';

/** A card, as DealCard.module.css has it, and the gap below it. */
const STEP = 134;
/** So many cards before the last one that is there, more are asked for. */
const AHEAD = 15;

interface DealColumnProps {
  column: BoardColumn;
  /** Of the cards, the held one included; the same array as long as they are the same. */
  ids: string[];
  byId: Map<string, BoardCard>;
  heldId: string | undefined;
  isPart: boolean;
  /** Where a new deal goes; absent: one may not add any. */
  pipelineId: number | undefined;
}

export const DealColumn = memo(function DealColumn(props: DealColumnProps) {
  const { column, ids, byId, heldId, isPart, pipelineId } = props;
  const { stage_id: stageId, stage_name: name, deals_count: count } = column;
  const { t } = useTranslation();
  const format = useFormat();
  const key = keyOf(stageId);
  const { setNodeRef, isOver } = useDroppable({ id: key });
  const scroller = useRef<HTMLDivElement>(null);
  const { first, last, onScroll } = useCardWindow(scroller, STEP);
  const [focused, setFocused] = useState<string>();
  const [isAdding, setAdding] = useState(false);
  const { loadMore, seen } = useDealActions();
  const isMore = column.next_cursor !== null;

  useEffect(() => {
    seen(stageId, Math.min(last, ids.length));
    if (isMore && last + AHEAD >= ids.length) loadMore(column);
  }, [seen, loadMore, stageId, last, ids.length, isMore, column]);

  // What is held or has the focus keeps it, wherever one scrolls.
  const kept = [heldId, focused].map((id) => (id === undefined ? -1 : ids.indexOf(id)));
  const places = ids.flatMap((_, at) =>
    (at >= first && at <= last) || kept.includes(at) ? [at] : [],
  );

  return (
    <section
      className={classes.root}
      id={columnElementId(key)}
      aria-label={name}
      style={{ '--stage-color': column.color } as CSSProperties}
    >
      <header className={classes.head}>
        <h2 className={classes.title} title={name}>
          {name}
        </h2>
        <span className={classes.count}>{format.number(count)}</span>
        {pipelineId !== undefined && (
          <Tooltip label={t('deals.addTo', { column: name })}>
            <ActionIcon
              className={classes.add ?? ''}
              size={28}
              aria-label={t('deals.addTo', { column: name })}
              aria-expanded={isAdding}
              onClick={() => setAdding(!isAdding)}
            >
              <IconPlus size={16} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        )}
        <ColumnSums column={column} />
      </header>
      {isAdding && pipelineId !== undefined && (
        <QuickAdd column={column} pipelineId={pipelineId} onClose={() => setAdding(false)} />
      )}
      <div
        ref={useMergedRef(setNodeRef, scroller)}
        className={classes.body}
        data-over={isOver || undefined}
        onScroll={onScroll}
      >
        <SortableContext items={ids} strategy={verticalListSortingStrategy}>
          <ul
            className={classes.cards}
            style={{ height: (ids.length + (isMore ? 1 : 0)) * STEP }}
            aria-label={t('deals.cards', { column: name })}
            onFocus={({ target }: FocusEvent) =>
              setFocused(target.closest<HTMLElement>('[data-card]')?.dataset.card)
            }
            onBlur={() => setFocused(undefined)}
          >
            {places.map((at) => {
              const card = byId.get(ids[at] ?? '');
              return (
                card && <Slot key={card.id} card={card} kind={column.kind} at={at} total={count} />
              );
            })}
            {isMore && last >= ids.length && (
              <li className={classes.slot} style={{ top: ids.length * STEP }} aria-hidden="true">
                <Skeleton height={STEP - 8} radius="md" />
              </li>
            )}
          </ul>
        </SortableContext>
        {ids.length === 0 && !isMore && (
          <p className={classes.empty}>{t(isPart ? 'deals.nothingFound' : 'deals.emptyColumn')}</p>
        )}
      </div>
    </section>
  );
});

interface SlotProps {
  card: BoardCard;
  kind: BoardColumn['kind'];
  at: number;
  total: number;
}

const Slot = memo(function Slot({ card, kind, at, total }: SlotProps) {
  const isMovable = useDealActions().change !== undefined;
  const { slot, grip, isDragging } = useCardDrag(String(card.id), isMovable);
  return (
    <li
      ref={slot.ref}
      className={classes.slot}
      style={{ ...slot.style, top: at * STEP }}
      data-card={card.id}
      data-movable={isMovable || undefined}
      aria-posinset={at + 1}
      aria-setsize={Math.max(total, at + 1)}
      onPointerDown={(event) => {
        if (grip && takesCard(event)) grip.props.onPointerDown?.(event as never);
      }}
    >
      <DealCard card={card} kind={kind} grip={grip} look={isDragging ? 'gap' : undefined} />
    </li>
  );
});

/** A mouse takes a card wherever there is nothing to click; a finger scrolls there. */
function takesCard({ pointerType, target }: PointerEvent): boolean {
  return pointerType === 'mouse' && target instanceof Element && !target.closest('a, button');
}
