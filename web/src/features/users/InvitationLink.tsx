// SPDX-License-Identifier: MIT
// The link of an invitation, which is shown this once, and whether a mail carries it too.

import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyField } from '../../ui/CopyField';
import { useFormat } from '../../ui/format';
import { SideNote } from '../../ui/SideNote';
import type { Invitation } from './queries';

interface InvitationLinkProps {
  invitation: Invitation;
  onDone: () => void;
}

export function InvitationLink({ invitation, onDone }: InvitationLinkProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { user, invite_url, expires_at, is_mailed } = invitation;
  return (
    <SideNote actions={<Button onClick={onDone}>{t('users.done')}</Button>}>
      <p role="status">
        {t(is_mailed ? 'users.inviteMailed' : 'users.inviteNotMailed', { email: user.email })}
      </p>
      <CopyField label={t('users.inviteLink')} value={invite_url} />
      <p>{t('users.inviteUntil', { time: format.moment(expires_at) })}</p>
    </SideNote>
  );
}
