// SPDX-License-Identifier: MIT
// One task of the list: done by its box, opened by its title, with when, whose, and what it is about.

import { Checkbox } from '@mantine/core';
import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import { IconBell, IconBriefcase, IconFlagFilled, IconUser } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMe } from '../../api/me';
import type { Task } from '../../api/types';
import { clientPath, dealPath } from '../../ui/paths';
import type { Group } from './groups';
import classes from './TaskRow.module.css';
import { useDueWords, useSetStatus } from './useTaskWords';

interface TaskRowProps {
  task: Task;
  group: Group;
  /** Absent: one may not know it. */
  dealTitle: string | undefined;
  canChange: boolean;
  onOpen: (id: number) => void;
}

export const TaskRow = memo(function TaskRow(props: TaskRowProps) {
  const { task, group, dealTitle, canChange, onOpen } = props;
  const { t } = useTranslation();
  const setStatus = useSetStatus();
  const isOpen = task.status === 'open';
  return (
    <li className={classes.row} data-over={!isOpen || undefined}>
      <Checkbox
        className={classes.box ?? ''}
        size="sm"
        radius="xl"
        aria-label={t('tasks.doneOf', { title: task.title })}
        checked={task.status === 'done'}
        disabled={!canChange || task.status === 'cancelled'}
        onChange={() => setStatus(task, isOpen ? 'done' : 'open')}
      />
      <div className={classes.body}>
        <button type="button" className={classes.title} onClick={() => onOpen(task.id)}>
          {task.title}
        </button>
        <Facts task={task} group={group} dealTitle={dealTitle} />
      </div>
    </li>
  );
});

function Facts({ task, group, dealTitle }: Pick<TaskRowProps, 'task' | 'group' | 'dealTitle'>) {
  const { t } = useTranslation();
  const dueWords = useDueWords();
  const isMine = useMe().user.id === task.assignee_id;
  const waits = task.status === 'open' && task.remind_at !== null && task.reminded_at === null;
  return (
    <div className={classes.facts}>
      {task.priority === 'high' && (
        <span className={classes.high}>
          <IconFlagFilled size={13} aria-hidden="true" />
          {t('tasks.priorities.high')}
        </span>
      )}
      {task.due_at !== null && (
        <time
          className={classes.due}
          dateTime={task.due_at}
          data-overdue={group === 'overdue' || undefined}
        >
          {dueWords(task.due_at, group)}
        </time>
      )}
      {waits && <IconBell size={14} stroke={1.7} role="img" aria-label={t('tasks.willRemind')} />}
      {task.assignee_name !== null && !isMine && (
        <span className={classes.fact}>{task.assignee_name}</span>
      )}
      {task.deal_id !== null && dealTitle !== undefined && (
        <Link className={classes.link} to={dealPath(task.deal_id)}>
          <IconBriefcase size={14} stroke={1.7} aria-hidden="true" />
          <span className={classes.name}>{dealTitle}</span>
        </Link>
      )}
      {task.client_id !== null && task.client_name !== null && (
        <Link className={classes.link} to={clientPath(task.client_id)}>
          <IconUser size={14} stroke={1.7} aria-hidden="true" />
          <span className={classes.name}>{task.client_name}</span>
        </Link>
      )}
    </div>
  );
}
