// SPDX-License-Identifier: MIT

import { SegmentedControl } from '@mantine/core';
import '@mantine/core/styles/FloatingIndicator.layer.css';
import '@mantine/core/styles/SegmentedControl.layer.css';
import { useTranslation } from 'react-i18next';
import { ActivityIcon } from './ActivityIcon';
import classes from './ActivityTypeInput.module.css';
import { TYPES, type Type } from './queries';

interface ActivityTypeInputProps {
  value: Type;
  onChange: (type: Type) => void;
}

/** Of the kinds that people write down themselves. */
export function ActivityTypeInput({ value, onChange }: ActivityTypeInputProps) {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      aria-label={t('activities.type')}
      data={TYPES.map((type) => ({
        value: type,
        label: (
          <span className={classes.type}>
            <ActivityIcon type={type} size={15} />
            {t(`activities.types.${type}`)}
          </span>
        ),
      }))}
      value={value}
      onChange={(type) => onChange(TYPES.find((each) => each === type) ?? value)}
    />
  );
}
