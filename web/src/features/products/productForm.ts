// SPDX-License-Identifier: MIT
// A product as a form holds it: texts and one switch, each attribute a field of its own, so that two people who
// change different ones are never in each other's way.

import type { TFunction } from 'i18next';
import type { ApiError } from '../../api/errors';
import type { Product, ProductCreate, ProductUpdate } from '../../api/types';
import {
  type AttributeField,
  type Attributes,
  attributePatch,
  attributesFrom,
  attributeValues,
  isAttribute,
  wrongAttributes,
} from '../../ui/attributes';
import { changesOf } from '../../ui/draft';
import { textProblem } from '../../ui/fieldProblems';
import { parseMoney } from '../../ui/money';
import { type Problems, problems } from '../../ui/useDraft';

export type ProductValues = {
  sku: string;
  name: string;
  brand: string;
  category: string;
  model: string;
  description: string;
  price: string;
  cost: string;
  currency: string;
  stock: string;
  is_active: boolean;
  barcode: string;
  image_url: string;
  [attribute: AttributeField]: string;
};

export type FieldName = Exclude<keyof ProductValues, AttributeField>;

export const MOST_STOCK = 2_147_483_647;
const TEXTS = ['brand', 'category', 'model', 'barcode', 'image_url'] as const;
const LENGTHS = { brand: 100, category: 100, model: 100, barcode: 64, image_url: 2000 };

export function emptyValues(currency: string): ProductValues {
  return {
    sku: '',
    name: '',
    brand: '',
    category: '',
    model: '',
    description: '',
    price: '0',
    cost: '',
    currency,
    stock: '0',
    is_active: true,
    barcode: '',
    image_url: '',
  };
}

/** `shown`: attributes that the form knows of and the row has no more are gone, not unknown. */
export function valuesFrom(row: Product, shown: Partial<ProductValues> = {}): ProductValues {
  return {
    sku: row.sku,
    name: row.name,
    brand: row.brand ?? '',
    category: row.category ?? '',
    model: row.model ?? '',
    description: row.description,
    price: String(row.price),
    cost: row.cost === null ? '' : String(row.cost),
    currency: row.currency,
    stock: String(row.stock),
    is_active: row.is_active,
    barcode: row.barcode ?? '',
    image_url: row.image_url ?? '',
    ...attributeValues(row.attributes, shown),
  };
}

export function problemsOf(
  t: TFunction,
  values: ProductValues,
  known: Attributes,
): Problems<ProductValues> {
  const found: Partial<Record<keyof ProductValues & string, string | undefined>> = {
    sku: textProblem(t, values.sku, 100),
    name: textProblem(t, values.name, 300),
    description: textProblem(t, values.description, 10_000, false),
    price: moneyProblem(t, values.price, true),
    cost: moneyProblem(t, values.cost, false),
    stock: stockProblem(t, values.stock),
  };
  for (const field of TEXTS) found[field] = textProblem(t, values[field], LENGTHS[field], false);
  if (!isAddress(values.image_url.trim())) found.image_url ??= t('problems.url');
  for (const field of wrongAttributes(values, known)) {
    found[field] = t('productPage.problems.json');
  }
  return problems(found);
}

function moneyProblem(t: TFunction, text: string, isRequired: boolean) {
  if (text.trim() === '') return isRequired ? t('problems.required') : undefined;
  return parseMoney(text) === undefined ? t('productPage.problems.money') : undefined;
}

function stockProblem(t: TFunction, text: string) {
  const bare = bareStock(text);
  if (bare === '') return t('problems.required');
  const isFine = /^\d{1,10}$/.test(bare) && Number(bare) <= MOST_STOCK;
  return isFine ? undefined : t('problems.range', { min: 0, max: MOST_STOCK });
}

const bareStock = (text: string) => text.replace(/[\s\u00a0\u202f]/g, '');

export function isAddress(text: string): boolean {
  if (text === '') return true;
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

/** What was changed, as a merge patch; `known` are the attributes that it was changed from. */
export function toPatch(now: ProductValues, base: ProductValues, known: Attributes): ProductUpdate {
  const changes = changesOf(now, base);
  const patch: ProductUpdate = {};
  for (const [field, value] of Object.entries(changes)) {
    if (!isAttribute(field)) Object.assign(patch, { [field]: sent(field, value) });
  }
  const attributes = attributePatch(now, base, known);
  return attributes === undefined ? patch : { ...patch, attributes };
}

/** A new product of them; `known` are the attributes of the one that it is a copy of. */
export function toCreate(values: ProductValues, known: Attributes): ProductCreate {
  const own = Object.entries(values).filter(([field]) => !isAttribute(field));
  const fields = own
    .map(([field, value]) => [field, sent(field, typeof value === 'string' ? value.trim() : value)])
    .filter(([, value]) => value !== null);
  return { ...Object.fromEntries(fields), attributes: attributesFrom(values, known) };
}

function sent(field: string, value: unknown): unknown {
  if (field === 'price' || field === 'cost') return parseMoney(String(value)) ?? null;
  if (field === 'stock') return Number(bareStock(String(value)));
  return value === '' && field !== 'description' ? null : value;
}

/** Words at the field that a refusal is about. */
export function explainProduct(t: TFunction, error: ApiError): Problems<ProductValues> {
  return error.code === 'already_exists' ? { sku: t('productPage.problems.skuTaken') } : {};
}
