// SPDX-License-Identifier: MIT
// The dialog to add or edit a module. Nothing typed is lost by a slip: closing with changes asks first.

import { Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useShell } from '../../ui/AppShell';
import { DiscardDialog } from '../../ui/DiscardDialog';
import { FormFrame } from '../../ui/FormFrame';
import overlay from '../../ui/formOverlay.module.css';
import { notifyDone } from '../../ui/notices';
import '../../ui/overlayStyles';
import { isStatus } from './board';
import type { FormSubject } from './form';
import { ADVANCED_FIELDS, HealthSettings } from './HealthSettings';
import { UnhealthyDialog } from './ModuleDialogs';
import { ModuleFormFields } from './ModuleFormFields';
import { useModuleForm } from './useModuleForm';

interface ModuleFormProps {
  isOpen: boolean;
  subject: FormSubject;
  platforms: string[];
  onClose: () => void;
}

export function ModuleForm({ isOpen, subject, platforms, onClose }: ModuleFormProps) {
  const { t } = useTranslation();
  const { isPhone } = useShell();
  const [isAsking, asking] = useDisclosure(false);
  const [isAdvanced, advanced] = useDisclosure(false);
  const form = useModuleForm(subject, (module) => {
    onClose();
    notifyDone({
      id: `saved-${module.id}`,
      title: t(form.isEdit ? 'form.saved' : 'form.created', { name: module.name }),
    });
  });

  const { open: openAdvanced } = advanced;
  const isAdvancedWrong = ADVANCED_FIELDS.some((field) => form.errorOf(field) !== undefined);
  useEffect(() => {
    if (isAdvancedWrong) openAdvanced();
  }, [isAdvancedWrong, openAdvanced]);

  const close = () => {
    if (form.isDirty && !form.isSending) asking.open();
    else onClose();
  };

  return (
    <>
      <Modal
        opened={isOpen}
        onClose={close}
        size={660}
        fullScreen={isPhone}
        title={t(form.isEdit ? 'form.editTitle' : 'form.newTitle')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        classNames={{
          title: overlay.title ?? '',
          header: overlay.header ?? '',
          body: overlay.body ?? '',
          content: overlay.content ?? '',
        }}
      >
        <FormFrame
          draft={form}
          layout="dialog"
          submit={t(form.isEdit ? 'common.save' : 'form.create')}
          onCancel={close}
          onWrong={(field) => {
            if (ADVANCED_FIELDS.includes(field)) openAdvanced();
          }}
          labelOf={(field) => t(`fields.${field}`)}
          wordsOf={(field, value) =>
            field === 'status' && isStatus(value) ? t(`status.${value}`) : value
          }
        >
          <ModuleFormFields form={form} platforms={platforms} />
          <HealthSettings form={form} isOpen={isAdvanced} onToggle={advanced.toggle} />
        </FormFrame>
      </Modal>
      <DiscardDialog isOpen={isOpen && isAsking} onStay={asking.close} onDiscard={onClose} />
      <UnhealthyDialog
        name={form.evidence === undefined ? undefined : form.values.name}
        evidence={form.evidence === 'unknown' ? undefined : form.evidence}
        isBusy={form.isSending}
        onForce={() => form.submit(true)}
        onClose={form.dropEvidence}
      />
    </>
  );
}
