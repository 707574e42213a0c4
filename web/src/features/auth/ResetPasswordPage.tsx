// SPDX-License-Identifier: MIT
// Sets a new password by a mailed link. Every session of the account ends with it, so what comes next is the
// sign-in, loaded anew: nothing of a session that was open here is left.

import { Button } from '@mantine/core';
import { IconUnlink } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answerOf, publicApi } from '../../api/client';
import { NewPasswordField } from '../../ui/NewPasswordField';
import { passwordProblem } from '../../ui/password';
import { AuthForm } from './AuthForm';
import { AuthFoot, AuthHead } from './AuthLayout';
import { AuthOutcome } from './AuthOutcome';
import { useLinkToken } from './linkToken';
import { AUTH_PATHS } from './paths';
import { PASSWORD_CHANGED } from './SignInPage';
import { useAttempt } from './useAttempt';

export function ResetPasswordPage() {
  const token = useLinkToken();
  return <ResetForm key={token} token={token} />;
}

function ResetForm({ token }: { token: string | undefined }) {
  const { t } = useTranslation();
  const attempt = useAttempt();
  const [isTried, setTried] = useState(false);
  const [password, setPassword] = useState('');
  const problems = { 'new-password': passwordProblem(t, password) };
  if (token === undefined || attempt.error?.code === 'link_invalid') {
    return (
      <AuthOutcome
        icon={<IconUnlink size={22} stroke={1.6} />}
        title={t('auth.reset.invalidTitle')}
        text={t('auth.reset.invalidText')}
      >
        <Button size="md" component={Link} to={AUTH_PATHS.forgotPassword}>
          {t('auth.reset.askAnew')}
        </Button>
        <Button size="md" variant="default" component={Link} to={AUTH_PATHS.signIn}>
          {t('auth.toSignIn')}
        </Button>
      </AuthOutcome>
    );
  }
  return (
    <>
      <AuthHead title={t('auth.reset.title')} text={t('auth.reset.text')} />
      <AuthForm
        attempt={attempt}
        submit={t('auth.reset.submit')}
        problems={problems}
        onTry={() => setTried(true)}
        suspect="new-password"
        work={async () => {
          const body = { token, password };
          await answerOf(publicApi.POST('/auth/reset-password/confirm', { body }));
          window.location.replace(AUTH_PATHS.signIn + PASSWORD_CHANGED);
        }}
      >
        <NewPasswordField
          label={t('person.newPassword')}
          size="md"
          autoFocus
          value={password}
          error={(isTried ? problems['new-password'] : undefined) ?? attempt.problemOf('password')}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
      </AuthForm>
      <AuthFoot>
        <Link to={AUTH_PATHS.signIn}>{t('auth.toSignIn')}</Link>
      </AuthFoot>
    </>
  );
}
