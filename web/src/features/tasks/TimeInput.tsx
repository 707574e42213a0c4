// SPDX-License-Identifier: MIT
// A day with a time, by the clocks of the organisation. A day without a time means the end of work.

import type { InputWrapperProps } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import { useTranslation } from 'react-i18next';
import { addDays, DAYS_OF_WEEK, dayIn, weekOf } from '../../ui/calendar';
import { useNow } from '../../ui/clock';
import { Dates } from '../../ui/Dates';
import { useFormat } from '../../ui/format';
import { useTimeZone } from '../../ui/timeZone';
import classes from './TimeInput.module.css';
import { END_OF_WORK, instantFrom } from './wall';

interface TimeInputProps extends Pick<InputWrapperProps, 'label' | 'description' | 'error'> {
  'aria-label'?: string;
  className?: string;
  name?: string;
  placeholder: string;
  /** As wallOf() has it; '': none. */
  value: string;
  onChange: (wall: string) => void;
}

export function TimeInput({ value, onChange, ...rest }: TimeInputProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const zone = useTimeZone();
  const today = dayIn(zone, useNow());
  const at = (day: string) => `${day} ${END_OF_WORK}:00`;
  return (
    <Dates>
      <DateTimePicker
        {...rest}
        clearable
        value={value === '' ? null : value}
        onChange={(next) => onChange(next ?? '')}
        defaultDate={today}
        // It would put its own in the place of the time that is there.
        defaultTimeValue={value === '' ? END_OF_WORK : value.slice(11, 16)}
        hideOutsideDates
        classNames={{
          datePickerRoot: classes.root ?? '',
          presetsList: classes.presets ?? '',
          presetButton: classes.preset ?? '',
        }}
        valueFormat={(wall) => {
          const instant = instantFrom(zone, wall);
          return instant === null
            ? ''
            : t('tasks.dayAndTime', {
                day: format.date(instant),
                time: format.time(instant),
              });
        }}
        presets={[
          { value: at(today), label: t('tasks.presets.today') },
          { value: at(addDays(today, 1)), label: t('tasks.presets.tomorrow') },
          { value: at(addDays(weekOf(today), DAYS_OF_WEEK)), label: t('tasks.presets.nextWeek') },
        ]}
        clearButtonProps={{ 'aria-label': t('tasks.clearTime') }}
        submitButtonProps={{ 'aria-label': t('tasks.takeTime') }}
        timePickerProps={{
          'aria-label': t('tasks.time'),
          hoursInputLabel: t('tasks.hours'),
          minutesInputLabel: t('tasks.minutes'),
        }}
        ariaLabels={{
          previousMonth: t('tasks.previousMonth'),
          nextMonth: t('tasks.nextMonth'),
          monthLevelControl: t('tasks.chooseMonth'),
          yearLevelControl: t('tasks.chooseYear'),
          previousYear: t('tasks.previousYear'),
          nextYear: t('tasks.nextYear'),
        }}
      />
    </Dates>
  );
}
