// SPDX-License-Identifier: MIT
// A card that says how it ended, and what can be done next.

import type { ReactNode } from 'react';
import { AuthHead } from './AuthLayout';
import classes from './AuthOutcome.module.css';

interface AuthOutcomeProps {
  icon: ReactNode;
  title: string;
  text: string;
  children: ReactNode;
}

export function AuthOutcome({ icon, title, text, children }: AuthOutcomeProps) {
  return (
    <div role="status">
      <div className={classes.icon} aria-hidden="true">
        {icon}
      </div>
      <AuthHead title={title} text={text} />
      <div className={classes.actions}>{children}</div>
    </div>
  );
}
