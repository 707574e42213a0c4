// SPDX-License-Identifier: MIT
// Who works here, at the foot of the menu: name and role, the way to the profile, and out.

import { Menu, UnstyledButton } from '@mantine/core';
import { IconLogout, IconSelector, IconUserCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { session, useMe, useSession } from '../api/me';
import classes from './AccountMenu.module.css';
import { errorText } from './errorText';
import { initialsOf } from './initials';
import { notifyFailed } from './notices';

export const PROFILE_PATH = '/profile';

export function AccountMenu({ isNarrow }: { isNarrow: boolean }) {
  const { t } = useTranslation();
  const { user, organization } = useMe();
  const isOpen = useSession().kind === 'open';
  const signOut = () => {
    session.signOut().catch((error) =>
      notifyFailed({
        id: 'sign-out',
        title: t('session.signOutFailed'),
        text: errorText(t, error),
        action: { label: t('common.retry'), run: signOut },
      }),
    );
  };
  return (
    <Menu position="top-start" width={220} loop>
      <Menu.Target>
        <UnstyledButton
          className={classes.target ?? ''}
          data-narrow={isNarrow || undefined}
          aria-label={t('session.account', { name: user.full_name })}
        >
          <span className={classes.initials} aria-hidden="true">
            {initialsOf(user.full_name)}
          </span>
          {!isNarrow && (
            <>
              <span className={classes.names}>
                <span className={classes.name}>{user.full_name}</span>
                <span className={classes.role}>{t(`roles.names.${user.role}`)}</span>
              </span>
              <IconSelector size={14} className={classes.arrows} aria-hidden="true" />
            </>
          )}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <span className={classes.name}>{organization.name}</span>
          <span className={classes.role}>{isOpen ? t('session.noSignIn') : user.email}</span>
        </Menu.Label>
        <Menu.Item
          component={Link}
          to={PROFILE_PATH}
          leftSection={<IconUserCircle size={17} stroke={1.6} />}
        >
          {t('nav.profile')}
        </Menu.Item>
        {!isOpen && (
          <Menu.Item leftSection={<IconLogout size={17} stroke={1.6} />} onClick={signOut}>
            {t('nav.signOut')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
