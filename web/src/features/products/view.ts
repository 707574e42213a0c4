// SPDX-License-Identifier: MIT
// What is looked at: words to search, filters, order, columns, density. It lives in the address, by the words of the
// API, so a view can be sent to a colleague and the browser's Back leads to the one before. Typed texts stand there as
// they were typed; what of them cannot be asked yet (two letters, half a number) is left out of the question.

import type { components } from '../../api/schema';
import { readList } from '../../api/words';
import { isTooShort } from '../../ui/letters';
import { parseMoney } from '../../ui/money';
import { sortFrom } from '../../ui/sorting';
import { type ColumnKey, columnKeys, DEFAULT_COLUMNS } from './columns';
import { parseCount } from './count';

export type ProductFilter = components['schemas']['ProductsListFilter'];

export const TEXT_WORDS = [
  'name__contains',
  'sku__contains',
  'model__contains',
  'barcode__contains',
] as const;
export const MONEY_WORDS = ['price__gte', 'price__lte', 'cost__gte', 'cost__lte'] as const;
export const COUNT_WORDS = ['stock__gte', 'stock__lte'] as const;
export const CHOICE_WORDS = ['brand__in', 'category__in'] as const;
export const FLAG_WORDS = ['is_active', 'brand__isnull', 'category__isnull'] as const;

const ALL_WORDS = [
  ...TEXT_WORDS,
  ...MONEY_WORDS,
  ...COUNT_WORDS,
  ...CHOICE_WORDS,
  ...FLAG_WORDS,
] as const;
export type FilterWord = (typeof ALL_WORDS)[number];
export type Filters = Partial<Record<FilterWord, string>>;
export type Density = 'normal' | 'compact';

export interface View {
  q: string;
  filters: Filters;
  /** `-price` for the other way round. */
  sort: string[];
}

export interface Query {
  filter: ProductFilter;
  sort: string[];
}

const SORT_FIELDS = [
  'id',
  'sku',
  'name',
  'brand',
  'category',
  'model',
  'price',
  'cost',
  'stock',
  'is_active',
  'barcode',
  'created_at',
  'updated_at',
] as const;

export const isTyped = (word: FilterWord): boolean =>
  !isAmong(CHOICE_WORDS, word) && !isAmong(FLAG_WORDS, word);

function isAmong<W extends string>(words: readonly W[], word: string): word is W {
  return words.some((each) => each === word);
}

export function viewFrom(params: URLSearchParams): View {
  const filters: Filters = {};
  for (const word of ALL_WORDS) {
    const value = params.get(word);
    if (value !== null && value !== '') filters[word] = value;
  }
  return { q: params.get('q') ?? '', filters, sort: sortFrom(params.get('sort'), SORT_FIELDS) };
}

/** The address words with another view; words of other things stay. */
export function withView(params: URLSearchParams, view: View): URLSearchParams {
  const next = new URLSearchParams(params);
  const words: Record<string, string> = { q: view.q, sort: view.sort.join(',') };
  for (const word of ALL_WORDS) words[word] = view.filters[word] ?? '';
  for (const [word, value] of Object.entries(words)) {
    if (value === '') next.delete(word);
    else next.set(word, value);
  }
  return next;
}

export const isFiltering = (view: View): boolean =>
  view.q.trim() !== '' || Object.keys(view.filters).length > 0;

/** What the server is asked: whatever of the view is complete. */
export function queryOf(view: View): Query {
  const { filters } = view;
  const filter: Record<string, unknown> = {};
  const put = (word: string, value: unknown) => {
    if (value !== undefined) filter[word] = value;
  };
  const q = view.q.trim();
  if (q !== '' && !isTooShort(q)) put('q', q);
  for (const word of TEXT_WORDS) {
    const text = filters[word]?.trim() ?? '';
    if (text !== '' && !isTooShort(text)) put(word, text);
  }
  for (const word of MONEY_WORDS) put(word, parseMoney(filters[word] ?? ''));
  for (const word of COUNT_WORDS) put(word, parseCount(filters[word] ?? ''));
  for (const word of CHOICE_WORDS) {
    const values = readList(filters[word] ?? '');
    if (values.length > 0) put(word, values);
  }
  for (const word of FLAG_WORDS) {
    const flag = filters[word];
    if (flag === 'true' || flag === 'false') put(word, flag === 'true');
  }
  return { filter: filter as ProductFilter, sort: view.sort };
}

export function columnsFrom(params: URLSearchParams, remembered: string | null): ColumnKey[] {
  const words = params.get('columns') ?? remembered;
  return words === null || words === '' ? [...DEFAULT_COLUMNS] : columnKeys(words.split(','));
}

export const densityFrom = (params: URLSearchParams, remembered: string | null): Density =>
  (params.get('density') ?? remembered) === 'compact' ? 'compact' : 'normal';
