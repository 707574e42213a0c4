// SPDX-License-Identifier: MIT
// How far deals of the period have come, and how long they stood on the way. The bar of a stage is its share of the first
// one's deals.

import { useTranslation } from 'react-i18next';
import type { PipelineReport } from '../../api/types';
import { useFormat } from '../../ui/format';
import classes from './Funnel.module.css';
import { ReportCard, type TableColumn, useSum } from './ReportCard';

type Stage = PipelineReport['stages'][number];

const HOUR_S = 3600;

export function Funnel({ stages }: { stages: Stage[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sum = useSum();
  const most = Math.max(1, ...stages.map((stage) => stage.reached_count));
  const share = (value: number | null) => (value === null ? '–' : format.percent(value));
  const time = (hours: number | null) => (hours === null ? '–' : format.duration(hours * HOUR_S));
  const columns: TableColumn<Stage>[] = [
    {
      key: 'stage',
      label: t('reports.columns.stage'),
      render: ({ stage_name: name, color }) => (
        <span className={classes.name}>
          <span className={classes.dot} style={{ background: color }} aria-hidden="true" />
          {name}
        </span>
      ),
    },
    {
      key: 'reached',
      label: t('reports.columns.reached'),
      render: ({ reached_count: count, color }) => (
        <span className={classes.reached}>
          <span className={classes.track} aria-hidden="true">
            <span
              className={classes.bar}
              style={{ width: `${(count / most) * 100}%`, background: color }}
            />
          </span>
          <span className={classes.count}>{format.number(count)}</span>
        </span>
      ),
    },
    {
      key: 'conversion',
      label: t('reports.columns.conversion'),
      isNumber: true,
      render: (stage) => share(stage.conversion),
    },
    {
      key: 'fromFirst',
      label: t('reports.columns.fromFirst'),
      isNumber: true,
      render: (stage) => share(stage.conversion_from_first),
    },
    {
      key: 'median',
      label: t('reports.columns.median'),
      isNumber: true,
      render: (stage) => time(stage.median_hours),
    },
    {
      key: 'average',
      label: t('reports.columns.average'),
      isNumber: true,
      render: (stage) => time(stage.average_hours),
    },
    {
      key: 'now',
      label: t('reports.columns.now'),
      isNumber: true,
      render: (stage) => format.number(stage.now_count),
    },
    {
      key: 'nowAmount',
      label: t('reports.columns.nowAmount'),
      isNumber: true,
      render: (stage) => sum(stage.now_amount),
    },
  ];
  return (
    <ReportCard
      section="stages"
      text={t('reports.stagesHint')}
      columns={columns}
      rows={stages}
      keyOf={(stage) => String(stage.stage_id)}
    />
  );
}
