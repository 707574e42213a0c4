// SPDX-License-Identifier: MIT
// Whose something is: the people who work here, oneself first. Who was blocked is no choice, but stays named where
// chosen before.

import { Select, type SelectProps } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/me';
import type { UserNamed } from '../../api/types';
import { useNames } from './queries';

interface PersonSelectProps
  extends Omit<SelectProps, 'data' | 'value' | 'onChange' | 'searchable' | 'nothingFoundMessage'> {
  /** An id; null: nobody. */
  value: string | null;
  /** Choices in front of the people, as "anyone's". */
  extra?: { value: string; label: string }[];
  onChange: (id: string | null) => void;
}

export function PersonSelect({ value, extra, onChange, ...rest }: PersonSelectProps) {
  const { t } = useTranslation();
  const names = useNames();
  const me = useMe().user;
  const people = useMemo(
    () => choices(names.data ?? [{ ...me, is_active: true }], me.id, value),
    [names.data, me, value],
  );
  const nameOf = ({ id, full_name: name, is_active: isActive }: Person) =>
    id === me.id ? t('people.me', { name }) : isActive ? name : t('people.blocked', { name });
  return (
    <Select
      {...rest}
      searchable
      nothingFoundMessage={t('people.nothingFound')}
      data={[
        ...(extra ?? []),
        ...people.map((person) => ({ value: person.id, label: nameOf(person) })),
      ]}
      value={value}
      onChange={onChange}
    />
  );
}

type Person = Pick<UserNamed, 'id' | 'full_name' | 'is_active'>;

function choices(all: readonly Person[], myId: string, chosen: string | null): Person[] {
  const shown = all.filter(({ id, is_active: isActive }) => isActive || id === chosen);
  const own = shown.filter(({ id }) => id === myId);
  return [...own, ...shown.filter(({ id }) => id !== myId)];
}
