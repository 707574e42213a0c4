// SPDX-License-Identifier: MIT
// The four columns and the dragging between them. On a phone the columns lie side by side and snap, with a
// row of tabs to jump; it is the same board, not another one.

import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Module, ModuleStatus } from '../../api/types';
import { BoardFrame } from '../../ui/board/BoardFrame';
import { ColumnTabs } from '../../ui/board/ColumnTabs';
import type { BoardDrag } from '../../ui/board/useBoardDrag';
import { STATUSES } from './board';
import classes from './ModuleBoard.module.css';
import { ModuleCard } from './ModuleCard';
import { ModuleColumn } from './ModuleColumn';

const BOARD_ID = 'modules-board';

interface ModuleBoardProps {
  byId: Map<string, Module>;
  drag: BoardDrag<ModuleStatus>;
  totals: Record<ModuleStatus, number>;
  isLoading: boolean;
  isFiltering: boolean;
  onAdd: ((status: ModuleStatus) => void) | undefined;
}

export function ModuleBoard(props: ModuleBoardProps) {
  const { byId, drag, totals, isLoading, isFiltering, onAdd } = props;
  const { t } = useTranslation();
  const held = drag.heldId === undefined ? undefined : byId.get(drag.heldId);
  const nameOf = useCallback((id: string) => byId.get(id)?.name ?? '', [byId]);
  const nameOfColumn = (status: ModuleStatus) => t(`status.${status}`);
  const tabs = STATUSES.map((key) => ({
    key,
    name: nameOfColumn(key),
    count: isLoading ? undefined : totals[key],
  }));
  return (
    <BoardFrame
      drag={drag}
      nameOf={nameOf}
      nameOfColumn={nameOfColumn}
      held={held && <ModuleCard module={held} look="lifted" />}
    >
      <ColumnTabs boardId={BOARD_ID} tabs={tabs} />
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
    </BoardFrame>
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
