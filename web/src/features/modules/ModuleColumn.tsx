// SPDX-License-Identifier: MIT
// A column of the board: its name and count, its cards, and a place to drop one even when it is empty.
// Long columns are drawn as far as they are looked at, so a thousand modules cost what forty do.

import { useDroppable } from '@dnd-kit/core';
import { SortableContext, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { ActionIcon, Skeleton, Tooltip } from '@mantine/core';
import { useMergedRef } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { memo, type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Module, ModuleStatus } from '../../api/types';
import { columnElementId } from '../../ui/board/columnElement';
import { useCardDrag } from '../../ui/board/useCardDrag';
import { useModuleActions } from './actions';
import { ModuleCard } from './ModuleCard';
import classes from './ModuleColumn.module.css';

const PAGE = 30;

interface ModuleColumnProps {
  status: ModuleStatus;
  /** The ids of the modules; the same array as long as they are the same ids. */
  ids: string[];
  /** null while the first list is on its way. */
  modules: Module[] | null;
  /** How many the column holds; more than shown while filtering. */
  total: number;
  isFiltering: boolean;
  /** Absent: one may not. */
  onAdd: ((status: ModuleStatus) => void) | undefined;
}

export const ModuleColumn = memo(function ModuleColumn(props: ModuleColumnProps) {
  const { status, ids, modules, total, isFiltering, onAdd } = props;
  const { t } = useTranslation();
  const { setNodeRef, isOver } = useDroppable({ id: status });
  const [limit, setLimit] = useState(PAGE);
  const shown = modules?.slice(0, limit);
  const list = useRef<HTMLUListElement>(null);
  const name = t(`status.${status}`);
  const count = isFiltering && modules ? `${modules.length} / ${total}` : String(total);
  return (
    <section className={classes.root} id={columnElementId(status)} aria-label={name}>
      <header className={classes.head}>
        <h2 className={classes.title}>{name}</h2>
        <span className={classes.count} aria-hidden={modules === null}>
          {modules === null ? '' : count}
        </span>
        {onAdd && (
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
        )}
      </header>
      <ul
        ref={useMergedRef(setNodeRef, list)}
        className={classes.body}
        data-over={isOver || undefined}
        aria-label={t('column.cards', { column: name })}
      >
        <SortableContext items={ids} strategy={verticalListSortingStrategy}>
          {shown?.map((module) => (
            <SortableCard key={module.id} module={module} />
          ))}
        </SortableContext>
        {modules !== null && modules.length > limit && (
          <More list={list} onSeen={() => setLimit((now) => now + PAGE)} />
        )}
        {modules === null && <Placeholders count={3} />}
        {modules?.length === 0 && (
          <li className={classes.empty}>
            {isFiltering && total > 0
              ? t('column.nothingFound')
              : onAdd
                ? t(`column.empty.${status}`)
                : t('column.emptyReader')}
          </li>
        )}
      </ul>
    </section>
  );
});

const SortableCard = memo(function SortableCard({ module }: { module: Module }) {
  const { slot, grip, isDragging } = useCardDrag(
    module.id,
    useModuleActions().change !== undefined,
  );
  return (
    <li {...slot} className={classes.slot}>
      <ModuleCard
        module={module}
        {...(grip ? { grip } : {})}
        look={isDragging ? 'gap' : undefined}
      />
    </li>
  );
});

/** The end of what is drawn; coming near it draws more. */
function More({ list, onSeen }: { list: RefObject<HTMLUListElement | null>; onSeen: () => void }) {
  const end = useRef<HTMLLIElement>(null);
  useEffect(() => {
    const element = end.current;
    if (!element) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) onSeen();
      },
      { root: list.current, rootMargin: '0px 0px 1200px 0px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  });
  return <li ref={end} className={classes.more} aria-hidden="true" />;
}

function Placeholders({ count }: { count: number }) {
  return Array.from({ length: count }, (_, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: all alike
    <li key={index} className={classes.placeholder}>
      <Skeleton height="100%" />
    </li>
  ));
}
