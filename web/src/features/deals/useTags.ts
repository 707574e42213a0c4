// SPDX-License-Identifier: MIT
// Tags and sources in use lately, to choose from; others can be typed.

import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client';
import { asWords } from '../../api/words';

const LOOKED_AT = 200;
const STALE_MS = 5 * 60_000;
const NONE: string[] = [];

function useWords(isWanted: boolean) {
  return useQuery({
    enabled: isWanted,
    queryKey: ['deal-words'],
    queryFn: async ({ signal }) => {
      const words = {
        fields: 'source,tags',
        sort: '-updated_at',
        page_size: String(LOOKED_AT),
        count: 'none',
      };
      const { data } = await answerOf(api.GET('/deals', { ...asWords(words), signal }));
      return {
        sources: byFrequency(data.items.flatMap(({ source }) => source ?? [])),
        tags: byFrequency(data.items.flatMap(({ tags }) => tags ?? [])),
      };
    },
    staleTime: STALE_MS,
  });
}

function byFrequency(all: string[]): string[] {
  const counts = new Map<string, number>();
  for (const word of all) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || a.localeCompare(b)).map(([word]) => word);
}

export const useTags = (): string[] => useWords(true).data?.tags ?? NONE;
/** Not read before they are wanted. */
export const useSources = (isWanted = true): string[] => useWords(isWanted).data?.sources ?? NONE;
