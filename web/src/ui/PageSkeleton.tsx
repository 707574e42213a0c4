// SPDX-License-Identifier: MIT
// Stands in for a page whose code is still on its way: the bar where the bar will be, nothing that jumps.

import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './PageHeader.module.css';

export function PageSkeleton() {
  const { t } = useTranslation();
  return (
    <div className={classes.root} role="status" aria-label={t('common.loading')}>
      <Skeleton width={110} height={18} />
    </div>
  );
}
