// SPDX-License-Identifier: MIT
// What stands around the columns of a board: the dragging, what a screen reader hears of it, the card under the hand.

import { type Announcements, DndContext, DragOverlay, type DropAnimation } from '@dnd-kit/core';
import { useReducedMotion } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type Columns, columnAt } from './columns';
import type { BoardDrag } from './useBoardDrag';

const DROP: DropAnimation = { duration: 160, easing: 'cubic-bezier(0.2, 0, 0, 1)' };

interface BoardFrameProps<K extends string> {
  drag: BoardDrag<K>;
  nameOf: (id: string) => string;
  nameOfColumn: (key: K) => string;
  /** The held card, drawn under the pointer; absent while none is. */
  held: ReactNode;
  children: ReactNode;
}

export function BoardFrame<K extends string>(props: BoardFrameProps<K>) {
  const { drag, nameOf, nameOfColumn, held, children } = props;
  const { t } = useTranslation();
  const isCalm = useReducedMotion();
  const announcements = useAnnouncements(drag.columns, nameOf, nameOfColumn);
  return (
    <DndContext
      {...drag.context}
      accessibility={{
        announcements,
        screenReaderInstructions: { draggable: t('drag.instructions') },
      }}
    >
      {children}
      <DragOverlay dropAnimation={isCalm ? null : DROP}>{held}</DragOverlay>
    </DndContext>
  );
}

/** What a screen reader hears while a card is carried: the card, the column, the place in it. */
function useAnnouncements<K extends string>(
  columns: Columns<K>,
  nameOf: (id: string) => string,
  nameOfColumn: (key: K) => string,
): Announcements {
  const { t } = useTranslation();
  const words = (id: unknown, over: unknown) => {
    const card = String(id);
    const overId = String(over ?? id);
    const key = columnAt(columns, overId);
    const column = key === undefined ? [] : columns[key];
    const index = column.indexOf(overId);
    return {
      name: nameOf(card),
      column: key === undefined ? '' : nameOfColumn(key),
      place: (index < 0 ? column.indexOf(card) : index) + 1 || column.length + 1,
      total: Math.max(column.length, 1),
    };
  };
  return {
    onDragStart: ({ active }) => t('drag.start', words(active.id, active.id)),
    onDragOver: ({ active, over }) =>
      over ? t('drag.over', words(active.id, over.id)) : t('drag.nowhere'),
    onDragEnd: ({ active, over }) => t('drag.end', words(active.id, over?.id)),
    onDragCancel: ({ active }) => t('drag.cancel', words(active.id, active.id)),
  };
}
