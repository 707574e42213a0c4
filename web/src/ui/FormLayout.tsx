// SPDX-License-Identifier: MIT
// Fields below each other and what stands at their foot. In a dialog the fields scroll and the foot stays; on a
// page that is longer than the window (`long`) the foot stays at its edge.

import type { ComponentProps, ReactNode } from 'react';
import classes from './FormLayout.module.css';

interface FormLayoutProps {
  layout: 'page' | 'long' | 'dialog';
  /** Makes a form of it. */
  form?: Omit<ComponentProps<'form'>, 'children' | 'className'>;
  foot?: ReactNode;
  children: ReactNode;
}

export function FormLayout({ layout, form, foot, children }: FormLayoutProps) {
  const content = (
    <>
      <div className={classes.fields}>{children}</div>
      {foot !== undefined && <footer className={classes.foot}>{foot}</footer>}
    </>
  );
  return form ? (
    <form {...form} className={classes.root} data-layout={layout}>
      {content}
    </form>
  ) : (
    <div className={classes.root} data-layout={layout}>
      {content}
    </div>
  );
}
