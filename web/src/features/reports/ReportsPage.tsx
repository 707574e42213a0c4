// SPDX-License-Identifier: MIT
// How deals go through a pipeline in a period: sums, the way from stage to stage, what was won and lost by month, owner
// and source, why deals were lost, and what the open ones may bring. What is asked for lives in the address.

import { Button, Skeleton } from '@mantine/core';
import { IconChartBar } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { ApiError } from '../../api/errors';
import { useCan } from '../../api/me';
import type { PipelineReport } from '../../api/types';
import { dayIn } from '../../ui/calendar';
import { useNow } from '../../ui/clock';
import { EmptyState } from '../../ui/EmptyState';
import { Loadable } from '../../ui/Loadable';
import { PageBody } from '../../ui/PageBody';
import { PageHeader } from '../../ui/PageHeader';
import { useTimeZone } from '../../ui/timeZone';
import { usePageTitle } from '../../ui/usePageTitle';
import { Forecast } from './Forecast';
import { Funnel } from './Funnel';
import { paramsFrom, type Question, questionFrom } from './period';
import { useReport } from './queries';
import { Reasons } from './Reasons';
import { ReportContext } from './ReportCard';
import { ReportFilters } from './ReportFilters';
import classes from './ReportsPage.module.css';
import { Tiles } from './Tiles';
import { WonLost } from './WonLost';

export default function ReportsPage() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const question = useMemo(() => questionFrom(params), [params]);
  const today = dayIn(useTimeZone(), useNow());
  const report = useReport(question, today);
  usePageTitle(t('reports.title'));
  const ask = (next: Question) => setParams(paramsFrom(next), { replace: true });
  const isNowhere = report.error instanceof ApiError && report.error.status === 404;
  return (
    <>
      <PageHeader title={t('reports.title')} />
      <PageBody>
        <ReportFilters question={question} today={today} onChange={ask} />
        {isNowhere ? (
          <NoPipeline />
        ) : (
          <Loadable query={report} failed={t('reports.failed')} skeleton={<Waiting />}>
            {(data) => (
              <div className={classes.body} data-old={report.isPlaceholderData || undefined}>
                {isEmpty(data) ? (
                  <Nothing onYear={() => ask({ ...question, period: 'year', ownerId: null })} />
                ) : (
                  <ReportContext.Provider value={{ report: data, question, today }}>
                    <Sections data={data} />
                  </ReportContext.Provider>
                )}
              </div>
            )}
          </Loadable>
        )}
      </PageBody>
    </>
  );
}

function Sections({ data }: { data: PipelineReport }) {
  const { t } = useTranslation();
  return (
    <>
      {data.other_currencies_count > 0 && (
        <p className={classes.note}>
          {t('reports.otherCurrencies', { count: data.other_currencies_count })}
        </p>
      )}
      <Tiles summary={data.summary} />
      <Funnel stages={data.stages} />
      <div className={classes.pair}>
        <WonLost section="months" />
        <Forecast months={data.forecast} />
        <WonLost section="owners" />
        <WonLost section="sources" />
      </div>
      <Reasons reasons={data.reasons} />
    </>
  );
}

const isEmpty = ({ summary }: PipelineReport): boolean =>
  summary.created_count + summary.won_count + summary.lost_count + summary.open_count === 0;

function Nothing({ onYear }: { onYear: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <EmptyState
      icon={<IconChartBar size={22} stroke={1.6} />}
      title={t('reports.emptyTitle')}
      text={t('reports.emptyText')}
      actions={
        <>
          <Button onClick={onYear}>{t('reports.showYear')}</Button>
          {can('deals:read') && (
            <Button variant="default" component={Link} to="/deals">
              {t('reports.toDeals')}
            </Button>
          )}
        </>
      }
    />
  );
}

function NoPipeline() {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <EmptyState
      icon={<IconChartBar size={22} stroke={1.6} />}
      title={t('reports.noPipelineTitle')}
      text={t(can('pipelines:create') ? 'reports.noPipelineText' : 'reports.noPipelineTextReader')}
    />
  );
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <div className={classes.body} role="status" aria-label={t('common.loading')}>
      <Skeleton height={84} radius="lg" />
      <Skeleton height={280} radius="lg" />
      <div className={classes.pair}>
        <Skeleton height={300} radius="lg" />
        <Skeleton height={300} radius="lg" />
      </div>
    </div>
  );
}
