// SPDX-License-Identifier: MIT
// The organisation's settings as a form that stays on its page.

import { Select, TextInput } from '@mantine/core';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Organization } from '../../api/types';
import type { Language } from '../../i18n';
import { useNow } from '../../ui/clock';
import { changesOf } from '../../ui/draft';
import { FormFrame } from '../../ui/FormFrame';
import { textProblem } from '../../ui/fieldProblems';
import { LanguageSelect, languageName } from '../../ui/LanguageSelect';
import { notifyDone } from '../../ui/notices';
import { textField, useDraft } from '../../ui/useDraft';
import { useLeaveGuard } from '../../ui/useLeaveGuard';
import { clockOf, currencyChoices, zoneChoices } from './choices';
import { updateOrganization } from './queries';

type Values = { name: string; currency: string; time_zone: string; language: Language };

const valuesFrom = ({ name, currency, time_zone, language }: Organization): Values => ({
  name,
  currency,
  time_zone,
  language,
});

const baseOf = (organization: Organization) => ({
  values: valuesFrom(organization),
  revision: organization.revision,
});

export function OrganizationForm({ organization }: { organization: Organization }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const draft = useDraft<Values, Organization>({
    first: baseOf(organization),
    problems: ({ name }) => {
      const problem = textProblem(t, name, 200);
      return problem === undefined ? {} : { name: problem };
    },
    save: (values, base) => updateOrganization(changesOf(values, base.values), base.revision),
    valuesOf: (row) => valuesFrom(row as unknown as Organization),
    onSaved: (saved) => {
      draft.reset(baseOf(saved));
      notifyDone({ id: 'organization', title: t('organization.saved') });
    },
  });
  const { isDirty, isSending, base, reset, values } = draft;
  useEffect(() => {
    // Somebody else saved while nothing is typed here: show theirs.
    if (!isDirty && !isSending && base.revision < organization.revision) {
      reset(baseOf(organization));
    }
  }, [isDirty, isSending, base.revision, reset, organization]);
  const guard = useLeaveGuard(isDirty);
  const language = i18n.resolvedLanguage ?? 'ru';
  const currencies = useMemo(
    () => currencyChoices(language, base.values.currency),
    [language, base.values.currency],
  );
  const zones = useMemo(
    () => zoneChoices(base.values.time_zone, new Date()),
    [base.values.time_zone],
  );
  const list = (field: 'currency' | 'time_zone') => ({
    name: field,
    label: t(`organization.fields.${field}`),
    error: draft.errorOf(field),
    value: values[field],
    searchable: true,
    allowDeselect: false,
    nothingFoundMessage: t('organization.nothingFound'),
    onChange: (value: string | null) => {
      if (value !== null) draft.set(field, value);
    },
  });
  return (
    <>
      <FormFrame
        draft={draft}
        submit={t('common.save')}
        isIdle={!isDirty}
        {...(isDirty && { cancel: t('organization.revert'), onCancel: () => reset(base) })}
        labelOf={(field) => t(`organization.fields.${field}`)}
        wordsOf={(field, value) => (field === 'language' ? languageName(`${value}`) : `${value}`)}
      >
        <TextInput
          {...textField(draft, 'name')}
          label={t('organization.fields.name')}
          required
          autoComplete="organization"
        />
        <Select
          {...list('currency')}
          data={currencies}
          description={t('organization.currencyHint')}
        />
        <Select
          {...list('time_zone')}
          data={zones}
          description={t('organization.zoneHint', {
            time: clockOf(values.time_zone, new Date(now)),
          })}
        />
        <LanguageSelect
          name="language"
          label={t('organization.fields.language')}
          description={t('organization.languageHint')}
          value={values.language}
          onChange={(chosen) => draft.set('language', chosen)}
        />
      </FormFrame>
      {guard}
    </>
  );
}
