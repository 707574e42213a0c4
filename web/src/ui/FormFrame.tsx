// SPDX-License-Identifier: MIT
// The frame of a form: why saving failed above its fields, the focus on the first field that is not right,
// Ctrl+Enter saves; and in place of the fields both values where two people changed the same.

import { Button } from '@mantine/core';
import { type ComponentProps, type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ConflictChoice } from './ConflictChoice';
import { FormAlert } from './FormAlert';
import { FormLayout } from './FormLayout';

/** What a frame has to know of the state of its form: useDraft()'s, or one of its own making. */
interface Framed<F extends string, T> {
  isSending: boolean;
  failure: string | undefined;
  quarrel: { conflicts: { field: F; mine: T; theirs: T }[] } | undefined;
  /** Saves, or answers with the first field that is not right. */
  submit: () => F | undefined;
  settle: (givenUp: ReadonlySet<F>) => void;
  postpone: () => void;
}

interface FormFrameProps<F extends string, T> {
  draft: Framed<F, T>;
  submit: string;
  /** Without: no such button. */
  onCancel?: () => void;
  cancel?: string;
  /** Nothing to save: the button rests. */
  isIdle?: boolean;
  /** A field that is not right is about to get the focus. */
  onWrong?: (field: F) => void;
  /** The fields' names and values in words, for the choice between two people's. */
  labelOf?: (field: F) => string;
  wordsOf?: (field: F, value: T) => string;
  layout?: ComponentProps<typeof FormLayout>['layout'];
  children: ReactNode;
}

export function FormFrame<F extends string, T>(props: FormFrameProps<F, T>) {
  const { draft, submit, cancel, onCancel, isIdle, onWrong, layout = 'page', children } = props;
  const { labelOf = String, wordsOf = (_, value) => String(value) } = props;
  const { t } = useTranslation();
  const element = useRef<HTMLFormElement>(null);
  const save = () => {
    const wrong = draft.submit();
    if (wrong === undefined) return;
    onWrong?.(wrong);
    requestAnimationFrame(() =>
      element.current?.querySelector<HTMLElement>(`[name="${CSS.escape(wrong)}"]`)?.focus(),
    );
  };
  if (draft.quarrel) {
    return (
      <ConflictChoice
        choices={draft.quarrel.conflicts.map(({ field, mine, theirs }) => ({
          field,
          label: labelOf(field),
          mine: wordsOf(field, mine),
          theirs: wordsOf(field, theirs),
        }))}
        layout={layout}
        isSending={draft.isSending}
        onBack={draft.postpone}
        onSettle={draft.settle}
      />
    );
  }
  return (
    <FormLayout
      layout={layout}
      form={{
        ref: element,
        noValidate: true,
        onSubmit: (event) => {
          event.preventDefault();
          save();
        },
        onKeyDown: (event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save();
        },
      }}
      foot={
        <>
          {onCancel && (
            <Button variant="default" onClick={onCancel}>
              {cancel ?? t('common.cancel')}
            </Button>
          )}
          <Button type="submit" loading={draft.isSending} disabled={isIdle ?? false}>
            {submit}
          </Button>
        </>
      }
    >
      {draft.failure !== undefined && <FormAlert>{draft.failure}</FormAlert>}
      {children}
    </FormLayout>
  );
}
