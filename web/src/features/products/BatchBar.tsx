// SPDX-License-Identifier: MIT
// What can be done with the chosen rows, at the foot of the table; while a job does it, how far it is.

import { Button, CloseButton, Progress } from '@mantine/core';
import '@mantine/core/styles/Progress.layer.css';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { useFormat } from '../../ui/format';
import { UndoDialogs } from '../operations/UndoDialogs';
import classes from './BatchBar.module.css';
import type { Choice } from './queries';
import { isEmpty, NOTHING, type Selection } from './selection';
import type { Batch } from './useBatch';
import type { ProductFilter } from './view';

interface BatchBarProps {
  batch: Batch;
  selection: Selection;
  filter: ProductFilter;
  total: number | undefined;
  isEstimate: boolean;
  onSelect: (selection: Selection) => void;
}

/** So many are changed without a question: they can be seen, and taken back. */
const LARGE = 100;

export function BatchBar({ batch, selection, filter, total = 0, ...props }: BatchBarProps) {
  const { isEstimate, onSelect } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const [asked, setAsked] = useState<boolean>();
  const isAll = selection.kind === 'all';
  const count = isAll ? total : selection.ids.size;
  const n = `${isAll && isEstimate ? '≈\u00a0' : ''}${format.number(count)}`;
  const words = { count, n };
  const choice: Choice = isAll ? { filter } : { ids: [...selection.ids] };

  const start = (isOnSale: boolean) => {
    setAsked(undefined);
    batch.set(choice, isOnSale);
    onSelect(NOTHING);
  };
  const wish = (isOnSale: boolean) => (count > LARGE ? setAsked(isOnSale) : start(isOnSale));

  return (
    <>
      {batch.running ? (
        <RunningJob batch={batch} />
      ) : (
        !isEmpty(selection) && (
          <section className={classes.bar} aria-label={t('catalogue.selection')}>
            <span className={classes.words} role="status">
              {t(isAll ? 'catalogue.pickedAll' : 'catalogue.picked', words)}
            </span>
            {!isAll && total > selection.ids.size && (
              <Button
                variant="subtle"
                size="compact-sm"
                color="gray"
                onClick={() => onSelect({ kind: 'all' })}
              >
                {t('catalogue.pickAllN', {
                  count: total,
                  n: `${isEstimate ? '≈\u00a0' : ''}${format.number(total)}`,
                })}
              </Button>
            )}
            <span className={classes.actions}>
              <Button size="xs" loading={batch.isBusy} onClick={() => wish(true)}>
                {t('catalogue.enable')}
              </Button>
              <Button
                size="xs"
                variant="default"
                loading={batch.isBusy}
                onClick={() => wish(false)}
              >
                {t('catalogue.disable')}
              </Button>
              <CloseButton aria-label={t('catalogue.pickNone')} onClick={() => onSelect(NOTHING)} />
            </span>
          </section>
        )
      )}
      <ConfirmDialog
        isOpen={asked !== undefined}
        title={t(asked === false ? 'catalogue.disableTitle' : 'catalogue.enableTitle', words)}
        confirm={t(asked === false ? 'catalogue.disable' : 'catalogue.enable')}
        onClose={() => setAsked(undefined)}
        onConfirm={() => asked !== undefined && start(asked)}
      >
        {t('catalogue.batchText')}
      </ConfirmDialog>
      <UndoDialogs undo={batch.undo} />
    </>
  );
}

function RunningJob({ batch }: { batch: Batch }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { running } = batch;
  if (!running) return null;
  const { deed, done, total } = running;
  const share = total ? Math.min((done / total) * 100, 100) : 0;
  return (
    <section className={classes.bar} aria-label={t('catalogue.job')}>
      <span className={classes.words}>
        {t(`catalogue.running.${deed}`)}{' '}
        <span className={classes.figures}>
          {total === null
            ? format.number(done)
            : t('catalogue.doneOf', { done: format.number(done), total: format.number(total) })}
        </span>
      </span>
      <Progress
        className={classes.progress ?? ''}
        value={share}
        aria-label={t(`catalogue.running.${deed}`)}
      />
      <Button size="xs" variant="default" onClick={batch.cancel}>
        {t('catalogue.stop')}
      </Button>
    </section>
  );
}
