// SPDX-License-Identifier: MIT
// Who changed a product, when, and what from what: its part of the log.

import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { RowsSkeleton } from '../../ui/DataTable';
import { Loadable } from '../../ui/Loadable';
import { AuditEntry } from '../audit/AuditEntry';
import { DayList } from '../audit/DayList';
import { type Filters, NO_FILTERS, paramsFrom } from '../audit/filters';
import { useAudit } from '../audit/queries';

export default function ProductHistory({ id }: { id: number }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const filters = useMemo(() => ({ ...NO_FILTERS, entity: 'product', entityId: String(id) }), [id]);
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
