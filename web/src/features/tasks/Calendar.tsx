// SPDX-License-Identifier: MIT
// The tasks on the days they are due: a month or a week as a grid from Monday on, and on a phone the same days below each
// other. A task is put off by dragging it to another day; it keeps its time of the day.

import { type Announcements, DndContext, DragOverlay } from '@dnd-kit/core';
import { Skeleton } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/me';
import type { Task } from '../../api/types';
import { useShell } from '../../ui/AppShell';
import { type Day, dayIn, monthOf } from '../../ui/calendar';
import { useNow } from '../../ui/clock';
import { useFormat } from '../../ui/format';
import { Loadable } from '../../ui/Loadable';
import { useTimeZone } from '../../ui/timeZone';
import classes from './Calendar.module.css';
import { CalendarBar } from './CalendarBar';
import { DayCell } from './DayCell';
import type { Filters } from './filters';
import { bounds, byDay, dueOn, type Span, weeksOf } from './month';
import { useCalendar, useTasksLive } from './queries';
import { TaskChip } from './TaskChip';
import { useDayDrag } from './useDayDrag';
import { useReschedule } from './useTaskWords';

interface CalendarProps {
  filters: Filters;
  span: Span;
  /** null: today. */
  day: Day | null;
  onView: (span: Span, day: Day | null) => void;
  onOpen: (id: number) => void;
  /** Absent: one may not. */
  onAdd: ((day: Day) => void) | undefined;
}

export default function Calendar({ filters, span, day, onView, onOpen, onAdd }: CalendarProps) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const today = dayIn(zone, useNow());
  const shown = day ?? today;
  const { from, to } = bounds(span, shown, zone);
  const query = useCalendar(filters, from, to);
  return (
    <>
      <CalendarBar span={span} day={shown} today={today} onView={onView} />
      <Loadable
        query={query}
        failed={t('tasks.failed')}
        skeleton={
          <Skeleton height={420} radius="lg" role="status" aria-label={t('common.loading')} />
        }
      >
        {({ items, next_cursor: rest }) => (
          <>
            {rest !== null && (
              <p className={classes.note} role="status">
                {t('tasks.tooMany')}
              </p>
            )}
            <Days
              tasks={items}
              span={span}
              day={shown}
              today={today}
              onOpen={onOpen}
              onAdd={onAdd}
              onWeek={(of) => onView('week', of)}
            />
          </>
        )}
      </Loadable>
    </>
  );
}

interface DaysProps {
  tasks: Task[];
  span: Span;
  day: Day;
  today: Day;
  onOpen: (id: number) => void;
  onAdd: ((day: Day) => void) | undefined;
  onWeek: (day: Day) => void;
}

function Days({ tasks, span, day, today, onOpen, onAdd, onWeek }: DaysProps) {
  const { t } = useTranslation();
  const { isPhone } = useShell();
  const zone = useTimeZone();
  const canChange = useCan()('tasks:update');
  const reschedule = useReschedule();
  const weeks = useMemo(() => weeksOf(span, day), [span, day]);
  const tasksOf = useMemo(() => byDay(tasks, zone), [tasks, zone]);
  const days = useMemo(() => {
    const all = weeks.flat();
    if (!isPhone || span === 'week') return all;
    // A month as an agenda: what is over and had nothing to do only takes room.
    return all.filter((of) => isSameMonth(of, day) && (of >= today || tasksOf.has(of)));
  }, [weeks, isPhone, span, day, today, tasksOf]);
  const drag = useDayDrag({
    days,
    isAgenda: isPhone,
    tasks,
    zone,
    onMove: (task, to) => task.due_at !== null && reschedule(task, dueOn(to, task.due_at, zone)),
  });
  useTasksLive(drag.held !== undefined);
  const announcements = useAnnouncements(tasks);
  const cell = (of: Day) => (
    <DayCell
      key={of}
      day={of}
      tasks={tasksOf.get(of) ?? []}
      look={isPhone ? 'agenda' : span}
      isToday={of === today}
      isOutside={span === 'month' && !isSameMonth(of, day)}
      canDrag={canChange}
      onOpen={onOpen}
      onAdd={onAdd}
      onWeek={onWeek}
    />
  );
  return (
    <DndContext
      {...drag.context}
      accessibility={{
        announcements,
        screenReaderInstructions: { draggable: t('tasks.drag.instructions') },
      }}
    >
      {isPhone ? (
        <div className={classes.agenda}>{days.map(cell)}</div>
      ) : (
        <Grid weeks={weeks} span={span} cell={cell} />
      )}
      <DragOverlay dropAnimation={null}>
        {drag.held && <TaskChip task={drag.held} isLifted />}
      </DragOverlay>
    </DndContext>
  );
}

const isSameMonth = (one: Day, other: Day): boolean => monthOf(one) === monthOf(other);

interface GridProps {
  weeks: Day[][];
  span: Span;
  cell: (day: Day) => React.ReactNode;
}

function Grid({ weeks, span, cell }: GridProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <table className={classes.grid} data-span={span} aria-label={t('tasks.calendar')}>
      <thead>
        <tr>
          {weeks[0]?.map((day) => (
            <th key={day} className={classes.weekday} scope="col">
              {format.weekday(day)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]}>{week.map(cell)}</tr>
        ))}
      </tbody>
    </table>
  );
}

/** What a screen reader hears while a task is carried: the task, and the day it is over. */
function useAnnouncements(tasks: readonly Task[]): Announcements {
  const { t } = useTranslation();
  const format = useFormat();
  const words = (id: unknown, day: unknown) => ({
    title: tasks.find((task) => task.id === id)?.title ?? '',
    day: typeof day === 'string' ? format.fullDay(day) : '',
  });
  return {
    onDragStart: ({ active }) => t('tasks.drag.start', { title: words(active.id, null).title }),
    onDragOver: ({ active, over }) =>
      over ? t('tasks.drag.over', words(active.id, over.id)) : t('tasks.drag.nowhere'),
    onDragEnd: ({ active, over }) =>
      over ? t('tasks.drag.end', words(active.id, over.id)) : t('tasks.drag.nowhere'),
    onDragCancel: ({ active }) => t('tasks.drag.cancel', { title: words(active.id, null).title }),
  };
}
