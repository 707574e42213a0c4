// SPDX-License-Identifier: MIT
// A job that goes on behind the page: how far it is, by the feed; while the feed is away it is asked for.

import { useMutation, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { answerOf, api, newIdempotencyKey } from '../../api/client';
import { isRecord } from '../../api/errors';
import type { Frame } from '../../api/feed';
import { feed, queryClient, useFeedStatus, useFrames } from '../../api/live';
import type { Job } from '../../api/types';

const POLL_MS = 1500;
/** Also while the feed is live: a job that hangs tells nothing. */
const LOOK_MS = 10_000;

const jobKey = (id: string) => ['jobs', id];

export const isUnderWay = (job: Job): boolean => job.state === 'queued' || job.state === 'running';

export function useJob(id: string | null | undefined) {
  const isLive = useFeedStatus().state === 'live';
  useFrames(
    useCallback(
      (frame: Frame) => {
        if (id) take(id, frame);
      },
      [id],
    ),
  );
  return useQuery({
    queryKey: jobKey(id ?? ''),
    enabled: typeof id === 'string',
    queryFn: async ({ signal }) => {
      const params = { path: { id: id ?? '' } };
      const { data, cursor } = await answerOf(api.GET('/jobs/{id}', { params, signal }));
      feed.start(cursor);
      return data;
    },
    refetchOnMount: 'always',
    refetchInterval: ({ state: { data } }) =>
      data && !isUnderWay(data) ? false : isLive ? LOOK_MS : POLL_MS,
  });
}

function take(id: string, frame: Frame): void {
  const isMine = frame.id === id && frame.type.startsWith('job.');
  const progress = isRecord(frame.data) ? frame.data.progress : undefined;
  if (isMine && frame.type.endsWith('.progress') && isRecord(progress)) {
    queryClient.setQueryData<Job>(jobKey(id), (job) =>
      job && isUnderWay(job)
        ? { ...job, state: 'running', progress: progress as unknown as Job['progress'] }
        : job,
    );
  } else if (isMine || frame.type === 'resync') {
    void queryClient.invalidateQueries({ queryKey: jobKey(id) });
  }
}

export function useCancelJob() {
  return useMutation({
    mutationFn: async (id: string) => {
      const params = { path: { id }, header: { 'Idempotency-Key': newIdempotencyKey() } };
      return (await answerOf(api.POST('/jobs/{id}/cancel', { params }))).data;
    },
    onSettled: (_, __, id) => queryClient.invalidateQueries({ queryKey: jobKey(id) }),
  });
}
