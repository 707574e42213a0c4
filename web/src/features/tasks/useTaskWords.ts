// SPDX-License-Identifier: MIT
// How tasks are told of: when one is due, as briefly as its heading allows, and what became of a change.

import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Task, TaskStatus } from '../../api/types';
import { dayIn } from '../../ui/calendar';
import { errorText } from '../../ui/errorText';
import { useFormat } from '../../ui/format';
import { notifyDone, notifyFailed } from '../../ui/notices';
import { useTimeZone } from '../../ui/timeZone';
import type { Group } from './groups';
import { type QuickChange, useChangeTask } from './queries';

export function useDueWords(): (dueAt: string, group: Group) => string {
  const { t } = useTranslation();
  const format = useFormat();
  const zone = useTimeZone();
  return (dueAt, group) => {
    const time = format.time(dueAt);
    if (group === 'today' || group === 'tomorrow') return time;
    const day = group === 'week' ? format.weekday(dayIn(zone, dueAt)) : format.date(dueAt);
    return t('tasks.dayAndTime', { day, time });
  };
}

type Named = Pick<Task, 'id' | 'title'>;

/** Changes a task; the notice says what became of it and offers to take it back. */
function useChangeWithUndo() {
  const { t } = useTranslation();
  const { mutateAsync } = useChangeTask();
  return useCallback(
    (task: Named, change: QuickChange, former: QuickChange, done: string) => {
      const id = `task-${task.id}`;
      const make = async (next: QuickChange): Promise<boolean> => {
        try {
          await mutateAsync({ task, change: next });
          return true;
        } catch (error) {
          const title = t('tasks.changeFailed', { title: task.title });
          notifyFailed({ id, title, text: errorText(t, error) });
          return false;
        }
      };
      void make(change).then((isMade) => {
        if (!isMade) return;
        const undo = { label: t('tasks.undo'), run: () => void make(former) };
        notifyDone({ id, title: done, action: undo });
      });
    },
    [mutateAsync, t],
  );
}

/** Ends a task, or opens it again. */
export function useSetStatus() {
  const { t } = useTranslation();
  const change = useChangeWithUndo();
  return useCallback(
    (task: Named & Pick<Task, 'status'>, status: TaskStatus) =>
      change(task, { status }, { status: task.status }, t(`tasks.became.${status}`, { ...task })),
    [change, t],
  );
}

/** Puts a task to another time. */
export function useReschedule() {
  const { t } = useTranslation();
  const format = useFormat();
  const change = useChangeWithUndo();
  return useCallback(
    (task: Named & Pick<Task, 'due_at'>, dueAt: string) => {
      const day = t('tasks.dayAndTime', { day: format.date(dueAt), time: format.time(dueAt) });
      const words = t('tasks.moved', { title: task.title, day });
      change(task, { due_at: dueAt }, { due_at: task.due_at }, words);
    },
    [change, t, format],
  );
}
