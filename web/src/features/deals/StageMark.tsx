// SPDX-License-Identifier: MIT

import classes from './StageMark.module.css';

/** A stage by its colour and name. */
export function StageMark({ name, color }: { name: string; color: string | undefined }) {
  return (
    <span className={classes.root}>
      <span className={classes.dot} style={{ background: color }} aria-hidden="true" />
      <span className={classes.name}>{name}</span>
    </span>
  );
}
