// SPDX-License-Identifier: MIT
// What is known of a person and not to be changed here; for who may only read, all of it.

import { useTranslation } from 'react-i18next';
import type { User } from '../../api/types';
import { type Fact, FactList } from '../../ui/FactList';
import { useFormat } from '../../ui/format';
import { languageName } from '../../ui/LanguageSelect';
import { RelativeTime } from '../../ui/RelativeTime';
import { RoleBadge } from './RoleBadge';

export function UserFacts({ user, isShort = false }: { user: User; isShort?: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const state = !user.is_active ? 'blocked' : user.is_invited ? 'invited' : 'active';
  const facts: Fact[] = [
    {
      label: t('users.lastLogin'),
      value:
        user.last_login_at === null ? (
          t('users.neverSignedIn')
        ) : (
          <RelativeTime at={user.last_login_at} />
        ),
    },
    { label: t('users.since'), value: format.moment(user.created_at) },
  ];
  const fields: Fact[] = [
    { label: t('person.full_name'), value: user.full_name },
    { label: t('person.email'), value: user.email },
    { label: t('person.username'), value: user.username },
    { label: t('person.role'), value: <RoleBadge role={user.role} /> },
    { label: t('person.language'), value: languageName(user.language) },
    { label: t('users.access'), value: t(`users.states.${state}`) },
  ];
  return <FactList facts={isShort ? facts : [...fields, ...facts]} />;
}
