// SPDX-License-Identifier: MIT
// A choice among more rows than fit into a list: the server looks for what is typed. It finds by groups of three letters, so
// with fewer nothing is asked.

import { Select, type SelectProps } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from './errorText';
import { isTooShort, MIN_LETTERS } from './letters';
import { useDebounced } from './useDebounced';

export interface Option {
  value: string;
  label: string;
}

interface RemoteSelectProps
  extends Omit<SelectProps, 'data' | 'value' | 'onChange' | 'searchable' | 'nothingFoundMessage'> {
  /** Names what is looked for, among all queries. */
  queryKey: readonly unknown[];
  search: (text: string, signal: AbortSignal) => Promise<Option[]>;
  /** What is chosen, with its name. */
  value: Option | null;
  onChange: (option: Option | null) => void;
}

const WAIT_MS = 250;
const STALE_MS = 10_000;

export function RemoteSelect(props: RemoteSelectProps) {
  const { queryKey, search, value, onChange, ...rest } = props;
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const isOwnName = typed === value?.label;
  const text = useDebounced(isOwnName ? '' : typed.trim(), WAIT_MS);
  const isAsked = text !== '' && !isTooShort(text);
  const found = useQuery({
    queryKey: [...queryKey, text],
    enabled: isAsked,
    queryFn: ({ signal }) => search(text, signal),
    staleTime: STALE_MS,
  });
  const options = isAsked ? (found.data ?? []) : [];
  const fits = (id: unknown) => options.some((option) => option.value === id);
  const data = value && !fits(value.value) ? [value, ...options] : options;
  const message = !isAsked
    ? t('picker.moreLetters', { n: MIN_LETTERS })
    : found.isError
      ? errorText(t, found.error)
      : found.isSuccess
        ? t('picker.nothingFound')
        : t('picker.searching');
  return (
    <Select
      {...rest}
      searchable
      data={data}
      value={value?.value ?? null}
      searchValue={typed}
      onSearchChange={setTyped}
      nothingFoundMessage={message}
      // What the server has found fits, also where its words differ; what is chosen shows until something is typed.
      filter={({ options: all }) =>
        isOwnName || typed === '' ? all : all.filter((each) => 'value' in each && fits(each.value))
      }
      onChange={(id) => onChange(data.find((option) => option.value === id) ?? null)}
    />
  );
}
