// SPDX-License-Identifier: MIT
// A note, a call, a meeting or a letter, written down in a moment. What could not be added stays typed.

import { Button, Textarea } from '@mantine/core';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../ui/errorText';
import { textProblem } from '../../ui/fieldProblems';
import { useUnsaved } from '../../ui/unsaved';
import { useRequestKey } from '../../ui/useRequestKey';
import classes from './ActivityForm.module.css';
import { ActivityTypeInput } from './ActivityTypeInput';
import { type About, createActivity, TEXT_MAX, type Type } from './queries';

export function ActivityForm({ about }: { about: About }) {
  const { t } = useTranslation();
  const keyFor = useRequestKey();
  const input = useRef<HTMLTextAreaElement>(null);
  const [type, setType] = useState<Type>('note');
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string>();
  const [isSending, setSending] = useState(false);
  const [attempt, setAttempt] = useState(0);
  useUnsaved(text.trim() !== '' && !isSending);

  const add = async () => {
    const wrong = textProblem(t, text, TEXT_MAX);
    setProblem(wrong);
    input.current?.focus();
    if (wrong !== undefined || isSending) return;
    const body = { ...about, type, text: text.trim() };
    setSending(true);
    try {
      await createActivity(body, keyFor({ ...body, attempt }));
      setAttempt((now) => now + 1);
      setText('');
    } catch (error) {
      setProblem(errorText(t, error));
    } finally {
      setSending(false);
    }
  };
  return (
    <form
      className={classes.root}
      aria-label={t('activities.new')}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void add();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void add();
      }}
    >
      <ActivityTypeInput value={type} onChange={setType} />
      <Textarea
        ref={input}
        aria-label={t('activities.text')}
        placeholder={t(`activities.hints.${type}`)}
        autosize
        minRows={2}
        maxRows={10}
        value={text}
        error={problem}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setProblem(undefined);
        }}
      />
      <Button type="submit" loading={isSending}>
        {t('activities.add')}
      </Button>
    </form>
  );
}
