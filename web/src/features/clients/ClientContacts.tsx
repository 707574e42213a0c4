// SPDX-License-Identifier: MIT
// The people at one client.

import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/me';
import type { Client, Contact } from '../../api/types';
import { type Column, DataTable, RowsSkeleton } from '../../ui/DataTable';
import { Loadable } from '../../ui/Loadable';
import { Pager } from '../../ui/Pager';
import { PhoneLink } from '../../ui/PhoneLink';
import { useContacts, useContactsLive } from '../contacts/queries';
import classes from './Related.module.css';

const ContactDrawer = lazy(() => import('../contacts/ContactDrawer'));

const PAGE_SIZE = 20;

interface Opened {
  /** Each opening is another drawer. */
  key: number;
  isOpen: boolean;
  id: number | undefined;
}

export default function ClientContacts({ client }: { client: Client }) {
  const { t } = useTranslation();
  const can = useCan();
  const [page, setPage] = useState(1);
  const [opened, setOpened] = useState<Opened>({ key: 0, isOpen: false, id: undefined });
  const open = (id: number | undefined) =>
    setOpened(({ key }) => ({ key: key + 1, isOpen: true, id }));
  const list = useContacts({
    client_id: String(client.id),
    sort: 'full_name',
    page: String(page),
    page_size: String(PAGE_SIZE),
  });
  const columns = useColumns();
  useContactsLive();
  return (
    <>
      {can('contacts:create') && (
        <div className={classes.actions}>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} stroke={2} />}
            onClick={() => open(undefined)}
          >
            {t('contacts.add')}
          </Button>
        </div>
      )}
      <Loadable query={list} failed={t('contacts.failed')} skeleton={<RowsSkeleton rows={3} />}>
        {({ items, total }) =>
          items.length === 0 ? (
            <p className={classes.none}>{t('client.none.contacts')}</p>
          ) : (
            <>
              <DataTable
                label={t('client.tabs.contacts')}
                columns={columns}
                rows={items}
                keyOf={({ id }) => String(id)}
                onOpen={({ id }) => open(id)}
              />
              <Pager page={page} pageSize={PAGE_SIZE} total={total ?? 0} onPage={setPage} />
            </>
          )
        }
      </Loadable>
      <Suspense>
        {opened.key > 0 && (
          <ContactDrawer
            key={opened.key}
            id={opened.id}
            client={{ value: String(client.id), label: client.name }}
            isOpen={opened.isOpen}
            onClose={() => setOpened((now) => ({ ...now, isOpen: false }))}
          />
        )}
      </Suspense>
    </>
  );
}

function useColumns(): Column<Contact>[] {
  const { t } = useTranslation();
  return [
    {
      key: 'name',
      label: t('contacts.fields.full_name'),
      render: ({ full_name: name }) => <span className={classes.title}>{name}</span>,
    },
    {
      key: 'position',
      label: t('contacts.fields.position'),
      render: ({ position }) => position ?? '–',
    },
    {
      key: 'phone',
      label: t('contacts.fields.phone'),
      width: 160,
      render: ({ phone }) => (phone === null ? '–' : <PhoneLink phone={phone} />),
    },
    { key: 'email', label: t('contacts.fields.email'), render: ({ email }) => email ?? '–' },
  ];
}
