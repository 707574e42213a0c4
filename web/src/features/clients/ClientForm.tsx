// SPDX-License-Identifier: MIT
// A client being edited where it stands. What others save meanwhile is taken in around what was typed.

import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../api/types';
import { readList } from '../../api/words';
import type { DraftValue } from '../../ui/draft';
import { FormFrame } from '../../ui/FormFrame';
import { notifyDone } from '../../ui/notices';
import { showPhone } from '../../ui/phone';
import { RivalsNote } from '../../ui/RivalsNote';
import { useDraft } from '../../ui/useDraft';
import { useFreshRow } from '../../ui/useFreshRow';
import { useNames } from '../people/queries';
import { ClientFields } from './ClientFields';
import {
  type ClientField,
  type ClientValues,
  explainClient,
  problemsOf,
  toPatch,
  valuesFrom,
} from './clientForm';
import { updateClient } from './queries';

const baseOf = (row: Client) => ({ values: valuesFrom(row), revision: row.revision });

interface ClientFormProps {
  client: Client;
  onDirty: (isDirty: boolean) => void;
}

export function ClientForm({ client, onDirty }: ClientFormProps) {
  const { t } = useTranslation();
  const draft = useDraft<ClientValues, Client>({
    first: baseOf(client),
    problems: (values) => problemsOf(t, values),
    save: (values, base) => {
      const patch = toPatch(values, base.values);
      return Object.keys(patch).length === 0
        ? Promise.resolve(client)
        : updateClient(client.id, patch, base.revision);
    },
    valuesOf: (row) => valuesFrom(row as unknown as Client),
    explain: (error) => explainClient(t, error),
    onSaved: (saved) => {
      draft.reset(baseOf(saved));
      notifyDone({ id: `client-${saved.id}`, title: t('client.saved', { name: saved.name }) });
    },
  });
  useFreshRow(draft, client, baseOf);
  const { isDirty, base, reset } = draft;
  useEffect(() => onDirty(isDirty), [isDirty, onDirty]);
  const labelOf = (field: ClientField) => t(`client.fields.${field}`);
  const wordsOf = useValueWords();
  return (
    <FormFrame
      draft={draft}
      submit={t('common.save')}
      isIdle={!isDirty}
      {...(isDirty && { cancel: t('draft.revert'), onCancel: () => reset(base) })}
      labelOf={labelOf}
      wordsOf={wordsOf}
    >
      <RivalsNote draft={draft} labelOf={labelOf} wordsOf={wordsOf} />
      <ClientFields draft={draft} />
    </FormFrame>
  );
}

/** A value of a field as the choice between two people's shows it. */
function useValueWords() {
  const names = useNames().data;
  return (field: ClientField, value: DraftValue): string => {
    const text = String(value);
    if (field === 'phone') return showPhone(text);
    if (field === 'tags') return readList(text).join(', ');
    if (field !== 'owner_id') return text;
    return names?.find(({ id }) => id === text)?.full_name ?? text;
  };
}
