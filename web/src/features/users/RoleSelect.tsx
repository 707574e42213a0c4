// SPDX-License-Identifier: MIT
// The choice of a role, and below it what the chosen one permits, from the server's table.

import { Select, type SelectProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Role } from '../../api/types';
import { useRoles } from './queries';
import classes from './RoleSelect.module.css';
import { GROUPS, groupsOf, isRole, type Rights, ROLES } from './roles';
import { useRoleWords } from './useRoleWords';

interface RoleSelectProps extends Omit<SelectProps, 'data' | 'value' | 'onChange'> {
  value: Role;
  onChange: (role: Role) => void;
}

export function RoleSelect({ value, onChange, ...props }: RoleSelectProps) {
  const { t } = useTranslation();
  const rights = useRoles().data?.find(({ role }) => role === value)?.rights;
  return (
    <div>
      <Select
        {...props}
        allowDeselect={false}
        data={ROLES.map((role) => ({ value: role, label: t(`roles.names.${role}`) }))}
        value={value}
        onChange={(chosen) => {
          if (isRole(chosen)) onChange(chosen);
        }}
      />
      {rights && <RoleSummary rights={rights} />}
    </div>
  );
}

export function RoleSummary({ rights }: { rights: Rights }) {
  const { t } = useTranslation();
  const words = useRoleWords();
  const groups = groupsOf(rights);
  return (
    <dl className={classes.summary}>
      {GROUPS.filter((group) => groups[group].length > 0).map((group) => (
        <div key={group}>
          <dt>{t(`rights.groups.${group}`)}</dt>
          <dd>{groups[group].map(words.resource).join(', ')}</dd>
        </div>
      ))}
    </dl>
  );
}
