// SPDX-License-Identifier: MIT
// Somebody at a client: new, to be changed, or to be read. Reads the row itself, so that a link to a person opens
// whatever page of the list they stand on.

import { Button, Skeleton, TextInput } from '@mantine/core';
import { IconTrash, IconUserOff } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { isGone } from '../../api/errors';
import { useCan } from '../../api/me';
import type { Contact } from '../../api/types';
import { DeleteDialog } from '../../ui/DeleteDialog';
import type { DraftValue } from '../../ui/draft';
import { EmptyState } from '../../ui/EmptyState';
import { FactList } from '../../ui/FactList';
import { FormDrawer } from '../../ui/FormDrawer';
import { FormFrame } from '../../ui/FormFrame';
import { Loadable } from '../../ui/Loadable';
import { notifyDone } from '../../ui/notices';
import { PhoneInput } from '../../ui/PhoneInput';
import { PhoneLink } from '../../ui/PhoneLink';
import { clientPath } from '../../ui/paths';
import { showPhone } from '../../ui/phone';
import type { Option } from '../../ui/RemoteSelect';
import { RivalsNote } from '../../ui/RivalsNote';
import { SideNote } from '../../ui/SideNote';
import { textField, useDraft } from '../../ui/useDraft';
import { useFreshRow } from '../../ui/useFreshRow';
import { useRequestKey } from '../../ui/useRequestKey';
import { ClientSelect } from '../clients/ClientSelect';
import {
  type ContactField,
  type ContactValues,
  emptyContact,
  explainContact,
  problemsOf,
  readClient,
  toCreate,
  toPatch,
  valuesFrom,
  writeClient,
} from './contactForm';
import { createContact, updateContact, useContact, useDeleteContact } from './queries';

interface ContactDrawerProps {
  isOpen: boolean;
  /** undefined: a new one. */
  id?: number | undefined;
  /** Whose contact a new one is. */
  client?: Option;
  onClose: () => void;
  onAdded?: (contact: Contact) => void;
}

export default function ContactDrawer(props: ContactDrawerProps) {
  const { isOpen, id, client, onClose, onAdded } = props;
  const { t } = useTranslation();
  const can = useCan();
  const [isDirty, setDirty] = useState(false);
  const query = useContact(isOpen ? id : undefined);
  const done = () => {
    setDirty(false);
    onClose();
  };
  return (
    <FormDrawer
      isOpen={isOpen}
      title={
        id === undefined ? t('contacts.newTitle') : (query.data?.full_name ?? t('contacts.one'))
      }
      isDirty={isDirty}
      onClose={done}
    >
      {(close) =>
        id === undefined ? (
          <ContactForm
            client={client}
            onDirty={setDirty}
            onCancel={close}
            onDone={done}
            onAdded={onAdded}
          />
        ) : isGone(query.error) ? (
          <EmptyState
            icon={<IconUserOff size={22} stroke={1.6} />}
            title={t('contacts.gone')}
            actions={<Button onClick={done}>{t('common.close')}</Button>}
          />
        ) : (
          <Loadable
            query={query}
            failed={t('contacts.failedOne')}
            skeleton={<Skeleton m={24} height={260} radius="md" aria-label={t('common.loading')} />}
          >
            {(contact) =>
              can('contacts:update') ? (
                <ContactForm contact={contact} onDirty={setDirty} onCancel={close} onDone={done} />
              ) : (
                <SideNote>
                  <ContactFacts contact={contact} />
                </SideNote>
              )
            }
          </Loadable>
        )
      }
    </FormDrawer>
  );
}

const baseOf = (row: Contact) => ({ values: valuesFrom(row), revision: row.revision });

interface ContactFormProps {
  /** undefined: a new one. */
  contact?: Contact;
  client?: Option | undefined;
  onDirty: (isDirty: boolean) => void;
  onCancel: () => void;
  onDone: () => void;
  onAdded?: ((contact: Contact) => void) | undefined;
}

