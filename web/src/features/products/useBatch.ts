// SPDX-License-Identifier: MIT
// Putting many products on sale or taking them off, and taking that back. Beyond a thousand a job does it: its frames
// tell how far it is, and where no frames come it is asked now and then.

import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, isRecord } from '../../api/errors';
import type { Frame } from '../../api/feed';
import { useFrames } from '../../api/live';
import type { Job, UndoResult } from '../../api/types';
import { errorText } from '../../ui/errorText';
import { useFormat } from '../../ui/format';
import { notifyDone, notifyFailed } from '../../ui/notices';
import {
  type BatchResult,
  type Choice,
  cancelJob,
  readJob,
  setOnSale,
  undoOperation,
} from './queries';

export type Deed = 'enable' | 'disable' | 'undo';

export interface Running {
  deed: Deed;
  jobId: string;
  operationId: string | null;
  done: number;
  total: number | null;
}

interface UndoQuestion {
  operationId: string;
  /** How many rows somebody has changed since; undefined: some. */
  count: number | undefined;
}

const NOTICE = 'products-batch';
const ASK_MS = 3000;

export function useBatch(onChanged: () => void) {
  const { t } = useTranslation();
  const format = useFormat();
  const [running, setRunning] = useState<Running>();
  const [question, setQuestion] = useState<UndoQuestion>();

  const failed = (title: string, error: unknown) =>
    notifyFailed({ id: NOTICE, title, text: errorText(t, error) });

  const finished = (deed: Deed, count: number, operationId: string | null) => {
    onChanged();
    if (deed === 'undo') {
      notifyDone({ id: NOTICE, title: t('catalogue.undone', { count, n: format.number(count) }) });
      return;
    }
    if (count === 0 || operationId === null) {
      notifyDone({ id: NOTICE, title: t('catalogue.nothingChanged') });
      return;
    }
    const words = { count, n: format.number(count) };
    notifyDone({
      id: NOTICE,
      title: t(deed === 'enable' ? 'catalogue.enabled' : 'catalogue.disabled', words),
      action: {
        label: t('catalogue.undo'),
        run: () => undo.mutate({ operationId, onConflict: 'refuse' }),
      },
    });
  };

  const set = useMutation({
    mutationFn: ({ choice, isOnSale }: { choice: Choice; isOnSale: boolean }) =>
      setOnSale(choice, isOnSale),
    onSuccess: (result: BatchResult, { isOnSale }) => {
      const deed = isOnSale ? 'enable' : 'disable';
      const { job_id: jobId, operation_id: operationId, changed, total } = result;
      if (jobId === null) finished(deed, changed, operationId);
      else setRunning({ deed, jobId, operationId, done: 0, total });
    },
    onError: (error) => failed(t('catalogue.batchFailed'), error),
  });

  const undo = useMutation({
    mutationFn: ({ operationId, onConflict }: UndoWish) => undoOperation(operationId, onConflict),
    onSuccess: ({ job_id: jobId, operation, restored }: UndoResult) => {
      setQuestion(undefined);
      if (jobId === null) finished('undo', restored, null);
      else {
        const { id: operationId, n_rows: total } = operation;
        setRunning({ deed: 'undo', jobId, operationId, done: 0, total });
      }
    },
    onError: (error, { operationId }) => {
      if (!(error instanceof ApiError) || error.code !== 'undo_conflict') {
        setQuestion(undefined);
        failed(t('catalogue.undoFailed'), error);
        return;
      }
      const { count } = error.details;
      setQuestion({ operationId, count: typeof count === 'number' ? count : undefined });
    },
  });

  const take = (job: Pick<Job, 'id' | 'state' | 'progress'> & Partial<Job>) => {
    if (running?.jobId !== job.id) return;
    const { done, total } = job.progress;
    if (job.state === 'queued' || job.state === 'running') {
      setRunning({ ...running, done, total: total ?? running.total });
      return;
    }
    setRunning(undefined);
    if (job.state === 'done') finished(running.deed, done, running.operationId);
    else if (job.state === 'cancelled') {
      onChanged();
      notifyDone({ id: NOTICE, title: t('catalogue.jobCancelled') });
    } else {
      onChanged();
      const text = job.error_message ?? t('errors.unexpected');
      notifyFailed({ id: NOTICE, title: t('catalogue.batchFailed'), text });
    }
  };

  const jobId = running?.jobId;
  const ask = (id: string) => {
    readJob(id)
      .then(take)
      .catch(() => undefined); // the next one asks again
  };

  useFrames(
    // biome-ignore lint/correctness/useExhaustiveDependencies: ask() is about this job
    useCallback(
      (frame: Frame) => {
        if (jobId === undefined || frame.id !== jobId) return;
        const progress = isRecord(frame.data) ? frame.data.progress : undefined;
        if (frame.type === 'job.progress' && isRecord(progress)) {
          const { done, total } = progress;
          setRunning(
            (now) =>
              now && {
                ...now,
                done: typeof done === 'number' ? done : now.done,
                total: typeof total === 'number' ? total : now.total,
              },
          );
        } else if (frame.type.startsWith('job.')) {
          ask(jobId);
        }
      },
      [jobId, running],
    ),
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: ask() is about this job
  useEffect(() => {
    if (jobId === undefined) return;
    const timer = setInterval(() => ask(jobId), ASK_MS);
    return () => clearInterval(timer);
  }, [jobId, running]);

  return {
    isBusy: set.isPending || undo.isPending,
    running,
    set: (choice: Choice, isOnSale: boolean) => set.mutate({ choice, isOnSale }),
    cancel: () => {
      if (jobId !== undefined) {
        cancelJob(jobId).catch((error) => failed(t('catalogue.cancelFailed'), error));
      }
    },
    question,
    answer: (onConflict: 'keep' | 'restore' | undefined) => {
      if (!question) return;
      if (onConflict) undo.mutate({ operationId: question.operationId, onConflict });
      else setQuestion(undefined);
    },
  };
}

interface UndoWish {
  operationId: string;
  onConflict: 'refuse' | 'keep' | 'restore';
}

export type Batch = ReturnType<typeof useBatch>;
