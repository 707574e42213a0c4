// SPDX-License-Identifier: MIT
// What stands in a drawer in place of its form: something to read, with its buttons at the foot.

import type { ReactNode } from 'react';
import { FormLayout } from './FormLayout';
import classes from './SideNote.module.css';

interface SideNoteProps {
  actions?: ReactNode;
  children: ReactNode;
}

export function SideNote({ actions, children }: SideNoteProps) {
  return (
    <FormLayout layout="dialog" foot={actions}>
      <div className={classes.note}>{children}</div>
    </FormLayout>
  );
}
