// SPDX-License-Identifier: MIT
// The modules' server state: one list in the cache that reads, writes and events all work on. Single cards
// are never fetched; the list is the truth and everything else is a change to it.

import { useMutation, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client';
import { feed, queryClient, useFeedStatus } from '../../api/live';
import type { HistoryPeriod, Module, ModuleCreate, ModuleUpdate } from '../../api/types';
import { applyChecks, applyServerRow } from './events';

export const MODULES_KEY = ['modules'];
export const MOVE_KEY = ['modules', 'move'];
export const historyKey = (id: string) => ['module-history', id];

const POLL_MS = 15_000;
const HISTORY_POLL_MS = 60_000;

export function changeModules(change: (modules: Module[]) => Module[]): void {
  queryClient.setQueryData<Module[]>(MODULES_KEY, (modules) => modules && change(modules));
}

export function readModulesAnew(): void {
  void queryClient.invalidateQueries({ queryKey: MODULES_KEY, exact: true });
}

/** The board's list. Its cursor starts the feed; while the feed is away the list is polled instead. */
export function useModules() {
  const isLive = useFeedStatus().state === 'live';
  return useQuery({
    queryKey: MODULES_KEY,
    queryFn: async ({ signal }) => {
      const { data, cursor } = await answerOf(api.GET('/modules/', { signal }));
      feed.start(cursor);
      return data;
    },
    refetchOnMount: 'always',
    refetchInterval: (query) => (isLive || query.state.status === 'pending' ? false : POLL_MS),
  });
}

export function useModuleHistory(id: string, period: HistoryPeriod) {
  return useQuery({
    queryKey: [...historyKey(id), period],
    queryFn: async ({ signal }) => {
      const params = { path: { id }, query: { period } };
      return (await answerOf(api.GET('/modules/{id}/checks', { params, signal }))).data;
    },
    refetchInterval: HISTORY_POLL_MS,
    placeholderData: (previous) => (previous?.module_id === id ? previous : undefined),
  });
}

/** Checks one module now and shows the result on the board. */
export function useCheckModule(id: string) {
  return useMutation({
    mutationKey: ['modules', 'check', id],
    mutationFn: async () =>
      (await answerOf(api.GET('/modules/{id}/health', { params: { path: { id } } }))).data,
    onSuccess: (check) => {
      changeModules((modules) => applyChecks(modules, [check]));
      void queryClient.invalidateQueries({ queryKey: historyKey(id) });
    },
  });
}

export async function createModule(body: ModuleCreate, idempotencyKey: string): Promise<Module> {
  const params = { header: { 'Idempotency-Key': idempotencyKey } };
  const { data } = await answerOf(api.POST('/modules/', { body, params }));
  changeModules((modules) => applyServerRow(modules, data));
  readModulesAnew();
  return data;
}

export async function updateModule(
  id: string,
  body: ModuleUpdate,
  revision: number,
): Promise<Module> {
  const headers = { 'If-Match': `"${revision}"` };
  const { data } = await answerOf(
    api.PATCH('/modules/{id}', { body, params: { path: { id } }, headers }),
  );
  changeModules((modules) => applyServerRow(modules, data));
  readModulesAnew();
  return data;
}

export function useDeleteModule() {
  return useMutation({
    mutationFn: async (id: string) => {
      await answerOf(api.DELETE('/modules/{id}', { params: { path: { id } } }));
    },
    onSuccess: (_, id) => {
      changeModules((modules) => modules.filter((module) => module.id !== id));
      readModulesAnew();
    },
  });
}
