// SPDX-License-Identifier: MIT
// Name and password. Names and autocomplete attributes are those that password managers know.

import { TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, publicApi } from '../../api/client';
import { session } from '../../api/me';
import { PasswordField } from '../../ui/PasswordField';
import { AuthForm } from './AuthForm';
import { useAttempt } from './useAttempt';

interface SignInFormProps {
  /** Who signs in, most likely; then the password comes first. */
  name?: string;
  submit: string;
  actions?: ReactNode;
}

export function SignInForm({ name = '', submit, actions }: SignInFormProps) {
  const { t } = useTranslation();
  const attempt = useAttempt();
  const [isTried, setTried] = useState(false);
  const [username, setUsername] = useState(name);
  const [password, setPassword] = useState('');
  const missing = (value: string) => (value === '' ? t('problems.required') : undefined);
  const problems = { username: missing(username.trim()), password: missing(password) };
  return (
    <AuthForm
      attempt={attempt}
      submit={submit}
      problems={problems}
      onTry={() => setTried(true)}
      suspect="password"
      work={async () => {
        const body = { username: username.trim(), password, cookie: true };
        await session.enter((await answerOf(publicApi.POST('/auth/login', { body }))).data);
      }}
      actions={actions}
    >
      <TextInput
        name="username"
        label={t('auth.name')}
        size="md"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={254}
        data-autofocus={name === '' || undefined}
        autoFocus={name === ''}
        data-mantine-stop-propagation
        value={username}
        error={isTried && problems.username}
        onChange={(event) => setUsername(event.currentTarget.value)}
      />
      <PasswordField
        name="password"
        label={t('person.password')}
        size="md"
        autoComplete="current-password"
        maxLength={1024}
        data-autofocus={name !== '' || undefined}
        autoFocus={name !== ''}
        data-mantine-stop-propagation
        value={password}
        error={isTried && problems.password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
    </AuthForm>
  );
}
