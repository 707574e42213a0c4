// SPDX-License-Identifier: MIT
// One client among many, found by name, phone, e-mail or BIN.

import type { ComponentProps } from 'react';
import { answerOf, api } from '../../api/client';
import type { Client } from '../../api/types';
import { asWords } from '../../api/words';
import { type Option, RemoteSelect } from '../../ui/RemoteSelect';

const MOST_FOUND = 10;

type ClientSelectProps = Omit<ComponentProps<typeof RemoteSelect>, 'queryKey' | 'search'>;

export function ClientSelect(props: ClientSelectProps) {
  return <RemoteSelect {...props} queryKey={['clients', 'find']} search={findClients} />;
}

async function findClients(q: string, signal: AbortSignal): Promise<Option[]> {
  const words = { q, fields: 'id,name', count: 'none', page_size: String(MOST_FOUND) };
  const { data } = await answerOf(api.GET('/clients', { ...asWords(words), signal }));
  const found = data.items as Pick<Client, 'id' | 'name'>[];
  return found.map(({ id, name }) => ({ value: String(id), label: name }));
}
