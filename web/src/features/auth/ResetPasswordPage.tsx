// SPDX-License-Identifier: MIT
// Sets a new password by a mailed link. Every session of the account ends with it, so what comes next is the
// sign-in, loaded anew: nothing of a session that was open here is left.

import { Button } from '@mantine/core';
import { IconUnlink } from '@tabler/icons-react';
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
import { useAuthFields } from './useAuthFields';

export function ResetPasswordPage() {
  const token = useLinkToken();
  return <ResetForm key={token} token={token} />;
}

function ResetForm({ token }: { token: string | undefined }) {
  const { t } = useTranslation();
  const attempt = useAttempt();
  const fields = useAuthFields(attempt, { 'new-password': '' }, (values) => ({
    'new-password': passwordProblem(t, values['new-password']),
  }));
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
        fields={fields}
        suspect="new-password"
        work={async () => {
          const body = { token, password: fields.values['new-password'] };
          await answerOf(publicApi.POST('/auth/reset-password/confirm', { body }));
          window.location.replace(AUTH_PATHS.signIn + PASSWORD_CHANGED);
        }}
      >
        <NewPasswordField
          {...fields.input('new-password', 'password')}
          label={t('person.newPassword')}
          autoFocus
        />
      </AuthForm>
      <AuthFoot>
        <Link to={AUTH_PATHS.signIn}>{t('auth.toSignIn')}</Link>
      </AuthFoot>
    </>
  );
}
