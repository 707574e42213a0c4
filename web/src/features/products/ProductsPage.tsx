// SPDX-License-Identifier: MIT
// The catalogue: its table, what narrows it down, and what can be done with what is found. Everything one looks at is
// in the address.

import { Button, Indicator } from '@mantine/core';
import '@mantine/core/styles/Indicator.layer.css';
import { useDisclosure } from '@mantine/hooks';
import {
  IconAlertTriangle,
  IconFilter,
  IconPackage,
  IconPlus,
  IconSearchOff,
  IconUpload,
} from '@tabler/icons-react';
import { lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ApiError } from '../../api/errors';
import { feed, useFeedStatus } from '../../api/live';
import { useCan } from '../../api/me';
import { withTexts } from '../../i18n';
import { useShell } from '../../ui/AppShell';
import { ConnectionBadge } from '../../ui/ConnectionBadge';
import { EmptyState } from '../../ui/EmptyState';
import { errorText } from '../../ui/errorText';
import { FilterBar, SearchInput } from '../../ui/FilterBar';
import { useFormat } from '../../ui/format';
import { isTooShort, MIN_LETTERS } from '../../ui/letters';
import { notifyDone } from '../../ui/notices';
import { PageHeader } from '../../ui/PageHeader';
import { useLast } from '../../ui/useLast';
import { usePageTitle } from '../../ui/usePageTitle';
import { OperationsMenu } from '../operations/OperationsMenu';
import { BatchBar } from './BatchBar';
import { columnsOf, PHONE_COLUMNS } from './columns';
import { EditConflict } from './EditConflict';
import { ProductGrid } from './ProductGrid';
import classes from './ProductsPage.module.css';
import { NOTHING, type Selection } from './selection';
import { useBatch } from './useBatch';
import { useLiveRows } from './useLiveRows';
import { type ProductRows, useProductRows } from './useProductRows';
import { useRowEdits } from './useRowEdits';
import { useTableView } from './useTableView';
import { ColumnsMenu, ExportMenu } from './ViewMenus';
import { isFiltering } from './view';

const FilterDrawer = lazy(() => import('./FilterDrawer'));
const NewProductDrawer = lazy(withTexts(() => import('./NewProductDrawer'), 'product'));

export default function ProductsPage() {
  const { t } = useTranslation();
  const { isPhone } = useShell();
  const can = useCan();
  const status = useFeedStatus();
  const table = useTableView();
  const { view, query } = table;
  const products = useProductRows(query);
  const { rows } = products;
  const edits = useRowEdits(rows);
  const [isTyping, setTyping] = useState(false);
  const own = useRef(new Set<number>()).current;
  const live = useLiveRows({ rows, edits, filter: query.filter, isTyping, own });
  const [selected, setSelected] = useState({ of: query, selection: NOTHING });
  const selection = selected.of === query ? selected.selection : NOTHING;
  const select = useCallback(
    (next: Selection) => setSelected({ of: query, selection: next }),
    [query],
  );
  const batch = useBatch(live.readAnew);
  const [isFilterOpen, filterDrawer] = useDisclosure(false);
  const wasFilterOpen = useLast(isFilterOpen || undefined);
  const [added, setAdded] = useState({ key: 0, isOpen: false });
  const canEdit = can('products:update');
  const tooBroad = tooBroadOf(rows.error);
  const columns = useMemo(
    () => columnsOf(isPhone ? PHONE_COLUMNS : table.columns),
    [isPhone, table.columns],
  );
  usePageTitle(t('catalogue.title'));

  return (
    <>
      <PageHeader
        title={t('catalogue.title')}
        aside={<ConnectionBadge status={status} onReconnect={feed.reconnectNow} />}
        actions={
          <>
            <OperationsMenu entity="product" />
            {!isPhone && (
              <Button
                component={Link}
                to="/products/import"
                variant="default"
                leftSection={<IconUpload size={16} stroke={1.7} />}
              >
                {t('catalogue.import')}
              </Button>
            )}
            <ExportMenu query={query} isPhone={isPhone} />
            {can('products:create') && (
              <Button
                aria-label={t('catalogue.add')}
                {...(isPhone ? { px: 12 } : { leftSection: <IconPlus size={16} stroke={2} /> })}
                onClick={() => setAdded(({ key }) => ({ key: key + 1, isOpen: true }))}
              >
                {isPhone ? <IconPlus size={16} stroke={2} /> : t('catalogue.add')}
              </Button>
            )}
          </>
        }
      />
      <div className={classes.bar}>
        <FilterBar label={t('filters.title')}>
          <SearchInput label={t('catalogue.search')} value={view.q} onChange={table.setSearch} />
          {isPhone ? (
            <Indicator disabled={Object.keys(view.filters).length === 0} size={9} offset={4}>
              <Button
                fullWidth
                variant="default"
                leftSection={<IconFilter size={16} stroke={1.7} />}
                onClick={filterDrawer.open}
              >
                {t('filters.title')}
              </Button>
            </Indicator>
          ) : (
            <>
              {isFiltering(view) && (
                <Button variant="subtle" color="gray" onClick={table.reset}>
                  {t('filters.reset')}
                </Button>
              )}
              <Count products={products} />
              <ColumnsMenu
                columns={table.columns}
                density={table.density}
                onColumns={table.setColumns}
                onDensity={table.setDensity}
              />
            </>
          )}
        </FilterBar>
        {isTooShort(view.q) && (
          <p className={classes.hint} role="status">
            {t('catalogue.moreLetters', { n: MIN_LETTERS })}
          </p>
        )}
        {isPhone && <Count products={products} />}
      </div>
      <div className={classes.frame}>
        <ProductGrid
          products={products}
          edits={edits}
          live={live}
          columns={columns}
          view={view}
          asked={query.filter}
          tooBroad={tooBroad}
          density={table.density}
          isPhone={isPhone}
          canEdit={canEdit}
          selection={selection}
          onSelect={select}
          onFilter={table.setFilters}
          onSort={table.setSort}
          onTyping={setTyping}
        />
        {live.news > 0 && (
          <Button
            className={classes.news ?? ''}
            size="xs"
            radius="xl"
            onClick={() => live.readAnew()}
          >
            {t('catalogue.news', { count: live.news })}
          </Button>
        )}
        <InPlaceOfRows
          products={products}
          isFiltered={isFiltering(view)}
          tooBroad={tooBroad}
          onReset={table.reset}
        />
        {canEdit && (
          <BatchBar
            batch={batch}
            selection={selection}
            filter={query.filter}
            total={rows.total}
            isEstimate={rows.isEstimate}
            onSelect={select}
          />
        )}
      </div>
      <EditConflict edits={edits} nameOf={(id) => nameIn(products, id)} />
      <Suspense>
        {added.key > 0 && (
          <NewProductDrawer
            key={added.key}
            isOpen={added.isOpen}
            onClose={() => setAdded(({ key }) => ({ key, isOpen: false }))}
            onAdded={({ id, name }) => {
              own.add(id);
              live.readAnew();
              notifyDone({ id: 'product-added', title: t('catalogue.added', { name }) });
            }}
          />
        )}
        {wasFilterOpen && (
          <FilterDrawer
            isOpen={isFilterOpen}
            view={view}
            asked={query.filter}
            tooBroad={tooBroad}
            onFilter={table.setFilters}
            onSort={table.setSort}
            onReset={table.reset}
            onClose={filterDrawer.close}
          />
        )}
      </Suspense>
    </>
  );
}

