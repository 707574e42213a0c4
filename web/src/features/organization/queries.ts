// SPDX-License-Identifier: MIT
// The organisation one works in. The feed tells when somebody changed it.

import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { answerOf, api } from '../../api/client';
import type { Frame } from '../../api/feed';
import { queryClient, useFrames } from '../../api/live';
import { session } from '../../api/me';
import type { components } from '../../api/schema';
import type { Organization } from '../../api/types';

const ORGANIZATION_KEY = ['organization'];

export function useOrganization() {
  useFrames(
    useCallback((frame: Frame) => {
      if (frame.type.startsWith('organization.') || frame.type === 'resync') {
        void queryClient.invalidateQueries({ queryKey: ORGANIZATION_KEY });
      }
    }, []),
  );
  return useQuery({
    queryKey: ORGANIZATION_KEY,
    queryFn: async ({ signal }) => (await answerOf(api.GET('/organization', { signal }))).data,
    refetchOnMount: 'always',
  });
}

export async function updateOrganization(
  body: components['schemas']['OrganizationUpdate'],
  revision: number,
): Promise<Organization> {
  const headers = { 'If-Match': `"${revision}"` };
  const { data } = await answerOf(api.PATCH('/organization', { body, headers }));
  queryClient.setQueryData(ORGANIZATION_KEY, data);
  const state = session.getState();
  if ('me' in state) session.setMe({ ...state.me, organization: data });
  return data;
}
