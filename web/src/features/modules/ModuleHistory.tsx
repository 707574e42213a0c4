// SPDX-License-Identifier: MIT
// The drawer's history: a period, the chart of it, and the outages in it.

import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import '@mantine/core/styles/FloatingIndicator.layer.css';
import '@mantine/core/styles/SegmentedControl.layer.css';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HistoryPeriod, Outage } from '../../api/types';
import { errorText } from '../../ui/errorText';
import { useFormat } from '../../ui/format';
import { HistoryChart } from './HistoryChart';
import { PERIODS, sliceHistory } from './history';
import classes from './ModuleHistory.module.css';
import { useModuleHistory } from './queries';

const OUTAGES_SHOWN = 8;

export function ModuleHistory({ id }: { id: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [period, setPeriod] = useState<HistoryPeriod>('24h');
  const history = useModuleHistory(id, period);
  const data = history.data;
  const slices = useMemo(
    () => (data ? sliceHistory(data.points, data.period, Date.now()) : []),
    [data],
  );
  return (
    <section className={classes.root} aria-label={t('history.title')}>
      <div className={classes.head}>
        <h3 className={classes.title}>{t('history.title')}</h3>
        <SegmentedControl
          size="xs"
          value={period}
          onChange={(value) => setPeriod(PERIODS.find((each) => each === value) ?? '24h')}
          data={PERIODS.map((each) => ({ value: each, label: t(`history.period.${each}`) }))}
          aria-label={t('history.periodLabel')}
        />
      </div>
      {history.isError && !data ? (
        <div className={classes.failed} role="alert">
          <span>{errorText(t, history.error)}</span>
          <Button size="compact-sm" variant="default" onClick={() => history.refetch()}>
            {t('common.retry')}
          </Button>
        </div>
      ) : (
        <div className={classes.chart} data-stale={history.isPlaceholderData || undefined}>
          <div className={classes.uptime}>
            <span className={classes.share}>
              {data?.uptime === undefined || data.uptime === null
                ? '–'
                : format.percent(data.uptime)}
            </span>
            <span>{t('history.uptime')}</span>
          </div>
          {data ? (
            <HistoryChart slices={slices} period={data.period} />
          ) : (
            <Skeleton height={148} aria-label={t('common.loading')} />
          )}
        </div>
      )}
      {data && <Outages outages={data.outages} />}
    </section>
  );
}

function Outages({ outages }: { outages: Outage[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [isAll, setAll] = useState(false);
  const sorted = outages.toSorted((a, b) => Date.parse(b.started_at) - Date.parse(a.started_at));
  const shown = isAll ? sorted : sorted.slice(0, OUTAGES_SHOWN);
  return (
    <div className={classes.outages}>
      <h3 className={classes.title}>{t('history.outages', { count: outages.length })}</h3>
      {outages.length === 0 && <p className={classes.calm}>{t('history.noOutages')}</p>}
      <ul className={classes.list}>
        {shown.map((outage) => (
          <li key={outage.started_at} className={classes.outage}>
            <span className={classes.when}>{format.dateTime(outage.started_at)}</span>
            <span className={classes.length} data-open={outage.ended_at === null || undefined}>
              {outage.ended_at === null
                ? t('history.lastsStill', { duration: format.duration(outage.duration_s) })
                : format.duration(outage.duration_s)}
            </span>
            {outage.error !== null && <span className={classes.error}>{outage.error}</span>}
          </li>
        ))}
      </ul>
      {shown.length < sorted.length && (
        <Button variant="subtle" color="gray" size="compact-sm" onClick={() => setAll(true)}>
          {t('history.showAll', { count: sorted.length })}
        </Button>
      )}
    </div>
  );
}
