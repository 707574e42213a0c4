// SPDX-License-Identifier: MIT
// The fields of a deal, for a new one and for one that is changed where it stands.

import { ActionIcon, Autocomplete, Select, TextInput } from '@mantine/core';
import '@mantine/core/styles/Pill.layer.css';
import '@mantine/core/styles/PillsInput.layer.css';
import { IconPlus } from '@tabler/icons-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/me';
import { readList, writeList } from '../../api/words';
import { withTexts } from '../../i18n';
import { AttributeFields } from '../../ui/AttributeFields';
import type { Attributes } from '../../ui/attributes';
import { MoneyInput } from '../../ui/MoneyInput';
import { TagsField } from '../../ui/TagsField';
import { type Draft, textField } from '../../ui/useDraft';
import { useLast } from '../../ui/useLast';
import { ClientSelect } from '../clients/ClientSelect';
import { currencyChoices } from '../organization/choices';
import { PersonSelect } from '../people/PersonSelect';
import { ContactSelect } from './ContactSelect';
import type { NameOf } from './DealForm';
import classes from './DealForm.module.css';
import type { DealField, DealValues } from './dealForm';
import { ReasonInput } from './ReasonInput';
import { useSources, useTags } from './useTags';

const NewClientDrawer = lazy(withTexts(() => import('../clients/NewClientDrawer'), 'client'));
const ContactDrawer = lazy(withTexts(() => import('../contacts/ContactDrawer'), 'contacts'));

interface DealFieldsProps {
  draft: Draft<DealValues>;
  /** The organisation's own fields as they are stored: their kinds. */
  known: Attributes;
  nameOf: NameOf;
  onName: (kind: 'client' | 'contact', id: string, name: string) => void;
  isLost: boolean;
  /** A value was chosen, not typed. */
  onChosen: () => void;
}

export function DealFields(props: DealFieldsProps) {
  const { draft, known, isLost, onChosen } = props;
  const { t, i18n } = useTranslation();
  const language = i18n.resolvedLanguage ?? 'ru';
  const { currency } = draft.values;
  const currencies = useMemo(() => currencyChoices(language, currency), [language, currency]);
  const nameOfCurrency = (code: string) =>
    currencies.find(({ value }) => value === code)?.label ?? code;
  const tags = useTags();
  const sources = useSources();
  const label = (field: DealField) => t(`dealPage.fields.${field}`);
  const choose = (field: DealField, value: string | null) => {
    draft.set(field, value ?? '');
    onChosen();
  };
  return (
    <>
      <TextInput
        {...textField(draft, 'title')}
        className={classes.title ?? ''}
        label={label('title')}
        required
        autoComplete="off"
        data-autofocus={known === NONE || undefined}
      />
      <div className={classes.pair}>
        <MoneyInput
          name="amount"
          label={label('amount')}
          value={draft.values.amount}
          error={draft.errorOf('amount')}
          onBlur={() => draft.leave('amount')}
          onChange={(text) => draft.set('amount', text)}
        />
        <Select
          name="currency"
          label={label('currency')}
          data={currencies.map(({ value }) => value)}
          value={currency}
          searchable
          allowDeselect={false}
          comboboxProps={{ width: 260, position: 'bottom-end' }}
          renderOption={({ option }) => nameOfCurrency(option.value)}
          filter={({ options, search }) =>
            options.filter(
              (option) =>
                'value' in option &&
                nameOfCurrency(option.value).toLowerCase().includes(search.trim().toLowerCase()),
            )
          }
          nothingFoundMessage={t('picker.nothingFound')}
          error={draft.errorOf('currency')}
          onChange={(value) => value !== null && choose('currency', value)}
        />
      </div>
      {isLost && (
        <ReasonInput
          value={draft.values.lost_reason}
          error={draft.errorOf('lost_reason')}
          onChange={(reason) => draft.set('lost_reason', reason)}
        />
      )}
      <ClientFields {...props} />
      <PersonSelect
        name="owner_id"
        label={label('owner_id')}
        placeholder={t('dealPage.nobody')}
        clearable
        clearButtonProps={{ 'aria-label': t('dealPage.nobody') }}
        value={draft.values.owner_id || null}
        error={draft.errorOf('owner_id')}
        onChange={(id) => choose('owner_id', id)}
      />
      <TextInput
        {...textField(draft, 'expected_close_date')}
        type="date"
        label={label('expected_close_date')}
      />
      <Autocomplete
        name="source"
        label={label('source')}
        data={sources}
        limit={30}
        maxLength={100}
        autoComplete="off"
        value={draft.values.source}
        error={draft.errorOf('source')}
        onChange={(source) => draft.set('source', source)}
      />
      <TagsField
        name="tags"
        label={label('tags')}
        data={tags}
        value={readList(draft.values.tags)}
        error={draft.errorOf('tags')}
        onChange={(all) => choose('tags', writeList(all))}
      />
      <AttributeFields
        draft={draft}
        known={known}
        words={{
          title: t('dealPage.custom'),
          none: t('dealPage.noCustom'),
          nested: t('dealPage.nested'),
          add: t('dealPage.addCustom'),
          newName: t('dealPage.newCustom'),
          example: t('dealPage.newCustomExample'),
          remove: (name) => t('dealPage.removeCustom', { name }),
        }}
      />
    </>
  );
}

