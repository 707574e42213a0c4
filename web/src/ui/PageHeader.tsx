// SPDX-License-Identifier: MIT
// The bar at the top of a page: its title, whether it is live, and what one can do on it.

import { ActionIcon } from '@mantine/core';
import { IconMenu2, IconSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useShell } from './AppShell';
import classes from './PageHeader.module.css';

interface PageHeaderProps {
  title: string;
  aside?: ReactNode;
  actions?: ReactNode;
}

export function PageHeader({ title, aside, actions }: PageHeaderProps) {
  const { t } = useTranslation();
  const { isPhone, openMenu, openSearch } = useShell();
  return (
    <header className={classes.root}>
      {isPhone && (
        <ActionIcon size={40} aria-label={t('shell.openMenu')} onClick={openMenu}>
          <IconMenu2 size={20} stroke={1.7} />
        </ActionIcon>
      )}
      <h1 className={classes.title}>{title}</h1>
      <div className={classes.aside}>{aside}</div>
      {isPhone && (
        <ActionIcon
          size={40}
          aria-label={t('shell.search')}
          aria-haspopup="dialog"
          onClick={openSearch}
        >
          <IconSearch size={19} stroke={1.7} />
        </ActionIcon>
      )}
      <div className={classes.actions}>{actions}</div>
    </header>
  );
}
