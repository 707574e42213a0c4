// SPDX-License-Identifier: MIT
// What scrolls below a page's bar: one column of sections, as wide as lines are read well.

import type { ReactNode } from 'react';
import classes from './PageBody.module.css';

interface PageBodyProps {
  /** `text`: for forms; `list`: for tables. */
  width?: 'text' | 'list';
  children: ReactNode;
}

export function PageBody({ width = 'list', children }: PageBodyProps) {
  return (
    <div className={classes.scroll}>
      <div className={classes.column} data-width={width}>
        {children}
      </div>
    </div>
  );
}

interface SectionProps {
  title: string;
  text?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export function Section({ title, text, actions, children }: SectionProps) {
  return (
    <section className={classes.section} aria-label={title}>
      <div className={classes.head}>
        <div>
          <h2 className={classes.title}>{title}</h2>
          {text !== undefined && <p className={classes.text}>{text}</p>}
        </div>
        {actions}
      </div>
      {children}
    </section>
  );
}
