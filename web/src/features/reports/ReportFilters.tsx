// SPDX-License-Identifier: MIT
// What the report is about: the pipeline, the days, and for whoever sees everybody's deals whose they are.

import { SegmentedControl, Select } from '@mantine/core';
import '@mantine/core/styles/FloatingIndicator.layer.css';
import '@mantine/core/styles/SegmentedControl.layer.css';
import { DatePickerInput } from '@mantine/dates';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/me';
import { scopeOf } from '../../api/session';
import type { Day } from '../../ui/calendar';
import { Dates } from '../../ui/Dates';
import { FilterBar } from '../../ui/FilterBar';
import { useFormat } from '../../ui/format';
import { PersonSelect } from '../people/PersonSelect';
import { daysOf, isPreset, MEASURES, PRESETS, type Question } from './period';
import { usePipelines } from './queries';

interface ReportFiltersProps {
  question: Question;
  today: Day;
  onChange: (question: Question) => void;
}

const OWN = 'own';

export function ReportFilters({ question, today, onChange }: ReportFiltersProps) {
  const { t } = useTranslation();
  const me = useMe();
  const pipelines = usePipelines().data ?? [];
  const change = (part: Partial<Question>) => onChange({ ...question, ...part });
  const chosen = question.pipelineId ?? pipelines.find((one) => one.is_default)?.id ?? null;
  const period = isPreset(question.period) ? question.period : OWN;
  return (
    <FilterBar label={t('filters.title')}>
      {pipelines.length > 0 && (
        <Select
          w={200}
          label={t('reports.pipeline')}
          allowDeselect={false}
          data={pipelines.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={chosen === null ? null : String(chosen)}
          onChange={(id) => id !== null && change({ pipelineId: Number(id) })}
        />
      )}
      <Select
        w={170}
        label={t('reports.period')}
        allowDeselect={false}
        data={[...PRESETS, OWN].map((value) => ({
          value,
          label: t(`reports.periods.${value as (typeof PRESETS)[number] | typeof OWN}`),
        }))}
        value={period}
        onChange={(word) =>
          change({ period: isPreset(word) ? word : daysOf(question.period, today) })
        }
      />
      {period === OWN && <OwnDays question={question} today={today} onChange={onChange} />}
      {scopeOf(me, 'reports:read') === 'all' && (
        <PersonSelect
          w={190}
          label={t('reports.owner')}
          placeholder={t('reports.anyOwner')}
          clearable
          clearButtonProps={{ 'aria-label': t('reports.anyOwner') }}
          value={question.ownerId}
          onChange={(ownerId) => change({ ownerId })}
        />
      )}
      <SegmentedControl
        aria-label={t('reports.measure')}
        data={MEASURES.map((value) => ({ value, label: t(`reports.measures.${value}`) }))}
        value={question.measure}
        onChange={(value) => change({ measure: value === 'amount' ? 'amount' : 'count' })}
      />
    </FilterBar>
  );
}

/** Asks once both days are chosen. */
function OwnDays({ question, today, onChange }: ReportFiltersProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { from, to } = daysOf(question.period, today);
  const [chosen, setChosen] = useState<[string | null, string | null]>([from, to]);
  return (
    <Dates>
      <DatePickerInput
        type="range"
        w={230}
        label={t('reports.days')}
        allowSingleDateInRange
        maxDate={today}
        hideOutsideDates
        value={chosen}
        valueFormatter={({ date }) =>
          Array.isArray(date)
            ? date.map((day) => (day ? format.day(String(day)) : '…')).join(' – ')
            : ''
        }
        onChange={(days) => {
          setChosen(days);
          const [first, last] = days;
          if (first && last) onChange({ ...question, period: { from: first, to: last } });
        }}
        ariaLabels={{
          previousMonth: t('reports.previousMonth'),
          nextMonth: t('reports.nextMonth'),
          monthLevelControl: t('reports.chooseMonth'),
          yearLevelControl: t('reports.chooseYear'),
          previousYear: t('reports.previousYear'),
          nextYear: t('reports.nextYear'),
        }}
      />
    </Dates>
  );
}
