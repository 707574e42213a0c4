// SPDX-License-Identifier: MIT
// Deals and clients by what is typed, for choosing what a task is about.

import { answerOf, api } from '../../api/client';
import type { Option } from '../../ui/RemoteSelect';

const FOUND = 10;

export async function findDeals(q: string, signal: AbortSignal): Promise<Option[]> {
  const fields = ['id' as const, 'title' as const];
  const query = { q, fields, count: 'none' as const, page_size: FOUND };
  const { data } = await answerOf(api.GET('/deals', { params: { query }, signal }));
  return data.items.flatMap(({ id, title }) => optionOf(id, title));
}

export async function findClients(q: string, signal: AbortSignal): Promise<Option[]> {
  const fields = ['id' as const, 'name' as const];
  const query = { q, fields, count: 'none' as const, page_size: FOUND };
  const { data } = await answerOf(api.GET('/clients', { params: { query }, signal }));
  return data.items.flatMap(({ id, name }) => optionOf(id, name));
}

const optionOf = (id: number | undefined, name: string | undefined): Option[] =>
  id === undefined || name === undefined ? [] : [{ value: String(id), label: name }];
