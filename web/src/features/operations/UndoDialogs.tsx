// SPDX-License-Identifier: MIT
// The questions before something is taken back.

import { Button } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { pathOf } from './entities';
import type { UndoConflict } from './queries';
import classes from './UndoDialogs.module.css';
import type { Undo } from './useUndo';

export function UndoDialogs({ undo }: { undo: Undo }) {
  const { t } = useTranslation();
  const { subject, step, isSending, conflicts } = undo;
  return (
    <>
      <ConfirmDialog
        isOpen={step === 'asking'}
        title={t('operations.undoTitle')}
        confirm={t('operations.undo')}
        isBusy={isSending}
        onClose={undo.close}
        onConfirm={() => undo.answer('refuse')}
      >
        {t(subject?.kind === 'merge' ? 'operations.undoMerge' : 'operations.undoText', {
          what: subject?.what ?? '',
        })}
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={step === 'conflict'}
        title={t('operations.conflictTitle')}
        confirm={t('operations.keep')}
        isBusy={isSending}
        onClose={undo.close}
        onConfirm={() => undo.answer('keep')}
      >
        <p className={classes.text}>{t('operations.conflictText')}</p>
        {conflicts.length > 0 && (
          <ul className={classes.rows}>
            {conflicts.map((row) => (
              <li key={row.id}>
                <Row row={row} entity={subject?.entity ?? ''} t={t} />
              </li>
            ))}
          </ul>
        )}
        <Button
          variant="default"
          color="red"
          disabled={isSending}
          onClick={() => undo.answer('restore')}
        >
          {t('operations.restore')}
        </Button>
      </ConfirmDialog>
    </>
  );
}

interface RowProps {
  row: UndoConflict;
  entity: string;
  t: TFunction;
}

function Row({ row: { id, name, sku }, entity, t }: RowProps) {
  if (name === null) return t('operations.goneRow', { id });
  const words = sku === null ? name : `${name} · ${sku}`;
  const path = pathOf(entity, id);
  return path === undefined ? words : <Link to={path}>{words}</Link>;
}
