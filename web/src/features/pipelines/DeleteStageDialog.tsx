// SPDX-License-Identifier: MIT
// Asks before a stage goes, and where its deals shall stand then.

import { Button, Modal, Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/errors';
import type { Stage } from '../../api/types';
import { errorText } from '../../ui/errorText';
import { FormAlert } from '../../ui/FormAlert';
import { notifyDone } from '../../ui/notices';
import '../../ui/overlayStyles';
import { useLast } from '../../ui/useLast';
import classes from './Pipelines.module.css';
import { deleteStage, readPipelinesAnew } from './queries';

interface DeleteStageDialogProps {
  /** Absent: nothing is asked. */
  stage: Stage | undefined;
  stages: readonly Stage[];
  onClose: () => void;
}

export function DeleteStageDialog({ stage, stages, onClose }: DeleteStageDialogProps) {
  const { t } = useTranslation();
  const shown = useLast(stage);
  // As it is now: deals may have come while one was asked.
  const present = stages.find(({ id }) => id === stage?.id) ?? stage;
  return (
    <Modal
      opened={stage !== undefined}
      onClose={onClose}
      title={t('pipelines.deleteStageTitle', { name: shown?.name ?? '' })}
      centered
      size={460}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {present && <Question key={present.id} stage={present} stages={stages} onClose={onClose} />}
    </Modal>
  );
}

interface QuestionProps {
  stage: Stage;
  stages: readonly Stage[];
  onClose: () => void;
}

function Question({ stage, stages, onClose }: QuestionProps) {
  const { t } = useTranslation();
  const others = stages.filter(({ id }) => id !== stage.id);
  const [moveTo, setMoveTo] = useState<string | null>(null);
  const [hasHidden, setHasHidden] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [isSending, setSending] = useState(false);
  const asksWhere = stage.deals_count > 0 || hasHidden;
  const run = async () => {
    setSending(true);
    setFailure(undefined);
    try {
      await deleteStage(stage, moveTo === null ? undefined : Number(moveTo));
      notifyDone({
        id: `stage-${stage.id}`,
        title: t('pipelines.stageDeleted', { name: stage.name }),
      });
      onClose();
    } catch (error) {
      setSending(false);
      if (error instanceof ApiError && error.code === 'stage_in_use') setHasHidden(true);
      else setFailure(errorText(t, error));
      void readPipelinesAnew();
    }
  };
  return (
    <div className={classes.dialog}>
      {failure !== undefined && <FormAlert>{failure}</FormAlert>}
      <p className={classes.text}>
        {asksWhere
          ? t('pipelines.deleteStageWithDeals', { count: stage.deals_count })
          : t('pipelines.deleteStageText')}
      </p>
      {asksWhere && (
        <Select
          label={t('pipelines.moveTo')}
          placeholder={t('pipelines.chooseStage')}
          data={others.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={moveTo}
          required
          data-autofocus
          onChange={setMoveTo}
        />
      )}
      <div className={classes.foot}>
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button
          color="red.7"
          loading={isSending}
          disabled={asksWhere && moveTo === null}
          onClick={() => void run()}
        >
          {t('pipelines.confirmDelete')}
        </Button>
      </div>
    </div>
  );
}
