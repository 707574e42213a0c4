// SPDX-License-Identifier: MIT
// Whom the organisation sells to: found by whatever of them is known, narrowed down, ordered, added. Everything one
// looks at is in the address.

import { Button } from '@mantine/core';
import { IconPlus, IconSearchOff, IconUpload, IconUsersGroup } from '@tabler/icons-react';
import { lazy, Suspense, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { feed, useFeedStatus } from '../../api/live';
import { useCan } from '../../api/me';
import type { Client } from '../../api/types';
import { withTexts } from '../../i18n';
import { useShell } from '../../ui/AppShell';
import { ConnectionBadge } from '../../ui/ConnectionBadge';
import { type Column, DataTable, RowsSkeleton } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { Loadable } from '../../ui/Loadable';
import { isTooShort, MIN_LETTERS } from '../../ui/letters';
import { isFiltering, questionOf, useListView } from '../../ui/listView';
import { notifyDone } from '../../ui/notices';
import { PageBody } from '../../ui/PageBody';
import { PageHeader } from '../../ui/PageHeader';
import { Pager } from '../../ui/Pager';
import { PhoneLink } from '../../ui/PhoneLink';
import { clientPath } from '../../ui/paths';
import { RelativeTime } from '../../ui/RelativeTime';
import { TagList } from '../../ui/TagList';
import { useBegin } from '../../ui/useBegin';
import { usePageTitle } from '../../ui/usePageTitle';
import { ClientFilters } from './ClientFilters';
import { ClientsMenu } from './ClientsMenu';
import classes from './ClientsPage.module.css';
import { useClients, useClientsLive } from './queries';
import { CLIENT_WORDS } from './view';

const NewClientDrawer = lazy(withTexts(() => import('./NewClientDrawer'), 'client'));

const PAGE_SIZE = 50;

export default function ClientsPage() {
  const { t } = useTranslation();
  const { isPhone } = useShell();
  const can = useCan();
  const navigate = useNavigate();
  const status = useFeedStatus();
  const [added, setAdded] = useState({ key: 0, isOpen: false });
  const add = useCallback(() => setAdded(({ key }) => ({ key: key + 1, isOpen: true })), []);
  useBegin(add);
  useClientsLive();
  usePageTitle(t('clients.title'));
  return (
    <>
      <PageHeader
        title={t('clients.title')}
        aside={<ConnectionBadge status={status} onReconnect={feed.reconnectNow} />}
        actions={
          <>
            <ClientsMenu />
            {!isPhone && can('clients:create') && (
              <Button
                component={Link}
                to="/clients/import"
                variant="default"
                leftSection={<IconUpload size={16} stroke={1.7} />}
              >
                {t('clients.import')}
              </Button>
            )}
            {can('clients:create') && (
              <Button
                aria-label={t('clients.add')}
                {...(isPhone ? { px: 12 } : { leftSection: <IconPlus size={16} stroke={2} /> })}
                onClick={add}
              >
                {isPhone ? <IconPlus size={16} stroke={2} /> : t('clients.add')}
              </Button>
            )}
          </>
        }
      />
      <PageBody>
        <List />
      </PageBody>
      <Suspense>
        {added.key > 0 && (
          <NewClientDrawer
            key={added.key}
            isOpen={added.isOpen}
            onClose={() => setAdded(({ key }) => ({ key, isOpen: false }))}
            onAdded={({ id, name }) =>
              notifyDone({
                id: 'client-added',
                title: t('clients.added', { name }),
                action: { label: t('clients.open'), run: () => void navigate(clientPath(id)) },
              })
            }
          />
        )}
      </Suspense>
    </>
  );
}

function List() {
  const { t } = useTranslation();
  const control = useListView(CLIENT_WORDS);
  const { view, settled } = control;
  const list = useClients(questionOf(settled, PAGE_SIZE));
  const columns = useColumns();
  return (
    <>
      <ClientFilters control={control} />
      {isTooShort(view.q) && (
        <p className={classes.hint} role="status">
          {t('picker.moreLetters', { n: MIN_LETTERS })}
        </p>
      )}
      <Loadable query={list} failed={t('clients.failed')} skeleton={<RowsSkeleton />}>
        {({ items, total, total_is_estimate: isEstimate, next_cursor: next }) =>
          items.length === 0 ? (
            <Nothing isFiltered={isFiltering(view) || view.page > 1} onReset={control.reset} />
          ) : (
            <>
              <DataTable
                label={t('clients.title')}
                columns={columns}
                rows={items}
                keyOf={({ id }) => String(id)}
                linkTo={({ id }) => clientPath(id)}
                order={{ sort: view.sort, onSort: control.setSort }}
                isChanging={list.isPlaceholderData}
              />
              <Pager
                page={view.page}
                pageSize={PAGE_SIZE}
                total={total ?? 0}
                isEstimate={isEstimate ?? false}
                hasNext={next !== null}
                onPage={control.setPage}
              />
            </>
          )
        }
      </Loadable>
    </>
  );
}

function useColumns(): Column<Client>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'name',
      label: t('clients.fields.name'),
      sort: 'name',
      render: ({ name, bin_iin: number }) => (
        <>
          <span className={classes.name}>{name}</span>
          {number !== null && <span className={classes.number}>{number}</span>}
        </>
      ),
    },
    {
      key: 'phone',
      label: t('clients.fields.phone'),
      width: 160,
      render: ({ phone }) => (phone === null ? '–' : <PhoneLink phone={phone} />),
    },
    {
      key: 'email',
      label: t('clients.fields.email'),
      width: 180,
      render: ({ email }) => email ?? '–',
    },
    {
      key: 'source',
      label: t('clients.fields.source'),
      width: 128,
      sort: 'source',
      render: ({ source }) => source ?? '–',
    },
    {
      key: 'tags',
      label: t('clients.fields.tags'),
      width: 120,
      render: ({ tags }) => (tags.length === 0 ? '–' : <TagList tags={tags} />),
    },
    {
      key: 'owner',
      label: t('clients.fields.owner_id'),
      width: 132,
      render: ({ owner_name: name }) => name ?? '–',
    },
    {
      key: 'updated',
      label: t('clients.fields.updated_at'),
      width: 122,
      sort: 'updated_at',
      render: ({ updated_at: at }) => <RelativeTime at={at} />,
    },
  ];
}

function Nothing({ isFiltered, onReset }: { isFiltered: boolean; onReset: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  if (isFiltered) {
    return (
      <EmptyState
        icon={<IconSearchOff size={22} stroke={1.6} />}
        title={t('clients.nothingFound')}
        text={t('clients.nothingFoundText')}
        actions={
          <Button variant="default" onClick={onReset}>
            {t('filters.reset')}
          </Button>
        }
      />
    );
  }
  return (
    <EmptyState
      icon={<IconUsersGroup size={22} stroke={1.6} />}
      title={t('clients.emptyTitle')}
      text={t(can('clients:create') ? 'clients.emptyText' : 'clients.emptyTextReader')}
    />
  );
}
