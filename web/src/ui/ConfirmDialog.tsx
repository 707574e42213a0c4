// SPDX-License-Identifier: MIT
// Asks before something is lost. The safe answer has the focus; the other one says what it does.

import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './ConfirmDialog.module.css';
import { useEscape } from './escape';
import './overlayStyles';
import { useLast } from './useLast';

interface ConfirmDialogProps {
  isOpen: boolean;
  title: string;
  confirm: string;
  cancel?: string;
  isDangerous?: boolean;
  isBusy?: boolean;
  children: ReactNode;
  onConfirm: () => void;
  onClose: () => void;
}

export function ConfirmDialog(props: ConfirmDialogProps) {
  const { isOpen, title, confirm, cancel, isDangerous, isBusy, children, onConfirm, onClose } =
    props;
  const { t } = useTranslation();
  const shown = useLast(isOpen ? children : undefined);
  useEscape(isOpen, onClose);
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      closeOnEscape={false}
      title={title}
      centered
      size={460}
      zIndex={400}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <div className={classes.text}>{shown}</div>
      <div className={classes.actions}>
        <Button variant="default" onClick={onClose} data-autofocus>
          {cancel ?? t('common.cancel')}
        </Button>
        <Button
          {...(isDangerous ? { color: 'red.7' } : {})}
          loading={isBusy ?? false}
          onClick={onConfirm}
        >
          {confirm}
        </Button>
      </div>
    </Modal>
  );
}
