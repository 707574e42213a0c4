// SPDX-License-Identifier: MIT
// What was there last: a dialog that is fading out goes on showing whom it was about.

import { useRef } from 'react';

export function useLast<T>(value: T | undefined): T | undefined {
  const last = useRef(value);
  if (value !== undefined) last.current = value;
  return last.current;
}
