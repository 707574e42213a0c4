// SPDX-License-Identifier: MIT
// The dialog to add or edit a module. Nothing typed is lost by a slip: closing with changes asks first.

import { Button, Modal } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type FormEvent, type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useShell } from '../../ui/AppShell';
import { DiscardDialog } from '../../ui/DiscardDialog';
import { notifyDone } from '../../ui/notices';
import '../../ui/overlayStyles';
import { ConflictPanel } from './ConflictPanel';
import type { FormField, FormSubject } from './form';
import { ADVANCED_FIELDS, HealthSettings } from './HealthSettings';
import { UnhealthyDialog } from './ModuleDialogs';
import classes from './ModuleForm.module.css';
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
  const element = useRef<HTMLFormElement>(null);
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
  const submit = (isForced = false) => {
    const wrong = form.submit(isForced);
    if (wrong) show(wrong);
  };
  const show = (field: FormField) => {
    if (ADVANCED_FIELDS.includes(field)) openAdvanced();
    requestAnimationFrame(() =>
      element.current?.querySelector<HTMLElement>(`[name="${field}"]`)?.focus(),
    );
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    submit();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
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
          title: classes.title ?? '',
          header: classes.header ?? '',
          body: classes.body ?? '',
          content: classes.content ?? '',
        }}
      >
        {form.quarrel ? (
          <ConflictPanel form={form} quarrel={form.quarrel} />
        ) : (
          <form
            ref={element}
            className={classes.form}
            noValidate
            onSubmit={onSubmit}
            onKeyDown={onKeyDown}
          >
            <div className={classes.scroll}>
              {form.failure !== undefined && (
                <div className={classes.failure} role="alert">
                  <IconAlertTriangle size={17} stroke={1.7} aria-hidden="true" />
                  <span>{form.failure}</span>
                </div>
              )}
              <ModuleFormFields form={form} platforms={platforms} />
              <HealthSettings form={form} isOpen={isAdvanced} onToggle={advanced.toggle} />
            </div>
            <footer className={classes.foot}>
              <Button variant="default" onClick={close}>
                {t('common.cancel')}
              </Button>
              <Button type="submit" loading={form.isSending}>
                {t(form.isEdit ? 'common.save' : 'form.create')}
              </Button>
            </footer>
          </form>
        )}
      </Modal>
      <DiscardDialog isOpen={isOpen && isAsking} onStay={asking.close} onDiscard={onClose} />
      <UnhealthyDialog
        name={form.evidence === undefined ? undefined : form.values.name}
        evidence={form.evidence === 'unknown' ? undefined : form.evidence}
        isBusy={form.isSending}
        onForce={() => submit(true)}
        onClose={form.dropEvidence}
      />
    </>
  );
}
