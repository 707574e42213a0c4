// SPDX-License-Identifier: MIT
// What is wrong with a new password, in words: before it is sent, and by what the server found.

import type { TFunction } from 'i18next';
import type { ApiError } from '../api/errors';
import { PASSWORD_MAX, PASSWORD_MIN, passwordRules } from './passwordRules';

/** `email`: whose password it becomes. */
export function passwordProblem(t: TFunction, password: string, email?: string) {
  const { hasLength, isNotEmail } = passwordRules(password, email);
  if (!hasLength) {
    return [...password].length < PASSWORD_MIN
      ? t('password.tooShort', { min: PASSWORD_MIN })
      : t('password.tooLong', { max: PASSWORD_MAX });
  }
  return isNotEmail ? undefined : t('password.sameAsEmail');
}

/** What the server says of the field `password`; undefined: it is about something else. */
export function refusedPassword(t: TFunction, error: ApiError): string | undefined {
  const code = error.fields.find(({ field }) => field === 'password')?.code;
  if (code === 'too_common') return t('password.tooCommon');
  if (code === 'same_as_email') return t('password.sameAsEmail');
  return undefined;
}
