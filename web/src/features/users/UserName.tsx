// SPDX-License-Identifier: MIT
// A person by name, with what is particular: oneself, invited and not come yet, blocked.

import { useTranslation } from 'react-i18next';
import type { User } from '../../api/types';
import classes from './UserName.module.css';

export function UserName({ user, isMe }: { user: User; isMe: boolean }) {
  const { t } = useTranslation();
  return (
    <span className={classes.root}>
      <span className={classes.name}>{user.full_name}</span>
      {isMe && <span className={classes.mark}>{t('users.you')}</span>}
      {!user.is_active && (
        <span className={classes.mark} data-kind="blocked">
          {t('users.blocked')}
        </span>
      )}
      {user.is_active && user.is_invited && (
        <span className={classes.mark} data-kind="invited">
          {t('users.invited')}
        </span>
      )}
    </span>
  );
}
