// SPDX-License-Identifier: MIT
// "Check all": one request that takes as long as the slowest module, with progress counted from the frames
// of the feed meanwhile. Without a live feed there is no count, and the summary comes all the same.

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client';
import { feed } from '../../api/live';
import type { Module } from '../../api/types';
import { errorText } from '../../ui/errorText';
import { useFormat } from '../../ui/format';
import { notifyDone, notifyFailed } from '../../ui/notices';
import { applyChecks, checkOf } from './events';
import { changeModules } from './queries';

export interface CheckAll {
  isRunning: boolean;
  done: number;
  total: number;
  start: () => void;
}

export function useCheckAll(modules: Module[]): CheckAll {
  const { t } = useTranslation();
  const format = useFormat();
  const [progress, setProgress] = useState({ done: 0, total: 0 });
  const wanted = modules.filter((module) => module.status !== 'archived');

  const { mutate, isPending } = useMutation({
    mutationFn: async () => {
      const waiting = new Set(wanted.map((module) => module.id));
      const total = waiting.size;
      setProgress({ done: 0, total });
      const stop = feed.listen((frame) => {
        const check = checkOf(frame);
        if (check && waiting.delete(check.module_id)) {
          setProgress({ done: total - waiting.size, total });
        }
      });
      try {
        return (await answerOf(api.POST('/modules/batch/health-check'))).data;
      } finally {
        stop();
      }
    },
    onSuccess: (batch) => {
      changeModules((list) => applyChecks(list, batch.results));
      notifyDone({
        id: 'check-all',
        title: t('checkAll.done', { count: batch.total }),
        text: t('checkAll.summary', {
          healthy: format.number(batch.healthy),
          unhealthy: format.number(batch.unhealthy),
          time: format.milliseconds(batch.duration_ms),
        }),
      });
    },
    onError: (error) => {
      notifyFailed({
        id: 'check-all',
        title: t('checkAll.failed'),
        text: errorText(t, error),
        action: { label: t('common.retry'), run: () => mutate() },
      });
    },
  });

  return { isRunning: isPending, ...progress, start: () => mutate() };
}
