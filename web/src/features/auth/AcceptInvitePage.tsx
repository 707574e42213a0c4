// SPDX-License-Identifier: MIT
// The first step of somebody who was invited: a password, and the name if it is to be another one.

import { Button, TextInput } from '@mantine/core';
import { IconUnlink } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { answerOf, publicApi } from '../../api/client';
import { session } from '../../api/me';
import { HOME_PATH } from '../../api/session';
import { currentLanguage } from '../../i18n';
import { textProblem } from '../../ui/fieldProblems';
import { NewPasswordField } from '../../ui/NewPasswordField';
import { passwordProblem } from '../../ui/password';
import { AuthForm } from './AuthForm';
import { AuthHead } from './AuthLayout';
import { AuthOutcome } from './AuthOutcome';
import { useLinkToken } from './linkToken';
import { AUTH_PATHS } from './paths';
import { useAttempt } from './useAttempt';
import { useAuthFields } from './useAuthFields';

export function AcceptInvitePage() {
  const token = useLinkToken();
  return <InviteForm key={token} token={token} />;
}

function InviteForm({ token }: { token: string | undefined }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const attempt = useAttempt();
  const fields = useAuthFields(attempt, { name: '', 'new-password': '' }, (values) => ({
    name: textProblem(t, values.name, 200),
    'new-password': passwordProblem(t, values['new-password']),
  }));
  if (token === undefined || attempt.error?.code === 'link_invalid') {
    return (
      <AuthOutcome
        icon={<IconUnlink size={22} stroke={1.6} />}
        title={t('auth.invite.invalidTitle')}
        text={t('auth.invite.invalidText')}
      >
        <Button size="md" component={Link} to={AUTH_PATHS.signIn}>
          {t('auth.toSignIn')}
        </Button>
      </AuthOutcome>
    );
  }
  return (
    <>
      <AuthHead title={t('auth.invite.title')} text={t('auth.invite.text')} />
      <AuthForm
        attempt={attempt}
        submit={t('auth.invite.submit')}
        fields={fields}
        suspect="new-password"
        work={async () => {
          const { name, 'new-password': password } = fields.values;
          const language = currentLanguage();
          const body = { token, password, full_name: name.trim(), language, cookie: true };
          await session.enter(
            (await answerOf(publicApi.POST('/auth/accept-invite', { body }))).data,
          );
          void navigate(HOME_PATH, { replace: true });
        }}
      >
        <TextInput
          {...fields.input('name', 'full_name')}
          label={t('person.full_name')}
          autoComplete="name"
          maxLength={200}
          autoFocus
        />
        <NewPasswordField
          {...fields.input('new-password', 'password')}
          label={t('person.password')}
        />
      </AuthForm>
    </>
  );
}
