// SPDX-License-Identifier: MIT
// Two people changed the same field: both values side by side, and the person chooses for each.

import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './ConflictPanel.module.css';
import type { Conflict, FormField } from './form';
import formClasses from './ModuleForm.module.css';
import type { ModuleFormState } from './useModuleForm';

interface ConflictPanelProps {
  form: ModuleFormState;
  quarrel: { conflicts: Conflict[] };
}

export function ConflictPanel({ form, quarrel }: ConflictPanelProps) {
  const { t } = useTranslation();
  const [givenUp, setGivenUp] = useState<ReadonlySet<FormField>>(new Set());
  const choose = (field: FormField, isMine: boolean) => {
    const next = new Set(givenUp);
    if (isMine) next.delete(field);
    else next.add(field);
    setGivenUp(next);
  };
  return (
    <div className={formClasses.form}>
      <div className={formClasses.scroll}>
        <div role="alert">
          <h3 className={classes.title}>{t('conflict.title')}</h3>
          <p className={classes.text}>{t('conflict.text')}</p>
        </div>
        {quarrel.conflicts.map(({ field, mine, theirs }) => (
          <fieldset key={field} className={classes.field}>
            <legend className={classes.legend}>{t(`fields.${field}`)}</legend>
            {[true, false].map((isMine) => (
              <label key={String(isMine)} className={classes.choice}>
                <input
                  type="radio"
                  name={field}
                  checked={givenUp.has(field) !== isMine}
                  onChange={() => choose(field, isMine)}
                />
                <span>
                  <span className={classes.who}>
                    {t(isMine ? 'conflict.mine' : 'conflict.theirs')}
                  </span>
                  <span className={classes.value}>{(isMine ? mine : theirs) || '–'}</span>
                </span>
              </label>
            ))}
          </fieldset>
        ))}
      </div>
      <footer className={formClasses.foot}>
        <Button variant="default" onClick={form.postpone}>
          {t('conflict.back')}
        </Button>
        <Button loading={form.isSending} onClick={() => form.settle(givenUp)}>
          {t('conflict.save')}
        </Button>
      </footer>
    </div>
  );
}
