// SPDX-License-Identifier: MIT
// Rows and columns. The same table becomes one card a row on a phone, each value beside its column's name;
// the first column is the card's title. Where a row opens, its title is the button - a link, where it has an address -
// and the whole row its target.

import { Skeleton, UnstyledButton } from '@mantine/core';
import { IconArrowNarrowDown, IconArrowNarrowUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import classes from './DataTable.module.css';
import { sortedBy } from './sorting';

export interface Column<Row> {
  key: string;
  label: string;
  render: (row: Row) => ReactNode;
  /** For what is short and of one length, so that the others get the room. */
  width?: number | string;
  /** Of buttons: no name beside it on a phone. */
  isActions?: boolean;
  /** The field that a click on its head sorts by. */
  sort?: string;
  /** Numbers stand at the end of their column. */
  isNumber?: boolean;
}

/** The order, and what changes it; of a table whose columns sort. */
interface Order {
  sort: readonly string[];
  onSort: (sort: string[]) => void;
}

interface DataTableProps<Row> {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  keyOf: (row: Row) => string;
  /** Rows that no longer count are drawn softer. */
  isFaded?: (row: Row) => boolean;
  onOpen?: (row: Row) => void;
  /** The address of a row's own page. */
  linkTo?: (row: Row) => string;
  order?: Order;
  /** Other rows are on their way. */
  isChanging?: boolean;
}

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, keyOf, isFaded, onOpen, linkTo, order, isChanging } = props;
  return (
    <table
      className={classes.table}
      aria-label={label}
      aria-busy={isChanging}
      data-changing={isChanging || undefined}
    >
      <Head columns={columns} order={order} />
      <tbody>
        {rows.map((row) => (
          <tr
            key={keyOf(row)}
            className={classes.row}
            data-faded={isFaded?.(row) || undefined}
            data-opens={((onOpen || linkTo) && true) || undefined}
          >
            {columns.map((column, index) => (
              <td
                key={column.key}
                className={cellClass(index, column.isActions)}
                data-number={column.isNumber || undefined}
              >
                {index > 0 && !column.isActions && (
                  <span className={classes.name} aria-hidden="true">
                    {column.label}
                  </span>
                )}
                {index === 0 && linkTo ? (
                  <Link className={classes.open} to={linkTo(row)}>
                    {column.render(row)}
                  </Link>
                ) : index === 0 && onOpen ? (
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

interface HeadProps<Row> {
  columns: Column<Row>[];
  order: Order | undefined;
}

function Head<Row>({ columns, order }: HeadProps<Row>) {
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <th
            key={column.key}
            className={classes.heading}
            scope="col"
            style={{ width: column.width }}
            data-number={column.isNumber || undefined}
            aria-sort={column.sort && order ? directionOf(order.sort, column.sort) : undefined}
          >
            {column.isActions ? (
              <span className={classes.hidden}>{column.label}</span>
            ) : column.sort && order ? (
              <SortButton label={column.label} field={column.sort} order={order} />
            ) : (
              column.label
            )}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function directionOf(sort: readonly string[], field: string) {
  if (sort.includes(field)) return 'ascending';
  return sort.includes(`-${field}`) ? 'descending' : 'none';
}

function SortButton({ label, field, order }: { label: string; field: string; order: Order }) {
  const { t } = useTranslation();
  const direction = directionOf(order.sort, field);
  const Arrow = direction === 'descending' ? IconArrowNarrowDown : IconArrowNarrowUp;
  return (
    <UnstyledButton
      className={classes.sort ?? ''}
      title={t('table.sortHint')}
      onClick={(event) => order.onSort(sortedBy(order.sort, field, event.shiftKey))}
    >
      {label}
      {direction !== 'none' && <Arrow size={14} stroke={2} aria-hidden="true" />}
    </UnstyledButton>
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
