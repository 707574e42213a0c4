// SPDX-License-Identifier: MIT
// A new password: needs the old one, and ends the sessions elsewhere.

import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/me';
import { FormFrame } from '../../ui/FormFrame';
import { NewPasswordField } from '../../ui/NewPasswordField';
import { notifyDone } from '../../ui/notices';
import { PasswordField } from '../../ui/PasswordField';
import { passwordProblem, refusedPassword } from '../../ui/password';
import { textField, useDraft } from '../../ui/useDraft';
import { updateMe } from './queries';

type Values = { old_password: string; password: string };

const EMPTY = { values: { old_password: '', password: '' }, revision: 0 };

export function PasswordForm() {
  const { t } = useTranslation();
  const { user } = useMe();
  const draft = useDraft<Values, unknown>({
    first: EMPTY,
    problems: ({ old_password, password }) => {
      const problem = passwordProblem(t, password, user.email);
      return {
        ...(old_password === '' ? { old_password: t('problems.required') } : {}),
        ...(problem === undefined ? {} : { password: problem }),
      };
    },
    save: (values) => updateMe(values),
    explain: (error) => {
      const isOldWrong = error.fields.some(({ field }) => field === 'old_password');
      const refused = refusedPassword(t, error);
      return {
        ...(isOldWrong ? { old_password: t('account.oldWrong') } : {}),
        ...(refused === undefined ? {} : { password: refused }),
      };
    },
    onSaved: () => {
      draft.reset(EMPTY);
      notifyDone({ id: 'password', title: t('account.passwordSaved') });
    },
  });
  return (
    <FormFrame draft={draft} submit={t('account.changePassword')} isIdle={!draft.isDirty}>
      {/* Tells password managers whose password it is. */}
      <input type="text" autoComplete="username" value={user.username} readOnly hidden />
      <PasswordField
        {...textField(draft, 'old_password')}
        label={t('account.oldPassword')}
        autoComplete="current-password"
        maxLength={1024}
      />
      <NewPasswordField
        {...textField(draft, 'password')}
        value={draft.values.password}
        label={t('person.newPassword')}
        email={user.email}
      />
    </FormFrame>
  );
}
