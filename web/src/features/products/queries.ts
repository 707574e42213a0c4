// SPDX-License-Identifier: MIT
// What the table asks of the server.

import { answerOf, api, newIdempotencyKey } from '../../api/client';
import { feed } from '../../api/live';
import type { components } from '../../api/schema';
import type { Product, ProductUpdate } from '../../api/types';
import { asWords, filterWords } from '../../api/words';
import { ROW_FIELDS, type Row } from './columns';
import { type PageRequest, type RowPage, RowWindow } from './rowWindow';
import type { ProductFilter, Query } from './view';

type Schemas = components['schemas'];
export type Facets = Schemas['ProductFacets'];
export type BatchResult = Schemas['ProductBatchResult'];

export type Choice = { ids: number[] } | { filter: ProductFilter };

const PAGE_SIZE = 100;
/** The largest page, and so the most that one question about rows by their ids answers. */
export const MAX_PAGE = 200;

export function openRows({ filter, sort }: Query): RowWindow<Row> {
  const words = { ...filterWords(filter), ...(sort.length > 0 ? { sort: sort.join(',') } : {}) };
  let isCounted = false;
  const fetchPage = async ({
    index,
    cursor,
    isCounted: mustCount,
    signal,
  }: PageRequest): Promise<RowPage<Row>> => {
    const where = cursor === undefined ? { page: String(index + 1) } : { cursor };
    const count = mustCount ? { count: 'exact' } : isCounted && index > 0 ? { count: 'none' } : {};
    const page = { page_size: String(PAGE_SIZE), fields: ROW_FIELDS.join(',') };
    const answer = await answerOf(
      api.GET('/products/', { ...asWords({ ...words, ...where, ...count, ...page }), signal }),
    );
    feed.start(answer.cursor);
    isCounted = true;
    const { items, next_cursor, total, total_is_estimate } = answer.data;
    return {
      rows: items as Row[],
      nextCursor: next_cursor,
      total,
      isEstimate: total_is_estimate ?? false,
    };
  };
  return new RowWindow<Row>(PAGE_SIZE, fetchPage);
}

/** Which of these products fit the filter. */
export async function fittingIds(filter: ProductFilter, ids: number[]): Promise<number[]> {
  const words = {
    ...filterWords(filter),
    id__in: ids.slice(-MAX_PAGE).join(','),
    fields: 'id',
    count: 'none',
    page_size: String(MAX_PAGE),
  };
  const { data } = await answerOf(api.GET('/products/', asWords(words)));
  return data.items.flatMap(({ id }) => (id === undefined ? [] : [id]));
}

export async function readFacets(filter: ProductFilter, signal: AbortSignal): Promise<Facets> {
  const options = { ...asWords(filterWords(filter)), signal };
  return (await answerOf(api.GET('/products/facets', options))).data;
}

/** Of the row that the table shows; a product's own page has more of it. */
export async function updateRow(
  id: number,
  body: ProductUpdate,
  revision: number,
): Promise<Product> {
  const headers = { 'If-Match': `"${revision}"` };
  const params = { path: { id } };
  return (await answerOf(api.PATCH('/products/{id}/', { body, params, headers }))).data;
}

export async function setOnSale(choice: Choice, isOnSale: boolean): Promise<BatchResult> {
  const options = { body: choice, params: { header: { 'Idempotency-Key': newIdempotencyKey() } } };
  const call = isOnSale
    ? api.POST('/products/batch_enable/', options)
    : api.POST('/products/batch_disable/', options);
  return (await answerOf(call)).data;
}

export async function exportProducts(
  { filter, sort }: Query,
  format: 'csv' | 'xlsx',
  language: string,
): Promise<Blob> {
  const words = { ...filterWords(filter), ...(sort.length > 0 ? { sort: sort.join(',') } : {}) };
  const options = { ...asWords({ ...words, format, language }), parseAs: 'blob' as const };
  return (await answerOf(api.GET('/products/export', options))).data as Blob;
}
