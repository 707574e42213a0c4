// SPDX-License-Identifier: MIT
// What the open deals may bring, by the month they are expected to close in: all of it, and weighted by the probability
// of their stages.

import { useTranslation } from 'react-i18next';
import type { PipelineReport } from '../../api/types';
import { useFormat } from '../../ui/format';
import { Bars } from './Bars';
import { ReportCard, type TableColumn, useSum } from './ReportCard';

type Month = PipelineReport['forecast'][number];

export function Forecast({ months }: { months: Month[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sum = useSum();
  const nameOf = ({ month }: Month) =>
    month === null ? t('reports.noMonth') : format.month(`${month}-01`);
  const columns: TableColumn<Month>[] = [
    { key: 'month', label: t('reports.columns.months'), render: nameOf },
    {
      key: 'count',
      label: t('reports.columns.open'),
      isNumber: true,
      render: (row) => format.number(row.open_count),
    },
    {
      key: 'amount',
      label: t('reports.columns.openAmount'),
      isNumber: true,
      render: (row) => sum(row.open_amount),
    },
    {
      key: 'weighted',
      label: t('reports.columns.weighted'),
      isNumber: true,
      render: (row) => sum(row.weighted_amount),
    },
  ];
  return (
    <ReportCard
      section="forecast"
      columns={columns}
      rows={months}
      keyOf={(row) => row.month ?? ''}
      chart={
        <Bars
          isStacked={false}
          measure="amount"
          data={months.map((row) => ({
            name: row.month === null ? t('reports.noMonthShort') : nameOf(row),
            weighted: row.weighted_amount,
            all: row.open_amount,
          }))}
          series={[
            { name: 'weighted', label: t('reports.columns.weighted'), color: 'var(--sauda-focus)' },
            { name: 'all', label: t('reports.columns.openAmount'), color: 'var(--sauda-unknown)' },
          ]}
        />
      }
    />
  );
}
