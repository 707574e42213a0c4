// SPDX-License-Identifier: MIT
// The frame of every form before sign-in: heading, what went wrong, fields, one button. After a failure the
// first field that is wrong, or else the first one, has the focus.

import { Button } from '@mantine/core';
import { type FormEvent, type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { FormAlert } from '../../ui/FormAlert';
import classes from './AuthForm.module.css';
import type { Attempt } from './useAttempt';

interface AuthFormProps {
  attempt: Attempt;
  submit: string;
  /** Fields that are not filled in rightly, by name; sending waits for them. */
  problems: Record<string, string | undefined>;
  /** Sending was tried: the problems may be shown. */
  onTry: () => void;
  work: () => Promise<void>;
  children: ReactNode;
  actions?: ReactNode;
}

export function AuthForm(props: AuthFormProps) {
  const { attempt, submit, problems, onTry, work, children, actions } = props;
  const { t } = useTranslation();
  const form = useRef<HTMLFormElement>(null);
  const focus = (name: string) =>
    requestAnimationFrame(() =>
      form.current?.querySelector<HTMLElement>(`[name="${name}"]`)?.focus(),
    );
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    onTry();
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
