// SPDX-License-Identifier: MIT
// Features in one line: as many as fit, the rest behind "+2". One line, so that cards stay aligned.

import { useTranslation } from 'react-i18next';
import classes from './FeatureChips.module.css';
import { countFitting } from './fitting';

export function FeatureChips({ features, widthPx }: { features: string[]; widthPx?: number }) {
  const { t } = useTranslation();
  const shown =
    widthPx === undefined ? features : features.slice(0, countFitting(features, widthPx));
  const hidden = features.slice(shown.length);
  return (
    <ul
      className={classes.root}
      data-wrap={widthPx === undefined || undefined}
      aria-label={t('fields.features')}
    >
      {shown.map((feature) => (
        <li key={feature} className={classes.chip} title={feature}>
          {feature}
        </li>
      ))}
      {hidden.length > 0 && (
        <li className={classes.more} title={hidden.join(', ')}>
          +{hidden.length}
        </li>
      )}
    </ul>
  );
}
