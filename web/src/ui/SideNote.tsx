// SPDX-License-Identifier: MIT
// What stands in a drawer in place of its form: something to read, with its buttons at the foot.

import type { ReactNode } from 'react';
import classes from './FormFrame.module.css';

interface SideNoteProps {
  actions?: ReactNode;
  children: ReactNode;
}

export function SideNote({ actions, children }: SideNoteProps) {
  return (
    <div className={classes.form} data-layout="dialog">
      <div className={`${classes.fields} ${classes.note}`}>{children}</div>
      {actions !== undefined && <footer className={classes.foot}>{actions}</footer>}
    </div>
  );
}
