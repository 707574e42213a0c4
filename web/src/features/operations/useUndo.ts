// SPDX-License-Identifier: MIT
// Takes an operation back. Where somebody has changed rows since, they are shown and the person says what becomes of
// them; what a job takes back is followed to its end.

import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/errors';
import type { UndoResult } from '../../api/types';
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

export interface Undoing {
  id: string;
  /** Of its rows: `product`. */
  entity: string;
  /** How they were changed: `import`. */
  kind: string;
  /** For people: the file, or what was done. */
  what: string;
}

type Step = 'idle' | 'asking' | 'conflict';

interface UndoOptions {
  /** It is taken back, or no longer about to be. */
  onEnded?: () => void;
}

export function useUndo({ onEnded }: UndoOptions = {}) {
  const { t } = useTranslation();
  const format = useFormat();
  const keyFor = useRequestKey();
  const [subject, setSubject] = useState<Undoing>();
  const [step, setStep] = useState<Step>('idle');
  const [isSending, setSending] = useState(false);
  const [conflicts, setConflicts] = useState<UndoConflict[]>([]);
  const [jobId, setJobId] = useState<string | null>(null);
  const job = useJob(jobId).data;
  const ended = useRef(onEnded);
  ended.current = onEnded;

  const finish = () => {
    readOperationsAnew();
    ended.current?.();
  };
  const finished = useRef(finish);
  finished.current = finish;
  useEffect(() => {
    if (!job || !subject || isUnderWay(job)) return;
    setJobId(null);
    finished.current();
    const notice = { id: `undo-${subject.id}`, text: subject.what };
    if (job.state === 'done') notifyDone({ ...notice, title: t('operations.undone') });
    else notifyFailed({ ...notice, title: t('operations.undoFailed') });
  }, [job, subject, t]);

  const take = (of: Undoing, result: UndoResult) => {
    setStep('idle');
    setJobId(result.job_id);
    if (result.job_id !== null) {
      readOperationsAnew();
      return;
    }
    finish();
    const counts = { restored: format.number(result.restored), kept: format.number(result.kept) };
    const text = t(result.kept > 0 ? 'operations.undoneSome' : 'operations.undoneAll', counts);
    notifyDone({ id: `undo-${of.id}`, title: t('operations.undone'), text });
  };

  const send = async (of: Undoing, onConflict: OnConflict) => {
    setSending(true);
    try {
      take(of, await undoOperation(of.id, onConflict, keyFor({ id: of.id, onConflict })));
    } catch (error) {
      if (error instanceof ApiError && error.code === 'undo_conflict') {
        setConflicts(conflictsFrom(error.details));
        setStep('conflict');
      } else {
        setStep('idle');
        finish();
        const title = t('operations.undoFailed');
        notifyFailed({ id: `undo-${of.id}`, title, text: errorText(t, error) });
      }
    } finally {
      setSending(false);
    }
  };

  return {
    subject,
    step,
    isSending,
    /** While a job is at it. */
    jobId,
    job,
    conflicts,
    /** After a question. */
    ask: (of: Undoing) => {
      setSubject(of);
      setStep('asking');
    },
    /** At once: the person has just done it. */
    start: (of: Undoing) => {
      setSubject(of);
      void send(of, 'refuse');
    },
    answer: (onConflict: OnConflict) => {
      if (subject) void send(subject, onConflict);
    },
    close: () => setStep('idle'),
  };
}

export type Undo = ReturnType<typeof useUndo>;
