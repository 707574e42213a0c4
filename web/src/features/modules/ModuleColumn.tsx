// SPDX-License-Identifier: MIT
// A column of the board: its name and count, its cards, and a place to drop one even when it is empty.

import { useDroppable } from '@dnd-kit/core';
import { SortableContext, useSortable, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { ActionIcon, Skeleton, Tooltip } from '@mantine/core';
import { useReducedMotion } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Module, ModuleStatus } from '../../api/types';
import { ModuleCard } from './ModuleCard';
import classes from './ModuleColumn.module.css';

interface ModuleColumnProps {
  status: ModuleStatus;
  /** null while the first list is on its way. */
  modules: Module[] | null;
  /** How many the column holds; more than shown while filtering. */
  total: number;
  isFiltering: boolean;
  onAdd: (status: ModuleStatus) => void;
}

export const ModuleColumn = memo(function ModuleColumn(props: ModuleColumnProps) {
  const { status, modules, total, isFiltering, onAdd } = props;
  const { t } = useTranslation();
  const { setNodeRef, isOver } = useDroppable({ id: status });
  const ids = useMemo(() => (modules ?? []).map((module) => module.id), [modules]);
  const name = t(`status.${status}`);
  const count = isFiltering && modules ? `${modules.length} / ${total}` : String(total);
  return (
    <section className={classes.root} id={`column-${status}`} aria-label={name}>
      <header className={classes.head}>
        <h2 className={classes.title}>{name}</h2>
        <span className={classes.count} aria-hidden={modules === null}>
          {modules === null ? '' : count}
        </span>
        <Tooltip label={t('column.add', { column: name })}>
          <ActionIcon
            className={classes.add ?? ''}
            size={28}
            aria-label={t('column.add', { column: name })}
            onClick={() => onAdd(status)}
          >
            <IconPlus size={16} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </header>
      <ul
        ref={setNodeRef}
        className={classes.body}
        data-over={isOver || undefined}
        aria-label={t('column.cards', { column: name })}
      >
        <SortableContext items={ids} strategy={verticalListSortingStrategy}>
          {modules?.map((module) => (
            <SortableCard key={module.id} module={module} />
          ))}
        </SortableContext>
        {modules === null && <Placeholders count={3} />}
        {modules?.length === 0 && (
          <li className={classes.empty}>
            {isFiltering && total > 0 ? t('column.nothingFound') : t(`column.empty.${status}`)}
          </li>
        )}
      </ul>
    </section>
  );
});

const SortableCard = memo(function SortableCard({ module }: { module: Module }) {
  const { t } = useTranslation();
  const isCalm = useReducedMotion();
  const sortable = useSortable({
    id: module.id,
    transition: isCalm ? null : { duration: 180, easing: 'cubic-bezier(0.2, 0, 0, 1)' },
    attributes: { roleDescription: t('drag.role') },
  });
  const { attributes, listeners, setActivatorNodeRef, isDragging } = sortable;
  const grip = useMemo(
    () => ({ ref: setActivatorNodeRef, props: { ...attributes, ...listeners } }),
    [setActivatorNodeRef, attributes, listeners],
  );
  return (
    <li
      ref={sortable.setNodeRef}
      className={classes.slot}
      style={{
        transform: CSS.Translate.toString(sortable.transform),
        transition: sortable.transition,
      }}
    >
      <ModuleCard module={module} grip={grip} look={isDragging ? 'gap' : undefined} />
    </li>
  );
});

function Placeholders({ count }: { count: number }) {
  return Array.from({ length: count }, (_, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: all alike
    <li key={index} className={classes.placeholder}>
      <Skeleton height="100%" />
    </li>
  ));
}
