// SPDX-License-Identifier: MIT
// "Check all" with its progress inside the button, whose width does not change while it counts.

import { Button, Loader } from '@mantine/core';
import { IconActivityHeartbeat } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useShell } from '../../ui/AppShell';
import classes from './CheckAllButton.module.css';
import type { CheckAll } from './useCheckAll';

export function CheckAllButton({ check, isEmpty }: { check: CheckAll; isEmpty: boolean }) {
  const { t } = useTranslation();
  const { isPhone } = useShell();
  const { isRunning, done, total } = check;
  const label = t('checkAll.label');
  const share = total === 0 ? 0 : done / total;
  return (
    <>
      <Button
        className={classes.root ?? ''}
        variant="default"
        aria-label={label}
        aria-busy={isRunning}
        data-running={isRunning || undefined}
        disabled={isEmpty}
        onClick={() => {
          if (!isRunning) check.start();
        }}
        leftSection={
          isRunning ? <Loader size={14} /> : <IconActivityHeartbeat size={16} stroke={1.7} />
        }
      >
        {!isPhone && (
          <span className={classes.labels}>
            <span data-shown={!isRunning || undefined}>{label}</span>
            <span data-shown={isRunning || undefined}>
              {t('checkAll.progress', { done, total })}
            </span>
          </span>
        )}
      </Button>
      {isRunning && (
        <div
          className={classes.track}
          role="progressbar"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={total}
          aria-valuenow={done}
        >
          <div className={classes.bar} style={{ transform: `scaleX(${share})` }} />
        </div>
      )}
    </>
  );
}
