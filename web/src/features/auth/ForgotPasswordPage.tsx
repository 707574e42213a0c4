// SPDX-License-Identifier: MIT
// Asks for a link by mail. The answer is the same for every address, so nobody learns who has an account.

import { Button, TextInput } from '@mantine/core';
import { IconMailCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answerOf, publicApi } from '../../api/client';
import { emailProblem } from '../../ui/fieldProblems';
import { AuthForm } from './AuthForm';
import { AuthFoot, AuthHead } from './AuthLayout';
import { AuthOutcome } from './AuthOutcome';
import { AUTH_PATHS } from './paths';
import { useAttempt } from './useAttempt';
import { useAuthFields } from './useAuthFields';

export function ForgotPasswordPage() {
  const { t } = useTranslation();
  const attempt = useAttempt();
  const [sentTo, setSentTo] = useState<string>();
  const fields = useAuthFields(attempt, { email: '' }, ({ email }) => ({
    email: emailProblem(t, email),
  }));
  if (sentTo !== undefined) {
    return (
      <AuthOutcome
        icon={<IconMailCheck size={22} stroke={1.6} />}
        title={t('auth.forgot.sentTitle')}
        text={t('auth.forgot.sentText', { email: sentTo })}
      >
        <Button size="md" component={Link} to={AUTH_PATHS.signIn}>
          {t('auth.toSignIn')}
        </Button>
        <Button size="md" variant="default" onClick={() => setSentTo(undefined)}>
          {t('auth.forgot.again')}
        </Button>
      </AuthOutcome>
    );
  }
  return (
    <>
      <AuthHead title={t('auth.forgot.title')} text={t('auth.forgot.text')} />
      <AuthForm
        attempt={attempt}
        submit={t('auth.forgot.submit')}
        fields={fields}
        suspect="email"
        work={async () => {
          const body = { email: fields.values.email.trim() };
          await answerOf(publicApi.POST('/auth/reset-password/request', { body }));
          setSentTo(body.email);
        }}
      >
        <TextInput
          {...fields.input('email')}
          type="email"
          label={t('person.email')}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={254}
          autoFocus
        />
      </AuthForm>
      <AuthFoot>
        <Link to={AUTH_PATHS.signIn}>{t('auth.toSignIn')}</Link>
      </AuthFoot>
    </>
  );
}
