// SPDX-License-Identifier: MIT
// The deals as a list: sorted by its heads, page by page.

import { Button } from '@mantine/core';
import { IconSearchOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Deal } from '../../api/types';
import { type Column, DataTable, RowsSkeleton } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { useFormat } from '../../ui/format';
import { Loadable } from '../../ui/Loadable';
import { useMoney } from '../../ui/money';
import { Pager } from '../../ui/Pager';
import { RelativeTime } from '../../ui/RelativeTime';
import { useDealActions } from './actions';
import { useDealList } from './queries';
import { StageMark } from './StageMark';
import { type DealViewControl, isPart, PAGE_SIZE, useListWords } from './useBoardWords';

interface DealTableProps {
  control: DealViewControl;
  pipelineId: number;
  colorOf: (stageId: number) => string | undefined;
}

export function DealTable({ control, pipelineId, colorOf }: DealTableProps) {
  const { t } = useTranslation();
  const { view, settled } = control;
  const words = useListWords(settled, pipelineId);
  const list = useDealList(words);
  const columns = useColumns(colorOf);
  const { pathOf } = useDealActions();
  const isNarrowed = isPart(view);
  return (
    <Loadable query={list} failed={t('deals.failed')} skeleton={<RowsSkeleton />}>
      {({ items, total, total_is_estimate: isEstimate, next_cursor: next }) =>
        items.length === 0 && view.page === 1 ? (
          <EmptyState
            icon={<IconSearchOff size={22} stroke={1.6} />}
            title={t(isNarrowed ? 'deals.nothingFound' : 'deals.emptyTitle')}
            text={t(isNarrowed ? 'deals.nothingFoundText' : 'deals.emptyText')}
            actions={
              isNarrowed && (
                <Button variant="default" onClick={control.reset}>
                  {t('filters.reset')}
                </Button>
              )
            }
          />
        ) : (
          <>
            <DataTable
              label={t('deals.title')}
              columns={columns}
              rows={items}
              keyOf={({ id }) => String(id)}
              linkTo={({ id }) => pathOf(id)}
              order={{ sort: view.sort, onSort: control.setSort }}
              isChanging={list.isPlaceholderData}
              isFaded={({ stage_kind: kind }) => kind === 'lost'}
            />
            <Pager
              page={view.page}
              pageSize={PAGE_SIZE}
              total={total ?? items.length}
              isEstimate={isEstimate ?? false}
              hasNext={next !== null}
              onPage={control.setPage}
            />
          </>
        )
      }
    </Loadable>
  );
}

function useColumns(colorOf: (stageId: number) => string | undefined): Column<Deal>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const money = useMoney();
  const name = (field: keyof Deal & ('title' | 'client_id' | 'amount' | 'stage_id' | 'owner_id')) =>
    t(`deals.fields.${field}`);
  return [
    { key: 'title', label: name('title'), sort: 'title', render: ({ title }) => title },
    {
      key: 'client',
      label: name('client_id'),
      width: 176,
      render: ({ client_name: client }) => client ?? '–',
    },
    {
      key: 'amount',
      label: name('amount'),
      sort: 'amount',
      isNumber: true,
      width: 130,
      render: ({ amount, currency }) => money(amount, currency),
    },
    {
      key: 'stage',
      label: name('stage_id'),
      width: 156,
      render: ({ stage_id: id, stage_name: stage }) => (
        <StageMark name={stage} color={colorOf(id)} />
      ),
    },
    {
      key: 'owner',
      label: name('owner_id'),
      width: 136,
      render: ({ owner_name: owner }) => owner ?? '–',
    },
    {
      key: 'expected',
      label: t('deals.fields.expected_close_date'),
      sort: 'expected_close_date',
      width: 100,
      render: ({ expected_close_date: day }) => (day === null ? '–' : format.day(day)),
    },
    {
      key: 'updated',
      label: t('deals.fields.updated_at'),
      sort: 'updated_at',
      width: 114,
      render: ({ updated_at: at }) => <RelativeTime at={at} />,
    },
  ];
}
