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

export function ForgotPasswordPage() {
  const { t } = useTranslation();
  const attempt = useAttempt();
  const [isTried, setTried] = useState(false);
  const [email, setEmail] = useState('');
  const [sentTo, setSentTo] = useState<string>();
  const problems = { email: emailProblem(t, email) };
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
        problems={problems}
        onTry={() => setTried(true)}
        suspect="email"
        work={async () => {
          const body = { email: email.trim() };
          await answerOf(publicApi.POST('/auth/reset-password/request', { body }));
          setSentTo(body.email);
        }}
      >
        <TextInput
          name="email"
          type="email"
          label={t('person.email')}
          size="md"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={254}
          autoFocus
          value={email}
          error={(isTried ? problems.email : undefined) ?? attempt.problemOf('email')}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
      </AuthForm>
      <AuthFoot>
        <Link to={AUTH_PATHS.signIn}>{t('auth.toSignIn')}</Link>
      </AuthFoot>
    </>
  );
}
