// SPDX-License-Identifier: MIT
// A new pipeline, or another name for one. A new one begins with the stages of the standard pipeline.

import { Button, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pipeline } from '../../api/types';
import { errorText } from '../../ui/errorText';
import { textProblem } from '../../ui/fieldProblems';
import { notifyDone } from '../../ui/notices';
import '../../ui/overlayStyles';
import { useRequestKey } from '../../ui/useRequestKey';
import classes from './Pipelines.module.css';
import { createPipeline, updatePipeline } from './queries';

export const NAME_MAX = 120;

interface NewPipelineDialogProps {
  isOpen: boolean;
  /** Absent: a new one. */
  pipeline?: Pipeline;
  onClose: () => void;
}

export function NewPipelineDialog({ isOpen, pipeline, onClose }: NewPipelineDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t(pipeline ? 'pipelines.renameTitle' : 'pipelines.newTitle')}
      centered
      size={440}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Form {...(pipeline ? { pipeline } : {})} onClose={onClose} />
    </Modal>
  );
}

function Form({ pipeline, onClose }: Omit<NewPipelineDialogProps, 'isOpen'>) {
  const { t } = useTranslation();
  const keyFor = useRequestKey();
  const [name, setName] = useState(pipeline?.name ?? '');
  const [problem, setProblem] = useState<string>();
  const [isSending, setSending] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const wrong = textProblem(t, name, NAME_MAX);
    setProblem(wrong);
    if (wrong !== undefined || isSending) return;
    setSending(true);
    try {
      const saved = pipeline
        ? await updatePipeline(pipeline, { name: name.trim() })
        : await createPipeline(name.trim(), keyFor({ name }));
      notifyDone({
        id: `pipeline-${saved.id}`,
        title: t(pipeline ? 'pipelines.saved' : 'pipelines.created', { name: saved.name }),
      });
      onClose();
    } catch (error) {
      setProblem(errorText(t, error));
      setSending(false);
    }
  };
  return (
    <form className={classes.dialog} noValidate onSubmit={submit}>
      {!pipeline && <p className={classes.text}>{t('pipelines.newText')}</p>}
      <TextInput
        name="name"
        label={t('pipelines.name')}
        value={name}
        error={problem}
        required
        autoComplete="off"
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <div className={classes.foot}>
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button type="submit" loading={isSending}>
          {t(pipeline ? 'common.save' : 'pipelines.create')}
        </Button>
      </div>
    </form>
  );
}
