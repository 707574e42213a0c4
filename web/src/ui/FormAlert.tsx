// SPDX-License-Identifier: MIT
// What stands above a form: why it could not be sent, or what has to be known first.

import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './FormAlert.module.css';

interface FormAlertProps {
  kind?: 'failed' | 'note';
  children: ReactNode;
}

export function FormAlert({ kind = 'failed', children }: FormAlertProps) {
  const Icon = kind === 'failed' ? IconAlertTriangle : IconInfoCircle;
  return (
    <div className={classes.root} data-kind={kind} role={kind === 'failed' ? 'alert' : 'status'}>
      <Icon size={17} stroke={1.7} aria-hidden="true" />
      <span>{children}</span>
    </div>
  );
}
