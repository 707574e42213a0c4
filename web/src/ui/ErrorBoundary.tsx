// SPDX-License-Identifier: MIT
// When drawing fails, a page that says so instead of a white one. After an update of the server a part of
// the old panel may be gone; reloading mends that too.

import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from './EmptyState';

export class ErrorBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? <Crash /> : this.props.children;
  }
}

function Crash() {
  const { t } = useTranslation();
  return (
    <EmptyState
      role="alert"
      headingLevel={1}
      icon={<IconAlertTriangle size={22} stroke={1.6} />}
      title={t('crash.title')}
      text={t('crash.text')}
      actions={<Button onClick={() => window.location.reload()}>{t('crash.reload')}</Button>}
    />
  );
}
