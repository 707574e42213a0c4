// SPDX-License-Identifier: MIT
// Which days the calendar shows, and the way to others.

import { ActionIcon, Button, SegmentedControl } from '@mantine/core';
import '@mantine/core/styles/FloatingIndicator.layer.css';
import '@mantine/core/styles/SegmentedControl.layer.css';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Day } from '../../ui/calendar';
import { useFormat } from '../../ui/format';
import classes from './CalendarBar.module.css';
import { type Span, stepFrom, weeksOf } from './month';

interface CalendarBarProps {
  span: Span;
  day: Day;
  today: Day;
  onView: (span: Span, day: Day | null) => void;
}

export function CalendarBar({ span, day, today, onView }: CalendarBarProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const week = weeksOf('week', day)[0] ?? [day];
  const title =
    span === 'month'
      ? format.month(day)
      : t('tasks.weekRange', {
          from: format.day(week[0] ?? day),
          to: format.fullDay(week.at(-1) ?? day),
        });
  const step = (steps: number) => onView(span, stepFrom(span, day, steps));
  return (
    <div className={classes.root}>
      <div className={classes.steps}>
        <ActionIcon
          size={34}
          variant="default"
          aria-label={t(span === 'month' ? 'tasks.previousMonth' : 'tasks.previousWeek')}
          onClick={() => step(-1)}
        >
          <IconChevronLeft size={17} />
        </ActionIcon>
        <Button variant="default" disabled={day === today} onClick={() => onView(span, null)}>
          {t('tasks.groups.today')}
        </Button>
        <ActionIcon
          size={34}
          variant="default"
          aria-label={t(span === 'month' ? 'tasks.nextMonth' : 'tasks.nextWeek')}
          onClick={() => step(1)}
        >
          <IconChevronRight size={17} />
        </ActionIcon>
      </div>
      <h2 className={classes.title} aria-live="polite">
        {title}
      </h2>
      <SegmentedControl
        aria-label={t('tasks.span')}
        data={[
          { value: 'month', label: t('tasks.month') },
          { value: 'week', label: t('tasks.week') },
        ]}
        value={span}
        onChange={(value) => onView(value === 'week' ? 'week' : 'month', day)}
      />
    </div>
  );
}
