// SPDX-License-Identifier: MIT
// What was won and lost, by month, by owner or by source.

import { useTranslation } from 'react-i18next';
import type { PipelineReport } from '../../api/types';
import { useFormat } from '../../ui/format';
import { Bars } from './Bars';
import { largest, type Named } from './figures';
import { ReportCard, type TableColumn, useReportContext, useSum } from './ReportCard';

type Part = 'months' | 'owners' | 'sources';

export function WonLost({ section }: { section: Part }) {
  const { t } = useTranslation();
  const { report, question } = useReportContext();
  const { measure } = question;
  const rows = useNamed(section, report);
  const columns = useColumns(section);
  const isLying = section !== 'months';
  const shown = isLying ? largest(rows, measure, t('reports.rest')) : rows;
  return (
    <ReportCard
      section={section}
      columns={columns}
      rows={rows}
      keyOf={(row) => row.key}
      chart={
        <Bars
          isStacked
          isLying={isLying}
          measure={measure}
          data={shown.map((row) => ({
            name: row.name,
            won: row[`won_${measure}`],
            lost: row[`lost_${measure}`],
          }))}
          series={[
            { name: 'won', label: t('reports.columns.won'), color: 'var(--sauda-ok)' },
            { name: 'lost', label: t('reports.columns.lost'), color: 'var(--sauda-down)' },
          ]}
        />
      }
    />
  );
}

/** The rows of the section under the names they are shown by; months without deals count, others do not. */
function useNamed(section: Part, report: PipelineReport): Named[] {
  const { t } = useTranslation();
  const format = useFormat();
  switch (section) {
    case 'months': {
      const isAnyClosed = report.months.some((row) => row.won_count + row.lost_count > 0);
      if (!isAnyClosed) return [];
      return report.months.map((row) => ({
        ...row,
        key: row.month,
        name: format.month(`${row.month}-01`),
      }));
    }
    case 'owners':
      return report.owners.map((row) => ({
        ...row,
        key: row.owner_id ?? '',
        name: row.owner_name ?? t('reports.noOwner'),
      }));
    case 'sources':
      return report.sources.map((row) => ({
        ...row,
        key: row.source ?? '',
        name: row.source ?? t('reports.noSource'),
      }));
  }
}

function useColumns(section: Part): TableColumn<Named>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const sum = useSum();
  const count = (key: 'won' | 'lost' | 'open'): TableColumn<Named> => ({
    key,
    label: t(`reports.columns.${key}`),
    isNumber: true,
    render: (row) => format.number(row[`${key}_count`]),
  });
  const amount = (key: 'won' | 'lost' | 'open'): TableColumn<Named> => ({
    key: `${key}Amount`,
    label: t(`reports.columns.${key}Amount`),
    isNumber: true,
    render: (row) => sum(row[`${key}_amount`]),
  });
  return [
    { key: 'name', label: t(`reports.columns.${section}`), render: (row) => row.name },
    count('won'),
    amount('won'),
    count('lost'),
    amount('lost'),
    count('open'),
    amount('open'),
  ];
}
