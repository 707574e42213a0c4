// SPDX-License-Identifier: MIT
// One's own page: name and language, password, and where one is signed in.

import { useTranslation } from 'react-i18next';
import { useMe, useSession } from '../../api/me';
import { FormAlert } from '../../ui/FormAlert';
import { PageBody, Section } from '../../ui/PageBody';
import { PageHeader } from '../../ui/PageHeader';
import { usePageTitle } from '../../ui/usePageTitle';
import { PasswordForm } from './PasswordForm';
import { PersonForm } from './PersonForm';
import { Sessions } from './Sessions';

export default function ProfilePage() {
  const { t } = useTranslation();
  const { user } = useMe();
  const isOpen = useSession().kind === 'open';
  usePageTitle(t('account.title'));
  return (
    <>
      <PageHeader title={t('account.title')} />
      <PageBody width="text">
        <Section title={t('account.person')}>
          <PersonForm key={user.id} />
        </Section>
        {isOpen ? (
          <Section title={t('account.sessions')}>
            <FormAlert kind="note">{t('account.noSignIn')}</FormAlert>
          </Section>
        ) : (
          <>
            <Section title={t('account.password')} text={t('account.passwordText')}>
              <PasswordForm />
            </Section>
            <Sessions />
          </>
        )}
      </PageBody>
    </>
  );
}
