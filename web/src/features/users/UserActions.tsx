// SPDX-License-Identifier: MIT
// What is done with a person besides changing fields: a new link for who has not come yet, removing.

import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconLink, IconUserMinus } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { User } from '../../api/types';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { errorText } from '../../ui/errorText';
import { notifyDone, notifyFailed } from '../../ui/notices';
import { type Invitation, inviteUser, useRemoveUser, useRestoreUser } from './queries';
import classes from './UserActions.module.css';
import { UserFacts } from './UserFacts';

interface UserActionsProps {
  user: User;
  isMe: boolean;
  /** A form with changes has to be saved first. */
  isDirty: boolean;
  onInvited: (invitation: Invitation) => void;
  onRemoved: () => void;
}

export function UserActions({ user, isMe, isDirty, onInvited, onRemoved }: UserActionsProps) {
  const { t } = useTranslation();
  const [isAsking, asking] = useDisclosure(false);
  const notice = `user-${user.id}`;
  const fail = (title: string) => (error: Error) =>
    notifyFailed({ id: notice, title, text: errorText(t, error) });
  const invite = useMutation({
    mutationFn: () =>
      inviteUser({
        email: user.email,
        full_name: user.full_name,
        role: user.role,
        language: user.language,
      }),
    onSuccess: onInvited,
    onError: fail(t('users.inviteFailed')),
  });
  const remove = useRemoveUser();
  const restore = useRestoreUser();
  const { full_name: name } = user;

  const runRestore = () =>
    restore.mutate(user.id, {
      onSuccess: () => notifyDone({ id: notice, title: t('users.restored', { name }) }),
      onError: fail(t('users.restoreFailed', { name })),
    });
  const runRemove = () =>
    remove.mutate(user.id, {
      onSettled: asking.close,
      onSuccess: () => {
        onRemoved();
        notifyDone({
          id: notice,
          title: t('users.removed', { name }),
          action: { label: t('users.undo'), run: runRestore },
        });
      },
      onError: fail(t('users.removeFailed', { name })),
    });

  const canRemove = user.is_active && !isMe;
  const canInvite = user.is_active && user.is_invited;
  return (
    <>
      <UserFacts user={user} isShort />
      {(canRemove || canInvite) && (
        <div className={classes.buttons}>
          {canInvite && (
            <Button
              variant="default"
              size="compact-md"
              leftSection={<IconLink size={15} stroke={1.6} />}
              loading={invite.isPending}
              disabled={isDirty}
              onClick={() => invite.mutate()}
            >
              {t('users.newLink')}
            </Button>
          )}
          {canRemove && (
            <Button
              variant="default"
              size="compact-md"
              leftSection={<IconUserMinus size={15} stroke={1.6} />}
              onClick={asking.open}
            >
              {t('users.remove')}
            </Button>
          )}
        </div>
      )}
      <ConfirmDialog
        isOpen={isAsking}
        title={t('users.removeTitle', { name })}
        confirm={t('users.removeConfirm')}
        isDangerous
        isBusy={remove.isPending}
        onClose={asking.close}
        onConfirm={runRemove}
      >
        {t('users.removeText')}
      </ConfirmDialog>
    </>
  );
}
