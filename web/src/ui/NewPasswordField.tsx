// SPDX-License-Identifier: MIT
// A password to be chosen, with the rules below it that are ticked off while typing.

import type { PasswordInputProps } from '@mantine/core';
import { IconCheck, IconPointFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './NewPasswordField.module.css';
import { PasswordField } from './PasswordField';
import { PASSWORD_MAX, PASSWORD_MIN, passwordRules } from './passwordRules';

interface NewPasswordFieldProps extends PasswordInputProps {
  value: string;
  /** Of the account, where it is known. */
  email?: string | undefined;
}

export function NewPasswordField({ email, ...props }: NewPasswordFieldProps) {
  const { t } = useTranslation();
  const { hasLength, isNotEmail } = passwordRules(props.value, email);
  const isTyped = props.value !== '';
  return (
    <PasswordField
      name="new-password"
      autoComplete="new-password"
      inputWrapperOrder={['label', 'input', 'error', 'description']}
      descriptionProps={{ component: 'div' }}
      description={
        <ul className={classes.rules} aria-label={t('password.rules.label')}>
          <Rule isKept={isTyped && hasLength}>
            {t('password.rules.length', { min: PASSWORD_MIN, max: PASSWORD_MAX })}
          </Rule>
          {email !== undefined && (
            <Rule isKept={isTyped && isNotEmail}>{t('password.rules.notEmail')}</Rule>
          )}
          <Rule isKept={false}>{t('password.rules.notCommon')}</Rule>
        </ul>
      }
      {...props}
    />
  );
}

function Rule({ isKept, children }: { isKept: boolean; children: string }) {
  return (
    <li className={classes.rule} data-kept={isKept || undefined}>
      {isKept ? (
        <IconCheck size={14} stroke={2} aria-hidden="true" />
      ) : (
        <IconPointFilled size={14} aria-hidden="true" />
      )}
      {children}
    </li>
  );
}
