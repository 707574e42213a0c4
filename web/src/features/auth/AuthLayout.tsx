// SPDX-License-Identifier: MIT
// What all screens before sign-in stand on: the mark, one quiet card, language and appearance below.

import type { ReactNode } from 'react';
import { AppearanceMenu, LanguageMenu } from '../../ui/Preferences';
import { SaudaMark } from '../../ui/SaudaMark';
import { usePageTitle } from '../../ui/usePageTitle';
import classes from './AuthLayout.module.css';

export function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className={classes.root}>
      <main id="content" className={classes.main}>
        <div className={classes.brand}>
          <SaudaMark size={36} />
        </div>
        <div className={classes.card}>{children}</div>
        <div className={classes.preferences}>
          <LanguageMenu isNarrow={false} />
          <AppearanceMenu isNarrow={false} />
        </div>
      </main>
    </div>
  );
}

interface AuthHeadProps {
  title: string;
  text?: ReactNode;
}

/** The head of a card; also names the browser's tab. */
export function AuthHead({ title, text }: AuthHeadProps) {
  usePageTitle(title);
  return (
    <header className={classes.head}>
      <h1 className={classes.title}>{title}</h1>
      {text !== undefined && <p className={classes.text}>{text}</p>}
    </header>
  );
}

/** Other ways on, below the form. */
export function AuthFoot({ children }: { children: ReactNode }) {
  return <footer className={classes.foot}>{children}</footer>;
}
