// SPDX-License-Identifier: MIT
// Two people changed the same field: both values side by side, and the person chooses for each.

import { Button } from '@mantine/core';
import { type ComponentProps, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './ConflictChoice.module.css';
import { FormLayout } from './FormLayout';

export interface Choice<F extends string> {
  field: F;
  label: string;
  mine: string;
  theirs: string;
}

interface ConflictChoiceProps<F extends string> {
  choices: Choice<F>[];
  layout: ComponentProps<typeof FormLayout>['layout'];
  isSending: boolean;
  /** What the way back is called, where it is none to a form. */
  back?: string;
  onBack: () => void;
  /** In these fields the other one's value stays. */
  onSettle: (givenUp: ReadonlySet<F>) => void;
}

export function ConflictChoice<F extends string>(props: ConflictChoiceProps<F>) {
  const { choices, layout, isSending, back, onBack, onSettle } = props;
  const { t } = useTranslation();
  const [givenUp, setGivenUp] = useState<ReadonlySet<F>>(new Set());
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const choose = (field: F, isMine: boolean) => {
    const next = new Set(givenUp);
    if (isMine) next.delete(field);
    else next.add(field);
    setGivenUp(next);
  };
  return (
    <FormLayout
      layout={layout}
      foot={
        <>
          <Button variant="default" onClick={onBack}>
            {back ?? t('draft.back')}
          </Button>
          <Button loading={isSending} onClick={() => onSettle(givenUp)}>
            {t('draft.saveChosen')}
          </Button>
        </>
      }
    >
      <div role="alert">
        <h3 ref={title} tabIndex={-1} className={classes.title}>
          {t('draft.conflictTitle')}
        </h3>
        <p className={classes.text}>{t('draft.conflictText')}</p>
      </div>
      {choices.map(({ field, label, mine, theirs }) => (
        <fieldset key={field} className={classes.choices}>
          <legend className={classes.legend}>{label}</legend>
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
                <span className={classes.value}>{(isMine ? mine : theirs) || '–'}</span>
              </span>
            </label>
          ))}
        </fieldset>
      ))}
    </FormLayout>
  );
}
