// SPDX-License-Identifier: MIT
// A form without a button: what was typed is saved once its field is left, what was chosen at once. What could not be saved
// stays typed.

import { useCallback, useEffect, useRef, useState } from 'react';
import type { DraftValues } from './draft';
import type { useDraft } from './useDraft';

type Saving<V extends DraftValues> = Pick<
  ReturnType<typeof useDraft<V, unknown>>,
  'isDirty' | 'isSending' | 'quarrel' | 'submit'
>;

/** Saves once the change that was just made has reached the draft, and what is on its way has arrived. */
export function useInlineSave<V extends DraftValues>(draft: Saving<V>): () => void {
  const [asked, setAsked] = useState(0);
  const served = useRef(0);
  useEffect(() => {
    if (asked === served.current || draft.isSending || draft.quarrel) return;
    served.current = asked;
    if (draft.isDirty) draft.submit();
  });
  return useCallback(() => setAsked((now) => now + 1), []);
}
