// SPDX-License-Identifier: MIT
// Everything that can be done with a module without dragging: a card must be movable by a menu too.

import { ActionIcon, Menu } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconCheck,
  IconDots,
  IconInfoCircle,
  IconPencil,
  IconTrash,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Module } from '../../api/types';
import { useModuleActions } from './actions';
import { STATUSES } from './board';

interface ModuleMenuProps {
  module: Module;
  /** In the drawer, where the details are open and steps cannot be seen. */
  isShort?: boolean;
}

export function ModuleMenu({ module, isShort = false }: ModuleMenuProps) {
  const { t } = useTranslation();
  const actions = useModuleActions();
  return (
    <Menu position="bottom-end" width={220} loop>
      <Menu.Target>
        <ActionIcon size={isShort ? 34 : 28} aria-label={t('card.menu', { name: module.name })}>
          <IconDots size={17} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {!isShort && (
          <>
            <Menu.Item
              leftSection={<IconInfoCircle size={16} stroke={1.6} />}
              onClick={() => actions.open(module)}
            >
              {t('card.details')}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconPencil size={16} stroke={1.6} />}
              onClick={() => actions.edit(module)}
            >
              {t('card.edit')}
            </Menu.Item>
            <Menu.Divider />
          </>
        )}
        <Menu.Label>{t('card.moveTo')}</Menu.Label>
        {STATUSES.map((status) => (
          <Menu.Item
            key={status}
            disabled={status === module.status}
            rightSection={status === module.status ? <IconCheck size={15} /> : null}
            onClick={() => actions.move(module, { status })}
          >
            {t(`status.${status}`)}
          </Menu.Item>
        ))}
        {!isShort && (
          <>
            <Menu.Divider />
            <Menu.Item
              leftSection={<IconArrowUp size={16} stroke={1.6} />}
              onClick={() => actions.step(module, -1)}
            >
              {t('card.up')}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconArrowDown size={16} stroke={1.6} />}
              onClick={() => actions.step(module, 1)}
            >
              {t('card.down')}
            </Menu.Item>
          </>
        )}
        {module.status === 'archived' && (
          <>
            <Menu.Divider />
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={16} stroke={1.6} />}
              onClick={() => actions.remove(module)}
            >
              {t('card.delete')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
