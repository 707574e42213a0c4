// SPDX-License-Identifier: MIT
// What a query brings, or what stands there until it does: a skeleton, or why it failed with a way to try
// again. Data once shown stays while a later reading fails.

import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from './EmptyState';
import { errorText } from './errorText';

interface LoadableProps<T> {
  query: Pick<UseQueryResult<T>, 'data' | 'error' | 'isError' | 'isFetching' | 'refetch'>;
  /** What to say above the reason. */
  failed: string;
  skeleton: ReactNode;
  children: (data: T) => ReactNode;
}

export function Loadable<T>({ query, failed, skeleton, children }: LoadableProps<T>) {
  const { t } = useTranslation();
  if (query.data !== undefined) return children(query.data);
  if (!query.isError) return skeleton;
  return (
    <EmptyState
      role="alert"
      icon={<IconAlertTriangle size={22} stroke={1.6} />}
      title={failed}
      text={errorText(t, query.error)}
      actions={
        <Button loading={query.isFetching} onClick={() => query.refetch()}>
          {t('common.retry')}
        </Button>
      }
    />
  );
}
