// SPDX-License-Identifier: MIT
// The door of the panel.

import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { useSession } from '../../api/me';
import { FormAlert } from '../../ui/FormAlert';
import { AuthFoot, AuthHead } from './AuthLayout';
import { AUTH_PATHS } from './paths';
import { SignInForm } from './SignInForm';

/** Said by the page that set a new password. */
export const PASSWORD_CHANGED = '#password-changed';

export function SignInPage() {
  const { t } = useTranslation();
  const session = useSession();
  const { hash } = useLocation();
  const isOpen = session.kind === 'anonymous' && session.isRegistrationOpen;
  return (
    <>
      <AuthHead title={t('auth.signIn.title')} />
      {hash === PASSWORD_CHANGED && (
        <FormAlert kind="note">{t('auth.signIn.passwordChanged')}</FormAlert>
      )}
      <SignInForm submit={t('auth.signIn.submit')} />
      <AuthFoot>
        <Link to={AUTH_PATHS.forgotPassword}>{t('auth.signIn.forgot')}</Link>
      </AuthFoot>
      {isOpen && (
        <AuthFoot>
          {t('auth.signIn.noAccount')}
          <Link to={AUTH_PATHS.register}>{t('auth.signIn.register')}</Link>
        </AuthFoot>
      )}
    </>
  );
}
