// SPDX-License-Identifier: MIT
// What a column is filtered by: a part of its text, a range, a choice, yes or no. The same fields stand below the heads
// of a wide table and in the drawer of a phone.

import { Select, TextInput } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { isTooShort, MIN_LETTERS } from '../../ui/letters';
import { parseMoney } from '../../ui/money';
import { ChoiceFilter } from './ChoiceFilter';
import type { Column } from './columns';
import { parseCount } from './count';
import classes from './Filters.module.css';
import type { Filters, FilterWord, ProductFilter } from './view';

interface ColumnFilterProps {
  column: Column;
  filters: Filters;
  asked: ProductFilter;
  /** Below a head; else in a drawer. */
  isNarrow: boolean;
  /** The server says that it has to be narrowed. */
  isTooBroad: boolean;
  onChange: (change: Filters) => void;
}

export function ColumnFilter(props: ColumnFilterProps) {
  const { column, filters, asked, isNarrow, isTooBroad, onChange } = props;
  const { t } = useTranslation();
  const name = t(`catalogue.fields.${column.key}`);
  const label = t('catalogue.filterBy', { name });
  const text = (word: FilterWord) => ({
    value: filters[word] ?? '',
    isNarrow,
    onChange: (value: string) => onChange({ [word]: value }),
  });
  switch (column.filter) {
    case 'contains': {
      const word = `${column.key}__contains` as FilterWord;
      const isShort = isTooShort(filters[word] ?? '');
      return (
        <TextFilter
          {...text(word)}
          label={label}
          placeholder={t('catalogue.letters', { n: MIN_LETTERS })}
          hint={isShort ? t('catalogue.moreLetters', { n: MIN_LETTERS }) : undefined}
          isWrong={isTooBroad}
        />
      );
    }
    case 'range': {
      const read = column.kind === 'money' ? parseMoney : parseCount;
      const side = (end: 'gte' | 'lte') => {
        const word = `${column.key}__${end}` as FilterWord;
        const value = filters[word] ?? '';
        const isWrong = value.trim() !== '' && read(value) === undefined;
        const place = t(end === 'gte' ? 'catalogue.from' : 'catalogue.to');
        return (
          <TextFilter
            {...text(word)}
            label={`${label}, ${place}`}
            placeholder={place}
            inputMode="decimal"
            hint={isWrong ? t('catalogue.wrongNumber') : undefined}
            isWrong={isTooBroad}
          />
        );
      };
      return (
        <div className={classes.range}>
          {side('gte')}
          {side('lte')}
        </div>
      );
    }
    case 'choice':
      return (
        <ChoiceFilter
          of={column.key === 'brand' ? 'brand' : 'category'}
          label={label}
          filters={filters}
          asked={asked}
          isNarrow={isNarrow}
          onChange={onChange}
        />
      );
    case 'switch':
      return (
        <Select
          size={isNarrow ? 'xs' : 'sm'}
          aria-label={label}
          placeholder={t('catalogue.any')}
          clearable={!isNarrow}
          clearButtonProps={{ 'aria-label': t('catalogue.any') }}
          comboboxProps={{
            width: isNarrow ? 150 : 'target',
            position: 'bottom-start',
            portalProps: { target: '#content', reuseTargetNode: false },
          }}
          data={[
            { value: 'true', label: t('catalogue.onSale') },
            { value: 'false', label: t('catalogue.offSale') },
          ]}
          value={filters.is_active ?? null}
          onChange={(value) => onChange({ is_active: value ?? '' })}
        />
      );
    default:
      return null;
  }
}

interface TextFilterProps {
  label: string;
  value: string;
  placeholder: string;
  hint: string | undefined;
  isWrong: boolean;
  isNarrow: boolean;
  inputMode?: 'decimal';
  onChange: (value: string) => void;
}

function TextFilter(props: TextFilterProps) {
  const { label, value, placeholder, hint, isWrong, isNarrow, inputMode, onChange } = props;
  const id = useId();
  return (
    <div className={classes.field}>
      <TextInput
        size={isNarrow ? 'xs' : 'sm'}
        aria-label={label}
        aria-describedby={hint === undefined ? undefined : id}
        error={isWrong}
        placeholder={placeholder}
        value={value}
        maxLength={120}
        {...(inputMode ? { inputMode } : {})}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && isNarrow) onChange('');
        }}
      />
      {hint !== undefined && (
        <span id={id} className={classes.hint} role="status">
          {hint}
        </span>
      )}
    </div>
  );
}
