// SPDX-License-Identifier: MIT
// Rows and columns. The same table becomes one card a row on a phone, each value beside its column's name;
// the first column is the card's title. Where a row opens, its title is the button and the whole row its target.

import { Skeleton, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './DataTable.module.css';

export interface Column<Row> {
  key: string;
  label: string;
  render: (row: Row) => ReactNode;
  /** For what is short and of one length, so that the others get the room. */
  width?: number | string;
  /** Of buttons: no name beside it on a phone. */
  isActions?: boolean;
}

interface DataTableProps<Row> {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  keyOf: (row: Row) => string;
  /** Rows that no longer count are drawn softer. */
  isFaded?: (row: Row) => boolean;
  onOpen?: (row: Row) => void;
}

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, keyOf, isFaded, onOpen } = props;
  return (
    <table className={classes.table} aria-label={label}>
      <Head columns={columns} />
      <tbody>
        {rows.map((row) => (
          <tr
            key={keyOf(row)}
            className={classes.row}
            data-faded={isFaded?.(row) || undefined}
            data-opens={onOpen && true}
          >
            {columns.map((column, index) => (
              <td key={column.key} className={cellClass(index, column.isActions)}>
                {index > 0 && !column.isActions && (
                  <span className={classes.name} aria-hidden="true">
                    {column.label}
                  </span>
                )}
                {index === 0 && onOpen ? (
                  <UnstyledButton className={classes.open ?? ''} onClick={() => onOpen(row)}>
                    {column.render(row)}
                  </UnstyledButton>
                ) : (
                  <div className={classes.value}>{column.render(row)}</div>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function cellClass(index: number, isActions = false): string {
  const kind = isActions ? classes.actions : index > 0 ? classes.named : '';
  return `${classes.cell} ${kind}`;
}

function Head<Row>({ columns }: { columns: Column<Row>[] }) {
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <th
            key={column.key}
            className={classes.heading}
            scope="col"
            style={{ width: column.width }}
          >
            {column.isActions ? (
              <span className={classes.hidden}>{column.label}</span>
            ) : (
              column.label
            )}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** In the place of a list that is on its way. */
export function RowsSkeleton({ rows = 6 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <div className={classes.skeleton} role="status" aria-label={t('common.loading')}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines have no identity but their place
        <div key={row} className={classes.line}>
          <Skeleton height={14} width={`${34 - (row % 3) * 7}%`} />
          <Skeleton height={14} width="14%" />
          <Skeleton height={14} width="10%" />
        </div>
      ))}
    </div>
  );
}
