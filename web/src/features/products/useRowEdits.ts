// SPDX-License-Identifier: MIT
// The changes typed into the table, joined to the rows that are shown.

import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../ui/errorText';
import { notifyFailed } from '../../ui/notices';
import type { Row } from './columns';
import { updateRow } from './queries';
import { RowEdits } from './rowEdits';
import type { RowWindow } from './rowWindow';

export function useRowEdits(rows: RowWindow<Row>): RowEdits {
  const { t } = useTranslation();
  const latest = useRef({ rows, t });
  useEffect(() => {
    latest.current = { rows, t };
  });
  const [edits] = useState(
    () =>
      new RowEdits({
        send: updateRow,
        onRow: (row) => latest.current.rows.replace(row),
        onRefused: (id, error) => {
          const { rows: now, t: words } = latest.current;
          const place = now.placeOf(id);
          const name = (place === undefined ? undefined : now.rowAt(place)?.name) ?? '';
          const title = words('catalogue.notSaved', { name });
          notifyFailed({ id: `edit-${id}`, title, text: errorText(words, error) });
        },
      }),
  );
  useSyncExternalStore(edits.watch, edits.getVersion);
  return edits;
}
