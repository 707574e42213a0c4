// SPDX-License-Identifier: MIT
// The frame of every form before sign-in: what went wrong, fields, one button. What has to be typed anew gets
// the focus.

import { Button } from '@mantine/core';
import { type FormEvent, type ReactNode, useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { FormAlert } from '../../ui/FormAlert';
import classes from './AuthForm.module.css';
import type { Attempt } from './useAttempt';
import type { AuthFields } from './useAuthFields';

interface AuthFormProps {
  attempt: Attempt;
  submit: string;
  fields: Pick<AuthFields, 'problems' | 'onTry'>;
  work: () => Promise<void>;
  /** The field that is likeliest to blame when the server says no. */
  suspect: string;
  children: ReactNode;
  actions?: ReactNode;
}

export function AuthForm(props: AuthFormProps) {
  const { attempt, submit, fields, work, suspect, children, actions } = props;
  const { t } = useTranslation();
  const form = useRef<HTMLFormElement>(null);
  const focus = useCallback((name: string) => {
    const field = form.current?.querySelector<HTMLInputElement>(`[name="${name}"]`);
    field?.focus();
    field?.select();
  }, []);
  const { error } = attempt;
  useEffect(() => {
    if (error && error.status >= 400 && error.status < 500) focus(suspect);
  }, [error, suspect, focus]);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    fields.onTry();
    const { problems } = fields;
    const wrong = Object.keys(problems).find((name) => problems[name] !== undefined);
    if (wrong === undefined) attempt.run(work);
    else focus(wrong);
  };
  return (
    <form ref={form} className={classes.root} method="post" noValidate onSubmit={onSubmit}>
      {attempt.failure !== undefined && <FormAlert>{attempt.failure}</FormAlert>}
      {children}
      <div className={classes.actions}>
        {actions}
        <Button
          className={classes.submit ?? ''}
          type="submit"
          size="md"
          loading={attempt.isBusy}
          aria-disabled={attempt.waitS > 0 || undefined}
          {...(attempt.waitS > 0 ? { 'data-disabled': true } : {})}
        >
          {attempt.waitS > 0 ? t('auth.waitFor', { seconds: attempt.waitS }) : submit}
        </Button>
      </div>
    </form>
  );
}
