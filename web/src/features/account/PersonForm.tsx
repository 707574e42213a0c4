// SPDX-License-Identifier: MIT
// Name and language, to be changed by oneself; address, user name and role are an admin's to change.

import { TextInput } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { isRecord } from '../../api/errors';
import { useMe } from '../../api/me';
import type { Me, User } from '../../api/types';
import { type Language, setLanguage } from '../../i18n';
import { changesOf } from '../../ui/draft';
import { FactList } from '../../ui/FactList';
import { FormFrame } from '../../ui/FormFrame';
import { textProblem } from '../../ui/fieldProblems';
import { LanguageSelect, languageName } from '../../ui/LanguageSelect';
import { notifyDone } from '../../ui/notices';
import { textField, useDraft } from '../../ui/useDraft';
import { useLeaveGuard } from '../../ui/useLeaveGuard';
import classes from './PersonForm.module.css';
import { updateMe } from './queries';

type Values = { full_name: string; language: Language };

const valuesFrom = ({ full_name, language }: User): Values => ({ full_name, language });

export function PersonForm() {
  const { t } = useTranslation();
  const { user } = useMe();
  const draft = useDraft<Values, Me>({
    first: { values: valuesFrom(user), revision: user.revision },
    problems: ({ full_name }) => {
      const problem = textProblem(t, full_name, 200);
      return problem === undefined ? {} : { full_name: problem };
    },
    save: (values, base) => updateMe(changesOf(values, base.values), base.revision),
    valuesOf: (row) => valuesFrom((isRecord(row.user) ? row.user : row) as unknown as User),
    onSaved: (me) => {
      draft.reset({ values: valuesFrom(me.user), revision: me.user.revision });
      void setLanguage(me.user.language).catch(() => undefined); // the next load shows it
      notifyDone({ id: 'account', title: t('account.saved') });
    },
  });
  const { isDirty, isSending, base, reset } = draft;
  useEffect(() => {
    // Changed elsewhere, as by the menu of languages, while nothing is typed here.
    if (!isDirty && !isSending && base.revision !== user.revision) {
      reset({ values: valuesFrom(user), revision: user.revision });
    }
  }, [isDirty, isSending, base.revision, reset, user]);
  const guard = useLeaveGuard(isDirty);
  return (
    <div className={classes.root}>
      <FactList
        facts={[
          { label: t('person.email'), value: user.email },
          { label: t('person.username'), value: user.username },
          { label: t('person.role'), value: t(`roles.names.${user.role}`) },
        ]}
      />
      <FormFrame
        draft={draft}
        submit={t('common.save')}
        isIdle={!isDirty}
        labelOf={(field) => t(`person.${field}`)}
        wordsOf={(field, value) =>
          field === 'language' ? languageName(String(value)) : `${value}`
        }
      >
        <TextInput
          {...textField(draft, 'full_name')}
          label={t('person.full_name')}
          required
          autoComplete="name"
        />
        <LanguageSelect
          name="language"
          label={t('person.language')}
          description={t('account.languageHint')}
          value={draft.values.language}
          onChange={(language) => draft.set('language', language)}
        />
      </FormFrame>
      {guard}
    </div>
  );
}
