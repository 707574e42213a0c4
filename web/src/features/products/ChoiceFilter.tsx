// SPDX-License-Identifier: MIT
// Brands or categories to choose from, with how many products each has under the other filters; or products without
// one. What there is to choose is asked for when the list opens.

import { Combobox, InputBase, useCombobox } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readList, writeList } from '../../api/words';
import { errorText } from '../../ui/errorText';
import { useFormat } from '../../ui/format';
import classes from './Filters.module.css';
import { readFacets } from './queries';
import type { Filters, ProductFilter } from './view';

interface ChoiceFilterProps {
  of: 'brand' | 'category';
  label: string;
  filters: Filters;
  /** All that is filtered by now. */
  asked: ProductFilter;
  isNarrow: boolean;
  onChange: (change: Filters) => void;
}

const WITHOUT = '\u0000';
const SEARCH_FROM = 8;

export function ChoiceFilter({ of, label, filters, asked, isNarrow, onChange }: ChoiceFilterProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [search, setSearch] = useState('');
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      combobox.focusTarget();
      setSearch('');
    },
    onDropdownOpen: () => combobox.focusSearchInput(),
  });
  const { [`${of}__in` as const]: _in, [`${of}__isnull` as const]: _null, ...others } = asked;
  const facets = useQuery({
    queryKey: ['products', 'facets', of, others],
    queryFn: ({ signal }) => readFacets(others, signal),
    enabled: combobox.dropdownOpened,
    staleTime: 10_000,
  });
  const chosen = readList(filters[`${of}__in`] ?? '');
  const isWithout = filters[`${of}__isnull`] === 'true';
  const without = t(of === 'brand' ? 'catalogue.withoutBrand' : 'catalogue.withoutCategory');
  const found = facets.data?.[of === 'brand' ? 'brands' : 'categories'] ?? [];
  const missing = chosen
    .filter((value) => !found.some((facet) => facet.value === value))
    .map((value) => ({ value, count: undefined }));
  const shown = [...(facets.data ? missing : []), ...found].filter(({ value }) =>
    (value ?? without).toLowerCase().includes(search.trim().toLowerCase()),
  );

  const submit = (value: string) => {
    if (value === WITHOUT) {
      onChange({ [`${of}__in`]: '', [`${of}__isnull`]: isWithout ? '' : 'true' });
      combobox.closeDropdown();
      return;
    }
    const next = chosen.includes(value)
      ? chosen.filter((each) => each !== value)
      : [...chosen, value];
    onChange({ [`${of}__in`]: writeList(next), [`${of}__isnull`]: '' });
  };

  const words = isWithout ? without : chosen.join(', ');
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={submit}
      width={isNarrow ? 260 : 'target'}
      position="bottom-start"
      withinPortal
      portalProps={{ target: '#content', reuseTargetNode: false }}
    >
      <Combobox.Target targetType="button">
        <InputBase
          component="button"
          type="button"
          pointer
          size={isNarrow ? 'xs' : 'sm'}
          aria-label={words === '' ? label : `${label}: ${words}`}
          rightSection={<Combobox.Chevron />}
          rightSectionPointerEvents="none"
          data-set={words !== '' || undefined}
          onClick={() => combobox.toggleDropdown()}
        >
          <span className={words === '' ? classes.anything : classes.chosen}>
            {words === '' ? t('catalogue.any') : words}
          </span>
        </InputBase>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          placeholder={t('catalogue.find')}
          aria-label={t('catalogue.find')}
          hidden={found.length < SEARCH_FROM && search === ''}
        />
        <Combobox.Options mah={280} className={classes.options ?? ''} aria-label={label}>
          {facets.isPending && <Combobox.Empty>{t('common.loading')}</Combobox.Empty>}
          {facets.isError && <Combobox.Empty>{errorText(t, facets.error)}</Combobox.Empty>}
          {facets.data && shown.length === 0 && (
            <Combobox.Empty>{t('catalogue.noChoice')}</Combobox.Empty>
          )}
          {shown.map(({ value, count }) => {
            const isChosen = value === null ? isWithout : chosen.includes(value);
            return (
              <Combobox.Option
                key={value ?? WITHOUT}
                value={value ?? WITHOUT}
                active={isChosen}
                aria-selected={isChosen}
              >
                <span className={classes.option}>
                  <IconCheck size={14} style={{ opacity: isChosen ? 1 : 0 }} aria-hidden="true" />
                  <span className={classes.optionName}>{value ?? without}</span>
                  {count !== undefined && (
                    <span className={classes.count}>{format.number(count)}</span>
                  )}
                </span>
              </Combobox.Option>
            );
          })}
        </Combobox.Options>
        {facets.data && !facets.data.is_complete && (
          <Combobox.Footer className={classes.footer ?? ''}>
            {t('catalogue.facetsPart', { n: format.number(facets.data.counted) })}
          </Combobox.Footer>
        )}
      </Combobox.Dropdown>
    </Combobox>
  );
}
