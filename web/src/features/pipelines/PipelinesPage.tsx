// SPDX-License-Identifier: MIT
// The pipelines and their stages: made, named, coloured, put into order, deleted. Each field is saved as it is left.

import { Button } from '@mantine/core';
import { IconPlus, IconRoute } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { feed, useFeedStatus } from '../../api/live';
import { useCan } from '../../api/me';
import { useShell } from '../../ui/AppShell';
import { BackLink } from '../../ui/BackLink';
import { ConnectionBadge } from '../../ui/ConnectionBadge';
import { RowsSkeleton } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { Loadable } from '../../ui/Loadable';
import { PageBody } from '../../ui/PageBody';
import { PageHeader } from '../../ui/PageHeader';
import { usePageTitle } from '../../ui/usePageTitle';
import { NewPipelineDialog } from './NewPipelineDialog';
import { PipelineSection } from './PipelineSection';
import { usePipelines } from './queries';

export default function PipelinesPage() {
  const { t } = useTranslation();
  const { isPhone } = useShell();
  const can = useCan();
  const status = useFeedStatus();
  const query = usePipelines();
  const [added, setAdded] = useState({ key: 0, isOpen: false });
  const add = () => setAdded(({ key }) => ({ key: key + 1, isOpen: true }));
  usePageTitle(t('pipelines.title'));
  return (
    <>
      <PageHeader
        title={t('pipelines.title')}
        aside={<ConnectionBadge status={status} onReconnect={feed.reconnectNow} />}
        actions={
          can('pipelines:create') && (
            <Button
              aria-label={t('pipelines.add')}
              {...(isPhone ? { px: 12 } : { leftSection: <IconPlus size={16} stroke={2} /> })}
              onClick={add}
            >
              {isPhone ? <IconPlus size={16} stroke={2} /> : t('pipelines.add')}
            </Button>
          )
        }
      />
      <PageBody>
        <BackLink to="/deals">{t('pipelines.back')}</BackLink>
        <Loadable query={query} failed={t('pipelines.failed')} skeleton={<RowsSkeleton />}>
          {(pipelines) =>
            pipelines.length === 0 ? (
              <EmptyState
                icon={<IconRoute size={22} stroke={1.6} />}
                title={t('pipelines.emptyTitle')}
                text={t('pipelines.emptyText')}
                actions={
                  can('pipelines:create') && <Button onClick={add}>{t('pipelines.add')}</Button>
                }
              />
            ) : (
              pipelines.map((pipeline) => <PipelineSection key={pipeline.id} pipeline={pipeline} />)
            )
          }
        </Loadable>
      </PageBody>
      {added.key > 0 && (
        <NewPipelineDialog
          key={added.key}
          isOpen={added.isOpen}
          onClose={() => setAdded(({ key }) => ({ key, isOpen: false }))}
        />
      )}
    </>
  );
}
