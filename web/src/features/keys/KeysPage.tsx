// SPDX-License-Identifier: MIT
// Keys for programs: which there are, who made them, when they were last used; a new one, and an end to one.

import { Button } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/me';
import { useShell } from '../../ui/AppShell';
import { type Column, DataTable, RowsSkeleton } from '../../ui/DataTable';
import { DeleteDialog } from '../../ui/DeleteDialog';
import { EmptyState } from '../../ui/EmptyState';
import { Loadable } from '../../ui/Loadable';
import { PageBody } from '../../ui/PageBody';
import { PageHeader } from '../../ui/PageHeader';
import { Pager } from '../../ui/Pager';
import { RelativeTime } from '../../ui/RelativeTime';
import { useLast } from '../../ui/useLast';
import { usePageTitle } from '../../ui/usePageTitle';
import { RoleBadge } from '../users/RoleBadge';
import classes from './KeysPage.module.css';
import { type ApiKey, PAGE_SIZE, useKeys, useRevokeKey } from './queries';

const NewKeyDrawer = lazy(() => import('./NewKeyDrawer'));

export default function KeysPage() {
  const { t } = useTranslation();
  const { isPhone } = useShell();
  const can = useCan();
  const [page, setPage] = useState(1);
  const [made, setMade] = useState({ key: 0, isOpen: false });
  const [doomed, setDoomed] = useState<ApiKey>();
  const list = useKeys(page);
  const columns = useColumns(setDoomed);
  usePageTitle(t('keys.title'));
  const add = () => setMade(({ key }) => ({ key: key + 1, isOpen: true }));
  return (
    <>
      <PageHeader
        title={t('keys.title')}
        actions={
          can('api_keys:create') && (
            <Button
              aria-label={t('keys.add')}
              {...(isPhone ? { px: 12 } : { leftSection: <IconPlus size={16} stroke={2} /> })}
              onClick={add}
            >
              {isPhone ? <IconPlus size={16} stroke={2} /> : t('keys.add')}
            </Button>
          )
        }
      />
      <PageBody>
        <p className={classes.lead}>{t('keys.lead')}</p>
        <Loadable query={list} failed={t('keys.failed')} skeleton={<RowsSkeleton rows={4} />}>
          {({ items, total }) =>
            items.length === 0 && page === 1 ? (
              <EmptyState
                icon={<IconKey size={22} stroke={1.6} />}
                title={t('keys.emptyTitle')}
                text={t('keys.emptyText')}
                actions={can('api_keys:create') && <Button onClick={add}>{t('keys.add')}</Button>}
              />
            ) : (
              <>
                <DataTable
                  label={t('keys.title')}
                  columns={columns}
                  rows={items}
                  keyOf={(key) => key.id}
                />
                <Pager page={page} pageSize={PAGE_SIZE} total={total} onPage={setPage} />
              </>
            )
          }
        </Loadable>
      </PageBody>
      <Suspense>
        {made.key > 0 && (
          <NewKeyDrawer
            key={made.key}
            isOpen={made.isOpen}
            onClose={() => setMade(({ key }) => ({ key, isOpen: false }))}
          />
        )}
      </Suspense>
      <RevokeDialog apiKey={doomed} onClose={() => setDoomed(undefined)} />
    </>
  );
}

function useColumns(onRevoke: (key: ApiKey) => void): Column<ApiKey>[] {
  const { t } = useTranslation();
  const can = useCan();
  return [
    {
      key: 'name',
      label: t('keys.name'),
      render: ({ name, prefix }) => (
        <span className={classes.key}>
          <span className={classes.name}>{name}</span>
          <code className={classes.prefix}>{prefix}…</code>
        </span>
      ),
    },
    {
      key: 'role',
      label: t('keys.role'),
      width: 150,
      render: ({ role }) => <RoleBadge role={role} />,
    },
    {
      key: 'created',
      label: t('keys.created'),
      render: ({ created_at, created_by }) => (
        <>
          <RelativeTime at={created_at} />
          {created_by !== null && <span className={classes.by}>{created_by}</span>}
        </>
      ),
    },
    {
      key: 'last',
      label: t('keys.lastUsed'),
      width: 150,
      render: ({ last_used_at: at }) => (at === null ? t('keys.never') : <RelativeTime at={at} />),
    },
    {
      key: 'revoke',
      label: t('keys.revoke'),
      isActions: true,
      render: (key) =>
        can('api_keys:delete') && (
          <Button
            variant="default"
            size="compact-sm"
            aria-label={t('keys.revokeOf', { name: key.name })}
            onClick={() => onRevoke(key)}
          >
            {t('keys.revoke')}
          </Button>
        ),
    },
  ];
}

function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKey | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const revoke = useRevokeKey();
  const name = useLast(apiKey)?.name ?? '';
  return (
    <DeleteDialog
      mutation={revoke}
      subject={apiKey?.id}
      noticeId={`key-${apiKey?.id}`}
      words={{
        title: t('keys.revokeTitle', { name }),
        text: t('keys.revokeText'),
        confirm: t('keys.revoke'),
        done: t('keys.revoked', { name }),
        failed: t('keys.revokeFailed', { name }),
      }}
      onClose={onClose}
    />
  );
}
