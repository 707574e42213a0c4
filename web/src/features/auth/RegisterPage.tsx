// SPDX-License-Identifier: MIT
// A new organisation with its first admin. Where registration is closed the server still lets its named
// admins in, so the form stays and says for whom it is.

import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answerOf, publicApi } from '../../api/client';
import { session, useSession } from '../../api/me';
import { currentLanguage } from '../../i18n';
import { FormAlert } from '../../ui/FormAlert';
import { emailProblem, textProblem } from '../../ui/fieldProblems';
import { NewPasswordField } from '../../ui/NewPasswordField';
import { passwordProblem } from '../../ui/password';
import { AuthForm } from './AuthForm';
import { AuthFoot, AuthHead } from './AuthLayout';
import { AUTH_PATHS } from './paths';
import { useAttempt } from './useAttempt';

export function RegisterPage() {
  const { t } = useTranslation();
  const state = useSession();
  const attempt = useAttempt();
  const [isTried, setTried] = useState(false);
  const [organization, setOrganization] = useState('');
  const [fullName, setFullName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const isOpen = state.kind === 'anonymous' && state.isRegistrationOpen;
  const isTaken = attempt.error?.code === 'already_exists';
  const problems = {
    organization: isOpen ? textProblem(t, organization, 200) : undefined,
    name: textProblem(t, fullName, 200),
    email: emailProblem(t, email),
    'new-password': passwordProblem(t, password, email),
  };
  const shown = (name: keyof typeof problems, field: string) =>
    (isTried ? problems[name] : undefined) ?? attempt.problemOf(field);
  const register = async () => {
    const body = {
      email: email.trim(),
      password,
      full_name: fullName.trim(),
      ...(organization.trim() === '' ? {} : { organization_name: organization.trim() }),
      language: currentLanguage(),
      cookie: true,
    };
    await session.enter((await answerOf(publicApi.POST('/auth/register', { body }))).data);
  };
  return (
    <>
      <AuthHead title={t('auth.register.title')} text={t('auth.register.text')} />
      <AuthForm
        attempt={attempt}
        submit={t('auth.register.submit')}
        problems={problems}
        onTry={() => setTried(true)}
        suspect="email"
        work={register}
      >
        {!isOpen && <FormAlert kind="note">{t('auth.register.closed')}</FormAlert>}
        <TextInput
          name="organization"
          label={t('auth.organization')}
          size="md"
          autoComplete="organization"
          maxLength={200}
          autoFocus
          value={organization}
          error={shown('organization', 'organization_name')}
          onChange={(event) => setOrganization(event.currentTarget.value)}
        />
        <TextInput
          name="name"
          label={t('person.full_name')}
          size="md"
          autoComplete="name"
          maxLength={200}
          value={fullName}
          error={shown('name', 'full_name')}
          onChange={(event) => setFullName(event.currentTarget.value)}
        />
        <TextInput
          name="email"
          type="email"
          label={t('person.email')}
          size="md"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={254}
          value={email}
          error={isTaken ? t('auth.emailTaken') : shown('email', 'email')}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <NewPasswordField
          label={t('person.password')}
          size="md"
          email={email}
          value={password}
          error={shown('new-password', 'password')}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      </AuthForm>
      <AuthFoot>
        {t('auth.register.haveAccount')}
        <Link to={AUTH_PATHS.signIn}>{t('auth.register.signIn')}</Link>
      </AuthFoot>
    </>
  );
}
