// SPDX-License-Identifier: MIT
// A contact as a form holds it. Its client is an id with its name, so that a conflict can be told in words.

import type { TFunction } from 'i18next';
import type { ApiError } from '../../api/errors';
import type { Contact, ContactCreate, ContactUpdate } from '../../api/types';
import { changesOf } from '../../ui/draft';
import { emailProblem, phoneProblem, textProblem } from '../../ui/fieldProblems';
import { plainPhone } from '../../ui/phone';
import type { Option } from '../../ui/RemoteSelect';
import { type Problems, problems } from '../../ui/useDraft';

export type ContactValues = {
  full_name: string;
  position: string;
  phone: string;
  email: string;
  /** As writeClient() has it. */
  client: string;
};

export type ContactField = keyof ContactValues;

export const writeClient = (client: Option | null): string =>
  client === null ? '' : `${client.value} ${client.label}`;

export function readClient(text: string): Option | null {
  const [, value, label] = /^(\d+) (.*)$/s.exec(text) ?? [];
  return value === undefined || label === undefined ? null : { value, label };
}

export const emptyContact = (client: Option | null): ContactValues => ({
  full_name: '',
  position: '',
  phone: '',
  email: '',
  client: writeClient(client),
});

export const valuesFrom = (row: Contact): ContactValues => ({
  full_name: row.full_name,
  position: row.position ?? '',
  phone: row.phone ?? '',
  email: row.email ?? '',
  client: writeClient(
    row.client_id === null ? null : { value: String(row.client_id), label: row.client_name ?? '' },
  ),
});

export function problemsOf(t: TFunction, values: ContactValues): Problems<ContactValues> {
  return problems<ContactValues>({
    full_name: textProblem(t, values.full_name, 200),
    position: textProblem(t, values.position, 200, false),
    phone: phoneProblem(t, values.phone),
    email: values.email.trim() === '' ? undefined : emailProblem(t, values.email),
  });
}

function sent(field: string, text: string): [string, unknown] {
  if (field === 'client') {
    const client = readClient(text);
    return ['client_id', client === null ? null : Number(client.value)];
  }
  const value = field === 'phone' ? plainPhone(text.trim()) : text.trim();
  return [field, value === '' ? null : value];
}

/** What was changed, as a merge patch. */
export function toPatch(now: ContactValues, base: ContactValues): ContactUpdate {
  const changes = Object.entries(changesOf(now, base));
  return Object.fromEntries(changes.map(([field, value]) => sent(field, String(value))));
}

export function toCreate(values: ContactValues): ContactCreate {
  const all = Object.entries(values).map(([field, value]) => sent(field, value));
  return Object.fromEntries(all.filter(([, value]) => value !== null)) as ContactCreate;
}

/** Words at the field that a refusal is about. */
export function explainContact(t: TFunction, error: ApiError): Problems<ContactValues> {
  const isOf = (name: string) => error.fields.some(({ field }) => field === name);
  return problems<ContactValues>({
    phone: isOf('phone') ? t('problems.phone') : undefined,
    email: isOf('email') ? t('problems.email') : undefined,
    client: isOf('client_id') ? t('contacts.problems.client') : undefined,
  });
}
