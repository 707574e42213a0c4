// SPDX-License-Identifier: MIT
// What an import did, as something to be taken back.

import type { ImportListed } from '../../api/types';
import type { Undoable } from '../operations/UndoButton';

type Source = Pick<
  ImportListed,
  'entity' | 'filename' | 'operation_id' | 'operation_state' | 'operation_expires_at'
>;

/** undefined: it has changed nothing. */
export function undoableOf(source: Source): Undoable | undefined {
  const {
    entity,
    filename,
    operation_id: id,
    operation_state: state,
    operation_expires_at: until,
  } = source;
  if (id === null || state === null || until === null) return undefined;
  return { id, entity, kind: 'import', state, expiresAt: until, what: filename ?? id.slice(0, 8) };
}
