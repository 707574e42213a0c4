// SPDX-License-Identifier: MIT
// Health as a dot with a word: the form of the dot differs too, so that colour is never the only sign.

import { useTranslation } from 'react-i18next';
import type { Health } from './board';
import classes from './HealthMark.module.css';

export function HealthDot({ health }: { health: Health }) {
  return <span className={classes.dot} data-health={health} aria-hidden="true" />;
}

export function HealthMark({ health }: { health: Health }) {
  const { t } = useTranslation();
  return (
    <span className={classes.root} data-health={health}>
      <HealthDot health={health} />
      <span className={classes.word}>{t(`health.${health}`)}</span>
    </span>
  );
}
