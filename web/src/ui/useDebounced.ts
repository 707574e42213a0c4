// SPDX-License-Identifier: MIT
// A text as it was when typing paused; emptied at once.

import { useDebouncedValue } from '@mantine/hooks';

export function useDebounced(text: string, waitMs: number): string {
  const [paused] = useDebouncedValue(text, waitMs);
  return text === '' ? '' : paused;
}
