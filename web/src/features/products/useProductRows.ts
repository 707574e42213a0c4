// SPDX-License-Identifier: MIT
// The rows of the present question. While another one is on its way the rows of the last stay to be seen, so that
// typing into a filter does not flicker.

import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { Row } from './columns';
import { openRows } from './queries';
import type { RowWindow } from './rowWindow';
import type { Query } from './view';

const FIRST_ROWS = 60;

export interface ProductRows {
  rows: RowWindow<Row>;
  /** Grows with each change of the rows. */
  version: number;
  /** Other rows are on their way. */
  isChanging: boolean;
}

/** `query` has to be the same object as long as it asks the same. */
export function useProductRows(query: Query): ProductRows {
  const next = useMemo(() => openRows(query), [query]);
  const [rows, setRows] = useState(next);
  useEffect(() => {
    next.want(0, FIRST_ROWS);
    return () => next.dispose();
  }, [next]);
  useSyncExternalStore(next.watch, next.getVersion);
  const version = useSyncExternalStore(rows.watch, rows.getVersion);
  const isThere = next.total !== undefined || next.error !== undefined;
  if (isThere && rows !== next) setRows(next);
  return { rows, version, isChanging: rows !== next };
}
