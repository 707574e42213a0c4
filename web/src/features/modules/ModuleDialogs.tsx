// SPDX-License-Identifier: MIT
// The two questions the board asks: delete for good, and activate although the check failed.

import { useTranslation } from 'react-i18next';
import type { Module } from '../../api/types';
import { ConfirmDialog } from '../../ui/ConfirmDialog';
import { DeleteDialog } from '../../ui/DeleteDialog';
import { useFormat } from '../../ui/format';
import { useLast } from '../../ui/useLast';
import type { Evidence } from './evidence';
import classes from './ModuleDialogs.module.css';
import { useDeleteModule } from './queries';

interface DeleteModuleProps {
  module: Module | undefined;
  onClose: () => void;
}

export function DeleteModule({ module, onClose }: DeleteModuleProps) {
  const { t } = useTranslation();
  const remove = useDeleteModule();
  const { id, name = '' } = useLast(module) ?? {};
  return (
    <DeleteDialog
      mutation={remove}
      subject={module && id}
      noticeId={`delete-${id}`}
      words={{
        title: t('delete.title'),
        text: t('delete.text', { name }),
        confirm: t('delete.confirm'),
        done: t('delete.done', { name }),
        failed: t('delete.failed', { name }),
      }}
      onClose={onClose}
    />
  );
}

interface UnhealthyDialogProps {
  name: string | undefined;
  evidence: Evidence | undefined;
  isBusy?: boolean;
  onForce: () => void;
  onClose: () => void;
}

export function UnhealthyDialog(props: UnhealthyDialogProps) {
  const { name, evidence, isBusy, onForce, onClose } = props;
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <ConfirmDialog
      isOpen={name !== undefined}
      title={t('unhealthy.title')}
      confirm={t('unhealthy.force')}
      cancel={t('unhealthy.leave')}
      isBusy={isBusy ?? false}
      onClose={onClose}
      onConfirm={onForce}
    >
      <p className={classes.lead}>{t('unhealthy.text', { name: name ?? '' })}</p>
      {evidence && (
        <dl className={classes.evidence}>
          {evidence.error !== null && (
            <div>
              <dt>{t('unhealthy.error')}</dt>
              <dd>{evidence.error}</dd>
            </div>
          )}
          {evidence.statusCode !== null && (
            <div>
              <dt>{t('unhealthy.statusCode')}</dt>
              <dd>{evidence.statusCode}</dd>
            </div>
          )}
          {evidence.latencyMs !== null && (
            <div>
              <dt>{t('unhealthy.latency')}</dt>
              <dd>{format.milliseconds(evidence.latencyMs)}</dd>
            </div>
          )}
          {evidence.checkedAt !== null && (
            <div>
              <dt>{t('unhealthy.checkedAt')}</dt>
              <dd>{format.dateTime(evidence.checkedAt)}</dd>
            </div>
          )}
        </dl>
      )}
    </ConfirmDialog>
  );
}
