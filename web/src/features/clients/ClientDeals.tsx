// SPDX-License-Identifier: MIT
// The deals with one client, those that one may see.

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client';
import { feed, queryClient } from '../../api/live';
import { useListReading, useNewsOf } from '../../api/liveRow';
import type { Client, Deal } from '../../api/types';
import { asWords } from '../../api/words';
import { type Column, DataTable, RowsSkeleton } from '../../ui/DataTable';
import { useFormat } from '../../ui/format';
import { Loadable } from '../../ui/Loadable';
import { useMoney } from '../../ui/money';
import { Pager } from '../../ui/Pager';
import { dealPath } from '../../ui/paths';
import classes from './Related.module.css';

const PAGE_SIZE = 20;
const KEY = ['deals', 'of-client'];
const TELLING = /^(deals?|stages?|pipelines?)\./;

export default function ClientDeals({ client }: { client: Client }) {
  const { t } = useTranslation();
  const [page, setPage] = useState(1);
  const list = useDealsOf(client.id, page);
  const columns = useColumns();
  useNewsOf(TELLING, () => void queryClient.invalidateQueries({ queryKey: KEY }));
  return (
    <Loadable query={list} failed={t('client.failedDeals')} skeleton={<RowsSkeleton rows={3} />}>
      {({ items, total }) =>
        items.length === 0 ? (
          <p className={classes.none}>{t('client.none.deals')}</p>
        ) : (
          <>
            <DataTable
              label={t('client.tabs.deals')}
              columns={columns}
              rows={items}
              keyOf={({ id }) => String(id)}
              linkTo={({ id }) => dealPath(id)}
              isFaded={({ stage_kind: kind }) => kind === 'lost'}
            />
            <Pager page={page} pageSize={PAGE_SIZE} total={total ?? 0} onPage={setPage} />
          </>
        )
      }
    </Loadable>
  );
}

function useDealsOf(clientId: number, page: number) {
  return useQuery({
    queryKey: [...KEY, clientId, page],
    queryFn: async ({ signal }) => {
      const words = {
        client_id: String(clientId),
        page: String(page),
        page_size: String(PAGE_SIZE),
      };
      const { data, cursor } = await answerOf(api.GET('/deals', { ...asWords(words), signal }));
      feed.start(cursor);
      return { ...data, items: data.items as Deal[] };
    },
    ...useListReading(),
  });
}

function useColumns(): Column<Deal>[] {
  const { t } = useTranslation();
  const money = useMoney();
  const format = useFormat();
  return [
    {
      key: 'title',
      label: t('client.deal.title'),
      render: ({ title }) => <span className={classes.title}>{title}</span>,
    },
    { key: 'stage', label: t('client.deal.stage'), render: ({ stage_name: stage }) => stage },
    {
      key: 'amount',
      label: t('client.deal.amount'),
      isNumber: true,
      render: ({ amount, currency }) => money(amount, currency),
    },
    {
      key: 'owner',
      label: t('client.deal.owner'),
      render: ({ owner_name: name }) => name ?? '–',
    },
    {
      key: 'date',
      label: t('client.deal.date'),
      render: ({ closed_at: closed, expected_close_date: day }) =>
        closed !== null ? format.date(closed) : day !== null ? format.day(day) : '–',
    },
  ];
}
