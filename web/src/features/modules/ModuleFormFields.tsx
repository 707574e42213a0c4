// SPDX-License-Identifier: MIT
// The fields everybody fills in: what the module is, where it runs, what it can do.

import { Autocomplete, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import '@mantine/core/styles/Pill.layer.css';
import '@mantine/core/styles/PillsInput.layer.css';
import { useTranslation } from 'react-i18next';
import { isStatus, STATUSES } from './board';
import { DEFAULT_ENDPOINT, type FormField, KNOWN_PLATFORMS } from './form';
import classes from './ModuleForm.module.css';
import type { ModuleFormState } from './useModuleForm';

interface ModuleFormFieldsProps {
  form: ModuleFormState;
  platforms: string[];
}

export function ModuleFormFields({ form, platforms }: ModuleFormFieldsProps) {
  const { t } = useTranslation();
  const { values } = form;
  const common = (field: FormField) => ({
    name: field,
    label: t(`fields.${field}`),
    error: form.errorOf(field),
    onBlur: () => form.leave(field),
  });
  const text = (field: 'name' | 'version' | 'description' | 'api_url' | 'health_endpoint') => ({
    ...common(field),
    value: values[field],
    onChange: (event: { currentTarget: { value: string } }) =>
      form.set(field, event.currentTarget.value),
  });
  const allPlatforms = [...new Set([...KNOWN_PLATFORMS, ...platforms])].sort();
  return (
    <>
      <TextInput
        {...text('name')}
        required
        data-autofocus
        autoComplete="off"
        placeholder={t('form.namePlaceholder')}
      />
      <div className={classes.pair}>
        <Autocomplete
          {...common('platform')}
          required
          data={allPlatforms}
          value={values.platform}
          placeholder="kaspi"
          description={t('form.platformHint')}
          onChange={(value) => form.set('platform', value.toLowerCase())}
        />
        <Select
          {...common('status')}
          allowDeselect={false}
          data={STATUSES.map((status) => ({ value: status, label: t(`status.${status}`) }))}
          value={values.status}
          description={t('form.statusHint')}
          onChange={(value) => {
            if (isStatus(value)) form.set('status', value);
          }}
        />
      </div>
      <div className={classes.address}>
        <TextInput
          {...text('api_url')}
          required
          type="url"
          inputMode="url"
          autoComplete="off"
          placeholder="https://kaspi.example.kz"
        />
        <TextInput {...text('health_endpoint')} autoComplete="off" placeholder={DEFAULT_ENDPOINT} />
      </div>
      <TagsInput
        {...common('features')}
        value={values.features}
        maxTags={50}
        clearable
        placeholder={values.features.length === 0 ? t('form.featuresPlaceholder') : ''}
        clearButtonProps={{ 'aria-label': t('form.clearFeatures') }}
        onChange={(features) => form.set('features', features)}
      />
      <Textarea {...text('description')} autosize minRows={2} maxRows={6} />
      <TextInput {...text('version')} autoComplete="off" placeholder="1.4.0" />
    </>
  );
}
