// SPDX-License-Identifier: MIT
// What was talked of, the newest first, with a place for what comes next.

import { ActionIcon, Button } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCan, useMe } from '../../api/me';
import { scopeOf } from '../../api/session';
import type { Activity } from '../../api/types';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { RowsSkeleton } from '../../ui/DataTable';
import { errorText } from '../../ui/errorText';
import { Loadable } from '../../ui/Loadable';
import { notifyFailed } from '../../ui/notices';
import { dealPath } from '../../ui/paths';
import { RelativeTime } from '../../ui/RelativeTime';
import { usePipelines } from '../pipelines/queries';
import { ActivityForm } from './ActivityForm';
import { ActivityIcon } from './ActivityIcon';
import classes from './ActivityList.module.css';
import {
  type About,
  isRecord,
  useActivities,
  useActivitiesLive,
  useDeleteActivity,
} from './queries';

export function ActivityList({ about }: { about: About }) {
  const { t } = useTranslation();
  const can = useCan();
  const log = useActivities(about);
  const [asked, setAsked] = useState<Activity>();
  useActivitiesLive();
  return (
    <>
      {can('activities:create') && <ActivityForm about={about} />}
      <Loadable query={log} failed={t('activities.failed')} skeleton={<RowsSkeleton rows={3} />}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          return items.length === 0 ? (
            <p className={classes.none}>{t('activities.none')}</p>
          ) : (
            <ul className={classes.list} aria-label={t('activities.title')}>
              {items.map((activity) => (
                <Item key={activity.id} activity={activity} onDelete={setAsked} />
              ))}
            </ul>
          );
        }}
      </Loadable>
      {log.hasNextPage && (
        <Button
          className={classes.more ?? ''}
          variant="default"
          loading={log.isFetchingNextPage}
          onClick={() => void log.fetchNextPage()}
        >
          {t('activities.more')}
        </Button>
      )}
      <Delete activity={asked} onClose={() => setAsked(undefined)} />
    </>
  );
}

interface ItemProps {
  activity: Activity;
  onDelete: (activity: Activity) => void;
}

function Item({ activity, onDelete }: ItemProps) {
  const { t } = useTranslation();
  const me = useMe();
  const scope = scopeOf(me, 'activities:delete');
  const mayDelete =
    !isRecord(activity) &&
    (scope === 'all' || (scope === 'own' && activity.author_id === me.user.id));
  const name = t(`activities.types.${activity.type}`);
  return (
    <li className={classes.item} data-record={isRecord(activity) || undefined}>
      <span className={classes.icon}>
        <ActivityIcon type={activity.type} />
      </span>
      <div className={classes.body}>
        <p className={classes.head}>
          <b className={classes.type}>{name}</b>
          <span>{activity.author_name ?? t('activities.program')}</span>
          {activity.contact_name !== null && <span>{activity.contact_name}</span>}
          <RelativeTime at={activity.happened_at} />
        </p>
        {activity.type === 'stage_change' && <StageMove activity={activity} />}
        {activity.text !== '' && <p className={classes.text}>{activity.text}</p>}
      </div>
      {mayDelete && (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('activities.deleteOf', { name })}
          onClick={() => onDelete(activity)}
        >
          <IconTrash size={16} stroke={1.6} />
        </ActionIcon>
      )}
    </li>
  );
}

/** From where to where a deal went, with the way to it. */
function StageMove({ activity }: { activity: Activity }) {
  const stages = usePipelines().data?.flatMap((pipeline) => pipeline.stages) ?? [];
  const nameOf = (id: number | null) => stages.find((stage) => stage.id === id)?.name;
  const from = nameOf(activity.from_stage_id);
  const to = nameOf(activity.to_stage_id);
  if (from === undefined || to === undefined || activity.deal_id === null) return null;
  return (
    <p className={classes.text}>
      <Link to={dealPath(activity.deal_id)}>
        {from} → {to}
      </Link>
    </p>
  );
}

function Delete({ activity, onClose }: { activity: Activity | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const remove = useDeleteActivity();
  const run = () => {
    if (!activity) return;
    remove.mutate(activity, {
      onSettled: onClose,
      onError: (error) =>
        notifyFailed({
          id: `activity-${activity.id}`,
          title: t('activities.deleteFailed'),
          text: errorText(t, error),
        }),
    });
  };
  return (
    <ConfirmDialog
      isOpen={activity !== undefined}
      title={t('activities.deleteTitle')}
      confirm={t('activities.delete')}
      isDangerous
      isBusy={remove.isPending}
      onClose={onClose}
      onConfirm={run}
    >
      {t('activities.deleteText')}
    </ConfirmDialog>
  );
}
