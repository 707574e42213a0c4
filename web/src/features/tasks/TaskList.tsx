// SPDX-License-Identifier: MIT
// The tasks by when they are due: what is overdue first, what is done last. Open ones come in the order of their due
// time, so the groups fill from above as further pages are read.

import { Button } from '@mantine/core';
import { IconChecklist, IconSearchOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/me';
import type { Task } from '../../api/types';
import { useNow } from '../../ui/clock';
import { RowsSkeleton } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { useFormat } from '../../ui/format';
import { Loadable } from '../../ui/Loadable';
import { useTimeZone } from '../../ui/timeZone';
import { type Filters, isFiltering, NO_FILTERS } from './filters';
import { type Group, inGroups } from './groups';
import { useDealTitles, useTasks, useTasksLive } from './queries';
import classes from './TaskList.module.css';
import { TaskRow } from './TaskRow';

interface TaskListProps {
  filters: Filters;
  onFilters: (filters: Filters) => void;
  onOpen: (id: number) => void;
}

export function TaskList({ filters, onFilters, onOpen }: TaskListProps) {
  const { t } = useTranslation();
  const { status } = filters;
  useTasksLive();
  const open = useTasks(filters, 'open', status === null || status === 'open');
  const closed = useTasks(
    filters,
    status === 'cancelled' ? 'cancelled' : 'done',
    status !== 'open',
  );
  const first = status === null || status === 'open' ? open : closed;
  return (
    <Loadable query={first} failed={t('tasks.failed')} skeleton={<RowsSkeleton />}>
      {() => {
        const tasksOf = ({ data }: typeof open) => data?.pages.flatMap(({ items }) => items) ?? [];
        const tasks = onceEach([
          ...(status === null || status === 'open' ? tasksOf(open) : []),
          ...(status === 'open' ? [] : tasksOf(closed)),
        ]);
        // Until what is done has come, nobody knows whether there is nothing.
        if (tasks.length === 0 && status === null && closed.isPending) return <RowsSkeleton />;
        return (
          <>
            <Groups tasks={tasks} onOpen={onOpen} />
            {tasks.length === 0 && (
              <Nothing isFiltering={isFiltering(filters)} onReset={() => onFilters(NO_FILTERS)} />
            )}
            {open.hasNextPage && status !== 'done' && status !== 'cancelled' && (
              <More query={open} label={t('tasks.more')} />
            )}
            {closed.hasNextPage && status !== 'open' && (
              <More query={closed} label={t('tasks.moreClosed')} />
            )}
          </>
        );
      }}
    </Loadable>
  );
}

/** A task that was just done, or opened again, is in both lists until they are read anew. */
const onceEach = (tasks: readonly Task[]): Task[] => [
  ...new Map(tasks.map((task) => [task.id, task])).values(),
];

function More({ query, label }: { query: ReturnType<typeof useTasks>; label: string }) {
  return (
    <Button
      className={classes.more ?? ''}
      variant="default"
      loading={query.isFetchingNextPage}
      onClick={() => void query.fetchNextPage()}
    >
      {label}
    </Button>
  );
}

function Groups({ tasks, onOpen }: { tasks: Task[]; onOpen: (id: number) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const { titles } = useDealTitles(tasks, can('deals:read'));
  const canChange = can('tasks:update');
  const groups = inGroups(tasks, useNow(), useTimeZone());
  const headOf = (group: Group) => t(`tasks.groups.${group}`);
  return groups.map(({ group, tasks: own }) => (
    <section key={group} className={classes.group} aria-label={headOf(group)}>
      <h2 className={classes.head} data-group={group}>
        {headOf(group)} <span className={classes.count}>{format.number(own.length)}</span>
      </h2>
      <ul className={classes.list}>
        {own.map((task) => (
          <TaskRow
            key={task.id}
            task={task}
            group={group}
            dealTitle={task.deal_id === null ? undefined : titles.get(task.deal_id)}
            canChange={canChange}
            onOpen={onOpen}
          />
        ))}
      </ul>
    </section>
  ));
}

function Nothing({
  isFiltering: isNarrowed,
  onReset,
}: {
  isFiltering: boolean;
  onReset: () => void;
}) {
  const { t } = useTranslation();
  const can = useCan();
  return isNarrowed ? (
    <EmptyState
      icon={<IconSearchOff size={22} stroke={1.6} />}
      title={t('tasks.nothingFound')}
      actions={
        <Button variant="default" onClick={onReset}>
          {t('filters.reset')}
        </Button>
      }
    />
  ) : (
    <EmptyState
      icon={<IconChecklist size={22} stroke={1.6} />}
      title={t('tasks.emptyTitle')}
      text={t(can('tasks:create') ? 'tasks.emptyText' : 'tasks.emptyTextReader')}
    />
  );
}
