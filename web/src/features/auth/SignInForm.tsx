// SPDX-License-Identifier: MIT
// Name and password. Names and autocomplete attributes are those that password managers know.

import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, publicApi } from '../../api/client';
import { session } from '../../api/me';
import { PasswordField } from '../../ui/PasswordField';
import { AuthForm } from './AuthForm';
import { useAttempt } from './useAttempt';
import { useAuthFields } from './useAuthFields';

interface SignInFormProps {
  /** Who signs in, most likely; then the password comes first. */
  name?: string;
  submit: string;
  actions?: ReactNode;
}

export function SignInForm({ name = '', submit, actions }: SignInFormProps) {
  const { t } = useTranslation();
  const attempt = useAttempt();
  const missing = (value: string) => (value === '' ? t('problems.required') : undefined);
  const fields = useAuthFields(attempt, { username: name, password: '' }, (values) => ({
    username: missing(values.username.trim()),
    password: missing(values.password),
  }));
  return (
    <AuthForm
      attempt={attempt}
      submit={submit}
      fields={fields}
      suspect="password"
      work={async () => {
        const { username, password } = fields.values;
        const body = { username: username.trim(), password, cookie: true };
        await session.enter((await answerOf(publicApi.POST('/auth/login', { body }))).data);
      }}
      actions={actions}
    >
      <TextInput
        {...fields.input('username')}
        label={t('auth.name')}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={254}
        data-autofocus={name === '' || undefined}
        autoFocus={name === ''}
        data-mantine-stop-propagation
      />
      <PasswordField
        {...fields.input('password')}
        label={t('person.password')}
        autoComplete="current-password"
        maxLength={1024}
        data-autofocus={name !== '' || undefined}
        autoFocus={name !== ''}
        data-mantine-stop-propagation
      />
    </AuthForm>
  );
}
