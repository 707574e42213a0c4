// SPDX-License-Identifier: MIT
// The people of the organisation, and on a second tab what each role may do. Filters, page and the open person
// live in the address; who may only read sees the same without the buttons.

import { Button } from '@mantine/core';
import { IconPlus, IconSearchOff } from '@tabler/icons-react';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { feed, useFeedStatus } from '../../api/live';
import { useCan, useMe } from '../../api/me';
import type { User } from '../../api/types';
import { useShell } from '../../ui/AppShell';
import { ConnectionBadge } from '../../ui/ConnectionBadge';
import { type Column, DataTable, RowsSkeleton } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { Loadable } from '../../ui/Loadable';
import { PageBody } from '../../ui/PageBody';
import { PageHeader } from '../../ui/PageHeader';
import { Pager } from '../../ui/Pager';
import { RelativeTime } from '../../ui/RelativeTime';
import { TabLinks } from '../../ui/TabLinks';
import { useAddressWords } from '../../ui/useAddressWords';
import { useDebounced } from '../../ui/useDebounced';
import { useLast } from '../../ui/useLast';
import { usePageTitle } from '../../ui/usePageTitle';
import { type Filters, filtersFrom, isFiltering, NO_FILTERS, withFilters } from './filters';
import { PAGE_SIZE, useUsers, useUsersLive } from './queries';
import { RightsTable } from './RightsTable';
import { RoleBadge } from './RoleBadge';
import { UserFilters } from './UserFilters';
import { UserName } from './UserName';

const NewUserDrawer = lazy(() => import('./NewUserDrawer'));
const UserDrawer = lazy(() => import('./UserDrawer'));

const SEARCH_MS = 250;

export default function UsersPage() {
  const { t } = useTranslation();
  const { isPhone } = useShell();
  const can = useCan();
  const status = useFeedStatus();
  const [params, setParams] = useAddressWords();
  const [added, setAdded] = useState({ key: 0, isOpen: false });
  useUsersLive();
  usePageTitle(t('users.title'));

  const openId = params.get('user');
  const open = useCallback(
    (id: string | null) =>
      setParams((now) => {
        const next = new URLSearchParams(now);
        if (id === null) next.delete('user');
        else next.set('user', id);
        return next;
      }),
    [setParams],
  );
  const wasOpened = useLast(openId ?? undefined);
  const isRights = params.get('view') === 'rights';

  return (
    <>
      <PageHeader
        title={t('users.title')}
        aside={<ConnectionBadge status={status} onReconnect={feed.reconnectNow} />}
        actions={
          can('users:create') && (
            <Button
              aria-label={t('users.add')}
              {...(isPhone ? { px: 12 } : { leftSection: <IconPlus size={16} stroke={2} /> })}
              onClick={() => setAdded(({ key }) => ({ key: key + 1, isOpen: true }))}
            >
              {isPhone ? <IconPlus size={16} stroke={2} /> : t('users.add')}
            </Button>
          )
        }
      />
      <PageBody>
        <TabLinks
          label={t('users.title')}
          tabs={[
            { to: '?', label: t('users.people'), isCurrent: !isRights },
            { to: '?view=rights', label: t('rights.title'), isCurrent: isRights },
          ]}
        />
        {isRights ? <RightsTable /> : <People onOpen={open} />}
      </PageBody>
      <Suspense>
        {added.key > 0 && (
          <NewUserDrawer
            key={added.key}
            isOpen={added.isOpen}
            onClose={() => setAdded(({ key }) => ({ key, isOpen: false }))}
          />
        )}
        {wasOpened !== undefined && (
          <UserDrawer
            key={wasOpened}
            isOpen={openId !== null}
            id={wasOpened}
            onClose={() => open(null)}
          />
        )}
      </Suspense>
    </>
  );
}

function People({ onOpen }: { onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  const [params, setParams] = useAddressWords();
  const filters = useMemo(() => filtersFrom(params), [params]);
  const list = useUsers({ ...filters, q: useDebounced(filters.q, SEARCH_MS) });
  const columns = useColumns();
  const change = (next: Filters) =>
    setParams((now) => withFilters(now, next), { replace: next.page === filters.page });
  return (
    <>
      <UserFilters filters={filters} onChange={(next) => change({ ...next, page: 1 })} />
      <Loadable query={list} failed={t('users.failed')} skeleton={<RowsSkeleton />}>
        {({ items, total }) =>
          items.length === 0 ? (
            <EmptyState
              icon={<IconSearchOff size={22} stroke={1.6} />}
              title={t(isFiltering(filters) ? 'users.nothingFound' : 'users.emptyPage')}
              actions={
                <Button variant="default" onClick={() => change(NO_FILTERS)}>
                  {t('users.reset')}
                </Button>
              }
            />
          ) : (
            <>
              <DataTable
                label={t('users.title')}
                columns={columns}
                rows={items}
                keyOf={(user) => user.id}
                isFaded={(user) => !user.is_active}
                onOpen={(user) => onOpen(user.id)}
              />
              <Pager
                page={filters.page}
                pageSize={PAGE_SIZE}
                total={total}
                onPage={(page) => change({ ...filters, page })}
              />
            </>
          )
        }
      </Loadable>
    </>
  );
}

function useColumns(): Column<User>[] {
  const { t } = useTranslation();
  const myId = useMe().user.id;
  return [
    {
      key: 'name',
      label: t('person.full_name'),
      render: (user) => <UserName user={user} isMe={user.id === myId} />,
    },
    { key: 'email', label: t('person.email'), render: (user) => user.email },
    {
      key: 'role',
      label: t('person.role'),
      width: 150,
      render: (user) => <RoleBadge role={user.role} />,
    },
    {
      key: 'last_login',
      label: t('users.lastLogin'),
      width: 150,
      render: ({ last_login_at: at }) =>
        at === null ? t('users.neverSignedIn') : <RelativeTime at={at} />,
    },
  ];
}
