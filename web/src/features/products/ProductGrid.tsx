// SPDX-License-Identifier: MIT
// biome-ignore-all lint/a11y/useSemanticElements: a table would not let its rows stand where they are told to
// biome-ignore-all lint/a11y/useFocusableInteractive: of a grid its cells have the focus, not what holds them
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the keys have a listener of their own
// The table of the catalogue: as high as all products would be, with only those in it that are seen. Heads and filters
// stay at its top. On a phone its rows are cards, and heads and filters stand elsewhere.

import { IconArrowNarrowDown, IconArrowNarrowUp } from '@tabler/icons-react';
import { type CSSProperties, type MouseEvent, memo, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../ui/clock';
import { useFormat } from '../../ui/format';
import { useMoney } from '../../ui/money';
import { sortedBy } from '../../ui/sorting';
import type { Column, Row } from './columns';
import { ColumnFilter } from './Filters';
import { GridRow } from './GridRow';
import classes from './ProductGrid.module.css';
import type { RowEdits } from './rowEdits';
import type { RowWindow } from './rowWindow';
import { isEmpty, isSelected, NOTHING, type Selection } from './selection';
import { useGrid } from './useGrid';
import type { LiveRows } from './useLiveRows';
import type { ProductRows } from './useProductRows';
import { useRowScroll } from './useRowScroll';
import type { Density, Filters, ProductFilter, View } from './view';

interface ProductGridProps {
  products: ProductRows;
  edits: RowEdits;
  live: LiveRows;
  columns: readonly Column[];
  view: View;
  asked: ProductFilter;
  tooBroad: readonly string[];
  density: Density;
  isPhone: boolean;
  canEdit: boolean;
  selection: Selection;
  onSelect: (selection: Selection) => void;
  onFilter: (change: Filters) => void;
  onSort: (sort: string[]) => void;
  onTyping: (isTyping: boolean) => void;
}

const HEIGHTS = { phone: 94, normal: 44, compact: 34 };
const OVERSCAN = 8;
const AHEAD = 40;
const PICK_WIDTH = 44;
const WAIT_MS = 70;

export function ProductGrid(props: ProductGridProps) {
  const { products, edits, live, columns, density, isPhone, canEdit, selection } = props;
  const { rows } = products;
  const { t } = useTranslation();
  const format = useFormat();
  const money = useMoney();
  const now = useNow();
  const count = rows.total ?? (rows.error === undefined ? OVERSCAN * 2 : 0);
  const scroll = useRowScroll(count, HEIGHTS[isPhone ? 'phone' : density]);
  const rowAt = (place: number): Row | undefined => {
    const row = rows.rowAt(place);
    return row && edits.shown(row);
  };
  const grid = useGrid({ ...props, count, scroll, rowAt });
  const { toTop } = scroll;
  const { forget } = grid;

  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows begin at their top
  useEffect(() => {
    toTop();
    forget();
  }, [rows]);

  const first = Math.max(scroll.first - OVERSCAN, 0);
  const last = Math.min(scroll.first + scroll.seen + OVERSCAN, count) - 1;
  useWanted(rows, first, last + AHEAD);

  const places = Array.from({ length: Math.max(last - first + 1, 0) }, (_, at) => first + at);
  const { active, editing } = grid;
  // The cell that has the focus keeps it, wherever one scrolls: its row waits just out of sight.
  const isAway = active && active.place < count && (active.place < first || active.place > last);
  if (active && isAway) places.push(active.place);
  const topOf = (place: number) =>
    scroll.topOf(Math.min(Math.max(place, scroll.first - OVERSCAN - 1), last + 1));

  const nHeads = isPhone ? 1 : 2;
  const style = {
    '--columns': templateOf(columns, canEdit),
    '--least-width': `${widthOf(columns, canEdit)}px`,
    '--row-height': `${HEIGHTS[isPhone ? 'phone' : density]}px`,
  } as CSSProperties;
  return (
    <div
      ref={scroll.viewport}
      role="grid"
      className={classes.viewport}
      style={style}
      aria-label={t('catalogue.title')}
      aria-rowcount={rows.total === undefined ? -1 : rows.total + nHeads}
      aria-colcount={grid.keys.length}
      aria-multiselectable={canEdit}
      aria-busy={products.isChanging}
      data-phone={isPhone || undefined}
      data-density={density}
      onScroll={scroll.onScroll}
      onKeyDown={grid.onKeyDown}
      onClick={grid.onClick}
    >
      <div ref={scroll.heads} role="rowgroup" className={classes.heads}>
        <Heads {...props} />
        {!isPhone && <FilterRow {...props} />}
      </div>
      <div
        role="rowgroup"
        className={classes.rows}
        style={{ height: scroll.height }}
        data-changing={products.isChanging || undefined}
      >
        {places.map((place) => {
          const row = rowAt(place);
          const isActive = active ? active.place === place : place === first;
          return (
            <GridRow
              key={place}
              place={place}
              nHeads={nHeads}
              row={row}
              top={topOf(place)}
              columns={columns}
              isPicked={canEdit ? row !== undefined && isSelected(selection, row.id) : undefined}
              canEdit={canEdit}
              activeKey={isActive ? (active?.key ?? columns[0]?.key) : undefined}
              editing={editing?.place === place ? editing : undefined}
              isFresh={row !== undefined && live.fresh.has(row.id)}
              isGone={row !== undefined && live.gone.has(row.id)}
              isSaving={row !== undefined && edits.has(row.id)}
              t={t}
              format={format}
              money={money}
              now={now}
              actions={grid.actions}
            />
          );
        })}
      </div>
    </div>
  );
}

/** Asks for what is seen, also while scrolling goes on, but not for each step of it. */
function useWanted(rows: RowWindow<Row>, first: number, last: number): void {
  const latest = useRef({ rows, first, last });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    latest.current = { rows, first, last };
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      const { rows: now, first: from, last: to } = latest.current;
      now.want(from, to);
    }, WAIT_MS);
  }, [rows, first, last]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
}

