// SPDX-License-Identifier: MIT
// Clients that become one, compared field by field: whose values remain.

import type { Client, ClientMerge } from '../../api/types';

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
