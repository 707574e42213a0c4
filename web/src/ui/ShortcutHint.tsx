// SPDX-License-Identifier: MIT
// What a button does, with the key that does it too; stands in tooltips.

import { Kbd } from '@mantine/core';
import classes from './ShortcutHint.module.css';

export function ShortcutHint({ text, shortcut }: { text: string; shortcut: string }) {
  return (
    <span className={classes.root}>
      {text}
      <Kbd size="xs">{shortcut}</Kbd>
    </span>
  );
}
