// SPDX-License-Identifier: MIT
// What was changed by the hundred in the last days - by imports, batches, mergers, on sale and off it - and the way
// back.

import { IconStack2 } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { feed, useFeedStatus } from '../../api/live';
import type { Operation } from '../../api/types';
import { ConnectionBadge } from '../../ui/ConnectionBadge';
import { type Column, DataTable, RowsSkeleton } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { useFormat } from '../../ui/format';
import { Loadable } from '../../ui/Loadable';
import { PageBody } from '../../ui/PageBody';
import { PageHeader } from '../../ui/PageHeader';
import { Pager } from '../../ui/Pager';
import { RelativeTime } from '../../ui/RelativeTime';
import { usePageTitle } from '../../ui/usePageTitle';
import { entityAt } from './entities';
import classes from './OperationsPage.module.css';
import { OperationTabs } from './OperationTabs';
import { PAGE_SIZE, useOperations, useOperationsLive } from './queries';
import { UndoButton } from './UndoButton';

export default function OperationsPage() {
  const { t } = useTranslation();
  const status = useFeedStatus();
  const [page, setPage] = useState(1);
  const entity = entityAt(useLocation().pathname);
  const list = useOperations(entity, page);
  const columns = useColumns();
  useOperationsLive();
  usePageTitle(t('operations.title'));
  return (
    <>
      <PageHeader
        title={t('operations.title')}
        aside={<ConnectionBadge status={status} onReconnect={feed.reconnectNow} />}
      />
      <PageBody>
        <OperationTabs />
        <p className={classes.lead}>{t('operations.lead')}</p>
        <Loadable query={list} failed={t('operations.failed')} skeleton={<RowsSkeleton rows={4} />}>
          {({ items, total }) =>
            total === 0 ? (
              <EmptyState
                icon={<IconStack2 size={22} stroke={1.6} />}
                title={t('operations.emptyTitle')}
                text={t('operations.emptyText')}
              />
            ) : (
              <>
                <DataTable
                  label={t('operations.title')}
                  columns={columns}
                  rows={items}
                  keyOf={({ id }) => id}
                  isFaded={({ state }) => state === 'undone'}
                />
                <Pager page={page} pageSize={PAGE_SIZE} total={total} onPage={setPage} />
              </>
            )
          }
        </Loadable>
      </PageBody>
    </>
  );
}

const KINDS = ['import', 'batch', 'enable', 'disable', 'merge'] as const;
const isKind = (word: string): word is (typeof KINDS)[number] =>
  KINDS.some((kind) => kind === word);

function useColumns(): Column<Operation>[] {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = ({ kind, note }: Operation) => {
    const name = isKind(kind) ? t(`operations.kinds.${kind}`) : kind;
    return note === null ? name : `${name}: ${note}`;
  };
  return [
    {
      key: 'what',
      label: t('operations.what'),
      render: (operation) => <span className={classes.what}>{nameOf(operation)}</span>,
    },
    {
      key: 'rows',
      label: t('operations.changedRows'),
      width: 110,
      render: ({ n_rows: n }) => format.number(n),
    },
    {
      key: 'state',
      label: t('operations.state'),
      width: 130,
      render: ({ state }) => t(`operations.states.${state}`),
    },
    {
      key: 'who',
      label: t('operations.who'),
      render: ({ created_by_name: name, created_at: at }) => (
        <>
          <RelativeTime at={at} />
          {name !== null && <span className={classes.who}>{name}</span>}
        </>
      ),
    },
    {
      key: 'undo',
      label: t('operations.undo'),
      isActions: true,
      render: (operation) => (
        <UndoButton
          size="compact-sm"
          operation={{
            id: operation.id,
            entity: operation.entity,
            kind: operation.kind,
            state: operation.state,
            expiresAt: operation.expires_at,
            what: nameOf(operation),
          }}
        />
      ),
    },
  ];
}
