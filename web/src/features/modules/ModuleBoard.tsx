// SPDX-License-Identifier: MIT
// The four columns and the dragging between them. On a phone the columns lie side by side and snap, with a
// row of tabs to jump; it is the same board, not another one.

import { type Announcements, DndContext, DragOverlay, type DropAnimation } from '@dnd-kit/core';
import { useReducedMotion } from '@mantine/hooks';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Module, ModuleStatus } from '../../api/types';
import { type Columns, columnOf, isStatus, STATUSES } from './board';
import { ColumnTabs } from './ColumnTabs';
import classes from './ModuleBoard.module.css';
import { ModuleCard } from './ModuleCard';
import { ModuleColumn } from './ModuleColumn';
import type { useBoardDrag } from './useBoardDrag';

const DROP: DropAnimation = { duration: 160, easing: 'cubic-bezier(0.2, 0, 0, 1)' };
const BOARD_ID = 'modules-board';

interface ModuleBoardProps {
  byId: Map<string, Module>;
  drag: ReturnType<typeof useBoardDrag>;
  totals: Record<ModuleStatus, number>;
  isLoading: boolean;
  isFiltering: boolean;
  onAdd: ((status: ModuleStatus) => void) | undefined;
}

export function ModuleBoard(props: ModuleBoardProps) {
  const { byId, drag, totals, isLoading, isFiltering, onAdd } = props;
  const { t } = useTranslation();
  const isCalm = useReducedMotion();
  const held = drag.heldId === undefined ? undefined : byId.get(drag.heldId);
  const announcements = useAnnouncements(byId, drag.columns);
  return (
    <DndContext
      {...drag.context}
      accessibility={{
        announcements,
        screenReaderInstructions: { draggable: t('drag.instructions') },
      }}
    >
      <ColumnTabs boardId={BOARD_ID} totals={isLoading ? undefined : totals} />
      <div id={BOARD_ID} className={classes.root} data-held={held !== undefined || undefined}>
        {STATUSES.map((status) => (
          <Column
            key={status}
            status={status}
            ids={drag.columns[status]}
            byId={byId}
            total={totals[status]}
            isLoading={isLoading}
            isFiltering={isFiltering}
            onAdd={onAdd}
          />
        ))}
      </div>
      <DragOverlay dropAnimation={isCalm ? null : DROP}>
        {held && <ModuleCard module={held} look="lifted" />}
      </DragOverlay>
    </DndContext>
  );
}

interface ColumnProps {
  status: ModuleStatus;
  ids: string[];
  byId: Map<string, Module>;
  total: number;
  isLoading: boolean;
  isFiltering: boolean;
  onAdd: ((status: ModuleStatus) => void) | undefined;
}

function Column({ ids, byId, isLoading, ...rest }: ColumnProps) {
  const modules = useMemo(
    () => ids.map((id) => byId.get(id)).filter((module) => module !== undefined),
    [ids, byId],
  );
  return <ModuleColumn {...rest} ids={ids} modules={isLoading ? null : modules} />;
}

/** What a screen reader hears while a card is carried: the card, the column, the place in it. */
function useAnnouncements(byId: Map<string, Module>, columns: Columns): Announcements {
  const { t } = useTranslation();
  const words = (id: unknown, over: unknown) => {
    const card = String(id);
    const overId = String(over ?? id);
    const status = isStatus(overId) ? overId : (columnOf(columns, overId) ?? 'active');
    const column = columns[status];
    const index = column.indexOf(overId);
    return {
      name: byId.get(card)?.name ?? '',
      column: t(`status.${status}`),
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
