// SPDX-License-Identifier: MIT
// One product: read, kept fresh by the feed, saved, deleted; and what others of the catalogue have in a field.

import { useMutation, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client';
import { queryClient } from '../../api/live';
import { useLiveRow } from '../../api/liveRow';
import type { Product, ProductCreate, ProductUpdate } from '../../api/types';
import { readAuditAnew } from '../audit/queries';

const SUGGESTIONS_MS = 5 * 60_000;

const productKey = (id: number) => ['product', id];

export function useProduct(id: number | undefined) {
  return useLiveRow({
    entity: 'product',
    id,
    queryKey: productKey(id ?? 0),
    read: (known, signal) =>
      answerOf(api.GET('/products/{id}/', { params: { path: { id: known } }, signal })),
    onNews: readAuditAnew,
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
