// SPDX-License-Identifier: MIT
// Asks why a deal is lost before it is; without an answer it stays where it was.

import { Button, Modal, TextInput, UnstyledButton } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../../ui/overlayStyles';
import { useEscape } from '../../ui/escape';
import { textProblem } from '../../ui/fieldProblems';
import { useLast } from '../../ui/useLast';
import classes from './LostDialog.module.css';
import { REASON_MAX } from './limits';
import { LOST_REASONS } from './lostReasons';

interface LostDialogProps {
  /** Absent: nothing is asked. */
  question: { title: string; column: string } | undefined;
  onAnswer: (reason: string) => void;
  onClose: () => void;
}

export default function LostDialog({ question, onAnswer, onClose }: LostDialogProps) {
  const { t } = useTranslation();
  const shown = useLast(question);
  useEscape(question !== undefined, onClose);
  return (
    <Modal
      opened={question !== undefined}
      onClose={onClose}
      closeOnEscape={false}
      title={t('lostDeal.title', { title: shown?.title ?? '' })}
      centered
      size={480}
      zIndex={400}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {question && <Form column={question.column} onAnswer={onAnswer} onClose={onClose} />}
    </Modal>
  );
}

interface FormProps {
  column: string;
  onAnswer: (reason: string) => void;
  onClose: () => void;
}

function Form({ column, onAnswer, onClose }: FormProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wrong = textProblem(t, reason, REASON_MAX);
    setProblem(wrong);
    if (wrong === undefined) onAnswer(reason.trim());
  };
  return (
    <form className={classes.root} noValidate onSubmit={submit}>
      <p className={classes.text}>{t('lostDeal.text', { column })}</p>
      <fieldset className={classes.reasons} aria-label={t('lostDeal.common')}>
        {LOST_REASONS.map((each) => {
          const words = t(`lostDeal.reasons.${each}`);
          return (
            <UnstyledButton
              key={each}
              className={classes.reason ?? ''}
              aria-pressed={reason === words}
              onClick={() => setReason(words)}
            >
              {words}
            </UnstyledButton>
          );
        })}
      </fieldset>
      <TextInput
        name="lost_reason"
        label={t('lostDeal.reason')}
        value={reason}
        error={problem}
        maxLength={REASON_MAX}
        required
        autoComplete="off"
        data-autofocus
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className={classes.foot}>
        <Button variant="default" onClick={onClose}>
          {t('lostDeal.cancel')}
        </Button>
        <Button type="submit" color="red.7">
          {t('lostDeal.confirm')}
        </Button>
      </div>
    </form>
  );
}
