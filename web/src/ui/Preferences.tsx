// SPDX-License-Identifier: MIT
// Language and appearance, each a menu at the foot of the side. The choice is kept in this browser, the
// language also in the account.

import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import {
  IconCheck,
  IconDeviceDesktop,
  IconLanguage,
  IconMoon,
  IconSelector,
  IconSun,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LANGUAGES } from '../i18n';
import { chooseLanguage } from '../language';
import { errorText } from './errorText';
import { notifyFailed } from './notices';
import classes from './Preferences.module.css';

const SCHEMES = [
  { value: 'light', icon: <IconSun size={17} stroke={1.6} /> },
  { value: 'dark', icon: <IconMoon size={17} stroke={1.6} /> },
  { value: 'auto', icon: <IconDeviceDesktop size={17} stroke={1.6} /> },
] as const;

interface ChoiceProps {
  isNarrow: boolean;
  label: string;
  value: string;
  icon: ReactNode;
  children: ReactNode;
}

function Choice({ isNarrow, label, value, icon, children }: ChoiceProps) {
  return (
    <Menu position="top-start" width={190} loop>
      <Menu.Target>
        <UnstyledButton
          className={classes.target ?? ''}
          data-narrow={isNarrow || undefined}
          aria-label={`${label}: ${value}`}
        >
          <span className={classes.icon} aria-hidden="true">
            {icon}
          </span>
          {!isNarrow && (
            <>
              <span className={classes.value}>{value}</span>
              <IconSelector size={14} className={classes.arrows} aria-hidden="true" />
            </>
          )}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{label}</Menu.Label>
        {children}
      </Menu.Dropdown>
    </Menu>
  );
}

const chosen = <IconCheck size={15} aria-hidden="true" />;

export function LanguageMenu({ isNarrow }: { isNarrow: boolean }) {
  const { t, i18n } = useTranslation();
  const current = LANGUAGES.find(({ code }) => code === i18n.resolvedLanguage) ?? LANGUAGES[0];
  return (
    <Choice
      isNarrow={isNarrow}
      label={t('shell.language')}
      value={current.name}
      icon={<IconLanguage size={17} stroke={1.6} />}
    >
      {LANGUAGES.map(({ code, name }) => (
        <Menu.Item
          key={code}
          lang={code}
          rightSection={code === current.code ? chosen : null}
          aria-current={code === current.code || undefined}
          onClick={() => {
            chooseLanguage(code).catch((error) =>
              notifyFailed({
                id: 'language',
                title: t('session.languageFailed'),
                text: errorText(t, error),
              }),
            );
          }}
        >
          {name}
        </Menu.Item>
      ))}
    </Choice>
  );
}

export function AppearanceMenu({ isNarrow }: { isNarrow: boolean }) {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const current = SCHEMES.find(({ value }) => value === colorScheme) ?? SCHEMES[2];
  return (
    <Choice
      isNarrow={isNarrow}
      label={t('shell.appearance')}
      value={t(`shell.schemes.${current.value}`)}
      icon={current.icon}
    >
      {SCHEMES.map(({ value, icon }) => (
        <Menu.Item
          key={value}
          leftSection={icon}
          rightSection={value === current.value ? chosen : null}
          aria-current={value === current.value || undefined}
          onClick={() => setColorScheme(value)}
        >
          {t(`shell.schemes.${value}`)}
        </Menu.Item>
      ))}
    </Choice>
  );
}
