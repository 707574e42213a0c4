// SPDX-License-Identifier: MIT
// What can be done with a deal from its card; the page provides it, so that cards need no chain of handlers and need not
// be drawn anew when one changes. What one has no right to is absent.

import { createContext, useContext } from 'react';
import type { BoardCard, BoardColumn } from '../../api/types';
import type { ColumnKey, DealPlace } from './boardData';

export interface DealActions {
  /** Where a deal is open, with the same view behind it. */
  pathOf: (id: number) => string;
  change?: DealChanges;
  /** Looks for the next cards of a column. */
  loadMore: (column: BoardColumn) => void;
  /** So many cards of the column have been scrolled to. */
  seen: (stageId: number, count: number) => void;
}

export interface DealChanges {
  stages: { key: ColumnKey; name: string }[];
  columnOf: (card: BoardCard) => ColumnKey | undefined;
  move: (card: BoardCard, to: DealPlace) => void;
  /** One step up or down in its column. */
  step: (card: BoardCard, step: -1 | 1) => void;
}

export const ActionsContext = createContext<DealActions>({
  pathOf: () => '',
  loadMore: () => undefined,
  seen: () => undefined,
});

export const useDealActions = () => useContext(ActionsContext);
