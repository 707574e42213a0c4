// SPDX-License-Identifier: MIT
// One client at its own address: who it is, to be changed where it stands, and beside it what there is with it - deals,
// people, what was talked of, what is to be done.

import { ActionIcon, Button, Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconMail, IconPhone, IconUserOff } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { isGone } from '../../api/errors';
import { feed, useFeedStatus } from '../../api/live';
import { useCan } from '../../api/me';
import type { Right } from '../../api/session';
import type { Client } from '../../api/types';
import { withTexts } from '../../i18n';
import { BackLink } from '../../ui/BackLink';
import { ConnectionBadge } from '../../ui/ConnectionBadge';
import { RowsSkeleton } from '../../ui/DataTable';
import { DeleteDialog } from '../../ui/DeleteDialog';
import { EmptyState } from '../../ui/EmptyState';
import { FactList } from '../../ui/FactList';
import { Loadable } from '../../ui/Loadable';
import { DeleteItem, MoreMenu } from '../../ui/MoreMenu';
import { PageBody } from '../../ui/PageBody';
import { PageHeader } from '../../ui/PageHeader';
import { showPhone } from '../../ui/phone';
import { RelativeTime } from '../../ui/RelativeTime';
import { rowIdFrom } from '../../ui/rowId';
import { TabLinks } from '../../ui/TabLinks';
import { UnsavedInput, useUnsavedWithin } from '../../ui/unsaved';
import { useLeaveGuard } from '../../ui/useLeaveGuard';
import { usePageTitle } from '../../ui/usePageTitle';
import { ClientFacts } from './ClientFacts';
import { ClientForm } from './ClientForm';
import classes from './ClientPage.module.css';
import { useClient, useDeleteClient } from './queries';
import { SameClients } from './SameClients';

const CLIENTS = '/clients';
/** ClientPage.module.css has the same. */
const NARROW = '(max-width: 62em)';

const ClientDeals = lazy(() => import('./ClientDeals'));
const ClientContacts = lazy(withTexts(() => import('./ClientContacts'), 'contacts'));
const ClientActivities = lazy(withTexts(() => import('./ClientActivities'), 'activities'));
const ClientTasks = lazy(withTexts(() => import('./ClientTasks'), 'tasks'));
const ClientHistory = lazy(withTexts(() => import('./ClientHistory'), 'audit'));

const TABS = [
  { key: 'activities', right: 'activities:read', Content: ClientActivities },
  { key: 'deals', right: 'deals:read', Content: ClientDeals },
  { key: 'contacts', right: 'contacts:read', Content: ClientContacts },
  { key: 'tasks', right: 'tasks:read', Content: ClientTasks },
  { key: 'history', right: 'audit:read', Content: ClientHistory },
] as const satisfies { key: string; right: Right; Content: unknown }[];

export default function ClientPage() {
  const { id = '' } = useParams();
  return <OneClient key={id} id={rowIdFrom(id)} />;
}

function OneClient({ id }: { id: number | undefined }) {
  const { t } = useTranslation();
  const status = useFeedStatus();
  const query = useClient(id);
  const client = query.data;
  const isDeleted = id === undefined || isGone(query.error);
  const title = client?.name ?? t('client.title');
  usePageTitle(title);
  return (
    <>
      <PageHeader
        title={title}
        aside={<ConnectionBadge status={status} onReconnect={feed.reconnectNow} />}
        actions={
          client &&
          !isDeleted && (
            <>
              <Reach client={client} />
              <ClientMenu client={client} />
            </>
          )
        }
      />
      <PageBody>
        <BackLink to={CLIENTS}>{t('client.back')}</BackLink>
        {isDeleted ? (
          <Gone />
        ) : (
          <Loadable
            query={query}
            failed={t('client.failed')}
            skeleton={<Skeleton height={420} radius="lg" aria-label={t('common.loading')} />}
          >
            {(found) => <Both client={found} />}
          </Loadable>
        )}
      </PageBody>
    </>
  );
}

