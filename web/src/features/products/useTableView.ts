// SPDX-License-Identifier: MIT
// What the table shows, in the address: each choice is a step that Back takes back; typing into a field is one step,
// not one a letter. Columns and density are remembered here, too, for the next visit.

import { useCallback, useMemo } from 'react';
import { useAddressWords, wordsNow } from '../../ui/useAddressWords';
import { useDebounced } from '../../ui/useDebounced';
import { type ColumnKey, DEFAULT_COLUMNS } from './columns';
import {
  columnsFrom,
  type Density,
  densityFrom,
  type Filters,
  type FilterWord,
  isTyped,
  type Query,
  queryOf,
  type View,
  viewFrom,
  withView,
} from './view';

const TYPING_MS = 300;
const COLUMNS_KEY = 'sauda.products.columns';
const DENSITY_KEY = 'sauda.products.density';

const read = (key: string): string | null => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};

const remember = (key: string, value: string): void => {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Without storage the choice holds in the address.
  }
};

export interface TableView {
  view: View;
  /** The same object as long as it asks the same; a moment behind what is being typed. */
  query: Query;
  columns: ColumnKey[];
  density: Density;
  setSearch: (q: string) => void;
  setFilters: (change: Filters) => void;
  setSort: (sort: string[]) => void;
  setColumns: (next: (columns: ColumnKey[]) => ColumnKey[]) => void;
  setDensity: (density: Density) => void;
  reset: () => void;
}

/** The view is taken from the address at the moment of the change: two may come before the page is drawn again. */
export function useTableView(): TableView {
  const [params, setParams] = useAddressWords();
  const view = useMemo(() => viewFrom(params), [params]);
  const query = useSettled(view);

  const change = useCallback(
    (next: (view: View) => View, isStep: boolean) =>
      setParams((now) => withView(now, next(viewFrom(now))), { replace: !isStep }),
    [setParams],
  );
  const setWord = useCallback(
    (word: string, value: string) =>
      setParams(
        (now) => {
          const next = new URLSearchParams(now);
          next.set(word, value);
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );

  return {
    view,
    query,
    columns: columnsFrom(params, read(COLUMNS_KEY)),
    density: densityFrom(params, read(DENSITY_KEY)),
    setSearch: (q) => change((now) => ({ ...now, q }), view.q === ''),
    setFilters: (filters) => {
      const words = Object.keys(filters) as FilterWord[];
      const isStep = words.some((word) => !isTyped(word) || view.filters[word] === undefined);
      change((now) => ({ ...now, filters: { ...now.filters, ...filters } }), isStep);
    },
    setSort: (sort) => change((now) => ({ ...now, sort }), true),
    setColumns: (next) => {
      const columns = next(columnsFrom(wordsNow(), read(COLUMNS_KEY)));
      remember(COLUMNS_KEY, columns.join(','));
      setWord('columns', columns.join(',') || DEFAULT_COLUMNS.join(','));
    },
    setDensity: (density) => {
      remember(DENSITY_KEY, density);
      setWord('density', density);
    },
    reset: () => change(({ sort }) => ({ q: '', filters: {}, sort }), true),
  };
}

/** The question of the view once typing has paused; what is chosen is asked at once. */
function useSettled(view: View): Query {
  const { q, filters } = view;
  const entries = Object.entries(filters).filter(([word]) => isTyped(word as FilterWord));
  const typed = JSON.stringify({ q, filters: Object.fromEntries(entries) });
  const settled = useDebounced(typed, TYPING_MS);
  const chosen = JSON.stringify({
    sort: view.sort,
    filters: Object.fromEntries(
      Object.entries(filters).filter(([word]) => !isTyped(word as FilterWord)),
    ),
  });
  const key = useMemo(() => {
    const [typing, choice] = [JSON.parse(settled || typed), JSON.parse(chosen)];
    const filtersNow = { ...typing.filters, ...choice.filters };
    return JSON.stringify(queryOf({ q: typing.q, sort: choice.sort, filters: filtersNow }));
  }, [settled, typed, chosen]);
  return useMemo(() => JSON.parse(key) as Query, [key]);
}
