// SPDX-License-Identifier: MIT
// The frame of one part of the report: the same figures as a picture and as a table, and as a file. The picture tells a
// screen reader nothing, so the table is always there; it only is not always seen.

import { ActionIcon, SegmentedControl, Tooltip } from '@mantine/core';
import { IconChartBar, IconDownload, IconTable } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PipelineReport } from '../../api/types';
import { currentLanguage } from '../../i18n';
import type { Day } from '../../ui/calendar';
import { errorText } from '../../ui/errorText';
import { useMoney } from '../../ui/money';
import { notifyDone, notifyFailed } from '../../ui/notices';
import { saveFile } from '../../ui/saveFile';
import type { Question } from './period';
import { exportSection, type Section } from './queries';
import classes from './ReportCard.module.css';

interface Context {
  report: PipelineReport;
  question: Question;
  today: Day;
}

export const ReportContext = createContext<Context | undefined>(undefined);

export function useReportContext(): Context {
  const context = useContext(ReportContext);
  if (!context) throw new Error('There is no report.');
  return context;
}

/** A sum in the report's currency, without decimals, which no report is about. */
export function useSum(): (amount: number) => string {
  const money = useMoney();
  const { currency } = useReportContext().report;
  return (amount) => money(Math.round(amount), currency);
}

export interface TableColumn<Row> {
  key: string;
  label: string;
  render: (row: Row) => ReactNode;
  isNumber?: boolean;
}

interface ReportCardProps<Row> {
  section: Section;
  text?: string;
  columns: TableColumn<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** Absent: the table is picture enough. */
  chart?: ReactNode;
}

export function ReportCard<Row>(props: ReportCardProps<Row>) {
  const { section, text, columns, rows, keyOf, chart } = props;
  const { t } = useTranslation();
  const [isTable, setTable] = useState(chart === undefined);
  const title = t(`reports.sections.${section}`);
  const isEmpty = rows.length === 0;
  return (
    <section className={classes.root} aria-label={title}>
      <div className={classes.head}>
        <h2 className={classes.title}>{title}</h2>
        {!isEmpty && (
          <div className={classes.tools}>
            {chart !== undefined && <ViewSwitch isTable={isTable} onChange={setTable} />}
            <ExportButton section={section} title={title} />
          </div>
        )}
      </div>
      {text !== undefined && <p className={classes.text}>{text}</p>}
      {isEmpty ? (
        <p className={classes.empty}>{t(`reports.none.${section}`)}</p>
      ) : (
        <>
          {!isTable && (
            <div className={classes.chart} aria-hidden="true">
              {chart}
            </div>
          )}
          <div
            className={isTable ? classes.scroll : classes.unseen}
            {...(isTable ? { tabIndex: 0, role: 'group', 'aria-label': title } : {})}
          >
            <table className={classes.table} aria-label={title}>
              <thead>
                <tr>
                  {columns.map(({ key, label, isNumber }) => (
                    <th key={key} scope="col" data-number={isNumber}>
                      {label}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={keyOf(row)}>
                    {columns.map(({ key, render, isNumber }) => (
                      <td key={key} data-number={isNumber}>
                        {render(row)}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}

function ViewSwitch({
  isTable,
  onChange,
}: {
  isTable: boolean;
  onChange: (isTable: boolean) => void;
}) {
  const { t } = useTranslation();
  const icon = (Icon: typeof IconTable, label: string) => (
    <span className={classes.choice}>
      <Icon size={16} stroke={1.7} aria-hidden="true" />
      <span className={classes.unseen}>{label}</span>
    </span>
  );
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('reports.view')}
      data={[
        { value: 'chart', label: icon(IconChartBar, t('reports.asChart')) },
        { value: 'table', label: icon(IconTable, t('reports.asTable')) },
      ]}
      value={isTable ? 'table' : 'chart'}
      onChange={(value) => onChange(value === 'table')}
    />
  );
}

function ExportButton({ section, title }: { section: Section; title: string }) {
  const { t } = useTranslation();
  const { report, question, today } = useReportContext();
  const id = `report-${section}`;
  const file = useMutation({
    mutationFn: () => exportSection(section, question, today, currentLanguage()),
    onSuccess: (blob) => {
      const name = `${t(`reports.files.${section}`)}-${report.from}-${report.to}.csv`;
      saveFile(blob, name);
      notifyDone({ id, title: t('reports.exported'), text: name });
    },
    onError: (error) =>
      notifyFailed({ id, title: t('reports.exportFailed'), text: errorText(t, error) }),
  });
  const label = t('reports.export', { title });
  return (
    <Tooltip label={t('reports.asCsv')}>
      <ActionIcon
        size={30}
        aria-label={label}
        loading={file.isPending}
        onClick={() => file.mutate()}
      >
        <IconDownload size={17} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  );
}
