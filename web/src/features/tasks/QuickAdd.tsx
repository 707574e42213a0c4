// SPDX-License-Identifier: MIT
// A task in one line: what, until when, Enter. Whose it is, the filter of the list says; else one's own. Stays where it is
// for the next one; what could not be added stays typed.

import { Button, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../ui/errorText';
import { textProblem } from '../../ui/fieldProblems';
import { useTimeZone } from '../../ui/timeZone';
import { useUnsaved } from '../../ui/unsaved';
import { useRequestKey } from '../../ui/useRequestKey';
import classes from './QuickAdd.module.css';
import { createTask, type TasksAbout } from './queries';
import { TimeInput } from './TimeInput';
import { TITLE_MAX } from './taskForm';
import { instantFrom } from './wall';

interface QuickAddProps {
  assigneeId: string | null;
  about?: TasksAbout;
}

export function QuickAdd({ assigneeId, about }: QuickAddProps) {
  const { t } = useTranslation();
  const zone = useTimeZone();
  const keyOf = useRequestKey();
  const input = useRef<HTMLInputElement>(null);
  const [title, setTitle] = useState('');
  const [due, setDue] = useState('');
  const [problem, setProblem] = useState<string>();
  const [isSending, setSending] = useState(false);
  const [attempt, setAttempt] = useState(0);
  useUnsaved(title.trim() !== '' && !isSending);

  const add = async () => {
    const wrong = textProblem(t, title, TITLE_MAX);
    setProblem(wrong);
    input.current?.focus();
    if (wrong !== undefined || isSending) return;
    const body = {
      title: title.trim(),
      due_at: instantFrom(zone, due),
      ...about,
      ...(assigneeId === null ? {} : { assignee_id: assigneeId }),
    };
    setSending(true);
    try {
      await createTask(body, keyOf({ ...body, attempt }));
      setAttempt((now) => now + 1);
      setTitle('');
    } catch (error) {
      setProblem(errorText(t, error));
    } finally {
      setSending(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void add();
  };
  return (
    <form className={classes.root} aria-label={t('tasks.quickAdd')} noValidate onSubmit={submit}>
      <TextInput
        ref={input}
        className={classes.title ?? ''}
        aria-label={t('tasks.fields.title')}
        placeholder={t('tasks.quickAddHint')}
        autoComplete="off"
        leftSection={<IconPlus size={16} stroke={1.7} />}
        value={title}
        error={problem}
        onChange={(event) => {
          setTitle(event.currentTarget.value);
          setProblem(undefined);
        }}
      />
      <TimeInput
        className={classes.due ?? ''}
        aria-label={t('tasks.fields.due')}
        placeholder={t('tasks.noDue')}
        value={due}
        onChange={setDue}
      />
      <Button type="submit" loading={isSending}>
        {t('tasks.addNow')}
      </Button>
    </form>
  );
}
