// SPDX-License-Identifier: MIT
// Moving a card without dragging. The menu itself is made at the first click: a board holds many of these buttons.

import { Menu } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconCheck, IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoardCard } from '../../api/types';
import { useDealActions } from './actions';
import classes from './DealMenu.module.css';

export function DealMenu({ card }: { card: BoardCard }) {
  const { t } = useTranslation();
  const [isMade, setMade] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const target = (
    <button
      type="button"
      className={classes.target}
      aria-label={t('dealCard.menu', { title: card.title })}
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
    <Menu position="bottom-end" width={240} loop opened={isOpen} onChange={setOpen}>
      <Menu.Target>{target}</Menu.Target>
      <Items card={card} />
    </Menu>
  );
}

function Items({ card }: { card: BoardCard }) {
  const { t } = useTranslation();
  const { change } = useDealActions();
  if (!change) return null;
  return (
    <Menu.Dropdown mah={380} style={{ overflowY: 'auto' }}>
      <Menu.Label>{t('dealCard.moveTo')}</Menu.Label>
      {change.stages.map(({ key, name }) => (
        <Menu.Item
          key={key}
          disabled={change.columnOf(card) === key}
          rightSection={change.columnOf(card) === key ? <IconCheck size={15} /> : null}
          onClick={() => change.move(card, { column: key })}
        >
          {name}
        </Menu.Item>
      ))}
      <Menu.Divider />
      <Menu.Item
        leftSection={<IconArrowUp size={16} stroke={1.6} />}
        onClick={() => change.step(card, -1)}
      >
        {t('dealCard.up')}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconArrowDown size={16} stroke={1.6} />}
        onClick={() => change.step(card, 1)}
      >
        {t('dealCard.down')}
      </Menu.Item>
    </Menu.Dropdown>
  );
}
