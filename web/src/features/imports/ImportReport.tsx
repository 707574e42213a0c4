// SPDX-License-Identifier: MIT
// What becomes of the rows, or became: counts, and the rows that are not right with what is wrong in them.

import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { ImportError, ImportReport } from '../../api/types';
import { type Column, DataTable } from '../../ui/DataTable';
import { useFormat } from '../../ui/format';
import type { BulkEntity } from '../operations/entities';
import { fieldKey, isAmount, isFieldOf } from './entities';
import classes from './ImportReport.module.css';
import { attributeIn } from './mapping';

const COUNTS = ['created', 'updated', 'unchanged', 'skipped', 'repeated', 'faulty'] as const;
/** Counts that are told of even where there are none. */
const ALWAYS: readonly string[] = ['created', 'updated', 'unchanged', 'faulty'];

interface ImportReportViewProps {
  report: ImportReport;
  /** Told as done, not as what would be. */
  isDone: boolean;
}

export function ImportReportView({ report, isDone }: ImportReportViewProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const shown = COUNTS.filter((count) => ALWAYS.includes(count) || report[count] > 0);
  return (
    <dl className={classes.counts} aria-label={t('imports.result')}>
      <div className={classes.count}>
        <dt>{t('imports.counts.rows')}</dt>
        <dd>{format.number(report.rows)}</dd>
      </div>
      {shown.map((count) => (
        <div
          key={count}
          className={classes.count}
          data-kind={report[count] > 0 ? count : undefined}
        >
          <dt>{t(isDone ? `imports.counts.${count}` : `imports.would.${count}`)}</dt>
          <dd>{format.number(report[count])}</dd>
        </div>
      ))}
    </dl>
  );
}

const PROBLEMS = [
  'required',
  'type',
  'format',
  'minimum',
  'maximum',
  'max_length',
  'too_large',
  'ambiguous',
  'repeated',
  'refused',
  'not_found',
  'not_applicable',
] as const;
const isProblem = (code: string): code is (typeof PROBLEMS)[number] =>
  PROBLEMS.some((problem) => problem === code);

interface ImportErrorsProps {
  report: ImportReport;
  entity: BulkEntity;
}

export function ImportErrors({ report, entity }: ImportErrorsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const errors = report.errors ?? [];
  const all = report.faulty + report.repeated;
  const columns: Column<ImportError & { place: number }>[] = [
    {
      key: 'row',
      label: t('imports.errors.row'),
      width: 130,
      render: ({ row }) => (
        <span className={classes.row}>
          {t('imports.errors.rowAt', { row: format.number(row) })}
        </span>
      ),
    },
    {
      key: 'column',
      label: t('imports.errors.column'),
      render: ({ column, field }) => column ?? fieldWords(t, entity, field) ?? '–',
    },
    {
      key: 'value',
      label: t('imports.errors.value'),
      render: ({ value }) =>
        value === null || value === '' ? (
          <span className={classes.none}>{t('imports.errors.nothing')}</span>
        ) : (
          <code className={classes.value}>{value}</code>
        ),
    },
    {
      key: 'words',
      label: t('imports.errors.words'),
      render: (error) => problemWords(t, error),
    },
  ];
  return (
    <section className={classes.errors} aria-label={t('imports.errors.title')}>
      <h3 className={classes.title}>{t('imports.errors.title')}</h3>
      <DataTable
        label={t('imports.errors.title')}
        columns={columns}
        rows={errors.map((error, place) => ({ ...error, place }))}
        keyOf={({ place }) => String(place)}
      />
      {all > errors.length && (
        <p className={classes.more}>
          {t('imports.errors.more', {
            shown: format.number(errors.length),
            all: format.number(all),
          })}
        </p>
      )}
    </section>
  );
}

function problemWords(t: TFunction, { code, field, message }: ImportError): string {
  if (code === 'ambiguous' && !isAmount(field)) return t('imports.problems.several');
  return isProblem(code) ? t(`imports.problems.${code}`) : message;
}

function fieldWords(t: TFunction, entity: BulkEntity, field: string | null): string | undefined {
  if (field === null) return undefined;
  return isFieldOf(entity, field) ? t(fieldKey(entity, field)) : (attributeIn(field) ?? field);
}
