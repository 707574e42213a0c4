// SPDX-License-Identifier: MIT
// The people at the clients. Who is open stands in the address, as does what was looked for.

import { Button } from '@mantine/core';
import { IconAddressBook, IconPlus, IconSearchOff } from '@tabler/icons-react';
import { lazy, Suspense, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { feed, useFeedStatus } from '../../api/live';
import { useCan } from '../../api/me';
import type { Contact } from '../../api/types';
import { useShell } from '../../ui/AppShell';
import { ConnectionBadge } from '../../ui/ConnectionBadge';
import { type Column, DataTable, RowsSkeleton } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { FilterBar, SearchInput } from '../../ui/FilterBar';
import { Loadable } from '../../ui/Loadable';
import { isTooShort, MIN_LETTERS } from '../../ui/letters';
import { isFiltering, type ListWords, questionOf, useListView } from '../../ui/listView';
import { OrderSelect } from '../../ui/OrderSelect';
import { PageBody } from '../../ui/PageBody';
import { PageHeader } from '../../ui/PageHeader';
import { Pager } from '../../ui/Pager';
import { PhoneLink } from '../../ui/PhoneLink';
import { clientPath } from '../../ui/paths';
import { RelativeTime } from '../../ui/RelativeTime';
import { rowIdFrom } from '../../ui/rowId';
import { useAddressWords } from '../../ui/useAddressWords';
import { useLast } from '../../ui/useLast';
import { usePageTitle } from '../../ui/usePageTitle';
import classes from './ContactsPage.module.css';
import { useContacts, useContactsLive } from './queries';

const ContactDrawer = lazy(() => import('./ContactDrawer'));

const PAGE_SIZE = 50;
const WORDS: ListWords<'client_id__isnull'> = {
  filters: { client_id__isnull: /^(true|false)$/ },
  sort: ['full_name', 'updated_at'],
};

export default function ContactsPage() {
  const { t } = useTranslation();
  const { isPhone } = useShell();
  const can = useCan();
  const status = useFeedStatus();
  const [params, setParams] = useAddressWords();
  const [added, setAdded] = useState({ key: 0, isOpen: false });
  useContactsLive();
  usePageTitle(t('contacts.title'));
  const openId = rowIdFrom(params.get('contact') ?? '');
  const wasOpened = useLast(openId);
  const open = useCallback(
    (id: number | undefined) =>
      setParams((now) => {
        const next = new URLSearchParams(now);
        if (id === undefined) next.delete('contact');
        else next.set('contact', String(id));
        return next;
      }),
    [setParams],
  );
  return (
    <>
      <PageHeader
        title={t('contacts.title')}
        aside={<ConnectionBadge status={status} onReconnect={feed.reconnectNow} />}
        actions={
          can('contacts:create') && (
            <Button
              aria-label={t('contacts.add')}
              {...(isPhone ? { px: 12 } : { leftSection: <IconPlus size={16} stroke={2} /> })}
              onClick={() => setAdded(({ key }) => ({ key: key + 1, isOpen: true }))}
            >
              {isPhone ? <IconPlus size={16} stroke={2} /> : t('contacts.add')}
            </Button>
          )
        }
      />
      <PageBody>
        <List onOpen={open} />
      </PageBody>
      <Suspense>
        {added.key > 0 && (
          <ContactDrawer
            key={`new ${added.key}`}
            isOpen={added.isOpen}
            onClose={() => setAdded(({ key }) => ({ key, isOpen: false }))}
          />
        )}
        {wasOpened !== undefined && (
          <ContactDrawer
            key={wasOpened}
            id={wasOpened}
            isOpen={openId !== undefined}
            onClose={() => open(undefined)}
          />
        )}
      </Suspense>
    </>
  );
}

function List({ onOpen }: { onOpen: (id: number) => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const control = useListView(WORDS);
  const { view, settled } = control;
  const list = useContacts(questionOf(settled, PAGE_SIZE));
  const columns = useColumns();
  const isFiltered = isFiltering(view) || view.page > 1;
  return (
    <>
      <FilterBar label={t('filters.title')}>
        <SearchInput label={t('contacts.search')} value={view.q} onChange={control.setSearch} />
        <OrderSelect
          sort={view.sort}
          orders={[
            { value: 'full_name', label: t('contacts.orders.name') },
            { value: '-updated_at', label: t('contacts.orders.updated') },
          ]}
          onSort={control.setSort}
        />
      </FilterBar>
      {isTooShort(view.q) && (
        <p className={classes.hint} role="status">
          {t('picker.moreLetters', { n: MIN_LETTERS })}
        </p>
      )}
      <Loadable query={list} failed={t('contacts.failed')} skeleton={<RowsSkeleton />}>
        {({ items, total, total_is_estimate: isEstimate, next_cursor: next }) =>
          items.length > 0 ? (
            <>
              <DataTable
                label={t('contacts.title')}
                columns={columns}
                rows={items}
                keyOf={({ id }) => String(id)}
                onOpen={({ id }) => onOpen(id)}
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
          ) : isFiltered ? (
            <EmptyState
              icon={<IconSearchOff size={22} stroke={1.6} />}
              title={t('contacts.nothingFound')}
              actions={
                <Button variant="default" onClick={control.reset}>
                  {t('filters.reset')}
                </Button>
              }
            />
          ) : (
            <EmptyState
              icon={<IconAddressBook size={22} stroke={1.6} />}
              title={t('contacts.emptyTitle')}
              text={t(can('contacts:create') ? 'contacts.emptyText' : 'contacts.emptyTextReader')}
            />
          )
        }
      </Loadable>
    </>
  );
}

function useColumns(): Column<Contact>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'name',
      label: t('contacts.fields.full_name'),
      sort: 'full_name',
      render: ({ full_name: name, position }) => (
        <>
          <span className={classes.name}>{name}</span>
          {position !== null && <span className={classes.position}>{position}</span>}
        </>
      ),
    },
    {
      key: 'client',
      label: t('contacts.fields.client'),
      render: ({ client_id: id, client_name: name }) =>
        id === null ? (
          '–'
        ) : (
          <Link className={classes.client} to={clientPath(id)}>
            {name}
          </Link>
        ),
    },
    {
      key: 'phone',
      label: t('contacts.fields.phone'),
      width: 170,
      render: ({ phone }) => (phone === null ? '–' : <PhoneLink phone={phone} />),
    },
    { key: 'email', label: t('contacts.fields.email'), render: ({ email }) => email ?? '–' },
    {
      key: 'updated',
      label: t('contacts.updated'),
      width: 130,
      sort: 'updated_at',
      render: ({ updated_at: at }) => <RelativeTime at={at} />,
    },
  ];
}
