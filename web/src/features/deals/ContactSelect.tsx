// SPDX-License-Identifier: MIT
// Somebody at the client; where no client is chosen, anybody, found by name.

import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client';
import { asWords } from '../../api/words';
import { type Option, RemoteSelect } from '../../ui/RemoteSelect';
import { useContacts } from '../contacts/queries';

const MOST_FOUND = 10;
/** Of one client. */
const MOST_PEOPLE = '200';

interface ContactSelectProps {
  /** '': none. */
  clientId: string;
  value: Option | null;
  error: string | undefined;
  onChange: (option: Option | null) => void;
}

export function ContactSelect({ clientId, ...rest }: ContactSelectProps) {
  const { t } = useTranslation();
  const common = {
    ...rest,
    name: 'contact_id',
    label: t('dealPage.fields.contact_id'),
    clearable: true,
    clearButtonProps: { 'aria-label': t('dealPage.withoutContact') },
  };
  return clientId === '' ? (
    <RemoteSelect
      {...common}
      placeholder={t('dealPage.findContact')}
      queryKey={['contacts', 'find']}
      search={findContacts}
    />
  ) : (
    <OfClient {...common} clientId={clientId} />
  );
}

interface OfClientProps extends ContactSelectProps {
  label: string;
  name: string;
  clearable: boolean;
  clearButtonProps: { 'aria-label': string };
}

function OfClient({ clientId, value, onChange, ...rest }: OfClientProps) {
  const { t } = useTranslation();
  const people = useContacts({ client_id: clientId, sort: 'full_name', page_size: MOST_PEOPLE });
  const found = (people.data?.items ?? [])
    .filter((each) => String(each.client_id) === clientId) // the former client's stay until these have come
    .map(({ id, full_name: name }) => ({ value: String(id), label: name }));
  const isKnown = found.some((option) => option.value === value?.value);
  const options = value && !isKnown ? [value, ...found] : found;
  return (
    <Select
      {...rest}
      placeholder={t('dealPage.chooseContact')}
      searchable
      data={options}
      value={value?.value ?? null}
      nothingFoundMessage={t('dealPage.noContacts')}
      onChange={(id) => onChange(options.find((option) => option.value === id) ?? null)}
    />
  );
}

async function findContacts(q: string, signal: AbortSignal): Promise<Option[]> {
  const words = { q, fields: 'id,full_name', count: 'none', page_size: String(MOST_FOUND) };
  const { data } = await answerOf(api.GET('/contacts', { ...asWords(words), signal }));
  return data.items.flatMap(({ id, full_name: name }) =>
    id === undefined || name === undefined ? [] : [{ value: String(id), label: name }],
  );
}
