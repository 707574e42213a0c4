// SPDX-License-Identifier: MIT
// Somebody else changed the same field of a row while it was being typed into: both values, and the person chooses.

import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ConflictChoice } from '../../ui/ConflictChoice';
import type { DraftValue } from '../../ui/draft';
import '../../ui/overlayStyles';
import { typedMoney } from '../../ui/money';
import type { EditField, RowEdits } from './rowEdits';

interface EditConflictProps {
  edits: RowEdits;
  nameOf: (id: number) => string;
}

export function EditConflict({ edits, nameOf }: EditConflictProps) {
  const { t, i18n } = useTranslation();
  const { quarrel } = edits;
  if (!quarrel) return null;
  const words = (field: EditField, value: DraftValue): string => {
    if (typeof value === 'boolean') return t(value ? 'catalogue.onSale' : 'catalogue.offSale');
    return field === 'price' ? typedMoney(value, i18n.resolvedLanguage ?? 'ru') : value;
  };
  // Closing gives one's own values up; nobody else's are lost then.
  const giveUp = () => edits.settle(quarrel.id, new Set(quarrel.conflicts.map((c) => c.field)));
  return (
    <Modal
      opened
      onClose={giveUp}
      title={nameOf(quarrel.id)}
      centered
      size={460}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <ConflictChoice
        key={`${quarrel.id} ${quarrel.theirs.revision}`}
        choices={quarrel.conflicts.map(({ field, mine, theirs }) => ({
          field,
          label: t(`catalogue.fields.${field}`),
          mine: words(field, mine),
          theirs: words(field, theirs),
        }))}
        layout="long"
        isSending={false}
        back={t('catalogue.giveUp')}
        onBack={giveUp}
        onSettle={(givenUp) => edits.settle(quarrel.id, givenUp)}
      />
    </Modal>
  );
}
