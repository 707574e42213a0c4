// SPDX-License-Identifier: MIT
// For addresses the panel does not know.

import { Button } from '@mantine/core';
import { IconCompass } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { EmptyState } from './EmptyState';
import { PageHeader } from './PageHeader';
import { usePageTitle } from './usePageTitle';

export function NotFoundPage() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  usePageTitle(t('notFound.title'));
  return (
    <>
      <PageHeader title="404" />
      <EmptyState
        icon={<IconCompass size={22} stroke={1.6} />}
        title={t('notFound.title')}
        text={t('notFound.text', { address: pathname })}
        actions={
          <Button component={Link} to="/">
            {t('notFound.home')}
          </Button>
        }
      />
    </>
  );
}
