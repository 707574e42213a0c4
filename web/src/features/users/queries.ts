// SPDX-License-Identifier: MIT
// What the panel asks of the users. The feed tells when somebody was added or changed; the lists are read
// anew then, and while the feed is away now and then.

import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { answerOf, api } from '../../api/client';
import type { Frame } from '../../api/feed';
import { feed, queryClient, useFeedStatus, useFrames } from '../../api/live';
import { session } from '../../api/me';
import type { components } from '../../api/schema';
import type { User } from '../../api/types';
import type { Filters } from './filters';

type Schemas = components['schemas'];
export type Invitation = Schemas['Invitation'];
export type UserUpdate = Schemas['UserUpdate'];

const USERS_KEY = ['users'];
export const PAGE_SIZE = 50;
const POLL_MS = 15_000;

export function readUsersAnew(): void {
  void queryClient.invalidateQueries({ queryKey: USERS_KEY });
}

export function useUsers({ q, role, isActive, page }: Filters) {
  const isLive = useFeedStatus().state === 'live';
  const text = q.trim();
  return useQuery({
    queryKey: [...USERS_KEY, { text, role, isActive, page }],
    queryFn: async ({ signal }) => {
      const query = {
        page,
        page_size: PAGE_SIZE,
        ...(text === '' ? {} : { q: text }),
        ...(role === null ? {} : { role }),
        ...(isActive === null ? {} : { is_active: isActive }),
      };
      const { data, cursor } = await answerOf(api.GET('/users', { params: { query }, signal }));
      feed.start(cursor);
      return data;
    },
    placeholderData: keepPreviousData,
    refetchOnMount: 'always',
    refetchInterval: (query) => (isLive || query.state.status === 'pending' ? false : POLL_MS),
  });
}

/** Reads the users anew when the feed tells of a change. */
export function useUsersLive(): void {
  useFrames(
    useCallback((frame: Frame) => {
      if (frame.type.startsWith('user.') || frame.type === 'resync') readUsersAnew();
    }, []),
  );
}

export function useUser(id: string | null) {
  return useQuery({
    queryKey: [...USERS_KEY, 'one', id],
    enabled: id !== null,
    queryFn: async ({ signal }) => {
      const params = { path: { id: id ?? '' } };
      return (await answerOf(api.GET('/users/{id}', { params, signal }))).data;
    },
    refetchOnMount: 'always',
  });
}

export function useRoles() {
  return useQuery({
    queryKey: ['roles'],
    queryFn: async ({ signal }) => (await answerOf(api.GET('/roles', { signal }))).data.items,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export async function createUser(body: Schemas['UserCreate']): Promise<User> {
  const { data } = await answerOf(api.POST('/users', { body }));
  readUsersAnew();
  return data;
}

export async function inviteUser(body: Schemas['UserInvite']): Promise<Invitation> {
  const { data } = await answerOf(api.POST('/users/invite', { body }));
  readUsersAnew();
  return data;
}

/** Without a revision the change is made in any case. */
export async function updateUser(id: string, body: UserUpdate, revision?: number): Promise<User> {
  const headers = revision === undefined ? {} : { 'If-Match': `"${revision}"` };
  const { data } = await answerOf(
    api.PATCH('/users/{id}', { body, params: { path: { id } }, headers }),
  );
  readUsersAnew();
  const state = session.getState();
  if ('me' in state && state.me.user.id === id) void session.readMe().catch(() => undefined);
  return data;
}

export function useRemoveUser() {
  return useMutation({
    mutationFn: async (id: string) => {
      await answerOf(api.DELETE('/users/{id}', { params: { path: { id } } }));
    },
    onSuccess: readUsersAnew,
  });
}

export function useRestoreUser() {
  return useMutation({ mutationFn: (id: string) => updateUser(id, { is_active: true }) });
}
