// SPDX-License-Identifier: MIT
// The fields of a client, for its page and for a new one.

import { Autocomplete, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { readList, writeList } from '../../api/words';
import { bareBinIin, binIinProblem } from '../../ui/binIin';
import { binIinWords } from '../../ui/fieldProblems';
import { PhoneInput } from '../../ui/PhoneInput';
import { TagsField } from '../../ui/TagsField';
import { type Draft, textField } from '../../ui/useDraft';
import { PersonSelect } from '../people/PersonSelect';
import type { ClientField, ClientValues } from './clientForm';
import { useClientWords } from './queries';

export function ClientFields({ draft }: { draft: Draft<ClientValues> }) {
  const { t } = useTranslation();
  const words = useClientWords().data;
  const chosen = (field: ClientField) => ({
    name: field,
    label: t(`client.fields.${field}`),
    error: draft.errorOf(field),
    onBlur: () => draft.leave(field),
    onChange: (value: string) => draft.set(field, value),
  });
  return (
    <>
      <TextInput
        {...textField(draft, 'name')}
        label={t('client.fields.name')}
        required
        autoComplete="off"
        data-autofocus
      />
      <BinIin draft={draft} />
      <PhoneInput {...chosen('phone')} value={draft.values.phone} placeholder="+7 707 123 45 67" />
      <TextInput
        {...textField(draft, 'email')}
        label={t('client.fields.email')}
        type="email"
        autoComplete="off"
      />
      <Textarea
        {...textField(draft, 'address')}
        label={t('client.fields.address')}
        autosize
        minRows={1}
        maxRows={5}
      />
      <Autocomplete
        {...chosen('source')}
        value={draft.values.source}
        data={words?.sources ?? []}
        limit={20}
        autoComplete="off"
      />
      <TagsField
        name="tags"
        label={t('client.fields.tags')}
        data={words?.tags ?? []}
        error={draft.errorOf('tags')}
        value={readList(draft.values.tags)}
        onChange={(tags) => draft.set('tags', writeList(tags))}
        onBlur={() => draft.leave('tags')}
      />
      <PersonSelect
        name="owner_id"
        label={t('client.fields.owner_id')}
        placeholder={t('client.withoutOwner')}
        clearable
        clearButtonProps={{ 'aria-label': t('client.withoutOwner') }}
        error={draft.errorOf('owner_id')}
        value={draft.values.owner_id || null}
        onChange={(id) => draft.set('owner_id', id ?? '')}
      />
    </>
  );
}

const DIGITS = 12;

/** Tested while it is typed: how many digits are to come, and whether the last one checks the others. */
function BinIin({ draft }: { draft: Draft<ClientValues> }) {
  const { t } = useTranslation();
  const text = draft.values.bin_iin;
  const left = DIGITS - bareBinIin(text).length;
  const isComing = text.trim() !== '' && binIinProblem(text) === 'length' && left > 0;
  const input = textField(draft, 'bin_iin');
  const error = input.error ?? (isComing ? undefined : binIinWords(t, text));
  return (
    <TextInput
      {...input}
      label={t('client.fields.bin_iin')}
      inputMode="numeric"
      autoComplete="off"
      error={error}
      description={isComing && !error ? t('client.digitsLeft', { count: left }) : undefined}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
    />
  );
}
