// SPDX-License-Identifier: MIT
// One import as it is now, whenever one comes back to it: what its columns mean and what would become of its rows; how
// far it is; what it has done, and the way back.

import { Button, Skeleton } from '@mantine/core';
import { IconFileOff } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { isGone } from '../../api/errors';
import { feed, useFeedStatus } from '../../api/live';
import { useCan } from '../../api/me';
import type { Import } from '../../api/types';
import { BackLink } from '../../ui/BackLink';
import { ConnectionBadge } from '../../ui/ConnectionBadge';
import { EmptyState } from '../../ui/EmptyState';
import { errorText } from '../../ui/errorText';
import { FormAlert } from '../../ui/FormAlert';
import { useFormat } from '../../ui/format';
import { Loadable } from '../../ui/Loadable';
import { notifyFailed } from '../../ui/notices';
import { PageBody, Section } from '../../ui/PageBody';
import { PageHeader } from '../../ui/PageHeader';
import { RelativeTime } from '../../ui/RelativeTime';
import { usePageTitle } from '../../ui/usePageTitle';
import { bulkPaths, entityAt, resourceOf } from '../operations/entities';
import { isUnderWay, useJob } from '../operations/jobs';
import { useOperationsLive } from '../operations/queries';
import { UndoButton } from '../operations/UndoButton';
import { resultPath } from './entities';
import classes from './ImportPage.module.css';
import { ImportErrors, ImportReportView } from './ImportReport';
import { ImportSettings } from './ImportSettings';
import { ImportTrial } from './ImportTrial';
import { useDeleteImport, useImport } from './queries';
import { RunningImport } from './RunningImport';
import { undoableOf } from './undoable';

export default function ImportPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const status = useFeedStatus();
  const query = useImport(id);
  const { imports: path } = bulkPaths(entityAt(useLocation().pathname));
  const title = query.data?.filename ?? t('imports.one');
  usePageTitle(title);
  useOperationsLive();
  return (
    <>
      <PageHeader
        title={title}
        aside={<ConnectionBadge status={status} onReconnect={feed.reconnectNow} />}
      />
      <PageBody>
        <BackLink to={path}>{t('imports.back')}</BackLink>
        {isGone(query.error) ? (
          <Gone path={path} />
        ) : (
          <Loadable
            query={query}
            failed={t('imports.failedOne')}
            skeleton={<Skeleton height={320} radius="lg" aria-label={t('common.loading')} />}
          >
            {(found) => <State key={found.id} import_={found} />}
          </Loadable>
        )}
      </PageBody>
    </>
  );
}

function State({ import_ }: { import_: Import }) {
  const can = useCan();
  const { state } = import_;
  if (state === 'running') return <RunningImport import_={import_} />;
  const isOpen =
    state !== 'done' &&
    import_.file_expires_at !== null &&
    can(`${resourceOf(import_.entity)}:update`);
  return (
    <>
      {state !== 'ready' && <Outcome import_={import_} />}
      {isOpen && import_.operation_state !== 'undone' && (
        <>
          <ImportSettings import_={import_} />
          <ImportTrial import_={import_} />
          <Forget import_={import_} />
        </>
      )}
      {state === 'ready' && !isOpen && <Facts import_={import_} />}
    </>
  );
}

/** How it ended. */
function Outcome({ import_ }: { import_: Import }) {
  const { t } = useTranslation();
  const { state, report, job_id: jobId, operation_state: operation } = import_;
  const job = useJob(state === 'failed' ? jobId : null).data;
  const undoable = undoableOf(import_);
  const title =
    operation === 'undone' || operation === 'undoing'
      ? t(`operations.states.${operation}`)
      : t(`imports.outcome.${state === 'failed' || state === 'cancelled' ? state : 'done'}`);
  const isUndone = operation === 'undone';
  return (
    <Section
      title={title}
      text={<Until import_={import_} />}
      actions={undoable && <UndoButton operation={undoable} />}
    >
      {job && !isUnderWay(job) && job.error_code !== null && (
        <div className={classes.note}>
          <FormAlert>{errorWords(t, job.error_code, job.error_message)}</FormAlert>
        </div>
      )}
      {report && <ImportReportView report={report} isDone />}
      {report && (
        <p className={classes.links}>
          {!isUndone && report.created + report.updated > 0 && (
            <Button component={Link} to={resultPath(import_.entity)} variant="default">
              {t(`imports.of.${import_.entity}.show`)}
            </Button>
          )}
          <Button component={Link} to={bulkPaths(import_.entity).imports} variant="default">
            {t('imports.another')}
          </Button>
        </p>
      )}
      {report?.errors && report.errors.length > 0 && (
        <ImportErrors report={report} entity={import_.entity} />
      )}
    </Section>
  );
}

function errorWords(t: TFunction, code: string, message: string | null) {
  if (code === 'import_faulty') return t('errors.import_faulty');
  if (code === 'import_file_gone') return t('errors.import_file_gone');
  return message ?? t('errors.unexpected');
}

function Until({ import_ }: { import_: Import }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { finished_at: at, operation_expires_at: until, operation_state: state } = import_;
  return (
    <>
      {import_.created_by_name} {at !== null && <RelativeTime at={at} />}
      {state === 'done' && until !== null && (
        <>. {t('imports.undoUntil', { time: format.moment(until) })}</>
      )}
    </>
  );
}

/** Of a file that waits, for who may not start it, or that is not kept any more. */
function Facts({ import_ }: { import_: Import }) {
  const { t } = useTranslation();
  const isKept = import_.file_expires_at !== null;
  return (
    <FormAlert kind="note">{t(isKept ? 'imports.readOnly' : 'errors.import_file_gone')}</FormAlert>
  );
}

function Forget({ import_ }: { import_: Import }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const forget = useDeleteImport();
  const { id, file_expires_at: until } = import_;
  const { isError, error } = forget;
  useEffect(() => {
    if (isError) {
      notifyFailed({ id, title: t('imports.forgetFailed'), text: errorText(t, error) });
    }
  }, [isError, error, id, t]);
  if (import_.state !== 'ready') return null;
  return (
    <p className={classes.forget}>
      {until !== null && t('imports.keptUntil', { time: format.moment(until) })}{' '}
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        loading={forget.isPending}
        onClick={() =>
          forget.mutate(id, { onSuccess: () => void navigate(bulkPaths(import_.entity).imports) })
        }
      >
        {t('imports.forget')}
      </Button>
    </p>
  );
}

function Gone({ path }: { path: string }) {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={<IconFileOff size={22} stroke={1.6} />}
      title={t('imports.goneTitle')}
      text={t('imports.goneText')}
      actions={
        <Button component={Link} to={path}>
          {t('imports.back')}
        </Button>
      }
    />
  );
}
