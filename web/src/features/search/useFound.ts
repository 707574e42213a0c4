// SPDX-License-Identifier: MIT
// What the server finds for what was typed: each list is asked by itself and only where one may read it, so one that
// fails or takes its time keeps none of the others. What is typed on stops the questions that are on their way.

import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useCan, useMe } from '../../api/me';
import { isTooShort } from '../../ui/letters';
import type { Item } from './items';
import { RECORD_KINDS, type RecordKind, readRecent } from './recent';
import { SOURCES } from './sources';

const STALE_MS = 10_000;

export interface Found {
  kind: RecordKind;
  items: Item[];
  isPending: boolean;
  hasFailed: boolean;
}

/** The kinds of records that one may read. */
export function useKinds(): RecordKind[] {
  const can = useCan();
  return useMemo(() => RECORD_KINDS.filter((kind) => can(SOURCES[kind].right)), [can]);
}

export function useFound(text: string): Found[] {
  const kinds = useKinds();
  const isAsked = text !== '' && !isTooShort(text);
  const results = useQueries({
    queries: kinds.map((kind) => ({
      queryKey: ['search', kind, text],
      enabled: isAsked,
      queryFn: ({ signal }: { signal: AbortSignal }) => SOURCES[kind].find(text, signal),
      staleTime: STALE_MS,
      retry: false,
    })),
  });
  if (!isAsked) return [];
  return kinds.map((kind, at) => ({
    kind,
    items: results[at]?.data ?? [],
    isPending: results[at]?.isPending ?? false,
    hasFailed: results[at]?.isError ?? false,
  }));
}

/** What was opened last, under the names it has now; what is gone or may no longer be seen is left out. */
export function useRecent(): Item[] {
  const kinds = useKinds();
  const myId = useMe().user.id;
  const [opened] = useState(() => readRecent(myId).filter(({ kind }) => kinds.includes(kind)));
  const named = useQuery({
    queryKey: ['search', 'recent', opened],
    enabled: opened.length > 0,
    queryFn: async ({ signal }) => {
      const idsOf = (of: RecordKind) => opened.flatMap(({ kind, id }) => (kind === of ? [id] : []));
      const asked = kinds.filter((kind) => idsOf(kind).length > 0);
      const answers = await Promise.allSettled(
        asked.map((kind) => SOURCES[kind].name(idsOf(kind), signal)),
      );
      return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    },
    retry: false,
  });
  return opened.flatMap(
    ({ kind, id }) => named.data?.find(({ key }) => key === `${kind} ${id}`) ?? [],
  );
}
