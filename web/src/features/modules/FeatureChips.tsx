// SPDX-License-Identifier: MIT
// Features in one line: as many as fit by count, the rest behind "+2". One line, so that cards stay aligned.

import { useTranslation } from 'react-i18next';
import classes from './FeatureChips.module.css';

export function FeatureChips({ features, limit }: { features: string[]; limit?: number }) {
  const { t } = useTranslation();
  const shown = limit === undefined ? features : features.slice(0, limit);
  const hidden = features.slice(shown.length);
  return (
    <ul
      className={classes.root}
      data-wrap={limit === undefined || undefined}
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
