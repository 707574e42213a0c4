// SPDX-License-Identifier: MIT
// The list of deals under its filters.

import { useCallback, useMemo } from 'react';
import { PageBody } from '../../ui/PageBody';
import { ActionsContext, type DealActions } from './actions';
import { DealFilters } from './DealFilters';
import type { ViewProps } from './DealsPage';
import { DealTable } from './DealTable';
import { useDealsLive } from './useDealsLive';
import { useTags } from './useTags';

const NOTHING = () => undefined;

export function ListView({ control, pipelines, pipeline, pathOf }: ViewProps) {
  useDealsLive(false);
  const actions = useMemo<DealActions>(
    () => ({ pathOf, loadMore: NOTHING, seen: NOTHING }),
    [pathOf],
  );
  const { stages } = pipeline;
  const colorOf = useCallback(
    (stageId: number) => stages.find(({ id }) => id === stageId)?.color,
    [stages],
  );
  return (
    <ActionsContext.Provider value={actions}>
      <PageBody>
        <DealFilters
          control={control}
          pipelines={pipelines}
          pipeline={pipeline}
          tags={useTags()}
          isList
        />
        <DealTable control={control} pipelineId={pipeline.id} colorOf={colorOf} />
      </PageBody>
    </ActionsContext.Provider>
  );
}
