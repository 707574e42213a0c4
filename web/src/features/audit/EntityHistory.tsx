// SPDX-License-Identifier: MIT
// Who changed a thing, when, and what from what: its part of the log.

import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { RowsSkeleton } from '../../ui/DataTable';
import { Loadable } from '../../ui/Loadable';
import { AuditEntry } from './AuditEntry';
import { DayList } from './DayList';
import { type Filters, NO_FILTERS, paramsFrom } from './filters';
import { useAudit } from './queries';

interface EntityHistoryProps {
  /** As the log names it: `product`. */
  entity: string;
  id: number;
}

export default function EntityHistory({ entity, id }: EntityHistoryProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const filters = useMemo(() => ({ ...NO_FILTERS, entity, entityId: String(id) }), [entity, id]);
  const log = useAudit(filters);
  const openLog = (next: Filters) => void navigate(`/audit?${paramsFrom(next)}`);
  return (
    <>
      <Loadable query={log} failed={t('audit.failed')} skeleton={<RowsSkeleton rows={3} />}>
        {({ pages }) => (
          <DayList events={pages.flatMap(({ items }) => items)} headingLevel={3}>
            {(event) => (
              <AuditEntry key={event.id} event={event} filters={filters} onFilter={openLog} />
            )}
          </DayList>
        )}
      </Loadable>
      {log.hasNextPage && (
        <Button variant="default" loading={log.isFetching} onClick={() => void log.fetchNextPage()}>
          {t('audit.more')}
        </Button>
      )}
    </>
  );
}
