// SPDX-License-Identifier: MIT
// Clients that may be the same: found by the server, and made one.

import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client';
import { queryClient } from '../../api/live';
import { useListReading } from '../../api/liveRow';
import type { components } from '../../api/schema';
import type { ClientMerge, ClientMerged } from '../../api/types';
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
