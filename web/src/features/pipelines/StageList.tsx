// SPDX-License-Identifier: MIT
// The stages of a pipeline in their order, which is changed by dragging: by mouse, by finger, by the arrow keys.

import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import {
  arrayMove,
  SortableContext,
  sortableKeyboardCoordinates,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable';
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/me';
import type { Pipeline, Stage } from '../../api/types';
import { errorText } from '../../ui/errorText';
import { notifyFailed } from '../../ui/notices';
import { useRequestKey } from '../../ui/useRequestKey';
import { DeleteStageDialog } from './DeleteStageDialog';
import classes from './Pipelines.module.css';
import { changePipelines, createStage, readPipelinesAnew, updateStage } from './queries';
import { StageRow } from './StageRow';

const BY_POINTER = { activationConstraint: { distance: 4 } };
const BY_KEYS = { coordinateGetter: sortableKeyboardCoordinates };
const MOST_STAGES = 50;

export function StageList({ pipeline }: { pipeline: Pipeline }) {
  const { t } = useTranslation();
  const { stages } = pipeline;
  const can = useCan();
  const [doomed, setDoomed] = useState<Stage>();
  const sensors = useSensors(
    useSensor(PointerSensor, BY_POINTER),
    useSensor(KeyboardSensor, BY_KEYS),
  );
  const announcements = useAnnouncements(stages);

  const drop = async ({ active, over }: DragEndEvent) => {
    const from = stages.findIndex(({ id }) => id === active.id);
    const to = stages.findIndex(({ id }) => id === over?.id);
    const stage = stages[from];
    if (!stage || to < 0 || from === to) return;
    changePipelines((all) =>
      all.map((each) =>
        each.id === pipeline.id ? { ...each, stages: arrayMove(each.stages, from, to) } : each,
      ),
    );
    try {
      await updateStage(stage.id, { order: to }, stage.revision);
    } catch (error) {
      notifyFailed({
        id: `stage-${stage.id}`,
        title: t('pipelines.orderFailed', { name: stage.name }),
        text: errorText(t, error),
      });
      await readPipelinesAnew();
    }
  };

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={(event) => void drop(event)}
      accessibility={{
        announcements,
        screenReaderInstructions: { draggable: t('pipelines.drag.instructions') },
      }}
    >
      <SortableContext items={stages.map(({ id }) => id)} strategy={verticalListSortingStrategy}>
        <ul
          className={classes.stages}
          aria-label={t('pipelines.stagesOf', { name: pipeline.name })}
        >
          {stages.map((stage) => (
            <StageRow
              key={stage.id}
              stage={stage}
              onDelete={setDoomed}
              isOnly={stages.length === 1}
            />
          ))}
        </ul>
      </SortableContext>
      {can('stages:create') && stages.length < MOST_STAGES && <AddStage pipeline={pipeline} />}
      <DeleteStageDialog stage={doomed} stages={stages} onClose={() => setDoomed(undefined)} />
    </DndContext>
  );
}

function AddStage({ pipeline }: { pipeline: Pipeline }) {
  const { t } = useTranslation();
  const keyFor = useRequestKey();
  const [isSending, setSending] = useState(false);
  const add = async () => {
    const taken = new Set(pipeline.stages.map(({ name }) => name));
    const plain = t('pipelines.newStage');
    let name = plain;
    for (let n = 2; taken.has(name); n++) name = `${plain} ${n}`;
    const body = { name, kind: 'open' as const };
    setSending(true);
    try {
      await createStage(pipeline.id, body, keyFor(body));
    } catch (error) {
      const title = t('pipelines.addStageFailed');
      notifyFailed({ id: 'stage-new', title, text: errorText(t, error) });
    } finally {
      setSending(false);
    }
  };
  return (
    <Button
      variant="default"
      loading={isSending}
      leftSection={<IconPlus size={16} stroke={1.8} />}
      onClick={() => void add()}
    >
      {t('pipelines.addStage')}
    </Button>
  );
}

/** What a screen reader hears while a stage is carried. */
function useAnnouncements(stages: readonly Stage[]): Announcements {
  const { t } = useTranslation();
  const words = (id: unknown, over: unknown) => ({
    name: stages.find((stage) => stage.id === id)?.name ?? '',
    place: stages.findIndex((stage) => stage.id === (over ?? id)) + 1,
    total: stages.length,
  });
  return {
    onDragStart: ({ active }) => t('pipelines.drag.start', words(active.id, active.id)),
    onDragOver: ({ active, over }) => t('pipelines.drag.over', words(active.id, over?.id)),
    onDragEnd: ({ active, over }) => t('pipelines.drag.end', words(active.id, over?.id)),
    onDragCancel: ({ active }) => t('pipelines.drag.cancel', words(active.id, active.id)),
  };
}
