// SPDX-License-Identifier: MIT
// What is looked at of a list that comes in pages: words to search, conditions, order, page. It lives in the address, by
// the words of the API, so a view can be sent to a colleague and the browser's Back leads to the one before.

import { useCallback, useMemo } from 'react';
import { isTooShort } from './letters';
import { sortFrom } from './sorting';
import { useAddressWords } from './useAddressWords';
import { useDebounced } from './useDebounced';

export interface ListWords<W extends string> {
  /** Conditions that the panel offers, each with what its values look like. */
  filters: Record<W, RegExp>;
  /** Fields that it sorts by. */
  sort: readonly string[];
}

export interface ListView<W extends string> {
  q: string;
  filters: Partial<Record<W, string>>;
  /** `-name` for the other way round. */
  sort: string[];
  page: number;
}

const SEARCH_MS = 250;

const wordsOf = <W extends string>(words: ListWords<W>) => Object.keys(words.filters) as W[];

/** What the address has wrong counts as absent. */
export function listViewFrom<W extends string>(
  params: URLSearchParams,
  words: ListWords<W>,
): ListView<W> {
  const filters: Partial<Record<W, string>> = {};
  for (const word of wordsOf(words)) {
    const value = params.get(word);
    if (value !== null && words.filters[word].test(value)) filters[word] = value;
  }
  const page = Number(params.get('page'));
  return {
    q: params.get('q') ?? '',
    filters,
    sort: sortFrom(params.get('sort'), words.sort),
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  };
}

/** The address words with another view; words of other things stay. */
export function withListView<W extends string>(
  params: URLSearchParams,
  view: ListView<W>,
  words: ListWords<W>,
): URLSearchParams {
  const next = new URLSearchParams(params);
  const all: Record<string, string> = {
    q: view.q,
    sort: view.sort.join(','),
    page: view.page > 1 ? String(view.page) : '',
  };
  for (const word of wordsOf(words)) all[word] = view.filters[word] ?? '';
  for (const [word, value] of Object.entries(all)) {
    if (value === '') next.delete(word);
    else next.set(word, value);
  }
  return next;
}

export const isFiltering = (view: ListView<string>): boolean =>
  view.q.trim() !== '' || Object.keys(view.filters).length > 0;

/** What the server is asked; a search of too few letters is left out. */
export function questionOf(view: ListView<string>, pageSize: number): Record<string, string> {
  const q = view.q.trim();
  return {
    ...(q === '' || isTooShort(q) ? {} : { q }),
    ...(view.filters as Record<string, string>),
    ...(view.sort.length === 0 ? {} : { sort: view.sort.join(',') }),
    page: String(view.page),
    page_size: String(pageSize),
  };
}

export interface ListViewControl<W extends string> {
  view: ListView<W>;
  /** The view once typing has paused. */
  settled: ListView<W>;
  setSearch: (q: string) => void;
  /** An empty text takes a condition away. */
  setFilters: (change: Partial<Record<W, string>>) => void;
  setSort: (sort: string[]) => void;
  setPage: (page: number) => void;
  reset: () => void;
}

/** `words` has to be the same object all the time. */
export function useListView<W extends string>(words: ListWords<W>): ListViewControl<W> {
  const [params, setParams] = useAddressWords();
  const view = useMemo(() => listViewFrom(params, words), [params, words]);
  const q = useDebounced(view.q, SEARCH_MS);
  const change = useCallback(
    (next: (view: ListView<W>) => ListView<W>, isStep: boolean) =>
      setParams((now) => withListView(now, next(listViewFrom(now, words)), words), {
        replace: !isStep,
      }),
    [setParams, words],
  );
  return {
    view,
    settled: { ...view, q },
    // Typing is one step back, not one a letter.
    setSearch: (text) => change((now) => ({ ...now, q: text, page: 1 }), view.q === ''),
    setFilters: (filters) =>
      change((now) => ({ ...now, page: 1, filters: { ...now.filters, ...filters } }), true),
    setSort: (sort) => change((now) => ({ ...now, sort, page: 1 }), true),
    setPage: (page) => change((now) => ({ ...now, page }), true),
    reset: () => change(({ sort }) => ({ q: '', filters: {}, sort, page: 1 }), true),
  };
}
