// SPDX-License-Identifier: MIT
// biome-ignore-all lint/a11y/useSemanticElements: a table would not let its rows stand where they are told to
// biome-ignore-all lint/a11y/useFocusableInteractive: of a grid its cells have the focus, not what holds them
// One row of the table; on a phone the same cells make a card. A row that has not come yet has its cells, too, so that
// the keyboard can pass over it.

import type { TFunction } from 'i18next';
import { memo } from 'react';
import { Link } from 'react-router';
import type { Format } from '../../ui/format';
import type { MoneyFormat } from '../../ui/money';
import { CellEditor, type CommitStep } from './CellEditor';
import type { Column, Row } from './columns';
import classes from './ProductGrid.module.css';

export interface Editing {
  place: number;
  key: string;
  row: Row;
  text: string;
  isTyped: boolean;
  problem: string | undefined;
}

/** The same object as long as the table stands. */
export interface RowActions {
  commit: (text: string, step: CommitStep) => void;
  cancel: () => void;
  toggle: (place: number) => void;
  pick: (place: number, isRange: boolean) => void;
}

interface GridRowProps {
  place: number;
  /** Rows above it in the table: heads and filters. */
  nHeads: number;
  row: Row | undefined;
  top: number;
  columns: readonly Column[];
  /** Undefined: rows cannot be chosen here. */
  isPicked: boolean | undefined;
  canEdit: boolean;
  activeKey: string | undefined;
  editing: Editing | undefined;
  isFresh: boolean;
  isGone: boolean;
  isSaving: boolean;
  /** Made once for the table: a row that made its own would cost more than what it shows. */
  t: TFunction;
  format: Format;
  money: MoneyFormat;
  now: number;
  actions: RowActions;
}

export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { place, nHeads, row, top, columns, isPicked, activeKey } = props;
  const { isFresh, isGone, isSaving, actions } = props;
  const { t } = props;
  const first = isPicked === undefined ? 1 : 2;
  return (
    <div
      role="row"
      className={classes.row}
      style={{ top }}
      aria-rowindex={place + nHeads + 1}
      aria-selected={isPicked}
      aria-busy={row === undefined || undefined}
      data-fresh={isFresh || undefined}
      data-gone={isGone || undefined}
      data-saving={isSaving || undefined}
      data-off={row?.is_active === false || undefined}
    >
      {isPicked !== undefined && (
        <div
          role="gridcell"
          className={`${classes.cell} ${classes.pick}`}
          data-place={place}
          data-key="select"
          aria-colindex={1}
          tabIndex={activeKey === 'select' ? 0 : -1}
        >
          {row && (
            <input
              type="checkbox"
              className={classes.check}
              tabIndex={-1}
              aria-label={t('catalogue.pick', { name: row.name })}
              checked={isPicked}
              onChange={() => undefined}
              onClick={(event) => actions.pick(place, event.shiftKey)}
            />
          )}
        </div>
      )}
      {columns.map((column, index) => (
        <div
          key={column.key}
          role="gridcell"
          className={`${classes.cell} ${classes[column.kind] ?? ''} ${classes[column.key] ?? ''}`}
          data-place={place}
          data-key={column.key}
          data-edits={(props.canEdit && column.isEditable && !isGone) || undefined}
          aria-colindex={first + index}
          aria-readonly={!(props.canEdit && column.isEditable) || undefined}
          tabIndex={activeKey === column.key ? 0 : -1}
        >
          {row ? <Content {...props} row={row} column={column} /> : <Waiting index={index} />}
        </div>
      ))}
    </div>
  );
});

function Waiting({ index }: { index: number }) {
  return <span className={classes.waiting} style={{ width: index === 0 ? '62%' : '46%' }} />;
}

function Content(props: GridRowProps & { row: Row; column: Column }) {
  const { row, column, editing, canEdit, isGone, place, actions } = props;
  const { t, format, money } = props;
  if (editing?.key === column.key && column.key !== 'is_active') {
    return (
      <CellEditor
        label={t(`catalogue.fields.${column.key}`)}
        text={editing.text}
        isTyped={editing.isTyped}
        problem={editing.problem}
        onCommit={actions.commit}
        onCancel={actions.cancel}
      />
    );
  }
  switch (column.key) {
    case 'name':
      return (
        <Link className={classes.link} to={`/products/${row.id}`} tabIndex={-1} title={row.name}>
          {row.name}
        </Link>
      );
    case 'price':
    case 'cost': {
      const value = row[column.key];
      return value === null ? <Nothing /> : money(value, row.currency);
    }
    case 'stock':
      return (
        <span data-zero={row.stock === 0 || undefined}>
          {format.number(row.stock)}
          <span className={classes.unit}>&nbsp;{t('catalogue.unit')}</span>
        </span>
      );
    case 'is_active':
      return (
        <button
          type="button"
          role="switch"
          className={classes.toggle}
          aria-checked={row.is_active}
          aria-label={t('catalogue.fields.is_active')}
          tabIndex={-1}
          disabled={!canEdit || isGone}
          onClick={() => actions.toggle(place)}
        />
      );
    case 'created_at':
    case 'updated_at':
      return <Time at={row[column.key]} format={format} now={props.now} />;
    default: {
      const text = row[column.key];
      return text === null ? (
        <Nothing />
      ) : (
        <span className={classes.words} title={text}>
          {text}
        </span>
      );
    }
  }
}

function Time({ at, format, now }: { at: string; format: Format; now: number }) {
  return (
    <time dateTime={at} title={format.dateTime(at)}>
      {format.ago(at, Math.max(now, Date.parse(at)))}
    </time>
  );
}

function Nothing() {
  return <span className={classes.nothing}>–</span>;
}
