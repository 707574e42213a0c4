// SPDX-License-Identifier: MIT
// From the table to what changes many of its rows at once.

import { Menu } from '@mantine/core';
import { IconStack2, IconUpload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { MoreMenu } from '../../ui/MoreMenu';
import { type BulkEntity, bulkPaths } from './entities';

interface OperationsMenuProps {
  entity: BulkEntity;
  /** Further entries, before the usual ones. */
  children?: ReactNode;
}

export function OperationsMenu({ entity, children }: OperationsMenuProps) {
  const { t } = useTranslation();
  const paths = bulkPaths(entity);
  return (
    <MoreMenu label={t('nav.more')} width={240}>
      {children}
      <Menu.Item
        component={Link}
        to={paths.imports}
        leftSection={<IconUpload size={16} stroke={1.6} />}
      >
        {t('nav.imports')}
      </Menu.Item>
      <Menu.Item
        component={Link}
        to={paths.operations}
        leftSection={<IconStack2 size={16} stroke={1.6} />}
      >
        {t('nav.operations')}
      </Menu.Item>
    </MoreMenu>
  );
}
