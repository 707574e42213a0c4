// SPDX-License-Identifier: MIT
// Asks before what was typed is dropped.

import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from './ConfirmDialog';

interface DiscardDialogProps {
  isOpen: boolean;
  onStay: () => void;
  onDiscard: () => void;
}

export function DiscardDialog({ isOpen, onStay, onDiscard }: DiscardDialogProps) {
  const { t } = useTranslation();
  return (
    <ConfirmDialog
      isOpen={isOpen}
      title={t('draft.discardTitle')}
      confirm={t('draft.discard')}
      cancel={t('draft.keepEditing')}
      isDangerous
      onClose={onStay}
      onConfirm={onDiscard}
    >
      {t('draft.discardText')}
    </ConfirmDialog>
  );
}
