// SPDX-License-Identifier: MIT
// Why deals were lost, the most frequent reason first.

import { useTranslation } from 'react-i18next';
import type { PipelineReport } from '../../api/types';
import { useFormat } from '../../ui/format';
import { Bars } from './Bars';
import { largest } from './figures';
import { ReportCard, type TableColumn, useReportContext, useSum } from './ReportCard';

type Reason = PipelineReport['reasons'][number];

const NOTHING = { won_count: 0, won_amount: 0, open_count: 0, open_amount: 0 };

export function Reasons({ reasons }: { reasons: Reason[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sum = useSum();
  const { measure } = useReportContext().question;
  const nameOf = (row: Reason) => row.reason ?? t('reports.noReason');
  const columns: TableColumn<Reason>[] = [
    { key: 'reason', label: t('reports.columns.reason'), render: nameOf },
    {
      key: 'count',
      label: t('reports.columns.lost'),
      isNumber: true,
      render: (row) => format.number(row.lost_count),
    },
    {
      key: 'amount',
      label: t('reports.columns.lostAmount'),
      isNumber: true,
      render: (row) => sum(row.lost_amount),
    },
  ];
  const named = reasons.map((row) => ({
    ...NOTHING,
    ...row,
    key: row.reason ?? '',
    name: nameOf(row),
  }));
  return (
    <ReportCard
      section="reasons"
      columns={columns}
      rows={reasons}
      keyOf={(row) => row.reason ?? ''}
      chart={
        <Bars
          isStacked={false}
          isLying
          measure={measure}
          data={largest(named, measure, t('reports.rest')).map((row) => ({
            name: row.name,
            lost: row[`lost_${measure}`],
          }))}
          series={[{ name: 'lost', label: t('reports.columns.lost'), color: 'var(--sauda-down)' }]}
        />
      }
    />
  );
}
