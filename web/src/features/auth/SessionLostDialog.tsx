// SPDX-License-Identifier: MIT
// The session ended while somebody worked. The page stays as it is behind this dialog; when the same person
// has signed in again, the requests that waited go on.

import { Button, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { session, useMe } from '../../api/me';
import '../../ui/overlayStyles';
import classes from './SessionLostDialog.module.css';
import { SignInForm } from './SignInForm';

export default function SessionLostDialog() {
  const { t } = useTranslation();
  const { user } = useMe();
  return (
    <Modal
      opened
      onClose={() => undefined}
      closeOnEscape={false}
      closeOnClickOutside={false}
      withCloseButton={false}
      centered
      size={420}
      zIndex={1000}
      title={t('session.lostTitle')}
    >
      <p className={classes.text}>{t('session.lostText')}</p>
      <SignInForm
        name={user.username}
        submit={t('session.continue')}
        actions={
          <Button
            size="md"
            variant="default"
            data-mantine-stop-propagation
            onClick={() => session.forget()}
          >
            {t('session.leave')}
          </Button>
        }
      />
    </Modal>
  );
}
