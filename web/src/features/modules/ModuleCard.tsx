// SPDX-License-Identifier: MIT
// One module on the board. Every card has the same rows of the same height, filled or not, so columns
// align and nothing jumps when a check comes in. Only the grip drags; the name opens the drawer. There may
// be a thousand cards, so their buttons are plain ones and the menu is made when it is opened.

import { Loader } from '@mantine/core';
import { IconGripVertical } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Module } from '../../api/types';
import type { Grip } from '../../ui/board/useCardDrag';
import { errorText } from '../../ui/errorText';
import { useFormat } from '../../ui/format';
import { notifyFailed } from '../../ui/notices';
import { RelativeTime } from '../../ui/RelativeTime';
import { Sparkline } from '../../ui/Sparkline';
import { useModuleActions } from './actions';
import { healthOf } from './board';
import { FeatureChips } from './FeatureChips';
import { HealthMark } from './HealthMark';
import classes from './ModuleCard.module.css';
import { ModuleMenu } from './ModuleMenu';
import { PlatformTile } from './PlatformTile';
import { useCheckModule } from './queries';
import { useOutcome } from './useOutcome';

/** The narrowest card's line of chips. */
const LINE_PX = 236;
const SPARK_CAPACITY = 30;

interface ModuleCardProps {
  module: Module;
  /** Where the grip's handlers and reference go; absent where nobody can take the card by it. */
  grip?: Grip;
  look?: 'lifted' | 'gap' | undefined;
}

export const ModuleCard = memo(function ModuleCard({ module, grip, look }: ModuleCardProps) {
  const { t } = useTranslation();
  const actions = useModuleActions();
  return (
    <article className={classes.root} data-look={look} aria-label={module.name}>
      <div className={classes.head}>
        {(grip || look === 'lifted') && (
          <button
            type="button"
            ref={grip?.ref}
            className={classes.grip}
            {...grip?.props}
            aria-label={t('card.grip', { name: module.name })}
          >
            <IconGripVertical size={16} stroke={1.7} aria-hidden="true" />
          </button>
        )}
        <PlatformTile platform={module.platform} />
        <div className={classes.names}>
          <button
            type="button"
            className={classes.name}
            title={module.name}
            onClick={() => actions.open(module)}
          >
            {module.name}
          </button>
          <div className={classes.sub}>
            <span className={classes.platform}>{module.platform}</span>
            {module.version !== '' && (
              <span className={classes.version} title={module.version}>
                {module.version}
              </span>
            )}
          </div>
        </div>
        <ModuleMenu module={module} />
      </div>
      <div className={classes.features}>
        {module.features.length > 0 ? (
          <FeatureChips features={module.features} widthPx={LINE_PX} />
        ) : (
          <span className={classes.description}>{module.description}</span>
        )}
      </div>
      <CardHealth module={module} />
      <CardFoot module={module} />
    </article>
  );
});

function CardHealth({ module }: { module: Module }) {
  const { t } = useTranslation();
  const format = useFormat();
  const outcome = useOutcome(module);
  const known = module.recent_latency_ms.filter((value) => value !== null);
  const label = t('card.spark', {
    count: module.recent_latency_ms.length,
    failed: module.recent_latency_ms.length - known.length,
    max: known.length > 0 ? format.milliseconds(Math.max(...known)) : '-',
  });
  return (
    <div className={classes.health}>
      <HealthMark health={healthOf(module)} />
      <span className={classes.outcome} title={module.last_error ?? undefined}>
        {outcome}
      </span>
      <Sparkline values={module.recent_latency_ms} capacity={SPARK_CAPACITY} label={label} />
    </div>
  );
}

function CardFoot({ module }: { module: Module }) {
  const { t } = useTranslation();
  const format = useFormat();
  const check = useCheckModule(module.id);
  return (
    <div className={classes.foot}>
      <span className={classes.times}>
        {module.uptime_24h !== null && (
          <span title={t('card.uptimeHint')}>{format.percent(module.uptime_24h)}</span>
        )}
        {module.last_health_check === null ? (
          <span>{t('card.neverChecked')}</span>
        ) : (
          <RelativeTime at={module.last_health_check} />
        )}
      </span>
      <button
        type="button"
        className={classes.check}
        aria-label={t('card.checkOf', { name: module.name })}
        aria-busy={check.isPending}
        onClick={() => {
          if (check.isPending) return;
          check.mutate(undefined, {
            onError: (error) =>
              notifyFailed({
                id: `check-${module.id}`,
                title: t('card.checkFailed', { name: module.name }),
                text: errorText(t, error),
              }),
          });
        }}
      >
        {check.isPending && <Loader className={classes.checking ?? ''} size={14} />}
        <span>{t('card.check')}</span>
      </button>
    </div>
  );
}
