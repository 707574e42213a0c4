// SPDX-License-Identifier: MIT
// On a phone: which column is in view, how many cards each holds, and a way to jump there.

import { UnstyledButton } from '@mantine/core';
import { useReducedMotion } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ModuleStatus } from '../../api/types';
import { useShell } from '../../ui/AppShell';
import { STATUSES } from './board';
import classes from './ColumnTabs.module.css';

interface ColumnTabsProps {
  boardId: string;
  totals: Record<ModuleStatus, number> | undefined;
}

export function ColumnTabs({ boardId, totals }: ColumnTabsProps) {
  const { t } = useTranslation();
  const { isPhone } = useShell();
  const [current, setCurrent] = useState(0);
  const isCalm = useReducedMotion();
  const tabs = useRef<HTMLElement>(null);

  useEffect(() => {
    const board = document.getElementById(boardId);
    if (!isPhone || !board) return;
    const look = () => {
      const step = board.scrollWidth / STATUSES.length;
      setCurrent(Math.min(Math.round(board.scrollLeft / step), STATUSES.length - 1));
    };
    look();
    board.addEventListener('scroll', look, { passive: true });
    return () => board.removeEventListener('scroll', look);
  }, [isPhone, boardId]);

  useEffect(() => {
    tabs.current?.children[current]?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [current]);

  if (!isPhone) return null;
  return (
    <nav ref={tabs} className={classes.root} aria-label={t('column.tabs')}>
      {STATUSES.map((status, index) => (
        <UnstyledButton
          key={status}
          className={classes.tab ?? ''}
          aria-current={index === current || undefined}
          onClick={() => {
            document.getElementById(`column-${status}`)?.scrollIntoView({
              behavior: isCalm ? 'auto' : 'smooth',
              block: 'nearest',
              inline: 'center',
            });
          }}
        >
          {t(`status.${status}`)} <span className={classes.count}>{totals?.[status] ?? ''}</span>
        </UnstyledButton>
      ))}
    </nav>
  );
}
