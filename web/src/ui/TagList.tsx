// SPDX-License-Identifier: MIT

import classes from './TagList.module.css';

/** Tags to be read. */
export function TagList({ tags }: { tags: readonly string[] }) {
  return (
    <span className={classes.root}>
      {tags.map((tag) => (
        <span key={tag} className={classes.tag}>
          {tag}
        </span>
      ))}
    </span>
  );
}
