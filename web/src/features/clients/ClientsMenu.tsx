// SPDX-License-Identifier: MIT
// From the list of clients to what is done with many of them.

import { ActionIcon, Menu } from '@mantine/core';
import { IconCopyCheck, IconDots, IconStack2, IconUpload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCan } from '../../api/me';

export function ClientsMenu() {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <Menu position="bottom-end" width={240} loop>
      <Menu.Target>
        <ActionIcon size={36} variant="default" aria-label={t('nav.more')}>
          <IconDots size={18} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {can('clients:delete') && (
          <Menu.Item
            component={Link}
            to="/clients/duplicates"
            leftSection={<IconCopyCheck size={16} stroke={1.6} />}
          >
            {t('clients.duplicates')}
          </Menu.Item>
        )}
        <Menu.Item
          component={Link}
          to="/clients/import"
          leftSection={<IconUpload size={16} stroke={1.6} />}
        >
          {t('nav.imports')}
        </Menu.Item>
        <Menu.Item
          component={Link}
          to="/clients/operations"
          leftSection={<IconStack2 size={16} stroke={1.6} />}
        >
          {t('nav.operations')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
