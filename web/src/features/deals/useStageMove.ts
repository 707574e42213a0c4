// SPDX-License-Identifier: MIT
// Moving the deal that is open to another stage. A lost stage asks for the reason first.

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/errors';
import type { Deal, DealMove, Stage } from '../../api/types';
import { errorText } from '../../ui/errorText';
import { notifyDone, notifyFailed } from '../../ui/notices';
import { readTimelineAnew, takeDeal } from './dealQueries';
import { currentOf, sendMove, useOvertaken } from './overtaken';
import { MOVE_KEY, readDealsAnew } from './queries';

interface StageMove {
  deal: Deal;
  body: DealMove;
  /** Back to this stage one may want. */
  isUndo: boolean;
}

export function useStageMove(stages: readonly Stage[]) {
  const { t } = useTranslation();
  const overtaken = useOvertaken();
  const [question, setQuestion] = useState<{ deal: Deal; stage: Stage }>();
  const move = useMutation({
    mutationKey: MOVE_KEY,
    mutationFn: ({ deal, body }: StageMove) => sendMove(deal, deal.stage_id, body),
    onSuccess: ({ deal: now }, { deal: before, isUndo }) => {
      takeDeal(now);
      readTimelineAnew(now.id);
      const { title } = now;
      const back = () => start(now, before.stage_id, true);
      notifyDone({
        id: `move-${now.id}`,
        title: isUndo
          ? t('dealMove.undone', { title })
          : t('dealMove.moved', { title, column: now.stage_name }),
        ...(isUndo ? {} : { action: { label: t('dealMove.undo'), run: back } }),
      });
    },
    onError: (error, { deal: { id, title } }) => {
      const current = currentOf(error);
      if (current) {
        const column = stages.find((stage) => stage.id === current.stageId)?.name;
        overtaken.tellOf({ id, title, column }, current.revision);
      } else {
        const isGone = error instanceof ApiError && error.status === 404;
        notifyFailed({
          id: `move-${id}`,
          title: t('dealPage.moveFailed', { title }),
          text: isGone ? t('dealMove.gone') : errorText(t, error),
        });
      }
      void readDealsAnew();
    },
  });

  const start = (deal: Deal, stageId: number, isUndo: boolean) => {
    const stage = stages.find(({ id }) => id === stageId);
    if (!stage || stageId === deal.stage_id) return;
    if (stage.kind === 'lost') setQuestion({ deal, stage });
    else move.mutate({ deal, body: { stage_id: stageId }, isUndo });
  };

  return {
    isMoving: move.isPending,
    /** Where it is on its way to. */
    target: move.isPending ? move.variables.body.stage_id : undefined,
    start: (deal: Deal, stageId: number) => start(deal, stageId, false),
    question: question && { title: question.deal.title, column: question.stage.name },
    answer: (reason: string) => {
      if (question) {
        const body = { stage_id: question.stage.id, lost_reason: reason };
        move.mutate({ deal: question.deal, body, isUndo: false });
      }
      setQuestion(undefined);
    },
    giveUp: () => setQuestion(undefined),
  };
}
