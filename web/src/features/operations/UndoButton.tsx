// SPDX-License-Identifier: MIT
// Takes an operation back, after a question.

import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/me';
import { undoRight } from './entities';
import { UndoDialogs } from './UndoDialogs';
import { type Undoing, useUndo } from './useUndo';

export interface Undoable extends Undoing {
  state: 'running' | 'done' | 'undoing' | 'undone';
  expiresAt: string;
}

/** Nothing where it cannot be taken back, or not by this person. */
export function UndoButton({ operation, size }: { operation: Undoable; size?: string }) {
  const { t } = useTranslation();
  const can = useCan();
  const undo = useUndo();
  const isOver = Date.parse(operation.expiresAt) <= Date.now();
  if (operation.state === 'undoing' || undo.jobId !== null) {
    return (
      <Button variant="default" size={size ?? 'sm'} loading>
        {t('operations.undo')}
      </Button>
    );
  }
  const mayUndo = can(undoRight(operation.entity, operation.kind));
  if (operation.state !== 'done' || isOver || !mayUndo) return null;
  return (
    <>
      <Button
        variant="default"
        size={size ?? 'sm'}
        leftSection={<IconArrowBackUp size={15} stroke={1.7} />}
        aria-label={t('operations.undoOf', { what: operation.what })}
        onClick={() => undo.ask(operation)}
      >
        {t('operations.undo')}
      </Button>
      <UndoDialogs undo={undo} />
    </>
  );
}
