// SPDX-License-Identifier: MIT
// The draft of a row that is kept fresh by the feed: what others save is taken in around what was typed. Of a field
// that both changed nothing is lost: it is told at once (RivalsNote), and saving asks.

import { useEffect, useRef } from 'react';
import type { Base, DraftValues } from './draft';
import type { useDraft } from './useDraft';

type FullDraft<V extends DraftValues> = ReturnType<typeof useDraft<V, unknown>>;

interface Row {
  revision: number;
}

/** `row` as it is stored now; undefined: there is none yet. `shown` are the values that stand in the form. */
export function useFreshRow<V extends DraftValues, R extends Row>(
  draft: Pick<
    FullDraft<V>,
    'isDirty' | 'isSending' | 'quarrel' | 'base' | 'values' | 'reset' | 'join'
  >,
  row: R | undefined,
  baseOf: (row: R, shown?: V) => Base<V>,
): void {
  const { isDirty, isSending, quarrel, base, values, reset, join } = draft;
  const joined = useRef(base.revision);
  useEffect(() => {
    if (!row || isSending || quarrel || row.revision <= base.revision) return;
    if (!isDirty) reset(baseOf(row));
    else if (row.revision > joined.current) {
      joined.current = row.revision;
      join(baseOf(row, values));
    }
  });
}
