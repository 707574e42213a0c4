// SPDX-License-Identifier: MIT
// A move that somebody else was quicker with: sending it again where nothing stands in its way, and saying whose move came
// first where something does.

import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, isRecord } from '../../api/errors';
import type { DealMove, DealMoved } from '../../api/types';
import { notifyFailed } from '../../ui/notices';
import { useNames } from '../people/queries';
import { actorOf } from './lastMoves';
import { moveDeal } from './queries';

const TRIES = 3;

interface Current {
  stageId: number;
  revision: number;
}

/** The deal as it is now, from a 412. */
export function currentOf(error: unknown): Current | undefined {
  if (!(error instanceof ApiError) || error.code !== 'revision_mismatch') return undefined;
  const { current } = error.details;
  if (!isRecord(current)) return undefined;
  const { stage_id: stageId, revision } = current;
  return typeof stageId === 'number' && typeof revision === 'number'
    ? { stageId, revision }
    : undefined;
}

/** A change of something else than the stage is no reason to give up: it is tried again upon that change. */
export async function sendMove(
  deal: { id: number; revision: number },
  fromStage: number,
  body: DealMove,
): Promise<DealMoved> {
  let { revision } = deal;
  for (let left = TRIES; ; left--) {
    try {
      return await moveDeal(deal.id, body, revision);
    } catch (error) {
      const current = currentOf(error);
      if (current?.stageId !== fromStage || left <= 1) throw error;
      revision = current.revision;
    }
  }
}

interface Overtaken {
  id: number;
  title: string;
  /** Where it stands now; undefined: in no stage that is known here. */
  column: string | undefined;
}

/** Says where a card went by whom, in place of where one wanted it. */
export function useOvertaken() {
  const { t } = useTranslation();
  const names = useNames().data;
  const latest = useRef(names);
  latest.current = names;
  const tell = ({ id, title, column }: Overtaken, by: string | undefined) => {
    const name =
      latest.current?.find((person) => person.id === by)?.full_name ?? t('dealMove.somebody');
    notifyFailed({
      id: `move-${id}`,
      title: t('dealMove.overtaken', { title }),
      text:
        column === undefined
          ? t('dealMove.overtakenAway', { name })
          : t('dealMove.overtakenTo', { name, column }),
    });
  };
  return {
    tell,
    /** Once it is known whose revision that is. */
    tellOf: (moved: Overtaken, revision: number) =>
      void actorOf(moved.id, revision).then((by) => tell(moved, by)),
  };
}
