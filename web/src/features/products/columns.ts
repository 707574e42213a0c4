// SPDX-License-Identifier: MIT
// The columns of the table: what each shows, how wide it is, whether it sorts, and by which words of the API it
// filters. Everything else about a column follows from this one list.

import type { Product } from '../../api/types';

/** What the table asks of a product; the rest is the product's own page's. */
export const ROW_FIELDS = [
  'id',
  'revision',
  'sku',
  'name',
  'brand',
  'category',
  'model',
  'barcode',
  'price',
  'cost',
  'currency',
  'stock',
  'is_active',
  'created_at',
  'updated_at',
] as const;

export type Row = Pick<Product, (typeof ROW_FIELDS)[number]>;

export type ColumnKey = Exclude<keyof Row, 'id' | 'revision' | 'currency'>;
export type ColumnKind = 'text' | 'money' | 'count' | 'switch' | 'date';
export type FilterKind = 'contains' | 'range' | 'choice' | 'switch';

export interface Column {
  key: ColumnKey;
  kind: ColumnKind;
  /** In pixels; the name takes what is left. */
  width: number;
  filter?: FilterKind;
  isEditable?: boolean;
  isOptional?: boolean;
}

export const COLUMNS: readonly Column[] = [
  { key: 'name', kind: 'text', width: 260, filter: 'contains' },
  { key: 'sku', kind: 'text', width: 136, filter: 'contains' },
  { key: 'brand', kind: 'text', width: 136, filter: 'choice' },
  { key: 'category', kind: 'text', width: 150, filter: 'choice' },
  { key: 'model', kind: 'text', width: 136, filter: 'contains', isOptional: true },
  { key: 'barcode', kind: 'text', width: 144, filter: 'contains', isOptional: true },
  { key: 'cost', kind: 'money', width: 156, filter: 'range', isOptional: true },
  { key: 'price', kind: 'money', width: 160, filter: 'range', isEditable: true },
  { key: 'stock', kind: 'count', width: 124, filter: 'range', isEditable: true },
  { key: 'is_active', kind: 'switch', width: 118, filter: 'switch', isEditable: true },
  { key: 'created_at', kind: 'date', width: 140, isOptional: true },
  { key: 'updated_at', kind: 'date', width: 140, isOptional: true },
];

export const DEFAULT_COLUMNS = COLUMNS.filter(({ isOptional }) => !isOptional).map(
  ({ key }) => key,
);
/** What a phone has room for. */
export const PHONE_COLUMNS: readonly ColumnKey[] = ['name', 'sku', 'price', 'stock', 'is_active'];

export const columnsOf = (keys: readonly ColumnKey[]): Column[] =>
  COLUMNS.filter(({ key }) => keys.includes(key));

/** The keys among these words; the name is always there. */
export function columnKeys(words: readonly string[]): ColumnKey[] {
  return COLUMNS.filter(({ key }) => key === 'name' || words.includes(key)).map(({ key }) => key);
}
