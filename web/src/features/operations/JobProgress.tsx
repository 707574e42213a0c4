// SPDX-License-Identifier: MIT
// How far a job is: a bar once it is known how much there is to do, else that it goes on.

import { Progress } from '@mantine/core';
import '@mantine/core/styles/Progress.layer.css';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../api/types';
import { useFormat } from '../../ui/format';
import classes from './JobProgress.module.css';

const PHASES = ['loading', 'reading', 'checking', 'writing', 'undo', 'sale'] as const;
const isPhase = (word: string | null): word is (typeof PHASES)[number] =>
  PHASES.some((phase) => phase === word);

export function JobProgress({ job, label }: { job: Job | undefined; label: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { done = 0, total = null, phase = null } = job?.progress ?? {};
  const share = total === null || total === 0 ? undefined : Math.min(1, done / total);
  const step =
    job?.is_cancel_requested === true
      ? t('operations.cancelling')
      : job === undefined || job.state === 'queued'
        ? t('operations.queued')
        : t(isPhase(phase) ? `operations.phases.${phase}` : 'operations.goesOn');
  return (
    <div className={classes.root}>
      <div className={classes.words}>
        <span role="status">{step}</span>
        <span className={classes.count}>
          {share !== undefined && total !== null
            ? t('operations.doneOf', {
                done: format.number(done),
                total: format.number(total),
                share: format.percent(Math.floor(share * 100) / 100),
              })
            : done > 0 && t('operations.rows', { n: format.number(done) })}
        </span>
      </div>
      <Progress.Root size={8} radius="xl">
        <Progress.Section
          aria-label={label}
          value={share === undefined ? 100 : share * 100}
          animated={share === undefined}
        />
      </Progress.Root>
    </div>
  );
}
