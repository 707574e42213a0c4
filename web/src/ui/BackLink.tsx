// SPDX-License-Identifier: MIT
// From one thing back to the list it stands in.

import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import classes from './BackLink.module.css';

export function BackLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link className={classes.root} to={to}>
      <IconArrowLeft size={15} stroke={1.8} aria-hidden="true" />
      {children}
    </Link>
  );
}
