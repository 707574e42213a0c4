// SPDX-License-Identifier: MIT
// For pages that one's role may not open.

import { Button } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMe } from '../api/me';
import { EmptyState } from './EmptyState';
import { PageHeader } from './PageHeader';
import { usePageTitle } from './usePageTitle';

export function NoAccessPage() {
  const { t } = useTranslation();
  const { user } = useMe();
  usePageTitle(t('session.noAccess.title'));
  return (
    <>
      <PageHeader title={t('session.noAccess.title')} />
      <EmptyState
        icon={<IconLock size={22} stroke={1.6} />}
        title={t('session.noAccess.lead')}
        text={t('session.noAccess.text', { role: t(`roles.names.${user.role}`) })}
        actions={
          <Button component={Link} to="/">
            {t('notFound.home')}
          </Button>
        }
      />
    </>
  );
}