function ContactForm(props: ContactFormProps) {
  const { contact, client, onDirty, onCancel, onDone, onAdded } = props;
  const { t } = useTranslation();
  const keyFor = useRequestKey();
  const draft = useDraft<ContactValues, Contact>({
    first: contact ? baseOf(contact) : { values: emptyContact(client ?? null), revision: 0 },
    problems: (values) => problemsOf(t, values),
    save: (values, base) => {
      if (!contact) {
        const body = toCreate(values);
        return createContact(body, keyFor(body));
      }
      const patch = toPatch(values, base.values);
      return Object.keys(patch).length === 0
        ? Promise.resolve(contact)
        : updateContact(contact.id, patch, base.revision);
    },
    valuesOf: (row) => valuesFrom(row as unknown as Contact),
    explain: (error) => explainContact(t, error),
    onSaved: (saved) => {
      const { full_name: name } = saved;
      onDone();
      if (!contact) onAdded?.(saved);
      const title = t(contact ? 'contacts.saved' : 'contacts.added', { name });
      notifyDone({ id: 'contact', title });
    },
  });
  useFreshRow(draft, contact, baseOf);
  const { isDirty } = draft;
  const wouldLose = isDirty && !draft.isSending;
  useEffect(() => onDirty(wouldLose), [wouldLose, onDirty]);
  const labelOf = (field: ContactField) => t(`contacts.fields.${field}`);
  return (
    <FormFrame
      draft={draft}
      layout="dialog"
      submit={t(contact ? 'common.save' : 'contacts.create')}
      isIdle={contact !== undefined && !isDirty}
      onCancel={onCancel}
      labelOf={labelOf}
      wordsOf={wordsOf}
    >
      <RivalsNote draft={draft} labelOf={labelOf} wordsOf={wordsOf} />
      <TextInput
        {...textField(draft, 'full_name')}
        label={labelOf('full_name')}
        required
        autoComplete="off"
        data-autofocus
      />
      <ClientSelect
        name="client"
        label={labelOf('client')}
        placeholder={t('contacts.findClient')}
        clearable
        clearButtonProps={{ 'aria-label': t('contacts.withoutClient') }}
        error={draft.errorOf('client')}
        value={readClient(draft.values.client)}
        onChange={(chosen) => draft.set('client', writeClient(chosen))}
      />
      <TextInput {...textField(draft, 'position')} label={labelOf('position')} autoComplete="off" />
      <PhoneInput
        name="phone"
        label={labelOf('phone')}
        placeholder="+7 707 123 45 67"
        value={draft.values.phone}
        error={draft.errorOf('phone')}
        onBlur={() => draft.leave('phone')}
        onChange={(text) => draft.set('phone', text)}
      />
      <TextInput
        {...textField(draft, 'email')}
        label={labelOf('email')}
        type="email"
        autoComplete="off"
      />
      {contact && <DeleteContact contact={contact} onDeleted={onDone} />}
    </FormFrame>
  );
}

function wordsOf(field: ContactField, value: DraftValue): string {
  const text = String(value);
  if (field === 'client') return readClient(text)?.label ?? '';
  return field === 'phone' ? showPhone(text) : text;
}

function ContactFacts({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const { phone, client_id: clientId, client_name: client } = contact;
  const values: Partial<Record<ContactField, ReactNode>> = {
    client: clientId !== null && <Link to={clientPath(clientId)}>{client}</Link>,
    position: contact.position,
    phone: phone !== null && <PhoneLink phone={phone} />,
    email: contact.email,
  };
  return (
    <FactList
      facts={Object.entries(values).map(([field, value]) => ({
        label: t(`contacts.fields.${field as ContactField}`),
        value: value || '–',
      }))}
    />
  );
}

function DeleteContact({ contact, onDeleted }: { contact: Contact; onDeleted: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const remove = useDeleteContact();
  const [isAsking, setAsking] = useState(false);
  if (!can('contacts:delete')) return null;
  const { full_name: name } = contact;
  return (
    <>
      <Button
        style={{ alignSelf: 'flex-start', color: 'var(--sauda-down-text)' }}
        variant="subtle"
        color="red"
        leftSection={<IconTrash size={16} stroke={1.7} />}
        onClick={() => setAsking(true)}
      >
        {t('contacts.delete')}
      </Button>
      <DeleteDialog
        mutation={remove}
        subject={isAsking ? contact : undefined}
        noticeId="contact"
        words={{
          title: t('contacts.deleteTitle', { name }),
          text: t('contacts.deleteText'),
          confirm: t('contacts.delete'),
          done: t('contacts.deleted', { name }),
          failed: t('contacts.deleteFailed', { name }),
        }}
        onClose={() => setAsking(false)}
        onDeleted={onDeleted}
      />
    </>
  );
}
