// SPDX-License-Identifier: MIT
// The log of all changes, newest first. Older entries come as the end of the list comes into sight, newer
// ones when the person asks for them, so that nothing moves under the eyes.

import { Button } from '@mantine/core';
import { useIntersection } from '@mantine/hooks';
import { IconHistory, IconRefresh } from '@tabler/icons-react';
import { useCallback, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { feed, useFeedStatus } from '../../api/live';
import { ConnectionBadge } from '../../ui/ConnectionBadge';
import { RowsSkeleton } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { errorText } from '../../ui/errorText';
import { FormAlert } from '../../ui/FormAlert';
import { Loadable } from '../../ui/Loadable';
import { PageBody } from '../../ui/PageBody';
import { PageHeader } from '../../ui/PageHeader';
import { usePageTitle } from '../../ui/usePageTitle';
import { AuditEntry } from './AuditEntry';
import { AuditFilters } from './AuditFilters';
import classes from './AuditPage.module.css';
import { DayList } from './DayList';
import { type Filters, filtersFrom, isFiltering, NO_FILTERS, paramsFrom } from './filters';
import { type AuditEvent, useAudit, useNews } from './queries';

const AHEAD = '600px';

export default function AuditPage() {
  const { t } = useTranslation();
  const status = useFeedStatus();
  const [params, setParams] = useSearchParams();
  const filters = useMemo(() => filtersFrom(params), [params]);
  const change = useCallback((next: Filters) => setParams(paramsFrom(next)), [setParams]);
  const log = useAudit(filters);
  const news = useNews();
  usePageTitle(t('audit.title'));
  return (
    <>
      <PageHeader
        title={t('audit.title')}
        aside={<ConnectionBadge status={status} onReconnect={feed.reconnectNow} />}
      />
      <PageBody>
        <AuditFilters filters={filters} onChange={change} />
        {news.hasNews && (
          <Button
            className={classes.news ?? ''}
            variant="default"
            leftSection={<IconRefresh size={15} stroke={1.6} />}
            onClick={news.show}
          >
            {t('audit.showNews')}
          </Button>
        )}
        <Loadable query={log} failed={t('audit.failed')} skeleton={<RowsSkeleton rows={8} />}>
          {({ pages }) => (
            <Entries
              events={pages.flatMap(({ items }) => items)}
              filters={filters}
              onFilter={change}
            />
          )}
        </Loadable>
        <More log={log} />
      </PageBody>
    </>
  );
}

interface EntriesProps {
  events: AuditEvent[];
  filters: Filters;
  onFilter: (filters: Filters) => void;
}

function Entries({ events, filters, onFilter }: EntriesProps) {
  const { t } = useTranslation();
  if (events.length === 0) {
    const isNarrowed = isFiltering(filters);
    return (
      <EmptyState
        icon={<IconHistory size={22} stroke={1.6} />}
        title={t(isNarrowed ? 'audit.nothingFound' : 'audit.emptyTitle')}
        text={t(isNarrowed ? 'audit.nothingFoundText' : 'audit.emptyText')}
        actions={
          isNarrowed && (
            <Button variant="default" onClick={() => onFilter(NO_FILTERS)}>
              {t('filters.reset')}
            </Button>
          )
        }
      />
    );
  }
  return (
    <DayList events={events}>
      {(event) => <AuditEntry key={event.id} event={event} filters={filters} onFilter={onFilter} />}
    </DayList>
  );
}

/** Fetches what is older once the end comes near; after a failure only on demand. */
function More({ log }: { log: ReturnType<typeof useAudit> }) {
  const { t } = useTranslation();
  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage, error } = log;
  const { ref, entry } = useIntersection({ rootMargin: AHEAD });
  const isNear = entry?.isIntersecting === true;
  useEffect(() => {
    if (isNear && hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage();
  }, [isNear, hasNextPage, isFetching, isFetchNextPageError, fetchNextPage]);
  if (!hasNextPage) return null;
  return (
    <div ref={ref} className={classes.more}>
      {isFetchNextPageError && <FormAlert>{errorText(t, error)}</FormAlert>}
      <Button variant="default" loading={isFetching} onClick={() => void fetchNextPage()}>
        {t(isFetchNextPageError ? 'common.retry' : 'audit.more')}
      </Button>
    </div>
  );
}
