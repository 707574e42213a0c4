// SPDX-License-Identifier: MIT
// How far a deal has come: the stages of its pipeline side by side. A click moves it; won and lost have buttons of their
// own, as one seldom gets there by the next step.

import { Button } from '@mantine/core';
import { IconThumbDown, IconTrophy } from '@tabler/icons-react';
import { type CSSProperties, lazy, Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/me';
import type { Deal, Stage } from '../../api/types';
import { useLast } from '../../ui/useLast';
import classes from './StagePath.module.css';
import { useStageMove } from './useStageMove';

const LostDialog = lazy(() => import('./LostDialog'));

export function StagePath({ deal, stages }: { deal: Deal; stages: readonly Stage[] }) {
  const { t } = useTranslation();
  const mayMove = useCan()('deals:move');
  const { start, isMoving, target, question, answer, giveUp } = useStageMove(stages);
  const wasAsked = useLast(question);
  const path = useRef<HTMLOListElement>(null);
  const shown = target ?? deal.stage_id;
  const at = stages.findIndex(({ id }) => id === shown);
  useEffect(() => {
    path.current?.children[at]?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [at]);
  const won = stages.find(({ kind }) => kind === 'won');
  const lost = stages.find(({ kind }) => kind === 'lost');
  const isOpen = deal.stage_kind === 'open';
  return (
    <div className={classes.root}>
      <ol
        ref={path}
        className={classes.path}
        aria-label={t('dealPage.stages')}
        aria-busy={isMoving}
      >
        {stages.map((stage, index) => (
          <li
            key={stage.id}
            className={classes.step}
            style={{ '--stage-color': stage.color } as CSSProperties}
            data-reached={index <= at || undefined}
          >
            <button
              type="button"
              className={classes.button}
              aria-current={stage.id === shown ? 'step' : undefined}
              disabled={!mayMove}
              title={stage.name}
              onClick={() => start(deal, stage.id)}
            >
              {stage.name}
            </button>
          </li>
        ))}
      </ol>
      {mayMove && isOpen && (won || lost) && (
        <div className={classes.ends}>
          {won && (
            <Button
              variant="default"
              leftSection={<IconTrophy size={16} stroke={1.7} />}
              onClick={() => start(deal, won.id)}
            >
              {t('dealPage.won')}
            </Button>
          )}
          {lost && (
            <Button
              variant="default"
              leftSection={<IconThumbDown size={16} stroke={1.7} />}
              onClick={() => start(deal, lost.id)}
            >
              {t('dealPage.lost')}
            </Button>
          )}
        </div>
      )}
      <Suspense>
        {wasAsked && <LostDialog question={question} onAnswer={answer} onClose={giveUp} />}
      </Suspense>
    </div>
  );
}
