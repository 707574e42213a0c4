// SPDX-License-Identifier: MIT
// An activity being changed where it stands. What others save meanwhile is taken in around what was typed; of a field that
// both changed the person chooses.

import { Textarea } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Activity } from '../../api/types';
import { type Base, changesOf, type DraftValue } from '../../ui/draft';
import { FormFrame } from '../../ui/FormFrame';
import { textProblem } from '../../ui/fieldProblems';
import { RivalsNote } from '../../ui/RivalsNote';
import { useUnsaved } from '../../ui/unsaved';
import { problems, textField, useDraft } from '../../ui/useDraft';
import { useFreshRow } from '../../ui/useFreshRow';
import classes from './ActivityEditor.module.css';
import { ActivityTypeInput } from './ActivityTypeInput';
import { TEXT_MAX, TYPES, type Type, updateActivity } from './queries';

interface ActivityEditorProps {
  activity: Activity;
  onClose: () => void;
}

type Values = { type: Activity['type']; text: string };

const baseOf = ({ type, text, revision }: Activity): Base<Values> => ({
  values: { type, text },
  revision,
});

export function ActivityEditor({ activity, onClose }: ActivityEditorProps) {
  const { t } = useTranslation();
  const draft = useDraft<Values, Activity>({
    first: baseOf(activity),
    problems: ({ text }) =>
      problems<Values>({ text: textProblem(t, text, TEXT_MAX, activity.text !== '') }),
    save: (values, base) =>
      updateActivity(activity.id, patchOf(values, base.values), base.revision),
    valuesOf: (row) => baseOf(row as unknown as Activity).values,
    onSaved: onClose,
  });
  useFreshRow(draft, activity, baseOf);
  useUnsaved(draft.isDirty && !draft.isSending);
  const { type } = draft.values;
  const input = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const end = input.current?.value.length ?? 0;
    input.current?.focus();
    input.current?.setSelectionRange(end, end);
  }, []);
  const labelOf = (field: keyof Values) => t(`activities.${field}`);
  const wordsOf = (field: keyof Values, value: DraftValue) =>
    field === 'type' ? t(`activities.types.${value as Activity['type']}`) : String(value);
  return (
    <section
      className={classes.root}
      aria-label={t('activities.editOf', { name: t(`activities.types.${activity.type}`) })}
    >
      <FormFrame
        draft={draft}
        submit={t('common.save')}
        isIdle={!draft.isDirty}
        onCancel={onClose}
        labelOf={labelOf}
        wordsOf={wordsOf}
      >
        <RivalsNote draft={draft} labelOf={labelOf} wordsOf={wordsOf} />
        {isOwnType(type) && (
          <ActivityTypeInput value={type} onChange={(next) => draft.set('type', next)} />
        )}
        <Textarea
          ref={input}
          {...textField(draft, 'text')}
          aria-label={t('activities.text')}
          autosize
          minRows={2}
          maxRows={16}
        />
      </FormFrame>
    </section>
  );
}

const isOwnType = (type: Activity['type']): type is Type => TYPES.some((each) => each === type);

function patchOf(values: Values, base: Values) {
  const { type, text } = changesOf(values, base);
  return {
    ...(text === undefined ? {} : { text }),
    ...(type !== undefined && isOwnType(type) ? { type } : {}),
  };
}
