// SPDX-License-Identifier: MIT
// Clients that may be the same, in groups: compared side by side, made one, and taken apart again where that was wrong.

import { Button } from '@mantine/core';
import { IconCopyCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { feed, useFeedStatus } from '../../api/live';
import { BackLink } from '../../ui/BackLink';
import { ConnectionBadge } from '../../ui/ConnectionBadge';
import { RowsSkeleton } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { useFormat } from '../../ui/format';
import { Loadable } from '../../ui/Loadable';
import { notifyDone } from '../../ui/notices';
import { PageBody } from '../../ui/PageBody';
import { PageHeader } from '../../ui/PageHeader';
import { clientPath } from '../../ui/paths';
import { showPhone } from '../../ui/phone';
import { rowIdFrom } from '../../ui/rowId';
import { usePageTitle } from '../../ui/usePageTitle';
import { UndoDialogs } from '../operations/UndoDialogs';
import { useUndo } from '../operations/useUndo';
import classes from './DuplicatesPage.module.css';
import { type DuplicateGroup, keyOf, useDuplicates } from './duplicates';
import { type Merged, MergeForm } from './MergeForm';
import { readClientsAnew, useClientsLive } from './queries';

export default function DuplicatesPage() {
  const { t } = useTranslation();
  const status = useFeedStatus();
  const [params] = useSearchParams();
  const clientId = rowIdFrom(params.get('client') ?? '');
  const query = useDuplicates(clientId);
  const [opened, setOpened] = useState<string>();
  const undo = useUndo({ onEnded: readClientsAnew });
  const format = useFormat();
  useClientsLive();
  usePageTitle(t('duplicates.title'));

  const tell = ({ client, operationId, count, moved }: Merged) => {
    const what = t('duplicates.mergedInto', { name: client.name });
    const operation = { id: operationId, entity: 'client', kind: 'merge', what };
    setOpened(undefined);
    notifyDone({
      id: 'clients-merged',
      title: t('duplicates.merged', { count, name: client.name }),
      text: t('duplicates.moved', {
        deals: format.number(moved.deals),
        contacts: format.number(moved.contacts),
        tasks: format.number(moved.tasks),
        activities: format.number(moved.activities),
      }),
      action: { label: t('operations.undo'), run: () => undo.start(operation) },
    });
  };

  return (
    <>
      <PageHeader
        title={t('duplicates.title')}
        aside={<ConnectionBadge status={status} onReconnect={feed.reconnectNow} />}
      />
      <PageBody>
        <BackLink to={clientId === undefined ? '/clients' : clientPath(clientId)}>
          {t(clientId === undefined ? 'duplicates.back' : 'duplicates.backToClient')}
        </BackLink>
        <p className={classes.lead}>{t('duplicates.lead')}</p>
        <Loadable
          query={query}
          failed={t('duplicates.failed')}
          skeleton={<RowsSkeleton rows={4} />}
        >
          {(groups) =>
            groups.length === 0 ? (
              <Nothing isOfOne={clientId !== undefined} />
            ) : (
              <ul className={classes.groups}>
                {groups.map((group) => (
                  <Group
                    key={keyOf(group)}
                    group={group}
                    isOpen={opened === keyOf(group)}
                    onOpen={(isOpen) => setOpened(isOpen ? keyOf(group) : undefined)}
                    onMerged={tell}
                  />
                ))}
              </ul>
            )
          }
        </Loadable>
      </PageBody>
      <UndoDialogs undo={undo} />
    </>
  );
}

interface GroupProps {
  group: DuplicateGroup;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  onMerged: (merged: Merged) => void;
}

function Group({ group, isOpen, onOpen, onMerged }: GroupProps) {
  const { t } = useTranslation();
  const { reason, value, clients } = group;
  const shown = reason === 'phone' ? showPhone(value) : value;
  return (
    <li className={classes.group} data-open={isOpen || undefined}>
      <div className={classes.head}>
        <div className={classes.words}>
          <h2 className={classes.reason}>
            {t(`duplicates.reasons.${reason}`)}{' '}
            {reason !== 'name' && <span className={classes.value}>{shown}</span>}
          </h2>
          {!isOpen && (
            <p className={classes.names}>
              {clients.map(({ id, name }) => (
                <Link key={id} className={classes.name} to={clientPath(id)}>
                  {name}
                </Link>
              ))}
            </p>
          )}
        </div>
        <Button
          className={classes.toggle ?? ''}
          variant="default"
          aria-expanded={isOpen}
          onClick={() => onOpen(!isOpen)}
        >
          {t(isOpen ? 'duplicates.close' : 'duplicates.compare')}
        </Button>
      </div>
      {isOpen && <MergeForm clients={clients} onMerged={onMerged} />}
    </li>
  );
}

function Nothing({ isOfOne }: { isOfOne: boolean }) {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={<IconCopyCheck size={22} stroke={1.6} />}
      title={t('duplicates.emptyTitle')}
      text={t(isOfOne ? 'duplicates.emptyOfOne' : 'duplicates.emptyText')}
      actions={
        isOfOne && (
          <Button component={Link} to="/clients/duplicates" variant="default">
            {t('duplicates.all')}
          </Button>
        )
      }
    />
  );
}
