// SPDX-License-Identifier: MIT
// What narrows the deals down, on the board and in the list. Who sees nothing but own deals is asked for no owner.

import { Autocomplete, Button, Select, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pipeline } from '../../api/types';
import { dayIn } from '../../ui/calendar';
import { useNow } from '../../ui/clock';
import { FilterBar, SearchInput } from '../../ui/FilterBar';
import { FoldedFilters } from '../../ui/FoldedFilters';
import { OrderSelect } from '../../ui/OrderSelect';
import { LONGEST_TAG } from '../../ui/TagsField';
import { useTimeZone } from '../../ui/timeZone';
import { PersonSelect } from '../people/PersonSelect';
import { SOURCE_MAX } from './limits';
import { nameOfPeriod, PERIODS, type Period, periodOf } from './periods';
import { type DealViewControl, isPart, useSeesOwnOnly } from './useBoardWords';
import { useSources } from './useTags';

interface DealFiltersProps {
  control: DealViewControl;
  pipelines: readonly Pipeline[];
  pipeline: Pipeline;
  /** Tags to choose from. */
  tags: string[];
  isList: boolean;
}

export function DealFilters({ control, pipelines, pipeline, tags, isList }: DealFiltersProps) {
  const { t } = useTranslation();
  const { view, setFilters } = control;
  const { filters } = view;
  const seesOwnOnly = useSeesOwnOnly();
  const [isSourceAsked, setSourceAsked] = useState(false);
  const sources = useSources(isSourceAsked);
  const { pipeline_id: _, ...conditions } = filters;
  return (
    <FilterBar label={t('filters.title')}>
      {pipelines.length > 1 && (
        <Select
          w={210}
          aria-label={t('deals.pipeline')}
          data={pipelines.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={String(pipeline.id)}
          allowDeselect={false}
          onChange={(id) => setFilters({ pipeline_id: id ?? '', stage_id: '' })}
        />
      )}
      <SearchInput label={t('deals.search')} value={view.q} onChange={control.setSearch} />
      <FoldedFilters count={Object.keys(conditions).length}>
        {isList && (
          <Select
            w={190}
            aria-label={t('deals.stage')}
            placeholder={t('deals.anyStage')}
            data={pipeline.stages.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={filters.stage_id ?? null}
            clearable
            clearButtonProps={{ 'aria-label': t('deals.anyStage') }}
            onChange={(id) => setFilters({ stage_id: id ?? '' })}
          />
        )}
        {!seesOwnOnly && (
          <PersonSelect
            w={190}
            aria-label={t('deals.owner')}
            placeholder={t('deals.anyOwner')}
            clearable
            clearButtonProps={{ 'aria-label': t('deals.anyOwner') }}
            value={filters.owner_id ?? null}
            onChange={(id) => setFilters({ owner_id: id ?? '' })}
          />
        )}
        <WordFilter
          label={t('deals.source')}
          any={t('deals.anySource')}
          words={sources}
          longest={SOURCE_MAX}
          value={filters.source ?? ''}
          onFocus={() => setSourceAsked(true)}
          onChange={(source) => setFilters({ source })}
        />
        <WordFilter
          label={t('deals.tag')}
          any={t('deals.anyTag')}
          words={tags}
          longest={LONGEST_TAG}
          value={filters.tags ?? ''}
          onChange={(tag) => setFilters({ tags: tag })}
        />
        <PeriodFilter
          period={{
            from: filters.expected_close_date__gte,
            until: filters.expected_close_date__lte,
          }}
          onChange={({ from, until }) =>
            setFilters({
              expected_close_date__gte: from ?? '',
              expected_close_date__lte: until ?? '',
            })
          }
        />
        {isList && (
          <OrderSelect
            sort={view.sort}
            orders={(['-amount', 'expected_close_date', '-updated_at', 'title'] as const).map(
              (value) => ({ value, label: t(`deals.orders.${value}`) }),
            )}
            onSort={control.setSort}
          />
        )}
        {isPart(view) && (
          <Button variant="subtle" color="gray" onClick={control.reset}>
            {t('filters.reset')}
          </Button>
        )}
      </FoldedFilters>
    </FilterBar>
  );
}

interface WordFilterProps {
  label: string;
  /** What stands there while nothing is asked. */
  any: string;
  /** Of those in use lately; any other can be typed. */
  words: string[];
  longest: number;
  value: string;
  onFocus?: () => void;
  onChange: (word: string) => void;
}

/** Asks once a word was chosen, or typed to its end. */
function WordFilter(props: WordFilterProps) {
  const { label, any, words, longest, value, onFocus, onChange } = props;
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const ask = (text: string) => {
    if (text.trim() !== value) onChange(text.trim());
  };
  return (
    <Autocomplete
      w={160}
      aria-label={label}
      placeholder={any}
      data={words}
      limit={50}
      maxLength={longest}
      autoComplete="off"
      clearable
      clearButtonProps={{ 'aria-label': any }}
      value={typed}
      onChange={(text) => {
        setTyped(text);
        if (text === '') ask('');
      }}
      {...(onFocus ? { onFocus } : {})}
      onOptionSubmit={ask}
      onBlur={() => ask(typed)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') ask(typed);
      }}
    />
  );
}

interface PeriodFilterProps {
  period: Period;
  onChange: (period: Period) => void;
}

const OWN = 'own';

function PeriodFilter({ period, onChange }: PeriodFilterProps) {
  const { t } = useTranslation();
  const today = dayIn(useTimeZone(), useNow());
  const isAny = period.from === undefined && period.until === undefined;
  const [isOwn, setOwn] = useState(() => !isAny && nameOfPeriod(period, today) === undefined);
  const name = isOwn ? OWN : isAny ? null : (nameOfPeriod(period, today) ?? OWN);
  const day = (end: 'from' | 'until') => ({
    type: 'date',
    'aria-label': t(`deals.periodEnds.${end}`),
    value: period[end] ?? '',
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...period, [end]: event.currentTarget.value || undefined }),
  });
  return (
    <>
      <Select
        w={180}
        aria-label={t('deals.period')}
        placeholder={t('deals.anyPeriod')}
        data={[...PERIODS, OWN].map((value) => ({
          value,
          label: t(`deals.periods.${value as (typeof PERIODS)[number] | typeof OWN}`),
        }))}
        value={name}
        clearable
        clearButtonProps={{ 'aria-label': t('deals.anyPeriod') }}
        onChange={(value) => {
          setOwn(value === OWN);
          const known = PERIODS.find((each) => each === value);
          if (known) onChange(periodOf(known, today));
          else if (value === null) onChange({});
        }}
      />
      {name === OWN && (
        <>
          <TextInput {...day('from')} />
          <TextInput {...day('until')} />
        </>
      )}
    </>
  );
}
