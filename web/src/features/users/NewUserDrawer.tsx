// SPDX-License-Identifier: MIT
// Somebody new: invited by a link, with which they choose their own password, or added with one at once.

import { SegmentedControl, TextInput } from '@mantine/core';
import '@mantine/core/styles/FloatingIndicator.layer.css';
import '@mantine/core/styles/SegmentedControl.layer.css';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/me';
import type { Role } from '../../api/types';
import type { Language } from '../../i18n';
import { fieldsOf, plain } from '../../ui/draft';
import { FormDrawer } from '../../ui/FormDrawer';
import { FormFrame } from '../../ui/FormFrame';
import { LanguageSelect } from '../../ui/LanguageSelect';
import { NewPasswordField } from '../../ui/NewPasswordField';
import { notifyDone } from '../../ui/notices';
import { problems, textField, useDraft } from '../../ui/useDraft';
import { InvitationLink } from './InvitationLink';
import { createUser, type Invitation, inviteUser } from './queries';
import { RoleSelect } from './RoleSelect';
import {
  emailProblem,
  explainUser,
  nameProblem,
  passwordProblem,
  usernameProblem,
} from './userForm';

type NewUser = {
  email: string;
  full_name: string;
  username: string;
  role: Role;
  language: Language;
  password: string;
};

type Way = 'invite' | 'password';

export default function NewUserDrawer(props: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const { organization } = useMe();
  const [way, setWay] = useState<Way>('invite');
  const [invitation, setInvitation] = useState<Invitation>();
  const isInvite = way === 'invite';
  const draft = useDraft<NewUser, Invitation | undefined>({
    first: {
      revision: 0,
      values: {
        email: '',
        full_name: '',
        username: '',
        role: 'manager',
        language: organization.language,
        password: '',
      },
    },
    problems: (values) =>
      problems({
        email: emailProblem(t, values.email),
        full_name: nameProblem(t, values.full_name, !isInvite),
        username: isInvite ? undefined : usernameProblem(t, values.username, false),
        password: isInvite ? undefined : passwordProblem(t, values.password, values.email),
      }),
    save: async (values) => {
      const { email, full_name, username, role, language, password } = trimmed(values);
      const named = full_name === '' ? {} : { full_name };
      if (isInvite) return inviteUser({ email, role, language, ...named });
      const login = username === '' ? {} : { username };
      await createUser({ email, full_name, role, language, password, ...login });
      return undefined;
    },
    explain: (error) => explainUser(t, error),
    onSaved: (result, { full_name, email }) => {
      if (result) {
        setInvitation(result);
        return;
      }
      props.onClose();
      notifyDone({ id: 'user-added', title: t('users.added', { name: full_name || email }) });
    },
  });

  return (
    <FormDrawer
      {...props}
      title={t('users.newTitle')}
      isDirty={invitation === undefined && draft.isDirty && !draft.isSending}
    >
      {(close) =>
        invitation ? (
          <InvitationLink invitation={invitation} onDone={props.onClose} />
        ) : (
          <FormFrame
            draft={draft}
            layout="dialog"
            submit={t(isInvite ? 'users.invite' : 'users.addNow')}
            onCancel={close}
          >
            <SegmentedControl
              fullWidth
              aria-label={t('users.way')}
              data={[
                { value: 'invite', label: t('users.wayInvite') },
                { value: 'password', label: t('users.wayPassword') },
              ]}
              value={way}
              onChange={(value) => setWay(value === 'invite' ? 'invite' : 'password')}
            />
            <TextInput
              {...textField(draft, 'email')}
              label={t('person.email')}
              required
              type="email"
              autoComplete="off"
              data-autofocus
              description={isInvite ? t('users.inviteHint') : undefined}
            />
            <TextInput
              {...textField(draft, 'full_name')}
              label={t('person.full_name')}
              required={!isInvite}
              autoComplete="off"
            />
            {!isInvite && (
              <>
                <TextInput
                  {...textField(draft, 'username')}
                  label={t('person.username')}
                  autoComplete="off"
                  description={t('users.usernameHint')}
                />
                <NewPasswordField
                  {...textField(draft, 'password')}
                  value={draft.values.password}
                  email={draft.values.email}
                  label={t('person.password')}
                  required
                />
              </>
            )}
            <RoleSelect
              name="role"
              label={t('person.role')}
              value={draft.values.role}
              error={draft.errorOf('role')}
              onChange={(role) => draft.set('role', role)}
            />
            <LanguageSelect
              name="language"
              label={t('person.language')}
              description={t('users.languageHint')}
              value={draft.values.language}
              onChange={(language) => draft.set('language', language)}
            />
          </FormFrame>
        )
      }
    </FormDrawer>
  );
}

/** Without the spaces around what was typed; of a password they are a part. */
function trimmed(values: NewUser): NewUser {
  const entries = fieldsOf(values).map((field) => [
    field,
    field === 'password' ? values[field] : plain(values[field]),
  ]);
  return Object.fromEntries(entries) as NewUser;
}
