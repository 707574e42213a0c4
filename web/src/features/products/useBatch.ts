// SPDX-License-Identifier: MIT
// Putting many products on sale or taking them off, and taking that back. Beyond a thousand a job does it, which is
// followed to its end.

import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../api/types';
import { errorText } from '../../ui/errorText';
import { useFormat } from '../../ui/format';
import { notifyDone, notifyFailed } from '../../ui/notices';
import { isUnderWay, useCancelJob, useJob } from '../operations/jobs';
import { useUndo } from '../operations/useUndo';
import { type BatchResult, type Choice, setOnSale } from './queries';

export type Deed = 'enable' | 'disable' | 'undo';

interface Started {
  deed: Exclude<Deed, 'undo'>;
  jobId: string;
  operationId: string | null;
  total: number | null;
}

export interface Running {
  deed: Deed;
  done: number;
  total: number | null;
}

const NOTICE = 'products-batch';

export function useBatch(onChanged: () => void) {
  const { t } = useTranslation();
  const format = useFormat();
  const [started, setStarted] = useState<Started>();
  const job = useJob(started?.jobId).data;
  const cancel = useCancelJob();
  const undo = useUndo({ onEnded: onChanged });

  const failed = (title: string, error: unknown) =>
    notifyFailed({ id: NOTICE, title, text: errorText(t, error) });

  const finished = (deed: Started['deed'], count: number, operationId: string | null) => {
    onChanged();
    if (count === 0 || operationId === null) {
      notifyDone({ id: NOTICE, title: t('catalogue.nothingChanged') });
      return;
    }
    const words = { count, n: format.number(count) };
    const title = t(deed === 'enable' ? 'catalogue.enabled' : 'catalogue.disabled', words);
    const operation = { id: operationId, entity: 'product', kind: deed, what: title };
    notifyDone({
      id: NOTICE,
      title,
      action: { label: t('operations.undo'), run: () => undo.start(operation) },
    });
  };

  const set = useMutation({
    mutationFn: ({ choice, isOnSale }: { choice: Choice; isOnSale: boolean }) =>
      setOnSale(choice, isOnSale),
    onSuccess: (result: BatchResult, { isOnSale }) => {
      const deed = isOnSale ? 'enable' : 'disable';
      const { job_id: jobId, operation_id: operationId, changed, total } = result;
      if (jobId === null) finished(deed, changed, operationId);
      else setStarted({ deed, jobId, operationId, total });
    },
    onError: (error) => failed(t('catalogue.batchFailed'), error),
  });

  const conclude = (of: Started, { state, progress, error_message: reason }: Job) => {
    setStarted(undefined);
    if (state === 'done') {
      finished(of.deed, progress.done, of.operationId);
      return;
    }
    onChanged();
    if (state === 'cancelled') notifyDone({ id: NOTICE, title: t('catalogue.jobCancelled') });
    else {
      const text = reason ?? t('errors.unexpected');
      notifyFailed({ id: NOTICE, title: t('catalogue.batchFailed'), text });
    }
  };
  const latest = useRef(conclude);
  latest.current = conclude;
  useEffect(() => {
    if (started && job?.id === started.jobId && !isUnderWay(job)) latest.current(started, job);
  }, [started, job]);

  const jobId = started?.jobId ?? undo.jobId;
  return {
    isBusy: set.isPending || undo.isSending,
    running: runningOf(started, started ? job : undo.job, undo.jobId),
    set: (choice: Choice, isOnSale: boolean) => set.mutate({ choice, isOnSale }),
    cancel: () => {
      if (jobId === null) return;
      cancel.mutate(jobId, { onError: (error) => failed(t('catalogue.cancelFailed'), error) });
    },
    undo,
  };
}

function runningOf(
  started: Started | undefined,
  job: Job | undefined,
  undoJobId: string | null,
): Running | undefined {
  if (!started && undoJobId === null) return undefined;
  const { done = 0, total = null } = job?.progress ?? {};
  return { deed: started?.deed ?? 'undo', done, total: total ?? started?.total ?? null };
}

export type Batch = ReturnType<typeof useBatch>;
