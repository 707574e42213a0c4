// SPDX-License-Identifier: MIT
// Input that is not saved, wherever within a page or drawer it stands: its form tells, and whatever would let it go (the
// drawer, another view of a list) asks first.

import { createContext, useCallback, useContext, useEffect, useState } from 'react';

type Begin = () => () => void;

/** Tells of unsaved input; the answer takes it back. Without anybody who asks nobody hears of it. */
const Listener = createContext<Begin>(() => () => undefined);

export const UnsavedInput = Listener.Provider;

/** Something that was typed here would be lost. */
export function useUnsaved(isUnsaved: boolean): void {
  const begin = useContext(Listener);
  useEffect(() => (isUnsaved ? begin() : undefined), [isUnsaved, begin]);
}

/** Whether anything within <UnsavedInput value={listen}> is not saved. */
export function useUnsavedWithin(): { isUnsaved: boolean; listen: Begin } {
  const [count, setCount] = useState(0);
  const listen = useCallback(() => {
    setCount((now) => now + 1);
    return () => setCount((now) => now - 1);
  }, []);
  return { isUnsaved: count > 0, listen };
}
