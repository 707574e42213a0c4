// SPDX-License-Identifier: MIT
// Clients that may be the same: found by the server, compared here field by field, made one.

import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client';
import { queryClient } from '../../api/live';
import { useListReading } from '../../api/liveRow';
import type { components } from '../../api/schema';
import type { Client, ClientMerge, ClientMerged } from '../../api/types';
import { DUPLICATES_KEY, readClientsAnew } from './queries';

export type DuplicateGroup = components['schemas']['ClientDuplicates']['items'][number];

/** Groups, the surest first; of one client alone, where it is given. */
export function useDuplicates(clientId?: number) {
  return useQuery({
    queryKey: [...DUPLICATES_KEY, clientId ?? null],
    queryFn: async ({ signal }) => {
      const query = clientId === undefined ? {} : { client_id: clientId };
      const { data } = await answerOf(
        api.GET('/clients/duplicates', { params: { query }, signal }),
      );
      return data.items;
    },
    ...useListReading(),
  });
}

export const MERGED_FIELDS = ['name', 'bin_iin', 'phone', 'email', 'address', 'source'] as const;
export type MergedField = (typeof MERGED_FIELDS)[number] | 'owner_id';
export const COMPARED: readonly MergedField[] = [...MERGED_FIELDS, 'owner_id'];

export const valueIn = (client: Client, field: MergedField): string => client[field] ?? '';

/** Of each field the client whose value remains. */
export type Choices = Record<MergedField, number>;

/** Whose values remain unless somebody chooses: those of the one that remains, and where it has none, the first other's. */
export function usualChoices(clients: readonly Client[], targetId: number): Choices {
  const target = clients.find(({ id }) => id === targetId);
  const ordered = target ? [target, ...clients.filter((each) => each !== target)] : clients;
  const chosen = COMPARED.map((field) => [
    field,
    (ordered.find((each) => valueIn(each, field) !== '') ?? target)?.id ?? targetId,
  ]);
  return Object.fromEntries(chosen) as Choices;
}

/** Fields in which they differ; the others need no choice. */
export const differing = (clients: readonly Client[]): MergedField[] =>
  COMPARED.filter((field) => new Set(clients.map((each) => valueIn(each, field))).size > 1);

/** What is sent. Fields that nobody has, or that stay as the target has them, are left out. */
export function mergeOf(
  clients: readonly Client[],
  targetId: number,
  choices: Choices,
): ClientMerge {
  const byId = (id: number) => clients.find((each) => each.id === id);
  const target = byId(targetId);
  const fields: Record<string, string | null> = {};
  for (const field of COMPARED) {
    const chosen = byId(choices[field])?.[field] ?? null;
    const isKept = chosen !== null && chosen === target?.[field];
    const isNowhere = clients.every((each) => valueIn(each, field) === '');
    if (!isKept && !isNowhere) fields[field] = chosen;
  }
  return {
    target_id: targetId,
    ids: clients.map(({ id }) => id).filter((id) => id !== targetId),
    ...(Object.keys(fields).length > 0 && { fields }),
  };
}

export async function mergeClients(body: ClientMerge, key: string): Promise<ClientMerged> {
  const params = { header: { 'Idempotency-Key': key } };
  const { data } = await answerOf(api.POST('/clients/merge', { body, params }));
  readClientsAnew();
  void queryClient.invalidateQueries({ queryKey: ['clients', 'one'] });
  return data;
}

/** Tells a group from the others, also when it is read anew. */
export const keyOf = ({ reason, value, clients }: DuplicateGroup): string =>
  [reason, value, ...clients.map(({ id }) => id)].join(' ');
