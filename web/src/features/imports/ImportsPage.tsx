// SPDX-License-Identifier: MIT
// Products, clients or deals from a file: a place for a new one, and what became of the last ones.

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { feed, useFeedStatus } from '../../api/live';
import type { ImportListed } from '../../api/types';
import { ConnectionBadge } from '../../ui/ConnectionBadge';
import { type Column, DataTable, RowsSkeleton } from '../../ui/DataTable';
import { useFormat } from '../../ui/format';
import { IfCan } from '../../ui/IfCan';
import { Loadable } from '../../ui/Loadable';
import { PageBody, Section } from '../../ui/PageBody';
import { PageHeader } from '../../ui/PageHeader';
import { Pager } from '../../ui/Pager';
import { RelativeTime } from '../../ui/RelativeTime';
import { usePageTitle } from '../../ui/usePageTitle';
import { bulkPaths, entityAt, resourceOf } from '../operations/entities';
import { OperationTabs } from '../operations/OperationTabs';
import { useOperationsLive } from '../operations/queries';
import { UndoButton } from '../operations/UndoButton';
import classes from './ImportsPage.module.css';
import { PAGE_SIZE, useImports } from './queries';
import { UploadBox } from './UploadBox';
import { undoableOf } from './undoable';

export default function ImportsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const status = useFeedStatus();
  const entity = entityAt(useLocation().pathname);
  const path = bulkPaths(entity).imports;
  const [page, setPage] = useState(1);
  const list = useImports(entity, page);
  const columns = useColumns();
  useOperationsLive();
  usePageTitle(t(`imports.of.${entity}.title`));
  return (
    <>
      <PageHeader
        title={t(`imports.of.${entity}.title`)}
        aside={<ConnectionBadge status={status} onReconnect={feed.reconnectNow} />}
      />
      <PageBody>
        <OperationTabs />
        <IfCan right={`${resourceOf(entity)}:update`}>
          <UploadBox entity={entity} onTaken={(id) => void navigate(`${path}/${id}`)} />
        </IfCan>
        <Section title={t('imports.recent')} text={t('imports.recentText')}>
          <Loadable query={list} failed={t('imports.failed')} skeleton={<RowsSkeleton rows={3} />}>
            {({ items, total }) =>
              total === 0 ? (
                <p className={classes.none}>{t('imports.none')}</p>
              ) : (
                <>
                  <DataTable
                    label={t('imports.recent')}
                    columns={columns}
                    rows={items}
                    keyOf={({ id }) => id}
                    onOpen={({ id }) => void navigate(`${path}/${id}`)}
                    isFaded={({ operation_state: state }) => state === 'undone'}
                  />
                  <Pager page={page} pageSize={PAGE_SIZE} total={total} onPage={setPage} />
                </>
              )
            }
          </Loadable>
        </Section>
      </PageBody>
    </>
  );
}

function useColumns(): Column<ImportListed>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    {
      key: 'file',
      label: t('imports.fileName'),
      render: ({ filename }) => (
        <span className={classes.file}>{filename ?? t('imports.noName')}</span>
      ),
    },
    {
      key: 'state',
      label: t('imports.state'),
      width: 130,
      render: ({ state, operation_state: operation }) =>
        operation === 'undone' || operation === 'undoing'
          ? t(`operations.states.${operation}`)
          : t(`imports.states.${state}`),
    },
    {
      key: 'counts',
      label: t('imports.result'),
      render: ({ counts }) =>
        counts === null
          ? '–'
          : t('imports.shortCounts', {
              created: format.number(counts.created),
              updated: format.number(counts.updated),
              faulty: format.number(counts.faulty),
            }),
    },
    {
      key: 'who',
      label: t('operations.who'),
      render: ({ created_at: at, created_by_name: name }) => (
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
      render: (row) => {
        const operation = undoableOf(row);
        return operation && <UndoButton operation={operation} size="compact-sm" />;
      },
    },
  ];
}
