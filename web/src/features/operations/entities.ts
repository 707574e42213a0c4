// SPDX-License-Identifier: MIT
// What is changed by the hundred: where its list, its imports and its operations are, and whose rights they follow.

import type { Right } from '../../api/session';
import { clientPath, dealPath } from '../../ui/paths';

export const BULK_ENTITIES = ['product', 'client', 'deal'] as const;
export type BulkEntity = (typeof BULK_ENTITIES)[number];

const RESOURCES = { product: 'products', client: 'clients', deal: 'deals' } as const;
export type BulkResource = (typeof RESOURCES)[BulkEntity];

const PATHS: Record<BulkEntity, (id: number) => string> = {
  product: (id) => `/products/${id}`,
  client: clientPath,
  deal: dealPath,
};

const isBulkEntity = (entity: string): entity is BulkEntity => entity in RESOURCES;

export const resourceOf = (entity: BulkEntity): BulkResource => RESOURCES[entity];

/** The addresses of an entity's bulk changes; those of its list begin them. */
export const bulkPaths = (entity: BulkEntity) => {
  const list = `/${RESOURCES[entity]}`;
  return { list, imports: `${list}/import`, operations: `${list}/operations` };
};

/** The entity whose pages have this address. */
export function entityAt(pathname: string): BulkEntity {
  return BULK_ENTITIES.find((entity) => pathname.startsWith(bulkPaths(entity).list)) ?? 'product';
}

/** The page of a row; undefined: it has none. */
export const pathOf = (entity: string, id: number): string | undefined =>
  isBulkEntity(entity) ? PATHS[entity](id) : undefined;

/** What one needs to take an operation back. */
export function undoRight(entity: string, kind: string | undefined): Right {
  const resource = isBulkEntity(entity) ? RESOURCES[entity] : entity;
  return `${resource}:${kind === 'merge' ? 'delete' : 'update'}`;
}
