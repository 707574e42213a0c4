// SPDX-License-Identifier: MIT
// Reminds of one's own tasks, whatever page one is on: the server says when (`task.due`). Where the task is done or put
// off meanwhile, here or elsewhere, its reminder goes.

import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { isRecord } from '../../api/errors';
import type { Frame } from '../../api/feed';
import { useFrames } from '../../api/live';
import { useMe } from '../../api/me';
import { useFormat } from '../../ui/format';
import { hideNotice, notifyReminder } from '../../ui/notices';
import { taskPath } from '../../ui/paths';
import { useSetStatus } from './useTaskWords';

const noticeOf = (id: string) => `reminder-${id}`;

export default function Reminders() {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const myId = useMe().user.id;
  const setStatus = useSetStatus();
  useFrames(
    useCallback(
      (frame: Frame) => {
        if (frame.id === undefined || !frame.type.startsWith('task.')) return;
        if (frame.type === 'task.updated' || frame.type === 'task.deleted') {
          hideNotice(noticeOf(frame.id));
          return;
        }
        const { data } = frame;
        if (frame.type !== 'task.due' || !isRecord(data) || data.assignee_id !== myId) return;
        const id = Number(frame.id);
        const title = typeof data.title === 'string' ? data.title : '';
        const due = typeof data.due_at === 'string' ? format.moment(data.due_at) : undefined;
        notifyReminder({
          id: noticeOf(frame.id),
          title: t('tasks.reminder', { title }),
          ...(due === undefined ? {} : { text: t('tasks.reminderDue', { due }) }),
          action: {
            label: t('tasks.markDone'),
            run: () => setStatus({ id, title, status: 'open' }, 'done'),
          },
          second: { label: t('tasks.openOne'), run: () => void navigate(taskPath(id)) },
        });
      },
      [t, format, navigate, myId, setStatus],
    ),
  );
  return null;
}
