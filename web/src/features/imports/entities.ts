// SPDX-License-Identifier: MIT
// What the rows of files become, and by what that differs: the fields that columns go into, those of which one is needed,
// and whether clients are looked for.

import { type BulkEntity, bulkPaths } from '../operations/entities';

const FIELDS = {
  product: [
    'sku',
    'name',
    'brand',
    'category',
    'model',
    'description',
    'price',
    'cost',
    'currency',
    'stock',
    'is_active',
    'barcode',
    'image_url',
    'attributes',
  ],
  client: ['name', 'bin_iin', 'phone', 'email', 'address', 'source', 'tags', 'owner'],
  deal: [
    'title',
    'amount',
    'currency',
    'stage',
    'client_name',
    'client_phone',
    'client_email',
    'client_bin_iin',
    'expected_close_date',
    'source',
    'tags',
    'owner',
    'lost_reason',
    'id',
  ],
} as const satisfies Record<BulkEntity, readonly string[]>;

export type ImportField = (typeof FIELDS)[BulkEntity][number];

type FieldKey = {
  [E in BulkEntity]: `imports.fields.${E}.${(typeof FIELDS)[E][number]}`;
}[BulkEntity];

/** The key of the field's name. */
export const fieldKey = (entity: BulkEntity, field: ImportField): FieldKey =>
  `imports.fields.${entity}.${field}` as FieldKey;

const NEEDS: Record<BulkEntity, readonly string[]> = {
  product: ['sku'],
  client: ['name', 'bin_iin', 'phone', 'email'],
  deal: ['title', 'id'],
};

export const fieldsOf = (entity: BulkEntity): readonly ImportField[] => FIELDS[entity];

export const isFieldOf = (entity: BulkEntity, name: string): name is ImportField =>
  fieldsOf(entity).some((field) => field === name);

/** One of these has to have a column. */
export const hasNeeded = (entity: BulkEntity, mapping: readonly { field: string }[]): boolean =>
  mapping.some(({ field }) => NEEDS[entity].includes(field));

/** Only products have attributes of any name. */
export const hasAttributes = (entity: BulkEntity): boolean => entity === 'product';

/** The list of what was imported, what was changed last first. */
export const resultPath = (entity: BulkEntity): string =>
  `${bulkPaths(entity).list}?${entity === 'deal' ? 'view=list&' : ''}sort=-updated_at`;

export const MATCH_KEYS = ['bin_iin', 'phone', 'email'] as const;
export type MatchKey = (typeof MATCH_KEYS)[number];

const AMOUNTS: readonly string[] = ['price', 'cost', 'stock', 'amount'];

/** Whether a value that is ambiguous is a number; else several records fit it. */
export const isAmount = (field: string | null): boolean =>
  field !== null && AMOUNTS.includes(field);
