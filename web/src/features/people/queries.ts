// SPDX-License-Identifier: MIT
// Who works here, by name: for choosing whose something is, and for naming rows of those who no longer work here.

import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client';
import { useCan } from '../../api/me';

const STALE_MS = 5 * 60_000;

/** Nothing where one may not know. */
export function useNames() {
  const can = useCan();
  return useQuery({
    queryKey: ['users', 'names'],
    enabled: can('deals:read'),
    queryFn: async ({ signal }) => (await answerOf(api.GET('/users/names', { signal }))).data,
    staleTime: STALE_MS,
  });
}
