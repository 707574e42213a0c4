// SPDX-License-Identifier: MIT
// One thing that became of a deal: something talked of, something to be done, a change with what was and what is.

import { Checkbox } from '@mantine/core';
import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/me';
import type { Deal, Stage, TimelineItem } from '../../api/types';
import { useFormat } from '../../ui/format';
import { ActivityIcon } from '../activities/ActivityIcon';
import { useActivityTools } from '../activities/useActivityTools';
import { useSetStatus } from '../tasks/useTaskWords';
import { ChangeLines } from './ChangeLines';
import classes from './TimelineEntry.module.css';
import { linesOf } from './timeline';

interface TimelineEntryProps {
  item: TimelineItem;
  deal: Deal;
  stages: readonly Stage[];
}

export function TimelineEntry({ item, deal, stages }: TimelineEntryProps) {
  if (item.kind === 'activity' && item.activity) {
    return <Activity item={item} activity={item.activity} stages={stages} />;
  }
  if (item.kind === 'task' && item.task) return <Task item={item} task={item.task} />;
  return <Change item={item} deal={deal} />;
}

interface FrameProps {
  item: TimelineItem;
  icon: ReactNode;
  what: ReactNode;
  /** What can be done with it, beside it; and what takes the whole width below. */
  tools?: ReactNode;
  below?: ReactNode;
  children?: ReactNode;
}

function Frame({ item, icon, what, tools, below, children }: FrameProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li className={classes.root}>
      <span className={classes.icon}>{icon}</span>
      <div className={classes.body}>
        <p className={classes.head}>
          <b className={classes.what}>{what}</b>
          <span>{item.actor_name ?? t('timeline.program')}</span>
          <time dateTime={item.at} title={format.dateTime(item.at)}>
            {format.time(item.at)}
          </time>
        </p>
        {children}
      </div>
      {tools}
      {below}
    </li>
  );
}

interface ActivityProps {
  item: TimelineItem;
  activity: NonNullable<TimelineItem['activity']>;
  stages: readonly Stage[];
}

function Activity({ item, activity, stages }: ActivityProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = (id: number | null) => stages.find((stage) => stage.id === id)?.name;
  const from = nameOf(activity.from_stage_id);
  const to = nameOf(activity.to_stage_id);
  const { tools, editor } = useActivityTools(activity);
  const isMove = activity.type === 'stage_change' && from !== undefined && to !== undefined;
  return (
    <Frame
      item={item}
      icon={<ActivityIcon type={activity.type} />}
      what={t(`activities.types.${activity.type}`)}
      tools={tools}
      below={editor}
    >
      {isMove && (
        <p className={classes.text}>
          {from} → {to}
          {activity.stage_seconds !== null && (
            <span className={classes.aside}>
              {' '}
              {t('timeline.stood', { span: format.duration(activity.stage_seconds) })}
            </span>
          )}
        </p>
      )}
      {!isMove && !editor && activity.text !== '' && (
        <p className={classes.text}>{activity.text}</p>
      )}
      {activity.contact_name !== null && (
        <p className={classes.aside}>{t('timeline.with', { name: activity.contact_name })}</p>
      )}
    </Frame>
  );
}

interface TaskProps {
  item: TimelineItem;
  task: NonNullable<TimelineItem['task']>;
}

function Task({ item, task }: TaskProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const mayChange = useCan()('tasks:update');
  const setStatus = useSetStatus();
  const isOver = task.status !== 'open';
  const facts = [
    task.due_at === null ? undefined : t('timeline.due', { at: format.moment(task.due_at) }),
    task.assignee_name ?? undefined,
  ].filter((fact) => fact !== undefined);
  return (
    <Frame
      item={item}
      icon={
        <Checkbox
          size="sm"
          radius="xl"
          aria-label={t('tasks.doneOf', { title: task.title })}
          checked={task.status === 'done'}
          disabled={!mayChange || task.status === 'cancelled'}
          onChange={() => setStatus(task, isOver ? 'open' : 'done')}
        />
      }
      what={t('activities.types.task')}
    >
      <p className={classes.text} data-over={isOver || undefined}>
        {task.title}
      </p>
      {facts.length > 0 && <p className={classes.aside}>{facts.join(' · ')}</p>}
    </Frame>
  );
}

function Change({ item, deal }: { item: TimelineItem; deal: Deal }) {
  const { t } = useTranslation();
  const isNew = item.type === 'created';
  const Icon = isNew ? IconPlus : IconPencil;
  return (
    <Frame
      item={item}
      icon={<Icon size={16} stroke={1.7} aria-hidden="true" />}
      what={t(isNew ? 'timeline.created' : 'timeline.changed')}
    >
      {!isNew && <ChangeLines lines={linesOf(item)} deal={deal} />}
    </Frame>
  );
}
