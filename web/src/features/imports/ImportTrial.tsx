// SPDX-License-Identifier: MIT
// What would become of the rows, without changing anything; and the start.

import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Import } from '../../api/types';
import { errorText } from '../../ui/errorText';
import { FormAlert } from '../../ui/FormAlert';
import { useFormat } from '../../ui/format';
import { Section } from '../../ui/PageBody';
import { JobProgress } from '../operations/JobProgress';
import { isUnderWay, useJob } from '../operations/jobs';
import { hasNeeded } from './entities';
import classes from './ImportPage.module.css';
import { ImportErrors, ImportReportView } from './ImportReport';
import { readImportAnew, useCheckImport, useStartImport } from './queries';

export function ImportTrial({ import_ }: { import_: Import }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { id, entity, check, check_job_id: jobId, mapping } = import_;
  const tryIt = useCheckImport(id);
  const start = useStartImport(id);
  const job = useJob(check === null ? jobId : null).data;
  const isTrying = job !== undefined && isUnderWay(job);
  const isOver = job?.state === 'done';
  useEffect(() => {
    if (isOver) readImportAnew(id);
  }, [isOver, id]);
  const isMapped = hasNeeded(entity, mapping);
  const failure = start.error ?? tryIt.error;
  const todo = check ? check.created + check.updated : undefined;
  return (
    <Section title={t('imports.trial')} text={t('imports.trialText')}>
      {failure && (
        <div className={classes.note}>
          <FormAlert>{errorText(t, failure)}</FormAlert>
        </div>
      )}
      {!isMapped && (
        <div className={classes.note}>
          <FormAlert kind="note">{t(`imports.of.${entity}.needs`)}</FormAlert>
        </div>
      )}
      {isTrying && <JobProgress job={job} label={t('imports.trying')} />}
      {check && <ImportReportView report={check} isDone={false} />}
      <div className={classes.actions}>
        <Button
          variant={check ? 'default' : 'filled'}
          disabled={!isMapped}
          loading={tryIt.isPending || isTrying}
          onClick={() => tryIt.mutate()}
        >
          {t(check ? 'imports.checkAgain' : 'imports.check')}
        </Button>
        {check && (
          <Button
            disabled={!isMapped || todo === 0}
            loading={start.isPending}
            onClick={() => start.mutate()}
          >
            {t(`imports.of.${entity}.start`, { n: format.number(todo ?? 0) })}
          </Button>
        )}
      </div>
      {check?.errors && check.errors.length > 0 && <ImportErrors report={check} entity={entity} />}
    </Section>
  );
}
