// SPDX-License-Identifier: MIT
// One product: read, kept fresh by the feed, saved, deleted; and what others of the catalogue have in a field.

import { useMutation, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { answerOf, api } from '../../api/client';
import type { Frame } from '../../api/feed';
import { feed, queryClient, useFeedStatus, useFrames } from '../../api/live';
import type { Product, ProductCreate, ProductUpdate } from '../../api/types';
import { readAuditAnew } from '../audit/queries';
import { isGone } from './productForm';

const POLL_MS = 15_000;
const SUGGESTIONS_MS = 5 * 60_000;

const productKey = (id: number) => ['product', id];

const MANY_CHANGED = /^products\.changed$/;

/** `frame` may have changed the product: it is about it, or about many. */
export const isAbout = (frame: Frame, id: number): boolean =>
  (frame.type.startsWith('product.') && frame.id === String(id)) ||
  MANY_CHANGED.test(frame.type) ||
  frame.type === 'resync';

export function useProduct(id: number | undefined) {
  const isLive = useFeedStatus().state === 'live';
  useFrames(
    useCallback(
      (frame: Frame) => {
        if (id === undefined || !isAbout(frame, id)) return;
        void queryClient.invalidateQueries({ queryKey: productKey(id) });
        readAuditAnew();
      },
      [id],
    ),
  );
  return useQuery({
    queryKey: productKey(id ?? 0),
    enabled: id !== undefined,
    queryFn: async ({ signal }) => {
      const params = { path: { id: id ?? 0 } };
      const { data, cursor } = await answerOf(api.GET('/products/{id}/', { params, signal }));
      feed.start(cursor);
      return data;
    },
    refetchOnMount: 'always',
    refetchInterval: (query) =>
      isLive || query.state.status === 'pending' || isGone(query.state.error) ? false : POLL_MS,
  });
}

/** Brands and categories that are in use, the most frequent first. */
export function useSuggestions() {
  return useQuery({
    queryKey: ['product-suggestions'],
    queryFn: async ({ signal }) => (await answerOf(api.GET('/products/facets', { signal }))).data,
    staleTime: SUGGESTIONS_MS,
  });
}

export async function createProduct(body: ProductCreate, key: string): Promise<Product> {
  const params = { header: { 'Idempotency-Key': key } };
  const { data } = await answerOf(api.POST('/products/', { body, params }));
  queryClient.setQueryData(productKey(data.id), data);
  return data;
}

export async function updateProduct(
  id: number,
  body: ProductUpdate,
  revision: number,
): Promise<Product> {
  const headers = { 'If-Match': `"${revision}"` };
  const { data } = await answerOf(
    api.PATCH('/products/{id}/', { body, params: { path: { id } }, headers }),
  );
  queryClient.setQueryData(productKey(id), data);
  return data;
}

export function useDeleteProduct() {
  return useMutation({
    mutationFn: async ({ id, revision }: Product) => {
      const headers = { 'If-Match': `"${revision}"` };
      await answerOf(api.DELETE('/products/{id}/', { params: { path: { id } }, headers }));
    },
    onSuccess: (_, { id }) => queryClient.removeQueries({ queryKey: productKey(id) }),
  });
}
