// SPDX-License-Identifier: MIT
// What is to be seen of the log: of what, which action, by whom, between which days.

import { Button, Select, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { FilterBar } from '../../ui/FilterBar';
import { ACTIONS, ENTITIES } from './entries';
import { type Filters, isFiltering, NO_FILTERS } from './filters';
import { useNamed } from './queries';
import { useAuditWords } from './useAuditWords';

interface AuditFiltersProps {
  filters: Filters;
  onChange: (filters: Filters) => void;
}

export function AuditFilters({ filters, onChange }: AuditFiltersProps) {
  const { t } = useTranslation();
  const words = useAuditWords();
  const actors = (useNamed().data ?? []).filter(({ kind }) => kind !== 'module');
  const choose = (field: keyof Filters) => (value: string | null) =>
    onChange({ ...filters, [field]: value === '' ? null : value });
  const withOwn = (known: readonly string[], own: string | null) =>
    own === null || known.includes(own) ? known : [...known, own];
  return (
    <FilterBar label={t('filters.title')}>
      <Select
        w={160}
        label={t('audit.entity')}
        placeholder={t('audit.any')}
        clearable
        clearButtonProps={{ 'aria-label': t('audit.any') }}
        data={withOwn(ENTITIES, filters.entity).map((value) => ({
          value,
          label: words.entity(value),
        }))}
        value={filters.entity}
        onChange={(entity) => onChange({ ...filters, entity, entityId: null })}
      />
      <Select
        w={160}
        label={t('audit.action')}
        placeholder={t('audit.any')}
        clearable
        clearButtonProps={{ 'aria-label': t('audit.any') }}
        data={withOwn(ACTIONS, filters.action).map((value) => ({
          value,
          label: words.action(value),
        }))}
        value={filters.action}
        onChange={choose('action')}
      />
      <Select
        w={200}
        label={t('audit.actor')}
        placeholder={t('audit.anybody')}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('audit.anybody') }}
        nothingFoundMessage={t('audit.nobodyFound')}
        data={actorChoices(actors, filters.actor, t('audit.keyKind'))}
        value={filters.actor}
        onChange={choose('actor')}
      />
      <TextInput
        type="date"
        label={t('audit.from')}
        value={filters.from ?? ''}
        max={filters.until ?? undefined}
        onChange={(event) => choose('from')(event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label={t('audit.until')}
        value={filters.until ?? ''}
        min={filters.from ?? undefined}
        onChange={(event) => choose('until')(event.currentTarget.value)}
      />
      {filters.entityId !== null && (
        <Button
          variant="default"
          rightSection={<IconX size={14} />}
          onClick={() => onChange({ ...filters, entityId: null })}
        >
          {t('audit.onlyThis')}
        </Button>
      )}
      {isFiltering(filters) && (
        <Button variant="subtle" color="gray" onClick={() => onChange(NO_FILTERS)}>
          {t('filters.reset')}
        </Button>
      )}
    </FilterBar>
  );
}

function actorChoices(
  actors: { id: string; name: string; kind: string }[],
  chosen: string | null,
  keyKind: string,
) {
  const choices = actors.map(({ id, name, kind }) => ({
    value: id,
    label: kind === 'api_key' ? `${name} (${keyKind})` : name,
  }));
  const isKnown = chosen === null || choices.some(({ value }) => value === chosen);
  return isKnown ? choices : [...choices, { value: chosen, label: chosen.slice(0, 8) }];
}
