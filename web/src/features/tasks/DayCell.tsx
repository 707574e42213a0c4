// SPDX-License-Identifier: MIT
// One day with its tasks: a cell of the grid, or a section of the agenda. A month shows the first few; the rest is a week
// away.

import { useDroppable } from '@dnd-kit/core';
import { ActionIcon } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Task } from '../../api/types';
import type { Day } from '../../ui/calendar';
import { useFormat } from '../../ui/format';
import classes from './DayCell.module.css';
import { DraggableChip } from './TaskChip';

const SHOWN_IN_MONTH = 3;

interface DayCellProps {
  day: Day;
  tasks: Task[];
  look: 'month' | 'week' | 'agenda';
  isToday: boolean;
  isOutside: boolean;
  canDrag: boolean;
  onOpen: (id: number) => void;
  onAdd: ((day: Day) => void) | undefined;
  onWeek: (day: Day) => void;
}

export function DayCell(props: DayCellProps) {
  const { day, tasks, look, isToday, isOutside, canDrag, onOpen, onAdd, onWeek } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const { setNodeRef, isOver } = useDroppable({ id: day });
  const shown = look === 'month' ? tasks.slice(0, SHOWN_IN_MONTH) : tasks;
  const rest = tasks.length - shown.length;
  const Cell = look === 'agenda' ? 'section' : 'td';
  return (
    <Cell
      ref={setNodeRef}
      className={classes.root}
      aria-label={format.fullDay(day)}
      data-day={day}
      data-look={look}
      data-today={isToday || undefined}
      data-outside={isOutside || undefined}
      data-over={isOver || undefined}
    >
      <div className={classes.head}>
        <time className={classes.date} dateTime={day} aria-current={isToday ? 'date' : undefined}>
          {look === 'agenda'
            ? t('tasks.weekdayAndDay', { weekday: format.weekday(day), day: format.day(day) })
            : Number(day.slice(8))}
        </time>
        {onAdd && (
          <ActionIcon
            className={classes.add ?? ''}
            size={look === 'agenda' ? 32 : 24}
            aria-label={t('tasks.addOn', { day: format.day(day) })}
            onClick={() => onAdd(day)}
          >
            <IconPlus size={15} stroke={1.8} />
          </ActionIcon>
        )}
      </div>
      {shown.length > 0 && (
        <ul className={classes.list}>
          {shown.map((task) => (
            <li key={task.id}>
              <DraggableChip task={task} canDrag={canDrag} onOpen={onOpen} />
            </li>
          ))}
        </ul>
      )}
      {rest > 0 && (
        <button type="button" className={classes.rest} onClick={() => onWeek(day)}>
          {t('tasks.rest', { count: rest })}
        </button>
      )}
    </Cell>
  );
}
