// SPDX-License-Identifier: MIT
// Takes an operation back, after a question. Where somebody has changed rows since, they are shown and the person says
// what becomes of them; what a job takes back is followed to its end.

import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ApiError } from '../../api/errors';
import { useCan } from '../../api/me';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { errorText } from '../../ui/errorText';
import { useFormat } from '../../ui/format';
import { notifyDone, notifyFailed } from '../../ui/notices';
import { useRequestKey } from '../../ui/useRequestKey';
import { isUnderWay, useJob } from './jobs';
import {
  conflictsFrom,
  type OnConflict,
  readOperationsAnew,
  type UndoConflict,
  undoOperation,
} from './queries';
import classes from './UndoButton.module.css';

export interface Undoable {
  id: string;
  state: 'running' | 'done' | 'undoing' | 'undone';
  expiresAt: string;
  /** For people: the file, or what was done. */
  what: string;
}

/** Nothing where it cannot be taken back, or not by this person. */
export function UndoButton({ operation, size }: { operation: Undoable; size?: string }) {
  const { t } = useTranslation();
  const can = useCan();
  const undo = useUndo(operation);
  const isOver = Date.parse(operation.expiresAt) <= Date.now();
  if (operation.state === 'undoing' || undo.isFollowing) {
    return (
      <Button variant="default" size={size ?? 'sm'} loading>
        {t('operations.undo')}
      </Button>
    );
  }
  if (operation.state !== 'done' || isOver || !can('products:update')) return null;
  return (
    <>
      <Button
        variant="default"
        size={size ?? 'sm'}
        leftSection={<IconArrowBackUp size={15} stroke={1.7} />}
        aria-label={t('operations.undoOf', { what: operation.what })}
        onClick={undo.ask}
      >
        {t('operations.undo')}
      </Button>
      <UndoDialogs undo={undo} what={operation.what} />
    </>
  );
}

type Step = 'idle' | 'asking' | 'conflict';

function useUndo({ id, what }: Undoable) {
  const { t } = useTranslation();
  const format = useFormat();
  const keyFor = useRequestKey();
  const [step, setStep] = useState<Step>('idle');
  const [isSending, setSending] = useState(false);
  const [conflicts, setConflicts] = useState<UndoConflict[]>([]);
  const [jobId, setJobId] = useState<string | null>(null);
  const job = useJob(jobId).data;

  useEffect(() => {
    if (!job || isUnderWay(job)) return;
    setJobId(null);
    readOperationsAnew();
    const notice = { id: `undo-${id}`, text: what };
    if (job.state === 'done') notifyDone({ ...notice, title: t('operations.undone') });
    else notifyFailed({ ...notice, title: t('operations.undoFailed') });
  }, [job, id, what, t]);

  const run = async (onConflict: OnConflict) => {
    setSending(true);
    try {
      const result = await undoOperation(id, onConflict, keyFor({ id, onConflict }));
      setStep('idle');
      setJobId(result.job_id);
      readOperationsAnew();
      if (result.job_id === null) {
        const counts = {
          restored: format.number(result.restored),
          kept: format.number(result.kept),
        };
        const text = t(result.kept > 0 ? 'operations.undoneSome' : 'operations.undoneAll', counts);
        notifyDone({ id: `undo-${id}`, title: t('operations.undone'), text });
      }
    } catch (error) {
      if (error instanceof ApiError && error.code === 'undo_conflict') {
        setConflicts(conflictsFrom(error.details));
        setStep('conflict');
      } else {
        setStep('idle');
        readOperationsAnew();
        const title = t('operations.undoFailed');
        notifyFailed({ id: `undo-${id}`, title, text: errorText(t, error) });
      }
    } finally {
      setSending(false);
    }
  };

  return {
    step,
    isSending,
    isFollowing: jobId !== null,
    conflicts,
    run: (onConflict: OnConflict) => void run(onConflict),
    ask: () => setStep('asking'),
    close: () => setStep('idle'),
  };
}

function UndoDialogs({ undo, what }: { undo: ReturnType<typeof useUndo>; what: string }) {
  const { t } = useTranslation();
  return (
    <>
      <ConfirmDialog
        isOpen={undo.step === 'asking'}
        title={t('operations.undoTitle')}
        confirm={t('operations.undo')}
        isBusy={undo.isSending}
        onClose={undo.close}
        onConfirm={() => undo.run('refuse')}
      >
        {t('operations.undoText', { what })}
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={undo.step === 'conflict'}
        title={t('operations.conflictTitle')}
        confirm={t('operations.keep')}
        isBusy={undo.isSending}
        onClose={undo.close}
        onConfirm={() => undo.run('keep')}
      >
        <p className={classes.text}>{t('operations.conflictText')}</p>
        <ul className={classes.rows}>
          {undo.conflicts.map(({ id, name, sku }) => (
            <li key={id}>
              {name === null ? (
                t('operations.goneRow', { id })
              ) : (
                <Link to={`/products/${id}`}>
                  {name} · {sku}
                </Link>
              )}
            </li>
          ))}
        </ul>
        <Button
          variant="default"
          color="red"
          disabled={undo.isSending}
          onClick={() => undo.run('restore')}
        >
          {t('operations.restore')}
        </Button>
      </ConfirmDialog>
    </>
  );
}
