// SPDX-License-Identifier: MIT
// An import at work: how far it is, what it has done so far, and a way to stop it.

import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/me';
import type { Import } from '../../api/types';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { errorText } from '../../ui/errorText';
import { notifyFailed } from '../../ui/notices';
import { Section } from '../../ui/PageBody';
import { resourceOf } from '../operations/entities';
import { JobProgress } from '../operations/JobProgress';
import { useCancelJob, useJob } from '../operations/jobs';
import classes from './ImportPage.module.css';
import { ImportReportView } from './ImportReport';

export function RunningImport({ import_ }: { import_: Import }) {
  const { t } = useTranslation();
  const can = useCan();
  const { id, job_id: jobId, report } = import_;
  const job = useJob(jobId).data;
  const cancel = useCancelJob();
  const [isAsking, setAsking] = useState(false);
  const run = () => {
    setAsking(false);
    if (jobId === null) return;
    cancel.mutate(jobId, {
      onError: (error) =>
        notifyFailed({ id, title: t('imports.cancelFailed'), text: errorText(t, error) }),
    });
  };
  return (
    <Section title={t('imports.running')} text={t('imports.runningText')}>
      <JobProgress job={job} label={t('imports.running')} />
      {report && (
        <div className={classes.soFar}>
          <ImportReportView report={report} isDone />
        </div>
      )}
      {can(`${resourceOf(import_.entity)}:update`) && (
        <Button
          mt={18}
          variant="default"
          disabled={job?.is_cancel_requested === true}
          onClick={() => setAsking(true)}
        >
          {t('imports.stop')}
        </Button>
      )}
      <ConfirmDialog
        isOpen={isAsking}
        title={t('imports.stopTitle')}
        confirm={t('imports.stop')}
        cancel={t('imports.goOn')}
        isDangerous
        isBusy={cancel.isPending}
        onClose={() => setAsking(false)}
        onConfirm={run}
      >
        {t('imports.stopText')}
      </ConfirmDialog>
    </Section>
  );
}
