// SPDX-License-Identifier: MIT
// The figures of the period at a glance.

import { useTranslation } from 'react-i18next';
import type { PipelineReport } from '../../api/types';
import { useFormat } from '../../ui/format';
import { useReportContext, useSum } from './ReportCard';
import classes from './Tiles.module.css';

const DAY_S = 86_400;

export function Tiles({ summary }: { summary: PipelineReport['summary'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sum = useSum();
  const { report } = useReportContext();
  const days = summary.average_days_to_win;
  const tiles = [
    {
      key: 'created',
      value: format.number(summary.created_count),
      below: sum(summary.created_amount),
    },
    { key: 'won', value: format.number(summary.won_count), below: sum(summary.won_amount) },
    { key: 'lost', value: format.number(summary.lost_count), below: sum(summary.lost_amount) },
    { key: 'open', value: format.number(summary.open_count), below: sum(summary.open_amount) },
    {
      key: 'rate',
      value: summary.win_rate === null ? '–' : format.percent(summary.win_rate),
      below: t('reports.tiles.rateHint'),
    },
    {
      key: 'average',
      value: summary.average_won_amount === null ? '–' : sum(summary.average_won_amount),
      below:
        days === null
          ? t('reports.tiles.noDays')
          : t('reports.tiles.days', { span: format.duration(days * DAY_S) }),
    },
  ] as const;
  return (
    <section aria-label={t('reports.summary')}>
      <p className={classes.period}>
        {t('reports.fromTo', { from: format.fullDay(report.from), to: format.fullDay(report.to) })}
      </p>
      <dl className={classes.tiles}>
        {tiles.map(({ key, value, below }) => (
          <div key={key} className={classes.tile} data-key={key}>
            <dt className={classes.name}>{t(`reports.tiles.${key}`)}</dt>
            <dd className={classes.value}>{value}</dd>
            <dd className={classes.below}>{below}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
