// SPDX-License-Identifier: MIT
// On a phone: which column is in view, how many cards each holds, and a way to jump there.

import { UnstyledButton } from '@mantine/core';
import { useReducedMotion } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShell } from '../AppShell';
import classes from './ColumnTabs.module.css';
import { columnElementId } from './columnElement';

export interface ColumnTab {
  key: string;
  name: string;
  /** How many cards it holds; absent until that is known. */
  count?: string | number | undefined;
}

export function ColumnTabs({ boardId, tabs }: { boardId: string; tabs: ColumnTab[] }) {
  const { t } = useTranslation();
  const { isPhone } = useShell();
  const [current, setCurrent] = useState(0);
  const isCalm = useReducedMotion();
  const row = useRef<HTMLElement>(null);
  const n = tabs.length;

  useEffect(() => {
    const board = document.getElementById(boardId);
    if (!isPhone || !board || n === 0) return;
    const look = () =>
      setCurrent(Math.min(Math.round(board.scrollLeft / (board.scrollWidth / n)), n - 1));
    look();
    board.addEventListener('scroll', look, { passive: true });
    return () => board.removeEventListener('scroll', look);
  }, [isPhone, boardId, n]);

  useEffect(() => {
    row.current?.children[current]?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [current]);

  if (!isPhone) return null;
  return (
    <nav ref={row} className={classes.root} aria-label={t('drag.columns')}>
      {tabs.map(({ key, name, count }, index) => (
        <UnstyledButton
          key={key}
          className={classes.tab ?? ''}
          aria-current={index === current || undefined}
          onClick={() => {
            document.getElementById(columnElementId(key))?.scrollIntoView({
              behavior: isCalm ? 'auto' : 'smooth',
              block: 'nearest',
              inline: 'center',
            });
          }}
        >
          {name} <span className={classes.count}>{count ?? ''}</span>
        </UnstyledButton>
      ))}
    </nav>
  );
}
