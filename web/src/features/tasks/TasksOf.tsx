// SPDX-License-Identifier: MIT
// The tasks of one client or deal, where these are looked at: added, done, opened.

import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/me';
import { useNow } from '../../ui/clock';
import { RowsSkeleton } from '../../ui/DataTable';
import { Loadable } from '../../ui/Loadable';
import { useTimeZone } from '../../ui/timeZone';
import { useLast } from '../../ui/useLast';
import { inGroups } from './groups';
import { QuickAdd } from './QuickAdd';
import { type TasksAbout, useDealTitles, useTasksLive, useTasksOf } from './queries';
import classes from './TaskList.module.css';
import { TaskRow } from './TaskRow';

const TaskDrawer = lazy(() => import('./TaskDrawer'));

export function TasksOf({ about }: { about: TasksAbout }) {
  const { t } = useTranslation();
  const can = useCan();
  const now = useNow();
  const zone = useTimeZone();
  const list = useTasksOf(about);
  const tasks = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const { titles } = useDealTitles('deal_id' in about ? [] : tasks, can('deals:read'));
  const [openId, setOpenId] = useState<number | null>(null);
  const wasOpened = useLast(openId ?? undefined);
  useTasksLive();
  return (
    <>
      {can('tasks:create') && <QuickAdd assigneeId={null} about={about} />}
      <Loadable query={list} failed={t('tasks.failed')} skeleton={<RowsSkeleton rows={3} />}>
        {() =>
          tasks.length === 0 ? (
            <p className={classes.none}>{t('tasks.noneOf')}</p>
          ) : (
            <ul className={classes.list} aria-label={t('tasks.title')}>
              {inGroups(tasks, now, zone).flatMap(({ group, tasks: own }) =>
                own.map((task) => (
                  <TaskRow
                    key={task.id}
                    task={task}
                    group={group}
                    dealTitle={task.deal_id === null ? undefined : titles.get(task.deal_id)}
                    canChange={can('tasks:update')}
                    onOpen={setOpenId}
                  />
                )),
              )}
            </ul>
          )
        }
      </Loadable>
      {list.hasNextPage && (
        <Button
          className={classes.more ?? ''}
          variant="default"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t('tasks.more')}
        </Button>
      )}
      <Suspense>
        {wasOpened !== undefined && (
          <TaskDrawer
            key={wasOpened}
            isOpen={openId !== null}
            id={wasOpened}
            onClose={() => setOpenId(null)}
          />
        )}
      </Suspense>
    </>
  );
}
