// SPDX-License-Identifier: MIT
// Where the palette looks: lists of the API, each with the right it takes, by words or by ids.

import { answerOf, api } from '../../api/client';
import type { Right } from '../../api/session';
import { clientPath, dealPath, modulePath, productPath } from '../../ui/paths';
import { showPhone } from '../../ui/phone';
import type { Item } from './items';
import type { RecordKind } from './recent';

/** How many of each kind are shown. */
export const SHOWN = 5;

export interface Source {
  right: Right;
  find: (q: string, signal: AbortSignal) => Promise<Item[]>;
  /** Those of the ids that there are, and that one may see. */
  name: (ids: string[], signal: AbortSignal) => Promise<Item[]>;
}

type Where = { q: string } | { id__in: number[] };

const NUMBER = /^[1-9]\d{0,15}$/;

/** By ids, where any of them is one. */
const byIds = (read: (where: Where, signal: AbortSignal) => Promise<Item[]>) => {
  return async (ids: string[], signal: AbortSignal): Promise<Item[]> => {
    const numbers = ids.filter((id) => NUMBER.test(id)).map(Number);
    return numbers.length === 0 ? [] : read({ id__in: numbers }, signal);
  };
};

const paged = (where: Where) => ({
  ...where,
  count: 'none' as const,
  page_size: 'q' in where ? SHOWN : where.id__in.length,
});

const hinted = (hint: string | null | undefined) => (hint ? { hint } : {});

async function readClients(where: Where, signal: AbortSignal): Promise<Item[]> {
  const query = { ...paged(where), fields: ['id' as const, 'name' as const, 'phone' as const] };
  const { data } = await answerOf(api.GET('/clients', { params: { query }, signal }));
  return data.items.map(({ id = 0, name = '', phone }) => ({
    key: `client ${id}`,
    kind: 'client',
    label: name,
    ...hinted(phone && showPhone(phone)),
    to: clientPath(id),
  }));
}

async function readDeals(where: Where, signal: AbortSignal): Promise<Item[]> {
  const fields = ['id' as const, 'title' as const, 'client_name' as const];
  const query = { ...paged(where), fields };
  const { data } = await answerOf(api.GET('/deals', { params: { query }, signal }));
  return data.items.map(({ id = 0, title = '', client_name: client }) => ({
    key: `deal ${id}`,
    kind: 'deal',
    label: title,
    ...hinted(client),
    to: dealPath(id),
  }));
}

async function readProducts(where: Where, signal: AbortSignal): Promise<Item[]> {
  const query = { ...paged(where), fields: ['id' as const, 'name' as const, 'sku' as const] };
  const { data } = await answerOf(api.GET('/products/', { params: { query }, signal }));
  return data.items.map(({ id = 0, name = '', sku }) => ({
    key: `product ${id}`,
    kind: 'product',
    label: name,
    ...hinted(sku),
    to: productPath(id),
  }));
}

async function readModules(q: string | undefined, signal: AbortSignal) {
  const query = q === undefined ? {} : { q };
  return (await answerOf(api.GET('/modules/', { params: { query }, signal }))).data.map(
    ({ id, name, platform }) => ({
      id,
      item: {
        key: `module ${id}`,
        kind: 'module',
        label: name,
        hint: platform,
        to: modulePath(id),
      } satisfies Item,
    }),
  );
}

export const SOURCES: Record<RecordKind, Source> = {
  client: {
    right: 'clients:read',
    find: (q, signal) => readClients({ q }, signal),
    name: byIds(readClients),
  },
  deal: {
    right: 'deals:read',
    find: (q, signal) => readDeals({ q }, signal),
    name: byIds(readDeals),
  },
  product: {
    right: 'products:read',
    find: (q, signal) => readProducts({ q }, signal),
    name: byIds(readProducts),
  },
  module: {
    right: 'modules:read',
    find: async (q, signal) =>
      (await readModules(q, signal)).slice(0, SHOWN).map(({ item }) => item),
    name: async (ids, signal) =>
      (await readModules(undefined, signal)).flatMap(({ id, item }) =>
        ids.includes(id) ? [item] : [],
      ),
  },
};
