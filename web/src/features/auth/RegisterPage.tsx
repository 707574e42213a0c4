// SPDX-License-Identifier: MIT
// A new organisation with its first admin. Where registration is closed the server still lets its named
// admins in, so the form stays and says for whom it is.

import { Button, TextInput } from '@mantine/core';
import { IconMailCheck } from '@tabler/icons-react';
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
import { AuthOutcome } from './AuthOutcome';
import { AUTH_PATHS } from './paths';
import { useAttempt } from './useAttempt';
import { useAuthFields } from './useAuthFields';

const NOTHING_TYPED = { organization: '', name: '', email: '', 'new-password': '' };

export function RegisterPage() {
  const { t } = useTranslation();
  const state = useSession();
  const attempt = useAttempt();
  const [sentTo, setSentTo] = useState<string>();
  const isOpen = state.kind === 'anonymous' && state.isRegistrationOpen;
  const isTaken = attempt.error?.code === 'already_exists';
  const fields = useAuthFields(attempt, NOTHING_TYPED, (values) => ({
    organization: isOpen ? textProblem(t, values.organization, 200) : undefined,
    name: textProblem(t, values.name, 200),
    email: emailProblem(t, values.email),
    'new-password': passwordProblem(t, values['new-password'], values.email),
  }));
  const register = async () => {
    const { organization, name, email, 'new-password': password } = fields.values;
    const body = {
      email: email.trim(),
      password,
      full_name: name.trim(),
      ...(organization.trim() === '' ? {} : { organization_name: organization.trim() }),
      language: currentLanguage(),
      cookie: true,
    };
    const { data } = await answerOf(publicApi.POST('/auth/register', { body }));
    if ('access_token' in data) {
      await session.enter(data);
    } else {
      setSentTo(body.email);
    }
  };
  if (sentTo !== undefined) {
    return (
      <AuthOutcome
        icon={<IconMailCheck size={22} stroke={1.6} />}
        title={t('auth.forgot.sentTitle')}
        text={t('auth.register.sentText', { email: sentTo })}
      >
        <Button size="md" component={Link} to={AUTH_PATHS.signIn}>
          {t('auth.toSignIn')}
        </Button>
      </AuthOutcome>
    );
  }
  return (
    <>
      <AuthHead title={t('auth.register.title')} text={t('auth.register.text')} />
      <AuthForm
        attempt={attempt}
        submit={t('auth.register.submit')}
        fields={fields}
        suspect="email"
        work={register}
      >
        {!isOpen && <FormAlert kind="note">{t('auth.register.closed')}</FormAlert>}
        <TextInput
          {...fields.input('organization', 'organization_name')}
          label={t('auth.organization')}
          autoComplete="organization"
          maxLength={200}
          autoFocus
        />
        <TextInput
          {...fields.input('name', 'full_name')}
          label={t('person.full_name')}
          autoComplete="name"
          maxLength={200}
        />
        <TextInput
          {...fields.input('email')}
          {...(isTaken && { error: t('auth.emailTaken') })}
          type="email"
          label={t('person.email')}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={254}
        />
        <NewPasswordField
          {...fields.input('new-password', 'password')}
          label={t('person.password')}
          email={fields.values.email}
        />
      </AuthForm>
      <AuthFoot>
        {t('auth.register.haveAccount')}
        <Link to={AUTH_PATHS.signIn}>{t('auth.register.signIn')}</Link>
      </AuthFoot>
    </>
  );
}
