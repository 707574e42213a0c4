// SPDX-License-Identifier: MIT
// Notices in the corner: what was done (with an undo) and what failed (with what to do). One at a time for
// each subject: a newer one takes its predecessor's place.

import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import i18next from 'i18next';
import classes from './notices.module.css';

export interface Notice {
  id: string;
  title: string;
  text?: string;
  action?: { label: string; run: () => void };
}

const DONE_MS = 4000;
const UNDO_MS = 8000;
const FAILED_MS = 12_000;

function show(kind: 'done' | 'failed', notice: Notice): void {
  const { action } = notice;
  notifications.hide(notice.id);
  notifications.show({
    id: notice.id,
    title: notice.title,
    message: (
      <>
        {notice.text !== undefined && <div className={classes.text}>{notice.text}</div>}
        {action && (
          <Button
            className={classes.action ?? ''}
            variant="default"
            size="compact-sm"
            onClick={() => {
              notifications.hide(notice.id);
              action.run();
            }}
          >
            {action.label}
          </Button>
        )}
      </>
    ),
    icon: kind === 'done' ? <IconCheck size={16} /> : <IconAlertTriangle size={16} />,
    className: classes[kind] ?? '',
    classNames: {
      root: classes.root ?? '',
      icon: classes.icon ?? '',
      body: classes.body ?? '',
      title: classes.title ?? '',
      description: classes.body ?? '',
    },
    autoClose: kind === 'failed' ? FAILED_MS : action ? UNDO_MS : DONE_MS,
    role: kind === 'done' ? 'status' : 'alert',
    closeButtonProps: { 'aria-label': i18next.t('common.close') },
  });
}

export const notifyDone = (notice: Notice) => show('done', notice);
export const notifyFailed = (notice: Notice) => show('failed', notice);
export const hideNotice = (id: string) => notifications.hide(id);
