// SPDX-License-Identifier: MIT
// The frame of a form: why saving failed above its fields, the focus on the first field that is not right,
// Ctrl+Enter saves; and in place of the fields both values where two people changed the same.

import { Button } from '@mantine/core';
import {
  type FormEvent,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { DraftValue, DraftValues } from './draft';
import { FormAlert } from './FormAlert';
import classes from './FormFrame.module.css';
import type { Draft } from './useDraft';

interface FormFrameProps<V extends DraftValues> {
  draft: Draft<V>;
  submit: string;
  /** Without: no such button. */
  onCancel?: () => void;
  cancel?: string;
  /** Nothing to save: the button rests. */
  isIdle?: boolean;
  /** The fields' names and values in words, for the choice between two people's. */
  labelOf?: (field: keyof V & string) => string;
  wordsOf?: (field: keyof V & string, value: DraftValue) => string;
  /** `dialog`: the fields scroll between a head and a foot that stay. */
  layout?: 'page' | 'dialog';
  children: ReactNode;
}

export function FormFrame<V extends DraftValues>(props: FormFrameProps<V>) {
  const { draft, submit, cancel, onCancel, isIdle, layout = 'page', children } = props;
  const { t } = useTranslation();
  const element = useRef<HTMLFormElement>(null);
  const save = () => {
    const wrong = draft.submit();
    if (wrong !== undefined) {
      element.current?.querySelector<HTMLElement>(`[name="${wrong}"]`)?.focus();
    }
  };
  if (draft.quarrel) return <Choice {...props} quarrel={draft.quarrel} />;
  return (
    <form
      ref={element}
      className={classes.form}
      data-layout={layout}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        save();
      }}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save();
      }}
    >
      <div className={classes.fields}>
        {draft.failure !== undefined && <FormAlert>{draft.failure}</FormAlert>}
        {children}
      </div>
      <footer className={classes.foot}>
        {onCancel && (
          <Button variant="default" onClick={onCancel}>
            {cancel ?? t('common.cancel')}
          </Button>
        )}
        <Button type="submit" loading={draft.isSending} disabled={isIdle ?? false}>
          {submit}
        </Button>
      </footer>
    </form>
  );
}

type ChoiceProps<V extends DraftValues> = FormFrameProps<V> & {
  quarrel: NonNullable<Draft<V>['quarrel']>;
};

function Choice<V extends DraftValues>({ draft, quarrel, layout, ...props }: ChoiceProps<V>) {
  const { labelOf = String, wordsOf = (_, value) => String(value) } = props;
  const { t } = useTranslation();
  const [givenUp, setGivenUp] = useState<ReadonlySet<string>>(new Set());
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const choose = (field: string, isMine: boolean) => {
    const next = new Set(givenUp);
    if (isMine) next.delete(field);
    else next.add(field);
    setGivenUp(next);
  };
  return (
    <div className={classes.form} data-layout={layout}>
      <div className={classes.fields}>
        <div role="alert">
          <h3 ref={title} tabIndex={-1} className={classes.title}>
            {t('draft.conflictTitle')}
          </h3>
          <p className={classes.text}>{t('draft.conflictText')}</p>
        </div>
        {quarrel.conflicts.map(({ field, mine, theirs }) => (
          <fieldset key={field} className={classes.choices}>
            <legend className={classes.legend}>{labelOf(field)}</legend>
            {[true, false].map((isMine) => (
              <label key={String(isMine)} className={classes.choice}>
                <input
                  type="radio"
                  name={field}
                  checked={givenUp.has(field) !== isMine}
                  onChange={() => choose(field, isMine)}
                />
                <span>
                  <span className={classes.who}>{t(isMine ? 'draft.mine' : 'draft.theirs')}</span>
                  <span className={classes.value}>{wordsOf(field, isMine ? mine : theirs)}</span>
                </span>
              </label>
            ))}
          </fieldset>
        ))}
      </div>
      <footer className={classes.foot}>
        <Button variant="default" onClick={draft.postpone}>
          {t('draft.back')}
        </Button>
        <Button loading={draft.isSending} onClick={() => draft.settle(givenUp)}>
          {t('draft.saveChosen')}
        </Button>
      </footer>
    </div>
  );
}
