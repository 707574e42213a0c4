// SPDX-License-Identifier: MIT
// Whether the page is live. While it waits to reconnect it counts down and is a button: no need to wait.
// Screen readers hear the state, not each second of the countdown.

import { Tooltip, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { FeedStatus } from '../api/feed';
import classes from './ConnectionBadge.module.css';
import { useSecondsUntil } from './useSecondsUntil';

interface ConnectionBadgeProps {
  status: FeedStatus;
  onReconnect: () => void;
}

export function ConnectionBadge({ status, onReconnect }: ConnectionBadgeProps) {
  const { t } = useTranslation();
  const isWaiting = status.state === 'waiting';
  const seconds = useSecondsUntil(isWaiting ? status.retryAt : undefined);
  const state = isWaiting && status.isOffline ? 'offline' : status.state;
  const label =
    state === 'waiting' ? t('connection.retryIn', { seconds }) : t(`connection.${state}`);
  return (
    <>
      <Tooltip label={t(`connection.hint.${state}`)} multiline maw={260}>
        <UnstyledButton
          className={classes.root ?? ''}
          data-state={state}
          aria-disabled={!isWaiting}
          aria-label={isWaiting ? t('connection.reconnect') : label}
          onClick={isWaiting ? onReconnect : undefined}
        >
          <span className={classes.dot} aria-hidden="true" />
          <span className={classes.label} aria-hidden="true">
            {label}
          </span>
        </UnstyledButton>
      </Tooltip>
      <VisuallyHidden role="status">
        {state === 'waiting' ? t('connection.lost') : t(`connection.${state}`)}
      </VisuallyHidden>
    </>
  );
}
