// SPDX-License-Identifier: MIT
// Search, role, and whether somebody may still sign in.

import { Button, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FilterBar, SearchInput } from '../../ui/FilterBar';
import { type Filters, isFiltering, NO_FILTERS } from './filters';
import { isRole, ROLES } from './roles';

interface UserFiltersProps {
  filters: Filters;
  onChange: (filters: Filters) => void;
}

export function UserFilters({ filters, onChange }: UserFiltersProps) {
  const { t } = useTranslation();
  return (
    <FilterBar label={t('filters.title')}>
      <SearchInput
        label={t('users.search')}
        value={filters.q}
        onChange={(q) => onChange({ ...filters, q })}
      />
      <Select
        w={170}
        aria-label={t('person.role')}
        placeholder={t('users.anyRole')}
        clearable
        clearButtonProps={{ 'aria-label': t('users.anyRole') }}
        data={ROLES.map((role) => ({ value: role, label: t(`roles.names.${role}`) }))}
        value={filters.role}
        onChange={(role) => onChange({ ...filters, role: isRole(role) ? role : null })}
      />
      <Select
        w={170}
        aria-label={t('users.access')}
        placeholder={t('users.anyAccess')}
        clearable
        clearButtonProps={{ 'aria-label': t('users.anyAccess') }}
        data={[
          { value: 'true', label: t('users.onlyActive') },
          { value: 'false', label: t('users.onlyBlocked') },
        ]}
        value={filters.isActive === null ? null : String(filters.isActive)}
        onChange={(value) =>
          onChange({ ...filters, isActive: value === null ? null : value === 'true' })
        }
      />
      {isFiltering(filters) && (
        <Button variant="subtle" color="gray" onClick={() => onChange(NO_FILTERS)}>
          {t('filters.reset')}
        </Button>
      )}
    </FilterBar>
  );
}