function nameIn({ rows }: ProductRows, id: number): string {
  const place = rows.placeOf(id);
  return (place === undefined ? undefined : rows.rowAt(place)?.name) ?? '';
}

/** The columns whose filters the server asks to narrow; none: it does not. */
function tooBroadOf(error: unknown): string[] {
  if (!(error instanceof ApiError) || error.code !== 'filter_too_broad') return [];
  return error.fields.map(({ field }) => field.split('__')[0] ?? field);
}

function Count({ products: { rows } }: { products: ProductRows }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { total: count, isEstimate } = rows;
  return (
    <span className={classes.count} role="status">
      {count !== undefined &&
        t(isEstimate ? 'catalogue.about' : 'catalogue.total', { count, n: format.number(count) })}
    </span>
  );
}

interface InPlaceProps {
  products: ProductRows;
  isFiltered: boolean;
  tooBroad: readonly string[];
  onReset: () => void;
}

/** What stands where rows would: nothing found, nothing there yet, or why they did not come. */
function InPlaceOfRows({ products: { rows }, isFiltered, tooBroad, onReset }: InPlaceProps) {
  const { t } = useTranslation();
  if (rows.error !== undefined && rows.total === undefined) {
    const isBroad = rows.error instanceof ApiError && rows.error.code === 'filter_too_broad';
    const names = tooBroad
      .filter((key) => key !== 'q')
      .map((key) => t(`catalogue.fields.${key as 'name'}`, { defaultValue: key }));
    const text = isBroad
      ? t(names.length === 0 ? 'catalogue.tooBroad' : 'catalogue.tooBroadOf', {
          names: names.join(', '),
        })
      : errorText(t, rows.error);
    return (
      <div className={classes.instead}>
        <EmptyState
          role="alert"
          icon={<IconAlertTriangle size={22} stroke={1.6} />}
          title={t(isBroad ? 'catalogue.tooBroadTitle' : 'catalogue.failed')}
          text={text}
          actions={
            <Button loading={rows.isLoading} onClick={() => rows.refresh()}>
              {t('common.retry')}
            </Button>
          }
        />
      </div>
    );
  }
  if (rows.total !== 0) return null;
  const Icon = isFiltered ? IconSearchOff : IconPackage;
  return (
    <div className={classes.instead}>
      <EmptyState
        icon={<Icon size={22} stroke={1.6} />}
        title={t(isFiltered ? 'catalogue.nothingFound' : 'catalogue.empty')}
        text={t(isFiltered ? 'catalogue.nothingFoundText' : 'catalogue.emptyText')}
        actions={
          isFiltered && (
            <Button variant="default" onClick={onReset}>
              {t('filters.reset')}
            </Button>
          )
        }
      />
    </div>
  );
}
