// SPDX-License-Identifier: MIT
// Search, whose client, where from, tags.

import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { readList, writeList } from '../../api/words';
import { FilterBar, SearchInput } from '../../ui/FilterBar';
import { FoldedFilters } from '../../ui/FoldedFilters';
import { isFiltering, type ListViewControl } from '../../ui/listView';
import { OrderSelect } from '../../ui/OrderSelect';
import { TagsField } from '../../ui/TagsField';
import { PersonSelect } from '../people/PersonSelect';
import { useClientWords } from './queries';
import type { ClientWord } from './view';

/** In the place of an owner: there is none. */
const NOBODY = 'nobody';

export function ClientFilters({ control }: { control: ListViewControl<ClientWord> }) {
  const { t } = useTranslation();
  const words = useClientWords().data;
  const { view, setFilters } = control;
  const { filters } = view;
  const list = (word: 'source__in' | 'tags__in', data: string[] | undefined) => ({
    w: 200,
    data: data ?? [],
    value: readList(filters[word] ?? ''),
    clearable: true,
    onChange: (values: string[]) => setFilters({ [word]: writeList(values) }),
  });
  return (
    <FilterBar label={t('filters.title')}>
      <SearchInput label={t('clients.search')} value={view.q} onChange={control.setSearch} />
      <FoldedFilters count={Object.keys(filters).length}>
        <PersonSelect
          w={200}
          aria-label={t('clients.fields.owner_id')}
          placeholder={t('clients.anyOwner')}
          clearable
          clearButtonProps={{ 'aria-label': t('clients.anyOwner') }}
          extra={[{ value: NOBODY, label: t('clients.withoutOwner') }]}
          value={filters.owner_id__isnull === 'true' ? NOBODY : (filters.owner_id ?? null)}
          onChange={(id) =>
            setFilters({
              owner_id: id === NOBODY ? '' : (id ?? ''),
              owner_id__isnull: id === NOBODY ? 'true' : '',
            })
          }
        />
        <TagsField
          {...list('source__in', words?.sources)}
          splitChars={[]} // a source may have commas
          aria-label={t('clients.fields.source')}
          placeholder={filters.source__in ? '' : t('clients.anySource')}
        />
        <TagsField
          {...list('tags__in', words?.tags)}
          aria-label={t('clients.fields.tags')}
          placeholder={filters.tags__in ? '' : t('clients.anyTag')}
        />
        <OrderSelect
          sort={view.sort}
          orders={[
            { value: 'name', label: t('clients.orders.name') },
            { value: '-updated_at', label: t('clients.orders.updated') },
          ]}
          onSort={control.setSort}
        />
        {isFiltering(view) && (
          <Button variant="subtle" color="gray" onClick={control.reset}>
            {t('filters.reset')}
          </Button>
        )}
      </FoldedFilters>
    </FilterBar>
  );
}
