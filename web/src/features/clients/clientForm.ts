// SPDX-License-Identifier: MIT
// A client as a form holds it: texts alone; tags are one text, as the API writes lists.

import type { TFunction } from 'i18next';
import type { ApiError } from '../../api/errors';
import type { Client, ClientCreate, ClientUpdate } from '../../api/types';
import { readList, writeList } from '../../api/words';
import { bareBinIin } from '../../ui/binIin';
import { changesOf } from '../../ui/draft';
import { binIinWords, emailProblem, phoneProblem, textProblem } from '../../ui/fieldProblems';
import { parsePhone, plainPhone } from '../../ui/phone';
import { LONGEST_TAG } from '../../ui/TagsField';
import { type Problems, problems } from '../../ui/useDraft';

export type ClientValues = {
  name: string;
  bin_iin: string;
  phone: string;
  email: string;
  address: string;
  source: string;
  tags: string;
  owner_id: string;
};

export type ClientField = keyof ClientValues;

export const emptyClient = (ownerId: string): ClientValues => ({
  name: '',
  bin_iin: '',
  phone: '',
  email: '',
  address: '',
  source: '',
  tags: '',
  owner_id: ownerId,
});

export const valuesFrom = (row: Client): ClientValues => ({
  name: row.name,
  bin_iin: row.bin_iin ?? '',
  phone: row.phone ?? '',
  email: row.email ?? '',
  address: row.address ?? '',
  source: row.source ?? '',
  tags: writeList(row.tags),
  owner_id: row.owner_id ?? '',
});

export function problemsOf(t: TFunction, values: ClientValues): Problems<ClientValues> {
  const isLong = readList(values.tags).some((tag) => [...tag].length > LONGEST_TAG);
  return problems<ClientValues>({
    name: textProblem(t, values.name, 300),
    bin_iin: binIinWords(t, values.bin_iin),
    phone: phoneProblem(t, values.phone),
    email: values.email.trim() === '' ? undefined : emailProblem(t, values.email),
    address: textProblem(t, values.address, 500, false),
    source: textProblem(t, values.source, 100, false),
    tags: isLong ? t('problems.tooLong', { max: LONGEST_TAG }) : undefined,
  });
}

/** One spelling for each value, so that another notation is no change. */
function plainValues(values: ClientValues): ClientValues {
  return {
    ...values,
    bin_iin: bareBinIin(values.bin_iin),
    phone: plainPhone(values.phone.trim()),
  };
}

function sent(field: string, value: string): unknown {
  if (field === 'tags') return readList(value);
  return value === '' ? null : value;
}

/** What was changed, as a merge patch. */
export function toPatch(now: ClientValues, base: ClientValues): ClientUpdate {
  const changes = changesOf(plainValues(now), base);
  return Object.fromEntries(
    Object.entries(changes).map(([field, value]) => [field, sent(field, value)]),
  ) as ClientUpdate;
}

export function toCreate(values: ClientValues): ClientCreate {
  const entries = Object.entries(plainValues(values))
    .map(([field, value]) => [field, sent(field, value.trim())] as const)
    .filter(([field, value]) => value !== null || field === 'owner_id');
  return Object.fromEntries(entries) as ClientCreate;
}

/** Words at the field that a refusal is about. */
export function explainClient(t: TFunction, error: ApiError): Problems<ClientValues> {
  const words: Record<string, string> = {
    phone: t('problems.phone'),
    bin_iin: t('problems.binIinCheck'),
    email: t('problems.email'),
    owner_id: t('client.problems.owner'),
  };
  const found = error.fields.map(({ field }) => [field, words[field]] as const);
  return problems<ClientValues>(Object.fromEntries(found));
}

export interface LikenessQuestion {
  by: 'bin_iin' | 'phone' | 'email' | 'name';
  words: Record<string, string>;
}

const MIN_NAME = 3;

/** What of these values another client may have, too: each with the question that finds it. */
export function likenessQuestions(values: ClientValues): LikenessQuestion[] {
  const { bin_iin: binIin, phone, email, name } = plainValues(values);
  const number = parsePhone(phone);
  const isNumber = /^\d{12}$/.test(binIin);
  const questions: LikenessQuestion[] = [];
  if (isNumber) questions.push({ by: 'bin_iin', words: { bin_iin: binIin } });
  if (number !== undefined) questions.push({ by: 'phone', words: { phone: number } });
  if (/^\S+@\S+\.\S+$/.test(email.trim())) {
    questions.push({ by: 'email', words: { email: email.trim() } });
  }
  if ([...name.trim()].length >= MIN_NAME) {
    questions.push({ by: 'name', words: { q: name.trim() } });
  }
  return questions;
}
