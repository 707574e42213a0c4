// SPDX-License-Identifier: MIT
// When the panel starts and the server does not answer. It tries again by itself when the network is back.

import { Button } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { session } from '../api/me';
import { EmptyState } from './EmptyState';
import { errorText } from './errorText';
import classes from './UnreachablePage.module.css';
import { usePageTitle } from './usePageTitle';

export function UnreachablePage({ error }: { error: unknown }) {
  const { t } = useTranslation();
  usePageTitle(t('session.unreachable'));
  useEffect(() => {
    const retry = () => void session.start();
    window.addEventListener('online', retry);
    return () => window.removeEventListener('online', retry);
  }, []);
  return (
    <main className={classes.root}>
      <EmptyState
        role="alert"
        headingLevel={1}
        icon={<IconPlugConnectedX size={22} stroke={1.6} />}
        title={t('session.unreachable')}
        text={errorText(t, error)}
        actions={<Button onClick={() => void session.start()}>{t('common.retry')}</Button>}
      />
    </main>
  );
}
