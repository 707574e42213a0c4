// SPDX-License-Identifier: MIT
// The drawer that holds the menu on a phone. A file of its own, so that only phones load it.

import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './MenuDrawer.module.css';
import './overlayStyles';

interface MenuDrawerProps {
  isOpen: boolean;
  title: ReactNode;
  children: ReactNode;
  onClose: () => void;
}

export function MenuDrawer({ isOpen, title, children, onClose }: MenuDrawerProps) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      size={280}
      title={title}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      classNames={{ body: classes.body ?? '', header: classes.header ?? '' }}
    >
      {children}
    </Drawer>
  );
}
