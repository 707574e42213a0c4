// SPDX-License-Identifier: MIT
// What is wrong with the fields of a user, and what the server says of them, in words at their fields.

import type { TFunction } from 'i18next';
import type { ApiError } from '../../api/errors';
import type { DraftValues } from '../../ui/draft';
import { emailProblem, textProblem } from '../../ui/fieldProblems';
import { passwordProblem, refusedPassword } from '../../ui/password';
import type { Problems } from '../../ui/useDraft';

const USERNAME = /^[a-z0-9._-]*$/;

export const nameProblem = (t: TFunction, value: string, isRequired = true) =>
  textProblem(t, value, 200, isRequired);

export function usernameProblem(t: TFunction, value: string, isRequired: boolean) {
  const problem = textProblem(t, value, 64, isRequired);
  return problem ?? (USERNAME.test(value.trim()) ? undefined : t('users.problems.username'));
}

export { emailProblem, passwordProblem };

export function explainUser(t: TFunction, error: ApiError): Problems<DraftValues> {
  if (error.code === 'last_admin') return { role: t('users.problems.lastAdmin') };
  const found: Problems<DraftValues> = {};
  for (const { field, code } of error.fields) {
    if (code !== 'taken') continue;
    if (field === 'email') found.email = t('users.problems.emailTaken');
    if (field === 'username') found.username = t('users.problems.usernameTaken');
  }
  const password = refusedPassword(t, error);
  return password === undefined ? found : { ...found, password };
}
