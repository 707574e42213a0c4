// SPDX-License-Identifier: MIT
// What was talked of, the newest first, with a place for what comes next.

import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCan } from '../../api/me';
import type { Activity } from '../../api/types';
import { RowsSkeleton } from '../../ui/DataTable';
import { Loadable } from '../../ui/Loadable';
import { dealPath } from '../../ui/paths';
import { RelativeTime } from '../../ui/RelativeTime';
import { usePipelines } from '../pipelines/queries';
import { ActivityForm } from './ActivityForm';
import { ActivityIcon } from './ActivityIcon';
import classes from './ActivityList.module.css';
import { type About, isRecord, useActivities, useActivitiesLive } from './queries';
import { useActivityTools } from './useActivityTools';

export function ActivityList({ about }: { about: About }) {
  const { t } = useTranslation();
  const can = useCan();
  const log = useActivities(about);
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
                <Item key={activity.id} activity={activity} />
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
    </>
  );
}

function Item({ activity }: { activity: Activity }) {
  const { t } = useTranslation();
  const { tools, editor } = useActivityTools(activity);
  return (
    <li className={classes.item} data-record={isRecord(activity) || undefined}>
      <span className={classes.icon}>
        <ActivityIcon type={activity.type} />
      </span>
      <div className={classes.body}>
        <p className={classes.head}>
          <b className={classes.type}>{t(`activities.types.${activity.type}`)}</b>
          <span>{activity.author_name ?? t('activities.program')}</span>
          {activity.contact_name !== null && <span>{activity.contact_name}</span>}
          <RelativeTime at={activity.happened_at} />
        </p>
        {activity.type === 'stage_change' && <StageMove activity={activity} />}
        {!editor && activity.text !== '' && <p className={classes.text}>{activity.text}</p>}
      </div>
      {tools}
      {editor}
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
