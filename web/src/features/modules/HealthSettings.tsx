// SPDX-License-Identifier: MIT
// What few people need: how the module is checked, secret headers (the server never shows their values),
// and the rest of its configuration as JSON.

import {
  ActionIcon,
  Button,
  NumberInput,
  Textarea,
  TextInput,
  UnstyledButton,
} from '@mantine/core';
import '@mantine/core/styles/NumberInput.layer.css';
import { IconChevronRight, IconPlus, IconTrash } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type FormField, HEALTH_FIELDS, HEALTH_LIMITS, type HeaderRow, HIDDEN_VALUE } from './form';
import classes from './ModuleForm.module.css';
import type { ModuleFormState } from './useModuleForm';

export const ADVANCED_FIELDS: FormField[] = [...HEALTH_FIELDS, 'headers', 'config'];

interface HealthSettingsProps {
  form: ModuleFormState;
  isOpen: boolean;
  onToggle: () => void;
}

export function HealthSettings({ form, isOpen, onToggle }: HealthSettingsProps) {
  const { t } = useTranslation();
  return (
    <>
      <UnstyledButton className={classes.toggle ?? ''} aria-expanded={isOpen} onClick={onToggle}>
        <IconChevronRight size={16} aria-hidden="true" />
        {t('form.advanced')}
        <span className={classes.toggleHint}>{t('form.advancedHint')}</span>
      </UnstyledButton>
      {isOpen && (
        <div className={classes.advanced}>
          <div className={classes.numbers}>
            {HEALTH_FIELDS.map((field) => (
              <NumberInput
                key={field}
                name={field}
                label={t(`fields.${field}`)}
                placeholder={String(HEALTH_LIMITS[field].placeholder)}
                allowDecimal={false}
                allowNegative={false}
                clampBehavior="none"
                hideControls
                value={form.values[field]}
                error={form.errorOf(field)}
                onBlur={() => form.leave(field)}
                onChange={(value) => form.set(field, typeof value === 'number' ? value : '')}
              />
            ))}
          </div>
          <Headers form={form} />
          <Textarea
            name="config"
            className={classes.mono ?? ''}
            label={t('fields.config')}
            description={t('form.configHint')}
            placeholder="{}"
            autosize
            minRows={3}
            maxRows={12}
            spellCheck={false}
            value={form.values.config}
            error={form.errorOf('config')}
            onBlur={() => form.leave('config')}
            onChange={(event) => form.set('config', event.currentTarget.value)}
          />
        </div>
      )}
    </>
  );
}

function Headers({ form }: { form: ModuleFormState }) {
  const { t } = useTranslation();
  const next = useRef(0);
  const rows = form.values.headers;
  const error = form.errorOf('headers');
  const change = (row: HeaderRow, part: Partial<HeaderRow>) =>
    form.set(
      'headers',
      rows.map((each) => (each.key === row.key ? { ...each, ...part } : each)),
    );
  return (
    <fieldset className={classes.headers}>
      <legend>{t('fields.headers')}</legend>
      <p className={classes.hint}>{t('form.headersHint')}</p>
      {rows.map((row, index) => (
        <div key={row.key} className={classes.headerRow}>
          <TextInput
            name={index === 0 ? 'headers' : `headers-${index}`}
            aria-label={t('form.headerName')}
            placeholder="Authorization"
            autoComplete="off"
            value={row.name}
            error={error !== undefined && row.name.trim() === ''}
            onBlur={() => form.leave('headers')}
            onChange={(event) => change(row, { name: event.currentTarget.value })}
          />
          <TextInput
            aria-label={t('form.headerValue')}
            placeholder={t('form.headerValue')}
            autoComplete="off"
            value={row.value}
            onFocus={(event) => {
              if (row.value === HIDDEN_VALUE) event.currentTarget.select();
            }}
            onChange={(event) => change(row, { value: event.currentTarget.value })}
          />
          <ActionIcon
            size={34}
            aria-label={t('form.removeHeader')}
            onClick={() =>
              form.set(
                'headers',
                rows.filter((each) => each.key !== row.key),
              )
            }
          >
            <IconTrash size={16} stroke={1.6} />
          </ActionIcon>
        </div>
      ))}
      {error !== undefined && <p className={classes.problem}>{error}</p>}
      <Button
        className={classes.addHeader ?? ''}
        variant="default"
        size="compact-sm"
        leftSection={<IconPlus size={14} />}
        disabled={rows.length >= 20}
        onClick={() => {
          next.current += 1;
          form.set('headers', [...rows, { key: `new ${next.current}`, name: '', value: '' }]);
        }}
      >
        {t('form.addHeader')}
      </Button>
    </fieldset>
  );
}
