// SPDX-License-Identifier: MIT
// A task for those who may only read.

import { useTranslation } from 'react-i18next';
import type { Task } from '../../api/types';
import { FactList } from '../../ui/FactList';
import { useFormat } from '../../ui/format';

export function TaskFacts({ task, dealTitle }: { task: Task; dealTitle: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const time = (at: string | null) => (at === null ? t('tasks.none') : format.moment(at));
  return (
    <FactList
      facts={[
        { label: t('tasks.fields.title'), value: task.title },
        { label: t('tasks.fields.description'), value: task.description || t('tasks.none') },
        { label: t('tasks.fields.due'), value: time(task.due_at) },
        { label: t('tasks.fields.status'), value: t(`tasks.statuses.${task.status}`) },
        { label: t('tasks.fields.priority'), value: t(`tasks.priorities.${task.priority}`) },
        { label: t('tasks.fields.assignee'), value: task.assignee_name ?? t('tasks.none') },
        { label: t('tasks.fields.deal'), value: dealTitle ?? t('tasks.none') },
        { label: t('tasks.fields.client'), value: task.client_name ?? t('tasks.none') },
      ]}
    />
  );
}