/** Of a new deal: nothing of the organisation's own is known yet. */
export const NONE: Attributes = {};

/** Who it is with. Another client has other people, so the contact goes with the client. */
function ClientFields({ draft, nameOf, onName, onChosen }: DealFieldsProps) {
  const { t } = useTranslation();
  const can = useCan();
  const [isNewClient, setNewClient] = useState(false);
  const [isNewContact, setNewContact] = useState(false);
  const wasNewClient = useLast(isNewClient || undefined);
  const wasNewContact = useLast(isNewContact || undefined);
  const { client_id: clientId, contact_id: contactId } = draft.values;
  const client =
    clientId === '' ? null : { value: clientId, label: nameOf('client', clientId) ?? clientId };
  const chooseClient = (id: string, name: string) => {
    if (id !== '') onName('client', id, name);
    if (id !== clientId) draft.set('contact_id', '');
    draft.set('client_id', id);
    onChosen();
  };
  const chooseContact = (id: string, name: string) => {
    if (id !== '') onName('contact', id, name);
    draft.set('contact_id', id);
    onChosen();
  };
  return (
    <>
      <div className={classes.picker}>
        <ClientSelect
          name="client_id"
          label={t('dealPage.fields.client_id')}
          placeholder={t('dealPage.findClient')}
          clearable
          clearButtonProps={{ 'aria-label': t('dealPage.withoutClient') }}
          value={client}
          error={draft.errorOf('client_id')}
          onChange={(option) => chooseClient(option?.value ?? '', option?.label ?? '')}
        />
        {can('clients:create') && (
          <ActionIcon
            size={36}
            variant="default"
            aria-label={t('dealPage.newClient')}
            title={t('dealPage.newClient')}
            onClick={() => setNewClient(true)}
          >
            <IconPlus size={16} stroke={1.7} />
          </ActionIcon>
        )}
      </div>
      <div className={classes.picker}>
        <ContactSelect
          clientId={clientId}
          value={
            contactId === ''
              ? null
              : { value: contactId, label: nameOf('contact', contactId) ?? contactId }
          }
          error={draft.errorOf('contact_id')}
          onChange={(option) => chooseContact(option?.value ?? '', option?.label ?? '')}
        />
        {can('contacts:create') && (
          <ActionIcon
            size={36}
            variant="default"
            aria-label={t('dealPage.newContact')}
            title={t('dealPage.newContact')}
            onClick={() => setNewContact(true)}
          >
            <IconPlus size={16} stroke={1.7} />
          </ActionIcon>
        )}
      </div>
      <Suspense>
        {wasNewClient && (
          <NewClientDrawer
            isOpen={isNewClient}
            onClose={() => setNewClient(false)}
            onAdded={({ id, name }) => chooseClient(String(id), name)}
          />
        )}
        {wasNewContact && (
          <ContactDrawer
            isOpen={isNewContact}
            {...(client ? { client } : {})}
            onClose={() => setNewContact(false)}
            onAdded={({ id, full_name: name }) => chooseContact(String(id), name)}
          />
        )}
      </Suspense>
    </>
  );
}
