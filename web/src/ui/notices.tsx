// SPDX-License-Identifier: MIT
// Notices in the corner: what was done (with an undo), what failed (with what to do), what somebody wanted to be reminded
// of. One at a time for each subject: a newer one takes its predecessor's place.

import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconBell, IconCheck } from '@tabler/icons-react';
import i18next from 'i18next';
import classes from './notices.module.css';

export interface Notice {
  id: string;
  title: string;
  text?: string;
  action?: Action;
  /** A further one. */
  second?: Action;
}

interface Action {
  label: string;
  run: () => void;
}

const DONE_MS = 4000;
const UNDO_MS = 8000;
const FAILED_MS = 12_000;

type Kind = 'done' | 'failed' | 'reminder';

const ICONS = { done: IconCheck, failed: IconAlertTriangle, reminder: IconBell };

function show(kind: Kind, notice: Notice): void {
  const Icon = ICONS[kind];
  const actions = [notice.action, notice.second].filter((action) => action !== undefined);
  notifications.hide(notice.id);
  notifications.show({
    id: notice.id,
    title: notice.title,
    message: (
      <>
        {notice.text !== undefined && <div className={classes.text}>{notice.text}</div>}
        {actions.map((action) => (
          <Button
            key={action.label}
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
        ))}
      </>
    ),
    icon: <Icon size={16} />,
    className: classes[kind] ?? '',
    classNames: {
      root: classes.root ?? '',
      icon: classes.icon ?? '',
      body: classes.body ?? '',
      title: classes.title ?? '',
      description: classes.body ?? '',
    },
    autoClose: closesAfter(kind, actions.length > 0),
    role: kind === 'done' ? 'status' : 'alert',
    closeButtonProps: { 'aria-label': i18next.t('common.close') },
  });
}

function closesAfter(kind: Kind, hasAction: boolean): number | false {
  if (kind === 'reminder') return false;
  if (kind === 'failed') return FAILED_MS;
  return hasAction ? UNDO_MS : DONE_MS;
}

export const notifyDone = (notice: Notice) => show('done', notice);
export const notifyFailed = (notice: Notice) => show('failed', notice);
/** Stays until it is answered or closed. */
export const notifyReminder = (notice: Notice) => show('reminder', notice);
export const hideNotice = (id: string) => notifications.hide(id);
