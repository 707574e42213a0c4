// SPDX-License-Identifier: MIT
// Everything that can be done with a module without dragging: a card must be movable by a menu too.
// The menu itself is made at the first click: a board may hold a thousand of these buttons.

import { Menu } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowUp,
  IconCheck,
  IconDots,
  IconInfoCircle,
  IconPencil,
  IconTrash,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Module } from '../../api/types';
import { type ModuleChanges, useModuleActions } from './actions';
import { STATUSES } from './board';
import classes from './ModuleMenu.module.css';

interface ModuleMenuProps {
  module: Module;
  /** In the drawer, where the details are open and steps cannot be seen. */
  isShort?: boolean;
}

export function ModuleMenu({ module, isShort = false }: ModuleMenuProps) {
  const { t } = useTranslation();
  const [isMade, setMade] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const target = (
    <button
      type="button"
      className={classes.target}
      data-large={isShort || undefined}
      aria-label={t('card.menu', { name: module.name })}
      aria-haspopup="menu"
      aria-expanded={isOpen}
      onClick={() => {
        setMade(true);
        setOpen(true);
      }}
    >
      <IconDots size={17} stroke={1.7} aria-hidden="true" />
    </button>
  );
  if (!isMade) return target;
  return (
    <Menu position="bottom-end" width={220} loop opened={isOpen} onChange={setOpen}>
      <Menu.Target>{target}</Menu.Target>
      <MenuItems module={module} isShort={isShort} />
    </Menu>
  );
}

function MenuItems({ module, isShort }: { module: Module; isShort: boolean }) {
  const { t } = useTranslation();
  const { open, change, remove } = useModuleActions();
  return (
    <Menu.Dropdown>
      {!isShort && (
        <Menu.Item
          leftSection={<IconInfoCircle size={16} stroke={1.6} />}
          onClick={() => open(module)}
        >
          {t('card.details')}
        </Menu.Item>
      )}
      {change && <ChangeItems module={module} isShort={isShort} change={change} />}
      {remove && module.status === 'archived' && (
        <>
          <Menu.Divider />
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={16} stroke={1.6} />}
            onClick={() => remove(module)}
          >
            {t('card.delete')}
          </Menu.Item>
        </>
      )}
    </Menu.Dropdown>
  );
}

interface ChangeItemsProps {
  module: Module;
  isShort: boolean;
  change: ModuleChanges;
}

function ChangeItems({ module, isShort, change }: ChangeItemsProps) {
  const { t } = useTranslation();
  return (
    <>
      {!isShort && (
        <>
          <Menu.Item
            leftSection={<IconPencil size={16} stroke={1.6} />}
            onClick={() => change.edit(module)}
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
          onClick={() => change.move(module, { column: status })}
        >
          {t(`status.${status}`)}
        </Menu.Item>
      ))}
      {!isShort && (
        <>
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconArrowUp size={16} stroke={1.6} />}
            onClick={() => change.step(module, -1)}
          >
            {t('card.up')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconArrowDown size={16} stroke={1.6} />}
            onClick={() => change.step(module, 1)}
          >
            {t('card.down')}
          </Menu.Item>
        </>
      )}
    </>
  );
}
