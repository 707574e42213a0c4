// SPDX-License-Identifier: MIT
// The views of one page, each with its address.

import { Link } from 'react-router';
import classes from './TabLinks.module.css';

interface TabLinksProps {
  label: string;
  tabs: { to: string; label: string; isCurrent: boolean }[];
}

export function TabLinks({ label, tabs }: TabLinksProps) {
  return (
    <nav className={classes.root} aria-label={label}>
      {tabs.map((tab) => (
        <Link
          key={tab.to}
          className={classes.tab}
          to={tab.to}
          aria-current={tab.isCurrent ? 'page' : undefined}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
