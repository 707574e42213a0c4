// SPDX-License-Identifier: MIT
// Keys for programs. No feed tells of them, so the list is read whenever the page is opened.

import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client';
import { queryClient } from '../../api/live';
import type { components } from '../../api/schema';

type Schemas = components['schemas'];
export type ApiKey = Schemas['ApiKey'];
export type ApiKeyMade = Schemas['ApiKeyMade'];

const KEYS_KEY = ['api-keys'];
export const PAGE_SIZE = 50;

export function useKeys(page: number) {
  return useQuery({
    queryKey: [...KEYS_KEY, page],
    queryFn: async ({ signal }) => {
      const params = { query: { page, page_size: PAGE_SIZE } };
      return (await answerOf(api.GET('/api-keys', { params, signal }))).data;
    },
    placeholderData: keepPreviousData,
    refetchOnMount: 'always',
  });
}

const readKeysAnew = () => void queryClient.invalidateQueries({ queryKey: KEYS_KEY });

export async function createKey(body: Schemas['ApiKeyCreate']): Promise<ApiKeyMade> {
  const { data } = await answerOf(api.POST('/api-keys', { body }));
  readKeysAnew();
  return data;
}

export function useRevokeKey() {
  return useMutation({
    mutationFn: async (id: string) => {
      await answerOf(api.DELETE('/api-keys/{id}', { params: { path: { id } } }));
    },
    onSettled: readKeysAnew,
  });
}
