// SPDX-License-Identifier: MIT
// The words of the address behind its `?`, and how they are changed.

import { useCallback } from 'react';
import { type NavigateOptions, useSearchParams } from 'react-router';

type Next = URLSearchParams | ((now: URLSearchParams) => URLSearchParams);

/** Those of this moment, which may not have been drawn yet. */
export const wordsNow = (): URLSearchParams => new URLSearchParams(window.location.search);

/** As the router's useSearchParams(), which lets each change begin with the address as the page was last drawn: of two
 * changes before the next drawing the second would take the first back. Here each begins with the address as it is. */
export function useAddressWords() {
  const [params, setParams] = useSearchParams();
  const change = useCallback(
    (next: Next, options?: NavigateOptions) =>
      setParams(() => (typeof next === 'function' ? next(wordsNow()) : next), options),
    [setParams],
  );
  return [params, change] as const;
}
