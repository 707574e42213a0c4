// SPDX-License-Identifier: MIT
// What was changed by the hundred, and taking it back.

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { answerOf, api } from '../../api/client';
import { isRecord } from '../../api/errors';
import type { Frame } from '../../api/feed';
import { feed, queryClient, useFeedStatus, useFrames } from '../../api/live';
import type { components } from '../../api/schema';
import type { UndoResult } from '../../api/types';
import type { BulkEntity } from './entities';

export type OnConflict = NonNullable<components['schemas']['OperationUndo']['on_conflict']>;

export const PAGE_SIZE = 20;
const POLL_MS = 15_000;
const OPERATIONS_KEY = ['operations'];
const IMPORTS_KEY = ['imports'];

/** Reads imports and operations anew: each import is an operation, and undoing changes both. */
export function readOperationsAnew(): void {
  void queryClient.invalidateQueries({ queryKey: OPERATIONS_KEY });
  void queryClient.invalidateQueries({ queryKey: IMPORTS_KEY });
}

/** A frame after which lists of operations or imports may look different. */
const TELLING = /^(job\.(created|updated|finished)|(products|clients|deals)\.changed|resync)$/;

export function useOperationsLive(): void {
  useFrames(
    useCallback((frame: Frame) => {
      if (TELLING.test(frame.type)) readOperationsAnew();
    }, []),
  );
}

export function useOperations(entity: BulkEntity, page: number) {
  const isLive = useFeedStatus().state === 'live';
  return useQuery({
    queryKey: [...OPERATIONS_KEY, entity, page],
    queryFn: async ({ signal }) => {
      const query = { page, page_size: PAGE_SIZE, entity };
      const { data, cursor } = await answerOf(
        api.GET('/operations', { params: { query }, signal }),
      );
      feed.start(cursor);
      return data;
    },
    placeholderData: keepPreviousData,
    refetchOnMount: 'always',
    refetchInterval: isLive ? false : POLL_MS,
  });
}

export async function undoOperation(
  id: string,
  onConflict: OnConflict,
  key: string,
): Promise<UndoResult> {
  const params = { path: { id }, header: { 'Idempotency-Key': key } };
  const body = { on_conflict: onConflict };
  const { data } = await answerOf(api.POST('/operations/{id}/undo', { params, body }));
  return data;
}

/** A row that somebody changed, deleted or made again since. */
export interface UndoConflict {
  id: number;
  /** What it is called; null: it was deleted since. */
  name: string | null;
  /** Of a product. */
  sku: string | null;
}

export function conflictsFrom(details: Record<string, unknown>): UndoConflict[] {
  const { conflicts } = details;
  return Array.isArray(conflicts) ? conflicts.flatMap(conflictFrom) : [];
}

const textFrom = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function conflictFrom(value: unknown): UndoConflict[] {
  if (!isRecord(value) || typeof value.id !== 'number') return [];
  const { id, name, title, sku } = value;
  return [{ id, name: textFrom(name ?? title), sku: textFrom(sku) }];
}
