// SPDX-License-Identifier: MIT
// A form at the side of the page it is about. Nothing typed is lost by a slip: closing with changes asks first.

import { Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from './ConfirmDialog';
import { DiscardDialog } from './DiscardDialog';
import { givesWay } from './dialogs';
import { useEscape } from './escape';
import classes from './formOverlay.module.css';
import './overlayStyles';

interface FormDrawerProps {
  isOpen: boolean;
  title: ReactNode;
  /** Whether closing would lose something. */
  isDirty: boolean;
  /** What closing would lose, where it is not what was typed. */
  warning?: { title: string; text: string; confirm: string; cancel: string };
  onClose: () => void;
  children: (close: () => void) => ReactNode;
}

export function FormDrawer(props: FormDrawerProps) {
  const { isOpen, title, isDirty, warning, onClose, children } = props;
  const { t } = useTranslation();
  const [isAsking, asking] = useDisclosure(false);
  const close = isDirty ? asking.open : onClose;
  useEscape(isOpen, close);
  const leave = () => {
    asking.close();
    onClose();
  };
  return (
    <>
      <Drawer
        {...(isDirty ? {} : givesWay)}
        opened={isOpen}
        onClose={close}
        closeOnEscape={false}
        position="right"
        size={480}
        title={title}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        classNames={{
          title: classes.title ?? '',
          header: classes.header ?? '',
          body: classes.body ?? '',
          content: classes.content ?? '',
        }}
      >
        {children(close)}
      </Drawer>
      {warning ? (
        <ConfirmDialog
          isOpen={isOpen && isAsking}
          title={warning.title}
          confirm={warning.confirm}
          cancel={warning.cancel}
          isDangerous
          onClose={asking.close}
          onConfirm={leave}
        >
          {warning.text}
        </ConfirmDialog>
      ) : (
        <DiscardDialog isOpen={isOpen && isAsking} onStay={asking.close} onDiscard={leave} />
      )}
    </>
  );
}
