// SPDX-License-Identifier: MIT
// What narrows the tasks down: words, whose they are, what became of them, how urgent.

import { Button, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FilterBar, SearchInput } from '../../ui/FilterBar';
import { isTooShort, MIN_LETTERS } from '../../ui/letters';
import { PersonSelect } from '../people/PersonSelect';
import {
  type Filters,
  isFiltering,
  isPriority,
  isStatus,
  ME,
  NO_FILTERS,
  PRIORITIES,
  STATUSES,
} from './filters';
import classes from './TaskFilters.module.css';

interface TaskFiltersProps {
  filters: Filters;
  onChange: (filters: Filters) => void;
}

export function TaskFilters({ filters, onChange }: TaskFiltersProps) {
  const { t } = useTranslation();
  const change = (part: Partial<Filters>) => onChange({ ...filters, ...part });
  return (
    <>
      <FilterBar label={t('filters.title')}>
        <SearchInput label={t('tasks.search')} value={filters.q} onChange={(q) => change({ q })} />
        <PersonSelect
          w={190}
          aria-label={t('tasks.fields.assignee')}
          placeholder={t('tasks.anyAssignee')}
          clearable
          clearButtonProps={{ 'aria-label': t('tasks.anyAssignee') }}
          extra={[{ value: ME, label: t('tasks.mine') }]}
          value={filters.assignee}
          onChange={(assignee) => change({ assignee })}
        />
        <Select
          w={175}
          aria-label={t('tasks.fields.status')}
          placeholder={t('tasks.anyStatus')}
          clearable
          clearButtonProps={{ 'aria-label': t('tasks.anyStatus') }}
          data={STATUSES.map((value) => ({ value, label: t(`tasks.statuses.${value}`) }))}
          value={filters.status}
          onChange={(status) => change({ status: isStatus(status) ? status : null })}
        />
        <Select
          w={175}
          aria-label={t('tasks.fields.priority')}
          placeholder={t('tasks.anyPriority')}
          clearable
          clearButtonProps={{ 'aria-label': t('tasks.anyPriority') }}
          data={PRIORITIES.map((value) => ({ value, label: t(`tasks.priorities.${value}`) }))}
          value={filters.priority}
          onChange={(priority) => change({ priority: isPriority(priority) ? priority : null })}
        />
        {isFiltering(filters) && (
          <Button variant="subtle" color="gray" onClick={() => onChange(NO_FILTERS)}>
            {t('filters.reset')}
          </Button>
        )}
      </FilterBar>
      {isTooShort(filters.q) && (
        <p className={classes.hint} role="status">
          {t('picker.moreLetters', { n: MIN_LETTERS })}
        </p>
      )}
    </>
  );
}
