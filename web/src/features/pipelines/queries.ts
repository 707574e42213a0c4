// SPDX-License-Identifier: MIT
// The pipelines with their stages: few rows, read whole, kept fresh by the feed.

import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { answerOf, api } from '../../api/client';
import type { Frame } from '../../api/feed';
import { feed, queryClient, useFeedStatus, useFrames } from '../../api/live';
import type { components } from '../../api/schema';
import type { Pipeline, Stage } from '../../api/types';

type Schemas = components['schemas'];
export type PipelineUpdate = Schemas['PipelineUpdate'];
export type StageCreate = Schemas['StageCreate'];
export type StageUpdate = Schemas['StageUpdate'];

const PIPELINES_KEY = ['pipelines'];
const POLL_MS = 30_000;

export function readPipelinesAnew(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: PIPELINES_KEY });
}

export function changePipelines(change: (pipelines: Pipeline[]) => Pipeline[]): void {
  queryClient.setQueryData<Pipeline[]>(PIPELINES_KEY, (all) => all && change(all));
}

const concerns = ({ type }: Frame) =>
  type === 'resync' || type.startsWith('pipeline.') || type.startsWith('stage.');

export function usePipelines() {
  const isLive = useFeedStatus().state === 'live';
  useFrames(
    useCallback((frame: Frame) => {
      if (concerns(frame)) void readPipelinesAnew();
    }, []),
  );
  return useQuery({
    queryKey: PIPELINES_KEY,
    queryFn: async ({ signal }) => {
      const { data, cursor } = await answerOf(api.GET('/pipelines', { signal }));
      feed.start(cursor);
      return data;
    },
    refetchOnMount: 'always',
    refetchInterval: (query) => (isLive || query.state.status === 'pending' ? false : POLL_MS),
  });
}

/** The pipeline that is asked for, else the default one, else the first. */
export const pipelineOf = (pipelines: readonly Pipeline[], id: number | undefined) =>
  pipelines.find((each) => each.id === id) ??
  pipelines.find(({ is_default }) => is_default) ??
  pipelines[0];

const revisionOf = ({ revision }: { revision: number }) => ({ 'If-Match': `"${revision}"` });

export async function createPipeline(name: string, key: string): Promise<Pipeline> {
  const params = { header: { 'Idempotency-Key': key } };
  const { data } = await answerOf(
    api.POST('/pipelines', { params, body: { name, is_default: false } }),
  );
  await readPipelinesAnew();
  return data;
}

export async function updatePipeline(pipeline: Pipeline, body: PipelineUpdate): Promise<Pipeline> {
  const params = { path: { id: pipeline.id } };
  const headers = revisionOf(pipeline);
  const { data } = await answerOf(api.PATCH('/pipelines/{id}', { params, headers, body }));
  await readPipelinesAnew();
  return data;
}

export async function deletePipeline(pipeline: Pipeline): Promise<void> {
  const params = { path: { id: pipeline.id } };
  await answerOf(api.DELETE('/pipelines/{id}', { params, headers: revisionOf(pipeline) }));
  await readPipelinesAnew();
}

export async function createStage(
  pipelineId: number,
  body: StageCreate,
  key: string,
): Promise<Stage> {
  const params = { path: { id: pipelineId }, header: { 'Idempotency-Key': key } };
  const { data } = await answerOf(api.POST('/pipelines/{id}/stages', { params, body }));
  await readPipelinesAnew();
  return data;
}

export async function updateStage(id: number, body: StageUpdate, revision: number): Promise<Stage> {
  const params = { path: { id } };
  const headers = revisionOf({ revision });
  const { data } = await answerOf(api.PATCH('/pipelines/stages/{id}', { params, headers, body }));
  await readPipelinesAnew();
  return data;
}

/** `moveTo`: where its deals go, if it has any. */
export async function deleteStage(stage: Stage, moveTo: number | undefined): Promise<void> {
  const query = moveTo === undefined ? {} : { move_to: moveTo };
  const params = { path: { id: stage.id }, query };
  await answerOf(api.DELETE('/pipelines/stages/{id}', { params, headers: revisionOf(stage) }));
  await readPipelinesAnew();
}
