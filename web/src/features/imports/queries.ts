// SPDX-License-Identifier: MIT
// Imports: files on their way to become products, clients or deals. One in work is read anew as its jobs tell.

import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { answerOf, api, newIdempotencyKey } from '../../api/client';
import { feed, queryClient, useFeedStatus } from '../../api/live';
import type { Import, ImportUpdate } from '../../api/types';
import { upload } from '../../api/upload';
import { type BulkEntity, bulkPaths } from '../operations/entities';

const IMPORTS_KEY = ['imports'];
export const PAGE_SIZE = 10;
const POLL_MS = 15_000;
/** What was done so far, while it runs. */
const RUN_MS = 2000;

export const importKey = (id: string) => [...IMPORTS_KEY, 'one', id];

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const LONGEST_NAME = 255;

export async function uploadImport(
  entity: BulkEntity,
  file: File,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<Import> {
  const filename = encodeURIComponent(file.name.slice(-LONGEST_NAME));
  const made = await upload<Import>({
    path: `${bulkPaths(entity).imports}?filename=${filename}`,
    file,
    type: /\.xlsx$/i.test(file.name) ? XLSX : 'text/csv',
    signal,
    onProgress,
  });
  queryClient.setQueryData(importKey(made.id), made);
  return made;
}

export function useImports(entity: BulkEntity, page: number) {
  const isLive = useFeedStatus().state === 'live';
  return useQuery({
    queryKey: [...IMPORTS_KEY, 'list', entity, page],
    queryFn: async ({ signal }) => {
      const query = { entity, page, page_size: PAGE_SIZE };
      const { data } = await answerOf(api.GET('/imports', { params: { query }, signal }));
      feed.start(undefined);
      return data;
    },
    placeholderData: keepPreviousData,
    refetchOnMount: 'always',
    refetchInterval: isLive ? false : POLL_MS,
  });
}

export function useImport(id: string) {
  return useQuery({
    queryKey: importKey(id),
    queryFn: async ({ signal }) => {
      const params = { path: { id } };
      return (await answerOf(api.GET('/imports/{id}', { params, signal }))).data;
    },
    refetchOnMount: 'always',
    refetchInterval: ({ state: { data } }) =>
      data?.state === 'running' || data?.operation_state === 'undoing' ? RUN_MS : false,
  });
}

export function readImportAnew(id: string): void {
  void queryClient.invalidateQueries({ queryKey: importKey(id) });
}

/** Changes settings one after the other, each atop what the last one made; what is chosen shows at once. */
export function useChangeImport(id: string) {
  return useMutation({
    scope: { id: `import ${id}` },
    mutationFn: async (body: ImportUpdate) => {
      const revision = queryClient.getQueryData<Import>(importKey(id))?.revision;
      const headers = revision === undefined ? {} : { 'If-Match': `"${revision}"` };
      const params = { path: { id } };
      return (await answerOf(api.PATCH('/imports/{id}', { body, params, headers }))).data;
    },
    onMutate: async (body) => {
      await queryClient.cancelQueries({ queryKey: importKey(id) });
      queryClient.setQueryData<Import>(
        importKey(id),
        (now) => now && ({ ...now, ...body, check: null } as Import),
      );
    },
    onSuccess: (now) => {
      queryClient.setQueryData(importKey(id), now);
    },
    onError: () => readImportAnew(id),
  });
}

export function useCheckImport(id: string) {
  return useMutation({
    scope: { id: `import ${id}` },
    mutationFn: async () =>
      (await answerOf(api.POST('/imports/{id}/check', { params: { path: { id } } }))).data,
    onSuccess: (now) => {
      queryClient.setQueryData(importKey(id), now);
    },
  });
}

export function useStartImport(id: string) {
  return useMutation({
    scope: { id: `import ${id}` },
    mutationFn: async () => {
      const params = { path: { id }, header: { 'Idempotency-Key': newIdempotencyKey() } };
      return (await answerOf(api.POST('/imports/{id}/start', { params }))).data;
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: IMPORTS_KEY }),
  });
}

export function useDeleteImport() {
  return useMutation({
    mutationFn: async (id: string) => {
      await answerOf(api.DELETE('/imports/{id}', { params: { path: { id } } }));
    },
    onSuccess: (_, id) => {
      queryClient.removeQueries({ queryKey: importKey(id) });
      void queryClient.invalidateQueries({ queryKey: [...IMPORTS_KEY, 'list'] });
    },
  });
}
