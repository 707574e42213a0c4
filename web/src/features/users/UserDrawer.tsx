// SPDX-License-Identifier: MIT
// One person: to be changed by who may, to be read by the others. Reads the row itself, so that a link to a
// person opens whatever page of the list they stand on.

import { Button, Skeleton, Switch, TextInput } from '@mantine/core';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { IconUserX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isGone } from '../../api/errors';
import { useCan, useMe } from '../../api/me';
import type { User } from '../../api/types';
import type { Language } from '../../i18n';
import { changesOf, type DraftValue } from '../../ui/draft';
import { EmptyState } from '../../ui/EmptyState';
import { FormDrawer } from '../../ui/FormDrawer';
import { FormFrame } from '../../ui/FormFrame';
import { LanguageSelect, languageName } from '../../ui/LanguageSelect';
import { Loadable } from '../../ui/Loadable';
import { notifyDone } from '../../ui/notices';
import { PasswordField } from '../../ui/PasswordField';
import { SideNote } from '../../ui/SideNote';
import { problems, textField, useDraft } from '../../ui/useDraft';
import { InvitationLink } from './InvitationLink';
import { type Invitation, updateUser, useUser } from './queries';
import { RoleSelect } from './RoleSelect';
import { isRole } from './roles';
import { UserActions } from './UserActions';
import { UserFacts } from './UserFacts';
import {
  emailProblem,
  explainUser,
  nameProblem,
  passwordProblem,
  usernameProblem,
} from './userForm';

interface UserDrawerProps {
  isOpen: boolean;
  id: string;
  onClose: () => void;
}

export default function UserDrawer({ isOpen, id, onClose }: UserDrawerProps) {
  const { t } = useTranslation();
  const can = useCan();
  const [isDirty, setDirty] = useState(false);
  const query = useUser(isOpen ? id : null);
  return (
    <FormDrawer
      isOpen={isOpen}
      title={query.data?.full_name ?? t('users.person')}
      isDirty={isDirty}
      onClose={() => {
        setDirty(false);
        onClose();
      }}
    >
      {(close) =>
        isGone(query.error) ? (
          <EmptyState
            icon={<IconUserX size={22} stroke={1.6} />}
            title={t('users.gone')}
            actions={<Button onClick={onClose}>{t('common.close')}</Button>}
          />
        ) : (
          <Loadable
            query={query}
            failed={t('users.failedOne')}
            skeleton={<Skeleton m={24} height={260} radius="md" aria-label={t('common.loading')} />}
          >
            {(user) =>
              can('users:update') ? (
                <UserForm user={user} onDirty={setDirty} onCancel={close} onSaved={onClose} />
              ) : (
                <SideNote>
                  <UserFacts user={user} />
                </SideNote>
              )
            }
          </Loadable>
        )
      }
    </FormDrawer>
  );
}

type Values = {
  full_name: string;
  email: string;
  username: string;
  role: User['role'];
  language: Language;
  is_active: boolean;
  password: string;
};

const valuesFrom = (user: User): Values => ({
  full_name: user.full_name,
  email: user.email,
  username: user.username,
  role: user.role,
  language: user.language,
  is_active: user.is_active,
  password: '',
});

interface UserFormProps {
  user: User;
  onDirty: (isDirty: boolean) => void;
  onCancel: () => void;
  onSaved: () => void;
}

function UserForm({ user: shown, onDirty, onCancel, onSaved }: UserFormProps) {
  const { t } = useTranslation();
  const [user] = useState(shown); // what is being edited does not change under the hands
  const isMe = useMe().user.id === user.id;
  const [invitation, setInvitation] = useState<Invitation>();
  const draft = useDraft<Values, User>({
    first: { values: valuesFrom(user), revision: user.revision },
    problems: (values) =>
      problems({
        full_name: nameProblem(t, values.full_name),
        email: emailProblem(t, values.email),
        username: usernameProblem(t, values.username, true),
        password:
          values.password === '' ? undefined : passwordProblem(t, values.password, values.email),
      }),
    save: (values, base) => {
      const { password: _, ...changes } = changesOf(values, base.values);
      const password = values.password === '' ? {} : { password: values.password };
      const patch = { ...changes, ...password };
      return Object.keys(patch).length === 0
        ? Promise.resolve(user)
        : updateUser(user.id, patch, base.revision);
    },
    valuesOf: (row) => valuesFrom(row as unknown as User),
    explain: (error) => explainUser(t, error),
    onSaved: ({ full_name: name }) => {
      onDirty(false);
      onSaved();
      notifyDone({ id: `user-${user.id}`, title: t('users.saved', { name }) });
    },
  });
  const { isDirty } = draft;
  const wouldLose = isDirty && !draft.isSending;
  useEffect(() => onDirty(wouldLose), [wouldLose, onDirty]);
  const wordsOf = useValueWords();

  if (invitation) return <InvitationLink invitation={invitation} onDone={onSaved} />;
  return (
    <FormFrame
      draft={draft}
      layout="dialog"
      submit={t('common.save')}
      isIdle={!isDirty}
      onCancel={onCancel}
      labelOf={(field) => t(`person.${field}`)}
      wordsOf={wordsOf}
    >
      <UserActions
        user={user}
        isMe={isMe}
        isDirty={isDirty}
        onInvited={setInvitation}
        onRemoved={onSaved}
      />
      <TextInput
        {...textField(draft, 'full_name')}
        label={t('person.full_name')}
        required
        autoComplete="off"
        data-autofocus
      />
      <TextInput
        {...textField(draft, 'email')}
        label={t('person.email')}
        required
        type="email"
        autoComplete="off"
      />
      <TextInput
        {...textField(draft, 'username')}
        label={t('person.username')}
        required
        autoComplete="off"
        description={t('users.usernameRule')}
      />
      <RoleSelect
        name="role"
        label={t('person.role')}
        value={draft.values.role}
        error={draft.errorOf('role')}
        description={isMe ? t('users.ownRoleHint') : undefined}
        onChange={(role) => draft.set('role', role)}
      />
      <LanguageSelect
        name="language"
        label={t('person.language')}
        value={draft.values.language}
        onChange={(language) => draft.set('language', language)}
      />
      <Switch
        name="is_active"
        label={t('person.is_active')}
        description={t(isMe ? 'users.ownAccessHint' : 'users.accessHint')}
        disabled={isMe}
        checked={draft.values.is_active}
        error={draft.errorOf('is_active')}
        onChange={(event) => draft.set('is_active', event.currentTarget.checked)}
      />
      {!user.is_invited && (
        <PasswordField
          {...textField(draft, 'password')}
          label={t('person.newPassword')}
          autoComplete="new-password"
          description={t('users.newPasswordHint')}
        />
      )}
    </FormFrame>
  );
}

/** A value of a field as the choice between two people's shows it. */
function useValueWords() {
  const { t } = useTranslation();
  return (field: string, value: DraftValue): string => {
    if (field === 'role' && isRole(value)) return t(`roles.names.${value}`);
    if (field === 'language') return languageName(String(value));
    if (typeof value === 'boolean') return t(value ? 'users.onlyActive' : 'users.onlyBlocked');
    return value;
  };
}
