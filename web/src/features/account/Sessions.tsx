// SPDX-License-Identifier: MIT
// Where one is signed in: each device in words, this one marked, the others to be signed out.

import { Button } from '@mantine/core';
import {
  IconDeviceDesktop,
  IconDeviceMobile,
  IconDeviceTablet,
  IconTerminal2,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { type Column, DataTable, RowsSkeleton } from '../../ui/DataTable';
import { errorText } from '../../ui/errorText';
import { Loadable } from '../../ui/Loadable';
import { notifyDone, notifyFailed } from '../../ui/notices';
import { Section } from '../../ui/PageBody';
import { Pager } from '../../ui/Pager';
import { RelativeTime } from '../../ui/RelativeTime';
import { type Device, deviceOf } from './device';
import {
  PAGE_SIZE,
  type SessionRow,
  useEndAll,
  useEndOthers,
  useEndSession,
  useSessions,
} from './queries';
import classes from './Sessions.module.css';

const ICONS: Record<Device['kind'], typeof IconDeviceDesktop> = {
  computer: IconDeviceDesktop,
  phone: IconDeviceMobile,
  tablet: IconDeviceTablet,
  program: IconTerminal2,
};

export function Sessions() {
  const { t } = useTranslation();
  const [page, setPage] = useState(1);
  const list = useSessions(page);
  const columns = useColumns();
  const hasOthers = (list.data?.total ?? 0) > 1;
  return (
    <Section
      title={t('account.sessions')}
      text={t('account.sessionsText')}
      actions={<EndMany hasOthers={hasOthers} />}
    >
      <Loadable query={list} failed={t('account.failed')} skeleton={<RowsSkeleton rows={3} />}>
        {({ items, total }) => (
          <>
            <DataTable
              label={t('account.sessions')}
              columns={columns}
              rows={items}
              keyOf={(row) => row.id}
            />
            <Pager page={page} pageSize={PAGE_SIZE} total={total} onPage={setPage} />
          </>
        )}
      </Loadable>
    </Section>
  );
}

function useColumns(): Column<SessionRow>[] {
  const { t } = useTranslation();
  return [
    { key: 'device', label: t('account.device'), render: (row) => <DeviceName row={row} /> },
    { key: 'address', label: t('account.address'), render: (row) => row.address ?? '–' },
    {
      key: 'last',
      label: t('account.lastUsed'),
      render: (row) => <RelativeTime at={row.last_used_at} />,
    },
    {
      key: 'end',
      label: t('account.end'),
      isActions: true,
      render: (row) => !row.is_current && <EndOne row={row} />,
    },
  ];
}

function useDeviceName() {
  const { t } = useTranslation();
  return ({ user_agent }: SessionRow): string => {
    const { program, system } = deviceOf(user_agent ?? '');
    const words = [program, system].filter((word) => word !== undefined);
    return words.length > 0 ? words.join(', ') : t('account.unknownDevice');
  };
}

function DeviceName({ row }: { row: SessionRow }) {
  const { t } = useTranslation();
  const nameOf = useDeviceName();
  const Icon = ICONS[deviceOf(row.user_agent ?? '').kind];
  return (
    <span className={classes.device} title={row.user_agent ?? undefined}>
      <Icon size={18} stroke={1.5} aria-hidden="true" />
      {nameOf(row)}
      {row.is_current && <span className={classes.current}>{t('account.thisDevice')}</span>}
    </span>
  );
}

function EndOne({ row }: { row: SessionRow }) {
  const { t } = useTranslation();
  const device = useDeviceName()(row);
  const end = useEndSession();
  return (
    <Button
      variant="default"
      size="compact-sm"
      loading={end.isPending}
      aria-label={t('account.endOf', { device })}
      onClick={() =>
        end.mutate(row.id, {
          onSuccess: () => notifyDone({ id: 'sessions', title: t('account.ended', { device }) }),
          onError: (error) =>
            notifyFailed({
              id: 'sessions',
              title: t('account.endFailed'),
              text: errorText(t, error),
            }),
        })
      }
    >
      {t('account.end')}
    </Button>
  );
}

function EndMany({ hasOthers }: { hasOthers: boolean }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<'others' | 'all'>();
  const others = useEndOthers();
  const all = useEndAll();
  const close = () => setAsked(undefined);
  const onError = (error: Error) => {
    close();
    notifyFailed({ id: 'sessions', title: t('account.endFailed'), text: errorText(t, error) });
  };
  return (
    <div className={classes.many}>
      {hasOthers && (
        <Button variant="default" onClick={() => setAsked('others')}>
          {t('account.endOthers')}
        </Button>
      )}
      <Button variant="default" onClick={() => setAsked('all')}>
        {t('account.endAll')}
      </Button>
      <ConfirmDialog
        isOpen={asked === 'others'}
        title={t('account.endOthersTitle')}
        confirm={t('account.endOthers')}
        isDangerous
        isBusy={others.isPending}
        onClose={close}
        onConfirm={() =>
          others.mutate(undefined, {
            onSuccess: () => {
              close();
              notifyDone({ id: 'sessions', title: t('account.othersEnded') });
            },
            onError,
          })
        }
      >
        {t('account.endOthersText')}
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={asked === 'all'}
        title={t('account.endAllTitle')}
        confirm={t('account.endAll')}
        isDangerous
        isBusy={all.isPending}
        onClose={close}
        onConfirm={() => all.mutate(undefined, { onError })}
      >
        {t('account.endAllText')}
      </ConfirmDialog>
    </div>
  );
}
