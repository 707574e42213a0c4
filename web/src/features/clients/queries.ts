// SPDX-License-Identifier: MIT
// What the panel asks of the clients.

import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client';
import { feed, queryClient } from '../../api/live';
import { useListReading, useLiveRow, useNewsOf } from '../../api/liveRow';
import type { Client, ClientCreate, ClientUpdate } from '../../api/types';
import { asWords } from '../../api/words';
import { readAuditAnew } from '../audit/queries';

const CLIENTS_KEY = ['clients'];
const LIST_KEY = [...CLIENTS_KEY, 'list'];
export const DUPLICATES_KEY = [...CLIENTS_KEY, 'duplicates'];
const clientKey = (id: number) => [...CLIENTS_KEY, 'one', id];

const TELLING = /^clients?\./;
const WORDS_FROM = 200;
const WORDS_MS = 5 * 60_000;

export function readClientsAnew(): void {
  void queryClient.invalidateQueries({ queryKey: LIST_KEY });
  void queryClient.invalidateQueries({ queryKey: DUPLICATES_KEY });
}

/** Reads lists of clients anew when the feed tells of a change. */
export const useClientsLive = () => useNewsOf(TELLING, readClientsAnew);

/** `words` are the question, in words of the API. */
export function useClients(words: Record<string, string>) {
  return useQuery({
    queryKey: [...LIST_KEY, words],
    queryFn: async ({ signal }) => {
      const { data, cursor } = await answerOf(api.GET('/clients', { ...asWords(words), signal }));
      feed.start(cursor);
      return { ...data, items: data.items as Client[] };
    },
    placeholderData: keepPreviousData,
    ...useListReading(),
  });
}

export function useClient(id: number | undefined) {
  return useLiveRow({
    entity: 'client',
    id,
    queryKey: clientKey(id ?? 0),
    read: (known, signal) =>
      answerOf(api.GET('/clients/{id}', { params: { path: { id: known } }, signal })),
    onNews: readAuditAnew,
  });
}

/** Sources and tags in use lately, the most frequent first. */
export function useClientWords() {
  return useQuery({
    queryKey: [...CLIENTS_KEY, 'words'],
    queryFn: async ({ signal }) => {
      const words = {
        fields: 'source,tags',
        sort: '-updated_at',
        page_size: String(WORDS_FROM),
        count: 'none',
      };
      const { data } = await answerOf(api.GET('/clients', { ...asWords(words), signal }));
      return {
        sources: byFrequency(data.items.flatMap(({ source }) => source ?? [])),
        tags: byFrequency(data.items.flatMap(({ tags }) => tags ?? [])),
      };
    },
    staleTime: WORDS_MS,
  });
}

function byFrequency(all: string[]): string[] {
  const counts = new Map<string, number>();
  for (const word of all) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || a.localeCompare(b)).map(([word]) => word);
}

export async function createClient(body: ClientCreate, key: string): Promise<Client> {
  const params = { header: { 'Idempotency-Key': key } };
  const { data } = await answerOf(api.POST('/clients', { body, params }));
  queryClient.setQueryData(clientKey(data.id), data);
  readClientsAnew();
  return data;
}

export async function updateClient(
  id: number,
  body: ClientUpdate,
  revision: number,
): Promise<Client> {
  const headers = { 'If-Match': `"${revision}"` };
  const params = { path: { id } };
  const { data } = await answerOf(api.PATCH('/clients/{id}', { body, params, headers }));
  queryClient.setQueryData(clientKey(id), data);
  readClientsAnew();
  return data;
}

export function useDeleteClient() {
  return useMutation({
    mutationFn: async ({ id, revision }: Client) => {
      const headers = { 'If-Match': `"${revision}"` };
      await answerOf(api.DELETE('/clients/{id}', { params: { path: { id } }, headers }));
    },
    onSuccess: (_, { id }) => {
      queryClient.removeQueries({ queryKey: clientKey(id) });
      readClientsAnew();
    },
  });
}
