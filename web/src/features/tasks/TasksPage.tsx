// SPDX-License-Identifier: MIT
// What is to be done, as a list and as a calendar. Filters, view and the open task live in the address.

import { Button, Skeleton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { feed, useFeedStatus } from '../../api/live';
import { useCan, useMe } from '../../api/me';
import { useShell } from '../../ui/AppShell';
import { ConnectionBadge } from '../../ui/ConnectionBadge';
import { type Day, instantOf } from '../../ui/calendar';
import { PageBody } from '../../ui/PageBody';
import { PageHeader } from '../../ui/PageHeader';
import { TabLinks } from '../../ui/TabLinks';
import { useTimeZone } from '../../ui/timeZone';
import { useAddressWords } from '../../ui/useAddressWords';
import { useDebounced } from '../../ui/useDebounced';
import { useLast } from '../../ui/useLast';
import { usePageTitle } from '../../ui/usePageTitle';
import {
  type Filters,
  filtersFrom,
  ME,
  viewFrom,
  withFilters,
  withView,
  withWords,
} from './filters';
import { QuickAdd } from './QuickAdd';
import { TaskFilters } from './TaskFilters';
import { TaskList } from './TaskList';
import { END_OF_WORK } from './wall';

const Calendar = lazy(() => import('./Calendar'));
const TaskDrawer = lazy(() => import('./TaskDrawer'));

const SEARCH_MS = 250;
/** In the address in place of the number of a task. */
const NEW = 'new';
const ID = /^[1-9]\d{0,15}$/;

export default function TasksPage() {
  const { t } = useTranslation();
  const { isPhone } = useShell();
  const can = useCan();
  const zone = useTimeZone();
  const status = useFeedStatus();
  const [params, setParams] = useAddressWords();
  const filters = useMemo(() => filtersFrom(params), [params]);
  const view = viewFrom(params);
  const [begun, setBegun] = useState<Day>();
  usePageTitle(t('tasks.title'));

  const change = useCallback(
    (next: Filters) => setParams((now) => withFilters(now, next), { replace: true }),
    [setParams],
  );
  const open = useCallback(
    (id: number | typeof NEW | null) =>
      setParams((now) => withWords(now, { task: id === null ? null : String(id) })),
    [setParams],
  );
  const word = params.get('task');
  const isNew = word === NEW && can('tasks:create');
  const openId = word !== null && ID.test(word) ? Number(word) : null;
  const wasOpened = useLast(isNew ? NEW : (openId ?? undefined));
  const begin = (day?: Day) => {
    setBegun(day);
    open(NEW);
  };
  const linkTo = (kind: 'list' | 'calendar') => {
    const next = kind === 'list' ? { kind } : { kind, span: 'month' as const, day: null };
    return `?${withView(withWords(params, { task: null }), next)}`;
  };
  const asked = { ...filters, q: useDebounced(filters.q, SEARCH_MS) };

  return (
    <>
      <PageHeader
        title={t('tasks.title')}
        aside={<ConnectionBadge status={status} onReconnect={feed.reconnectNow} />}
        actions={
          can('tasks:create') && (
            <Button
              aria-label={t('tasks.new')}
              {...(isPhone ? { px: 12 } : { leftSection: <IconPlus size={16} stroke={2} /> })}
              onClick={() => begin()}
            >
              {isPhone ? <IconPlus size={16} stroke={2} /> : t('tasks.new')}
            </Button>
          )
        }
      />
      <PageBody>
        <TabLinks
          label={t('tasks.views')}
          tabs={[
            { to: linkTo('list'), label: t('tasks.list'), isCurrent: view.kind === 'list' },
            {
              to: linkTo('calendar'),
              label: t('tasks.calendar'),
              isCurrent: view.kind === 'calendar',
            },
          ]}
        />
        <TaskFilters filters={filters} onChange={change} />
        {view.kind === 'list' ? (
          <>
            {can('tasks:create') && <Adding filters={filters} />}
            <TaskList filters={asked} onFilters={change} onOpen={open} />
          </>
        ) : (
          <Suspense fallback={<Skeleton height={420} radius="lg" />}>
            <Calendar
              filters={asked}
              span={view.span}
              day={view.day}
              onView={(span, day) =>
                setParams((now) => withView(now, { kind: 'calendar', span, day }))
              }
              onOpen={open}
              onAdd={can('tasks:create') ? begin : undefined}
            />
          </Suspense>
        )}
      </PageBody>
      <Suspense>
        {wasOpened !== undefined && (
          <TaskDrawer
            key={wasOpened === NEW ? `new ${begun}` : wasOpened}
            isOpen={isNew || openId !== null}
            id={wasOpened === NEW ? null : wasOpened}
            {...(begun === undefined ? {} : { dueAt: instantOf(zone, begun, END_OF_WORK) })}
            onClose={() => open(null)}
          />
        )}
      </Suspense>
    </>
  );
}

function Adding({ filters }: { filters: Filters }) {
  const myId = useMe().user.id;
  return <QuickAdd assigneeId={filters.assignee === ME ? myId : filters.assignee} />;
}
