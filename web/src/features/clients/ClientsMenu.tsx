// SPDX-License-Identifier: MIT
// From the list of clients to what is done with many of them.

import { Menu } from '@mantine/core';
import { IconCopyCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCan } from '../../api/me';
import { OperationsMenu } from '../operations/OperationsMenu';

export function ClientsMenu() {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <OperationsMenu entity="client">
      {can('clients:delete') && (
        <Menu.Item
          component={Link}
          to="/clients/duplicates"
          leftSection={<IconCopyCheck size={16} stroke={1.6} />}
        >
          {t('clients.duplicates')}
        </Menu.Item>
      )}
    </OperationsMenu>
  );
}