const widthOf = (columns: readonly Column[], canPick: boolean): number =>
  columns.reduce((sum, { width }) => sum + width, canPick ? PICK_WIDTH : 0);

function templateOf(columns: readonly Column[], canPick: boolean): string {
  const widths = columns.map(({ key, width }) =>
    key === 'name' ? `minmax(${width}px, 1fr)` : `${width}px`,
  );
  return [...(canPick ? [`${PICK_WIDTH}px`] : []), ...widths].join(' ');
}

/** Scrolling draws the rows again, not what stands above them. */
const Heads = memo(function Heads(props: ProductGridProps) {
  const { columns, view, isPhone, canEdit, selection, products, ...on } = props;
  const { t } = useTranslation();
  const isAll = selection.kind === 'all';
  return (
    <div role="row" className={classes.head} aria-rowindex={1}>
      {canEdit && (
        <div role="columnheader" className={`${classes.heading} ${classes.pick}`} aria-colindex={1}>
          {isPhone ? (
            <span>{t('catalogue.pickAll')}</span>
          ) : (
            <input
              type="checkbox"
              className={classes.check}
              aria-label={t('catalogue.pickAll')}
              checked={isAll}
              disabled={!products.rows.total}
              ref={(input) => {
                if (input) input.indeterminate = !isAll && !isEmpty(selection);
              }}
              onChange={() => on.onSelect(isEmpty(selection) ? { kind: 'all' } : NOTHING)}
            />
          )}
        </div>
      )}
      {columns.map((column, index) => (
        <Head
          key={column.key}
          column={column}
          index={index + (canEdit ? 2 : 1)}
          sort={view.sort}
          isPhone={isPhone}
          onSort={on.onSort}
        />
      ))}
    </div>
  );
});

interface HeadProps {
  column: Column;
  index: number;
  sort: readonly string[];
  isPhone: boolean;
  onSort: (sort: string[]) => void;
}

function Head({ column: { key, kind }, index, sort, isPhone, onSort }: HeadProps) {
  const { t } = useTranslation();
  const at = sort.findIndex((word) => word.replace('-', '') === key);
  const isDown = sort[at]?.startsWith('-') ?? false;
  const Arrow = isDown ? IconArrowNarrowDown : IconArrowNarrowUp;
  const label = t(`catalogue.fields.${key}`);
  return (
    <div
      role="columnheader"
      className={`${classes.heading} ${classes[kind] ?? ''} ${classes[key] ?? ''}`}
      aria-colindex={index}
      aria-sort={at < 0 ? 'none' : isDown ? 'descending' : 'ascending'}
    >
      {isPhone ? (
        <span>{label}</span>
      ) : (
        <button
          type="button"
          className={classes.sort}
          title={t('table.sortHint')}
          onClick={(event: MouseEvent) => onSort(sortedBy(sort, key, event.shiftKey))}
        >
          <span className={classes.words}>{label}</span>
          {at >= 0 && <Arrow size={14} stroke={2} aria-hidden="true" />}
          {at >= 0 && sort.length > 1 && <span className={classes.order}>{at + 1}</span>}
        </button>
      )}
    </div>
  );
}

const FilterRow = memo(function FilterRow(props: ProductGridProps) {
  const { columns, view, asked, tooBroad, canEdit, onFilter } = props;
  return (
    <div role="row" className={classes.filters} aria-rowindex={2}>
      {canEdit && <div role="gridcell" className={`${classes.filter} ${classes.pick}`} />}
      {columns.map((column) => (
        <div
          key={column.key}
          role="gridcell"
          className={`${classes.filter} ${classes[column.key] ?? ''}`}
        >
          <ColumnFilter
            column={column}
            filters={view.filters}
            asked={asked}
            isNarrow
            isTooBroad={tooBroad.includes(column.key)}
            onChange={onFilter}
          />
        </div>
      ))}
    </div>
  );
});