function Both({ client }: { client: Client }) {
  const { t } = useTranslation();
  const can = useCan();
  const [params] = useSearchParams();
  const isNarrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false }) ?? false;
  const [isDirty, setDirty] = useState(false);
  const { isUnsaved, listen } = useUnsavedWithin();
  const guard = useLeaveGuard(isDirty || isUnsaved);
  const tabs = TABS.filter(({ right }) => can(right));
  // Where there is no room for both, who it is becomes a view among the others; what was typed into it stays.
  const asked = tabs.find(({ key }) => key === params.get('tab'));
  const current = asked ?? (isNarrow ? undefined : tabs[0]);
  // A view that was opened stays, out of sight, with whatever was typed into it.
  const [opened, setOpened] = useState<string[]>([]);
  if (current && !opened.includes(current.key)) setOpened([...opened, current.key]);
  const keys = [...(isNarrow ? (['own'] as const) : []), ...tabs.map(({ key }) => key)];
  return (
    <div className={classes.grid}>
      <div className={classes.tabs}>
        <TabLinks
          label={t('client.related')}
          tabs={keys.map((key) => ({
            to: key === 'own' ? '?' : `?tab=${key}`,
            label: t(`client.tabs.${key}`),
            isCurrent: key === (current?.key ?? 'own'),
          }))}
        />
      </div>
      <section
        className={classes.own}
        aria-label={t('client.tabs.own')}
        hidden={isNarrow && current !== undefined}
      >
        {can('clients:delete') && <SameClients id={client.id} />}
        {can('clients:update') ? (
          <ClientForm client={client} onDirty={setDirty} />
        ) : (
          <ClientFacts client={client} />
        )}
        <Times client={client} />
      </section>
      <div className={classes.related} hidden={!current}>
        <UnsavedInput value={listen}>
          {tabs.map(({ key, Content }) => (
            <div key={key} hidden={key !== current?.key}>
              {opened.includes(key) && (
                <Suspense fallback={<RowsSkeleton rows={3} />}>
                  <Content client={client} />
                </Suspense>
              )}
            </div>
          ))}
        </UnsavedInput>
      </div>
      {guard}
    </div>
  );
}

function Times({ client }: { client: Client }) {
  const { t } = useTranslation();
  return (
    <div className={classes.times}>
      <FactList
        facts={[
          { label: t('client.updated'), value: <RelativeTime at={client.updated_at} /> },
          { label: t('client.added'), value: <RelativeTime at={client.created_at} /> },
          { label: t('client.number'), value: client.id },
        ]}
      />
    </div>
  );
}

/** To whom one turns at once. */
function Reach({ client: { phone, email } }: { client: Client }) {
  const { t } = useTranslation();
  return (
    <>
      {phone !== null && (
        <ActionIcon
          component="a"
          href={`tel:${phone}`}
          size={36}
          variant="default"
          aria-label={t('client.call', { phone: showPhone(phone) })}
        >
          <IconPhone size={18} stroke={1.7} />
        </ActionIcon>
      )}
      {email !== null && (
        <ActionIcon
          component="a"
          href={`mailto:${email}`}
          size={36}
          variant="default"
          aria-label={t('client.write', { email })}
        >
          <IconMail size={18} stroke={1.7} />
        </ActionIcon>
      )}
    </>
  );
}

function ClientMenu({ client }: { client: Client }) {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
  const remove = useDeleteClient();
  const [isAsking, setAsking] = useState(false);
  const { id, name } = client;
  if (!can('clients:delete')) return null;
  return (
    <>
      <MoreMenu label={t('client.menu')}>
        <DeleteItem label={t('client.delete')} onClick={() => setAsking(true)} />
      </MoreMenu>
      <DeleteDialog
        mutation={remove}
        subject={isAsking ? client : undefined}
        noticeId={`client-${id}`}
        words={{
          title: t('client.deleteTitle', { name }),
          text: t('client.deleteText'),
          confirm: t('client.delete'),
          done: t('client.deleted', { name }),
          failed: t('client.deleteFailed', { name }),
        }}
        onClose={() => setAsking(false)}
        onDeleted={() => void navigate(CLIENTS, { replace: true })}
      />
    </>
  );
}

function Gone() {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={<IconUserOff size={22} stroke={1.6} />}
      title={t('client.goneTitle')}
      text={t('client.goneText')}
      actions={
        <Button component={Link} to={CLIENTS}>
          {t('client.back')}
        </Button>
      }
    />
  );
}
